"""The desk reads which programs fetch the calendars, what they show, and what to tell people who miss a change."""

from datetime import timedelta

import pytest

from booking import subscribers
from booking.feeds import EVERYTHING, FeedStore
from booking.occupancy import house_facts
from booking.programs import Program
from booking.subscribers import Polls
from kiosk.desk.subscribers import FeedReaders, Look, look
from kiosk.subscriberwords import ReaderWords
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

NOW = MONDAY + timedelta(hours=2)


@pytest.fixture
def store(sqlite_db):
    with sqlite_db.writing() as session:
        FeedHouse(session)
    store = FeedStore(sqlite_db, BASE_URL)
    yield store
    store.close()


def came(db, program, *, feed="all", state="old", ago=timedelta(minutes=5), **counts):
    numbers = {"first": 0, "renewed": 0, "unchanged": 0} | counts
    at = NOW - ago
    polls = Polls(feed=feed, program=program, state=state, state_at=at, last_at=at, **numbers)
    with db.writing() as session:
        subscribers.add(session, house_facts(session), [polls])


def seen(db, store) -> Look:
    with db.reading() as session:
        return look(session, house_facts(session), store, now=NOW)


def test_calendars_that_nobody_reads_are_named(sqlite_db, store):
    found = seen(sqlite_db, store)

    assert (found.feeds, found.advice) == ((), ())
    assert found.nobody[:2] == ("Alle Treffen", "Stüble")


def test_the_desk_sees_every_kind_of_program_also_where_they_are_few(sqlite_db, store):
    now_told = store.state(EVERYTHING, now=NOW)
    came(sqlite_db, Program.NEXTCLOUD, state=now_told, first=1, unchanged=3)
    came(sqlite_db, Program.GOOGLE, ago=timedelta(hours=20), first=1)
    came(sqlite_db, Program.OTHER, state="older", ago=timedelta(days=3), first=7)

    found = seen(sqlite_db, store)

    assert found.feeds == (
        FeedReaders(
            "Alle Treffen",
            "/calendar?feed=all",
            (
                ReaderWords("Nextcloud", "in der letzten Stunde", True, "hat den neuesten Stand", "weniger als 5"),
                ReaderWords("Google", "vor 20 Stunden", False, "zeigt den Stand von gestern, 19:00 Uhr", ""),
                ReaderWords("Andere Programme", "vor 3 Tagen", False, "zeigt den Stand von Fr 20.11., 15:00 Uhr", ""),
            ),
            (),
        ),
    )
    assert [said.split()[0] for said in found.advice] == ["Google", "Nextcloud"]


def test_a_company_that_stays_away_is_noticed(sqlite_db, store):
    came(sqlite_db, Program.GOOGLE, ago=timedelta(hours=31), first=1)

    (feed,) = seen(sqlite_db, store).feeds

    assert feed.missed == ("Google kommt sonst öfter. Ist das Haus von außen erreichbar?",)


def test_groups_own_calendars_and_single_dates_are_told_together(sqlite_db, store):
    came(sqlite_db, Program.APPLE, feed="private", first=2, unchanged=9)
    came(sqlite_db, Program.BROWSER, feed="date", first=2)

    own, dates = seen(sqlite_db, store).feeds

    assert (own.name, own.page) == ("Eigene Kalender der Gruppen, zusammen", "")
    assert own.readers == (ReaderWords("Apple (iPhone, iPad, Mac)", "in der letzten Stunde", None, "", ""),)
    assert dates.name == "Einzelne Termine, zusammen"
