"""The rules of the house, without a database: every objection, and that free times are bookable."""

import time
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking import freetimes, refusals, rules
from booking.facts import ClosureFacts, HolidayFacts, HouseFacts, OpeningFacts, RoomFacts, Rules, UsageFacts
from booking.rules import Ask
from booking.span import Span, day_span, local
from tests.support.cast import BERLIN, RULES, TUESDAY, WEDNESDAY, at

BIG = RoomFacts(1, "gross", "Großer Raum", "", 2, 3, None, (), True, 50, 40, 28, "tables", 15, 15)
KITCHEN = RoomFacts(2, "kueche", "Küche", "", 1, 2, None, (), False, 6, 6, 6, "standing", 0, 0)
BOTH = RoomFacts(
    3, "gross+kueche", "Großer Raum mit Küche", "", 1, 3, 1, ("kueche",), False, 50, 40, 28, "tables", 15, 15
)

EVERYTHING = ["title_refused", "too_many_persons", "off_grid", "too_long", "outside_hours"]


def house(*, closures=(), holidays=(), openings=None, zone=BERLIN, **changed) -> HouseFacts:
    usual = [OpeningFacts(room, day, 480, 1320, None, None) for room in (1, 2) for day in range(7)]
    return HouseFacts(
        revision=1,
        slug="haus",
        name="Haus",
        short="Haus",
        city="",
        public_domain="",
        zone=zone,
        about={},
        rules=Rules.from_facts({**RULES, **changed}),
        rooms=(BIG, KITCHEN, BOTH),
        openings=tuple(usual if openings is None else openings),
        closures=tuple(closures),
        public_holidays=tuple(holidays),
        school_holidays=(),
        usages=(
            UsageFacts("group", "Gruppentreffen", True, False, ""),
            UsageFacts("private", "Feier", False, False, "Nein."),
        ),
    )


def ask(start="14:00", end="15:30", *, day=WEDNESDAY, **changed) -> Ask:
    asked = {"span": Span(at(day, start), at(day, end)), "title": "Treffen", "usage": "group", "trusted": True}
    return Ask(**{**asked, **changed})


def codes(house, asked, room=BIG, now=TUESDAY):
    return [reason.code for reason in rules.objections(house, room, asked, now)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (ask(), []),
        (ask("08:15", "09:00"), []),
        (ask("08:00", "09:00"), ["outside_hours"]),
        (ask("21:00", "21:45"), []),
        (ask("21:15", "22:00"), ["outside_hours"]),
        (ask("14:00", "14:15"), ["too_short"]),
        (ask("10:00", "15:15"), ["too_long"]),
        (ask("14:05", "15:05"), ["off_grid"]),
        (ask("09:00", "09:30", day=date(2026, 11, 24)), ["in_the_past"]),
        (ask(trusted=False), ["too_soon"]),
        (ask(day=date(2027, 3, 24)), []),
        (ask(day=date(2027, 3, 25)), ["too_far_ahead"]),
        (ask(persons=28, layout="tables"), []),
        (ask(persons=29, layout="tables"), ["too_many_persons"]),
        (ask(persons=51), ["too_many_persons"]),
        (ask(persons=0), ["bad_number"]),
        (ask(usage="private"), ["usage_not_allowed"]),
        (ask(usage="unsinn"), ["unknown_usage"]),
        (ask("06:05", "23:40", title="", persons=99), EVERYTHING),
    ],
    ids=[
        "fine", "set-up starts as the house opens", "set-up before the house opens", "tear-down ends as it closes",
        "tear-down after it closes", "too short", "too long", "not on the steps", "already over",
        "newcomers need two days", "last day of the book", "after it", "as many as fit", "one more at tables",
        "one more at all", "nobody",
        "private party", "unknown usage", "everything at once",
    ],
)  # fmt: skip
def test_each_rule_objects(asked, expected):
    assert codes(house(), asked) == expected


