"""A group's own in its words: how each date stands, what is asked before it changes, what was done, who does what."""

from dataclasses import dataclass

from booking.i18n import N_, _
from booking.owndates import OwnDate, Stand
from kiosk.calendar_words import clock_time, from_to, long_day
from kiosk.components.meeting_words import Chip
from models.members import Duty

_STANDS = {
    Stand.CONFIRMED: ("good", "check", N_("zugesagt")),
    Stand.MOVED: ("good", "forward", N_("verlegt")),
    Stand.ASKED: ("wait", "hourglass", N_("angefragt")),
    Stand.QUESTION: ("wait", "speech", N_("Rückfrage offen")),
    Stand.OFFERED: ("wait", "bell", N_("Angebot")),
    Stand.INSTEAD: ("wait", "bell", N_("Ersatz-Angebot")),
    Stand.DISPLACED: ("stop", "cross", N_("fällt aus")),
    Stand.CANCELLED: ("stop", "cross", N_("abgesagt")),
    Stand.OVER: ("plain", "check", N_("vorbei")),
}
_MORE = {
    Stand.ASKED: N_("Das Quartiersbüro entscheidet und schreibt Ihrer Gruppe."),
    Stand.QUESTION: N_("Das Quartiersbüro hat Ihnen eine Frage geschrieben. Bitte antworten Sie dort."),
    Stand.INSTEAD: N_("Die Stadt braucht den Raum zur alten Zeit. Diese Zeit ist für Sie frei gehalten."),
    Stand.OFFERED: N_("Diese Zeit ist frei geworden. Sie ist für Ihre Gruppe frei gehalten."),
    Stand.DISPLACED: N_("Die Stadt braucht den Raum zu dieser Zeit. Das tut uns leid."),
    Stand.CANCELLED: N_("Dieser Termin findet nicht statt."),
}
# What was just done, said once.
SAID = {
    "cancel": N_("Abgesagt. Der Raum ist wieder frei."),
    "decline": N_("Gut. Jemand anderes bekommt die Zeit."),
    "accept": N_("Angenommen. Die Zeit gehört Ihnen."),
    "end": N_("Beendet. Der Raum ist gleich wieder frei."),
    "longer": N_("Verlängert."),
    "move": N_("Verlegt."),
    "asked": N_("Das Quartiersbüro muss noch zustimmen. Es schreibt Ihrer Gruppe."),
}
# What is asked, what happens then, and the word on the button.
QUESTIONS = {
    "cancel": (
        N_("Diesen Termin absagen?"),
        N_("Der Raum ist dann für andere frei. Im Programm steht „fällt aus“."),
        N_("Ja, absagen"),
    ),
    "end": (N_("Jetzt beenden?"), N_("Der Raum ist dann gleich für andere frei."), N_("Ja, beenden")),
    "decline": (
        N_("Das Angebot nicht annehmen?"),
        N_("Die Zeit bekommt dann jemand anderes."),
        N_("Ja, nicht annehmen"),
    ),
    "move": (N_("Auf diese Zeit verlegen?"), N_("Die alte Zeit ist dann für andere frei."), N_("Ja, verlegen")),
}
# What somebody does for the group; never who it is.
DUTIES = {
    Duty.RESPONSIBLE: N_("verantwortlich"),
    Duty.DEPUTY: N_("Vertretung"),
    Duty.KEYS: N_("Schlüssel"),
    Duty.HELPER: N_("hilft mit"),
}


def title_of(one: OwnDate) -> str:
    """Return how a date is called on a screen in the house."""
    return one.title or _("Geschlossene Gruppe")


def stand_chip(one: OwnDate) -> Chip:
    """Return how it stands, in a word."""
    kind, pictogram, words = _STANDS[one.stand]
    return Chip(kind=kind, pictogram=pictogram, words=_(words))


def notes_of(one: OwnDate) -> list[str]:
    """Return what else there is to know of how it stands."""
    notes = [_(_MORE[one.stand])] if one.stand in _MORE else []
    if one.until is not None:
        day, time = long_day(one.until.date()), clock_time(one.until)
        notes.append(_("Bitte antworten Sie bis {day}, {time} Uhr.", day=day, time=time))
    return notes


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """When and where, in words."""

    day: str
    time: str
    block: str  # with set-up and tear-down; empty: the same
    room: str


def facts_of(one: OwnDate) -> Facts:
    """Return when and where *one* is."""
    same = (one.opens, one.closes) == (one.starts, one.ends)
    block = "" if same else _("mit Aufbau und Abbau: {times}", times=from_to(one.opens, one.closes))
    return Facts(day=long_day(one.starts.date()), time=from_to(one.starts, one.ends), block=block, room=one.room_name)
