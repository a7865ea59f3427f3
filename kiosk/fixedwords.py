"""Fixed times as people say them."""

from datetime import date, timedelta

from booking.facts import HouseFacts
from booking.fixedtimes import Choice, clock
from booking.i18n import N_, _
from booking.refusals import Refused
from kiosk.calendar_words import weekday

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
