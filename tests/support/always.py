"""What must hold in the house after everything that anybody does: plain looks at the rows, no rule of the program."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from difflib import ndiff
from functools import partial
from itertools import combinations
from typing import Any

import icalendar
import recurring_ical_events

from booking import offers
from booking.facts import HouseFacts
from booking.feeds import EVERYTHING, FeedStore
from booking.meetings import WITHDRAWN
from booking.span import wall
from booking.wishes import Order
from models.bookings import LIVE, Booking, Hold, State
from models.community import Listing
from models.database import Session
from models.journal import JournalEntry
from models.requests import Wait, Waiting
from tests.support.town import BASE_URL, Book, Town

FLOORS = {"quartierraum": (2, 3), "stueble": (0, 1)}  # of the cast's public rooms
# What the journal says a booking is after an entry; what is not here leaves it as it was.
TOLD = {
    "booking.held": State.HELD,
    "booking.offered": State.HELD,
    "booking.requested": State.REQUESTED,
    "booking.confirmed": State.CONFIRMED,
    "booking.moved_back": State.CONFIRMED,
    "booking.conflict": State.CONFLICT,
    "booking.declined": State.DECLINED,
    "booking.offer_declined": State.DECLINED,
    "booking.cancelled": State.CANCELLED,
    "booking.displaced": State.CANCELLED,
    "booking.no_show": State.CANCELLED,
    "booking.expired": State.EXPIRED,
    "booking.offer_over": State.EXPIRED,
    "booking.let_go": State.EXPIRED,
    "booking.skipped": State.SKIPPED,
}
# From where to where a booking may go; what was cancelled comes back only as a date of a series.
_AFTER: dict[State | None, set[State]] = {
    None: {State.HELD, State.REQUESTED, State.CONFIRMED, State.SKIPPED},
    State.HELD: {State.REQUESTED, State.CONFIRMED, State.DECLINED, State.CANCELLED, State.EXPIRED},
    State.REQUESTED: {State.CONFIRMED, State.DECLINED, State.CANCELLED, State.EXPIRED, State.SKIPPED},
    State.CONFIRMED: {State.REQUESTED, State.CANCELLED, State.SKIPPED},
    State.SKIPPED: {State.REQUESTED, State.CONFIRMED, State.CANCELLED},
    State.CONFLICT: set(State) - {State.HELD},
    State.CANCELLED: {State.REQUESTED, State.CONFIRMED},
    State.DECLINED: set(),
    State.EXPIRED: set(),
}


def brief(row: Booking | None) -> str:
    """Return what a failure tells of a booking."""
    if row is None:
        return "nothing"
    why = f" ({row.reason})" if row.reason else ""
    place = f"room {row.room_id} {row.wall_from:%a %d.%m. %H:%M}-{row.wall_to:%H:%M}"
    of = f" of series {row.series_id} at {row.rule_start}" if row.series_id else ""
    return f"booking {row.id}{of}: {row.state}{why}, {place}, revision {row.revision}"


def check(town: Town) -> None:
    """Assert everything that must hold after a step."""
    rows = list(town.book.bookings.values())
    nobody_shares_floor_and_time(rows)
    for row in rows:
        what_is_noted_fits_its_state(row)
    the_journal_explains_it(town.before, town.book)
    nobody_gets_into_closed_hours(town)


def nobody_shares_floor_and_time(rows: Iterable[Booking]) -> None:
    """Each live booking is compared with each other one."""
    live = [row for row in rows if row.state in LIVE]
    for one, other in combinations(live, 2):
        same_floor = one.lo < other.hi and other.lo < one.hi
        same_time = one.busy_from < other.busy_until and other.busy_from < one.busy_until
        assert not (same_floor and same_time), (brief(one), brief(other))


def what_is_noted_fits_its_state(row: Booking) -> None:
    """Released, held until and held for say the same as the state."""
    assert (row.released_at is None) == (row.state in LIVE), brief(row)
    assert row.held_until is None or row.state in (State.HELD, State.REQUESTED), brief(row)
    assert (row.state is not State.HELD) or (row.held_until is not None and row.held_for is not None), brief(row)
    assert row.held_for is not Hold.DESK or row.state is not State.CONFIRMED, brief(row)
    assert row.state is not State.SKIPPED or (row.reason and row.series_id is not None), brief(row)
    assert row.ends_at - row.starts_at <= row.busy_until - row.busy_from, brief(row)


def the_journal_explains_it(before: Book, after: Book) -> None:
    """No row changed without an entry about it or its series, and each is in the state that was told last."""
    told, of_series = defaultdict(list), defaultdict(list)
    for entry in after.journal:
        told[entry.booking_id].append(entry)
        of_series[entry.series_id].append(entry)
    assert before.bookings.keys() <= after.bookings.keys(), "a booking was deleted"
    for number, row in after.bookings.items():
        old = before.bookings.get(number)
        if old is not None and _public(old) == _public(row):
            assert _states(told[number]) == [], (brief(row), told[number])
            continue
        series = of_series[row.series_id] if row.series_id else []
        assert told[number] or series, ("nobody wrote down why", brief(old), brief(row))
        looks_alike = old is not None and _shown_of(old) == _shown_of(row)
        assert looks_alike or old is None or row.revision > old.revision, (
            "calendars would not look again",
            brief(old),
            brief(row),
        )
        _is_as_told(old, row, _states(told[number]), {entry.what for entry in series})


def _is_as_told(old: Booking | None, row: Booking, states: list[State], series: set[str]) -> None:
    was = old.state if old is not None else None
    if not states and was is None:  # a date of a new series, which is told as a whole
        assert row.state is State.SKIPPED or f"series.{row.state}" in series, (brief(row), series)
        return
    for state in states:
        assert state == was or state in _AFTER[was], (was, state, brief(row))
        assert was is not State.CANCELLED or row.series_id is not None, brief(row)
        was = state
    assert row.state == was, (states, brief(row))


def _public(row: Booking) -> dict[str, Any]:
    # Until when the desk may think about it is nobody else's business.
    return row.model_dump(exclude={"held_until"})


def _shown_of(row: Booking) -> dict[str, Any]:
    # Where its series' rule has it is told by the series; who is there, and what else is noted, by nobody.
    return row.model_dump(exclude={"held_until", "series_id", "rule_start", "facts", "arrived_at", "asked_at"})


def _states(entries: list[JournalEntry]) -> list[State]:
    """Return the states that *entries* tell of, in order."""
    told = (entry.facts.get("state") or TOLD.get(entry.what) for entry in entries)
    return [State(word) for word in told if word]


def nobody_gets_into_closed_hours(town: Town) -> None:
    """What is new, moved or back lies in open hours; what a closure meets may stay until the desk decides."""
    house = town.look(lambda _session, house: house)
    for number, row in town.book.bookings.items():
        old = town.before.bookings.get(number)
        is_new = old is None or old.state not in LIVE or _longer(old, row)
        if row.state in LIVE and is_new:
            assert is_within_hours(house, row), (brief(old), brief(row))


def _longer(old: Booking, row: Booking) -> bool:
    return row.room_id != old.room_id or row.busy_from < old.busy_from or row.busy_until > old.busy_until


def is_within_hours(house: HouseFacts, row: Booking) -> bool:
    """Whether its block, with set-up and tear-down, lies in the hours of each of its rooms, on an open day."""
    begin, end = wall(row.busy_from, house.zone), wall(row.busy_until, house.zone)
    day, minute = begin.date(), begin.hour * 60 + begin.minute
    until = int((end - datetime.combine(day, datetime.min.time())) / timedelta(minutes=1))
    if any(free.starts_on <= day <= free.ends_on for free in house.public_holidays) and not row.override:
        return False
    parts = house.parts(house.rooms_by_id[row.room_id])
    for closure in house.closures:
        here = closure.counts_on(day) and set(closure.rooms) & {part.slug for part in parts}
        if here and minute < closure.to_min and closure.from_min < until and closure.slug not in row.override:
            return False
    return all(
        any(
            hours.room_id == part.id
            and hours.counts_on(day)
            and hours.opens_min <= minute
            and until <= hours.closes_min
            for hours in house.openings
        )
        for part in parts
    )


def nobody_waits_for_a_free_time(town: Town) -> None:
    """Whoever waits could not be offered the time: somebody has it, or a rule of the house speaks against it."""
    for wait in town.book.waits.values():
        if wait.state is Waiting.WAITING:
            assert town.look(partial(_can_be_had, wait, town.now)) is None, wait


def _can_be_had(wait: Wait, now: datetime, session: Session, house: HouseFacts) -> Order | None:
    return offers.possible(session, house, wait, now=now)


def feeds_say_what_the_book_says(town: Town) -> None:
    """The feeds that were kept up to date are those that a new process builds, and programs make of them what
    the rows say: in that of the house what the public may know, in that of a room whatever takes its floor."""
    fresh = FeedStore(town.db, BASE_URL)
    for path in (EVERYTHING, *(f"/calendar/room/{slug}.ics" for slug in FLOORS)):
        kept, new = (feed.decode().splitlines() for feed in (town.feed(path), town.feed(path, fresh)))
        assert kept == new, (path, [line for line in ndiff(kept, new) if line[0] in "+-"])
    fresh.close()
    rows = [row for row in town.book.bookings.values() if row.state in (State.CONFIRMED, State.CANCELLED)]
    public = [row for row in rows if row.listing is not Listing.INTERNAL and row.reason != WITHDRAWN]
    _are_the_same(town, EVERYTHING, _shown(town, EVERYTHING), public)
    for slug, (lo, hi) in FLOORS.items():
        there = [row for row in rows if row.state is State.CONFIRMED and row.lo < hi and lo < row.hi]
        held = [date for date in _shown(town, f"/calendar/room/{slug}.ics") if not date[2]]
        _are_the_same(town, slug, held, there)


Shown = tuple[datetime, datetime, bool]  # start and end in UTC; whether it was cancelled


def _shown(town: Town, path: str) -> list[Shown]:
    dates = recurring_ical_events.of(icalendar.Calendar.from_ical(town.feed(path))).between(*_window(town))
    found = ((date.start.astimezone(UTC), date.end.astimezone(UTC), date["STATUS"] == "CANCELLED") for date in dates)
    return sorted(date for date in found if date[0] >= _window(town)[0])


def _are_the_same(town: Town, feed: str, shown: list[Shown], rows: list[Booking]) -> None:
    told = _ahead(town, rows)
    odd = {*shown} ^ {*told}
    rows_then = [brief(row) for row in town.book.bookings.values() if any(row.starts_at == one[0] for one in odd)]
    assert shown == told, (feed, odd, rows_then)


def _ahead(town: Town, rows: Iterable[Booking]) -> list[Shown]:
    since, until = _window(town)
    found = ((row.starts_at, row.ends_at, row.state is State.CANCELLED) for row in rows)
    return sorted(date for date in found if since <= date[0] < until)


def _window(town: Town) -> tuple[datetime, datetime]:
    # What was cancelled is no news any more once its day has come.
    return town.now + timedelta(days=1), town.now + timedelta(days=300)
