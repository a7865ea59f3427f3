"""News as other programs read them: Atom by feedparser, JSON Feed by the schema of version 1.1."""

import json
from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import jsonschema
import pytest

from models.bookings import Booking, State
from models.database import Database
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import MONDAY, FeedHouse

ATOM, JSON = "/calendar/all.atom", "/calendar/all.json"
HOSTILE = 'Treff & <b>"Käse"</b> ]]> <script>alert(1)</script> 🧶 &amp; &lt;'
TEXT = {"type": "string", "minLength": 1}
ADDRESS = {"type": "string", "pattern": "^https?://[^\\s<>]+$"}
MOMENT = {"type": "string", "format": "date-time", "pattern": "^[0-9T:-]{19}([+-][0-9]{2}:[0-9]{2}|Z)$"}
# jsonfeed.org/version/1.1: what must be there, of which kind, and nothing that it does not know but with "_".
ITEM = {
    "type": "object",
    "required": ["id", "content_text"],
    "additionalProperties": False,
    "patternProperties": {"^_": {"type": "object"}},
    "properties": {
        "id": TEXT,
        "url": ADDRESS,
        "external_url": ADDRESS,
        "title": TEXT,
        "content_text": TEXT,
        "content_html": TEXT,
        "summary": TEXT,
        "image": ADDRESS,
        "banner_image": ADDRESS,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "authors": {"type": "array"},
        "tags": {"type": "array", "items": TEXT, "uniqueItems": True},
        "language": TEXT,
        "attachments": {"type": "array"},
    },
}
FEED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "patternProperties": {"^_": {"type": "object"}},
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": ADDRESS,
        "feed_url": ADDRESS,
        "description": TEXT,
        "user_comment": TEXT,
        "next_url": ADDRESS,
        "icon": ADDRESS,
        "favicon": ADDRESS,
        "authors": {"type": "array"},
        "language": {"type": "string", "pattern": "^[a-z]{2}(-[A-Z]{2})?$"},
        "expired": {"type": "boolean"},
        "hubs": {"type": "array"},
        "items": {"type": "array", "items": ITEM},
    },
}


def town(house: FeedHouse) -> list[Booking]:
    """Store a series, a title that would like to be markup, and a date that is cancelled."""
    text = house.meeting("Café", text_simple=HOSTILE, topic="essen", audience=["alle", "neu-hier"])
    _, dates = house.series(
        "FREQ=WEEKLY;BYDAY=TU", "2026-11-24 14:00", "2026-12-08 14:00", title="Café", meeting_id=text.id
    )
    house.date("2026-12-03 19:00", title=HOSTILE)
    house.date("2026-12-04 19:00", title="Rat", state=State.CANCELLED)
    return dates


def atom(feed: bytes) -> Any:
    """Return an Atom feed as feedparser reads it, if it has nothing to complain about."""
    read = feedparser.parse(feed, response_headers={"content-type": "application/atom+xml; charset=utf-8"})
    assert (read.bozo, read.version, read.encoding) == (False, "atom10", "utf-8")
    return read


def test_feedparser_reads_an_atom_feed_without_complaint(sqlite_db: Database) -> None:
    read = atom(told(sqlite_db, town, ATOM))

    assert (read.feed.title, read.feed.language) == ("Quartierraum Kernstadt", "de")
    assert [entry.title for entry in read.entries] == ["Café", "Café", HOSTILE, "ABGESAGT: Rat", "Café"]
    assert all(entry.title_detail.type == "text/plain" for entry in read.entries)
    assert HOSTILE in read.entries[0].summary.splitlines()
    for entry in read.entries:
        assert entry.id
        assert entry.link.startswith("https://quartier.example.org/m/")
        assert moment(entry) <= moment(read.feed)


def test_a_json_feed_is_what_version_1_1_says(sqlite_db: Database) -> None:
    feed = json.loads(told(sqlite_db, town, JSON))

    checker = jsonschema.Draft202012Validator(FEED, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(feed)] == []
    assert [item["title"] for item in feed["items"]] == ["Café", "Café", HOSTILE, "ABGESAGT: Rat", "Café"]
    assert all(datetime.fromisoformat(item["date_modified"]).tzinfo for item in feed["items"])


@pytest.mark.parametrize("path", [ATOM, JSON])
def test_ids_stay_and_what_changed_rises(sqlite_db: Database, path: str) -> None:
    with sqlite_db.writing() as session:
        house = FeedHouse(session)
        dates = town(house)
    before = ids_and_times(fetched(sqlite_db, path), path)
    with sqlite_db.writing() as session:
        house.session = session
        house.changed(dates[1], now=MONDAY + timedelta(minutes=5), note="Mit Kuchen")

    after = ids_and_times(fetched(sqlite_db, path), path)

    assert [*after] == [*before]
    risen = [key for key, moment in after.items() if moment > before[key]]
    assert [key for key in risen if key.partition("@")[0].endswith(dates[1].uid)] == risen
    assert len(risen) == 1
    assert all(after[key] == before[key] for key in before if key not in risen)


def moment(told: Any) -> datetime:
    """Return when a feed or an entry was last changed."""
    return datetime.fromtimestamp(timegm(told.updated_parsed), UTC)


def ids_and_times(feed: bytes, path: str) -> dict[str, datetime]:
    """Return when each entry was last changed, by its id, in order."""
    if path == JSON:
        return {item["id"]: datetime.fromisoformat(item["date_modified"]) for item in json.loads(feed)["items"]}
    return {entry.id: moment(entry) for entry in atom(feed).entries}
