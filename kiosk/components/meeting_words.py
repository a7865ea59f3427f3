"""A meeting in words and pictograms: what the chips beside it say."""

from dataclasses import dataclass
from datetime import datetime

from booking.i18n import FIRST_LANGUAGE, N_, _, ngettext, spoken
from booking.meetings import Occurrence
from models.meetings import Signup


@dataclass(frozen=True, slots=True)
class Chip:
    """A short word with its pictogram; *kind* colours it and never speaks alone."""

    pictogram: str
    words: str
    kind: str = "plain"  # plain, good, wait, stop


@dataclass(frozen=True, slots=True)
class Title:
    """What a meeting is called, and in which language (BCP 47)."""

    words: str
    lang: str


def title_of(one: Occurrence) -> Title:
    """Return what *one* is called in the spoken language as far as anybody wrote that down; else in German."""
    language = spoken()
    if one.hidden:
        return Title(_(one.title), language.tag)
    if language.code == "de_simple" and one.title_simple:
        return Title(one.title_simple, language.tag)
    if told := one.titles.get(language.code):
        return Title(told, language.tag)
    return Title(one.title, FIRST_LANGUAGE)


def where(one: Occurrence) -> str:
    """Return where *one* is; elsewhere: the place, and whose calendar tells of it."""
    return f"{one.room_name} · {one.source}" if one.source else one.room_name


_ACCESS = {
    "ohne-anmeldung": ("walk-in", N_("ohne Anmeldung")),
    "kostenlos": ("euro-free", N_("kostenlos")),
    "rollstuhl": ("wheelchair", N_("mit Rollstuhl gut")),
    "hoerschleife": ("ear", N_("Hörschleife")),
    "einfache-sprache": ("speech", N_("einfache Sprache")),
    "allein-kommen-ok": ("alone-ok", N_("allein kommen ist gut")),
    "jung-und-alt": ("young-old", N_("Jung und Alt")),
    "ruhig": ("quiet", N_("ruhig")),
    "mit-kinderecke": ("kids", N_("Kinderecke")),
}


def access_chips(access: tuple[str, ...]) -> list[Chip]:
    """Return the house's words about a meeting; words that have no pictogram are left out."""
    return [Chip(_ACCESS[word][0], _(_ACCESS[word][1])) for word in access if word in _ACCESS]


def takes_seats(one: Occurrence) -> bool:
    """Whether somebody can take a seat in *one* now, or wait for one, where seats are counted by the house."""
    return one.is_open and (one.signup is Signup.WAITLIST or one.free != 0)


def state_chip(one: Occurrence, at: datetime) -> Chip:
    """Return the one thing to know first: cancelled, on now, free seats, or that one just comes."""
    if one.status == "cancelled":
        return Chip("cross", _("fällt aus"), "stop")
    if one.ends <= at:
        return Chip("check", _("vorbei"))
    if one.hidden:
        return Chip("lock", _("nur diese Gruppe"))
    if one.starts <= at:
        return Chip("clock", _("läuft gerade"), "good")
    return seats_chip(one)


def seats_chip(one: Occurrence) -> Chip:
    """Return how one gets a seat in a meeting that is still to come."""
    if one.signup is Signup.NONE:
        return Chip("walk-in", _("ohne Anmeldung"), "good")
    if one.source:
        return Chip("map", _("woanders"))
    if one.signup is Signup.EXTERNAL:
        return Chip("people", _("Anmeldung bei der Gruppe"))
    if not one.is_open:
        return Chip("lock", _("Anmeldung beendet"))
    if one.free is None:
        return Chip("chair", _("mit Anmeldung"), "good")
    if one.free:
        return Chip("chair", ngettext("noch {number} Platz", "noch {number} Plätze", one.free), "good")
    waits = one.signup is Signup.WAITLIST
    return Chip("hourglass", _("voll – Warteliste") if waits else _("voll"), "wait")
