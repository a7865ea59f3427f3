"""The shop window: what is on now and next, readable from two metres, with nothing to touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.i18n import FIRST_LANGUAGE, _, ngettext, spoken
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, near_short_day
from kiosk.components.meeting_words import Title, title_of
from kiosk.components.unbroken import unbroken
from kiosk.theme import render

MOST_LEAVES = 5  # that take turns at the window's foot; assets/css/kiosk-look.css turns them
_FEWEST_TOLD = 10  # meetings of a week: fewer are no news


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomNow:
    """How a room stands at this moment."""

    name: str
    state: str  # on: a public meeting; taken, free, closed
    meeting: Occurrence | None = None  # that is on; said in the language of who reads it
    until: datetime | None = None

    @property
    def words(self) -> str:
        """What is in the room, in words."""
        return self.title.words

    @property
    def title(self) -> Title:
        """The same with its language."""
        if self.meeting is not None:
            return title_of(self.meeting)
        words = {"taken": _("belegt"), "free": _("frei"), "closed": _("geschlossen")}
        return Title(words[self.state], spoken().tag)

    @property
    def until_words(self) -> str:
        """Until when it stays so."""
        if self.until is None:
            return ""
        if self.state == "closed":
            return _("öffnet um {time} Uhr", time=clock_time(self.until))
        return _("bis {time} Uhr", time=clock_time(self.until))

    @property
    def pictogram(self) -> str:
        """The drawing beside the words."""
        return {"on": "people", "taken": "lock", "free": "check", "closed": "lock"}[self.state]


@dataclass(frozen=True, kw_only=True, slots=True)
class Coming:
    """One of the next meetings."""

    title: str
    lang: str
    day: str
    time: str
    room: str
    seats: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence of the town for today, or another one that takes its turn with it."""

    title: str
    text: str
    pictogram: str = "bell"
    lang: str = FIRST_LANGUAGE


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowView:
    """All that the shop window shows."""

    name: str
    at: datetime
    rooms: tuple[RoomNow, ...]
    coming: tuple[Coming, ...]
    here: str  # who is there today; empty: nobody
    leaves: tuple[Notice, ...]  # take turns
    notice: str = ""  # what the desk tells at this kiosk alone


def coming(dates: Sequence[Occurrence], at: datetime, number: int = 3) -> tuple[Coming, ...]:
    """Return the next meetings that everybody may join."""
    ahead = [one for one in dates if one.starts > at and one.status != "cancelled" and not one.hidden]
    ahead = [one for one in ahead if not one.source]  # what is on in this house; the rest stands in the programme
    return tuple(
        Coming(
            title=title_of(one).words,
            lang=title_of(one).lang,
            day=near_short_day(one.starts.date(), at.date()),
            time=clock_time(one.starts),
            room=one.room_name,
            seats=_seats(one),
        )
        for one in ahead[:number]
    )


def _seats(one: Occurrence) -> str:
    if one.free is None:
        return ""
    return _("noch {number} frei", number=one.free) if one.free else _("voll")


def leaves(closed: Notice | None, notices: Sequence[Notice], meetings_this_week: int) -> tuple[Notice, ...]:
    """Return what takes turns: why the house is closed, what the town says, how much is on in this week."""
    said = [*([closed] if closed else []), *notices]
    if meetings_this_week >= _FEWEST_TOLD:
        words = ngettext("Diese Woche: {number} Treffen.", "Diese Woche: {number} Treffen.", meetings_this_week)
        said.append(Notice(words, _("Alle sind willkommen."), "people", spoken().tag))
    return tuple(said[:MOST_LEAVES])


def draw(view: WindowView) -> str:
    """Return the shop window as HTML."""
    return unbroken(render("pages/window.html", view=view, name=view.name, at=view.at, here=view.here))
