"""One meeting: when, where, for whom, and its QR code for the phone."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from booking import meetings
from booking.i18n import _
from booking.meetings import Occurrence
from booking.refusals import Refused
from kiosk.calendar_words import from_to, long_day
from kiosk.components.meeting_words import Chip, access_chips, state_chip
from kiosk.pages.scene import Scene
from kiosk.phone import addresses
from kiosk.routes.qr import address_in_words, qr_svg
from models.meetings import Signup


@dataclass(frozen=True, kw_only=True, slots=True)
class MeetingView:
    """All that the screen of a meeting shows."""

    title: str
    day: str
    time: str
    room: str
    group: str
    text: str
    note: str
    price: str
    chip: Chip
    access: tuple[Chip, ...]
    code: Markup  # the QR code
    address: str  # the same in words
    why: str  # what one does with it


def meeting_view(one: Occurrence, at: datetime, address: str) -> MeetingView:
    """Return *one* as plain values; *address* is that of the house."""
    page = address + addresses.meeting(one.code)
    chip = state_chip(one, at)
    return MeetingView(
        title=one.title,
        day=long_day(one.starts.date()),
        time=from_to(one.starts, one.ends),
        room=one.room_name,
        group=one.group_name,
        text=one.text_simple,
        note=one.note,
        price=one.price_note,
        chip=chip,
        access=tuple(word for word in access_chips(one.access) if word.words != chip.words),
        code=qr_svg(page),
        address=address_in_words(page),
        why=_why(one),
    )


def _why(one: Occurrence) -> str:
    if one.status == "cancelled":
        return _("Mit dem Handy nachlesen")
    if one.is_open and one.signup is Signup.WAITLIST and one.free == 0:
        return _("Mit dem Handy auf die Warteliste")
    if one.is_open:
        return _("Mit dem Handy Platz nehmen")
    return _("Aufs Handy mitnehmen")


def draw(scene: Scene) -> str:
    """Draw the chosen meeting, or say that it is gone."""
    board, code = scene.board, scene.state.code
    try:
        one = board.meeting(code) or meetings.occurrence(scene.session, board.house, code, now=scene.now)
    except Refused:
        return scene.draw("gone.html")
    return scene.draw("meeting.html", view=meeting_view(one, board.at, scene.address))
