"""Series brought into line with house, clock and calendar; dates that come back, are added or left out."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from booking import decisions, journal, lifecycle, moves, occupancy, series
from booking.edits import Change, Scope, edit_series
from booking.pattern import horizon_at
from booking.preview import Choice
from booking.reconcile import grow_horizons, horizons_due, reconcile, walk, walk_due
from booking.refusals import Refused
from booking.revivals import add_date, leave_out, revive
from models.bookings import Booking, Series, State
from models.community import Group, Listing
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Closure, Holiday, House, Opening
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish
from tests.support.house import demo_house

WHO = "group:strickcafe"
SIX = "FREQ=WEEKLY;COUNT=6"
DAY = timedelta(days=1)


@pytest.fixture
def house(session):
    return move_in(session, quota={}, max_ahead_days={"single": 120, "series": 60})


def week(number: int) -> date:
    return WEDNESDAY + timedelta(days=7 * number)


def ask(session, house, rule: str = SIX, *choices, **changes) -> Series:
    asked = wish(rrule=rule, **changes)
    return series.request_series(session, house, asked, choices=choices, who=WHO, now=TUESDAY)


def book(session, house, clock: str = "14:00", *, now=TUESDAY, **changes) -> Booking:
    asked = wish(clock, **{"group_slug": "vhs", "title": "Kurs", **changes})
    return lifecycle.request_booking(session, house, asked, who="x", now=now)


def rows_of(session, made: Series) -> list[Booking]:
    return series.dates(session, made)


def states(session, made: Series) -> list[str]:
    return [f"{row.state}:{row.reason}" if row.reason else str(row.state) for row in rows_of(session, made)]


def bring(session, house, made: Series, now=TUESDAY):
    return reconcile(session, house, made, who="clock", now=now)


def changed(session, house, *rows):
    """Let the house have *rows* too, as its file or the desk brings them."""
    session.add_all(rows)
    session.get_one(House, 1).revision += 1
    session.flush()
    return occupancy.house_facts(session)


def closure(day: date, slug: str = "wasser") -> Closure:
    return Closure(
        slug=slug, starts_on=day, ends_on=day, from_min=0, to_min=1440, rooms=["quartierraum"], public_text="Zu."
    )


def codes(act) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.reasons]


def letters(session) -> list[str]:
    return [letter.kind for letter in session.exec(select(Letter).order_by(col(Letter.id)))]


def untouched(session, made: Series) -> list[tuple[object, ...]]:
    return [(row.id, row.starts_at, row.state, row.reason, row.revision) for row in rows_of(session, made)]


# In line with the house


def test_what_agrees_already_is_left_alone(session, house):
    made = ask(session, house, left_out=(week(2),))
    before = untouched(session, made), made.revision, letters(session)

    assert not bring(session, house, made)
    assert (untouched(session, made), made.revision, letters(session)) == before


def test_a_closure_takes_dates_and_gives_them_back(session, house):
    made = ask(session, house)
    shut = closure(week(2))
    house = changed(session, house, shut)

    assert bring(session, house, made).skipped == (datetime(2026, 12, 9, 14),)
    assert states(session, made)[2] == "skipped:closure"
    assert not bring(session, house, made)
    session.delete(shut)
    house = changed(session, house)
    assert bring(session, house, made).made == (datetime(2026, 12, 9, 14),)
    assert states(session, made) == ["confirmed"] * 6
    story = [entry.what for entry in journal.story(session, rows_of(session, made)[2].id)]
    assert story == ["booking.skipped", "booking.revived"]


def test_a_date_that_could_come_back_but_is_taken_meanwhile_says_so_once(session, house):
    made = ask(session, house)
    house = changed(session, house, closure(week(2)))
    bring(session, house, made)
    told = letters(session)
    lifted = wish("14:00", day=week(2), group_slug="vhs", title="Kurs", override=("wasser",), by_desk=True)
    lifecycle.request_booking(session, house, lifted, who="desk:manager", now=TUESDAY)
    session.delete(session.exec(select(Closure).where(col(Closure.slug) == "wasser")).one())
    house = changed(session, house)

    assert bring(session, house, made).clashes == (datetime(2026, 12, 9, 14),)
    assert states(session, made)[2] == "skipped:clash"
    assert not bring(session, house, made)
    assert letters(session)[len(told) :] == ["booking-confirmed", "series-dates_lost"]


def test_a_new_holiday_and_a_pause_in_school_holidays(session, house):
    made = ask(session, house, pause_school=True)
    house = changed(
        session,
        house,
        Holiday(name="Weihnachtsferien", school=True, starts_on=week(3), ends_on=week(4)),
        Holiday(name="Feiertag", starts_on=week(1), ends_on=week(1)),
    )

    bring(session, house, made)

    assert states(session, made) == [
        "confirmed",
        "skipped:holiday",
        "confirmed",
        "skipped:school_holiday",
        "skipped:school_holiday",
        "confirmed",
    ]


def test_what_somebody_decided_and_what_is_over_stays(session, house):
    made = ask(session, house)
    rows = rows_of(session, made)
    lifecycle.cancel_booking(session, house, rows[2].uid, who=WHO, now=TUESDAY)
    moves.move_booking(session, house, rows[3].uid, start=at(week(3), "17:00"), who=WHO, now=TUESDAY)
    edit_series(
        session,
        house,
        made.uid,
        Change(title="Feier"),
        Scope(kind="this", booking=rows[4].uid),
        who=WHO,
        now=TUESDAY,
    )
    house = changed(session, house, *(closure(week(number), f"zu-{number}") for number in (0, 2, 3)))
    before = untouched(session, made)

    assert not bring(session, house, made, now=at(week(0), "20:00"))
    assert untouched(session, made) == before


def test_rows_that_are_missing_are_made(session, house):
    made = ask(session, house)
    session.delete(rows_of(session, made)[3])
    session.flush()

    assert bring(session, house, made).made == (datetime(2026, 12, 16, 14),)
    assert states(session, made) == ["confirmed"] * 6


@pytest.mark.parametrize("state", [State.CANCELLED, State.DECLINED])
def test_a_series_that_ended_is_left_alone(session, house, state):
    made = ask(session, house)
    session.delete(rows_of(session, made)[3])
    made.state = state

    assert not bring(session, house, made)


def test_the_clock_on_the_wall_wins_when_the_zone_changes(session, house):
    """Were summer time given up, 19:00 would stay 19:00."""
    made = ask(session, house, "FREQ=WEEKLY;COUNT=3", clock="19:00", day=week(1))
    moves.move_booking(session, house, rows_of(session, made)[2].uid, start=at(week(3), "09:00"), who=WHO, now=TUESDAY)
    elsewhere = replace(house, zone=ZoneInfo("Europe/Helsinki"))

    result = bring(session, elsewhere, made)

    assert len(result.moved) == 3
    rows = rows_of(session, made)
    assert [f"{row.wall_from:%H:%M}" for row in rows] == ["19:00", "19:00", "09:00"]
    assert [f"{row.starts_at:%H:%M}" for row in rows] == ["17:00", "17:00", "07:00"]
    assert [row.moved for row in rows] == [False, False, True]
    assert not bring(session, elsewhere, made)


def test_neighbours_step_aside_when_the_zone_changes(session, house):
    made = ask(session, house, "FREQ=DAILY;COUNT=3", room="stueble", clock="10:00", minutes=60)
    ask(session, house, "FREQ=DAILY;COUNT=3", room="stueble", clock="12:00", minutes=60)
    elsewhere = replace(house, zone=ZoneInfo("Europe/London"))

    bring(session, elsewhere, made)

    assert [f"{row.starts_at:%H:%M}" for row in rows_of(session, made)] == ["10:00"] * 3


def test_the_series_of_a_loaded_house_agree_with_it_already(db):
    demo_house(db, TUESDAY, TUESDAY.date())

    with db.writing() as session:
        house = occupancy.house_facts(session)
        found = session.exec(select(Series)).all()
        told = {one.uid: bring(session, house, one) for one in found}

    assert len(found) > 20
    assert {uid: result for uid, result in told.items() if result} == {}


# Series without end


def test_a_rule_without_end_has_dates_as_far_as_can_be_booked(session, house):
    made = ask(session, house, "FREQ=WEEKLY")

    assert (made.last, made.horizon) == (None, horizon_at(house, TUESDAY))
    assert made.horizon.date() == TUESDAY.date() + 60 * DAY
    assert [row.wall_from.date() for row in rows_of(session, made)][-1] == week(8)


def test_a_date_a_day_without_end_is_no_more_than_a_series_may_have(session):
    house = move_in(session, quota={}, max_ahead_days={"single": 120, "series": None})

    made = ask(session, house, "FREQ=DAILY", minutes=30)

    assert len(rows_of(session, made)) == 399


def test_the_horizon_grows_by_itself(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    told = letters(session)
    assert not horizons_due(session, TUESDAY)
    later = TUESDAY + 10 * DAY

    assert horizons_due(session, later)
    assert grow_horizons(session, house, later) == 1

    assert [row.wall_from.date() for row in rows_of(session, made)][-1] == week(9)
    assert made.horizon.date() == later.date() + 60 * DAY
    assert not horizons_due(session, later)
    assert letters(session) == told
    new = rows_of(session, made)[-1]
    assert [entry.what for entry in journal.story(session, new.id)] == ["booking.confirmed"]


def test_a_clash_at_the_horizon_skips_the_date_and_is_told_once(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    other = book(session, house, day=week(9))
    told = letters(session)

    for days in (5, 6, 7):
        grow_horizons(session, house, TUESDAY + days * DAY)

    last = rows_of(session, made)[-1]
    assert (last.wall_from.date(), last.state, last.reason) == (week(9), State.SKIPPED, "clash")
    assert last.facts == {"in_the_way": [other.uid]}
    assert letters(session)[len(told) :] == ["series-dates_lost"]
    entries = session.exec(select(JournalEntry).where(col(JournalEntry.what) == "series.dates_lost")).all()
    assert [entry.facts["dates"] for entry in entries] == [["2027-01-27T14:00"]]


def test_a_date_left_out_long_before_it_is_there_stays_out(session, house):
    made = ask(session, house, "FREQ=WEEKLY")

    assert leave_out(session, house, made.uid, week(9), who=WHO, now=TUESDAY) == []
    grow_horizons(session, house, TUESDAY + 20 * DAY)

    assert states(session, made)[8:11] == ["confirmed", "skipped:left_out", "confirmed"]


def test_days_ahead_are_cancelled_before_they_are_there(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    away = Scope(kind="between", first=week(8), last=week(9))

    edit_series(session, house, made.uid, Change(cancel=True), away, who=WHO, now=TUESDAY)
    grow_horizons(session, house, TUESDAY + 20 * DAY)

    assert states(session, made)[7:11] == ["confirmed", "cancelled", "skipped:left_out", "confirmed"]


def test_a_day_that_is_not_open_any_more_is_skipped_by_the_horizon(session, house):
    made = ask(session, house, "FREQ=WEEKLY", room="stueble")
    for opening in session.exec(select(Opening).where(col(Opening.weekday) == 2)):
        opening.valid_until = week(9) - DAY
    house = changed(session, house)

    grow_horizons(session, house, TUESDAY + 10 * DAY)
    assert states(session, made)[8:] == ["confirmed", "skipped:hours"]
    assert not bring(session, house, made)
    edit_series(session, house, made.uid, Change(start=time(9)), Scope(kind="all"), who=WHO, now=TUESDAY)
    assert states(session, made)[8:] == ["confirmed", "skipped:hours"]


def test_what_comes_shows_no_more_than_what_is_there(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    decisions.hide_title(
        session, rows_of(session, made)[0].uid, hidden=True, who="desk:manager", now=TUESDAY, whole_series=True
    )
    grow_horizons(session, house, TUESDAY + 10 * DAY)
    assert rows_of(session, made)[-1].title_hidden

    session.get_one(Group, made.group_id).listing = Listing.INTERNAL
    grow_horizons(session, house, TUESDAY + 20 * DAY)
    assert rows_of(session, made)[-1].listing is Listing.INTERNAL


def test_a_cancelled_series_does_not_grow(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    series.cancel_series(session, made, who=WHO, now=TUESDAY)

    assert not horizons_due(session, TUESDAY + 90 * DAY)


def test_an_end_far_ahead_is_reached_by_and_by(session, house):
    made = ask(session, house, "FREQ=WEEKLY")
    edit_series(session, house, made.uid, Change(until=week(10)), Scope(kind="all"), who=WHO, now=TUESDAY)
    assert len(rows_of(session, made)) == 9

    grow_horizons(session, house, TUESDAY + 30 * DAY)

    assert len(rows_of(session, made)) == 11
    assert made.horizon is None


def test_each_series_is_looked_at_once_a_day(session, house):
    made = [ask(session, house, clock=clock) for clock in ("09:00", "12:00", "18:00")]
    house = changed(session, house, closure(week(2)))

    assert walk_due(session, TUESDAY)
    assert walk(session, house, TUESDAY) == 3
    assert not walk_due(session, TUESDAY)
    assert walk_due(session, TUESDAY + DAY)
    assert walk(session, house, TUESDAY + DAY) == 0
    assert {states(session, one)[2] for one in made} == {"skipped:closure"}


# Single dates


def test_a_skipped_date_comes_back_when_it_is_free(session, house):
    """Indico #4180: there a date that was skipped because of a clash is lost."""
    other = book(session, house, day=week(1))
    made = ask(session, house, SIX, Choice(datetime(2026, 12, 2, 14), "skip"))
    row = rows_of(session, made)[1]

    assert codes(lambda: revive(session, house, row.uid, who=WHO, now=TUESDAY)) == ["taken"]
    lifecycle.cancel_booking(session, house, other.uid, who="x", now=TUESDAY)
    back = revive(session, house, row.uid, who=WHO, now=TUESDAY, group_id=made.group_id)

    assert (back.id, back.state, back.reason, back.starts_at) == (row.id, State.CONFIRMED, "", at(week(1), "14:00"))
    assert revive(session, house, row.uid, who=WHO, now=TUESDAY) is back
    assert not bring(session, house, made)
    assert [entry.what for entry in journal.story(session, row.id)] == ["booking.revived"]


