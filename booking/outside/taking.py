"""A foreign calendar taken into the house: looked at before, then every change followed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from booking import journal
from booking.facts import HouseFacts, RoomFacts
from booking.outside import rooms
from booking.outside.difference import Difference, difference, lost_most, standing
from booking.outside.reading import Reading, Told
from booking.refusals import MostLost, Refusal, Refused, Taken, UnknownCalendar
from booking.span import Span
from models.outside import DateStanding, Means, OutsideCopy, OutsideDate, OutsideSource

_KEPT = timedelta(days=60)  # as long as feeds tell what is over


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one date: *what* is new, changed, cancelled, back, gone or same."""

    what: str
    title: str
    starts: datetime  # UTC
    ends: datetime
    all_day: bool
    before: datetime | None = None  # when it began until now; none: at the same time, or it was not known
    reasons: tuple[Refusal, ...] = ()  # why it could not keep the room


@dataclass(frozen=True, slots=True)
class Preview:
    """What a calendar would bring, in order of time."""

    lines: tuple[Line, ...]
    left_out: tuple[str, ...]  # sentences: what in it could not be read
    lost: MostLost | None = None  # it would wait for a yes of the desk

    def number(self, *what: str) -> int:
        """Return how many dates become *what*."""
        return sum(line.what in what for line in self.lines)

    @property
    def clashes(self) -> tuple[Line, ...]:
        """The dates that could not keep the room."""
        return tuple(line for line in self.lines if line.reasons)


def source(session: Session, number: int) -> OutsideSource:
    """Return the source *number*. Raises Refused(UnknownCalendar)."""
    found = session.get(OutsideSource, number)
    if found is None:
        raise Refused(UnknownCalendar())
    return found


def preview(
    session: Session,
    house: HouseFacts,
    reading: Reading,
    *,
    room_id: int | None = None,
    of: OutsideSource | None = None,
    now: datetime,
) -> Preview:
    """Return what *reading* would bring: of a new calendar, or *of* one that is known, if it keeps *room_id*."""
    known = dates_of(session, of.id) if of is not None else []
    change = difference(known, reading.dates, zone=house.zone, now=now)
    lines = _lines(session, house, None if room_id is None else house.rooms_by_id[room_id], change)
    gone = [Line("gone", row.title, row.starts_at, row.ends_at, row.all_day) for row in change.gone]
    lost = lost_most(known, change, now)
    return Preview(
        tuple(sorted([*lines, *gone], key=lambda line: (line.starts, line.title))),
        reading.left_out,
        MostLost(*lost) if lost else None,
    )


def dates_of(session: Session, source_id: int) -> list[OutsideDate]:
    """Return every date of a source, by start."""
    look = select(OutsideDate).where(col(OutsideDate.source_id) == source_id)
    return list(session.execute(look.order_by(col(OutsideDate.starts_at), col(OutsideDate.id))).scalars())


def take_in(
    session: Session,
    house: HouseFacts,
    number: int,
    reading: Reading,
    *,
    trusted: bool = False,
    who: str,
    now: datetime,
) -> Difference:
    """Let the dates of source *number* be what *reading* says.

    What lost most of its dates is kept aside and nothing changes, unless somebody has seen that and it is *trusted*.
    Raises Refused: UnknownCalendar.
    """
    of = source(session, number)
    known = dates_of(session, of.id)
    change = difference(known, reading.dates, zone=house.zone, now=now)
    lost = lost_most(known, change, now)
    if lost is not None and not trusted:
        _hold(session, of, reading, MostLost(*lost), who, now)
        return Difference()
    rows = [*_store(session, of, change.new, now), *_follow(session, change, now)]
    _keep_copy(session, of, reading)
    session.flush()
    _settle_room(session, house, of, rows, who, now)
    of.read_on, of.left_out, of.held_at = reading.on, list(reading.left_out), None
    note_good(of, now)
    if change.anything:
        told = {"new": len(change.new), "changed": len(change.changed), "gone": len(change.gone)}
        journal.record(session, "outside.taken", who=who, now=now, source=of.id, **told)
    session.add(of)
    session.flush()
    return change


def note_good(of: OutsideSource, now: datetime) -> None:
    """Note that the source stands here as it is."""
    of.good_at, of.failure, of.failure_facts, of.failures = now, "", {}, 0
    of.updated_at = now


def forget_old(session: Session, source_id: int, now: datetime) -> None:
    """Delete what was over before anybody is told of it any more; bookings stay."""
    old = (col(OutsideDate.source_id) == source_id) & (col(OutsideDate.ends_at) < now - _KEPT)
    session.execute(delete(OutsideDate).where(old))


