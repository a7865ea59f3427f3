"""Who comes and goes, how the room was found and left, and what happens if nobody comes; on both databases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import jobs, lifecycle, meetings, occupancy, presence, waits
from booking.imports import load
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, State
from models.community import Group
from models.handovers import Handover, Moment
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import House, Section
from tests.support.cast import RULES, TUESDAY, WEDNESDAY, at, wish
from tests.support.house import PLAIN

GROUP = "group:strickcafe"
LISTS = {
    "arrive": [{"slug": "raum-ok", "text": "Raum ist in Ordnung"}],
    "leave": [{"slug": "fenster", "text": "Fenster zu"}, {"slug": "licht", "text": "Licht aus"}],
}
STAFFED = [{"day": "wed", "start": "13:00", "end": "15:00", "contact": "quartiersmanagerin"}]


def settle(session, *, staffed=(), **rules: Any) -> Any:
    """Give the house its lists and *rules*, and return it."""
    house = session.get_one(House, 1)
    house.rules, house.revision = {**RULES, **rules}, house.revision + 1
    session.add_all([Section(name="checklists", content=LISTS), Section(name="staffed_hours", content=list(staffed))])
    session.flush()
    return occupancy.house_facts(session)


@pytest.fixture
def house(session, house):
    """A house with check-lists; nobody is missed in it."""
    return settle(session)


@pytest.fixture
def booking(session, house) -> Booking:
    """The Strickcafé on Wednesday from 14:00 to 15:30."""
    return lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)


def arrive(session, house, booking, clock="14:00", **told) -> Booking:
    return presence.check_in(session, house, booking.uid, who=GROUP, now=at(WEDNESDAY, clock), **told)


def leave(session, house, booking, clock="15:30", head_count=12, **told) -> Booking:
    now = at(WEDNESDAY, clock)
    return presence.check_out(session, house, booking.uid, head_count=head_count, who=GROUP, now=now, **told)


def refused(do, *args, **asked) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return [reason.code for reason in caught.value.reasons]


def acts(session) -> list[str]:
    return list(session.exec(select(JournalEntry.what).order_by(col(JournalEntry.id))))


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def handovers(session) -> list[Any]:
    return list(session.exec(select(Handover).order_by(col(Handover.id))))


def test_a_group_says_that_it_is_there_and_what_it_found(session, house, booking):
    arrive(session, house, booking, "13:45", damage=["light", "light"], note="Eine Lampe flackert.")

    assert booking.arrived_at == at(WEDNESDAY, "13:45")
    (found,) = handovers(session)
    assert (found.moment, found.damage, found.note) == (Moment.ARRIVED, ["light"], "Eine Lampe flackert.")
    assert acts(session) == ["booking.confirmed", "damage.told", "booking.arrived"]  # the same is told once
    assert letters(session) == ["booking-confirmed"]


def test_arriving_and_leaving_twice_changes_nothing(session, house, booking):
    for clock in ("14:00", "14:10"):
        arrive(session, house, booking, clock)
    for count in (12, 99):
        leave(session, house, booking, head_count=count)

    assert (booking.arrived_at, booking.left_at, booking.head_count) == (booking.starts_at, booking.ends_at, 12)
    assert len(handovers(session)) == 2


@pytest.mark.parametrize(
    ("clock", "code"),
    [("13:29", "not_yet"), ("13:30", ""), ("15:29", ""), ("15:30", "meeting_over")],
    ids=["too early", "the door opens", "late", "over"],
)
def test_the_door_is_open_from_half_an_hour_before(session, house, booking, clock, code):
    if code:
        assert refused(arrive, session, house, booking, clock) == [code]
    else:
        assert arrive(session, house, booking, clock).arrived_at == at(WEDNESDAY, clock)


def test_a_group_that_leaves_early_gives_back_the_rest(session, house, booking):
    arrive(session, house, booking)
    leave(session, house, booking, "14:40", undone=["fenster"], damage=["kitchen", "other"])

    assert (booking.ends_at, booking.busy_until) == (at(WEDNESDAY, "14:40"), at(WEDNESDAY, "14:55"))
    assert (booking.head_count, booking.revision) == (12, 1)
    assert (handovers(session)[1].undone, handovers(session)[1].damage) == (["fenster"], ["kitchen", "other"])
    assert acts(session)[1:] == ["booking.arrived", "damage.told", "damage.told", "booking.left"]
    later = wish("15:15", group_slug="vhs")
    assert lifecycle.request_booking(session, house, later, who="x", now=at(WEDNESDAY, "14:40"))


def test_who_leaves_on_time_ends_on_time(session, house, booking):
    leave(session, house, booking, "15:30")

    assert (booking.ends_at, booking.revision) == (at(WEDNESDAY, "15:30"), 0)


def test_how_many_there_were_can_be_told_until_the_next_day(session, house, booking):
    day_after = booking.ends_at + timedelta(hours=24)
    told: dict[str, Any] = {"head_count": 5, "who": GROUP}

    assert refused(presence.check_out, session, house, booking.uid, now=day_after, **told) == ["meeting_over"]
    soon = day_after - timedelta(minutes=1)
    assert presence.check_out(session, house, booking.uid, now=soon, **told).head_count == 5
    assert booking.ends_at == at(WEDNESDAY, "15:30")


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"head_count": -1}, ["bad_number"]),
        ({"head_count": 101}, ["bad_number"]),
        ({"undone": ["keller"]}, ["unknown_item"]),
        ({"undone": ["raum-ok"]}, ["unknown_item"]),
        ({"damage": ["<b>"]}, ["unknown_item"]),
        ({"note": "a" * 501}, ["text_refused"]),
        ({"note": "a\0b"}, ["text_refused"]),
        ({"clock": "13:59"}, ["not_yet"]),
        ({"group_id": 99}, ["not_yours"]),
        (
            {"head_count": 999, "undone": ["x", "x"], "damage": ["y"], "note": "\a"},
            ["bad_number", "unknown_item", "unknown_item", "text_refused", "text_refused"],
        ),
    ],
    ids=[
        "less than nobody",
        "far too many",
        "not listed",
        "of arriving",
        "no damage",
        "long",
        "NUL",
        "early",
        "theirs",
        "all",
    ],
)
def test_what_cannot_be_told_when_leaving(session, house, booking, told, found):
    assert refused(leave, session, house, booking, **told) == found
    assert (booking.left_at, booking.head_count, handovers(session)) == (None, None, [])


@pytest.mark.parametrize("count", [0, 51, 100], ids=["nobody came", "overfull", "twice as many"])
def test_the_truth_can_be_told(session, house, booking, count):
    assert leave(session, house, booking, head_count=count).head_count == count


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"damage": ["dach"]}, ["unknown_item"]),
        ({"note": "\u202e"}, ["text_refused", "text_refused"]),
        ({"group_id": 99}, ["not_yours"]),
    ],
    ids=["not listed", "turned around", "theirs"],
)
def test_what_cannot_be_told_when_arriving(session, house, booking, told, found):
    assert refused(arrive, session, house, booking, **told) == found
    assert booking.arrived_at is None


def test_only_who_is_expected_arrives_or_leaves(session, house, booking):
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)

    assert refused(arrive, session, house, booking) == ["already_decided"]
    assert refused(leave, session, house, booking) == ["already_decided"]
    assert refused(presence.check_in, session, house, "nichts", who=GROUP, now=TUESDAY) == ["unknown_booking"]


def test_who_has_left_does_not_arrive_again(session, house, booking):
    leave(session, house, booking, "14:30")

    assert refused(arrive, session, house, booking, "14:29") == ["meeting_over"]


def test_a_house_without_lists_knows_no_item(session, house, booking):
    session.delete(session.get_one(Section, "checklists"))
    session.get_one(House, 1).revision += 1
    session.flush()

    assert refused(leave, session, occupancy.house_facts(session), booking, undone=["fenster"]) == ["unknown_item"]


# Nobody comes


@pytest.fixture
def missed(session, booking):
    """The same house, in which groups check in and are missed after 20 minutes."""
    house = session.get_one(House, 1)
    house.rules = {**house.rules, "check_in": True, "release_if_not_checked_in_min": 20}
    house.revision += 1
    session.flush()
    return booking


def run(session, clock) -> int:
    now = at(WEDNESDAY, clock)
    return jobs.run(session, now=now) if jobs.anything_due(session, now=now) else 0


def test_a_group_that_does_not_come_is_asked_and_then_its_room_is_free(session, house, missed):
    waits.wait_for(session, house, wish("14:45", minutes=45, group_slug="vhs"), who="group:vhs", now=TUESDAY)

    done = [run(session, clock) for clock in ("14:19", "14:20", "14:21", "14:39", "14:40", "14:41")]

    assert done == [0, 1, 0, 0, 1, 0]
    assert (missed.state, missed.reason, missed.asked_at) == (State.CANCELLED, "no_show", at(WEDNESDAY, "14:20"))
    happened = ["booking.confirmed", "wait.waiting", "booking.missed", "booking.no_show", "booking.offered"]
    assert acts(session) == happened
    assert letters(session) == [what.replace(".", "-") for what in happened]
    (seen,) = meetings.programme(session, house, Span(missed.starts_at, missed.ends_at), now=missed.ends_at)
    assert seen.status == "cancelled"


def test_who_comes_after_the_question_keeps_the_room(session, house, missed):
    run(session, "14:20")
    arrive(session, house, missed, "14:35")

    assert run(session, "14:50") == 0
    assert missed.state is State.CONFIRMED


def test_who_left_without_arriving_was_there(session, house, missed):
    leave(session, house, missed, "14:10")

    assert run(session, "14:20") == 0


def test_the_question_leaves_ten_minutes_at_least(session, house, missed):
    stored = session.get_one(House, 1)
    stored.rules, stored.revision = {**stored.rules, "release_if_not_checked_in_min": 5}, stored.revision + 1
    session.flush()

    assert [run(session, clock) for clock in ("14:05", "14:14", "14:15")] == [1, 0, 1]


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {"release_if_not_checked_in_min": 20},
        {"check_in": True},
        {"check_in": True, "release_if_not_checked_in_min": 0},
    ],
    ids=["nothing said", "minutes only", "check-in only", "no minutes"],
)
def test_nobody_is_missed_unless_the_house_says_so(session, house, booking, rules):
    stored = session.get_one(House, 1)
    stored.rules, stored.revision = {**stored.rules, **rules}, stored.revision + 1
    session.flush()

    assert run(session, "15:00") == 0


def test_a_group_that_does_not_check_in_is_not_missed(session, house, missed):
    group = session.get_one(Group, missed.group_id)
    group.facts = {"check_in": False}
    session.flush()

    assert run(session, "15:00") == 0


def test_what_is_nobodys_is_not_missed(session, house, missed):
    missed.group_id = None
    session.flush()

    assert run(session, "15:00") == 0


def test_nobody_is_missed_while_somebody_of_the_house_is_there(session, house, missed):
    session.get_one(Section, "staffed_hours").content = STAFFED
    session.get_one(House, 1).revision += 1
    later = lifecycle.request_booking(session, house, wish("16:00", room="stueble"), who=GROUP, now=TUESDAY)
    session.flush()

    assert [run(session, clock) for clock in ("14:30", "15:10", "16:20")] == [0, 0, 1]
    assert (missed.asked_at, later.asked_at) == (None, at(WEDNESDAY, "16:20"))


def test_a_meeting_that_is_over_is_not_missed_any_more(session, house, missed):
    assert run(session, "15:30") == 0


def test_the_houses_file_says_whether_groups_check_in(db):
    rules = PLAIN.replace(
        "slot_step_min: 15", "slot_step_min: 15\n  check_in: true\n  release_if_not_checked_in_min: 15"
    )
    with db.writing() as session:
        load(session, rules.replace("key: vor_ort}", "key: vor_ort, check_in: false}"), now=TUESDAY)

        told = occupancy.house_facts(session).rules
        groups = session.exec(select(Group).order_by(col(Group.slug)))
        assert (told.check_in, told.release_after_min, told.tap_hold_minutes, told.tap_holds) == (True, 15, 3, 2)
        assert [(group.slug, group.facts.get("check_in", True)) for group in groups] == [
            ("probe", False),
            ("still", True),
        ]


@pytest.mark.parametrize(
    ("day", "clock", "staffed"),
    [
        (WEDNESDAY, "12:59", False),
        (WEDNESDAY, "13:00", True),
        (WEDNESDAY, "14:59", True),
        (WEDNESDAY, "15:00", False),
        (date(2026, 11, 26), "14:00", False),
    ],
)
def test_staffed_hours_are_told_to_the_minute(session, house, day, clock, staffed):
    session.get_one(Section, "staffed_hours").content = STAFFED
    session.get_one(House, 1).revision += 1
    session.flush()

    assert presence.is_staffed(occupancy.house_facts(session), at(day, clock)) is staffed
