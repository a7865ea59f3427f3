"""A series before it is saved: what each date would become, and what the group chooses for it."""

from datetime import date, datetime, timedelta

import pytest
from sqlmodel import select

from booking import lifecycle, series
from booking.preview import Choice, preview
from booking.reconcile import reconcile
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, Series, State
from models.letters import Letter
from models.rooms import Holiday
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

FIVE = "FREQ=WEEKLY;COUNT=5"


@pytest.fixture
def house(session):
    return move_in(session, quota={})


def week(number: int) -> date:
    return WEDNESDAY + timedelta(days=7 * number)


def place(number: int, clock: str = "14:00") -> datetime:
    """Return the place in the rule of the date in week *number*."""
    return datetime.combine(week(number), datetime.strptime(clock, "%H:%M").time())  # noqa: DTZ007


def taken(session, house, *weeks: int, **changes) -> list[Booking]:
    """Let somebody else have the room in *weeks*."""
    asked = {"group_slug": "vhs", "title": "Kurs am Abend", **changes}
    return [
        lifecycle.request_booking(session, house, wish(day=week(number), **asked), who="x", now=TUESDAY)
        for number in weeks
    ]


def look(session, house, choices=(), **changes):
    return preview(session, house, wish(**changes), choices=choices, now=TUESDAY)


def ask(session, house, *choices, **changes) -> Series:
    asked = wish(**changes)
    return series.request_series(session, house, asked, choices=choices, who="group:strickcafe", now=TUESDAY)


def states(session, made: Series) -> list[tuple[date, str, str]]:
    return [(one.wall_from.date(), str(one.state), one.reason) for one in series.dates(session, made)]


def refused(act) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def codes(act) -> list[str]:
    return [reason.code for reason in refused(act).reasons]


def test_every_date_is_shown_with_who_is_in_the_way_and_nothing_is_stored(session, house):
    taken(session, house, 1)
    taken(session, house, 3, group_slug="shg-a", title="Vertraulich")

    seen = look(session, house, rrule=FIVE)

    assert [(one.rule_start, one.state) for one in seen.dates] == [
        (place(0), "free"),
        (place(1), "clash"),
        (place(2), "free"),
        (place(3), "clash"),
        (place(4), "free"),
    ]
    assert [one.reasons[0].title for one in seen.dates if one.reasons] == ["Kurs am Abend", None]
    assert not seen.possible
    assert session.exec(select(Series)).all() == []


def test_a_date_that_clashes_is_offered_other_times_and_rooms(session, house):
    taken(session, house, 1)

    date_ = look(session, house, rrule=FIVE, persons=6).dates[1]

    # The block of the other one lasts from 13:45 to 15:45, and both sides need their set-up.
    assert [one.span.start for one in date_.other_times] == [
        at(week(1), "12:00"),
        at(week(1), "16:00"),
        at(week(1), "11:45"),
    ]
    assert [(one.room, one.span) for one in date_.other_rooms] == [("stueble", date_.span)]


def test_a_room_that_is_too_small_is_not_offered(session, house):
    taken(session, house, 1)

    assert look(session, house, rrule=FIVE, persons=20).dates[1].other_rooms == ()


def test_what_is_offered_meets_no_other_date_of_the_series(session, house):
    taken(session, house, 0, clock="10:00")

    seen = look(session, house, clock="10:00", rrule="FREQ=DAILY;COUNT=3", minutes=300)

    offered = seen.dates[0].other_times
    own = [Span(one.span.start, one.span.end).widened(30, 30) for one in seen.dates[1:]]
    assert offered
    assert not any(span.overlaps(one.span) for one in offered for span in own)