def test_a_date_cancelled_by_mistake_comes_back_where_it_was(session, house):
    made = ask(session, house)
    row = rows_of(session, made)[1]
    moves.move_booking(session, house, row.uid, start=at(week(1), "17:00"), who=WHO, now=TUESDAY)
    lifecycle.cancel_booking(session, house, row.uid, who=WHO, now=TUESDAY)

    revive(session, house, row.uid, who=WHO, now=TUESDAY)

    assert (row.state, row.moved, row.starts_at) == (State.CONFIRMED, True, at(week(1), "17:00"))


def test_a_date_back_after_the_series_was_cut_short_stays(session, house):
    made = ask(session, house)
    row = rows_of(session, made)[4]
    scope = Scope(kind="following", booking=rows_of(session, made)[3].uid)
    edit_series(session, house, made.uid, Change(cancel=True), scope, who=WHO, now=TUESDAY)

    revive(session, house, row.uid, who=WHO, now=TUESDAY)

    assert not bring(session, house, made)
    assert states(session, made)[3:] == ["cancelled", "confirmed", "cancelled"]


def test_a_date_on_a_holiday_comes_back_only_by_the_desk_and_then_for_good(session, house):
    made = ask(session, house, "FREQ=WEEKLY;COUNT=2", day=date(2026, 12, 18))
    row = rows_of(session, made)[1]

    by_group: dict[str, Any] = {"who": WHO, "now": TUESDAY, "group_id": made.group_id, "override": ("public_holiday",)}
    assert codes(lambda: revive(session, house, row.uid, **by_group)) == ["public_holiday"]
    revive(session, house, row.uid, override=("public_holiday",), who="desk:manager", now=TUESDAY)

    assert (row.state, row.override) == (State.CONFIRMED, ["public_holiday"])
    assert not bring(session, house, made)


