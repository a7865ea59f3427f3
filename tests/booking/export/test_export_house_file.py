"""What the house says of itself as a file loads into an empty house, which is then the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from sqlmodel import col, select

from booking import export
from booking.export.housefile import house_file, write_house_file
from booking.imports import load
from models.bookings import Booking, Series, State
from models.community import Contact, Group
from models.database import Database
from models.meetings import Meeting, Seat
from models.rooms import Closure, Holiday, House, Opening, Room, Section, UsageType
from models.rounds import RoundWish
from tests.support.house import demo_house, plain_house

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
_NOT_COMPARED = {"id", "uid", "code", "created_at", "updated_at", "revision", "facts", "once", "source", "released_at"}
_NOT_COMPARED |= {
    "room_id",
    "group_id",
    "meeting_id",
    "series_id",
    "contact_id",
    "district_id",
    "main_id",
    "held_until",
}
_NOT_COMPARED |= {"booking_id", "code_word", "token_hash", "position", "round_id", "outcome"}


def told(db: Database, *, contacts: bool = True) -> str:
    with db.snapshot() as session:
        return house_file(session, contacts=contacts, now=NOW).text


def again(text: str, databases) -> dict[str, list[Any]]:
    """Return what is in a house that was loaded from *text*."""
    with databases.migrated("sqlite") as url:
        other = Database(url)
        try:
            with other.writing() as session:
                load(session, text, now=LATER)
            return contents(other)
        finally:
            other.close()


def contents(db: Database) -> dict[str, list[Any]]:
    """Return every row of the house, without what another house gives names and numbers of its own."""
    found: dict[str, list[Any]] = {}
    with db.reading() as session:
        for table in (
            House,
            Section,
            Room,
            Opening,
            Closure,
            Holiday,
            UsageType,
            Contact,
            Group,
            Meeting,
            Series,
            Booking,
            Seat,
            RoundWish,
        ):
            rows = session.exec(select(table)).all()
            found[table.__name__] = sorted(
                sorted((k, repr(v)) for k, v in row.model_dump().items() if k not in _NOT_COMPARED) for row in rows
            )
        rooms = {row.id: row.slug for row in session.exec(select(Room))}
        groups = {row.id: row.slug for row in session.exec(select(Group))}
        dates = session.exec(select(Booking)).all()
        found["who has what when"] = sorted(
            (row.busy_from, row.busy_until, rooms[row.room_id], groups.get(row.group_id or 0, ""), row.title, row.state)
            for row in dates
        )
    return found


def test_the_demo_comes_back_as_it_was(sqlite_db, databases):
    demo_house(sqlite_db, NOW)

    text = told(sqlite_db)

    before, after = contents(sqlite_db), again(text, databases)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    for name, rows in before.items():
        assert after[name] == rows, name


def test_how_people_are_reached_comes_only_when_asked_for(sqlite_db, databases):
    plain_house(sqlite_db, NOW)

    assert "probe@example.org" not in told(sqlite_db, contacts=False)
    assert "probe@example.org" in told(sqlite_db)
    again(told(sqlite_db, contacts=False), databases)


def test_what_the_file_cannot_say_is_told(sqlite_db):
    demo_house(sqlite_db, NOW)
    with sqlite_db.writing() as session:
        look = select(Booking).where(col(Booking.series_id).is_not(None), col(Booking.state) == State.CONFIRMED)
        rows = session.exec(look.order_by(col(Booking.starts_at).desc())).all()
        rows[0].state, rows[0].reason, rows[0].released_at = State.SKIPPED, "clash", NOW
        single = session.exec(
            select(Booking).where(col(Booking.series_id).is_(None), col(Booking.state) == State.CONFIRMED)
        ).first()
        assert single is not None
        single.state, single.released_at = State.CANCELLED, NOW
    with sqlite_db.snapshot() as session:
        unsaid = house_file(session, contacts=False, now=NOW).unsaid

    assert dict(unsaid) == {
        "ausgelassene Termine von Reihen; sie stehen als abgesagt darin": 1,
        "abgesagte einzelne Termine": 1,
    }


def test_it_reads_as_people_write_such_files(sqlite_db):
    plain_house(sqlite_db, NOW)
    sections = yaml.safe_load(told(sqlite_db))

    assert sections["opening_hours"]["saal"]["mon"] == [["00:00", "24:00"]]
    assert sections["rooms"][2]["bookable_as_extra_of"] == ["saal", "stube"]


def test_nothing_is_overwritten(sqlite_db, tmp_path):
    plain_house(sqlite_db, NOW)
    (tmp_path / "haus.yaml").write_text("wichtig")
    with sqlite_db.snapshot() as session, pytest.raises(export.ExportRefused, match="gibt es schon"):
        write_house_file(session, tmp_path / "haus.yaml", contacts=False, now=NOW)
    assert (tmp_path / "haus.yaml").read_text() == "wichtig"
