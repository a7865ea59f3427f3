"""A date on paper: what stays true when the paper hangs for a week, so no seats that are left."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from booking.i18n import LANGUAGES, _, speaking
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, short_day
from kiosk.components.meeting_words import Chip, access_chips, title_of
from kiosk.paper.saying import Said, apart, in_each, in_german, said
from models.meetings import Signup

_WALK_IN = "ohne-anmeldung"  # said by the sign-up as well


def row(one: Occurrence, first: date, languages: Sequence[str], *, room: bool = True) -> dict[str, Any]:
    """Return *one* for a layout; what began before *first* stands there without its start."""
    return {
        "times": _times(one, first, languages[0]),
        "titles": titles(one, languages),
        "room": in_german(one.room_name) if room else None,
        "chips": state_chips(one, languages),
        "more": in_more_words(one, languages[0]) if len(languages) == 1 else [],
        "off": one.status == "cancelled",
        "was": was(one, languages),
        "note": in_german(one.note) if one.note else None,
    }


def was(one: Occurrence, languages: Sequence[str]) -> list[Said]:
    """Return instead of when a moved date is, in each of *languages*; nothing if it is not moved, or nobody knows."""
    return in_each(languages, lambda: _was(one)) if _is_elsewhere(one) else []


def state_chips(one: Occurrence, languages: Sequence[str]) -> list[dict[str, Any]]:
    """Return what one has to know before one goes, each with its pictogram."""
    return [_chip(chip, languages) for chip in _states(one)]


def state_words(one: Occurrence) -> list[Said]:
    """Return the same as words of the spoken language, with instead of when a moved date is."""
    return [*(said(_(chip.words)) for chip in _states(one)), *([said(_was(one))] if _is_elsewhere(one) else [])]


def titles(one: Occurrence, languages: Sequence[str]) -> list[Said]:
    """Return what *one* is called in *languages*, each name once; where nobody translated it, in German."""
    found: list[Said] = []
    for language in languages:
        with speaking(language):
            title = title_of(one)
        told = said(title.words, title.lang)
        if told["t"] not in (other["t"] for other in found):
            found.append(told)
    # A title in a script that no font of the house has: at least somebody can ask.
    return [one for one in found if one["t"]] or in_each(languages, lambda: _("Treffen"))


def in_more_words(one: Occurrence, language: str) -> list[Said]:
    """Return what the house says of who can come, in *language*."""
    if one.status == "cancelled":
        return []
    with speaking(language):
        words = tuple(word for word in one.access if word != _WALK_IN)
        return [said(chip.words) for chip in access_chips(words)]


def _is_elsewhere(one: Occurrence) -> bool:
    """Whether it begins when or where nobody expects it: a date that only ends otherwise is moved as well."""
    where = one.moved_from_room and one.moved_from_room != one.room_slug
    return one.status == "moved" and one.moved_from is not None and (one.moved_from != one.starts or bool(where))


def _was(one: Occurrence) -> str:
    """Return `statt Mi 25.11., 14:00 Uhr`, in the spoken language; the day only where it is another."""
    before = one.moved_from or one.starts
    if before == one.starts:
        return _("anderer Raum")
    time = clock_time(before)
    if before.date() == one.starts.date():
        return _("statt {time} Uhr", time=time)
    return _("statt {day}, {time} Uhr", day=apart(short_day(before.date())), time=time)


def _states(one: Occurrence) -> list[Chip]:
    """Return what one has to know before one goes: not how many seats are left, which changes."""
    if one.status == "cancelled":
        return [Chip("cross", "fällt aus", "stop")]
    moved = [Chip("warning", "verlegt", "wait")] if one.status == "moved" else []
    if one.hidden:
        return [*moved, Chip("lock", "nur diese Gruppe")]
    if one.signup is Signup.NONE:
        return [*moved, Chip("walk-in", "ohne Anmeldung", "good")]
    if one.signup is Signup.EXTERNAL:
        return [*moved, Chip("people", "Anmeldung bei der Gruppe")]
    return [*moved, Chip("chair", "mit Anmeldung", "wait")]


def _chip(chip: Chip, languages: Sequence[str]) -> dict[str, Any]:
    # The words are in the catalogue: kiosk.components.meeting_words says them too.
    return {"pictogram": chip.pictogram, "kind": chip.kind, "words": in_each(languages, lambda: _(chip.words))}


def _times(one: Occurrence, first: date, language: str) -> list[str]:
    starts = [clock_time(one.starts)] if one.starts.date() >= first else []
    if one.ends - one.starts < timedelta(days=1):
        return [*starts, clock_time(one.ends)]
    with speaking(language if language in LANGUAGES else "de"):
        return [*starts, said(f"{short_day(one.ends.date())} {clock_time(one.ends)}")["t"]]
