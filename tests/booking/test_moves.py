"""A booking at another time, in another room, longer, or over earlier; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import decisions, ledger, lifecycle, meetings, moves, occupancy, refusals, series, signups, waits
from booking.feeds import reading, rows
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, State
from models.community import Group
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Closure, House
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

GROUP, DESK = "group:strickcafe", "desk:manager"
THURSDAY = WEDNESDAY + timedelta(days=1)
CHRISTMAS = date(2026, 12, 24)


def book(session, house, clock="14:00", **changes) -> Booking:
    return lifecycle.request_booking(session, house, wish(clock, **changes), who=GROUP, now=TUESDAY)


def move(session, house, booking, clock=None, *, day=WEDNESDAY, minutes=90, now=TUESDAY, **changes) -> Booking:
    """Move as the group, unless the story says otherwise."""
    start = at(day, clock) if clock else None
    times = {"start": start, "end": start + timedelta(minutes=minutes)} if start else {}
    return moves.move_booking(
        session, house, booking.uid, **{"group_id": booking.group_id, "who": GROUP, "now": now, **times, **changes}
    )


def refused(do, *args, **asked) -> Refused:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value


def codes(refusal: Refused) -> list[str]:
    return [reason.code for reason in refusal.reasons]


def times(booking: Booking) -> tuple[str, str]:
    return f"{booking.wall_from:%d. %H:%M}", f"{booking.wall_to:%d. %H:%M}"


def told(session, house) -> list[tuple[str, str]]:
    span = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY + timedelta(days=30), "00:00"))
    return [(one.status, f"{one.starts:%d. %H:%M}") for one in meetings.programme(session, house, span, now=TUESDAY)]


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def last_act(session) -> Any:
    return session.exec(select(JournalEntry).order_by(col(JournalEntry.id).desc())).first()


def test_a_booking_moves_with_its_id_and_frees_its_old_time(session, house):
    booking = book(session, house)
    uid, code = booking.uid, booking.code

    move(session, house, booking, "17:00", day=THURSDAY)

    assert (booking.uid, booking.code, booking.state) == (uid, code, State.CONFIRMED)
    assert times(booking) == ("26. 17:00", "26. 18:30")
    assert (booking.busy_from, booking.busy_until) == (at(THURSDAY, "16:45"), at(THURSDAY, "18:45"))
    assert (booking.moved, booking.revision, letters(session)[-1]) == (True, 1, "booking-moved")
    assert (last_act(session).what, last_act(session).facts["was"]) == ("booking.moved", booking.facts["moved_from"])
    assert told(session, house) == [("moved", "26. 17:00")]
    assert book(session, house, group_slug="vhs").state is State.CONFIRMED


def test_the_programme_says_from_where_it_was_moved_and_a_way_back_is_no_move(session, house):
    booking = book(session, house)
    move(session, house, booking, "17:00", day=THURSDAY)
    move(session, house, booking, "18:00", day=THURSDAY, room="stueble")

    was = {"start": "2026-11-25T14:00:00", "end": "2026-11-25T15:30:00", "room": "quartierraum"}
    assert booking.facts["moved_from"] == was
    (seen,) = meetings.programme(session, house, Span(at(THURSDAY, "00:00"), at(THURSDAY, "23:00")), now=TUESDAY)
    assert (seen.status, seen.moved_from, seen.moved_from_room) == ("moved", at(WEDNESDAY, "14:00"), "quartierraum")

    move(session, house, booking, "14:00", room="quartierraum")
    assert (booking.moved, booking.facts) == (False, {})
    assert told(session, house) == [("planned", "25. 14:00")]


def test_feeds_tell_a_moved_single_at_its_new_time_under_its_old_name(session, house):
    booking = book(session, house)
    move(session, house, booking, "17:00", day=THURSDAY)

    (told_,) = reading.read_all(session, house, rows.window_at(TUESDAY, house.zone)).dates.values()

    assert (told_.uid, told_.revision, told_.starts_at) == (booking.uid, 1, at(THURSDAY, "17:00"))
    assert (told_.wall_from, told_.wall_to) == (booking.wall_from, booking.wall_to)


def test_a_move_may_overlap_the_old_time(session, house):
    booking = book(session, house)

    move(session, house, booking, "14:30")

    assert times(booking) == ("25. 14:30", "25. 16:00")


def test_without_an_end_it_lasts_as_long_as_before(session, house):
    booking = book(session, house, minutes=60)

    moves.move_booking(session, house, booking.uid, start=at(THURSDAY, "09:00"), who=DESK, now=TUESDAY)

    assert times(booking) == ("26. 09:00", "26. 10:00")


def test_moving_to_where_it_is_changes_nothing(session, house):
    booking = book(session, house)

    move(session, house, booking, "14:00")

    assert (booking.revision, letters(session)) == (0, ["booking-confirmed"])


def test_the_kitchen_comes_along_unless_the_room_changes(session, house):
    booking = book(session, house, extras=("kueche",))

    move(session, house, booking, "17:00")
    assert house.rooms_by_id[booking.room_id].slug == "quartierraum+kueche"

    move(session, house, booking, "17:00", room="stueble")
    assert house.rooms_by_id[booking.room_id].slug == "stueble"

    move(session, house, booking, "17:00", room="quartierraum", extras=())
    assert house.rooms_by_id[booking.room_id].slug == "quartierraum"


def test_a_taken_time_is_told_with_others_that_it_may_move_to(session, house):
    other = book(session, house, "17:00", group_slug="vhs")
    booking = book(session, house, minutes=60)

    answer = refused(move, session, house, booking, "16:00", minutes=120)

    assert answer.reasons == (refusals.Taken(Span(other.busy_from, other.busy_until), other.uid, other.title),)
    assert answer.alternatives[0].span == Span(at(WEDNESDAY, "14:30"), at(WEDNESDAY, "16:30"))
    assert (times(booking), booking.revision) == (("25. 14:00", "25. 15:00"), 0)


@pytest.mark.parametrize(
    ("clock", "minutes", "changes", "found"),
    [
        ("03:00", 90, {}, ["outside_hours"]),
        ("14:10", 90, {}, ["off_grid"]),
        ("14:00", 15, {}, ["too_short"]),
        ("14:00", 360, {}, ["too_long"]),
        ("14:00", -30, {}, ["end_before_start"]),
        ("14:00", 90, {"room": "keller"}, ["unknown_room"]),
        ("14:00", 90, {"room": "kueche"}, ["room_only_as_extra"]),
        ("14:00", 90, {"room": "stueble", "extras": ("keller",)}, ["unknown_room"]),
        ("09:00", 60, {"day": date(2026, 11, 24)}, ["in_the_past"]),
        ("14:00", 60, {"day": date(2028, 11, 24)}, ["too_far_ahead"]),
        ("14:00", 60, {"day": date(2026, 12, 25)}, ["public_holiday"]),
        ("09:00", 60, {"day": date(2026, 11, 30)}, ["closed"]),
        ("14:00", 60, {"day": date(9998, 11, 30)}, ["malformed"]),
        ("17:00", 90, {"revision": 7}, ["changed_meanwhile"]),
        ("17:00", 90, {"group_id": 99}, ["not_yours"]),
    ],
    ids=str,
)
def test_every_rule_counts_for_the_new_time(session, house, clock, minutes, changes, found):
    booking = book(session, house)

    answer = refused(move, session, house, booking, clock, minutes=minutes, **changes)

    assert [code for code in codes(answer) if code != "taken"] == found
    assert (times(booking), letters(session)) == (("25. 14:00", "25. 15:30"), ["booking-confirmed"])


def test_a_start_that_no_calendar_counts_is_refused_also_without_an_end(session, house):
    booking, last = book(session, house), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)

    assert codes(refused(move, session, house, booking, start=last)) == ["malformed"]


def test_only_what_is_still_ahead_can_move(session, house):
    booking = book(session, house)
    begun = at(WEDNESDAY, "14:00")

    assert codes(refused(move, session, house, booking, "17:00", now=begun)) == ["meeting_over"]
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)
    assert refused(move, session, house, booking, "17:00").reasons == (refusals.AlreadyDecided("cancelled"),)
    assert codes(refused(moves.move_booking, session, house, "nichts", who=DESK, now=TUESDAY)) == ["unknown_booking"]


def test_the_share_of_a_group_does_not_count_what_moves_twice(session, house):
    for number in range(8):
        booking = book(session, house, day=WEDNESDAY + timedelta(days=7 * number), minutes=30)

    move(session, house, booking, "17:00", minutes=30)

    assert (booking.state, times(booking)[0]) == (State.CONFIRMED, "25. 17:00")


def test_a_full_week_is_told_to_the_group_and_not_to_the_desk(session, house):
    for clock in ("08:15", "15:00"):
        book(session, house, clock, minutes=240)
    booking = book(session, house, day=date(2026, 12, 2), minutes=60)

    assert refused(move, session, house, booking, "13:00", day=THURSDAY).reasons == (
        refusals.ManyHours(8, date(2026, 11, 23)),
    )
    move(session, house, booking, "13:00", day=THURSDAY, group_id=None, who=DESK)
    assert times(booking) == ("26. 13:00", "26. 14:30")


def test_a_newcomer_who_moves_asks_the_desk_again(session, house):
    booking = book(session, house, day=date(2026, 12, 2), group_slug="neue-nachbarn")
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    move(session, house, booking, "17:00", day=date(2026, 12, 3))

    assert (booking.state, booking.held_until) == (State.REQUESTED, TUESDAY + timedelta(hours=48))
    assert [row.uid for row in ledger.waiting_requests(session, house)] == [booking.uid]


def test_the_desk_moves_a_newcomer_without_asking_itself(session, house):
    booking = book(session, house, day=date(2026, 12, 2), group_slug="neue-nachbarn")
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    move(session, house, booking, "17:00", group_id=None, who=DESK)  # within the 48 hours of a newcomer

    assert (booking.state, times(booking)[0]) == (State.CONFIRMED, "25. 17:00")


def test_a_wish_that_waits_moves_and_keeps_waiting(session, house):
    booking = book(session, house, usage="course")

    move(session, house, booking, "17:00")

    assert (booking.state, booking.moved, booking.facts) == (State.REQUESTED, False, {})


def test_a_wish_with_an_obstacle_moves_out_of_its_way(session, house):
    booking = book(session, house)
    booking.state, booking.released_at = State.CONFLICT, TUESDAY
    session.flush()

    move(session, house, booking, "17:00", group_id=None, who=DESK)

    assert booking.state is State.REQUESTED
    assert codes(refused(book, session, house, "17:00", group_slug="vhs")) == ["taken"]


def test_the_desk_lifts_a_closure_for_a_day_and_the_group_does_not(session, house):
    session.add(Closure(slug="weihnachten", starts_on=CHRISTMAS, ends_on=date(2027, 1, 3), rooms=["quartierraum"]))
    session.get_one(House, 1).revision += 1
    session.flush()
    house = occupancy.house_facts(session)
    booking = book(session, house)

    answer = refused(move, session, house, booking, "14:00", day=CHRISTMAS, override=("weihnachten",))
    assert codes(answer) == ["closed"]
    move(session, house, booking, "14:00", day=CHRISTMAS, override=("weihnachten",), group_id=None, who=DESK)
    assert (times(booking)[0], booking.override) == ("24. 14:00", ["weihnachten"])

    move(session, house, booking, "15:00", day=CHRISTMAS)  # the same day: the lifted closure stays lifted
    answer = refused(move, session, house, booking, "15:00", day=CHRISTMAS + timedelta(days=4))
    assert codes(answer) == ["closed"]


def test_seats_go_along_and_must_fit(session, house):
    booking = book(session, house)
    first = signups.take_seat(session, house, booking.code, 6, now=TUESDAY)

    move(session, house, booking, "17:00", room="stueble")
    assert booking.capacity == 8
    assert signups.seat(session, house, first.token, now=TUESDAY).occurrence.starts == at(WEDNESDAY, "17:00")

    move(session, house, booking, "17:00", room="quartierraum")
    assert booking.capacity == 28
    signups.take_seat(session, house, booking.code, 5, now=TUESDAY)
    assert refused(move, session, house, booking, "17:00", room="stueble").reasons == (refusals.SeatsTaken(11, 8),)


def test_a_group_that_wanted_fewer_seats_keeps_to_that(session, house):
    booking = book(session, house)
    booking.capacity = 5

    move(session, house, booking, "17:00", room="stueble")

    assert booking.capacity == 5


def test_too_many_people_for_the_other_room(session, house):
    booking = book(session, house, persons=20)

    answer = refused(move, session, house, booking, "17:00", room="stueble")

    assert codes(answer) == ["too_many_persons"]


def test_a_layout_that_the_other_room_does_not_know_becomes_its_usual_one(session, house):
    booking = book(session, house)
    booking.layout = "kreis"

    move(session, house, booking, "17:00", room="stueble")

    assert booking.layout == "tables"


def test_a_date_of_a_series_keeps_its_place_in_the_rule(session, house):
    made = series.request_series(session, house, wish(rrule="FREQ=WEEKLY;COUNT=4"), who=GROUP, now=TUESDAY)
    date_ = series.dates(session, made)[1]
    rule_start = date_.rule_start

    move(session, house, date_, "17:00", day=date(2026, 12, 3))
    assert (date_.moved, date_.rule_start, times(date_)[0]) == (True, rule_start, "03. 17:00")
    assert [state for state, _when in told(session, house)] == ["planned", "moved", "planned", "planned"]

    move(session, house, date_, "14:00", day=date(2026, 12, 2))
    assert (date_.moved, date_.facts) == (False, {})


def test_a_booking_gets_longer_before_and_while_it_runs(session, house):
    booking = book(session, house)
    for hour, now in (("16:00", TUESDAY), ("17:00", at(WEDNESDAY, "15:50"))):
        moves.extend(
            session, house, booking.uid, until=at(WEDNESDAY, hour), who=GROUP, now=now, group_id=booking.group_id
        )

    assert times(booking) == ("25. 14:00", "25. 17:00")
    assert booking.busy_until == at(WEDNESDAY, "17:15")
    assert (booking.moved, told(session, house)) == (False, [("planned", "25. 14:00")])
    assert letters(session) == ["booking-confirmed", "booking-extended", "booking-extended"]


def test_a_longer_date_of_a_series_is_no_moved_one_to_the_public(session, house):
    made = series.request_series(session, house, wish(rrule="FREQ=WEEKLY;COUNT=2"), who=GROUP, now=TUESDAY)
    date_ = series.dates(session, made)[0]

    moves.extend(session, house, date_.uid, until=at(WEDNESDAY, "16:00"), who=GROUP, now=TUESDAY)
    assert date_.moved  # a change of its series leaves it alone
    assert [state for state, _when in told(session, house)] == ["planned", "planned"]

    move(session, house, date_, "17:00")
    assert [state for state, _when in told(session, house)] == ["moved", "planned"]


@pytest.mark.parametrize(
    ("until", "now", "changes", "found"),
    [
        ("15:30", TUESDAY, {}, ["not_longer"]),
        ("15:00", TUESDAY, {}, ["not_longer"]),
        ("16:30", TUESDAY, {}, ["taken"]),
        ("15:50", TUESDAY, {}, ["off_grid"]),
        ("23:00", TUESDAY, {}, ["too_long", "outside_hours", "taken"]),
        ("13:00", TUESDAY, {}, ["end_before_start"]),
        ("16:00", at(WEDNESDAY, "15:30"), {}, ["meeting_over"]),
        ("16:00", TUESDAY, {"group_id": 99}, ["not_yours"]),
        ("16:00", TUESDAY, {"revision": 4}, ["changed_meanwhile"]),
    ],
    ids=["as before", "shorter", "into the next", "off the grid", "far too long", "backwards", "over", "theirs", "old"],
)
def test_what_cannot_get_longer(session, house, until, now, changes, found):
    booking = book(session, house)
    book(session, house, "16:30", group_slug="vhs")

    answer = refused(
        moves.extend, session, house, booking.uid, until=at(WEDNESDAY, until), who=GROUP, now=now, **changes
    )

    assert codes(answer) == found
    assert times(booking) == ("25. 14:00", "25. 15:30")


def test_the_hours_of_the_week_count_for_who_gets_longer(session, house):
    book(session, house, "08:15", minutes=300)
    booking = book(session, house, minutes=180)

    asked: dict[str, Any] = {"until": at(WEDNESDAY, "17:15"), "who": GROUP, "now": TUESDAY}
    answer = refused(moves.extend, session, house, booking.uid, **asked, group_id=booking.group_id)
    assert codes(answer) == ["many_hours"]
    assert moves.extend(session, house, booking.uid, **asked).ends_at == at(WEDNESDAY, "17:15")


def test_a_newcomer_who_wants_longer_asks_again_unless_they_are_there(session, house):
    day = date(2026, 12, 2)
    booking = book(session, house, day=day, group_slug="neue-nachbarn")
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    asked: dict[str, Any] = {"who": "group:neue-nachbarn", "group_id": booking.group_id}

    moves.extend(session, house, booking.uid, until=at(day, "16:00"), now=TUESDAY, **asked)
    assert booking.state is State.REQUESTED
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    later = moves.extend(session, house, booking.uid, until=at(day, "16:30"), now=at(day, "15:00"), **asked)
    assert later.state is State.CONFIRMED


def test_who_ends_early_frees_the_rest_at_once(session, house):
    booking = book(session, house)
    now = at(WEDNESDAY, "14:20") + timedelta(seconds=10)

    moves.end_early(session, house, booking.uid, who=GROUP, now=now, group_id=booking.group_id)

    assert (booking.ends_at, booking.busy_until) == (at(WEDNESDAY, "14:21"), at(WEDNESDAY, "14:36"))
    assert (booking.state, booking.moved, booking.revision) == (State.CONFIRMED, False, 1)
    assert (last_act(session).what, letters(session)) == ("booking.ended", ["booking-confirmed"])
    later = wish("15:00", group_slug="vhs")
    assert lifecycle.request_booking(session, house, later, who="x", now=now).state is State.CONFIRMED


def test_feeds_and_programme_tell_the_new_end(session, house):
    booking = book(session, house)
    now = at(WEDNESDAY, "14:30")
    moves.end_early(session, house, booking.uid, who=GROUP, now=now)

    content = reading.read_all(session, house, rows.window_at(now, house.zone))

    assert [(date_.ends_at, date_.revision) for date_ in content.dates.values()] == [(now, 1)]
    (seen,) = meetings.programme(session, house, Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:00")), now=now)
    assert (seen.status, seen.ends) == ("planned", now)


def test_a_desk_that_ends_a_meeting_tells_the_group(session, house):
    booking = book(session, house)

    moves.end_early(session, house, booking.uid, who=DESK, now=at(WEDNESDAY, "14:30"))

    assert letters(session) == ["booking-confirmed", "booking-ended"]


@pytest.mark.parametrize(
    ("clock", "ends"),
    [("14:00", "14:01"), ("15:29", "15:29"), ("15:30", None), ("13:59", None)],
    ids=["as it begins", "a minute before its end", "as it ends", "before it begins"],
)
def test_a_meeting_ends_early_only_while_it_runs(session, house, clock, ends):
    booking = book(session, house)
    now = at(WEDNESDAY, clock)

    if ends is None:
        found = "not_yet" if clock == "13:59" else "meeting_over"
        assert codes(refused(moves.end_early, session, house, booking.uid, who=GROUP, now=now)) == [found]
    else:
        moves.end_early(session, house, booking.uid, who=GROUP, now=now)
        assert booking.ends_at == at(WEDNESDAY, ends)


def test_a_meeting_in_its_last_minute_ends_as_planned(session, house):
    booking = book(session, house)

    moves.end_early(session, house, booking.uid, who=GROUP, now=at(WEDNESDAY, "15:29") + timedelta(seconds=1))

    assert (booking.ends_at, booking.revision) == (at(WEDNESDAY, "15:30"), 0)


def test_what_was_called_off_cannot_end(session, house):
    booking = book(session, house)
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)

    answer = refused(moves.end_early, session, house, booking.uid, who=GROUP, now=at(WEDNESDAY, "14:30"))

    assert codes(answer) == ["already_decided"]


def test_a_moved_time_goes_to_whoever_waits(session, house):
    booking = book(session, house)
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)

    move(session, house, booking, "17:00", day=THURSDAY)

    held = session.exec(select(Booking).where(Booking.state == State.HELD)).one()
    vhs = session.exec(select(Group).where(Group.slug == "vhs")).one()
    assert (held.group_id, held.starts_at) == (vhs.id, at(WEDNESDAY, "14:00"))


def test_of_two_who_move_to_one_time_one_has_it(db):
    with db.writing() as session:
        house = move_in(session)
        uids = [book(session, house, clock, minutes=60).uid for clock in ("10:00", "14:00")]

    def go(uid: str) -> str:
        try:
            with db.writing() as session:
                return moves.move_booking(session, house, uid, start=at(THURSDAY, "14:00"), who=DESK, now=TUESDAY).state
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(go, uids))

    assert answers == ["confirmed", "taken"]


def test_who_decides_by_an_old_page_is_told(db):
    with db.writing() as session:
        house = move_in(session)
        uid = book(session, house).uid

    def go(hour: str) -> str:
        try:
            with db.writing() as session:
                start = at(THURSDAY, hour)
                return moves.move_booking(session, house, uid, start=start, revision=0, who=DESK, now=TUESDAY).state
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = sorted(hands.map(go, ["10:00", "15:00"]))

    assert answers == ["changed_meanwhile", "confirmed"]
