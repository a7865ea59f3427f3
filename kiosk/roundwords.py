"""Fixed times, and why somebody got them or not, as people say it."""

from collections.abc import Mapping
from datetime import date, timedelta

from booking.facts import HouseFacts
from booking.fixedtimes import CLASH, CLOSURE, HOLIDAY, OUTSIDE, SCHOOL_HOLIDAY, Choice, clock
from booking.i18n import N_, _
from booking.outcomes import Outcome, Passed, Skipped
from booking.refusals import Refused
from kiosk.calendar_words import short_day, weekday

_EVERY_WEEK = (
    N_("montags"),
    N_("dienstags"),
    N_("mittwochs"),
    N_("donnerstags"),
    N_("freitags"),
    N_("samstags"),
    N_("sonntags"),
)
_PLACES = {1: N_("ersten"), 2: N_("zweiten"), 3: N_("dritten"), 4: N_("vierten"), 5: N_("fünften"), -1: N_("letzten")}
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


def rhythm_words(choice: Choice) -> str:
    """Return `dienstags`, `alle 2 Wochen dienstags` or `am ersten und dritten Dienstag im Monat`."""
    name = weekday(date(2024, 1, 1) + timedelta(days=choice.weekday))  # a Monday
    if choice.nth:
        places = _(" und ").join(_(_PLACES[place]) for place in choice.nth)
        return _("am {places} {day} im Monat", places=places, day=name)
    every = _(_EVERY_WEEK[choice.weekday])
    return every if choice.every_weeks == 1 else _("alle {weeks} Wochen {days}", weeks=choice.every_weeks, days=every)


def time_words(choice: Choice, minutes: int) -> str:
    """Return `19:00 – 20:30 Uhr`."""
    return _("{start} – {end} Uhr", start=clock(choice.start), end=clock((choice.start + minutes) % 1440))


def room_words(choice: Choice, house: HouseFacts) -> str:
    """Return the name of its room with its extras."""
    try:
        return house.room(choice.room, choice.extras).name
    except Refused:
        return choice.room


def choice_words(choice: Choice, minutes: int, house: HouseFacts) -> str:
    """Return a fixed time in full: `dienstags, 19:00 – 20:30 Uhr, Quartierraum`."""
    when = {"rhythm": rhythm_words(choice), "times": time_words(choice, minutes), "room": room_words(choice, house)}
    if choice.pause_school:
        return _("{rhythm}, {times}, {room}, nicht in den Schulferien", **when)
    return _("{rhythm}, {times}, {room}", **when)


def hours_words(minutes: int) -> str:
    """Return minutes of a week as `1,5 Stunden`."""
    return _("{hours} Stunden", hours=f"{minutes / 60:.1f}".replace(".", ",").removesuffix(",0"))


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
