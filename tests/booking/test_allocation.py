"""Fixed times shared out: the same every time, least hours first, and a reason for everything."""

import itertools
import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking import allocation, fixedtimes
from booking.facts import HouseFacts, RoomFacts
from booking.fixedtimes import Calendar, Choice, Date, Standing
from booking.housefile.checking import check_house_file
from booking.outcomes import Outcome, Weights
from booking.span import Span
from booking.turns import Share, Wished, World, lot
from tests.support.cast import BERLIN, at
from tests.support.house import DEMO

SUMMER = (date(2027, 3, 1), date(2027, 7, 28))
TUE = 1
PLAIN = Weights(continuity=0, quiet=0)


@cache
def house() -> HouseFacts:
    """The demo's house: 8 to 22 o'clock, holidays and closures of Baden-Württemberg; empty rooms."""
    return check_house_file(DEMO.read_text(encoding="utf-8")).facts


def time(clock: str = "19:00", weekday: int = TUE, **changes: Any) -> Choice:
    return Choice.from_facts({"room": "quartierraum", "weekday": fixedtimes.WEEK[weekday], "start": clock, **changes})


def wished(uid: str, *choices: Choice, **changes: Any) -> Wished:
    asked = {"group": uid, "title": "Treffen", "usage": "group", "minutes": 90, "choices": choices or (time(),)}
    return Wished(uid=uid, **{**asked, **changes})


def world(**changes: Any) -> World:
    return World(**{"house": house(), "first": SUMMER[0], "last": SUMMER[1], "seed": "runde", **changes})


def propose(*wishes: Wished, weights: Weights = PLAIN, **changes: Any) -> dict[str, Outcome]:
    return {outcome.wish: outcome for outcome in allocation.propose(wishes, world(**changes), weights)}


def busy(hours: int) -> Share:
    """A group with so many hours a week in the book."""
    weeks = (SUMMER[1] - SUMMER[0]).days // 7 + 1
    return Share(weeks={SUMMER[0] + timedelta(days=7 * week): hours * 60 for week in range(weeks)})


def stands(day: date, clock: str, title: str | None = None, minutes: int = 90) -> Standing:
    """A booking of the big room."""
    room, start = house().room("quartierraum"), at(day, clock)
    return Standing(room.lo, room.hi, Span(start, start + timedelta(minutes=minutes)), title)


def every_week(clock: str, number: int, title: str | None = None) -> tuple[Standing, ...]:
    days = fixedtimes.days_of(time(), *SUMMER)
    return tuple(stands(day, clock, title) for day in days[:number])


# Who gets what


def test_whoever_is_alone_gets_the_first_choice_without_the_days_on_which_the_house_rests() -> None:
    outcome = propose(wished("chor", time("19:00", 3)))["chor"]

    assert (outcome.number, outcome.turn, outcome.dates) == (0, 1, 19)
    assert [(one.day.isoformat(), one.why) for one in outcome.skipped] == [
        ("2027-05-06", "holiday"),
        ("2027-05-27", "holiday"),
    ]


def test_of_two_who_want_the_same_time_the_one_with_fewer_hours_gets_it() -> None:
    wishes = wished("chor"), wished("schach")

    assert propose(*wishes, shares={"chor": busy(2)})["schach"].number == 0
    assert propose(*wishes, shares={"schach": busy(2)})["chor"].number == 0


def test_a_second_choice_is_as_good_where_the_first_is_gone() -> None:
    found = propose(wished("chor"), wished("schach", time(), time(weekday=2)), shares={"schach": busy(1)})

    assert (found["chor"].number, found["schach"].number) == (0, 1)
    assert [(one.number, one.code, one.because) for one in found["schach"].passed] == [(0, "given", "hours")]


def test_hours_are_counted_anew_after_every_turn() -> None:
    """The choir asks first for Tuesday, then for Wednesday; chess wants only Wednesday and comes between."""
    chor = [
        wished("chor-1", time(), group="chor"),
        wished("chor-2", time(weekday=2), group="chor", rank=1),
    ]
    found = propose(*chor, wished("schach", time(weekday=2)))

    assert (found["chor-1"].number, found["schach"].number, found["chor-2"].choice) == (0, 0, None)
    assert (found["chor-2"].passed[0].theirs, found["chor-2"].passed[0].mine) in [(0, 0), (0, 92)]


