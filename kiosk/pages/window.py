"""The shop window: what is on now and next, readable from two metres, with nothing to touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.i18n import _
from booking.meetings import Occurrence
from kiosk.calendar_words import clock_time, near_short_day
from kiosk.theme import render


@dataclass(frozen=True, kw_only=True, slots=True)
class RoomNow:
    """How a room stands at this moment."""

    name: str
    state: str  # on: a public meeting; taken, free, closed
    title: str = ""
    until: datetime | None = None

    @property
    def words(self) -> str:
        """What is in the room, in words."""
        return {"on": self.title, "taken": _("belegt"), "free": _("frei"), "closed": _("geschlossen")}[self.state]

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
    day: str
    time: str
    room: str
    seats: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """A sentence of the town for today."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowView:
    """All that the shop window shows."""

    name: str
    at: datetime
    rooms: tuple[RoomNow, ...]
    coming: tuple[Coming, ...]
    closed: str  # why the house is closed today; empty: it is not
    notice: Notice | None


def coming(dates: Sequence[Occurrence], at: datetime, number: int = 3) -> tuple[Coming, ...]:
    """Return the next meetings that everybody may join."""
    ahead = [one for one in dates if one.starts > at and one.status != "cancelled" and not one.hidden]
    return tuple(
        Coming(
            title=one.title,
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


def draw(view: WindowView) -> str:
    """Return the shop window as HTML."""
    return render("pages/window.html", view=view)