def test_a_room_that_is_only_an_extra_is_not_lent_alone():
    assert codes(house(), ask(persons=4), KITCHEN) == ["room_only_as_extra"]


def test_a_closure_of_half_a_day_is_told_with_its_sentence():
    closed = house(closures=[ClosureFacts("heizung", WEDNESDAY, WEDNESDAY, 480, 720, ("gross",), "Heizung.")])

    reasons = rules.objections(closed, BIG, ask("11:00", "12:00"), TUESDAY)

    assert reasons == [refusals.Closed(WEDNESDAY, "Heizung.", "heizung", "08:00", "12:00", WEDNESDAY)]
    assert codes(closed, ask("12:00", "13:00")) == ["closed"]  # its set-up would begin at 11:45
    assert codes(closed, ask("12:15", "13:00")) == []


def test_a_closed_extra_closes_the_room_with_it():
    closed = house(closures=[ClosureFacts("putzen", WEDNESDAY, WEDNESDAY, 0, 1440, ("kueche",), "Putzen.")])

    assert codes(closed, ask(), BOTH) == ["closed"]
    assert codes(closed, ask(), BIG) == []


def test_a_holiday_closes_and_an_override_opens():
    christmas = date(2026, 12, 25)
    closed = house(
        holidays=[HolidayFacts("1. Weihnachtstag", christmas, christmas)],
        closures=[ClosureFacts("pause", date(2026, 12, 24), date(2027, 1, 6), 0, 1440, ("gross",), "Pause.")],
    )

    assert codes(closed, ask(day=christmas)) == ["public_holiday", "closed"]
    assert codes(closed, ask(day=christmas, override=("pause",))) == []
    assert codes(closed, ask(day=date(2026, 12, 24), override=("andere",))) == ["closed"]


def test_hours_that_hold_for_a_while_only():
    until, since = date(2026, 11, 30), date(2026, 12, 1)
    hours = [OpeningFacts(1, 2, 480, 1320, None, until), OpeningFacts(1, 2, 600, 720, since, None)]

    assert codes(house(openings=hours), ask(day=WEDNESDAY)) == []
    assert codes(house(openings=hours), ask(day=date(2026, 12, 2))) == ["outside_hours"]


def test_a_house_that_is_always_open_is_open_through_midnight():
    always = [OpeningFacts(1, day, 0, 1440, None, None) for day in range(7)]
    span = Span(at(WEDNESDAY, "23:00"), at(date(2026, 11, 26), "01:00"))

    assert codes(house(openings=always), ask(span=span)) == []


@pytest.mark.parametrize(
    ("day", "number"), [(date(2027, 3, 28), 92), (date(2026, 12, 2), 96), (date(2027, 10, 31), 92)],
    ids=["the day of 23 hours", "an ordinary day", "the day of 25 hours"],
)  # fmt: skip
def test_free_times_on_the_nights_when_clocks_change(day, number):
    always = [OpeningFacts(1, weekday, 0, 1440, None, None) for weekday in range(7)]
    open_house = house(openings=always, max_ahead_days={"single": None, "series": None})

    free = list(freetimes.free_starts(open_house, BIG, day, 60, [], trusted=True, now=TUESDAY))

    assert len(free) == number
    assert len({local(span.start, BERLIN).strftime("%H:%M") for span in free}) == number


