"""Feeds are kept: a change is in at once and touches only its own, and what did not change stays to the byte."""

import hashlib
import random
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from booking import journal
from booking.feeds import EVERYTHING, Feed, FeedStore
from models.bookings import Booking, Series, State
from models.community import Listing
from models.database import Database
from models.meetings import Meeting
from models.rooms import House, Room
from tests.support.calendars import events, lines, shown
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse, wall
from tests.support.waiting import until

LATER = MONDAY + timedelta(minutes=10)
ROOM, OTHER_ROOM = "/calendar/room/quartierraum.ics", "/calendar/room/stueble.ics"
GROUP = "/calendar/group/strickcafe.ics"
DATE = "/m/code-2.ics"


@pytest.fixture
def house(db: Database) -> FeedHouse:
    """Give a house with a series, a date in the other room, and one of another group."""
    with db.writing() as session:
        house = FeedHouse(session)
        house.group("brunch", "Brunch-Team")
        text = house.meeting("Café", text_simple="Kaffee und Kuchen")
        house.series("FREQ=WEEKLY;BYDAY=MO", "2026-11-30 10:00", "2027-06-28 10:00", title="Café", meeting_id=text.id)
        house.date("2026-12-01 14:00", title="Rat", room="stueble")
        house.date("2026-12-06 11:00", title="Brunch", group="brunch")
    return house


@pytest.fixture
def store(db: Database, house: FeedHouse) -> FeedStore:
    """Give the feeds of that house."""
    return FeedStore(db, BASE_URL)


def bring(store: FeedStore, path: str = EVERYTHING, now: datetime = LATER) -> Feed:
    """Return a feed that must be there."""
    feed = store.bring(path, now=now)
    assert feed is not None
    return feed


def change(db: Database, house: FeedHouse, uid: str, **facts: object) -> None:
    """Change a stored date as the desk does."""
    with db.writing() as session:
        house.session = session
        date = session.exec(select(Booking).where(Booking.uid == uid)).one()
        house.changed(date, now=MONDAY + timedelta(minutes=1), **facts)


def test_what_did_not_change_is_the_same_object(store: FeedStore) -> None:
    first = bring(store)

    assert bring(store) is first
    assert store.is_current(first)


def test_a_commit_is_in_the_next_feed(db: Database, house: FeedHouse, store: FeedStore) -> None:
    before = bring(store)

    change(db, house, "uid-3", title="Café mit Gast")

    assert not store.is_current(before)
    assert b"Caf\xc3\xa9 mit Gast" in bring(store).body


def test_what_was_rolled_back_changes_nothing(db: Database, house: FeedHouse, store: FeedStore) -> None:
    before = bring(store)

    with pytest.raises(ZeroDivisionError), db.writing() as session:
        house.session = session
        house.date("2026-12-03 10:00", title="Nie")
        _ = 1 / 0

    assert store.is_current(before)


def test_a_change_of_another_process_is_in_after_a_moment(db: Database, house: FeedHouse, store: FeedStore) -> None:
    before = bring(store)
    elsewhere = Database(db.url)

    change(elsewhere, house, "uid-3", title="Von nebenan")

    until(lambda: not store.is_current(before), seconds=5)
    assert b"Von nebenan" in bring(store).body
    elsewhere.close()


def test_one_change_builds_one_fragment_and_leaves_other_feeds_alone(
    db: Database, house: FeedHouse, store: FeedStore
) -> None:
    paths = (EVERYTHING, ROOM, OTHER_ROOM, GROUP, "/calendar/group/brunch.ics", DATE)
    before = {path: bring(store, path) for path in paths}
    built = store.fragments_built
    (rat,) = [uid for uid, event in events(before[OTHER_ROOM].body).items() if str(event["SUMMARY"]) == "Rat"]

    change(db, house, rat, title="Großer Rat")

    after = {path: bring(store, path) for path in paths}
    assert {path for path in paths if after[path].etag != before[path].etag} == {EVERYTHING, OTHER_ROOM, GROUP}
    assert all(after[path].body is before[path].body for path in (ROOM, "/calendar/group/brunch.ics", DATE))
    assert store.fragments_built == built + 1


def test_a_date_of_a_series_builds_the_series_and_itself(db: Database, house: FeedHouse, store: FeedStore) -> None:
    bring(store)
    built = store.fragments_built

    change(db, house, "uid-3", state=State.CANCELLED)

    bring(store)
    assert store.fragments_built == built + 2


def test_seats_and_keys_change_nothing(db: Database, store: FeedStore) -> None:
    before = bring(store)
    built = store.fragments_built

    with db.writing() as session:
        journal.record(session, "seat.taken", who="visitor", now=LATER, booking_id=1, persons=2)
        journal.record(session, "group.pin_changed", who="desk:manager", now=LATER, group_id=1)

    after = bring(store, now=LATER + timedelta(hours=1))
    assert (after.etag, after.last_modified, store.fragments_built) == (before.etag, before.last_modified, built)


