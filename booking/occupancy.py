"""Free and taken: what stands in the book, and what is left of the day."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice, repeat
from typing import Any
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Pool, Select, and_, bindparam, or_, select
from sqlmodel import Session

from booking import facts, freetimes, overdue, refusals, rules
from booking.facts import HouseFacts, RoomFacts
from booking.refusals import Alternative, Refused
from booking.span import Span, minute_of
from models import quick
from models.bookings import LONGEST, Booking, State
from models.community import Listing
from models.database import Database
from models.rooms import Closure, Holiday, House, Opening, Room, Section, UsageType
from models.together import UNSETTLED

# By the pool of the program's one database; a house that was loaded anew brings a new pool or revision.
_REVISION = select(quick.table(House).c.revision)
_SECRETS = ("key_box",)  # whoever may know them asks for them
_kept: WeakKeyDictionary[Pool, HouseFacts] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, order=True)
class Taking:
    """A block of a room that somebody has, set-up and tear-down included."""

    span: Span
    uid: str
    room_id: int
    booking_id: int
    title: str | None  # none: not public


def house_facts(session: Session) -> HouseFacts:
    """Return the house as its rules see it; kept until its revision changes.

    Raises Refused(NoHouse) if nothing was loaded yet.
    """
    found = quick.once(session, (_REVISION,), lambda: quick.look(session, _REVISION, {}))
    if not found:
        raise Refused(refusals.NoHouse())
    revision = found[0][0]
    if session.info.get(UNSETTLED):
        return _load(session)  # not kept: it may never be stored
    pool = session.get_bind().engine.pool
    kept = _kept.get(pool)
    if kept is None or kept.revision != revision:
        kept = _kept[pool] = _load(session)
    return kept


def house_changed(session: Session) -> int:
    """Note that rooms, hours or rules change in this transaction; return the revision that this gives the house."""
    house = session.get_one(House, 1)
    house.revision += 1
    session.add(house)
    session.flush()
    house_unsettled(session)
    return house.revision


def house_unsettled(session: Session) -> None:
    """Note that the house as *session* sees it may never be stored, so that nobody else is told of it."""
    session.info[UNSETTLED] = True


def remembered(db: Database) -> HouseFacts | None:
    """Return the house of *db* as it was last read, without asking; none if nobody read it yet."""
    return _kept.get(db.engine.pool)


def _load(session: Session) -> HouseFacts:
    house = session.get_one(House, 1)
    holidays = _rows(session, Holiday)
    return HouseFacts(
        revision=house.revision,
        slug=house.slug,
        name=house.name,
        short=house.short,
        city=house.city,
        public_domain=house.public_domain,
        zone=ZoneInfo(house.timezone),
        about=house.about,
        rules=facts.Rules.from_facts(house.rules),
        rooms=tuple(_room(room) for room in sorted(_rows(session, Room), key=lambda room: (room.position, room.id))),
        openings=tuple(
            facts.OpeningFacts(row.room_id, row.weekday, row.opens_min, row.closes_min, row.valid_from, row.valid_until)
            for row in _rows(session, Opening)
        ),
        closures=tuple(_closure(row) for row in _rows(session, Closure)),
        public_holidays=tuple(_holiday(row) for row in holidays if not row.school),
        school_holidays=tuple(_holiday(row) for row in holidays if row.school),
        usages=tuple(
            facts.UsageFacts(row.slug, row.name, row.allowed, row.needs_approval, row.why, row.priority)
            for row in sorted(_rows(session, UsageType), key=lambda row: row.position)
        ),
        sections={row.name: row.content for row in _rows(session, Section) if row.name not in _SECRETS},
    )


def _rows(session: Session, table: type[Any]) -> Sequence[Any]:
    return session.execute(select(table)).scalars().all()


def _room(row: Room) -> RoomFacts:
    return RoomFacts(
        id=row.id,
        slug=row.slug,
        name=row.name,
        name_simple=row.name_simple,
        lo=row.lo,
        hi=row.hi,
        main_id=row.main_id,
        extras=tuple(row.extras),
        public=row.public,
        standing=row.standing,
        rows=row.rows,
        tables=row.tables,
        default_layout=row.default_layout,
        setup_min=row.setup_min,
        teardown_min=row.teardown_min,
    )


def _closure(row: Closure) -> facts.ClosureFacts:
    return facts.ClosureFacts(
        row.slug, row.starts_on, row.ends_on, row.from_min, row.to_min, tuple(row.rooms), row.public_text
    )


def _holiday(row: Holiday) -> facts.HolidayFacts:
    return facts.HolidayFacts(row.name, row.starts_on, row.ends_on)


# Columns, not entities; and the rooms as values, because for a join SQLite reads the whole table.
_BOOKINGS = quick.table(Booking).c
_TAKING = (
    _BOOKINGS.busy_from,
    _BOOKINGS.busy_until,
    _BOOKINGS.uid,
    _BOOKINGS.room_id,
    _BOOKINGS.id,
    _BOOKINGS.title,
    _BOOKINGS.listing,
    _BOOKINGS.title_hidden,
    _BOOKINGS.state,
)
_TOGETHER = 32  # windows that one look asks about; more would make the statement too long to plan quickly


def _meets(rooms: int, number: int) -> ColumnElement[bool]:
    return and_(
        _BOOKINGS.room_id.in_([bindparam(f"room{number}_{place}") for place in range(rooms)]),
        _BOOKINGS.released_at.is_(None),
        _BOOKINGS.busy_from >= bindparam(f"earliest{number}"),
        _BOOKINGS.busy_from < bindparam(f"end{number}"),
        _BOOKINGS.busy_until > bindparam(f"start{number}"),
    )


@cache
def _taken(rooms: int, windows: int = 1) -> Select[Any]:
    """Return the look for what meets one of so many *windows*, each in so many *rooms*."""
    met = or_(*(_meets(rooms, number) for number in range(windows)))
    return select(*_TAKING).where(met).order_by(_BOOKINGS.busy_from)


def taken(
    session: Session,
    house: HouseFacts,
    room: RoomFacts,
    span: Span,
    *,
    but: Iterable[int] = (),
    now: datetime | None = None,
) -> list[Taking]:
    """Return every live block that shares floor with *room* and meets *span*, in order of time.

    *but* leaves out bookings by id: those that are about to move. With *now*, what can be asked for: without what
    was held until a moment that is over. The database holds that until `booking.lapses` lets go of it.
    """
    left_out = {*but, *(overdue.free_for_all(session, house, now) if now is not None else ())}
    rooms = house.ids_sharing_floor(room)
    found = quick.look(session, _taken(len(rooms)), _window(rooms, span))
    return [taking for taking in map(_taking, found) if taking.booking_id not in left_out]


def taken_each(session: Session, house: HouseFacts, wanted: Sequence[tuple[RoomFacts, Span]]) -> list[list[Taking]]:
    """Return what `taken` returns for each room and span of *wanted*, with one look for every 32 of them."""
    answer = []
    for begin in range(0, len(wanted), _TOGETHER):
        windows = wanted[begin : begin + _TOGETHER]
        floors = [house.ids_sharing_floor(room) for room, _span in windows]
        most = max(map(len, floors))
        values: dict[str, Any] = {}
        for number in range(_TOGETHER):  # the statement is always the same one; the last window and room fill it up
            last = min(number, len(windows) - 1)
            values |= _window(
                [*floors[last], *repeat(floors[last][-1], most - len(floors[last]))], windows[last][1], number
            )
        found = [_taking(row) for row in quick.look(session, _taken(most, _TOGETHER), values)]
        for (_room, span), rooms in zip(windows, floors, strict=True):
            answer.append([taking for taking in found if taking.room_id in rooms and taking.span.overlaps(span)])
    return answer


def _window(rooms: Sequence[int], span: Span, number: int = 0) -> dict[str, Any]:
    return {
        **{f"room{number}_{place}": room_id for place, room_id in enumerate(rooms)},
        f"earliest{number}": span.start - LONGEST,
        f"start{number}": span.start,
        f"end{number}": span.end,
    }


def _taking(row: Sequence[Any]) -> Taking:
    begin, until, uid, room_id, number, title, listing, hidden, state = row
    # What is held or asked for has not been promised to anybody, and nobody has read its title.
    is_public = state is State.CONFIRMED and listing is Listing.PUBLIC and not hidden
    return Taking(Span(begin, until), uid, room_id, number, title if is_public else None)


def clashes(
    session: Session, house: HouseFacts, room: RoomFacts, span: Span, *, but: Iterable[int] = ()
) -> list[refusals.Taken]:
    """Return who has the room during the block around the public *span*."""
    needed = rules.block(room, span)
    return [
        refusals.Taken(taking.span, taking.uid, taking.title) for taking in taken(session, house, room, needed, but=but)
    ]


def clashes_each(session: Session, house: HouseFacts, bookings: Sequence[Booking]) -> list[list[refusals.Taken]]:
    """Return for each of *bookings* who else has its room during its block, with few looks."""
    wanted = []
    for booking in bookings:
        room = house.rooms_by_id[booking.room_id]
        wanted.append((room, rules.block(room, Span(booking.starts_at, booking.ends_at))))
    return [
        [refusals.Taken(one.span, one.uid, one.title) for one in taken if one.booking_id != booking.id]
        for booking, taken in zip(bookings, taken_each(session, house, wanted), strict=True)
    ]


def free_slots(
    session: Session,
    house: HouseFacts,
    room: RoomFacts,
    day: date,
    minutes: int,
    *,
    now: datetime,
    trusted: bool = True,
) -> list[Span]:
    """Return every public time of *minutes* that can be booked in *room* on the local *day*."""
    return free_between(session, house, room, day, day, minutes=minutes, now=now, trusted=trusted)


def free_between(
    session: Session,
    house: HouseFacts,
    room: RoomFacts,
    first: date,
    last: date,
    *,
    minutes: int,
    now: datetime,
    trusted: bool = True,
    but: Iterable[int] = (),
) -> list[Span]:
    """Return every public time of *minutes* that can be booked from *first* to *last* inclusive, with one look.

    *but* leaves out bookings by id: those that are about to move.
    """
    whole = Span(minute_of(first, 0, house.zone), minute_of(last, 1440 + minutes, house.zone))
    blocked = [taking.span for taking in taken(session, house, room, rules.block(room, whole), but=but, now=now)]
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [
        span
        for day in days
        for span in freetimes.free_starts(house, room, day, minutes, blocked, trusted=trusted, now=now)
    ]


def nearest_free(
    session: Session,
    house: HouseFacts,
    room: RoomFacts,
    wanted: Span,
    *,
    now: datetime,
    trusted: bool = True,
    number: int = 3,
    but: Iterable[int] = (),
    noise: str | None = None,
    may: Callable[[Span], bool] = lambda _span: True,
) -> tuple[Alternative, ...]:
    """Return the *number* free times of the same length in *room* that start nearest to *wanted*.

    *but* leaves out bookings by id: those that are about to move. *may* is asked of each time beside the
    rules of the house: whether whoever asks has so much of it left (booking.shares.has_left).
    """
    found: list[Span] = []
    for days in (1, 7, 28):
        whole = Span(wanted.start - timedelta(days=days + 1), wanted.end + timedelta(days=days + 1))
        blocked = [taking.span for taking in taken(session, house, room, whole, but=but, now=now)]
        free = freetimes.free_around(house, room, wanted, days, blocked, trusted=trusted, now=now, noise=noise)
        found = list(islice(filter(may, free), number))
        if len(found) == number:
            break
    return tuple(Alternative(house.main_room(room).slug, span) for span in found)
