"""What takes place and what is asked for, as sections of a house's file.

The file says less than the book: what it cannot say is noted, so that nobody believes it came along.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from booking.export.housesections import clock, clock_of, without_nothing
from booking.export.rows import Plain
from booking.export.wishsections import ASKED, end_of, request, round_wishes, series_request
from booking.facts import HouseFacts
from booking.housefile.dates import CLOSURE, HOLIDAY, REPLACED, SCHOOL_HOLIDAY
from booking.i18n import N_
from booking.meetings import ASKS_NAME
from booking.recurrence import between
from models.bookings import Booking, Series, State
from models.community import District, Group
from models.meetings import COUNTED, Meeting, Seat, Signup, Standing

_BY_ITSELF = (HOLIDAY, CLOSURE, SCHOOL_HOLIDAY)  # the house's file says so again

OVER_MIDNIGHT = N_("Termine, die über Mitternacht gehen")
OVER = N_("einzelne Termine, die vorbei sind")
LEFT_OUT = N_("ausgelassene Termine von Reihen; sie stehen als abgesagt darin")
ELSEWHERE = N_("Termine von Reihen an anderen Tagen; sie stehen als einzelne darin")
CANCELLED = N_("abgesagte einzelne Termine")
NO_GROUP = N_("Termine ohne Gruppe")


@dataclass(frozen=True, slots=True)
class _Book:
    """What the sections are made of."""

    house: HouseFacts
    groups: dict[int, Group]
    districts: dict[int, str]
    meetings: dict[int, Meeting]
    seats: dict[int, Counter[Standing]]
    now: datetime
    unsaid: Counter[str] = field(default_factory=Counter)  # what the file cannot say, how often


def programme_sections(session: Session, house: HouseFacts, now: datetime) -> tuple[Plain, Counter[str]]:
    """Return the sections about the programme, and what of it the file cannot say."""
    book = _book(session, house, now)
    of_series: defaultdict[int, list[Booking]] = defaultdict(list)
    singles: list[Booking] = []
    for row in session.exec(select(Booking).order_by(col(Booking.starts_at), col(Booking.id))):
        (of_series[row.series_id] if row.series_id else singles).append(row)
    all_series = [row for row in session.exec(select(Series).order_by(col(Series.id))) if of_series[row.id]]
    standing = [row for row in all_series if row.state not in ASKED]
    exceptions: list[Plain] = []
    for series in standing:
        for row in of_series[series.id]:
            said = _exception(book, series, row)
            exceptions += [said] if said else []
            singles += [row] if said and said["kind"] == "cancelled" and row.state is State.CONFIRMED else []
    replaced = {series.id: [row for row in of_series[series.id] if row.reason == REPLACED] for series in standing}
    slugs = {series.id: _slug(series) for series in all_series}
    meetings = [entry for row in singles if (entry := _meeting(book, row, _replaces(row, replaced, slugs)))]
    asked = [entry for row in singles if (entry := request(house, book.groups, row))]
    asked += [series_request(house, book.groups, row, of_series[row.id][0]) for row in all_series if row.state in ASKED]
    sections = {
        "series": [_series(book, row) for row in standing],
        "series_exceptions": exceptions,
        "meetings": meetings,
        "requests": asked,
        "round_wishes": round_wishes(session, book.groups),
    }
    return without_nothing(sections), book.unsaid


def _book(session: Session, house: HouseFacts, now: datetime) -> _Book:
    seats: defaultdict[int, Counter[Standing]] = defaultdict(Counter)
    for seat in session.exec(select(Seat).where(col(Seat.released_at).is_(None))):
        seats[seat.booking_id][seat.standing] += seat.persons
    return _Book(
        house=house,
        groups={row.id: row for row in session.exec(select(Group))},
        districts={row.id: row.slug for row in session.exec(select(District))},
        meetings={row.id: row for row in session.exec(select(Meeting))},
        seats=seats,
        now=now,
    )


def _slug(series: Series) -> str:
    return series.slug or f"r-{series.uid}"


def _series(book: _Book, row: Series) -> Plain:
    ends = row.last or row.horizon or row.first
    start = row.first.hour * 60 + row.first.minute
    return {
        "slug": _slug(row),
        **_occasion(book, row),
        "dtstart": row.first.date(),
        "start": clock(start),
        "end": clock(min(start + row.minutes, 1440)),
        "rrule": row.rrule,
        "until": ends.date(),
        "setup": row.setup_min,
        "teardown": row.teardown_min,
        **({"pause": "school"} if row.pause_school else {}),
    }


def _occasion(book: _Book, row: Series | Booking) -> Plain:
    """Return what a series and a single date say alike."""
    room = book.house.rooms_by_id[row.room_id]
    meeting = book.meetings.get(row.meeting_id or 0)
    about = without_nothing(_about(book, meeting)) if meeting else {}
    signup: Plain = {"mode": row.signup.value, "closes_hours": row.signup_closes_min // 60}
    if meeting and meeting.facts.get(ASKS_NAME) and row.signup in COUNTED:
        signup["asks_name"] = True
    return {
        "group": book.groups[row.group_id or 0].slug,
        "room": book.house.main_room(room).slug,
        "title": row.title,
        "visibility": row.listing.value,
        "type": row.usage,
        **without_nothing({"extras": list(room.extras), "layout": row.layout, "expected": row.persons}),
        **without_nothing({"capacity": row.capacity, "signup": signup if row.signup is not Signup.NONE else None}),
        **about,
    }


def _about(book: _Book, meeting: Meeting) -> Plain:
    facts = {name: meeting.facts.get(name) for name in ("project", "noise", "invite")}
    return {
        **{name: getattr(meeting, name) for name in ("title_simple", "text_simple", "topic", "access", "cohosts")},
        "i18n": meeting.titles,
        "price_note": meeting.price_note,
        "district": book.districts.get(meeting.district_id or 0),
        **facts,
    }


def _exception(book: _Book, series: Series, row: Booking) -> Plain | None:
    """Return how *row* differs from its rule; none if it does not, or the file says so by itself."""
    if row.rule_start is None or (row.reason in (*_BY_ITSELF, REPLACED) and row.state is State.SKIPPED):
        return None
    entry: Plain = {"series": _slug(series), "date": row.rule_start.date()}
    if row.state is not State.CONFIRMED:
        book.unsaid[LEFT_OUT] += row.state is State.SKIPPED
        return entry | {"kind": "cancelled"} | without_nothing({"note": row.note})
    if not _is_of_rule(series, row) or row.wall_from.date() != row.rule_start.date():
        book.unsaid[ELSEWHERE] += 1
        return entry | {"kind": "cancelled"}
    if not row.moved:
        return None
    times = {"start": clock_of(row.wall_from), "end": clock(end_of(row))}
    main = book.house.main_room(book.house.rooms_by_id[row.room_id]).slug
    moved = {"kind": "moved_room", "room": main} if row.room_id != series.room_id else {"kind": "moved"}
    usual = row.wall_from == row.rule_start and row.wall_to - row.wall_from == timedelta(minutes=series.minutes)
    return entry | moved | ({} if usual and "room" in moved else times) | without_nothing({"note": row.note})


def _is_of_rule(series: Series, row: Booking) -> bool:
    start = row.rule_start
    return start is not None and start in between(series.rrule, series.first, start, start)


def _meeting(book: _Book, row: Booking, replaces: str) -> Plain | None:
    """Return *row* as a single meeting; none if it is none, or the file cannot say it."""
    if row.state not in (State.CONFIRMED, State.CANCELLED):
        return None
    told = (
        (row.state is State.CANCELLED, CANCELLED),
        (row.group_id is None, NO_GROUP),
        (row.ends_at <= book.now, OVER),
        (end_of(row) > 1440, OVER_MIDNIGHT),
    )
    if why := next((why for applies, why in told if applies), ""):
        book.unsaid[why] += 1
        return None
    room, meeting = book.house.rooms_by_id[row.room_id], book.meetings.get(row.meeting_id or 0)
    own = meeting.slug if meeting and meeting.slug and row.series_id is None else None
    return {
        "slug": own or f"t-{row.uid}",
        **_occasion(book, row),
        "date": row.wall_from.date(),
        "start": clock_of(row.wall_from),
        "end": clock(end_of(row)),
        "setup": (row.starts_at - row.busy_from) // timedelta(minutes=1),
        "teardown": (row.busy_until - row.ends_at) // timedelta(minutes=1),
        **_seats(book, row),
        **without_nothing({"override_closure": next(iter(row.override), None), "replaces_series_on_date": replaces}),
        "room": book.house.main_room(room).slug,
    }


def _seats(book: _Book, row: Booking) -> Plain:
    if row.signup not in COUNTED or row.capacity is None:
        return {}
    counts = book.seats.get(row.id, Counter())
    taken = min(counts[Standing.IN] + counts[Standing.OFFERED], row.capacity)
    waiting = counts[Standing.WAITING] if row.signup is Signup.WAITLIST and taken == row.capacity else 0
    return without_nothing({"seats_taken": taken or None, "waitlist": waiting or None})


def _replaces(row: Booking, replaced: dict[int, list[Booking]], slugs: dict[int, str]) -> str:
    """Return the series whose date on the same day made way for *row*; empty if none did."""
    for number, dates in replaced.items():
        for date in dates:
            same_floor = date.lo < row.hi and row.lo < date.hi
            if same_floor and date.busy_from < row.busy_until and row.busy_from < date.busy_until:
                return slugs[number]
    return ""