def test_a_restart_after_something_of_no_interest_bears_the_same_time(db: Database, store: FeedStore) -> None:
    now = LATER + timedelta(hours=1)
    before = bring(store, now=now)
    with db.writing() as session:
        for number, what in enumerate(("seat.taken", "screen.paired", "group.pin_changed", "wait.withdrawn")):
            journal.record(session, what, who="visitor", now=LATER + timedelta(minutes=number))

    after = bring(FeedStore(db, BASE_URL), now=now)

    assert (after.etag, after.last_modified) == (before.etag, before.last_modified)
    assert bring(store, now=now).last_modified == before.last_modified


def test_a_room_with_another_name_is_told_by_it(db: Database, store: FeedStore) -> None:
    bring(store)

    with db.writing() as session:
        room = session.exec(select(Room).where(Room.slug == "stueble")).one()
        house = session.get_one(House, 1)
        room.name, house.revision = "Kaminzimmer", house.revision + 1
        session.add_all([room, house])
    store.look_again()

    assert b"LOCATION:Kaminzimmer" in bring(store).body


def test_a_text_shared_by_many_dates_is_new_in_all_of_them(db: Database, house: FeedHouse, store: FeedStore) -> None:
    with db.writing() as session:
        house.session = session
        text = session.exec(select(Meeting)).one()
        one, two = (house.date(f"2026-12-0{day} 19:00", meeting_id=text.id, title="Kino") for day in (8, 9))
    bring(store)

    with db.writing() as session:
        text = session.merge(text)
        text.text_simple, text.updated_at = "Tee und Kuchen", MONDAY + timedelta(minutes=5)
        session.add(text)
        journal.record(session, "meeting.changed", who="desk:manager", now=LATER, booking_id=one.id)

    found = events(bring(store).body)
    for uid in (one.uid, two.uid, "series-1"):
        assert str(found[uid]["DESCRIPTION"]).startswith("Tee und Kuchen\n")
        assert found[uid]["LAST-MODIFIED"].dt == MONDAY + timedelta(minutes=5)


@pytest.mark.parametrize("seed", range(3))
def test_piece_by_piece_gives_the_same_bytes_as_from_the_start(
    db: Database, house: FeedHouse, store: FeedStore, seed: int
) -> None:
    chance = random.Random(seed)
    with db.reading() as session:
        uids = list(session.exec(select(Booking.uid).order_by(col(Booking.id))))
    for step in range(12):
        change(db, house, chance.choice(uids), **chance.choice(FATES))
        if step % 3 == 0:
            with db.writing() as session:
                house.session = session
                house.date(wall("2027-08-02 08:00") + timedelta(days=step), title=f"Neu {step}", room="stueble")
        fresh = FeedStore(db, BASE_URL)
        for path in (EVERYTHING, ROOM, OTHER_ROOM, GROUP):
            assert bring(store, path).body == bring(fresh, path).body
        fresh.close()


FATES: list[dict[str, Any]] = [
    {"state": State.SKIPPED},
    {"state": State.CANCELLED, "note": "Ausflug"},
    {"title": "Anders"},
    {"title_hidden": True},
    {"listing": Listing.NEUTRAL},
    {"listing": Listing.INTERNAL},
    {"listing": Listing.PUBLIC, "title": "Café"},
]


def test_a_restart_and_another_process_give_the_same_bytes(db: Database, store: FeedStore) -> None:
    before = bring(store)
    store.close()
    again = Database(db.url)

    after = bring(FeedStore(again, BASE_URL))

    assert (after.body, after.gzipped, after.etag) == (before.body, before.gzipped, before.etag)
    assert after.last_modified == before.last_modified == MONDAY
    again.close()


SCRIPT = """
import hashlib, sys
from datetime import UTC, datetime
from booking.feeds import FeedStore
from models.database import Database
feed = FeedStore(Database(sys.argv[1]), sys.argv[2]).bring(sys.argv[3], now=datetime.fromisoformat(sys.argv[4]))
print(hashlib.sha256(feed.body + feed.gzipped).hexdigest())
"""


def test_the_order_of_sets_changes_no_byte(db: Database, store: FeedStore) -> None:
    here = bring(store)
    wanted = hashlib.sha256(here.body + here.gzipped).hexdigest()
    root = Path(__file__).parents[2]

    for seed in ("0", "1", "4711"):
        command = [sys.executable, "-c", SCRIPT, db.url, BASE_URL, EVERYTHING, LATER.isoformat()]
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        told = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=root)
        assert told.stdout.strip() == wanted