def test_a_date_in_school_holidays_may_come_back_for_good(session, house):
    house = changed(session, house, Holiday(name="Ferien", starts_on=week(2), ends_on=week(2), school=True))
    made = ask(session, house, pause_school=True)
    row = rows_of(session, made)[2]

    revive(session, house, row.uid, who=WHO, now=TUESDAY, group_id=made.group_id)

    assert row.state is State.CONFIRMED
    assert not bring(session, house, made)


def test_a_new_group_asks_again_for_a_date_that_comes_back(session, house):
    made = ask(session, house, day=week(1), group_slug="neue-nachbarn", minutes=60, left_out=(week(2),))
    made.state = State.CONFIRMED

    row = revive(session, house, rows_of(session, made)[1].uid, who="x", now=TUESDAY, group_id=made.group_id)

    assert (row.state, row.held_until) == (State.REQUESTED, TUESDAY + 2 * DAY)


def test_a_date_is_added_beside_the_rule_and_left_out_again(session, house):
    made = ask(session, house)

    row = add_date(session, house, made.uid, datetime(2026, 12, 4, 18), who=WHO, now=TUESDAY)

    assert (row.state, row.wall_to, made.extra) == (
        State.CONFIRMED,
        datetime(2026, 12, 4, 19, 30),
        ["2026-12-04T18:00"],
    )
    assert not bring(session, house, made)
    leave_out(session, house, made.uid, datetime(2026, 12, 4, 18), who=WHO, now=TUESDAY)
    assert (row.state, row.reason, made.left_out) == (State.SKIPPED, "left_out", ["2026-12-04T18:00"])
    assert add_date(session, house, made.uid, at(date(2026, 12, 4), "18:00"), who=WHO, now=TUESDAY) is row
    assert (row.state, made.left_out) == (State.CONFIRMED, [])


