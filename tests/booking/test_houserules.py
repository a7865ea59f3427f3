"""The house lends its rooms by other rules: each within its limits; what was promised stays."""

import pytest
from sqlmodel import col, select

from booking import houserules, lifecycle, occupancy
from booking.refusals import Refused
from models.bookings import State
from models.journal import JournalEntry
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

DESK = "desk:manager"


def change(session, house, numbers=None, around=None, *, check_in=False):
    changed = houserules.change_rules(
        session, house, numbers or {}, around or {}, check_in=check_in, who=DESK, now=TUESDAY
    )
    return changed, occupancy.house_facts(session)


def test_rules_count_for_what_comes_and_what_was_promised_stays(session, house):
    promised = lifecycle.request_booking(session, house, wish(minutes=90), who="group", now=TUESDAY)

    changed, house = change(session, house, {"max_public_min": 60, "days_ahead_single": None})

    assert changed == ["max_public_min", "days_ahead_single"]
    assert (house.rules.max_public_min, house.rules.days_ahead_single) == (60, None)
    assert promised.state is State.CONFIRMED
    with pytest.raises(Refused) as caught:
        lifecycle.request_booking(session, house, wish("17:00", minutes=90), who="group", now=TUESDAY)
    assert [reason.code for reason in caught.value.reasons] == ["too_long"]


def test_the_time_around_counts_for_a_room_with_its_extras(session, house):
    changed, house = change(session, house, around={"quartierraum": (30, 45)})

    assert changed == ["quartierraum", "quartierraum+kueche"]
    made = lifecycle.request_booking(session, house, wish(extras=("kueche",)), who="group", now=TUESDAY)
    assert (made.busy_from, made.busy_until) == (at(WEDNESDAY, "13:30"), at(WEDNESDAY, "16:15"))


def test_every_rule_can_be_read_back_as_it_was_changed(session, house):
    wanted = {limit.name: limit.most for limit in houserules.LIMITS}

    changed, house = change(session, house, wanted, check_in=True)

    assert {name: getattr(house.rules, name) for name in wanted} == wanted
    assert house.rules.check_in
    [entry] = session.exec(select(JournalEntry).where(col(JournalEntry.what) == "house.rules_changed"))
    assert entry.facts == {"rules": changed}
    assert change(session, house, wanted, check_in=True)[0] == []


@pytest.mark.parametrize(
    ("numbers", "around", "wrong"),
    [
        ({"slot_step_min": 4}, {}, ["slot_step_min"]),
        ({"max_public_min": None}, {}, ["max_public_min", "max_public_min"]),
        ({"max_public_min": 1441, "offer_hours": 0}, {}, ["max_public_min", "offer_hours"]),
        ({"min_public_min": 120, "max_public_min": 60}, {}, ["max_public_min"]),
        ({"hours_a_week": 0}, {}, ["hours_a_week"]),
        ({}, {"stueble": (-1, 0)}, ["stueble"]),
        ({}, {"stueble": (0, 241)}, ["stueble"]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(session, house, numbers, around, wrong):
    with pytest.raises(Refused) as caught:
        change(session, house, numbers, around)

    assert [reason.field for reason in caught.value.reasons] == wrong
    assert occupancy.house_facts(session) == house


def test_a_room_with_extras_has_no_time_of_its_own(session, house):
    with pytest.raises(Refused) as caught:
        change(session, house, around={"quartierraum+kueche": (0, 0)})

    assert [reason.code for reason in caught.value.reasons] == ["unknown_room"]