def test_days_change_the_bytes_once_in_the_night(store: FeedStore) -> None:
    def etag(moment: str) -> str:
        # The clock that looks at the journal must not matter here.
        store.look_again()
        return bring(store, now=datetime.fromisoformat(moment).replace(tzinfo=UTC)).etag

    # 29 January is the first day on which 30 November is more than 60 days ago.
    evening, night = etag("2027-01-29T20:00"), etag("2027-01-30T02:29")
    morning, evening_after = etag("2027-01-30T02:30"), etag("2027-01-30T20:00")

    assert evening == night != morning == evening_after


def test_last_modified_is_told_only_when_its_second_is_over(db: Database, house: FeedHouse, store: FeedStore) -> None:
    change(db, house, "uid-3", title="Anders")
    changed = MONDAY + timedelta(minutes=1)

    told_at_once = bring(store, now=changed + timedelta(milliseconds=500)).last_modified
    store.look_again()
    told_then = bring(store, now=changed + timedelta(seconds=1)).last_modified

    assert (told_at_once, told_then) == (None, changed)


def test_last_modified_rises_when_something_leaves(db: Database, house: FeedHouse, store: FeedStore) -> None:
    before = bring(store, OTHER_ROOM).last_modified
    (rat,) = events(bring(store, OTHER_ROOM).body)

    change(db, house, rat, state=State.DECLINED)

    after = bring(store, OTHER_ROOM)
    assert before is not None
    assert after.last_modified is not None
    assert after.last_modified > before
    assert shown(after.body) == []


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/nothing.ics",
        "/calendar/room/nowhere.ics",
        "/calendar/room/kueche.ics",
        "/calendar/room/quartierraum+kueche.ics",
        "/calendar/group/.ics",
        "/m/.ics",
        "/m/code-999.ics",
        "/calendar/room/../all.ics",
    ],
)
def test_there_are_no_other_feeds(store: FeedStore, path: str) -> None:
    assert store.bring(path, now=LATER) is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (EVERYTHING, "Quartierraum Kernstadt"),
        (ROOM, "Quartierraum (Quartierraum Kernstadt)"),
        (OTHER_ROOM, "Stüble (Quartierraum Kernstadt)"),
        (GROUP, "Strick- und Spielecafé (Quartierraum Kernstadt)"),
        (DATE, "Café"),
    ],
)
def test_each_feed_says_what_it_is_and_where_it_is_explained(store: FeedStore, path: str, name: str) -> None:
    told = lines(bring(store, path).body)

    page = {ROOM: "/calendar?feed=room/quartierraum", OTHER_ROOM: "/calendar?feed=room/stueble"}
    page |= {EVERYTHING: "/calendar", GROUP: "/calendar?feed=group/strickcafe", DATE: "/m/code-2"}
    assert [f"NAME:{name}", f"X-WR-CALNAME:{name}"] == told[told.index(f"NAME:{name}") :][:2]
    assert f"SOURCE;VALUE=URI:{BASE_URL}{path}" in told
    assert f"URL:{BASE_URL}{page[path]}" in told


def test_a_house_that_was_not_loaded_yet_has_no_feeds(db: Database) -> None:
    store = FeedStore(db, BASE_URL)

    assert store.bring(EVERYTHING, now=LATER) is None
    with db.writing() as session:
        FeedHouse(session)

    assert bring(store).body.count(b"VEVENT") == 0


def test_a_series_that_is_gone_is_gone(db: Database, house: FeedHouse, store: FeedStore) -> None:
    bring(store)

    with db.writing() as session:
        house.session = session
        for date in session.exec(select(Booking).where(col(Booking.series_id).is_not(None))).all():
            date.state, date.released_at, date.reason = State.CANCELLED, LATER, "withdrawn"
            session.add(date)
        series = session.exec(select(Series)).one()
        house.touch(series, LATER)
        journal.record(session, "series.declined", who="desk:manager", now=LATER, series_id=series.id)

    assert [title for *_, title in shown(bring(store).body)] == ["Rat", "Brunch"]


def test_whoever_asks_after_a_commit_sees_it_whatever_others_do(
    db: Database, house: FeedHouse, store: FeedStore
) -> None:
    stop = threading.Event()
    crowd = [threading.Thread(target=lambda: _ask_until(store, stop)) for _ in range(3)]
    for thread in crowd:
        thread.start()
    try:
        for number in range(30):
            change(db, house, "uid-3", title=f"Stand {number}")
            assert f"Stand {number}".encode() in bring(store).body
    finally:
        stop.set()
        for thread in crowd:
            thread.join()


def _ask_until(store: FeedStore, stop: threading.Event) -> None:
    while not stop.is_set():
        bring(store)
