"""Coming dates for news readers and programs: Atom (RFC 4287) and JSON Feed 1.1."""

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from booking.feeds import FeedStore
from models.bookings import State
from models.community import Listing
from models.database import Database
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

ATOM, JSON = "/calendar/all.atom", "/calendar/all.json"
NAME = "{http://www.w3.org/2005/Atom}"
HOSTILE = 'Treff & <b>"Käse"</b>\r\nBCC: alle\x07 ]]> \u202eLaol'


def town(house: FeedHouse) -> None:
    """Store dates that are near and far, public and not, and one in the night of the clocks."""
    text = house.meeting("Café", text_simple="Kaffee & Kuchen", topic="essen", audience=["alle"])
    house.series("FREQ=WEEKLY;BYDAY=TU", "2026-11-24 14:00", "2026-12-08 14:00", title="Café", meeting_id=text.id)
    house.date("2026-12-03 19:00", title="Abgesagt", state=State.CANCELLED)
    house.date("2026-11-20 19:00", title="Vorbei")
    house.date("2027-06-01 19:00", title="Nächster Sommer")
    house.date("2026-12-04 19:00", title="Geheim", listing=Listing.NEUTRAL)
    house.date("2026-12-05 19:00", title="Aus", title_hidden=True)


def items(feed: bytes) -> list[tuple[str, str]]:
    """Return start and title of each item of a JSON feed."""
    return [(item["_event"]["start"], item["title"]) for item in json.loads(feed)["items"]]


def entries(feed: bytes) -> list[dict[str, str]]:
    """Return the texts of each entry of an Atom feed."""
    root = ElementTree.fromstring(feed)
    return [{part.tag.removeprefix(NAME): part.text or "" for part in entry} for entry in root.iter(f"{NAME}entry")]


def test_coming_public_dates_are_told_one_by_one(db: Database) -> None:
    feed = told(db, town, JSON)

    assert items(feed) == [
        ("2026-11-24T14:00:00+01:00", "Café"),
        ("2026-12-01T14:00:00+01:00", "Café"),
        ("2026-12-03T19:00:00+01:00", "ABGESAGT: Abgesagt"),
        ("2026-12-08T14:00:00+01:00", "Café"),
    ]
    assert [entry["title"] for entry in entries(fetched(db, ATOM))] == [title for _, title in items(feed)]


def test_an_atom_feed_has_what_readers_need(sqlite_db: Database) -> None:
    root = ElementTree.fromstring(told(sqlite_db, town, ATOM))

    assert root.findtext(f"{NAME}id") == f"{BASE_URL}{ATOM}"
    assert root.findtext(f"{NAME}title") == "Quartierraum Kernstadt"
    assert datetime.fromisoformat(root.findtext(f"{NAME}updated") or "") == MONDAY
    assert {link.get("rel"): link.get("href") for link in root.findall(f"{NAME}link")} == {
        "self": f"{BASE_URL}{ATOM}",
        "alternate": f"{BASE_URL}/calendar",
    }
    entry = root.find(f"{NAME}entry")
    assert entry is not None
    assert entry.findtext(f"{NAME}summary") == (
        "Dienstag, 24. November 2026, 14:00 bis 16:00 Uhr\n"
        "Quartierraum, Quartierraum Kernstadt, Beispielgasse 1, 71083 Herrenberg\n"
        "Kaffee & Kuchen\nEs lädt ein: Strick- und Spielecafé\nMehr dazu: https://quartier.example.org/m/code-2"
    )
    assert [one.get("term") for one in entry.findall(f"{NAME}category")] == ["Essen", "Alle"]


def test_a_json_feed_has_what_programs_need(sqlite_db: Database) -> None:
    feed: dict[str, Any] = json.loads(told(sqlite_db, town, JSON))

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE_URL}{JSON}"
    assert feed["items"][0]["_event"] == {
        "start": "2026-11-24T14:00:00+01:00",
        "end": "2026-11-24T16:00:00+01:00",
        "location": "Quartierraum, Quartierraum Kernstadt, Beispielgasse 1, 71083 Herrenberg",
        "status": "confirmed",
    }
    assert len({item["id"] for item in feed["items"]}) == 4


@pytest.mark.parametrize("path", [ATOM, JSON])
def test_an_empty_house_has_news_without_entries(sqlite_db: Database, path: str) -> None:
    feed = told(sqlite_db, lambda house: None, path)

    assert (items(feed) if path == JSON else entries(feed)) == []


def test_hostile_titles_stay_text(sqlite_db: Database) -> None:
    told(sqlite_db, lambda house: house.date("2026-12-03 19:00", title=HOSTILE))

    clean = 'Treff & <b>"Käse"</b> BCC: alle ]]> Laol'
    assert [entry["title"] for entry in entries(fetched(sqlite_db, ATOM))] == [clean]
    assert [title for _, title in items(fetched(sqlite_db, JSON))] == [clean]


@pytest.mark.parametrize("path", [ATOM, JSON])
def test_news_are_kept_and_one_change_writes_one_entry(db: Database, path: str) -> None:
    with db.writing() as session:
        house = FeedHouse(session)
        dates = [house.date(f"2026-12-{day:02} 14:00", title="Café") for day in range(1, 29)]
    store = FeedStore(db, BASE_URL)
    first = store.bring(path, now=MONDAY)
    built = store.fragments_built
    with db.writing() as session:
        house.session = session
        house.changed(dates[3], now=MONDAY + timedelta(minutes=1), title="Tee")

    second = store.bring(path, now=MONDAY + timedelta(minutes=2))
    again = store.bring(path, now=MONDAY + timedelta(minutes=3))
    store.close()

    assert first is not None
    assert second is not None
    assert again is not None
    assert second.etag != first.etag
    assert again.body is second.body
    assert store.fragments_built == built + 1
    assert fetched(db, path, MONDAY + timedelta(minutes=2)) == second.body


def test_times_are_those_of_the_house_also_in_the_night_of_the_clocks(sqlite_db: Database) -> None:
    october = datetime.fromisoformat("2026-10-20T10:00:00+00:00")
    told(sqlite_db, lambda house: house.date("2026-10-25 02:30", 90, title="Nachtwache"), now=october)

    ((start, _),) = items(fetched(sqlite_db, JSON, october))

    assert start == "2026-10-25T02:30:00+02:00"