def test_single_dates_that_make_no_sense_are_refused(session, house):
    made = ask(session, house)
    rows = rows_of(session, made)
    single = book(session, house, "18:00")
    about: dict[str, Any] = {"who": WHO, "now": TUESDAY}

    lifecycle.cancel_booking(session, house, single.uid, **about)
    leave_out(session, house, made.uid, week(0), **about)
    assert codes(lambda: revive(session, house, single.uid, **about)) == ["already_decided"]
    assert codes(lambda: revive(session, house, "niemand", **about)) == ["unknown_booking"]
    assert codes(lambda: revive(session, house, rows[0].uid, group_id=99, **about)) == ["not_yours"]
    after: dict[str, Any] = {"who": WHO, "now": at(week(0), "20:00")}
    assert codes(lambda: revive(session, house, rows[0].uid, **after)) == ["meeting_over"]
    assert codes(lambda: leave_out(session, house, made.uid, week(20), **about)) == ["unknown_date"]
    assert codes(lambda: leave_out(session, house, made.uid, week(0), **after)) == ["meeting_over"]
    assert codes(lambda: add_date(session, house, made.uid, datetime(2020, 1, 1, 9), **about)) == ["in_the_past"]
    assert codes(lambda: add_date(session, house, made.uid, datetime(9999, 1, 1, 9), **about)) == ["unknown_date"]
    series.cancel_series(session, made, **about)
    assert codes(lambda: revive(session, house, rows[1].uid, **about)) == ["already_decided"]
    assert codes(lambda: leave_out(session, house, made.uid, week(1), **about)) == ["already_decided"]
