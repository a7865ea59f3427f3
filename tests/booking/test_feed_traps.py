"""What the calendar library does by itself and a feed must not do: each trap that was found in it has its test."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest

from booking.feeds.wire import FOOT, Entry, Heading, Words, entry_bytes, head_bytes
from booking.feeds.zones import vtimezone
from models.database import Database
from tests.support.calendars import lines
from tests.support.feed_house import told
from tests.support.feed_rows import BERLIN, FeedHouse

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
URL = "https://quartier.example.org"
HEADING = Heading(name="Haus", description="Alles", colour="teal", source=f"{URL}/calendar/all.ics", url=URL)
ENTRY = Entry(
    uid="uid-1@quartier.example.org",
    touched=NOON,
    revision=3,
    tzid="Europe/Berlin",
    starts=datetime(2026, 12, 1, 19, tzinfo=BERLIN),
    ends=datetime(2026, 12, 1, 21, tzinfo=BERLIN),
    words=Words(summary="Café"),
)
# Of RFC 5545 and 7986, and what older programs read instead.
HEAD_NAMES = {
    *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "DESCRIPTION", "COLOR", "IMAGE", "SOURCE", "URL"),
    *("REFRESH-INTERVAL", "X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "X-PUBLISHED-TTL"),
}
EVENT_NAMES = {
    *("BEGIN", "END", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "RRULE", "EXDATE", "STATUS"),
    *("SUMMARY", "DESCRIPTION", "LOCATION", "GEO", "URL", "CONFERENCE", "CATEGORIES", "CLASS", "TRANSP"),
}


def head(**facts: Any) -> list[str]:
    """Return the unfolded lines of a heading."""
    return lines(head_bytes(replace(HEADING, **facts), b""))


def event(**facts: Any) -> list[str]:
    """Return the unfolded lines of an entry that says *facts*."""
    return lines(entry_bytes(replace(ENTRY, words=Words(**{"summary": "Café", **facts}))))


def weekly(house: FeedHouse) -> None:
    """Store a series over both changes of the clocks, with a gap."""
    house.series("FREQ=WEEKLY;BYDAY=MO", "2026-10-05 19:00", "2027-04-26 19:00", skip=["2026-12-28"], title="Café")


def test_trap_1_the_zone_is_no_list_of_dates_that_half_of_the_programs_misread(sqlite_db: Database) -> None:
    feed = told(sqlite_db, weekly)

    assert feed.count(b"BEGIN:VTIMEZONE") == feed.count(b"BEGIN:STANDARD") == feed.count(b"BEGIN:DAYLIGHT") == 1
    assert vtimezone(BERLIN) in feed
    assert not {b"RDATE", b"COMMENT"} & {line.partition(b":")[0] for line in feed.split(b"\r\n")}
    assert b"DTSTART:19700329T020000\r\nTZOFFSETFROM:+0100" in feed, "told by the clock before the change"


def test_trap_2_nothing_is_random_or_of_now_and_the_calendar_itself_has_no_uid(sqlite_db: Database) -> None:
    feed = told(sqlite_db, weekly)

    before_the_first_event = feed.partition(b"BEGIN:VEVENT")[0]
    assert b"\r\nUID:" not in before_the_first_event
    assert feed.count(b"\r\nUID:series-1@quartier.example.org\r\n") == 1
    assert feed.count(b"\r\nDTSTAMP:20261123T120000Z\r\n") == 1


def test_trap_3_durations_and_addresses_name_their_kind() -> None:
    told_lines = [*head(picture=f"{URL}/card.png"), *event(online=f"{URL}/video")]

    kinds = {line.partition(":")[0] for line in told_lines if "VALUE=" in line}
    assert kinds == {
        "REFRESH-INTERVAL;VALUE=DURATION",
        "SOURCE;VALUE=URI",
        "IMAGE;DISPLAY=GRAPHIC;FMTTYPE=image/png;VALUE=URI",
        "CONFERENCE;FEATURE=VIDEO;VALUE=URI",
    }


@pytest.mark.parametrize("name", ["NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC"])
def test_trap_4_names_for_older_programs_are_escaped_too(name: str) -> None:
    told_lines = head(name="Nähen, Kochen; mehr\r\nBCC: alle", description="Nähen, Kochen; mehr\r\nBCC: alle")

    line_end = " " if name.endswith("NAME") else "\\n"
    assert f"{name}:Nähen\\, Kochen\\; mehr{line_end}BCC: alle" in told_lines


def test_trap_5_what_is_not_said_has_no_empty_line() -> None:
    words = ("Spielen", "Alle")

    assert not [line for line in event(description=" ", location="", categories=()) if line.endswith(":")]
    assert "CATEGORIES:Spielen,Alle" in event(categories=words)
    assert words == ("Spielen", "Alle")


def test_trap_6_a_conference_has_one_feature_that_is_not_quoted() -> None:
    assert f"CONFERENCE;FEATURE=VIDEO;VALUE=URI:{URL}/a?b=1,2;c" in event(online=f"{URL}/a?b=1,2;c")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("C:\\Neu", "C:/Neu"),
        ("Ton\x00los\x07", "Tonlos"),
        ("\ud800halb", "halb"),
        ("eins\u2028zwei\x85drei\rvier", "eins zwei drei vier"),
    ],
)
def test_trap_7_what_programs_unescape_wrongly_is_not_written(typed: str, written: str) -> None:
    assert f"SUMMARY;LANGUAGE=de:{written}" in event(summary=typed)


HOSTILE = """
import sys
from tests.booking.test_feed_traps import event, head
assert sys.flags.optimize == 1
evil = 'a"\\r\\nATTENDEE:mailto:x@example.org\\r\\n BEGIN:VALARM;:,'
told = [*event(summary=evil, description=evil, location=evil, categories=(evil,)), *head(name=evil, description=evil)]
print(sum(line.startswith(("ATTENDEE", "BEGIN:VALARM", " BEGIN")) for line in told), len(told))
"""


def test_trap_8_no_words_break_out_where_python_leaves_out_assertions() -> None:
    command = [sys.executable, "-O", "-W", "ignore", "-c", HOSTILE]
    found = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (found.stdout.split()[:1], found.stderr) == (["0"], "")
    assert int(found.stdout.split()[1]) > 25


def test_trap_9_no_day_stands_where_a_time_is_meant(sqlite_db: Database) -> None:
    # Reading other people's days with a zone is tested in tests/booking/foreign.
    names = ("DTSTART", "DTEND", "EXDATE")
    dates = [line for line in lines(told(sqlite_db, weekly)) if line.startswith(names)]

    assert dates
    assert all(len(line.rpartition(":")[2].removesuffix("Z")) == len("20261005T190000") for line in dates)
    assert not any("VALUE=DATE" in line for line in dates)


def test_trap_10_what_the_library_does_not_check_is_checked_here(sqlite_db: Database) -> None:
    calendar = icalendar.Calendar.from_ical(told(sqlite_db, weekly))

    assert [error for part in calendar.walk() for error in part.errors] == []
    for one in calendar.walk("VEVENT"):
        assert one["DTEND"].dt > one["DTSTART"].dt
        assert [name for name in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "STATUS") if name not in one] == []


@pytest.mark.parametrize("shift", range(8))
def test_trap_11_a_fold_splits_no_letter_wherever_it_falls(shift: int) -> None:
    text = "x" * shift + "äöü🧶👩‍👧€" * 30
    raw = entry_bytes(replace(ENTRY, words=Words(summary=text, description=text, location=text)))

    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert f"SUMMARY;LANGUAGE=de:{text}" in lines(raw)


def test_trap_12_only_what_the_standards_name_is_said() -> None:
    full: dict[str, Any] = {"description": "Text", "location": "Saal", "place": (48.5, 8.75), "url": URL}
    told_event = event(**full, online=f"{URL}/video", categories=("Alle",))
    told_head = head(zone="Europe/Berlin", picture=f"{URL}/card.png")

    assert {_name(line) for line in told_head if line} <= HEAD_NAMES
    assert {_name(line) for line in told_event if line} == EVENT_NAMES - {"RRULE", "EXDATE"}
    assert "GEO:48.5;8.75" in told_event


def _name(line: str) -> str:
    return line.partition(":")[0].partition(";")[0]


def test_a_calendar_without_dates_still_holds_something(sqlite_db: Database) -> None:
    feed = told(sqlite_db, lambda house: None)

    assert feed.endswith(b"END:VTIMEZONE\r\n" + FOOT), "RFC 5545 wants a component, and Google shows an error"
