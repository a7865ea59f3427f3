"""What the house's file says about place and video reaches every calendar; what is private never does."""

import re
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import col, select

from booking.feeds import EVERYTHING, FeedStore
from booking.feeds.catalogue import NEWS
from booking.imports import load
from models.bookings import Booking
from models.community import Contact
from models.database import Database
from tests.support.calendars import events, lines
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse
from tests.support.house import PLAIN, demo_house
from tests.support.housefaults import MEETING

ROOT = Path(__file__).parents[2]
VIDEO = "https://treffen.example.org/raum?a=1&b=2"
SEPTEMBER = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)


def test_what_the_file_says_about_place_and_video_stands_in_the_calendar(sqlite_db: Database) -> None:
    where = PLAIN.replace("city: Herrenberg", "city: Herrenberg, geo: {lat: 48.5967, lon: 8.8706}")
    text = where + MEETING.replace("title:", f'online: "{VIDEO}"\n    title:')
    with sqlite_db.writing() as session:
        load(session, text, now=MONDAY)

    feed = fetched(sqlite_db)

    assert "GEO:48.5967;8.8706" in lines(feed)
    assert f"CONFERENCE;FEATURE=VIDEO;VALUE=URI:{VIDEO}" in lines(feed)
    ((_, event),) = events(feed).items()
    assert f"Auch online: {VIDEO}" in str(event["DESCRIPTION"]).splitlines()


def test_a_house_that_says_no_place_has_none(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        load(session, PLAIN + MEETING, now=MONDAY)

    feed = fetched(sqlite_db)

    assert not [line for line in lines(feed) if line.startswith(("GEO", "CONFERENCE"))]


def test_the_picture_that_every_calendar_names_is_there(sqlite_db: Database) -> None:
    feed = lines(told(sqlite_db, lambda house: None))

    (address,) = [line.rpartition("URI:")[2] for line in feed if line.startswith("IMAGE")]
    assert (ROOT / address.removeprefix(f"{BASE_URL}/")).read_bytes().startswith(b"\x89PNG")


def test_the_public_time_is_told_not_the_block_with_set_up(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        date = house.date("2026-12-01 14:00", 120)
        date.busy_from, date.busy_until = date.starts_at.replace(hour=12), date.ends_at.replace(hour=16)

    feed = lines(told(sqlite_db, build))

    assert "DTSTART;TZID=Europe/Berlin:20261201T140000" in feed
    assert "DTEND;TZID=Europe/Berlin:20261201T160000" in feed


def test_no_feed_of_the_demo_tells_an_address_a_number_or_a_note_of_the_desk(sqlite_db: Database) -> None:
    demo_house(sqlite_db, SEPTEMBER)
    with sqlite_db.reading() as session:
        contacts = session.exec(select(Contact)).all()
        secrets = {word for one in contacts for word in (one.email, one.phone) if word}
        notes = session.exec(select(Booking.facts).where(col(Booking.source) != "file")).all()
    secrets |= {note["desk_note"] for note in notes if note.get("desk_note")}
    store = FeedStore(sqlite_db, BASE_URL)
    rooms = ["/calendar/room/quartierraum.ics", "/calendar/room/stueble.ics"]

    feeds = [store.bring(path, now=SEPTEMBER) for path in (EVERYTHING, *rooms, *NEWS)]
    store.close()

    assert len(secrets) > 5
    for feed in feeds:
        assert feed is not None
        text = "".join(lines(feed.body))
        assert not [word for word in secrets if word in text]
        assert {address.rpartition("@")[2] for address in re.findall(r"[\w.-]+@[\w-]+(?:\.[a-z]+)+", text)} == {
            "quartier.example.org"
        }, "UIDs only"
