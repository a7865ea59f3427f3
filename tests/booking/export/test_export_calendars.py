"""The calendars of an export say what stands in the book, as programs read them that know nothing of ours."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import vobject
from icalendar import Calendar
from sqlmodel import col, select

from booking import export
from booking.meetings import WITHDRAWN
from models.bookings import Booking, Hold, State
from models.community import Listing
from models.database import Database
from models.rooms import Room
from tests.support.calendars import Shown, shown
from tests.support.feed_rows import BASE_URL, FeedHouse
from tests.support.house import demo_house

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPEN = (State.HELD, State.REQUESTED)


def written(db: Database, tmp_path: Path, name: str = "alles") -> Path:
    folder = tmp_path / name
    with db.snapshot() as session:
        export.write_folder(session, folder, BASE_URL, contacts=False, now=NOW)
    return folder


def calendar(folder: Path, name: str = "all") -> bytes:
    return (folder / "kalender" / f"{name}.ics").read_bytes()


def in_the_book(db: Database, room: str = "") -> list[Shown]:
    """Return every date that was promised or asked for, with its own title."""
    with db.reading() as session:
        rooms = {row.id: row for row in session.execute(select(Room)).scalars()}
        rows = session.execute(select(Booking).where(col(Booking.state).in_([State.CONFIRMED, State.CANCELLED, *OPEN])))
        told = [
            row
            for row in rows.scalars()
            if not (row.state is State.CANCELLED and row.reason == WITHDRAWN)
            and (not room or room in {*rooms[row.room_id].slug.split("+"), *rooms[row.room_id].extras})
        ]
    return sorted(
        (row.starts_at, row.ends_at, f"ABGESAGT: {row.title}" if row.state is State.CANCELLED else row.title)
        for row in told
    )


def test_two_libraries_read_the_dates_of_the_book(db, tmp_path):
    demo_house(db, NOW)
    told = calendar(written(db, tmp_path))

    book = in_the_book(db)

    assert len(book) > 100
    assert shown(told, datetime(2020, 1, 1, tzinfo=UTC)) == book
    assert by_vobject(told) == Counter((starts, title) for starts, _ends, title in book)


def by_vobject(told: bytes) -> Counter[tuple[datetime, str]]:
    """Return the starts and titles that vobject finds, its own rule reader included."""
    dates: Counter[tuple[datetime, str]] = Counter()
    for event in vobject.readOne(told.decode()).vevent_list:
        starts = list(event.rruleset) if event.rruleset else [event.dtstart.value]
        for start in starts:
            aware = start if start.tzinfo else start.replace(tzinfo=event.dtstart.value.tzinfo)
            dates[aware.astimezone(UTC), event.summary.value] += 1
    return dates


def test_each_room_has_its_own_calendar_also_of_what_it_is_lent_with(db, tmp_path):
    demo_house(db, NOW)
    folder = written(db, tmp_path)
    with db.reading() as session:
        singles = session.execute(select(col(Room.slug)).where(col(Room.main_id).is_(None))).scalars().all()

    assert {path.stem for path in (folder / "kalender").iterdir()} == {"all", *singles}
    for room in singles:
        assert shown(calendar(folder, room), datetime(2020, 1, 1, tzinfo=UTC)) == in_the_book(db, room), room


def test_the_house_reads_titles_of_closed_groups_and_what_waits(db, tmp_path):
    with db.writing() as session:
        house = FeedHouse(session)
        house.date("2026-12-01 10:00", title="Stille Runde", listing=Listing.NEUTRAL)
        house.date("2026-12-02 10:00", title="Wunsch", state=State.REQUESTED)
        house.date("2026-12-03 10:00", title="Fällt aus", state=State.CANCELLED, reason="weather")
        house.date("2019-12-04 10:00", title="Lange her")
        house.date("2026-12-05 10:00", title="Abgelehnt", state=State.DECLINED)
        until = NOW + timedelta(minutes=3)
        house.date("2026-12-06 10:00", title="Eben getippt", state=State.HELD, held_for=Hold.TAP, held_until=until)
        house.date("2026-12-07 10:00", title="Neu hier", state=State.HELD, held_for=Hold.DESK, held_until=until)

    told = Calendar.from_ical(calendar(written(db, tmp_path)))

    assert {str(event["SUMMARY"]): str(event["STATUS"]) for event in told.walk("VEVENT")} == {
        "Stille Runde": "CONFIRMED",
        "Wunsch": "TENTATIVE",
        "ABGESAGT: Fällt aus": "CANCELLED",
        "Lange her": "CONFIRMED",
        "Neu hier": "TENTATIVE",
    }
    assert {str(event["CLASS"]) for event in told.walk("VEVENT")} == {"PRIVATE"}
    assert "Gruppe: Strick- und Spielecafé" in str(told.walk("VEVENT")[0]["DESCRIPTION"])


def test_a_series_stays_a_rule_with_the_uid_of_the_feeds(db, tmp_path):
    with db.writing() as session:
        house = FeedHouse(session)
        series, _dates = house.series(
            "FREQ=WEEKLY;BYDAY=TU", "2026-03-03 19:00", "2026-11-24 19:00", skip=["2026-05-05"]
        )
        uid = series.uid

    (event,) = Calendar.from_ical(calendar(written(db, tmp_path))).walk("VEVENT")

    assert str(event["UID"]) == f"{uid}@quartier.example.org"
    assert "RRULE" in event
    assert len(in_the_book(db)) == 38


def test_nothing_is_overwritten_and_nothing_half_is_left(sqlite_db, tmp_path):
    demo_house(sqlite_db, NOW)
    (tmp_path / "voll").mkdir()
    (tmp_path / "voll" / "brief.txt").write_text("wichtig")
    (tmp_path / "leer").mkdir()

    with pytest.raises(export.ExportRefused, match="gibt es schon"):
        written(sqlite_db, tmp_path, "voll")
    written(sqlite_db, tmp_path, "leer")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["leer", "voll"]
    assert [path.name for path in (tmp_path / "voll").iterdir()] == ["brief.txt"]
    assert sorted(path.name for path in (tmp_path / "leer").iterdir()) == ["LIESMICH.txt", "haus.json", "kalender"]


def test_a_zip_holds_the_same(sqlite_db, tmp_path):
    demo_house(sqlite_db, NOW)
    folder = written(sqlite_db, tmp_path)
    file = tmp_path / "alles.zip"
    with sqlite_db.snapshot() as session:
        export.write_zip(session, file, BASE_URL, contacts=False, now=NOW)

    with ZipFile(file) as packed:
        held = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}

    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert held == files
    assert json.loads(held["haus.json"])["format"] == "treffpunkt-export"
    with sqlite_db.snapshot() as session, pytest.raises(export.ExportRefused, match="gibt es schon"):
        export.write_zip(session, file, BASE_URL, contacts=False, now=NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alles", "alles.zip"]
