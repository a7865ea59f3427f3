"""Reads what feeds are made of: few columns, bounded, in few statements."""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, or_, select
from sqlmodel import Session, col

from booking.elsewhere import place_of, uid_of
from booking.facts import HouseFacts
from booking.feeds.rows import (
    MOST_DATES,
    Content,
    Date,
    DistrictRow,
    Elsewhere,
    GroupRow,
    MeetingRow,
    SeriesRow,
    Window,
)
from booking.span import wall
from models import quick
from models.bookings import Booking, Series, State
from models.community import District, Group, Listing
from models.meetings import Meeting, Signup
from models.members import FeedKey
from models.outside import DateStanding, Means, OutsideDate, OutsideSource

_PLACES = (col(District.position), col(District.id))  # in the house's order
Row = TypeVar("Row")
_OF_BOOKINGS = tuple(name for name in Date.__dataclass_fields__ if name != "elsewhere")
_ROWS = quick.table(Booking).c
_OF_SERIES = _ROWS.series_id.is_not(None)
# A series is read to its end: cut at the window, its UNTIL would move without a change of the series.
_TOLD = (
    select(*(_ROWS[name] for name in _OF_BOOKINGS))
    .where(
        or_(_ROWS.state.in_((State.CONFIRMED, State.CANCELLED)), _OF_SERIES),
        _ROWS.starts_at >= bindparam("since"),
        or_(_ROWS.starts_at < bindparam("until"), _OF_SERIES),
    )
    .order_by(_ROWS.starts_at, _ROWS.id)
    .limit(MOST_DATES)
)
_IS_NAMED = _ROWS.id.in_(bindparam("dates", expanding=True))
_IS_IN_SERIES = _ROWS.series_id.in_(bindparam("series", expanding=True))
_IN_SERIES = _TOLD.where(_IS_IN_SERIES)
_CHANGED = _TOLD.where(or_(_IS_NAMED, _IS_IN_SERIES, _ROWS.series_id.in_(select(_ROWS.series_id).where(_IS_NAMED))))


def read_all(session: Session, house: HouseFacts, window: Window) -> Content:
    """Return everything that *window* shows, at most MOST_DATES dates."""
    content = _without_dates(session, house, window)
    _add(session, content, _dates(session, window, _TOLD))
    content.dates.update((row.id, row) for row in _elsewhere(session, house, window))
    return content


def _elsewhere(session: Session, house: HouseFacts, window: Window) -> Iterator[Date]:
    told = and_(col(OutsideSource.means) == Means.MEETINGS, col(OutsideDate.standing) != DateStanding.GONE)
    near = and_(col(OutsideDate.starts_at) >= window.since, col(OutsideDate.starts_at) < window.until)
    look = (
        select(OutsideDate, OutsideSource)
        .join(OutsideSource, col(OutsideDate.source_id) == col(OutsideSource.id))
        .where(told, near)
        .order_by(col(OutsideDate.starts_at), col(OutsideDate.id))
    )
    for row, source in session.execute(look.limit(MOST_DATES)):
        yield Date(
            id=-row.id,
            uid=uid_of(row.code),
            code=row.code,
            room_id=0,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            wall_from=wall(row.starts_at, house.zone),
            wall_to=wall(row.ends_at, house.zone),
            busy_from=row.starts_at,
            busy_until=row.ends_at,
            group_id=source.group_id,
            meeting_id=None,
            series_id=None,
            title=row.title,
            title_hidden=False,
            listing=Listing.PUBLIC,
            signup=Signup.EXTERNAL,
            state=State.CANCELLED if row.standing is DateStanding.CANCELLED else State.CONFIRMED,
            reason="",
            note="",
            moved=row.moved_from is not None,
            updated_at=row.updated_at,
            revision=row.revision,
            elsewhere=Elsewhere(source.name, place_of(row, source), source.topic, source.district_id, row.all_day),
        )


def read_changed(session: Session, old: Content, dates: Collection[int], series: Collection[int]) -> Content | None:
    """Return *old* with the bookings *dates* and the whole *series* read again, and the series of those bookings.

    None if that does not say everything, because a text is shared with other dates.
    """
    rows = _dates(session, old.window, _CHANGED, dates=[*dates], series=[*series])
    again = {*series, *(row.series_id for row in rows)} - {None}
    content = Content(
        house=old.house,
        window=old.window,
        groups=old.groups,
        districts=old.districts,
        keys=old.keys,
        dates={key: row for key, row in old.dates.items() if row.series_id not in again and key not in dates},
        series={key: row for key, row in old.series.items() if key not in again},
        meetings=dict(old.meetings),
    )
    _add(session, content, rows)
    shared = any(old.meetings.get(key, row) != row for key, row in content.meetings.items())
    return None if shared or not content.is_whole else content


def read_some(
    session: Session, house: HouseFacts, window: Window, dates: Sequence[Booking], series: Collection[int] = ()
) -> Content:
    """Return these *dates*, whatever became of them, and these whole *series*, as far as feeds tell of them."""
    session.flush()  # what is asked about may not be stored yet
    content = _without_dates(session, house, window)
    named = [Date(*(getattr(booking, name) for name in _OF_BOOKINGS)) for booking in dates]
    rows = _dates(session, window, _IN_SERIES, series=[*series]) if series else []
    _add(session, content, [*named, *rows])
    return content


def _without_dates(session: Session, house: HouseFacts, window: Window) -> Content:
    groups = {row.id: row for row in _rows(session, _columns(GroupRow, Group), GroupRow)}
    districts = {row.id: row for row in _rows(session, _columns(DistrictRow, District).order_by(*_PLACES), DistrictRow)}
    keys = {row.token_hash: row.group_id for row in session.execute(select(FeedKey)).scalars()}
    return Content(house=house, window=window, groups=groups, districts=districts, keys=keys)


def _dates(session: Session, window: Window, look: Select[*tuple[Any, ...]], **which: Any) -> Sequence[Date]:
    rows = session.connection().execute(look, {"since": window.since, "until": window.until, **which})
    return [Date(*row) for row in rows]


def _add(session: Session, content: Content, dates: Sequence[Date]) -> None:
    content.dates.update((row.id, row) for row in dates)
    content.series.update(_by_id(session, Series, SeriesRow, {row.series_id for row in dates}))
    content.meetings.update(_by_id(session, Meeting, MeetingRow, {row.meeting_id for row in dates}))


def _by_id(session: Session, table: Any, kind: Callable[..., Row], ids: set[int | None]) -> dict[int, Row]:
    wanted, found = sorted(number for number in ids if number is not None), {}
    look = _by_ids(kind, table)
    for start in range(0, len(wanted), 500):  # SQLite takes a bounded number of values
        rows = session.connection().execute(look, {"ids": wanted[start : start + 500]})
        found.update({row[0]: kind(*row) for row in rows})
    return found


@cache
def _by_ids(kind: Any, table: Any) -> Select[*tuple[Any, ...]]:
    return _columns(kind, table).where(quick.table(table).c.id.in_(bindparam("ids", expanding=True)))


@cache
def _columns(kind: Any, table: Any) -> Select[*tuple[Any, ...]]:
    # Columns of the table, neither of the class nor whole rows of it: a sixth of the time.
    return select(*(quick.table(table).c[name] for name in kind.__dataclass_fields__))


def _rows(session: Session, look: Select[*tuple[Any, ...]], kind: Callable[..., Row]) -> Sequence[Row]:
    return [kind(*row) for row in session.execute(look)]