def test_two_groups_take_turns_where_both_come_every_two_weeks() -> None:
    found = propose(wished("shg-a", time(every_weeks=2)), wished("shg-b", time(every_weeks=2)))

    assert {found["shg-a"].phase, found["shg-b"].phase} == {0, 1}


def test_a_time_that_is_taken_on_too_many_days_cannot_be_had() -> None:
    two, three = every_week("19:30", 2), every_week("19:30", 3)

    kept, lost = propose(wished("chor"), standing=two)["chor"], propose(wished("chor"), standing=three)["chor"]

    assert (kept.dates, [one.why for one in kept.skipped]) == (20, ["clash", "clash"])
    assert (lost.choice, lost.passed[0].code, lost.passed[0].free, lost.passed[0].of) == (None, "taken", 19, 22)


def test_rooms_that_share_floor_are_in_each_others_way() -> None:
    kitchen = time("19:00", extras=["kueche"])
    found = propose(wished("chor", kitchen), wished("still", time(room="stueble", extras=["kueche"])))

    assert sorted(outcome.choice is None for outcome in found.values()) == [False, True]
    apart = propose(wished("chor", kitchen), wished("still", time(room="stueble")))
    assert all(outcome.choice for outcome in apart.values())


def test_set_up_and_tear_down_belong_to_the_time() -> None:
    found = propose(wished("chor", time("18:00")), wished("schach", time("19:45")))

    assert sorted(outcome.choice is None for outcome in found.values()) == [False, True]
    assert all(outcome.choice for outcome in propose(wished("a", time("18:00")), wished("b", time("20:00"))).values())


def test_a_group_gets_no_more_than_its_share_of_a_week() -> None:
    wishes = [wished(f"wunsch-{day}", time("10:00", day), group="chor", minutes=180, rank=day) for day in range(4)]

    found = propose(*wishes, shares={"chor": Share(limit=8 * 60)})

    assert [found[wish.uid].choice is not None for wish in wishes] == [True, True, False, False]
    assert found["wunsch-2"].passed[0].code == "quota"
    assert found["wunsch-2"].near == ()


# Weights


def test_who_had_this_time_before_counts_less() -> None:
    had = frozenset({("quartierraum", TUE, 19 * 60)})
    shares = {"chor": Share(weeks=busy(1).weeks, had=had), "schach": Share()}

    assert propose(wished("chor"), wished("schach"), shares=shares)["schach"].choice
    found = propose(wished("chor"), wished("schach"), shares=shares, weights=Weights(continuity=120, quiet=0))
    assert found["chor"].choice
    assert found["schach"].passed[0].because == "continuity"


def test_quiet_groups_count_less() -> None:
    shares = {"shg-a": Share(weeks=busy(1).weeks, quiet=True)}

    found = propose(wished("shg-a"), wished("schach"), shares=shares, weights=Weights(continuity=0, quiet=90))

    assert found["shg-a"].choice
    assert found["schach"].passed[0].because == "quiet"


def test_a_usage_may_count_less_and_decides_where_hours_are_equal() -> None:
    wishes = wished("kurs", usage="course"), wished("stadt", usage="town")
    heavier = propose(*wishes, shares={"stadt": busy(1)}, weights=Weights(continuity=0, quiet=0, usage={"town": 120}))
    ordered = propose(*wishes, weights=Weights(continuity=0, quiet=0, order=("town", "course")))

    assert heavier["kurs"].passed[0].because == "usage"
    assert ordered["kurs"].passed[0].because == "order"


@pytest.mark.parametrize(
    ("group", "quiet"),
    [
        ({"kind": "self_help"}, True),
        ({"audience": ["alle", "senioren"]}, True),
        ({"listing": "neutral"}, True),
        ({"trust": "new"}, True),
        ({"audience": ["kinder"]}, False),
    ],
    ids=["self-help", "for old people", "neutral", "new in the house", "for children"],
)
def test_which_groups_are_quiet(group: Mapping[str, Any], quiet: bool) -> None:
    asked: dict[str, Any] = {"kind": "initiative", "audience": ["alle"], "listing": "public", "trust": "trusted"}

    assert Weights().calls_quiet(**{**asked, **group}) is quiet


def test_where_all_is_equal_a_lot_decides_that_anybody_can_draw_again() -> None:
    found = propose(wished("chor"), wished("schach"))
    first = min(("chor", "schach"), key=lambda uid: lot("runde", uid))

    assert found[first].number == 0
    assert {found[uid].passed[0].because for uid in found if uid != first} == {"lot"}
    winners = {
        next(uid for uid, one in propose(wished("chor"), wished("schach"), seed=f"{n}").items() if one.choice)
        for n in range(20)
    }
    assert winners == {"chor", "schach"}


