"""What is held until a moment that is over is in nobody's way, also before the clock's job comes round."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from booking import decisions, displacement, edits, holds, jobs, lifecycle, moves, occupancy, revivals, series, waits
from booking.edits import Change, Scope
from booking.refusals import Refused
from booking.span import Span, day_span
from booking.wishes import Wish
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

GROUP, DESK, KIOSK = "group:strickcafe", "desk:manager", "kiosk:1"
LATER = TUESDAY + timedelta(minutes=3)
IN_A_WEEK = date(2026, 12, 2)
NEW = "neue-nachbarn"


def hold(session, house, clock="14:00", **changes) -> Booking:
    return holds.hold(session, house, wish(clock, group_slug="", title="", **changes), who=KIOSK, now=TUESDAY)


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def newcomers_series(session, house) -> tuple[Series, list[Booking]]:
    asked = wish(day=IN_A_WEEK, group_slug=NEW, rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, asked, who=f"group:{NEW}", now=TUESDAY)
    return made, series.dates(session, made)


def test_who_asks_for_a_time_that_somebody_was_choosing_gets_it(session, house):
    held = hold(session, house)

    booking = lifecycle.request_booking(session, house, wish(), who=GROUP, now=LATER)

    assert (held.state, booking.state) == (State.EXPIRED, State.CONFIRMED)


def test_a_wish_that_nobody_answered_in_time_is_in_nobodys_way(session, house):
    asked = wish(day=IN_A_WEEK, group_slug=NEW)
    old = lifecycle.request_booking(session, house, asked, who=f"group:{NEW}", now=TUESDAY)

    lifecycle.request_booking(session, house, wish(day=IN_A_WEEK), who=GROUP, now=TUESDAY + timedelta(hours=48))

    assert old.state is State.EXPIRED
    assert letters(session) == ["booking-requested", "booking-expired", "booking-confirmed"]


def test_whoever_waits_comes_before_who_asks_now(session, house):
    held = hold(session, house)
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)

    with pytest.raises(Refused) as caught:
        lifecycle.request_booking(session, house, wish(), who=GROUP, now=LATER)

    assert [reason.code for reason in caught.value.reasons] == ["taken"]
    assert (held.state, letters(session)[-1]) == (State.EXPIRED, "booking-offered")


def offered_at(session, house, clock: str, now: datetime, room: str = "quartierraum") -> bool:
    free = occupancy.free_slots(session, house, house.room(room), WEDNESDAY, 90, now=now)
    return at(WEDNESDAY, clock) in {span.start for span in free}


def test_what_lapsed_is_free_in_every_list_before_somebody_lets_go_of_it(session, house):
    held, room = hold(session, house), house.room("quartierraum")
    day = day_span(WEDNESDAY, house.zone)

    assert not offered_at(session, house, "14:00", LATER - timedelta(seconds=1))

    assert offered_at(session, house, "14:00", LATER)
    assert occupancy.taken(session, house, room, day, now=LATER) == []
    near = occupancy.nearest_free(session, house, room, Span(held.starts_at, held.ends_at), now=LATER)
    assert near[0].span == Span(held.starts_at, held.ends_at)
    assert held.state is State.HELD


def test_a_wish_whose_time_has_come_without_an_answer_is_in_nobodys_list(session, house):
    course = wish(usage="course")
    lifecycle.request_booking(session, house, course, who=GROUP, now=TUESDAY)
    begun = at(WEDNESDAY, "14:00")

    assert not offered_at(session, house, "14:30", begun - timedelta(minutes=1))

    assert offered_at(session, house, "14:30", begun)


def test_what_lapsed_and_is_waited_for_is_not_offered_to_all(session, house):
    hold(session, house)
    waits.wait_for(session, house, wish("15:00", group_slug="vhs"), who="group:vhs", now=TUESDAY)

    assert not offered_at(session, house, "14:00", LATER)


def test_what_lapsed_and_goes_back_to_its_old_time_is_not_offered_to_all(session, house):
    asked = wish(day=IN_A_WEEK, group_slug=NEW)
    promised = lifecycle.request_booking(session, house, asked, who=f"group:{NEW}", now=TUESDAY)
    decisions.approve_booking(session, house, promised.uid, who=DESK, now=TUESDAY)
    later, group = at(IN_A_WEEK, "14:30"), promised.group_id
    moves.move_booking(session, house, promised.uid, start=later, who=f"group:{NEW}", now=TUESDAY, group_id=group)
    over = TUESDAY + timedelta(hours=48)

    free = occupancy.free_slots(session, house, house.room("quartierraum"), IN_A_WEEK, 90, now=over)

    assert later not in {span.start for span in free}  # it overlaps the old time
    jobs.run(session, now=over)
    assert (promised.state, promised.starts_at) == (State.CONFIRMED, at(IN_A_WEEK, "14:00"))


def test_the_clock_knows_when_something_lapses_next(session, house):
    assert jobs.next_moment(session, now=TUESDAY) is None

    hold(session, house)
    newcomers_series(session, house)
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)

    answered_by, begins = TUESDAY + timedelta(hours=48), at(WEDNESDAY, "14:00")
    assert jobs.next_moment(session, now=TUESDAY) == LATER
    assert jobs.next_moment(session, now=LATER) == begins
    assert jobs.next_moment(session, now=begins) == answered_by
    assert jobs.next_moment(session, now=answered_by) == at(IN_A_WEEK, "14:00")


def test_whoever_has_to_give_way_may_be_offered_what_lapsed(session, house):
    mine = lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    held = hold(session, house, "12:00")
    town = wish(group_slug="vhs", title="Bürgerversammlung")

    done = displacement.displace(
        session, house, mine.uid, text="Die Stadt braucht den Raum.", wish_of_town=town, who=DESK, now=LATER
    )

    assert (held.state, done.offer.starts_at) == (State.EXPIRED, at(WEDNESDAY, "12:00"))


def move(session, house, mine: Booking, made: Series) -> None:
    moves.move_booking(session, house, mine.uid, start=at(WEDNESDAY, "16:00"), who=DESK, now=LATER)


def lengthen(session, house, mine: Booking, made: Series) -> None:
    moves.extend(session, house, mine.uid, until=at(WEDNESDAY, "16:00"), who=DESK, now=LATER)


def change_all(session, house, mine: Booking, made: Series) -> None:
    evening = Change(start=time(16))
    edits.edit_series(session, house, made.uid, evening, Scope(kind="all"), who=DESK, now=LATER)


def add(session, house, mine: Booking, made: Series) -> None:
    revivals.add_date(session, house, made.uid, datetime(2026, 11, 25, 16), who=DESK, now=LATER)


def ask_for_a_series(session, house, mine: Booking, made: Series) -> None:
    asked = wish("16:00", rrule="FREQ=DAILY;COUNT=2", group_slug="vhs")
    series.request_series(session, house, asked, who=DESK, now=LATER)


def hold_again(session, house, mine: Booking, made: Series) -> None:
    holds.hold(session, house, wish("16:00"), who=GROUP, now=LATER)


@pytest.mark.parametrize("do", [move, lengthen, change_all, add, ask_for_a_series, hold_again])
def test_it_is_in_nobodys_way(session, house, do):
    mine = lifecycle.request_booking(session, house, wish(minutes=60), who=GROUP, now=TUESDAY)
    held = hold(session, house, "15:30", minutes=90)
    weekly = wish("10:00", rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, weekly, who=GROUP, now=TUESDAY)

    do(session, house, mine, made)

    assert held.state is State.EXPIRED


def test_of_many_who_ask_for_what_has_lapsed_one_gets_it_and_it_lapses_once(db):
    with db.writing() as session:
        house = move_in(session)
        hold(session, house)

    def ask(number: int) -> str:
        asked: Wish = wish(group_slug=("strickcafe", "vhs")[number % 2])
        try:
            with db.writing() as session:
                if number == 7:
                    return f"{jobs.run(session, now=LATER)} by the clock"
                return lifecycle.request_booking(session, house, asked, who=f"kiosk:{number}", now=LATER).state
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(8) as hands:
        answers = sorted(hands.map(ask, range(8)))

    assert answers[0] in ("0 by the clock", "1 by the clock")
    assert answers[1:] == ["confirmed"] + ["taken"] * 6
    with db.reading() as session:
        what = session.exec(select(JournalEntry.what)).all()
    assert sorted(entry for entry in what if entry.startswith("booking")) == [
        "booking.confirmed",
        "booking.expired",
        "booking.held",
    ]


def test_a_series_that_nobody_answered_is_told_in_one_letter_and_is_over(session, house):
    made, dates = newcomers_series(session, house)

    assert jobs.run(session, now=TUESDAY + timedelta(hours=48)) == 3

    assert (made.state, {date.state for date in dates}) == (State.EXPIRED, {State.EXPIRED})
    assert letters(session) == ["series-requested", "series-expired"]
    told = session.exec(select(Letter).where(Letter.kind == "series-expired")).one()
    assert told.facts["dates"] == ["2026-12-02T14:00", "2026-12-09T14:00", "2026-12-16T14:00"]


def test_a_date_of_which_nothing_was_decided_in_time_is_told_alone(session, house):
    made, (first, second, third) = newcomers_series(session, house)
    decisions.approve_booking(session, house, second.uid, who=DESK, now=TUESDAY)
    decisions.decline_booking(session, house, third.uid, reason="no_room", who=DESK, now=TUESDAY)

    jobs.run(session, now=TUESDAY + timedelta(hours=48))

    assert (made.state, first.state) == (State.CONFIRMED, State.EXPIRED)
    assert letters(session) == ["series-requested", "booking-confirmed", "booking-declined", "booking-expired"]


def test_a_moved_date_of_a_confirmed_series_is_decided_by_itself(session, house):
    made, dates = newcomers_series(session, house)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    start = at(dates[1].wall_from.date(), "16:00")
    moves.move_booking(session, house, dates[1].uid, start=start, who="x", now=TUESDAY, group_id=made.group_id)

    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)

    assert letters(session) == ["series-requested", "series-confirmed", "booking-moved", "booking-confirmed"]
    assert made.state is State.CONFIRMED
