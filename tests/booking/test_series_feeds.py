"""What calendar programs show of a series after each kind of change: exactly what stands in the book."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from booking import lifecycle, moves, series
from booking.changes import Change, Scope
from booking.edits import edit_series
from booking.facts import HouseFacts
from booking.feeds import EVERYTHING, FeedStore
from booking.pattern import horizon_at
from booking.reconcile import grow_horizons
from booking.revivals import add_date, leave_out, revive
from models.bookings import Booking, Series, State
from models.database import Database
from tests.support.calendars import events, shown
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish
from tests.support.feed_house import in_the_book
from tests.support.feed_rows import BASE_URL

WHO = "group:strickcafe"
ALL = Scope(kind="all")
Act = Callable[["Story"], object]


class Story:
    """A series in a house whose feed is read before and after what is done to it."""

    def __init__(self, session: Session, house: HouseFacts, made: Series) -> None:
        self.session, self.house, self.made = session, house, made
        self.rows = series.dates(session, made)

    def edit(self, scope: Scope, **changes: Any) -> Series:
        change = Change(**changes)
        return edit_series(self.session, self.house, self.made.uid, change, scope, who=WHO, now=TUESDAY)

    def this(self, number: int) -> Scope:
        return Scope(kind="this", booking=self.rows[number].uid)

    def following(self, number: int) -> Scope:
        return Scope(kind="following", booking=self.rows[number].uid)

    def between(self, first: int, last: int) -> Scope:
        return Scope(kind="between", first=self.day(first), last=self.day(last))

    def day(self, number: int) -> date:
        return self.rows[number].wall_from.date()

    def move(self, number: int) -> Booking:
        about: dict[str, Any] = {"start": at(self.day(number) + timedelta(days=1), "10:00"), "who": WHO, "now": TUESDAY}
        return moves.move_booking(self.session, self.house, self.rows[number].uid, **about)

    def cancel(self, number: int) -> Booking:
        return lifecycle.cancel_booking(self.session, self.house, self.rows[number].uid, who=WHO, now=TUESDAY)

    def left_out(self, number: int) -> list[Booking]:
        return leave_out(self.session, self.house, self.made.uid, self.day(number), who=WHO, now=TUESDAY)

    def back(self, number: int) -> Booking:
        return revive(self.session, self.house, self.rows[number].uid, who=WHO, now=TUESDAY)

    def added(self) -> Booking:
        start = datetime.combine(self.day(0) + timedelta(days=2), time(9))
        return add_date(self.session, self.house, self.made.uid, start, who=WHO, now=TUESDAY)


STORIES: dict[str, list[Act]] = {
    "another hour": [lambda story: story.edit(ALL, start=time(17))],
    "another day": [lambda story: story.edit(ALL, days=1)],
    "longer": [lambda story: story.edit(ALL, minutes=120)],
    "another room and title": [lambda story: story.edit(ALL, room="stueble", title="Häkeln")],
    "every two weeks": [lambda story: story.edit(ALL, rrule="FREQ=WEEKLY;INTERVAL=2")],
    "a later end": [lambda story: story.edit(ALL, until=WEDNESDAY + timedelta(days=100))],
    "one date": [lambda story: story.edit(story.this(2), start=time(9), title="Sonderfall")],
    "a stretch": [lambda story: story.edit(story.between(2, 4), start=time(17))],
    "a stretch cancelled": [lambda story: story.edit(story.between(2, 4), cancel=True)],
    "following at another hour": [lambda story: story.edit(story.following(3), start=time(17))],
    "following on another day every two weeks": [
        lambda story: story.edit(story.following(3), days=1, rrule="FREQ=WEEKLY;INTERVAL=2")
    ],
    "following cancelled": [lambda story: story.edit(story.following(3), cancel=True)],
    "all cancelled": [lambda story: story.edit(ALL, cancel=True)],
    "exceptions and then another day": [
        lambda story: story.move(1),
        lambda story: story.cancel(3),
        lambda story: story.left_out(4),
        lambda story: story.edit(ALL, days=1),
    ],
    "exceptions and then a split": [
        lambda story: story.move(5),
        lambda story: story.cancel(6),
        lambda story: story.edit(story.following(4), start=time(17)),
    ],
    "a date added": [lambda story: story.added()],
    "left out and back": [lambda story: story.left_out(4), lambda story: story.back(4)],
    "cancelled and back": [lambda story: story.cancel(4), lambda story: story.back(4)],
}


def feed(store: FeedStore, now: datetime = TUESDAY) -> bytes:
    found = store.bring(EVERYTHING, now=now)
    assert found is not None
    return found.body


@pytest.mark.parametrize("acts", STORIES.values(), ids=STORIES.keys())
def test_calendars_show_what_stands_in_the_book(db: Database, acts: list[Act]) -> None:
    with db.writing() as session:
        house = move_in(session, quota={})
        asked = wish(rrule="FREQ=WEEKLY;COUNT=9")
        uid = series.request_series(session, house, asked, who=WHO, now=TUESDAY).uid
    store = FeedStore(db, BASE_URL)
    assert shown(feed(store)) == in_the_book(db)

    for act in acts:
        with db.writing() as session:
            found = series.series_by_uid(session, uid)
            assert found is not None
            act(Story(session, house, found))

        # A process that has seen each change and one that has just started tell the same.
        assert shown(feed(store)) == in_the_book(db)
    fresh = FeedStore(db, BASE_URL)
    assert feed(fresh) == feed(store)
    fresh.close()
    store.close()


def test_the_series_that_follows_has_a_name_of_its_own(db: Database) -> None:
    with db.writing() as session:
        house = move_in(session, quota={})
        asked = wish(rrule="FREQ=WEEKLY;COUNT=9")
        made = series.request_series(session, house, asked, who=WHO, now=TUESDAY)
        later = Story(session, house, made).edit(Story(session, house, made).following(4), start=time(17))
        names = made.uid, later.uid
    store = FeedStore(db, BASE_URL)

    found: dict[str, Any] = events(feed(store))

    assert set(found) == set(names)
    assert [str(found[name]["RRULE"]["UNTIL"][0].date()) for name in names] == ["2026-12-16", "2027-01-20"]
    store.close()


def test_a_series_without_end_is_told_as_far_as_it_can_be_booked(db: Database) -> None:
    with db.writing() as session:
        house = move_in(session, quota={}, max_ahead_days={"single": 120, "series": 60})
        asked = wish(rrule="FREQ=WEEKLY")
        made = series.request_series(session, house, asked, who=WHO, now=TUESDAY)
        assert made.horizon == horizon_at(house, TUESDAY)
    store = FeedStore(db, BASE_URL)
    before = shown(feed(store))
    assert before == in_the_book(db)
    with db.writing() as session:
        grow_horizons(session, house, TUESDAY + timedelta(days=10))

    assert len(shown(feed(store, TUESDAY + timedelta(days=10)))) == len(before) + 1
    assert shown(feed(store, TUESDAY + timedelta(days=10))) == in_the_book(db)
    store.close()


def test_what_only_the_desk_knows_is_not_told(db: Database) -> None:
    with db.writing() as session:
        house = move_in(session, quota={})
        asked = wish(
            rrule="FREQ=WEEKLY;COUNT=3", day=WEDNESDAY + timedelta(days=7), group_slug="neue-nachbarn", minutes=60
        )
        made = series.request_series(session, house, asked, who=WHO, now=TUESDAY)
        assert made.state is State.REQUESTED
    store = FeedStore(db, BASE_URL)

    assert shown(feed(store)) == []
    store.close()
