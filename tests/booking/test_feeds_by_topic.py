"""Calendars of a topic, of those whom a meeting is for, and of a quarter."""

from typing import Any

import pytest

from booking.feeds.topics import topic_feeds
from booking.occupancy import house_facts
from models.bookings import State
from models.community import District, Listing
from models.database import Database
from models.meetings import Meeting
from models.rooms import Section
from tests.support.calendars import shown
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import BERLIN, MONDAY, FeedHouse, wall

FEEDS = [
    {"slug": "alle", "name": "Alle Treffen"},
    {"slug": "familien", "name": "Für Familien", "filter": {"audience": "familien"}},
    {"slug": "spielend", "name": "Spielen mit Kindern", "filter": {"topic": "spielen", "audience": "familien"}},
    {"slug": "vorbei", "name": "Einfach vorbeikommen", "filter": {"access": "ohne-anmeldung"}},
]


def town(house: FeedHouse) -> None:
    """Store a quarter and the words by which meetings are found, then meetings that differ in them."""
    house.session.add(Section(name="feeds", content=FEEDS))
    house.session.add(Section(name="tags", content={"topic": ["spielen", "dialog", "neu-hier"]}))
    quarter = District(slug="altstadt", name="Altstadt")
    house.session.add(quarter)
    house.session.flush()
    lego = house.meeting("Lego", topic="spielen", audience=["familien"], access=["ohne-anmeldung"])
    chess = house.meeting("Schach", topic="spielen", audience=["senioren"])
    talk = house.meeting("Gespräch", topic="dialog", audience=["familien"], district_id=quarter.id)
    for day, meeting in enumerate((lego, chess, talk), start=1):
        house.date(f"2026-12-0{day} 14:00", title=meeting.title, meeting_id=meeting.id)
    house.date("2026-12-09 14:00", title="Ohne alles")


@pytest.mark.parametrize(
    ("path", "titles"),
    [
        ("topic/spielen", ["Lego", "Schach"]),
        ("topic/dialog", ["Gespräch"]),
        ("topic/neu-hier", []),
        ("topic/familien", ["Gespräch", "Lego"]),
        ("topic/spielend", ["Lego"]),
        ("topic/vorbei", ["Lego"]),
        ("district/altstadt", ["Gespräch"]),
    ],
)
def test_a_calendar_holds_what_fits_its_words(db: Database, path: str, titles: list[str]) -> None:
    feed = told(db, town, f"/calendar/{path}.ics")

    assert sorted(title for _, _, title in shown(feed)) == titles


@pytest.mark.parametrize("path", ["topic/alle", "topic/senioren", "district/holdergraben", "topic/", "district/"])
def test_what_the_house_does_not_name_has_no_calendar(sqlite_db: Database, path: str) -> None:
    told(sqlite_db, town)

    with pytest.raises(AssertionError, match="there is no feed"):
        fetched(sqlite_db, f"/calendar/{path}.ics")


@pytest.mark.parametrize("how", [{"listing": Listing.NEUTRAL}, {"title_hidden": True}, {"listing": Listing.INTERNAL}])
def test_what_is_closed_is_in_no_calendar_of_a_topic(sqlite_db: Database, how: dict[str, Any]) -> None:
    def build(house: FeedHouse) -> None:
        town(house)
        secret = house.meeting("Trauer", topic="dialog", audience=["familien"], district_id=1)
        house.date("2026-12-05 18:00", title="Trauer", meeting_id=secret.id, **how)

    told(sqlite_db, build)

    for path in ("topic/dialog", "topic/familien", "district/altstadt"):
        assert [title for _, _, title in shown(fetched(sqlite_db, f"/calendar/{path}.ics"))].count("Trauer") == 0
        assert b"Geschlossene" not in fetched(sqlite_db, f"/calendar/{path}.ics")


def test_a_cancelled_date_stays_in_the_calendar_of_its_topic(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        town(house)
        talk = house.session.get_one(Meeting, 3)
        _series, dates = house.series("FREQ=WEEKLY", "2026-12-04 18:00", "2026-12-18 18:00", meeting_id=talk.id)
        house.changed(dates[1], now=MONDAY, state=State.CANCELLED)

    feed = told(db, build, "/calendar/topic/dialog.ics")

    starts = {start.astimezone(BERLIN).replace(tzinfo=None): title for start, _, title in shown(feed)}
    assert starts[wall("2026-12-11 18:00")] == "ABGESAGT: Treffen"


def test_the_house_names_its_calendars_and_each_topic_has_one(sqlite_db: Database) -> None:
    told(sqlite_db, town)

    with sqlite_db.reading() as session:
        found = {feed.slug: feed.name for feed in topic_feeds(house_facts(session))}

    assert found == {
        "familien": "Für Familien",
        "spielend": "Spielen mit Kindern",
        "vorbei": "Einfach vorbeikommen",
        "spielen": "Spielen",
        "dialog": "Dialog",
        "neu-hier": "Neu hier",
    }