@settings(max_examples=120, deadline=None)
@given(
    minutes=st.sampled_from([15, 30, 45, 60, 90, 180, 300, 315]),
    day=st.integers(-1, 9).map(lambda number: WEDNESDAY + timedelta(days=number)),
    closed=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20), st.integers(1, 8)), max_size=3),
    taken=st.lists(st.tuples(st.integers(0, 9 * 24 * 4), st.integers(1, 20)), max_size=6),
    trusted=st.booleans(),
    zone=st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"]),
)
def test_what_is_offered_can_be_booked_and_what_is_refused_is_not_offered(minutes, day, closed, taken, trusted, zone):
    """cal.diy#29532: the list and the check computed buffers differently."""
    shut = [
        ClosureFacts(
            f"c{n}", WEDNESDAY + timedelta(d), WEDNESDAY + timedelta(d), h * 60, min(1440, (h + n) * 60), ("gross",), ""
        )
        for d, h, n in closed
    ]
    here = house(closures=shut, zone=ZoneInfo(zone))
    midnight = day_span(WEDNESDAY, here.zone).start
    blocks = [
        Span(midnight + timedelta(minutes=15 * start), midnight + timedelta(minutes=15 * (start + length)))
        for start, length in taken
    ]

    offered = set(freetimes.free_starts(here, BIG, day, minutes, blocks, trusted=trusted, now=TUESDAY))

    start = day_span(day, here.zone).start
    for number in range(0, 1440, 15):
        span = Span(start + timedelta(minutes=number), start + timedelta(minutes=number + minutes))
        asked = Ask(span=span, title="Treffen", usage="group", trusted=trusted)
        clash = any(rules.block(BIG, span).overlaps(block) for block in blocks)
        assert (span in offered) is (not clash and not rules.objections(here, BIG, asked, TUESDAY))


@settings(max_examples=60, deadline=None)
@given(
    start=st.integers(0, 96 * 3),
    minutes=st.sampled_from([30, 60, 90, 240]),
    taken=st.lists(st.tuples(st.integers(0, 96 * 3), st.integers(1, 30)), max_size=8),
)
def test_the_nearest_free_times_are_the_nearest_of_all_free_times(start, minutes, taken):
    here, midnight = house(), day_span(WEDNESDAY, BERLIN).start
    blocks = [
        Span(midnight + timedelta(minutes=15 * begin), midnight + timedelta(minutes=15 * (begin + length)))
        for begin, length in taken
    ]
    begins = midnight + timedelta(minutes=15 * start)
    wanted = Span(begins, begins + timedelta(minutes=minutes))

    near = list(freetimes.free_around(here, BIG, wanted, 2, blocks, trusted=True, now=TUESDAY))

    days = [WEDNESDAY + timedelta(days=number) for number in range(-4, 8)]
    every = [
        span
        for day in days
        for span in freetimes.free_starts(here, BIG, day, minutes, blocks, trusted=True, now=TUESDAY)
    ]
    two_days = timedelta(days=2)
    expected = [span for span in every if -two_days < span.start - begins < two_days]
    assert near == sorted(expected, key=lambda span: (abs(span.start - begins), span.start))


def seconds_for(here, wanted, blocked, times):
    before = time.process_time()
    for _ in range(times):
        assert not list(freetimes.free_around(here, BIG, wanted, 28, blocked, trusted=True, now=TUESDAY))
    return time.process_time() - before


@pytest.mark.parametrize("days", [-7000, -40, 400, 60_000])
def test_a_time_that_nobody_may_ask_for_costs_no_look_at_the_weeks_around_it(days):
    """Each such wish kept the house busy for a second, and whoever wanted to write waited as long."""
    begins = day_span(WEDNESDAY + timedelta(days=days), BERLIN).start + timedelta(hours=10)

    assert seconds_for(house(), Span(begins, begins + timedelta(hours=1)), [], times=100) < 1


def test_a_month_full_of_gaps_that_are_too_short_is_looked_through_like_a_full_one():
    midnight = day_span(WEDNESDAY, BERLIN).start
    wanted = Span(midnight + timedelta(days=30, hours=10), midnight + timedelta(days=30, hours=11))
    hours = [midnight + timedelta(hours=number) for number in range(-24, 60 * 24)]
    full = [Span(hour, hour + timedelta(hours=1)) for hour in hours]
    gaps = [Span(hour, hour + timedelta(minutes=30)) for hour in hours]

    assert seconds_for(house(), wanted, gaps, times=3) < 6 * seconds_for(house(), wanted, full, times=3)