# What the desk fixed


def test_what_the_desk_fixed_stands_first() -> None:
    found = propose(wished("chor", fixed=True, given=time()), wished("schach"), shares={"chor": busy(5)})

    assert (found["chor"].number, found["chor"].fixed) == (0, True)
    assert (found["schach"].choice, found["schach"].passed[0].because) == (None, "desk")


def test_the_desk_may_give_another_time_or_none() -> None:
    other = time("10:00", 5)
    found = propose(wished("chor", fixed=True, given=other), wished("schach", fixed=True))

    assert (found["chor"].choice, found["chor"].number) == (other, None)
    assert (found["schach"].choice, found["schach"].near) == (None, ())


def test_fixing_what_was_proposed_changes_nothing_else() -> None:
    wishes = [wished(uid, time(), time(weekday=2), time(weekday=3)) for uid in ("a", "b", "c", "d")]
    before = propose(*wishes)

    for fixed in wishes:
        again = [wished(wish.uid, *wish.choices, fixed=wish is fixed, given=before[wish.uid].choice) for wish in wishes]
        assert {uid: one.choice for uid, one in propose(*again).items()} == {
            uid: one.choice for uid, one in before.items()
        }


# Why not


def test_whoever_gets_nothing_is_offered_the_nearest_free_times() -> None:
    found = propose(wished("chor"), wished("schach"))
    loser = next(one for one in found.values() if not one.choice)

    assert [(one.room, one.weekday, fixedtimes.clock(one.start)) for one in loser.near] == [
        ("quartierraum", TUE, "17:00"),
        ("quartierraum", 0, "19:00"),
        ("quartierraum", 2, "19:00"),
    ]
    again = propose(wished("chor", fixed=True, given=time()), wished("schach", *loser.near))
    assert again["schach"].number == 0


@pytest.mark.parametrize(
    ("choice", "persons", "code"),
    [
        (time("21:00"), None, "rules"),
        (time("19:07"), None, "rules"),
        (time(room="stueble"), 20, "rules"),
        (time(room="keller"), None, "rules"),
        (time(room="kueche"), None, "rules"),
    ],
    ids=["after hours", "off the grid", "too many people", "no such room", "a room by itself only as an extra"],
)
def test_what_the_house_does_not_lend_is_told(choice: Choice, persons: int | None, code: str) -> None:
    found = propose(wished("chor", choice, time(), persons=persons))["chor"]

    assert (found.number, [(one.number, one.code) for one in found.passed]) == (1, [(0, code)])


def test_the_public_title_of_what_stands_there_is_told_and_nothing_else() -> None:
    public = propose(wished("chor"), standing=every_week("19:30", 9, "Filmabend"))["chor"]
    hidden = propose(wished("chor"), standing=every_week("19:30", 9))["chor"]

    assert (public.passed[0].who, hidden.passed[0].who) == ("Filmabend", None)


def test_a_wish_of_lower_rank_waits_for_the_dearer_one_of_its_own_group() -> None:
    """Chess could not come before the choir on Wednesday, because its dearer wish took its turn."""
    schach = [wished("s-1", time(), group="schach"), wished("s-2", time(weekday=2), group="schach", rank=1)]
    found = propose(*schach, wished("chor", time(weekday=2)), shares={"chor": busy(1)})

    assert found["s-2"].passed[0].because in ("hours", "rank")


def test_the_desk_is_told_who_could_move() -> None:
    flexible = wished("chor", time(), time(weekday=2), fixed=False)
    found = propose(flexible, wished("schach"), shares={"schach": busy(1)})

    swap = found["schach"].swap
    assert swap is not None
    assert (swap.number, swap.wish, swap.other) == (0, "chor", 1)


def test_an_outcome_is_read_back_as_it_was_written() -> None:
    standing = (stands(date(2027, 3, 2), "19:00", "Basar"),)
    found = propose(wished("chor", time(), time(monthly=[2])), wished("schach"), standing=standing)

    assert [Outcome.from_facts(one.as_facts()) for one in found.values()] == [*found.values()]
    assert Weights.from_facts(Weights(usage={"town": 60}).as_facts()) == Weights(usage={"town": 60})


# What always holds

