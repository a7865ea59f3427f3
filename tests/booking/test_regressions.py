"""What other houses' programs got wrong, told as stories here: each is named after the complaint (FIELD §3).

Buffers that list and check count differently (cal.diy #29532) have their property in test_offered.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from booking import closures, journal, lifecycle, moves, occupancy, series
from booking.changes import Change, Scope
from booking.edits import edit_series
from booking.facts import ClosureFacts, HouseFacts
from booking.feeds import EVERYTHING, FeedStore
from booking.preview import Choice
from booking.reconcile import reconcile
from booking.refusals import Refused
from booking.revivals import leave_out, revive
from booking.span import local
from models.bookings import Booking, Series, State
from models.database import Database
from models.rooms import House, Opening
from tests.support.calendars import shown
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, move_in, wish

WHO: dict[str, Any] = {"who": "group:strickcafe", "now": TUESDAY}
ALL = Scope(kind="all")


@pytest.fixture
def house(session: Session) -> HouseFacts:
    return move_in(session, quota={}, max_ahead_days={"single": None, "series": None})


def weekly(session: Session, house: HouseFacts, rule: str = "FREQ=WEEKLY;COUNT=6", *choices, **asked) -> Series:
    return series.request_series(session, house, wish(rrule=rule, **asked), choices=choices, **WHO)


def week(number: int) -> date:
    return WEDNESDAY + timedelta(days=7 * number)


def told(db: Database, now: datetime = TUESDAY) -> list[str]:
    """Return what a calendar program shows of the house, on the clock of the house."""
    store = FeedStore(db, "https://quartier.example.org")
    feed = store.bring(EVERYTHING, now=now)
    store.close()
    assert feed is not None
    return [f"{local(start, BERLIN):%d.%m.%y %H:%M} {title}" for start, _end, title in shown(feed.body)]


@pytest.mark.parametrize(
    "change",
    [Change(start=time(17)), Change(title="Nähen", start=time(17)), Change(start=time(17), minutes=60)],
    ids=["another hour", "another title too", "shorter too"],
)
def test_a_deleted_date_stays_deleted_and_a_moved_one_moved_when_the_series_changes(db, change):
    """MRBS #659, #1179, #1532: rows of a series are made anew, so what was deleted or changed is undone."""
    with db.writing() as session:
        house = move_in(session, quota={})
        made = weekly(session, house)
        _first, deleted, moved, retitled, *_rest = series.dates(session, made)
        lifecycle.cancel_booking(session, house, deleted.uid, **WHO)
        moves.move_booking(session, house, moved.uid, start=at(week(2) + timedelta(days=1), "09:00"), **WHO)
        edit_series(
            session, house, made.uid, Change(title="Adventsfeier"), Scope(kind="this", booking=retitled.uid), **WHO
        )

        edit_series(session, house, made.uid, change, ALL, **WHO)

    title = change.title or "Stricken für den Basar"
    assert told(db) == [
        f"25.11.26 17:00 {title}",
        "02.12.26 14:00 ABGESAGT: Stricken für den Basar",
        f"10.12.26 09:00 {title}",
        "16.12.26 17:00 Adventsfeier",
        f"23.12.26 17:00 {title}",
        f"30.12.26 17:00 {title}",
    ]


def test_a_skipped_date_takes_place_when_it_becomes_free(session, house):
    """Indico #4180: what was skipped because of a clash can never be had again."""
    first = lifecycle.request_booking(session, house, wish(day=week(2), group_slug="vhs"), **WHO)
    made = weekly(session, house, "FREQ=WEEKLY;COUNT=4", Choice(datetime.combine(week(2), time(14)), "skip"))
    skipped = series.dates(session, made)[2]
    with pytest.raises(Refused) as refused:
        revive(session, house, skipped.uid, **WHO)
    assert [reason.code for reason in refused.value.reasons] == ["taken"]

    lifecycle.cancel_booking(session, house, first.uid, **WHO)
    revive(session, house, skipped.uid, **WHO)

    assert [(row.state, row.reason) for row in series.dates(session, made)] == [(State.CONFIRMED, "")] * 4


@pytest.mark.parametrize("last", [1, 2, 9, 51])
def test_every_date_of_a_series_is_checked(session, house, last):
    """Nextcloud #7772, #5737: only the first date is looked at; cal.diy #15997: only the first two."""
    lifecycle.request_booking(session, house, wish(day=week(last), group_slug="vhs"), **WHO)

    with pytest.raises(Refused) as refused:
        weekly(session, house, "FREQ=WEEKLY;COUNT=52")

    assert [reason.span.start.astimezone(BERLIN).date() for reason in refused.value.reasons] == [week(last)]
    assert session.exec(select(Series)).all() == []


