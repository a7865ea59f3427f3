"""A tap holds a time for some minutes, and becomes a booking or nothing; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking import decisions, holds, jobs, ledger, lifecycle, meetings, occupancy, refusals
from booking.feeds import reading, rows
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, Hold, State
from models.community import Group, Listing
from models.journal import JournalEntry
from models.letters import Letter
from models.meetings import Signup
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

GROUP, KIOSK, DESK = "group:strickcafe", "kiosk:1", "desk:manager"
THREE_MINUTES = timedelta(minutes=3)
DAY = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:59"))


def hold(session, house, clock="14:00", *, who=GROUP, now=TUESDAY, **changes) -> Booking:
    return holds.hold(session, house, wish(clock, **changes), who=who, now=now)


def finish(session, house, booking, *, now=TUESDAY, **changes) -> Booking:
    asked = {"title": "Stricken für den Basar", "who": GROUP, "now": now, **changes}
    return holds.finish_hold(session, house, booking.uid, **asked)


def refused(do, *args, **asked) -> Refused:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value


def codes(refusal: Refused) -> list[str]:
    return [reason.code for reason in refusal.reasons]


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def acts(session) -> list[tuple[str, str]]:
    return [(entry.what, entry.who) for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_a_held_time_is_taken_for_three_minutes_and_nobody_learns_what_for(session, house):
    booking = hold(session, house, title="")

    assert (booking.state, booking.held_for, booking.held_until) == (State.HELD, Hold.TAP, TUESDAY + THREE_MINUTES)
    assert (booking.title, booking.listing, booking.signup) == ("Vormerkung", Listing.INTERNAL, Signup.NONE)
    answer = refused(lifecycle.request_booking, session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)
    assert [(reason.code, reason.title) for reason in answer.reasons] == [("taken", None)]
    assert meetings.programme(session, house, DAY, now=TUESDAY) == []
    assert (letters(session), acts(session)) == ([], [("booking.held", GROUP)])


def test_the_desk_is_not_asked_about_what_somebody_is_choosing(session, house):
    booking = hold(session, house)

    assert ledger.waiting_requests(session, house) == []
    assert [(row.state, row.waits) for row in ledger.desk_week(session, house, DAY)] == [(State.HELD, False)]
    for decide in (decisions.approve_booking, decisions.decline_booking):
        more = {"reason": "no_room"} if decide is decisions.decline_booking else {}
        answer = refused(decide, session, house, booking.uid, who=DESK, now=TUESDAY, **more)
        assert answer.reasons == (refusals.AlreadyDecided("held"),)


def test_a_finished_hold_is_a_booking_like_any_other(session, house):
    booking = hold(session, house, title="")

    finish(session, house, booking, persons=12, now=TUESDAY + timedelta(minutes=2))

    assert (booking.state, booking.held_for, booking.held_until) == (State.CONFIRMED, None, None)
    assert (booking.listing, booking.signup, booking.capacity) == (Listing.PUBLIC, Signup.WAITLIST, 28)
    assert (booking.persons, booking.layout, booking.facts) == (12, "tables", {})
    assert (letters(session), acts(session)[1:]) == (["booking-confirmed"], [("booking.confirmed", GROUP)])
    assert [one.title for one in meetings.programme(session, house, DAY, now=TUESDAY)] == ["Stricken für den Basar"]


def test_what_was_held_for_something_loud_is_booked_as_loud(session, house):
    booking = hold(session, house, noise="loud")

    finish(session, house, booking)

    assert booking.facts == {"noise": "loud"}


def test_finishing_twice_changes_nothing(session, house):
    booking = hold(session, house)
    for _tap in range(2):
        finish(session, house, booking)

    assert (booking.revision, letters(session)) == (1, ["booking-confirmed"])


def test_a_newcomer_who_finishes_in_time_asks_the_desk(session, house):
    asked_for = at(date(2026, 11, 26), "11:00")  # 49 hours ahead: the desk needs 48
    asked = wish("11:00", day=date(2026, 11, 26), group_slug="neue-nachbarn")
    booking = holds.hold(session, house, asked, who="group:neue-nachbarn", now=TUESDAY)

    late = TUESDAY + timedelta(minutes=2)
    finish(session, house, booking, now=late, who="group:neue-nachbarn")

    assert booking.starts_at == asked_for
    assert (booking.state, booking.held_until) == (State.REQUESTED, late + timedelta(hours=48))
    assert letters(session) == ["booking-requested"]
    assert [row.uid for row in ledger.waiting_requests(session, house)] == [booking.uid]


def test_the_last_minute_of_the_lead_time_is_not_lost_by_choosing(session, house):
    house_at = at(date(2026, 11, 26), "10:00")  # exactly 48 hours ahead
    asked = wish("10:00", day=date(2026, 11, 26), group_slug="neue-nachbarn")
    booking = holds.hold(session, house, asked, who="group:neue-nachbarn", now=TUESDAY)

    finish(session, house, booking, now=TUESDAY + timedelta(minutes=2))

    assert (booking.starts_at, booking.state) == (house_at, State.REQUESTED)


def test_a_terminal_holds_before_it_knows_for_whom(session, house):
    booking = hold(session, house, who=KIOSK, group_slug="", title="")
    assert booking.group_id is None

    finish(session, house, booking, group_slug="strickcafe")

    group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    assert (booking.group_id, booking.state) == (group.id, State.CONFIRMED)


def test_a_terminals_hold_needs_a_group_that_exists(session, house):
    booking = hold(session, house, who=KIOSK, group_slug="", title="")

    assert codes(refused(finish, session, house, booking)) == ["unknown_group"]
    assert codes(refused(finish, session, house, booking, group_slug="niemand")) == ["unknown_group"]
    assert booking.state is State.HELD


def test_a_terminals_hold_is_not_for_other_programs(session, house):
    booking = hold(session, house, who=KIOSK, group_slug="", title="")

    assert codes(refused(finish, session, house, booking, group_id=1, group_slug="strickcafe")) == ["not_yours"]


def test_a_newcomer_at_the_terminal_is_told_what_the_desk_needs(session, house):
    booking = hold(session, house, who=KIOSK, group_slug="", title="")

    answer = refused(finish, session, house, booking, group_slug="neue-nachbarn")

    assert codes(answer) == ["too_soon"]
    assert len(answer.alternatives) == 3
    assert booking.state is State.HELD


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "title_refused"),
        ({"title": "<b>"}, "title_refused"),
        ({"persons": 99}, "too_many_persons"),
        ({"persons": 0}, "bad_number"),
        ({"usage": "private"}, "usage_not_allowed"),
        ({"usage": "unfug"}, "unknown_usage"),
        ({"layout": "kreis"}, "unknown_layout"),
        ({"group_id": 99}, "not_yours"),
    ],
    ids=["no title", "hostile title", "too many", "nobody", "private", "unknown usage", "unknown layout", "theirs"],
)
def test_what_cannot_be_finished_stays_held(session, house, changes, code):
    booking = hold(session, house)

    assert codes(refused(finish, session, house, booking, **changes)) == [code]
    assert (booking.state, letters(session)) == (State.HELD, [])


def test_who_is_too_late_is_told_and_offered_the_time_again(session, house):
    booking = hold(session, house)
    late = TUESDAY + THREE_MINUTES

    answer = refused(finish, session, house, booking, now=late)

    assert answer.reasons == (refusals.HoldOver(),)
    assert answer.alternatives[0].span == Span(booking.starts_at, booking.ends_at)
    again = hold(session, house, now=late)
    assert (booking.state, again.state) == (State.EXPIRED, State.HELD)
    assert codes(refused(finish, session, house, booking, now=late)) == ["hold_over"]


def test_a_hold_lapses_by_itself_and_without_a_letter(session, house):
    booking = hold(session, house)

    assert not jobs.anything_due(session, now=TUESDAY + timedelta(minutes=2))
    assert jobs.run(session, now=TUESDAY + THREE_MINUTES) == 1

    assert booking.state is State.EXPIRED
    assert (letters(session), acts(session)[1:]) == ([], [("booking.expired", "clock")])
    assert lifecycle.request_booking(session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)


def test_letting_go_frees_the_time_at_once(session, house):
    booking = hold(session, house)
    for _tap in range(2):
        holds.let_go(session, house, booking.uid, who=GROUP, now=TUESDAY)

    assert (booking.state, acts(session)[1:]) == (State.EXPIRED, [("booking.let_go", GROUP)])
    assert hold(session, house, group_slug="vhs").state is State.HELD
    assert letters(session) == []


def test_only_a_hold_can_be_let_go(session, house):
    booking = finish(session, house, hold(session, house))

    assert codes(refused(holds.let_go, session, house, booking.uid, who=GROUP, now=TUESDAY)) == ["already_decided"]
    assert codes(refused(holds.let_go, session, house, "nichts", who=GROUP, now=TUESDAY)) == ["unknown_booking"]
    assert codes(refused(finish, session, house, booking, title="Etwas anderes")) == ["already_decided"]


def test_a_group_holds_two_times_at_once(session, house):
    for clock in ("08:15", "10:30"):
        hold(session, house, clock)

    answer = refused(hold, session, house, "17:00")

    assert answer.reasons == (refusals.ManyHolds(2, THREE_MINUTES),)
    assert hold(session, house, "17:00", group_slug="vhs").state is State.HELD
    assert hold(session, house, "12:30", now=TUESDAY + THREE_MINUTES).state is State.HELD


def test_a_terminal_holds_two_times_at_once(session, house):
    for clock in ("08:15", "10:30"):
        hold(session, house, clock, who=KIOSK, group_slug="")

    assert codes(refused(hold, session, house, "17:00", who=KIOSK, group_slug="")) == ["many_holds"]
    assert hold(session, house, "17:00", who="kiosk:2", group_slug="").state is State.HELD


def test_a_tap_that_arrives_twice_holds_once(session, house):
    first = hold(session, house, once="a-mark-of-one-tap")

    assert hold(session, house, once="a-mark-of-one-tap").uid == first.uid
    assert len(session.exec(select(Booking)).all()) == 1


def test_everything_that_speaks_against_a_hold_is_told_at_once(session, house):
    answer = refused(hold, session, house, "03:10", minutes=5, title="<b>", persons=99)

    assert codes(answer) == ["title_refused", "too_many_persons", "off_grid", "too_short", "outside_hours"]
    assert session.exec(select(Booking)).all() == []


def test_a_taken_time_cannot_be_held(session, house):
    lifecycle.request_booking(session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)

    answer = refused(hold, session, house)

    assert (codes(answer), len(answer.alternatives)) == (["taken"], 3)


def test_a_hold_counts_once_in_the_share_of_its_group(session, house):
    for number in range(7):
        lifecycle.request_booking(
            session, house, wish(day=WEDNESDAY + timedelta(days=7 + 7 * number), minutes=30), who=GROUP, now=TUESDAY
        )
    booking = hold(session, house)

    assert codes(refused(hold, session, house, "17:00")) == ["many_singles"]
    assert finish(session, house, booking).state is State.CONFIRMED


def test_the_busy_list_names_no_hold(session, house):
    hold(session, house)

    room = house.room("quartierraum")

    assert [taking.title for taking in occupancy.taken(session, house, room, DAY)] == [None]


def test_no_calendar_knows_what_is_held_until_it_is_finished(session, house):
    booking = hold(session, house)
    window = rows.window_at(TUESDAY, house.zone)
    assert reading.read_all(session, house, window).dates == {}

    finish(session, house, booking)

    assert [date_.title for date_ in reading.read_all(session, house, window).dates.values()] == [booking.title]


def test_cancelling_a_hold_lets_go_of_it_without_a_letter(session, house):
    booking = hold(session, house)

    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)

    assert (booking.state, letters(session)) == (State.CANCELLED, [])
    assert meetings.programme(session, house, DAY, now=TUESDAY) == []
    assert codes(refused(finish, session, house, booking)) == ["hold_over"]


def test_of_many_who_tap_one_time_one_holds_it(db):
    with db.writing() as session:
        house = move_in(session)

    def tap(number: int) -> str:
        try:
            with db.writing() as session:
                asked = wish(group_slug="", title="")
                return holds.hold(session, house, asked, who=f"kiosk:{number}", now=TUESDAY).state
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(8) as hands:
        answers = sorted(hands.map(tap, range(8)))

    assert answers == ["held"] + ["taken"] * 7


def test_finishing_and_letting_go_at_once_have_one_winner(db):
    with db.writing() as session:
        house = move_in(session)
        uid = holds.hold(session, house, wish(), who=GROUP, now=TUESDAY).uid

    def do(finishes: bool) -> str:
        try:
            with db.writing() as session:
                if finishes:
                    return holds.finish_hold(session, house, uid, title="Stricken", who=GROUP, now=TUESDAY).state
                return holds.let_go(session, house, uid, who=GROUP, now=TUESDAY).state
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = set(hands.map(do, [True, False]))

    assert answers in ({"confirmed", "already_decided"}, {"expired", "hold_over"})