CHOICES = st.builds(
    time,
    st.sampled_from(["09:00", "10:00", "18:00", "18:30", "19:00", "20:00"]),
    st.integers(0, 2),
    room=st.sampled_from(["quartierraum", "stueble"]),
    every_weeks=st.sampled_from([1, 1, 2, 4]),
    monthly=st.sampled_from([(), (), (1,), (2, 4), (-1,)]),
    extras=st.sampled_from([[], [], ["kueche"]]),
)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Wished], World]:
    """Some groups with up to three wishes each, and what they have already."""
    groups = [f"g{number}" for number in range(draw(st.integers(1, 5)))]
    wishes = []
    for group in groups:
        for rank in range(draw(st.integers(1, 3))):
            choices = draw(st.lists(CHOICES, min_size=1, max_size=3, unique=True))
            minutes = draw(st.sampled_from([60, 90, 120]))
            uid = f"{group}-{rank}"
            wishes.append(wished(uid, *choices, group=group, rank=rank, minutes=minutes))
    shares = {group: busy(draw(st.integers(0, 3))) for group in groups}
    standing = every_week(draw(st.sampled_from(["18:00", "19:00"])), draw(st.integers(0, 5)))
    return wishes, world(shares=shares, standing=standing, seed=draw(st.sampled_from(["a", "b"])))


def dates_of(outcome: Outcome, wish: Wished, where: World) -> list[Date]:
    """The dates that take place, found anew from what the outcome says."""
    assert outcome.choice is not None
    skipped = {one.day for one in outcome.skipped}
    calendar = Calendar(where.house, where.first, where.last, ())
    dates = calendar.dates(outcome.choice, wish.minutes, outcome.phase)
    return [one for one in dates if one.starts.date() not in skipped]


def meet(one: tuple[RoomFacts, list[Date]], other: tuple[RoomFacts, list[Date]]) -> bool:
    if not one[0].shares_floor(other[0]):
        return False
    by_day = {date.starts.date(): date for date in other[1]}
    pairs = ((date, by_day[date.starts.date()]) for date in one[1] if date.starts.date() in by_day)
    return any(mine.begin < theirs.until and theirs.begin < mine.until for mine, theirs in pairs)


def granted(outcomes: list[Outcome], wishes: list[Wished]) -> Iterator[tuple[Wished, Outcome]]:
    by_uid = {wish.uid: wish for wish in wishes}
    return ((by_uid[one.wish], one) for one in outcomes if one.choice)