def _lines(session: Session, house: HouseFacts, room: RoomFacts | None, change: Difference) -> list[Line]:
    fresh: list[tuple[OutsideDate | None, Told]] = [(None, told) for told in change.new]
    lines, kept = [], None  # the last one that could keep the room
    for row, told in sorted([*fresh, *change.changed, *change.same], key=lambda pair: pair[1].starts):
        wrong = [] if room is None else _objections(session, house, room, row, told, kept)
        if not wrong and not told.cancelled:
            kept = told
        lines.append(_line(row, told, tuple(wrong)))
    return lines


def _objections(
    session: Session, house: HouseFacts, room: RoomFacts, row: OutsideDate | None, told: Told, kept: Told | None
) -> list[Refusal]:
    if told.cancelled:
        return []
    span = Span(told.starts, told.ends)
    if kept is not None and span.overlaps(Span(kept.starts, kept.ends)):
        return [Taken(Span(kept.starts, kept.ends), "", kept.title)]
    return rooms.objections(session, house, room, span, but=[row.booking_id] if row and row.booking_id else ())


def _line(row: OutsideDate | None, told: Told, reasons: tuple[Refusal, ...]) -> Line:
    moved = row is not None and row.starts_at != told.starts
    return Line(
        what=_what(row, told),
        title=told.title,
        starts=told.starts,
        ends=told.ends,
        all_day=told.all_day,
        before=row.starts_at if row is not None and moved else None,
        reasons=reasons,
    )


def _what(row: OutsideDate | None, told: Told) -> str:
    if row is None:
        return "cancelled" if told.cancelled else "new"
    if row.standing is not standing(told):
        return "cancelled" if told.cancelled else "back"
    here = (row.starts_at, row.ends_at, row.title, row.place, row.all_day)
    return "same" if here == (told.starts, told.ends, told.title, told.place, told.all_day) else "changed"


def _hold(session: Session, of: OutsideSource, reading: Reading, why: MostLost, who: str, now: datetime) -> None:
    copy = session.get_one(OutsideCopy, of.id)  # who can lose dates has been read before
    copy.held = reading.copy
    if of.held_at is None:
        journal.record(session, "outside.held", who=who, now=now, source=of.id, **why.facts())
    of.held_at = of.held_at or now
    of.failure, of.failure_facts, of.updated_at = why.code, why.facts(), now
    session.add_all([of, copy])
    session.flush()


def _store(session: Session, of: OutsideSource, new: Iterable[Told], now: datetime) -> list[OutsideDate]:
    rows = []
    for told in new:
        row = OutsideDate(
            source_id=of.id, uid=told.uid, starts_at=now, ends_at=now, title="", created_at=now, updated_at=now
        )
        _write(row, told)
        rows.append(row)
    session.add_all(rows)
    return rows


def _follow(session: Session, change: Difference, now: datetime) -> list[OutsideDate]:
    for row, told in change.changed:
        if row.starts_at != told.starts:
            first = row.moved_from or row.starts_at
            row.moved_from = None if first == told.starts else first
        _write(row, told)
        _touch(row, now)
    for row in change.gone:
        row.standing = DateStanding.GONE
        _touch(row, now)
    rows = [*(row for row, _told in change.changed), *change.gone]
    session.add_all(rows)
    # What keeps no room because somebody had it may find it free now.
    return [*rows, *(row for row, _told in change.same if row.problem)]


def _write(row: OutsideDate, told: Told) -> None:
    row.recurrence, row.all_day = told.recurrence, told.all_day
    row.starts_at, row.ends_at = told.starts, told.ends
    row.title, row.place, row.standing = told.title, told.place, standing(told)


def _touch(row: OutsideDate, now: datetime) -> None:
    row.revision, row.updated_at = row.revision + 1, now


def _keep_copy(session: Session, of: OutsideSource, reading: Reading) -> None:
    copy = session.get(OutsideCopy, of.id) or OutsideCopy(source_id=of.id, good=b"")
    copy.good, copy.held = reading.copy, None
    session.add(copy)


def _settle_room(
    session: Session, house: HouseFacts, of: OutsideSource, rows: list[OutsideDate], who: str, now: datetime
) -> None:
    if of.means is Means.ROOM and of.room_id is not None:
        rooms.settle(session, house, house.rooms_by_id[of.room_id], rows, who=who, now=now)
