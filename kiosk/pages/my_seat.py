"""Ihr Platz: how it stands, found by its code word; given back, or an offer answered."""

from dataclasses import dataclass
from datetime import datetime

from booking import signups
from booking.i18n import _, ngettext
from booking.refusals import Refused
from booking.signups import SeatView
from kiosk.calendar_words import clock_time, from_to, long_day, short_day
from kiosk.components.meeting_words import Title, title_of
from kiosk.pages.scene import Scene, page_of
from kiosk.pages.seat_words import sought

DATES = 5  # of a series, on a page


@dataclass(frozen=True, kw_only=True, slots=True)
class MySeat:
    """A seat as its screen shows it."""

    id: int
    title: Title
    day: str
    short_day: str
    time: str
    room: str
    persons: str
    kind: str  # good, wait, stop: colours the sentence
    pictogram: str
    words: str  # how it stands
    waits: bool  # on the waiting list
    offered: bool
    can_end: bool  # can be given back now


def my_seat(view: SeatView, now: datetime) -> MySeat:
    """Return *view* as plain values."""
    one = view.occurrence
    kind, pictogram, words = _stands(view)
    return MySeat(
        id=view.id,
        title=title_of(one),
        day=long_day(one.starts.date()),
        short_day=short_day(one.starts.date()),
        time=from_to(one.starts, one.ends),
        room=one.room_name,
        persons=ngettext("{number} Person", "{number} Personen", view.persons),
        kind=kind,
        pictogram=pictogram,
        words=words,
        waits=view.waiting > 0,
        offered=view.offered_until is not None,
        can_end=one.status != "cancelled" and one.starts > now,
    )


def _stands(view: SeatView) -> tuple[str, str, str]:
    if view.occurrence.status == "cancelled":
        return "stop", "cross", _("Dieses Treffen ist abgesagt.")
    if view.occurrence.status == "asked":
        return "wait", "warning", _("Der Termin wird gerade neu geplant")
    if view.offered_until is not None:
        until = view.offered_until
        words = _(
            "Ein Platz ist für Sie frei. Bitte antworten Sie bis {day}, {time} Uhr.",
            day=short_day(until.date()),
            time=clock_time(until),
        )
        return "wait", "bell", words
    if view.waiting:
        return "wait", "hourglass", _("Sie stehen auf der Warteliste. Sie sind Nummer {number}.", number=view.waiting)
    return "good", "check", _("Ihr Platz ist sicher.")


def found(scene: Scene) -> list[MySeat]:
    """Return the seats that the code word opens now; none if they were given back meanwhile."""

    def look() -> list[MySeat]:
        code_word = sought(scene).code_word
        try:
            views = signups.by_code_word(scene.session, scene.board.house, code_word, now=scene.now)
        except Refused:
            return []
        return [my_seat(view, scene.now) for view in views]

    return scene.once("my seats", look) if sought(scene).code_word else []


def chosen(scene: Scene) -> MySeat | None:
    """Return the seat that is looked at; none if it is no more."""
    return next((one for one in found(scene) if one.id == sought(scene).seat), None)


def draw_list(scene: Scene) -> str:
    """Draw the dates of a series that have the same code word."""
    seats = found(scene)
    page = page_of(seats, scene.state.page, DATES - 1 if scene.state.aids.large else DATES)
    return scene.draw("my_seats.html", seats=page) if seats else draw_gone(scene)


def draw(scene: Scene) -> str:
    """Draw one seat."""
    seat = chosen(scene)
    return scene.draw("my_seat.html", seat=seat) if seat else draw_gone(scene)


def draw_sure(scene: Scene) -> str:
    """Draw the question before a seat is given back."""
    seat = chosen(scene)
    return scene.draw("seat_sure.html", seat=seat, several=sought(scene).several) if seat else draw_gone(scene)


def draw_gone(scene: Scene) -> str:
    """Draw that a seat is given back, or erased, and thanks for it."""
    return scene.draw("seat_gone.html", erased=scene.state.seat.erased)
