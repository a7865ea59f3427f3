"""Two live bookings never share floor and time: the rule that the database itself keeps, alike on both."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.bookings import NO_OVERLAP, Booking
from models.database import Database
from models.rooms import Room
from tests.models.rows import FLOORS, add_rooms, at, booking, release, revive

Rooms = dict[str, Room]


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    """Give a session that looks like a writer's and forgets all at the end."""
    with db.reading() as session:
        session.autoflush = True
        yield session


@pytest.fixture
def rooms(session: Session) -> Rooms:
    """Give the rooms of the small house."""
    return add_rooms(session)


def store(session: Session, *bookings: Booking) -> None:
    """Store bookings, one after the other."""
    for each in bookings:
        session.add(each)
        session.flush()


def assert_refused(session: Session, constraint: str = NO_OVERLAP) -> None:
    """Assert that the database refuses what waits in *session*, and names the reason."""
    with pytest.raises(IntegrityError) as refusal:
        session.flush()
    if session.get_bind().dialect.name == "postgresql" or constraint == NO_OVERLAP:
        assert constraint in str(refusal.value.orig)


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        pytest.param(8, 10, False, id="ends as the other starts"),
        pytest.param(8, 10.01, True, id="overlaps its start"),
        pytest.param(10, 12, True, id="same time"),
        pytest.param(10.5, 11.5, True, id="lies inside"),
        pytest.param(9, 13, True, id="envelops it"),
        pytest.param(11.99, 14, True, id="overlaps its end"),
        pytest.param(12, 14, False, id="starts as the other ends"),
    ],
)
def test_a_room_is_held_to_the_minute(session: Session, rooms: Rooms, start: float, end: float, refused: bool) -> None:
    store(session, booking(rooms["left"], 10, 12))

    session.add(booking(rooms["left"], start, end))

    if refused:
        assert_refused(session)
    else:
        session.flush()


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ("hall", "left", True),
        ("left", "hall", True),
        ("hall", "right", True),
        ("right", "hall", True),
        ("left", "right", False),
        ("hall", "kitchen", False),
        ("kitchen", "hall", False),
        ("house", "kitchen", True),
        ("kitchen", "house", True),
    ],
)
def test_rooms_that_share_floor_block_each_other(
    session: Session, rooms: Rooms, first: str, second: str, refused: bool
) -> None:
    store(session, booking(rooms[first], 10, 12))

    session.add(booking(rooms[second], 11, 13))

    if refused:
        assert_refused(session)
    else:
        session.flush()


def test_set_up_and_tear_down_belong_to_the_block(session: Session, rooms: Rooms) -> None:
    store(session, booking(rooms["left"], 10, 12, after=0.5))

    session.add(booking(rooms["left"], 12.5, 14, before=0.25))

    assert_refused(session)


def test_a_long_booking_far_back_still_blocks(session: Session, rooms: Rooms) -> None:
    store(session, booking(rooms["left"], 0, 31 * 24))

    session.add(booking(rooms["left"], 31 * 24 - 1, 31 * 24 + 1))

    assert_refused(session)


def test_no_booking_is_longer_than_31_days(session: Session, rooms: Rooms) -> None:
    session.add(booking(rooms["left"], 0, 31 * 24 + 1))

    assert_refused(session, "booking_31_days")


def test_a_booking_ends_after_it_starts(session: Session, rooms: Rooms) -> None:
    session.add(booking(rooms["left"], 12, 12))

    assert_refused(session, "booking_times")


def test_a_booking_has_its_rooms_floor(session: Session, rooms: Rooms) -> None:
    elsewhere = booking(rooms["left"], 10, 12)
    elsewhere.lo, elsewhere.hi = FLOORS["kitchen"]
    session.add(elsewhere)

    assert_refused(session, "booking_floor_is_the_rooms")


def test_a_room_has_floor(session: Session) -> None:
    session.add(Room(slug="nowhere", name="Nowhere", lo=5, hi=5))

    assert_refused(session, "room_has_floor")


def test_a_live_booking_is_not_released(session: Session, rooms: Rooms) -> None:
    half_cancelled = booking(rooms["left"], 10, 12)
    half_cancelled.released_at = at(0)
    session.add(half_cancelled)

    assert_refused(session, "booking_live_states")


def test_a_released_booking_frees_its_room(session: Session, rooms: Rooms) -> None:
    first = booking(rooms["left"], 10, 12)
    store(session, first)

    release(first)

    store(session, booking(rooms["left"], 10, 12))


def test_a_released_booking_comes_back_only_into_a_free_room(session: Session, rooms: Rooms) -> None:
    first, second = booking(rooms["left"], 10, 12), booking(rooms["hall"], 11, 13)
    store(session, first)
    release(first)
    store(session, second)

    revive(first)

    assert_refused(session)


def test_a_booking_may_be_moved_within_its_own_time(session: Session, rooms: Rooms) -> None:
    moved = booking(rooms["left"], 10, 12)
    store(session, moved)

    moved.busy_from, moved.starts_at = at(11), at(11)
    moved.busy_until, moved.ends_at = at(13), at(13)

    session.flush()


def test_a_booking_cannot_be_moved_onto_another(session: Session, rooms: Rooms) -> None:
    early, late = booking(rooms["left"], 8, 10), booking(rooms["left"], 10, 12)
    store(session, early, late)

    early.busy_until = early.ends_at = at(10.5)

    assert_refused(session)


def test_a_booking_cannot_be_moved_into_a_taken_room(session: Session, rooms: Rooms) -> None:
    left, right = booking(rooms["left"], 10, 12), booking(rooms["right"], 10, 12)
    store(session, left, right)

    left.room_id, left.lo, left.hi = rooms["hall"].id, rooms["hall"].lo, rooms["hall"].hi

    assert_refused(session)


def test_a_room_that_grows_takes_its_bookings_along(session: Session, rooms: Rooms) -> None:
    alone = booking(rooms["left"], 10, 12)
    store(session, alone)

    rooms["left"].hi = 2
    session.flush()

    session.refresh(alone)
    assert (alone.lo, alone.hi) == (0, 2)


def test_a_room_cannot_grow_into_a_clash(session: Session, rooms: Rooms) -> None:
    store(session, booking(rooms["left"], 10, 12), booking(rooms["right"], 10, 12))

    rooms["left"].hi = 2

    assert_refused(session)


def test_raw_sql_is_refused_too(session: Session, rooms: Rooms) -> None:
    store(session, booking(rooms["left"], 8, 10), booking(rooms["left"], 12, 14))

    with pytest.raises(IntegrityError, match=NO_OVERLAP):
        session.connection().execute(
            text("UPDATE booking SET busy_from = :start, starts_at = :start, busy_until = :end, ends_at = :end"),
            {"start": "2026-11-23 15:00:00+00", "end": "2026-11-23 16:00:00+00"}
            if session.get_bind().dialect.name == "postgresql"
            else {"start": "2026-11-23 15:00:00.000000", "end": "2026-11-23 16:00:00.000000"},
        )