def test_every_offer_can_be_chosen(session, house):
    taken(session, house, 1, 3)
    seen = look(session, house, rrule=FIVE, persons=6)
    first, second = seen.dates[1], seen.dates[3]

    made = ask(
        session,
        house,
        Choice(first.rule_start, "time", start=first.other_times[0].span.start),
        Choice(second.rule_start, "room", room=second.other_rooms[0].room),
        rrule=FIVE,
        persons=6,
    )

    rows = series.dates(session, made)
    assert [(one.state, one.moved) for one in rows] == [
        (State.CONFIRMED, False),
        (State.CONFIRMED, True),
        (State.CONFIRMED, False),
        (State.CONFIRMED, True),
        (State.CONFIRMED, False),
    ]
    assert rows[1].starts_at == first.other_times[0].span.start
    assert (rows[3].room_id, rows[3].rule_start) == (house.rooms_by_slug["stueble"].id, place(3))


def test_a_date_left_out_because_of_a_clash_says_so(session, house):
    other = taken(session, house, 1)[0]

    made = ask(session, house, Choice(place(1), "skip"), rrule=FIVE)

    assert states(session, made)[1] == (week(1), "skipped", "clash")
    assert series.dates(session, made)[1].facts == {"in_the_way": [other.uid]}
    assert [letter.kind for letter in session.exec(select(Letter)) if letter.facts.get("series")] == [
        "series-confirmed"
    ]


def test_a_free_date_can_be_left_out_too(session, house):
    made = ask(session, house, Choice(place(2), "skip"), rrule=FIVE)

    assert states(session, made)[2] == (week(2), "skipped", "left_out")
    assert not reconcile(session, house, made, who="clock", now=TUESDAY)


def test_one_clash_without_a_choice_keeps_all_from_being_stored(session, house):
    taken(session, house, 1, 3)

    assert codes(lambda: ask(session, house, Choice(place(1), "skip"), rrule=FIVE)) == ["taken"]
    assert session.exec(select(Series)).all() == []


def test_a_choice_is_checked_like_any_date(session, house):
    taken(session, house, 1)
    night = Choice(place(1), "time", start=at(week(1), "22:00"))
    other = Choice(place(1), "time", start=at(week(1), "15:00"))

    assert codes(lambda: ask(session, house, night, rrule=FIVE)) == ["outside_hours"]
    assert codes(lambda: ask(session, house, other, rrule=FIVE)) == ["taken"]


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice(place(9), "skip"), "unknown_date"),
        (Choice(place(1, "14:01"), "skip"), "unknown_date"),
        (Choice(at(date(2026, 12, 25), "14:00").replace(year=9999), "skip"), "unknown_date"),
        (Choice(place(1), "room", room="keller"), "unknown_room"),
        (Choice(place(1), "room", room="kueche"), "room_only_as_extra"),
    ],
    ids=["after the end", "a minute off", "in another age", "no such room", "a room that is lent with another only"],
)
def test_a_choice_that_makes_no_sense_is_refused(session, house, choice, code):
    assert codes(lambda: ask(session, house, choice, rrule=FIVE)) == [code]


def test_two_dates_of_one_series_must_not_meet(session, house):
    late = Choice(place(0), "time", start=at(WEDNESDAY + timedelta(days=1), "14:30"))

    found = codes(lambda: ask(session, house, late, rrule="FREQ=DAILY;COUNT=2"))

    assert found == ["taken"]


def test_what_speaks_against_all_dates_is_said_once(session, house):
    seen = look(session, house, rrule=FIVE, minutes=15, title="")

    assert [reason.code for reason in seen.reasons] == ["title_refused", "too_short"]
    assert [one.state for one in seen.dates] == ["free"] * 5
    assert not seen.possible


def test_the_share_of_the_group_speaks_against_the_whole(session):
    house = move_in(session, quota={"hours_per_group_week": 4})

    seen = look(session, house, rrule="FREQ=DAILY;COUNT=4", minutes=120)

    assert [reason.code for reason in seen.reasons] == ["many_hours"]


def test_a_rule_that_cannot_be_kept_is_told_and_not_raised(session, house):
    seen = look(session, house, rrule="FREQ=SECONDLY;COUNT=5")

    assert ([reason.kind for reason in seen.reasons], seen.dates) == (["frequency"], ())


# Dates beside the rule, dates left out, pauses