@settings(max_examples=40, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_in_which_wishes_come_in_plays_no_part(
    case: tuple[list[Wished], World], shuffle: random.Random
) -> None:
    wishes, where = case
    mixed = [*wishes]
    shuffle.shuffle(mixed)

    assert allocation.propose(mixed, where, PLAIN) == allocation.propose(wishes, where, PLAIN)


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_nothing_that_is_given_overlaps_and_all_of_it_was_wished_for(case: tuple[list[Wished], World]) -> None:
    wishes, where = case
    places = []
    for wish, outcome in granted(allocation.propose(wishes, where, PLAIN), wishes):
        assert outcome.choice == wish.choices[outcome.number or 0]
        dates = dates_of(outcome, wish, where)
        assert outcome.dates == len(dates) > 0
        places.append((where.house.room(outcome.choice.room, outcome.choice.extras), dates))
    assert not any(meet(one, other) for one, other in itertools.combinations(places, 2))


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_nobody_with_fewer_hours_goes_without_for_somebody_with_more(case: tuple[list[Wished], World]) -> None:
    """For a choice that the book left free and that others got, one of them had no more hours when it chose.

    Hours are counted here a second time, turn by turn, from what the outcomes say.
    """
    wishes, where = case
    outcomes = allocation.propose(wishes, where, PLAIN)
    by_uid = {wish.uid: wish for wish in wishes}
    calendar = Calendar(where.house, where.first, where.last, where.standing)
    had: dict[str, int] = {group: sum(share.weeks.values()) for group, share in where.shares.items()}
    at_turn: dict[int, dict[str, int]] = {}
    for wish, outcome in sorted(granted(outcomes, wishes), key=lambda one: one[1].turn):
        at_turn[outcome.turn] = {**had}
        had[wish.group] += outcome.dates * wish.minutes

    for outcome in outcomes:
        wish = by_uid[outcome.wish]
        served = {one.wish for one in outcomes if one.turn and one.turn < (outcome.turn or 10**9)}
        dearer = [one for one in wishes if one.group == wish.group and one.rank < wish.rank]
        for choice in wish.choices[: outcome.number]:
            phases = [calendar.dates(choice, wish.minutes, phase) for phase in range(choice.phases)]
            if not any(fixedtimes.enough(dates, 90) for dates in phases):
                continue
            room = where.house.room(choice.room, choice.extras)
            takers = [
                (other, out)
                for other, out in granted(outcomes, wishes)
                if out.wish in served
                and where.house.room(
                    other.choices[out.number or 0].room, other.choices[out.number or 0].extras
                ).shares_floor(room)
            ]
            assert takers, "nobody took it, yet it was not given"
            if not dearer:
                assert any(
                    other.group == wish.group or at_turn[out.turn][other.group] <= at_turn[out.turn][wish.group]
                    for other, out in takers
                )


@settings(max_examples=40, deadline=None)
@given(rounds())
def test_every_better_choice_that_was_not_given_has_its_reason(case: tuple[list[Wished], World]) -> None:
    wishes, where = case
    by_uid = {wish.uid: wish for wish in wishes}

    for outcome in allocation.propose(wishes, where, PLAIN):
        better = len(by_uid[outcome.wish].choices) if outcome.number is None else outcome.number
        assert [one.number for one in outcome.passed] == [*range(better)]


@settings(max_examples=40, deadline=None)
@given(rounds(), CHOICES)
def test_naming_one_more_choice_never_harms(case: tuple[list[Wished], World], more: Choice) -> None:
    wishes, where = case
    before = {one.wish: one for one in allocation.propose(wishes, where, PLAIN)}
    first = wishes[0]
    longer = wished(first.uid, *first.choices, more, group=first.group, rank=first.rank, minutes=first.minutes)

    after = {one.wish: one for one in allocation.propose([longer, *wishes[1:]], where, PLAIN)}

    if before[first.uid].number is not None:
        assert after[first.uid].number == before[first.uid].number


# Fixed times


@pytest.mark.parametrize(
    ("facts", "rule", "days"),
    [
        ({}, "FREQ=WEEKLY;BYDAY=TU", ["2027-03-02", "2027-03-09", "2027-03-16"]),
        ({"every_weeks": 2}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", ["2027-03-02", "2027-03-16", "2027-03-30"]),
        ({"monthly": [1, 3]}, "FREQ=MONTHLY;BYDAY=1TU,3TU", ["2027-03-02", "2027-03-16", "2027-04-06"]),
        ({"monthly": [-1]}, "FREQ=MONTHLY;BYDAY=-1TU", ["2027-03-30", "2027-04-27", "2027-05-25"]),
        ({"monthly": [5]}, "FREQ=MONTHLY;BYDAY=5TU", ["2027-03-30", "2027-06-29"]),
    ],
    ids=["every week", "every two weeks", "first and third", "last", "fifth"],
)
def test_the_dates_of_a_fixed_time(facts: Mapping[str, Any], rule: str, days: list[str]) -> None:
    choice = time(**facts)

    assert choice.rule == rule
    assert [day.isoformat() for day in fixedtimes.days_of(choice, *SUMMER)][:3] == days
    assert Choice.from_facts(choice.as_facts()) == choice
    first = datetime.fromisoformat(f"{days[0]}T19:00")
    assert fixedtimes.choice_like(choice.rule, first, room="quartierraum") == choice


@pytest.mark.parametrize(
    "rule",
    ["FREQ=WEEKLY;BYDAY=TU,TH", "FREQ=MONTHLY;BYMONTHDAY=2", "FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=3", "FREQ=YEARLY"],
)
def test_a_rule_that_is_no_fixed_time(rule: str) -> None:
    with pytest.raises(fixedtimes.Refused) as caught:
        fixedtimes.choice_like(rule, datetime(2027, 3, 2, 19), room="quartierraum")

    assert [reason.code for reason in caught.value.reasons] == ["no_fixed_time"]


def test_a_time_stays_on_the_clock_when_clocks_change() -> None:
    dates = Calendar(house(), *SUMMER, ()).dates(time("19:00", 6), 60)

    assert {one.starts.hour for one in dates} == {19}
    assert {fixedtimes.moment(one.begin).astimezone(BERLIN).hour for one in dates} == {18}


def test_a_pause_in_the_school_holidays_costs_nobody_the_time() -> None:
    outcome = propose(wished("krabbel", time("19:00", pause_school=True)))["krabbel"]

    assert {one.why for one in outcome.skipped} == {"school_holiday"}
    assert outcome.number == 0
