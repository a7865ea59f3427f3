"""The demo's dates, found a second time without the program: the loaded rows must be exactly these.

The file is read by YAML alone; rules are walked by recurring-ical-events, hours and holidays by the
calendar. Nothing of the package `booking` is used to say what is right.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import yaml
from sqlmodel import col, select

from models.bookings import Booking, Series, State
from models.database import Database
from models.meetings import Meeting
from models.rooms import Room
from tests.support.house import DEMO, demo_house

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Date(NamedTuple):
    """One date: whose, when by the wall's clock, where, and whether it takes place."""

    series: str
    starts: datetime
    ends: datetime
    rooms: tuple[str, ...]
    state: str
    reason: str


@cache
def demo() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    return content


def test_the_rows_of_the_series_are_the_dates_that_the_file_implies(db: Database) -> None:
    demo_house(db, NOW)

    assert loaded(db) == sorted(date for entry in demo()["series"] for date in implied(entry))


def test_854_dates_take_place_after_pauses_holidays_closures_and_cancellations() -> None:
    dates = [date for entry in demo()["series"] for date in implied(entry)]

    assert len([date for date in dates if date.state == "confirmed"]) == 854


def test_a_series_with_a_pause_says_nothing_new_in_the_holidays() -> None:
    babies = [date for entry in demo()["series"] if entry["slug"] == "krabbelgruppe" for date in implied(entry)]

    assert [(date.starts.date().isoformat(), date.reason) for date in babies if date.state == "skipped"] == [
        ("2026-10-26", "school_holiday"),
        ("2026-12-28", "closure"),
        ("2027-01-04", "closure"),
        ("2027-02-08", "closure"),
        ("2027-03-29", "holiday"),
        ("2027-05-17", "holiday"),
        ("2027-05-24", "school_holiday"),
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-10-19", "+02:00"), ("2026-10-26", "+01:00"), ("2027-03-22", "+01:00"), ("2027-04-05", "+02:00")],
    ids=["last summer Monday", "first winter Monday", "last winter Monday", "first summer Monday"],
)
def test_the_seniors_meet_at_two_in_summer_and_in_winter(sqlite_db: Database, day: str, hours: str) -> None:
    demo_house(sqlite_db, NOW)

    with sqlite_db.reading() as session:
        rows = session.exec(select(Booking).join(Meeting).where(col(Meeting.slug) == "seniorencafe"))
        found = [row.starts_at.astimezone(BERLIN) for row in rows if row.wall_from.date().isoformat() == day]
    assert [start.isoformat() for start in found] == [f"{day}T14:00:00{hours}"]


def test_single_meetings_are_on_the_days_of_the_file(db: Database) -> None:
    demo_house(db, NOW)

    with db.reading() as session:
        rows = session.exec(
            select(Booking, Meeting.slug, Room.slug)
            .join(Meeting, col(Booking.meeting_id) == col(Meeting.id))
            .join(Room, col(Booking.room_id) == col(Room.id))
            .where(col(Booking.series_id).is_(None))
        )
        found = {slug: (row.wall_from, row.wall_to, room, row.state, block(row)) for row, slug, room in rows}
    assert found == {
        entry["slug"]: (
            at(entry["date"], entry["start"]),
            at(entry["date"], entry["end"]),
            "+".join([entry["room"], *entry.get("extras", [])]),
            State.CONFIRMED,
            around(entry),
        )
        for entry in demo()["meetings"]
    }


# What the rows say


def loaded(db: Database) -> list[Date]:
    with db.reading() as session:
        rooms = {room.id: room for room in session.exec(select(Room))}
        slugs = {room.id: room.slug for room in rooms.values()}
        rows = session.exec(select(Booking, Series.slug).join(Series).where(col(Series.slug).is_not(None)))
        return sorted(
            Date(
                slug or "",
                row.wall_from,
                row.wall_to,
                (slugs[rooms[row.room_id].main_id or row.room_id], *rooms[row.room_id].extras),
                row.state.value,
                row.reason,
            )
            for row, slug in rows
        )


def block(row: Booking) -> tuple[datetime, datetime]:
    starts, ends = (moment.astimezone(BERLIN).replace(tzinfo=None) for moment in (row.busy_from, row.busy_until))
    return starts, ends


# What the file implies


def implied(entry: dict[str, Any]) -> list[Date]:
    found = []
    for day in days(entry):
        rooms = (entry["room"], *entry.get("extras", []))
        plain = Date(entry["slug"], at(day, entry["start"]), at(day, entry["end"]), rooms, "confirmed", "")
        found.append(excepted(plain, day) or skipped(plain, entry, day) or plain)
    return found


def days(entry: dict[str, Any]) -> list[date]:
    event = icalendar.Event()
    event.add("UID", entry["slug"])
    event.add("DTSTART", at(entry["dtstart"], entry["start"]).replace(tzinfo=BERLIN))
    event.add("RRULE", icalendar.vRecur.from_ical(entry["rrule"]))
    feed = icalendar.Calendar()
    feed.add_component(event)
    occurrences = recurring_ical_events.of(feed).between(entry["dtstart"], entry["until"] + timedelta(days=1))
    return sorted(occurrence["DTSTART"].dt.date() for occurrence in occurrences)


def excepted(plain: Date, day: date) -> Date | None:
    for exception in demo()["series_exceptions"]:
        if (exception["series"], exception["date"]) == (plain.series, day):
            if exception["kind"] == "cancelled":
                return plain._replace(state="cancelled")
            if exception["kind"] == "moved":
                return plain._replace(starts=at(day, exception["start"]), ends=at(day, exception["end"]))
            return plain._replace(rooms=(exception["room"],))
    return None


def skipped(plain: Date, entry: dict[str, Any], day: date) -> Date | None:
    reasons = {
        "holiday": any(holiday["date"] == day for holiday in demo()["public_holidays_bw"]),
        "closure": any(shuts(closure, entry, day) for closure in demo()["closures"]),
        "school_holiday": entry.get("pause") == "school"
        and any(free["start"] <= day <= free["end"] for free in demo()["school_holidays_bw"]),
        "replaced": any(
            (meeting.get("replaces_series_on_date"), meeting["date"]) == (entry["slug"], day)
            for meeting in demo()["meetings"]
        ),
    }
    reason = next((reason for reason, counts in reasons.items() if counts), None)
    return plain._replace(state="skipped", reason=reason) if reason else None


def shuts(closure: dict[str, Any], entry: dict[str, Any], day: date) -> bool:
    if not closure["start"] <= day <= closure["end"]:
        return False
    if not {entry["room"], *entry.get("extras", [])} & {*closure["rooms"]}:
        return False
    starts, ends = around({**entry, "date": day})
    return starts < at(day, closure.get("to", "24:00")) and at(day, closure.get("from", "00:00")) < ends


def around(entry: dict[str, Any]) -> tuple[datetime, datetime]:
    """The block: public time with set-up and tear-down, by the wall's clock."""
    before, after = timedelta(minutes=entry["setup"]), timedelta(minutes=entry["teardown"])
    return at(entry["date"], entry["start"]) - before, at(entry["date"], entry["end"]) + after


def at(day: date, clock: str) -> datetime:
    hours, minutes = clock.split(":")
    return datetime.combine(day, time()) + timedelta(hours=int(hours), minutes=int(minutes))
