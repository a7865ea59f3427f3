"""Another time or room for a booking, as forms of the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.i18n import _
from booking.ledger import DeskRow
from booking.span import local
from booking.titles import LONGEST
from booking.wishes import Wish
from kiosk.calendar_words import from_to, long_day
from kiosk.desk import wanted
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading
from models.bookings import Booking


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a booking shall be instead."""

    start: datetime
    end: datetime
    room: str
    extras: tuple[str, ...]
    override: tuple[str, ...] = ()  # closures that the desk lifts for it


def target_from(filled: Filled, zone: ZoneInfo) -> Target:
    """Return where a filled form wants it. Raises Refused(Malformed) with every field that cannot be read."""
    wish = wanted.wish_from(filled, zone)
    return Target(start=wish.start, end=wish.end, room=wish.room, extras=wish.extras)


def when_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return `Mittwoch, 2. Dezember, 20:00 – 21:30 Uhr`."""
    starts, ends = local(start, zone), local(end, zone)
    return _("{day}, {times}", day=long_day(starts.date()), times=from_to(starts, ends))


def move_fields(row: DeskRow, rooms: Mapping[str, str], step_min: int) -> list[Field]:
    """Return the fields for another time or room, filled with what is now; *rooms* are names by slug."""
    starts, ends, step = row.starts, row.ends, {"step": str(step_min * 60)}
    return [
        Field(name="day", label=_("Tag"), kind="date", value=starts.date().isoformat()),
        Field(name="from", label=_("Von"), kind="time", value=f"{starts:%H:%M}", limits=step),
        Field(name="to", label=_("Bis"), kind="time", value=f"{ends:%H:%M}", limits=step),
        Field(name="room", label=_("Raum"), kind="select", value=_slug(row, rooms), options=rooms),
    ]


def displace_fields(row: DeskRow, rooms: Mapping[str, str], groups: Mapping[str, str], step_min: int) -> list[Field]:
    """Return the fields for a booking that gives way to the town: why, to whom, and what its group is offered.

    *rooms* and *groups* are names by slug.
    """
    step = {"step": str(step_min * 60)}
    return [
        Field(name="text", label=_("Grund, für alle zu lesen"), wide=True, limits={"maxlength": str(LONGEST)}),
        Field(
            name="town",
            label=_("Wer den Raum bekommt"),
            kind="select",
            options={"": _("noch nicht eintragen"), **groups},
            hint=_("Nicht eingetragen: Am Bildschirm kann ihn eine andere Gruppe buchen."),
        ),
        Field(name="title", label=_("Titel dieses Termins"), limits={"maxlength": str(LONGEST)}),
        Field(name="day", label=_("Ersatz: Tag (leer: der nächste freie)"), kind="date"),
        Field(name="from", label=_("Ersatz: von"), kind="time", limits=step),
        Field(name="to", label=_("Ersatz: bis"), kind="time", limits=step),
        Field(name="room", label=_("Ersatz: Raum"), kind="select", value=_slug(row, rooms), options=rooms),
    ]


def wish_of_town(filled: Filled, booking: Booking, row: DeskRow, rooms: Mapping[str, str]) -> Wish | None:
    """Return what the room and time of *booking* are needed for, hidden from the public; none if nobody is named."""
    form = Reading({**filled, "room": _slug(row, rooms)})
    room, extras = form.room()
    if not form.text("town"):
        return None
    return Wish(
        room=room,
        extras=extras,
        start=booking.starts_at,
        end=booking.ends_at,
        title=form.text("title"),
        group_slug=form.text("town"),
        open_to_all=False,
        override=tuple(booking.override),
        by_desk=True,
        source="desk",
    )


def _slug(row: DeskRow, rooms: Mapping[str, str]) -> str:
    return next((slug for slug, name in rooms.items() if name == row.room_name), "")
