"""Everything that the house stores is found in its export, or left out by name and with a reason."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from booking import export
from booking.export.plan import LEFT_OUT, OPENS, TOLD
from models.bookings import Booking, Series
from models.columns import new_code
from models.community import Group
from models.meetings import Ended, Seat, SeatContact, Standing
from models.members import Duty, Member
from models.rooms import Room
from models.tables import METADATA
from tests.support.house import demo_house, plain_house

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def exported(db, *, contacts: bool = False) -> dict[str, Any]:
    with db.snapshot() as session:
        found: dict[str, Any] = json.loads("".join(export.document(session, contacts=contacts, now=NOW)))
    return found


def test_every_table_is_told_or_left_out_with_a_reason():
    known = {*TOLD, *LEFT_OUT}

    assert {*METADATA.tables} <= known, "booking/export/plan.py has to say what becomes of these tables"
    assert not {*TOLD} & {*LEFT_OUT}
    assert all(LEFT_OUT.values())


def test_every_row_of_the_demo_is_told(db):
    demo_house(db, NOW)
    with db.reading() as session:
        counts = {name: select(func.count()).select_from(table) for name, table in METADATA.tables.items()}
        stored = {name: session.execute(look).scalar_one() for name, look in counts.items()}

    told = exported(db)

    assert {name: len(told[table.name]) for name, table in TOLD.items() if name in stored} == {
        name: number for name, number in stored.items() if name in TOLD
    }
    assert stored["booking"] > 100
    assert sum(one["seats"] for one in told["seats"]) == stored["seat"]


def test_both_databases_tell_the_same_house(sqlite_db, postgres_db):
    told = []
    for db in (sqlite_db, postgres_db):
        demo_house(db, NOW)
        told.append(without_chance(exported(db, contacts=True)))

    assert told[0].keys() == told[1].keys()
    for name, entries in told[0].items():
        assert entries == told[1][name], name


def without_chance(told: dict[str, Any]) -> dict[str, Any]:
    """Return an export with numbers in place of what is drawn by lot."""
    text = json.dumps(told)
    lists = [entries for entries in told.values() if isinstance(entries, list)]
    drawn = [entry[name] for entries in lists for entry in entries for name in ("uid", "code") if entry.get(name)]
    for number, word in enumerate(drawn):
        text = text.replace(json.dumps(word), f'"drawn {number}"')
    found: dict[str, Any] = json.loads(text)
    return found


def test_every_column_is_told_unless_it_is_left_out_by_name(db):
    demo_house(db, NOW)
    told = exported(db, contacts=True)
    for name, table in TOLD.items():
        if name not in METADATA.tables or not told[table.name]:
            continue
        for column in METADATA.tables[name].columns:
            names = {column.name, column.name.removesuffix("_id")}
            left_out = column.name in table.without or OPENS.search(column.name) or column.name == "id"
            assert left_out or names & {*told[table.name][0]}, f"{name}.{column.name}"


def test_what_opens_something_never_leaves_the_house(db):
    demo_house(db, NOW)
    with db.writing() as session:
        seat = session.execute(select(Seat).limit(1)).scalar_one()
        word = seat.code_word
        wish = session.execute(select(Booking).limit(1)).scalar_one()
        wish.facts = {**wish.facts, "code_word": "eule apfel 7", "noise": "loud"}

    text = json.dumps(exported(db, contacts=True), ensure_ascii=False)

    assert word not in text
    assert "eule apfel" not in text
    assert '"noise": "loud"' in text
    for word in ("_hash", "password", "token", "argon2", '"once"'):
        assert word not in text


def test_a_booking_names_what_it_belongs_to(db):
    demo_house(db, NOW)
    told = exported(db)
    with db.reading() as session:
        row = session.execute(select(Booking).where(col(Booking.series_id).is_not(None)).limit(1)).scalar_one()
        series = session.get_one(Series, row.series_id)

    found = next(one for one in told["bookings"] if one["uid"] == row.uid)

    assert found["series"] == series.uid
    assert found["group"] in {group["slug"] for group in told["groups"]}
    assert found["room"] in {room["slug"] for room in told["rooms"]}
    assert datetime.fromisoformat(found["starts_at"]) == row.starts_at
    assert datetime.fromisoformat(found["wall_from"]) == row.wall_from
    assert (found["state"], found["reason"]) == (row.state.value, row.reason)
    assert "id" not in found
    assert next(one for one in told["series"] if one["uid"] == series.uid)["rrule"] == series.rrule
    assert {entry["booking"] for entry in told["journal"]} <= {None, *(one["uid"] for one in told["bookings"])}


def test_seats_are_numbers(db):
    plain_house(db, NOW)
    with db.writing() as session:
        booking = _date(session)
        uid = booking.uid
        _seat(session, booking, 2)
        _seat(session, booking, 1)
        _seat(session, booking, 4, standing=Standing.WAITING)
        _seat(session, booking, 3, ended=Ended.GIVEN_BACK, released_at=NOW)

    assert sorted(exported(db)["seats"], key=lambda one: one["state"]) == [
        {"booking": uid, "state": "given_back", "persons": 3, "seats": 1},
        {"booking": uid, "state": "in", "persons": 3, "seats": 2},
        {"booking": uid, "state": "waiting", "persons": 4, "seats": 1},
    ]


@pytest.mark.parametrize("contacts", [False, True])
def test_how_people_are_reached_comes_only_when_asked_for(db, contacts):
    plain_house(db, NOW)
    with db.writing() as session:
        booking = _date(session)
        seat = _seat(session, booking, 2)
        session.add(SeatContact(seat_id=seat.id, email="jemand@example.org", name="Jemand", created_at=NOW))
        session.add(
            Member(group_id=booking.group_id or 0, duty=Duty.RESPONSIBLE, email="gruppe@example.org", created_at=NOW)
        )

    told = exported(db, contacts=contacts)
    text = json.dumps(told)

    for secret in ("jemand@example.org", "Jemand", "gruppe@example.org", "probe@example.org"):
        assert (secret in text) is contacts
    assert told["with_contacts"] is contacts
    assert ("seat_contact" in told["left_out"]) is not contacts


def test_the_export_is_of_one_moment(db):
    plain_house(db, NOW)
    with db.writing() as session:
        _date(session)
    with db.snapshot() as session:
        pieces = export.document(session, contacts=False, now=NOW)
        first = [next(pieces), next(pieces), next(pieces)]  # the house is read
        with db.writing() as other:
            _date(other, days=1)
        told = json.loads("".join([*first, *pieces]))

    assert len(told["bookings"]) == 1
    assert len(exported(db)["bookings"]) == 2


def _seat(session: Session, booking: Booking, persons: int, **facts: Any) -> Seat:
    word = new_code()
    seat = Seat(booking_id=booking.id, persons=persons, code_word=word, token_hash=word, created_at=NOW, **facts)
    session.add(seat)
    session.flush()
    return seat


def _date(session: Session, days: int = 0) -> Booking:
    room = session.execute(select(Room).where(col(Room.slug) == "saal")).scalar_one()
    group = session.execute(select(Group).where(col(Group.slug) == "probe")).scalar_one()
    start = NOW + timedelta(days=7 + days)
    end, wall = start + timedelta(hours=1), start.replace(tzinfo=None) + timedelta(hours=1)
    booking = Booking(
        room_id=room.id,
        lo=room.lo,
        hi=room.hi,
        busy_from=start,
        busy_until=end,
        starts_at=start,
        ends_at=end,
        wall_from=wall,
        wall_to=wall + timedelta(hours=1),
        title="Probe",
        group_id=group.id,
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(booking)
    session.flush()
    return booking
