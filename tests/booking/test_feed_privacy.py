"""Feeds tell no more than the public may know."""

from typing import Any

import pytest

from booking.feeds import EVERYTHING, FeedStore
from models.bookings import State
from models.community import Listing
from models.database import Database
from models.meetings import Signup
from tests.support.calendars import events, shown
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

Facts = dict[str, Any]
ROOM = "/calendar/room/quartierraum.ics"
STUEBLE = "/calendar/room/stueble.ics"
GROUP = "/calendar/group/strickcafe.ics"
NEUTRAL: Facts = {"listing": Listing.NEUTRAL}
HIDDEN: Facts = {"title_hidden": True}


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (State.REQUESTED, ""),
        (State.HELD, ""),
        (State.CONFLICT, ""),
        (State.DECLINED, "private"),
        (State.EXPIRED, ""),
        (State.SKIPPED, "holiday"),
        (State.CANCELLED, "withdrawn"),
    ],
)
def test_what_was_never_promised_is_never_told(sqlite_db: Database, state: State, reason: str) -> None:
    def build(house: FeedHouse) -> None:
        house.date("2026-12-01 14:00", title="Nur ein Wunsch", state=state, reason=reason)

    assert b"VEVENT" not in told(sqlite_db, build, ROOM)
    assert b"VEVENT" not in fetched(sqlite_db)


@pytest.mark.parametrize("how", [NEUTRAL, HIDDEN], ids=["neutral", "title switched off"])
@pytest.mark.parametrize("state", [State.CONFIRMED, State.CANCELLED])
def test_a_closed_group_shows_when_and_where_and_nothing_else(sqlite_db: Database, how: Facts, state: State) -> None:
    def build(house: FeedHouse) -> None:
        secret = house.meeting("Trauer", text_simple="Wer trauert", topic="trauer", audience=["frauen"])
        words: Facts = {"title": "Trauergruppe", "note": "Trauer", "meeting_id": secret.id, "signup": Signup.WAITLIST}
        house.date("2026-12-01 18:00", room="stueble", state=state, **words, **how)

    told(sqlite_db, build)

    for path in (EVERYTHING, STUEBLE, "/m/code-1.ics"):
        feed = fetched(sqlite_db, path)
        (event,) = events(feed).values()
        assert str(event["SUMMARY"]).removeprefix("ABGESAGT: ") == "Geschlossene Gruppe"
        assert str(event["LOCATION"]) == "Stüble, Quartierraum Kernstadt, Beispielgasse 1, 71083 Herrenberg"
        assert "DESCRIPTION" not in event
        assert "CATEGORIES" not in event
        assert b"rauer" not in feed
        assert b"Strick" not in feed
    # A feed with the group's name would tell whose it is.
    assert b"VEVENT" not in fetched(sqlite_db, GROUP)


def test_a_date_of_a_series_without_its_title_leaves_the_feed_of_its_group(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        _series, dates = house.series("FREQ=WEEKLY;BYDAY=TU", "2026-12-01 18:00", "2026-12-22 18:00", title="Stricken")
        dates[1].title_hidden = True

    told(sqlite_db, build)

    assert [start.day for start, *_ in shown(fetched(sqlite_db, GROUP))] == [1, 15, 22]
    assert len(shown(fetched(sqlite_db))) == 4


def test_what_is_internal_only_makes_its_room_look_taken(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        secret: Facts = {"title": "Personalrat", "listing": Listing.INTERNAL, "note": "geheim"}
        house.series("FREQ=WEEKLY;BYDAY=TU", "2026-12-01 18:00", "2026-12-22 18:00", room="stueble", **secret)

    assert b"VEVENT" not in told(db, build)
    assert b"VEVENT" not in fetched(db, GROUP)
    (event,) = events(fetched(db, STUEBLE)).values()
    said = {name: str(event[name]) for name in ("SUMMARY", "CLASS", "STATUS")}
    assert said == {"SUMMARY": "Belegt", "CLASS": "PRIVATE", "STATUS": "CONFIRMED"}
    assert not {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"} & {*event}
    assert FeedStore(db, BASE_URL).bring("/m/code-2.ics", now=MONDAY) is None


def test_what_is_internal_and_cancelled_does_not_go_on_taking_its_room(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        secret: Facts = {"title": "Personalrat", "listing": Listing.INTERNAL, "note": "geheim"}
        house.date("2026-12-01 18:00", room="stueble", state=State.CANCELLED, **secret)

    told(db, build)

    (event,) = events(fetched(db, STUEBLE)).values()
    said = {name: str(event[name]) for name in ("SUMMARY", "CLASS", "STATUS")}
    assert said == {"SUMMARY": "ABGESAGT: Belegt", "CLASS": "PRIVATE", "STATUS": "CANCELLED"}
    assert not {"DESCRIPTION", "LOCATION", "URL", "CATEGORIES"} & {*event}


def test_only_public_groups_have_a_feed_and_it_tells_public_dates_only(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.group("shg-a", "Selbsthilfegruppe A", Listing.NEUTRAL)
        shared_by_two = house.meeting("Fest", cohosts=["strickcafe", "shg-a"])
        house.group("brunch", "Brunch-Team")
        house.date("2026-12-01 18:00", title="Fest", group="brunch", meeting_id=shared_by_two.id)
        house.date("2026-12-02 18:00", title="Leise", listing=Listing.NEUTRAL)

    told(db, build)

    assert [title for *_, title in shown(fetched(db, GROUP))] == ["Fest"]
    assert FeedStore(db, BASE_URL).bring("/calendar/group/shg-a.ics", now=MONDAY) is None
