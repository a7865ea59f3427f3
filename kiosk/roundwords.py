"""Why somebody got a fixed time or not, as people say it; and the fixed time itself (kiosk.fixedwords)."""

from collections.abc import Mapping

from booking.facts import HouseFacts
from booking.fixedtimes import CLASH, CLOSURE, HOLIDAY, OUTSIDE, SCHOOL_HOLIDAY, Choice
from booking.i18n import N_, _
from booking.outcomes import Outcome, Passed, Skipped
from kiosk.calendar_words import number_words, short_day
from kiosk.fixedwords import choice_words, rhythm_words, room_words, time_words

__all__ = [
    "choice_words",
    "hours_words",
    "passed_words",
    "reason_words",
    "rhythm_words",
    "room_words",
    "skipped_words",
    "time_words",
]

_SKIPPED = {
    HOLIDAY: N_("Feiertag"),
    CLOSURE: N_("Haus geschlossen"),
    SCHOOL_HOLIDAY: N_("Schulferien"),
    OUTSIDE: N_("außerhalb der Öffnungszeiten"),
    CLASH: N_("Raum schon belegt"),
}
_GIVEN = {
    "hours": N_("{group} hatte bis dahin weniger Stunden in der Woche: {theirs}, nicht {mine}."),
    "continuity": N_("{group} hatte diese Zeit schon im Halbjahr davor."),
    "quiet": N_("{group} gehört zu den Gruppen, denen das Haus besonders Platz macht."),
    "usage": N_("Wofür {group} den Raum nutzt, hat im Haus Vorrang."),
    "order": N_("Bei gleich vielen Stunden geht vor, wofür {group} den Raum nutzt."),
    "lot": N_("Bei gleich vielen Stunden hat das Los für {group} entschieden."),
    "rank": N_("Zuerst kam der Wunsch dran, der dieser Gruppe wichtiger war. Dann war die Zeit schon bei {group}."),
    "desk": N_("Das Büro hat diese Zeit {group} gegeben."),
}
_WHY_NOT = {
    "rules": N_("So verleiht das Haus seine Räume nicht."),
    "quota": N_("Die Gruppe hätte damit mehr Stunden in der Woche, als eine Gruppe haben kann."),
}


def hours_words(minutes: int) -> str:
    """Return minutes of a week as `1,5 Stunden`, in English `1.5 hours`."""
    return _("1 Stunde") if minutes == 60 else _("{hours} Stunden", hours=number_words(minutes / 60))


def skipped_words(skipped: tuple[Skipped, ...]) -> str:
    """Return the days that do not take place, each with its reason; empty if all do."""
    each = (_("{day} ({why})", day=short_day(one.day), why=one.who or _(_SKIPPED[one.why])) for one in skipped)
    days = ", ".join(each)
    return _("Fällt aus: {days}", days=days) if days else ""


def passed_words(passed: Passed, names: Mapping[str, str]) -> str:
    """Return why a choice was passed over; *names* are the groups that whoever reads it may know, by slug."""
    if passed.code == "given":
        group = names.get(passed.group) or _("eine andere Gruppe")
        told = {"group": group, "theirs": hours_words(passed.theirs), "mine": hours_words(passed.mine)}
        said = _(_GIVEN[passed.because], **told)
        return said[0].upper() + said[1:]
    if passed.code == "taken":
        counts = {"free": passed.free, "of": passed.of}
        if passed.who:
            return _("Dort ist schon belegt ({who}): {free} von {of} Terminen sind frei.", who=passed.who, **counts)
        return _("Dort ist schon belegt: {free} von {of} Terminen sind frei.", **counts)
    if passed.code == "closed":
        return _("Das Haus hat dann geschlossen.")
    return _(_WHY_NOT[passed.code])


def reason_words(
    outcome: Outcome, choices: tuple[Choice, ...], minutes: int, names: Mapping[str, str], house: HouseFacts
) -> list[str]:
    """Return why each better choice was passed over, each with the time that it is about."""
    return [
        _(
            "{time}: {why}",
            time=choice_words(choices[one.number], minutes, house),
            why=passed_words(one, names),
        )
        for one in outcome.passed
        if one.number < len(choices)
    ]