def test_dates_beside_the_rule_and_dates_left_out(session, house):
    extra = (datetime.combine(week(0), datetime.min.time()) + timedelta(days=2, hours=9),)

    made = ask(session, house, rrule=FIVE, extra=extra, left_out=(week(1), place(3)))

    assert states(session, made) == [
        (week(0), "confirmed", ""),
        (week(0) + timedelta(days=2), "confirmed", ""),
        (week(1), "skipped", "left_out"),
        (week(2), "confirmed", ""),
        (week(3), "skipped", "left_out"),
        (week(4), "confirmed", ""),
    ]
    assert (made.extra, made.left_out) == (["2026-11-27T09:00"], ["2026-12-02T14:00", "2026-12-16T14:00"])


def test_a_day_that_is_left_out_must_be_one_of_the_series(session, house):
    assert codes(lambda: ask(session, house, rrule=FIVE, left_out=(week(9), week(8)))) == ["unknown_date"] * 2


def test_a_rule_that_ends_before_its_first_date_has_none(session, house):
    seen = look(session, house, rrule="FREQ=WEEKLY;UNTIL=20261101", extra=(at(WEDNESDAY, "18:00"),))

    assert [reason.kind for reason in seen.reasons] == ["no_dates"]


def test_a_date_beside_the_rule_keeps_the_rules_too(session, house):
    late = (at(week(0) - timedelta(days=7), "14:00"),)

    assert codes(lambda: ask(session, house, rrule=FIVE, extra=late)) == ["in_the_past"]


def test_a_series_may_pause_in_school_holidays(session):
    session.add(Holiday(name="Weihnachtsferien", starts_on=week(2), ends_on=week(3), school=True))
    house = move_in(session, quota={})

    seen = look(session, house, rrule=FIVE, pause_school=True)
    made = ask(session, house, rrule=FIVE, pause_school=True)

    assert [(one.state, one.why) for one in seen.dates][2:4] == [("skipped", "school_holiday")] * 2
    assert [reason.name for reason in seen.dates[2].reasons] == ["Weihnachtsferien"]
    assert [state for _day, state, _why in states(session, made)] == [
        "confirmed",
        "confirmed",
        "skipped",
        "skipped",
        "confirmed",
    ]
    assert made.pause_school


def test_skipped_dates_say_why(session, house):
    seen = look(session, house, day=date(2026, 12, 18), rrule="FREQ=WEEKLY;COUNT=2")

    assert [(one.state, one.why, [reason.code for reason in one.reasons]) for one in seen.dates] == [
        ("free", "", []),
        ("skipped", "holiday", ["public_holiday"]),
    ]


def test_a_series_with_no_date_at_all_is_refused(session, house):
    assert codes(lambda: ask(session, house, rrule="FREQ=WEEKLY;COUNT=1", left_out=(WEDNESDAY,))) == ["rule_refused"]


@pytest.mark.parametrize(
    ("day", "in_utc"),
    [
        (date(2027, 3, 28), ("01:30", "02:00")),
        (date(2026, 10, 25), ("00:30", "03:00")),
    ],
    ids=["the hour is skipped", "the hour comes twice"],
)
def test_half_past_two_in_the_nights_when_clocks_change(session, house, day, in_utc):
    asked = wish("02:30", day=day - timedelta(days=1), minutes=90, rrule="FREQ=DAILY;COUNT=3")

    seen = preview(session, house, asked, now=at(date(2026, 10, 20), "09:00"))

    assert [one.rule_start.time().isoformat("minutes") for one in seen.dates] == ["02:30"] * 3
    night = seen.dates[1].span
    assert (f"{night.start:%H:%M}", f"{night.end:%H:%M}") == in_utc


def test_a_tap_that_is_sent_twice_makes_one_series(session, house):
    first = ask(session, house, rrule=FIVE, once="tap-1")
    again = ask(session, house, rrule=FIVE, once="tap-1")

    assert again is first
    assert len(session.exec(select(Booking)).all()) == 5
