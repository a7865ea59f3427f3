"""A house that ran from the first release on is brought to the newest form with every row that it had."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, column, insert, inspect, select, table
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col
from sqlmodel import select as look

from models import guards, migrations
from models.bookings import NO_OVERLAP, Booking, Hold, Series, State
from models.community import Group, Listing, Trust
from models.database import Database
from models.meetings import Ended, Seat, Signup, Standing
from models.rooms import Room
from models.tables import METADATA
from tests.models.rows import FLOORS, MONDAY, at, booking
from tests.support.databases import KINDS, Databases

TABLES = ("room", "groups", "series", "booking", "seat")
WEEK = 7 * 24


@pytest.fixture(params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS])
def first_house(request: pytest.FixtureRequest, databases: Databases) -> Iterator[Database]:
    """Give a database in the form of the first release, with a series, its dates, a wish and a seat."""
    with databases.empty(request.param) as url, closing(Database(url)) as database:
        with database.engine.begin() as connection:
            history = migrations.config()
            history.attributes["connection"] = connection
            command.upgrade(history, "0001")
            guards.install(connection)
            move_in(connection)
        yield database


def move_in(connection: Connection) -> None:
    """Store what the people of that time had, with the columns of that time."""
    rooms = {
        slug: Room(id=number, slug=slug, name=slug, lo=FLOORS[slug][0], hi=FLOORS[slug][1], extras=[])
        for number, slug in enumerate(FLOORS, 1)
    }
    group = Group(slug="strickcafe", name="Strickcafé", trust=Trust.TRUSTED, created_at=MONDAY)
    store(connection, *rooms.values(), group, series(), series())
    first, second = date(rooms["left"], 1), date(rooms["left"], 2)
    second.title, second.moved = "Stricken, heute mit Kuchen", True
    cancelled = date(rooms["left"], 3)
    cancelled.state, cancelled.released_at, cancelled.reason = State.CANCELLED, MONDAY, "weather"
    wish = booking(rooms["kitchen"], 10, 12)
    wish.state, wish.held_until, wish.group_id = State.HELD, at(48), 1
    asked = booking(rooms["kitchen"], 14, 16)
    asked.state = State.REQUESTED
    dates = [first, second, cancelled, wish, asked]
    store(connection, *dates, *seats())


def seats() -> list[Seat]:
    """Return seats at the first date, which has 20: whether they were in was read, by order of coming."""
    taken = [(2, None), (17, None), (9, MONDAY), (3, None), (1, None)]
    return [
        Seat(
            booking_id=1,
            persons=persons,
            code_word=f"Birne Fuchs {number}",
            token_hash=f"{number}",
            created_at=MONDAY,
            released_at=released,
        )
        for number, (persons, released) in enumerate(taken)
    ]


def series() -> Series:
    """Return a weekly rule of that time, which did not say what its dates are like."""
    start = at(10).replace(tzinfo=None)
    return Series(
        group_id=1,
        room_id=2,
        rrule="FREQ=WEEKLY",
        first=start,
        minutes=120,
        created_at=MONDAY,
        updated_at=MONDAY,
    )


def date(room: Room, week: int) -> Booking:
    """Return a date of the first series."""
    begin = 10 + week * WEEK
    one = booking(room, begin, begin + 2)
    one.series_id, one.group_id, one.rule_start = 1, 1, at(begin).replace(tzinfo=None)
    one.title, one.listing, one.usage, one.persons, one.layout = "Stricken", Listing.NEUTRAL, "course", 12, "rows"
    one.signup, one.capacity, one.signup_closes_min, one.source = Signup.SEATS, 20, 30, "file"
    return one


def store(connection: Connection, *rows: SQLModel) -> None:
    """Insert each of *rows* with the columns that its table has by now; the database counts them from 1."""
    for row in rows:
        known = METADATA.tables[str(row.__tablename__)]
        there = [found["name"] for found in inspect(connection).get_columns(known.name)]
        old = table(known.name, *(column(name, known.c[name].type) for name in there))
        connection.execute(insert(old).values({name: getattr(row, name) for name in there if name != "id"}))


def rows(db: Database, columns: dict[str, list[str]]) -> dict[str, list[Any]]:
    """Return what stands in *columns* of every row of each table."""
    with db.engine.connect() as connection:
        return {
            name: list(
                connection.execute(
                    select(*(METADATA.tables[name].c[one] for one in known)).order_by(METADATA.tables[name].c.id)
                )
            )
            for name, known in columns.items()
        }


def columns_of(db: Database) -> dict[str, list[str]]:
    """Return the columns that the tables have now."""
    with db.engine.connect() as connection:
        return {name: sorted(found["name"] for found in inspect(connection).get_columns(name)) for name in TABLES}


def test_every_row_is_kept_as_it_was(first_house: Database) -> None:
    known = columns_of(first_house)
    before = rows(first_house, known)

    first_house.migrate()

    assert "held_for" not in known["booking"]
    assert {name: len(found) for name, found in before.items()} == {
        "room": 5,
        "groups": 1,
        "series": 2,
        "booking": 5,
        "seat": 5,
    }
    assert rows(first_house, known) == before
    assert first_house.revision() == migrations.head()


def test_a_series_knows_from_its_first_date_what_the_next_are_like(first_house: Database) -> None:
    first_house.migrate()

    with first_house.reading() as session:
        told, empty = session.exec(look(Series).order_by(col(Series.id)))
    alike = (told.title, told.listing, told.usage, told.persons, told.layout, told.signup, told.capacity)
    assert alike == ("Stricken", Listing.NEUTRAL, "course", 12, "rows", Signup.SEATS, 20)
    assert (told.signup_closes_min, told.source, told.extra, told.left_out) == (30, "file", [], [])
    assert (told.horizon, told.follows_id) == (None, None)
    assert (empty.title, empty.listing, empty.usage, empty.persons) == ("", Listing.PUBLIC, "group", None)


def test_what_was_held_is_held_for_the_desk(first_house: Database) -> None:
    first_house.migrate()

    with first_house.reading() as session:
        dates = list(session.exec(look(Booking).order_by(col(Booking.id))))
    assert [one.held_for for one in dates] == [None, None, None, Hold.DESK, None]
    assert [(one.override, one.retitled, one.instead_of_id) for one in dates] == [([], False, None)] * 5


def test_live_bookings_still_refuse_each_other(first_house: Database) -> None:
    first_house.migrate()

    with first_house.reading() as session:
        rooms = {room.slug: room for room in session.exec(look(Room))}
    for room, hour in (("hall", 11 + WEEK), ("kitchen", 11), ("kitchen", 15)):
        with pytest.raises(IntegrityError, match=NO_OVERLAP), first_house.writing() as session:
            session.add(booking(rooms[room], hour, hour + 1))
    with first_house.writing() as session:
        session.add(booking(rooms["left"], 10 + 3 * WEEK, 12 + 3 * WEEK))  # where one was cancelled
    with pytest.raises(IntegrityError), first_house.writing() as session:
        revived = session.get_one(Booking, 3)
        revived.state, revived.released_at = State.CONFIRMED, None
    with first_house.engine.connect() as connection:
        assert guards.is_installed(connection)


def test_what_is_new_can_be_stored(first_house: Database) -> None:
    first_house.migrate()

    with first_house.writing() as session:
        wish = session.get_one(Booking, 4)
        wish.held_for, wish.arrived_at, wish.instead_of_id = Hold.OFFER, at(10) + timedelta(minutes=5), 5
        wish.override = ["sommer"]

    with first_house.reading() as session:
        stored = session.get_one(Booking, 4)
        assert (stored.held_for, stored.instead_of_id, stored.override) == (Hold.OFFER, 5, ["sommer"])
    with pytest.raises(IntegrityError), first_house.writing() as session:
        session.get_one(Booking, 4).instead_of_id = 4711


def test_seats_of_before_stand_where_they_were_read_to_be(first_house: Database) -> None:
    first_house.migrate()

    with first_house.reading() as session:
        found = session.exec(look(Seat).order_by(col(Seat.id))).all()
    assert [(seat.standing, seat.ended, seat.with_id) for seat in found] == [
        (Standing.IN, None, None),
        (Standing.IN, None, None),
        (Standing.IN, Ended.GIVEN_BACK, None),
        (Standing.WAITING, None, None),
        (Standing.WAITING, None, None),
    ]