TURNS = {
    "summer time 2026": date(2026, 3, 29),
    "winter time 2026": date(2026, 10, 25),
    "summer time 2027": date(2027, 3, 28),
    "winter time 2027": date(2027, 10, 31),
}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS.keys())
def test_seven_in_the_evening_stays_seven_in_the_book_and_in_the_feed(db, turn):
    """cal.diy #4400, MRBS #383, rooms #17: an hour off, or a day, after the clocks change."""
    now = at(turn - timedelta(days=20), "10:00")
    days = [turn + timedelta(days=number) for number in (-9, -2, 5, 12)]  # Fridays: Sundays close earlier
    with db.writing() as session:
        house = move_in(session, quota={})
        asked = wish("19:00", day=days[0], rrule="FREQ=WEEKLY;COUNT=4")
        made = series.request_series(session, house, asked, who="group:strickcafe", now=now)
        rows = [(row.wall_from, row.starts_at) for row in series.dates(session, made)]

    assert rows == [(datetime.combine(day, time(19)), at(day, "19:00")) for day in days]
    assert told(db, now) == [f"{day:%d.%m.%y} 19:00 Stricken für den Basar" for day in days]


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS.keys())
def test_half_past_two_is_defined_in_the_nights_when_clocks_change(db, turn):
    """The hour that is skipped is the next one; of the hour that comes twice, the first counts."""
    now = at(turn - timedelta(days=20), "10:00")
    nights = [turn + timedelta(days=number) for number in (-1, 0, 1)]
    with db.writing() as session:
        move_in(session, quota={})
        for opening in session.exec(select(Opening)):
            opening.opens_min, opening.closes_min = 0, 1440
        occupancy.house_changed(session)
        house = occupancy.house_facts(session)
        asked = wish("02:30", day=nights[0], minutes=60, rrule="FREQ=DAILY;COUNT=3")
        made = series.request_series(session, house, asked, who="group:strickcafe", now=now)
        rows = [(row.wall_from, row.starts_at) for row in series.dates(session, made)]

    first, second = ("01:30", "00:30") if turn.month == 3 else ("00:30", "01:30")
    clocks = [first, "01:30" if turn.month == 3 else "00:30", second]
    assert rows == [
        (datetime.combine(night, time(2, 30)), datetime.combine(night, time.fromisoformat(clock), UTC))
        for night, clock in zip(nights, clocks, strict=True)
    ]
    third = "03:30" if turn.month == 3 else "02:30"
    shows = [f"{night:%d.%m.%y} {third if night == turn else '02:30'}" for night in nights]
    assert [line[:14] for line in told(db, now)] == shows


def test_a_zone_that_changes_its_rules_moves_instants_not_clocks(db):
    """Parliaments decide late: what people meant is what clocks show."""
    now = at(date(2027, 3, 1), "10:00")
    with db.writing() as session:
        house = move_in(session, quota={})
        asked = wish("19:00", day=date(2027, 3, 17), rrule="FREQ=WEEKLY;COUNT=3")
        made = series.request_series(session, house, asked, who="group:strickcafe", now=now)
        session.get_one(House, 1).timezone = "Africa/Algiers"  # as if summer time had been given up
        occupancy.house_changed(session)

        reconcile(session, occupancy.house_facts(session), made, who="clock", now=now)

        rows = [
            (f"{row.wall_from:%H:%M}", f"{row.starts_at.astimezone(UTC):%H:%M}") for row in series.dates(session, made)
        ]
    assert rows == [("19:00", "18:00")] * 3


def test_what_a_closure_took_is_told_back_with_its_state(session, house):
    """A wish that comes back is a wish again, and the journal says so."""
    made = weekly(session, house, "FREQ=WEEKLY;COUNT=2", usage="course")
    closure = ClosureFacts("", week(1), week(1), 0, 1440, ("quartierraum",), "Der Boden wird geschliffen.")
    closed = closures.add_closure(session, house, closure, who="desk:manager", now=TUESDAY)
    row: Booking = series.dates(session, made)[1]
    assert (row.state, row.reason) == (State.SKIPPED, "closure")

    closures.remove_closure(session, occupancy.house_facts(session), closed.slug, who="desk:manager", now=TUESDAY)

    assert row.state is State.REQUESTED
    assert journal.story(session, row.id)[-1].facts["state"] == "requested"


def test_a_date_that_stays_out_for_another_reason_says_so(session, house):
    """The closure goes, but the group had left the date out meanwhile: the journal tells which it is now."""
    made = weekly(session, house, "FREQ=WEEKLY;COUNT=2")
    closure = ClosureFacts("", week(1), week(1), 0, 1440, ("quartierraum",), "Der Boden wird geschliffen.")
    closed = closures.add_closure(session, house, closure, who="desk:manager", now=TUESDAY)
    leave_out(session, occupancy.house_facts(session), made.uid, week(1), **WHO)

    closures.remove_closure(session, occupancy.house_facts(session), closed.slug, who="desk:manager", now=TUESDAY)

    row = series.dates(session, made)[1]
    assert (row.state, row.reason) == (State.SKIPPED, "left_out")
    assert journal.story(session, row.id)[-1].facts["reason"] == "left_out"
