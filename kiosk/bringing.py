"""A foreign calendar from a file: its dates shown, or taken into the house."""

import sys
from argparse import Namespace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from booking import clock, foreign, outside
from booking.i18n import _
from booking.occupancy import house_facts
from booking.outside import Plan
from booking.settings import Settings
from booking.span import local
from kiosk.refusing import CommandRefused
from kiosk.words import sentence
from models.database import Database
from models.outside import Means

_OF_CALENDARS = {
    "name": "--name",
    "place": "--place",
    "room": "--room",
    "hints": "--hints",
    "since": "--from",
    "until": "--to",
}
_OF_MRBS = {"mrbs_room": "--mrbs-room", "group": "--group", "others": "--others", "leave": "--leave"}


def check_options(asked: Namespace) -> None:
    """Refuse what says nothing beside the rest: a move from MRBS has other options. Raises CommandRefused."""
    if asked.from_mrbs and asked.room:
        raise CommandRefused(_("Zu --from-mrbs gehört --mrbs-room NAME=SLUG. --room RAUM gilt für andere Kalender."))
    others = _OF_CALENDARS if asked.from_mrbs else _OF_MRBS
    options = ", ".join(option for name, option in others.items() if getattr(asked, name))
    if options and asked.from_mrbs:
        raise CommandRefused(_("Das gehört nicht zu --from-mrbs: {options}", options=options))
    if options:
        raise CommandRefused(_("Das gehört zu --from-mrbs: {options}", options=options))


def content(file: Path) -> bytes:
    """Return what stands in *file*. Raises CommandRefused."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandRefused(_("{file} ist nicht lesbar: {error}", file=file, error=error.strerror)) from error


def show(settings: Settings, asked: Namespace, told: bytes) -> None:
    """Print the dates, a line each: start, end, title; what cannot be read is told on stderr. Stores nothing.

    Instants are UTC (`20260329T010000Z`), whole days bare (`20260329`); of both, ends do not count.
    """
    if asked.since is None or asked.until is None:
        raise CommandRefused(_("Zu --dry-run gehören --from und --to."))
    if asked.until <= asked.since:
        raise CommandRefused(_("Der Tag nach --to muss nach dem Tag nach --from liegen."))
    try:
        read = foreign.read_calendar(told)
        dates = foreign.occurrences(read, asked.since, asked.until, ZoneInfo(settings.timezone))
    except foreign.CalendarRefused as error:
        raise CommandRefused(f"{asked.file}: {error}") from error
    _say_left_out(read.refusals)
    for one in dates:
        print(_stamp(one.starts), _stamp(one.ends), one.summary, sep="\t")


def take_in(db: Database, asked: Namespace, told: bytes) -> None:
    """Take the dates into the house, once: as meetings at a place, as kept time of a room, or as hints.

    Raises CommandRefused, and Refused with all that is wrong.
    """
    plan = _plan(asked)
    now = clock.now()
    with db.writing() as session:
        house = house_facts(session)
        reading = outside.read(told, name=plan.name, zone=house.zone, on=local(now, house.zone).date())
        room = house.rooms_by_slug.get(plan.room)
        seen = outside.preview(session, house, reading, room_id=room.id if room else None, now=now)
        outside.add_source(session, house, plan, reading, who="operator", now=now)
    _say_left_out(seen.left_out)
    for line in seen.clashes:
        when = f"{local(line.starts, house.zone):%d.%m.%Y %H:%M}"
        print(f"{when} {line.title}: {sentence(line.reasons[0], house.zone)}", file=sys.stderr)
    taken = seen.number("new", "cancelled") - len(seen.clashes)
    print(_("{name}: {number} Termine übernommen.", name=plan.name, number=taken))


def _plan(asked: Namespace) -> Plan:
    if not asked.name:
        raise CommandRefused(_("Es fehlt --name (dann wird übernommen) oder --dry-run (dann wird nur gezeigt)."))
    chosen = [bool(asked.place), bool(asked.room), asked.hints]
    if sum(chosen) != 1:
        raise CommandRefused(_("Genau eines davon gehört dazu: --place ORT, --room RAUM oder --hints."))
    means = Means.MEETINGS if asked.place else Means.ROOM if asked.room else Means.HINTS
    return Plan(name=asked.name, means=means, place=asked.place or "", room=asked.room or "")


def _say_left_out(refusals: tuple[str, ...]) -> None:
    for refusal in refusals:
        print(refusal, file=sys.stderr)


def _stamp(moment: datetime | date) -> str:
    return f"{moment:%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"
