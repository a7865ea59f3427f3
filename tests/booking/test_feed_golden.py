"""Every kind of feed of a small house, to the byte, as it lies in the folder `golden`.

Whoever changes what feeds say reads the difference first: every calendar of the town reads it, too. Then
`TREFFPUNKT_GOLDEN=write` takes the new bytes over; the lines of the files end as text does, those of feeds with CRLF.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from booking import feedkeys
from booking.feeds import FeedStore
from booking.meetings import ONLINE
from models.bookings import State
from models.community import Listing
from models.database import Database
from models.meetings import Signup
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

GOLDEN = Path(__file__).parent / "golden"
Facts = dict[str, Any]


def furnish(house: FeedHouse) -> str:
    """Store a series with every kind of exception and one date of every other kind; return a group's own calendar."""
    knitting: Facts = {"topic": "spielen", "access": ["ohne-anmeldung"], "audience": ["alle", "neu-hier"]}
    text = house.meeting("Stricken", text_simple="Wir stricken; auch mit Ihnen, und „neu“ 🧶.", **knitting)
    about: Facts = {"title": "Stricken", "meeting_id": text.id}
    span = ("2026-11-25 14:30", "2027-01-06 14:30")
    _, dates = house.series("FREQ=WEEKLY;BYDAY=WE", *span, skip=["2026-12-09"], **about)
    house.changed(dates[1], now=MONDAY, state=State.CANCELLED, note="Fällt aus")
    earlier = {"wall_from": dates[3].wall_from.replace(hour=10), "wall_to": dates[3].wall_to.replace(hour=12)}
    house.changed(dates[3], now=MONDAY, moved=True, note="Heute früher", **earlier)
    house.series("FREQ=MONTHLY;BYDAY=1MO,3MO", "2026-12-07 19:00", "2027-04-05 19:00", title="Stammtisch")
    house.series("FREQ=MONTHLY;BYMONTHDAY=31", "2026-12-31 18:00", "2027-03-31 18:00", title="Kasse machen")
    house.date("2027-03-28 02:30", 90, title="Nacht der Umstellung")
    abroad = house.meeting("Sprache", price_note="2 €", facts={ONLINE: "https://treffen.example.org/sprache?a=1"})
    house.date("2026-12-03 18:00", title="Sprachcafé", signup=Signup.SEATS, capacity=8, meeting_id=abroad.id)
    closed = house.group("shg", "Selbsthilfegruppe", Listing.NEUTRAL)
    house.date("2026-12-04 18:00", title="Gesprächskreis", group="shg", listing=Listing.NEUTRAL)
    house.date("2026-12-05 10:00", title="Schlüsselübergabe", group="shg", listing=Listing.INTERNAL)
    return feedkeys.new_key(house.session, closed.id, who="group:shg", now=MONDAY)


@pytest.fixture
def feeds(db: Database) -> Iterator[dict[str, bytes]]:
    with db.writing() as session:
        token = furnish(FeedHouse(session))
    store = FeedStore(db, BASE_URL)
    paths = {
        "all.ics": "/calendar/all.ics",
        "room.ics": "/calendar/room/quartierraum.ics",
        "group.ics": "/calendar/group/strickcafe.ics",
        "private.ics": f"/calendar/private/{token}.ics",
        "date.ics": "/m/code-2.ics",
        "all.atom": "/calendar/all.atom",
        "all.json": "/calendar/all.json",
    }
    found = {name: store.bring(path, now=MONDAY) for name, path in paths.items()}
    yield {name: feed.body for name, feed in found.items() if feed is not None}
    store.close()


def test_the_feeds_of_a_small_house_are_known_to_the_byte(feeds: dict[str, bytes]) -> None:
    assert {*feeds} == {"all.ics", "room.ics", "group.ics", "private.ics", "date.ics", "all.atom", "all.json"}
    if os.environ.get("TREFFPUNKT_GOLDEN") == "write":
        for name, told in feeds.items():
            (GOLDEN / name).write_bytes(told.replace(b"\r\n", b"\n"))

    for name, told in feeds.items():
        line_end = b"\r\n" if name.endswith(".ics") else b"\n"
        assert told.decode() == (GOLDEN / name).read_bytes().replace(b"\n", line_end).decode(), name
