"""One meeting: what, when, where, for whom, and its QR code for the phone."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from booking import meetings
from booking.i18n import _
from booking.meetings import Occurrence
from booking.refusals import Refused
from kiosk.calendar_words import from_to, long_day, short_date, short_day
from kiosk.components.meeting_words import Chip, access_chips, state_chip, takes_seats, title_of
from kiosk.pages import shop
from kiosk.pages.board import Board
from kiosk.pages.scene import Scene
from kiosk.phone import addresses
from kiosk.routes.qr import address_in_words, qr_svg
from models.database import Session
from models.meetings import COUNTED, Signup


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingView:
    """All that the screen of a meeting shows."""

    title: str
    lang: str  # of the title
    day: str
    time: str
    room: str
    group: str
    group_slug: str
    text: str
    note: str
    source: str  # whose calendar tells of it; empty: the house's, or its group says so
    price: str
    chip: Chip
    access: tuple[Chip, ...]
    without_phone: str  # what the control says that leads to a seat; empty: there is none
    has_seats: bool  # the house counts them, so who has one can look it up and give it back
    code: Markup  # the QR code
    address: str  # the same in words
    why: str  # what one does with it


def meeting_view(one: Occurrence, at: datetime, address: str, *, paired: bool = True) -> MeetingView:
    """Return *one* as plain values; *address* is that of the house. Seats are given out at a *paired* kiosk only."""
    page = address + addresses.meeting(one.code)
    chip, title = state_chip(one, at), title_of(one)
    return MeetingView(
        title=title.words,
        lang=title.lang,
        day=long_day(one.starts.date()),
        time=from_to(one.starts, one.ends),
        room=one.room_name,
        group=one.group_name,
        group_slug=one.group_slug,
        text=one.text_simple,
        note=one.note,
        source="" if one.source == one.group_name else one.source,
        price=one.price_note,
        chip=chip,
        access=tuple(word for word in access_chips(one.access) if word.words != chip.words),
        without_phone=_without_phone(one) if paired else "",
        has_seats=paired and _has_seats(one, at),
        code=qr_svg(addresses.in_spoken(page)),
        address=address_in_words(page),
        why=_why(one),
    )


def _without_phone(one: Occurrence) -> str:
    if not takes_seats(one):
        return ""
    return _("Ohne Handy") if one.free != 0 else _("Warten ohne Handy")


def _has_seats(one: Occurrence, at: datetime) -> bool:
    return one.signup in COUNTED and one.status != "cancelled" and one.starts > at


def _why(one: Occurrence) -> str:
    if one.status == "cancelled":
        return _("Mit dem Handy nachlesen")
    if one.is_open and one.signup is Signup.WAITLIST and one.free == 0:
        return _("Mit dem Handy auf die Warteliste")
    if one.is_open:
        return _("Mit dem Handy Platz nehmen")
    return _("Aufs Handy mitnehmen")


def looked_at(scene: Scene) -> Occurrence | None:
    """Return the meeting that was chosen; none if it is gone meanwhile."""
    return meeting_with(scene.session, scene.board, scene.state.code, scene.now)


def meeting_with(session: Session, board: Board, code: str, now: datetime) -> Occurrence | None:
    """Return the meeting with *code*; none if it is gone."""
    try:
        return board.meeting(code) or meetings.occurrence(session, board.house, code, now=now)
    except Refused:
        return None


def draw(scene: Scene) -> str:
    """Draw the chosen meeting, or say that it is gone."""
    one = looked_at(scene)
    if one is None:
        return scene.draw("gone.html")
    view = meeting_view(one, scene.board.at, scene.address, paired=scene.paired)
    later = meetings.next_dates(scene.session, scene.board.house, one, now=scene.now)
    return scene.draw("meeting.html", view=view, later=later_words(later))


def later_words(later: list[Occurrence]) -> str:
    """Return the next dates of the series: `Do 3.12. · Do 10.12. · 17.12.`; empty if there are none."""
    days = [one.starts.date() for one in later if one.status != "cancelled"]
    if days and len({day.weekday() for day in days}) == 1:
        return " · ".join([short_day(days[0]), *(short_date(day) for day in days[1:])])
    return " · ".join(short_day(day) for day in days)


def draw_window(scene: Scene) -> str:
    """Draw the chosen meeting for whoever stands behind."""
    one = looked_at(scene)
    if one is None:
        return scene.board.window_in(scene.state.aids.language, scene.notice)
    view = meeting_view(one, scene.board.at, scene.address)
    return shop.draw(scene, "meeting_window.html", view=view, colour=one.topic)
