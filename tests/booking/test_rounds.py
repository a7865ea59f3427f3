"""The half-year round from its first wish to the series in the book; on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from booking import lifecycle, roundbook, roundend, rounds, roundwishes, series
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.refusals import Refused
from booking.roundwishes import Asked
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from models.rounds import Round, RoundWish, Stage
from tests.support.cast import TUESDAY, at, wish

SUMMER = {"starts_on": date(2027, 3, 1), "ends_on": date(2027, 7, 28), "apply_until": date(2027, 1, 31)}
DESK = "desk:manager"
FEBRUARY = TUESDAY.replace(year=2027, month=2, day=2)


@pytest.fixture
def summer(session: Session, house: HouseFacts) -> Round:
    return rounds.open_round(session, house, name="Sommerhalbjahr", **SUMMER, who=DESK, now=TUESDAY)


def time(clock: str = "19:00", weekday: str = "tue", **changes: Any) -> Choice:
    return Choice.from_facts({"room": "quartierraum", "weekday": weekday, "start": clock, **changes})


def asked(group: str = "strickcafe", *choices: Choice, **changes: Any) -> Asked:
    told = {"title": "Stricken am Abend", "minutes": 90, "choices": choices or (time(),)}
    return Asked(group_slug=group, **{**told, **changes})


def wish_for(session: Session, house: HouseFacts, summer: Round, *args: Any, **changes: Any) -> RoundWish:
    group = args[0] if args else "strickcafe"
    return roundwishes.wish_for(session, house, summer.uid, asked(*args, **changes), who=f"group:{group}", now=TUESDAY)


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def results(session: Session, summer: Round) -> dict[str, tuple[str, str] | None]:
    """What each group got: weekday and clock, or nothing."""
    cards = roundbook.wish_cards(session, summer.id)
    given = {card.group_slug: card.outcome.choice if card.outcome else None for card in cards}
    told = {group: choice.as_facts() if choice else None for group, choice in given.items()}
    return {group: (facts["weekday"], facts["start"]) if facts else None for group, facts in told.items()}


def propose(session: Session, house: HouseFacts, summer: Round) -> None:
    rounds.propose(session, house, summer.uid, who=DESK, now=TUESDAY)


def decide(session: Session, house: HouseFacts, summer: Round, **changes: Any) -> list[Series]:
    told: dict[str, Any] = {"who": DESK, "now": FEBRUARY, "revision": summer.revision}
    return roundend.decide(session, house, summer.uid, **{**told, **changes})


# A round begins


def test_a_round_weighs_what_the_house_says(session: Session, house: HouseFacts) -> None:
    made = rounds.open_round(session, house, name="Sommer", **SUMMER, who=DESK, now=TUESDAY)

    assert (made.stage, made.weights["continuity"], made.weights["free_percent"]) == (Stage.OPEN, 60, 90)
    assert [card.takes_wishes(day) for card in roundbook.rounds(session) for day in (SUMMER["apply_until"],)] == [True]
    assert [entry.what for entry in session.exec(select(JournalEntry))] == ["round.opened"]


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"ends_on": date(2027, 8, 30)}, ["order"]),
        ({"ends_on": date(2028, 9, 1)}, ["too_long"]),
        ({"apply_until": date(2027, 12, 1)}, ["too_late"]),
        ({"apply_until": date(2026, 11, 1)}, ["begun"]),
        ({"starts_on": date(2027, 7, 28)}, ["overlap"]),
    ],
    ids=["ends before it begins", "longer than a year", "deadline after the end", "deadline over", "meets another"],
)
def test_days_that_make_no_sense_are_refused(
    session: Session, house: HouseFacts, summer: Round, changes: dict[str, date], kinds: list[str]
) -> None:
    autumn = {"starts_on": date(2027, 9, 1), "ends_on": date(2027, 12, 1), "apply_until": date(2027, 8, 1)}

    with pytest.raises(Refused) as caught:
        rounds.open_round(session, house, name="Neu", **{**autumn, **changes}, who=DESK, now=TUESDAY)

    assert [reason.facts()["kind"] for reason in caught.value.reasons] == kinds


def test_a_deadline_is_moved_by_whoever_saw_the_newest(session: Session, house: HouseFacts, summer: Round) -> None:
    seen = summer.revision
    told: dict[str, Any] = {"who": DESK, "now": TUESDAY}
    rounds.set_deadline(session, house, summer.uid, date(2026, 11, 23), revision=seen, **told)

    with pytest.raises(Refused) as again:
        rounds.set_deadline(session, house, summer.uid, date(2027, 2, 5), revision=seen, **told)
    with pytest.raises(Refused) as closed:
        wish_for(session, house, summer)

    assert (codes(again), codes(closed)) == (["changed_meanwhile"], ["round_closed"])


# Wishes


def test_a_group_wishes_changes_its_mind_and_withdraws(session: Session, house: HouseFacts, summer: Round) -> None:
    made = wish_for(session, house, summer)
    assert (made.usage, made.rank, made.choices) == ("open_event", 0, [time().as_facts()])

    mine: dict[str, Any] = {"who": "group:strickcafe", "now": TUESDAY, "group_id": made.group_id}
    roundwishes.change_wish(session, house, made.uid, asked("strickcafe", time("18:00"), time(), minutes=60), **mine)
    assert (made.minutes, len(made.choices)) == (60, 2)

    roundwishes.withdraw_wish(session, house, made.uid, **mine)
    assert roundbook.wishes_of(session, summer.id) == []
    assert [entry.what for entry in session.exec(select(JournalEntry))] == [
        "round.opened",
        "round.wished",
        "round.wish_changed",
        "round.wish_withdrawn",
    ]


def test_every_objection_to_a_wish_is_told_at_once(session: Session, house: HouseFacts, summer: Round) -> None:
    with pytest.raises(Refused) as caught:
        wish_for(session, house, summer, "strickcafe", time("21:00"), time("07:07"), title="<b>", persons=99)

    assert set(codes(caught)) == {"title_refused", "too_many_persons", "outside_hours", "off_grid"}
    assert session.exec(select(RoundWish)).all() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"choices": tuple(time(f"{hour}:00") for hour in range(10, 16))}, "number_of_choices"),
        ({"minutes": 15}, "too_short"),
        ({"minutes": 600}, "too_long"),
        ({"usage": "private"}, "usage_not_allowed"),
        ({"layout": "kreis"}, "unknown_layout"),
        ({"choices": (time(room="keller"),)}, "unknown_room"),
        ({"choices": (time(room="kueche"),)}, "room_only_as_extra"),
        ({"like": "gibt-es-nicht"}, "unknown_booking"),
    ],
    ids=["six choices", "short", "long", "private", "layout", "no room", "kitchen alone", "no such series"],
)
def test_a_wish_that_the_house_cannot_grant_is_refused(
    session: Session, house: HouseFacts, summer: Round, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        wish_for(session, house, summer, **changes)

    assert code in codes(caught)


def test_a_wish_without_a_time_is_none(session: Session, house: HouseFacts, summer: Round) -> None:
    with pytest.raises(Refused) as caught:
        roundwishes.wish_for(
            session, house, summer.uid, Asked(group_slug="strickcafe", title="Stricken"), who="x", now=TUESDAY
        )

    assert codes(caught) == ["number_of_choices"]


def test_a_group_has_only_so_many_wishes(session: Session, house: HouseFacts, summer: Round) -> None:
    for day in ("mon", "tue", "wed"):
        wish_for(session, house, summer, "strickcafe", time(weekday=day))

    with pytest.raises(Refused) as caught:
        wish_for(session, house, summer, "strickcafe", time(weekday="thu"))

    assert codes(caught) == ["many_wishes"]
    assert [one.rank for one in roundbook.wishes_of(session, summer.id)] == [0, 1, 2]


def test_after_the_deadline_only_the_desk_enters_a_wish(session: Session, house: HouseFacts, summer: Round) -> None:
    with pytest.raises(Refused) as caught:
        roundwishes.wish_for(session, house, summer.uid, asked(), who="group:strickcafe", now=FEBRUARY)
    late = roundwishes.wish_for(session, house, summer.uid, asked(), who=DESK, now=FEBRUARY, late=True)

    assert codes(caught) == ["round_closed"]
    assert late.title == "Stricken am Abend"


def test_a_wish_of_another_group_is_not_theirs(session: Session, house: HouseFacts, summer: Round) -> None:
    made = wish_for(session, house, summer)
    other: dict[str, Any] = {"who": "group:vhs", "now": TUESDAY, "group_id": made.group_id + 1}

    with pytest.raises(Refused) as changed:
        roundwishes.change_wish(session, house, made.uid, asked(), **other)
    with pytest.raises(Refused) as withdrawn:
        roundwishes.withdraw_wish(session, house, made.uid, **other)

    assert (codes(changed), codes(withdrawn)) == (["not_yours"], ["not_yours"])


def test_as_before_fills_the_wish_from_the_series(session: Session, house: HouseFacts, summer: Round) -> None:
    before = series.request_series(
        session,
        house,
        wish("18:00", day=date(2026, 12, 1), rrule="FREQ=WEEKLY;INTERVAL=2;COUNT=4", extras=("kueche",), persons=12),
        who="x",
        now=TUESDAY,
    )

    made = roundwishes.wish_for(
        session, house, summer.uid, Asked(group_slug="strickcafe", like=before.uid), who="x", now=TUESDAY
    )

    assert (made.title, made.minutes, made.persons) == ("Stricken für den Basar", 90, 12)
    assert made.choices == [time("18:00", every_weeks=2, extras=["kueche"]).as_facts()]


def test_a_series_that_runs_on_needs_no_wish(session: Session, house: HouseFacts, summer: Round) -> None:
    running = series.request_series(
        session, house, wish(day=date(2026, 12, 1), rrule="FREQ=WEEKLY;UNTIL=20270401"), who="x", now=TUESDAY
    )

    with pytest.raises(Refused) as caught:
        roundwishes.wish_for(
            session, house, summer.uid, Asked(group_slug="strickcafe", like=running.uid), who="x", now=TUESDAY
        )

    assert codes(caught)[0] == "runs_on"
    assert caught.value.reasons[0].facts()["until"] == date(2027, 3, 30)


# The proposal


def test_of_two_who_want_the_same_the_desk_gives_one_another_time(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    first, second = wish_for(session, house, summer), wish_for(session, house, summer, "vhs")
    propose(session, house, summer)
    [loser] = [uid for uid, got in results(session, summer).items() if got is None]
    lost = first if loser == "strickcafe" else second

    near = roundbook.outcome_of(lost)
    assert near is not None
    rounds.adjust(session, house, lost.uid, near.near[0], who=DESK, now=TUESDAY, revision=summer.revision)

    assert sorted(filter(None, results(session, summer).values())) == [("tue", "17:00"), ("tue", "19:00")]


def test_a_new_proposal_leaves_what_the_desk_fixed_until_it_lets_go(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    first, second = wish_for(session, house, summer), wish_for(session, house, summer, "vhs")
    propose(session, house, summer)
    before = results(session, summer)
    loser, winner = (first, second) if before["strickcafe"] is None else (second, first)
    fixed: dict[str, Any] = {"who": DESK, "now": TUESDAY}

    rounds.adjust(session, house, loser.uid, time(), revision=summer.revision, **fixed)
    propose(session, house, summer)

    outcome = roundbook.outcome_of(winner)
    assert outcome is not None
    assert (outcome.choice, outcome.passed[0].because, loser.fixed) == (None, "desk", True)
    rounds.adjust(session, house, loser.uid, None, fixed=False, revision=summer.revision, **fixed)
    assert results(session, summer) == before


def test_the_desk_cannot_give_one_time_twice(session: Session, house: HouseFacts, summer: Round) -> None:
    first, second = wish_for(session, house, summer), wish_for(session, house, summer, "vhs", title="Yoga")
    told: dict[str, Any] = {"who": DESK, "now": TUESDAY}
    rounds.adjust(session, house, first.uid, time(), revision=summer.revision, **told)

    with pytest.raises(Refused) as caught:
        rounds.adjust(session, house, second.uid, time("20:00"), revision=summer.revision, **told)
    rounds.adjust(session, house, second.uid, None, revision=summer.revision, **told)

    assert codes(caught) == ["time_given"]
    assert results(session, summer) == {"strickcafe": ("tue", "19:00"), "vhs": None}


def test_the_desk_is_bound_by_the_house_too(session: Session, house: HouseFacts, summer: Round) -> None:
    made = wish_for(session, house, summer)

    with pytest.raises(Refused) as caught:
        rounds.adjust(session, house, made.uid, time("21:30"), who=DESK, now=TUESDAY, revision=summer.revision)

    assert codes(caught) == ["outside_hours"]
    assert made.outcome == {}


def test_who_adjusts_what_changed_meanwhile_is_told(session: Session, house: HouseFacts, summer: Round) -> None:
    made, seen = wish_for(session, house, summer), summer.revision
    propose(session, house, summer)

    with pytest.raises(Refused) as caught:
        rounds.adjust(session, house, made.uid, time(), who=DESK, now=TUESDAY, revision=seen)

    assert codes(caught) == ["changed_meanwhile"]


def test_what_stands_in_the_book_counts_as_hours_and_as_taken(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    running = wish("10:00", day=date(2027, 3, 3), rrule="FREQ=WEEKLY;COUNT=20", group_slug="vhs")
    series.request_series(session, house, running, who="x", now=TUESDAY)
    wish_for(session, house, summer)
    wish_for(session, house, summer, "vhs", time(), time("10:00", "wed"))

    propose(session, house, summer)

    assert results(session, summer) == {"strickcafe": ("tue", "19:00"), "vhs": None}
    outcomes = {card.group_slug: card.outcome for card in roundbook.wish_cards(session, summer.id)}
    assert outcomes["vhs"] is not None
    told = [(one.code, one.because, one.who) for one in outcomes["vhs"].passed]
    assert told == [("given", "hours", None), ("taken", "", "Stricken für den Basar")]


def test_who_had_the_time_before_keeps_it_where_hours_are_equal(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    before = wish("19:00", day=date(2026, 12, 1), rrule="FREQ=WEEKLY;COUNT=4", group_slug="vhs")
    series.request_series(session, house, before, who="x", now=TUESDAY)
    wish_for(session, house, summer)
    wish_for(session, house, summer, "vhs")

    propose(session, house, summer)

    assert results(session, summer) == {"strickcafe": None, "vhs": ("tue", "19:00")}


# The decision


def test_decided_all_series_stand_in_the_book_and_each_group_gets_one_letter(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    wish_for(session, house, summer, "strickcafe", time(), time("19:00", "wed", every_weeks=2))
    wish_for(session, house, summer, "vhs", time(), time("19:00", "wed", every_weeks=2), title="Yoga", usage="course")
    wish_for(session, house, summer, "neue-nachbarn", time("18:00", "thu", monthly=[1]), title="Balkonkraftwerke")
    propose(session, house, summer)

    made = decide(session, house, summer)

    assert summer.stage is Stage.DECIDED
    assert {one.state for one in made} == {State.CONFIRMED}
    dates = [date for one in made for date in series.dates(session, one)]
    assert {date.state for date in dates} == {State.CONFIRMED}
    assert {(one.source, one.pause_school) for one in made} == {("round", False)}
    assert {card.series_uid for card in roundbook.wish_cards(session, summer.id)} == {one.uid for one in made}
    letters = session.exec(select(Letter)).all()
    assert sorted((letter.kind, letter.facts["group"]) for letter in letters) == [
        ("round-told", "neue-nachbarn"),
        ("round-told", "strickcafe"),
        ("round-told", "vhs"),
    ]


def test_a_letter_names_no_group_that_the_public_does_not_know(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    wish_for(session, house, summer, "shg-a", title="Geschlossene Gruppe")
    wish_for(session, house, summer, "vhs")
    propose(session, house, summer)  # the quiet group comes first
    decide(session, house, summer)

    [letter] = [one for one in session.exec(select(Letter)) if one.facts["group"] == "vhs"]
    [passed] = letter.facts["results"][0]["outcome"]["passed"]
    assert (passed["because"], "group" in passed, "wish" in passed) == ("quiet", False, False)
    assert "shg" not in str(letter.facts)


def test_dates_that_others_booked_meanwhile_are_skipped_and_told(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    wish_for(session, house, summer)
    propose(session, house, summer)
    taken = wish("19:00", day=date(2027, 3, 9), group_slug="vhs", title="Basar")
    lifecycle.request_booking(session, house, taken, who="x", now=TUESDAY)

    [made] = decide(session, house, summer)

    skipped = [date for date in series.dates(session, made) if date.state is State.SKIPPED]
    assert [(one.wall_from.date(), one.reason) for one in skipped] == [(date(2027, 3, 9), "clash")]
    outcome = session.exec(select(Letter)).all()[-1].facts["results"][0]["outcome"]
    assert outcome["skipped"] == [{"day": "2027-03-09", "why": "clash", "who": "Basar"}]


def test_a_proposal_that_others_booked_away_is_not_decided(session: Session, house: HouseFacts, summer: Round) -> None:
    wish_for(session, house, summer)
    propose(session, house, summer)
    for week in range(4):
        taken = wish("19:00", day=date(2027, 3, 2) + timedelta(days=7 * week), group_slug="vhs")
        lifecycle.request_booking(session, house, taken, who="x", now=TUESDAY + timedelta(days=30))

    with pytest.raises(Refused) as caught:
        decide(session, house, summer)

    assert codes(caught) == ["proposal_outdated"]
    assert caught.value.reasons[0].facts()["titles"] == ("Stricken am Abend",)
    assert session.exec(select(Series)).all() == []
    propose(session, house, summer)
    assert results(session, summer) == {"strickcafe": None}
    assert decide(session, house, summer) == []


def test_of_two_who_decide_at_once_the_second_is_told(db: Any) -> None:
    from booking import occupancy
    from tests.support.cast import move_in

    with db.writing() as session:
        house = move_in(session)
        summer = rounds.open_round(session, house, name="Sommerhalbjahr", **SUMMER, who=DESK, now=TUESDAY)
        wish_for(session, house, summer)
        propose(session, house, summer)
    told: dict[str, Any] = {"who": DESK, "now": FEBRUARY, "revision": summer.revision}
    with db.writing() as first:
        roundend.decide(first, occupancy.house_facts(first), summer.uid, **told)

    with db.writing() as second, pytest.raises(Refused) as caught:
        roundend.decide(second, occupancy.house_facts(second), summer.uid, **told)

    assert codes(caught) == ["round_decided"]
    with db.reading() as session:
        assert len(session.exec(select(Series)).all()) == 1
        assert len(session.exec(select(Letter)).all()) == 1


def test_what_cannot_be_decided_is_told_and_nothing_is_stored(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    with pytest.raises(Refused) as empty:
        decide(session, house, summer)
    wish_for(session, house, summer)
    with pytest.raises(Refused) as early:
        decide(session, house, summer, now=TUESDAY)
    with pytest.raises(Refused) as unproposed:
        decide(session, house, summer)
    propose(session, house, summer)
    seen = summer.revision
    roundwishes.wish_for(session, house, summer.uid, asked("vhs"), who=DESK, now=FEBRUARY, late=True)
    with pytest.raises(Refused) as changed:
        decide(session, house, summer, revision=seen)
    with pytest.raises(Refused) as one_more:
        decide(session, house, summer)

    assert [codes(caught) for caught in (empty, early, unproposed, changed, one_more)] == [
        ["no_proposal"],
        ["round_still_open"],
        ["no_proposal"],
        ["changed_meanwhile"],
        ["no_proposal"],
    ]
    assert session.exec(select(Booking)).all() == []


def test_after_the_decision_nothing_of_the_round_changes(session: Session, house: HouseFacts, summer: Round) -> None:
    made = wish_for(session, house, summer)
    propose(session, house, summer)
    decide(session, house, summer)
    late: dict[str, Any] = {"who": DESK, "now": TUESDAY, "late": True}

    for act in (
        lambda: roundwishes.wish_for(session, house, summer.uid, asked("vhs"), **late),
        lambda: roundwishes.change_wish(session, house, made.uid, asked(), **late),
        lambda: roundwishes.withdraw_wish(session, house, made.uid, **late),
        lambda: propose(session, house, summer),
        lambda: rounds.adjust(session, house, made.uid, None, who=DESK, now=TUESDAY, revision=summer.revision),
        lambda: decide(session, house, summer),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert codes(caught) == ["round_decided"]


def test_the_first_date_of_a_fortnightly_time_may_be_in_the_second_week(
    session: Session, house: HouseFacts, summer: Round
) -> None:
    for group in ("strickcafe", "vhs"):
        wish_for(session, house, summer, group, time(every_weeks=2))
    propose(session, house, summer)

    made = decide(session, house, summer)

    assert sorted(one.first for one in made) == [
        at(date(2027, 3, 2), "20:00").replace(tzinfo=None),
        at(date(2027, 3, 9), "20:00").replace(tzinfo=None),
    ]
