"""What a group can say by one tap at the door, and how a tap of somebody else is taken back; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import door, lifecycle, presence
from booking.door import Step
from booking.refusals import Refused
from models.bookings import Booking, State
from models.community import Listing
from models.handovers import Handover
from models.journal import JournalEntry
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

VISITOR: dict[str, Any] = {"who": "visitor"}


@pytest.fixture
def booking(session, house) -> Booking:
    """The Strickcafé on Wednesday from 14:00 to 15:30, with a quarter of an hour before and after."""
    return lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)


def steps(session, house, clock: str) -> list[Step]:
    return [one.step for one in door.around(session, house, at(WEDNESDAY, clock))]


def arrive(session, house, booking, clock="13:50") -> None:
    presence.check_in(session, house, booking.uid, now=at(WEDNESDAY, clock), **VISITOR)


def leave(session, house, booking, clock="15:00", **told) -> None:
    presence.check_out(session, house, booking.uid, head_count=7, now=at(WEDNESDAY, clock), **{**VISITOR, **told})


def back(session, booking, clock: str, seconds: int = 0) -> Booking:
    now = at(WEDNESDAY, clock) + timedelta(seconds=seconds)
    return presence.take_back(session, booking.uid, now=now, **VISITOR)


def refused(do, *args: Any, **asked: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return [reason.code for reason in caught.value.reasons]


def test_nobody_is_around_before_and_after(session, house, booking):
    found = {clock: steps(session, house, clock) for clock in ("13:29", "13:30", "15:29", "15:30", "15:59", "16:00")}

    assert found == {
        "13:29": [],
        "13:30": [Step.ARRIVE],
        "15:29": [Step.ARRIVE],
        "15:30": [Step.LEAVE],
        "15:59": [Step.LEAVE],
        "16:00": [],
    }


def test_who_has_come_goes_and_who_has_gone_is_not_asked_again(session, house, booking):
    arrive(session, house, booking)
    before = [steps(session, house, clock) for clock in ("13:55", "14:00")]
    leave(session, house, booking, "15:30")

    assert before == [[Step.THERE], [Step.LEAVE]]
    assert steps(session, house, "15:35") == []


def test_where_the_room_is_set_up_for_long_the_door_is_open_for_long(session, house, booking):
    booking.busy_from = at(WEDNESDAY, "12:00")
    session.add(booking)

    assert [steps(session, house, clock) for clock in ("11:59", "12:00")] == [[], [Step.ARRIVE]]
    arrive(session, house, booking, "12:00")
    assert booking.arrived_at == at(WEDNESDAY, "12:00")


@pytest.mark.parametrize("listing", [Listing.NEUTRAL, Listing.INTERNAL])
def test_what_is_not_public_has_no_name(session, house, booking, listing):
    booking.listing = listing
    session.add(booking)

    (one,) = door.around(session, house, at(WEDNESDAY, "14:00"))

    assert (one.title, one.room_name, one.uid) == ("", "Quartierraum", booking.uid)


def test_a_hidden_title_stays_hidden(session, house, booking):
    booking.title_hidden = True
    session.add(booking)

    assert door.around_one(session, house, booking.uid, at(WEDNESDAY, "14:00")).title == ""


def test_only_what_was_promised_to_a_group_comes_and_goes(session, house, booking):
    lifecycle.request_booking(
        session, house, wish(group_slug="neue-nachbarn", room="stueble", day=WEDNESDAY + timedelta(days=7)),
        who="group:neue-nachbarn", now=TUESDAY,
    )  # fmt: skip
    lifecycle.cancel_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY)

    assert steps(session, house, "14:00") == []
    assert door.around(session, house, at(WEDNESDAY + timedelta(days=7), "14:00")) == []
    assert door.around_one(session, house, booking.uid, at(WEDNESDAY, "14:00")).step is Step.THERE
    assert refused(door.around_one, session, house, "nothing", TUESDAY) == ["unknown_booking"]


def test_two_groups_are_at_the_door_in_order_of_time(session, house, booking):
    lifecycle.request_booking(
        session, house, wish("13:00", room="stueble", group_slug="vhs"), who="group:vhs", now=TUESDAY
    )

    assert [one.room_name for one in door.around(session, house, at(WEDNESDAY, "13:45"))] == ["Stüble", "Quartierraum"]


# Whoever may have tapped


def test_a_tap_of_anybody_frees_nothing(session, house, booking):
    leave(session, house, booking, "14:30", frees=False)

    assert (booking.ends_at, booking.head_count) == (at(WEDNESDAY, "15:30"), 7)
    assert steps(session, house, "14:31") == [Step.BACK]


def test_a_wrong_arrival_is_taken_back_for_a_minute(session, house, booking):
    arrive(session, house, booking)

    back(session, booking, "13:51")

    assert (booking.arrived_at, session.exec(select(Handover)).all()) == (None, [])
    assert steps(session, house, "13:51") == [Step.ARRIVE]
    arrive(session, house, booking)
    assert refused(back, session, booking, "13:51", seconds=1) == ["undo_over"]
    acts = session.exec(select(JournalEntry.what).order_by(col(JournalEntry.id))).all()
    assert acts == ["booking.confirmed", "booking.arrived", "booking.not_arrived", "booking.arrived"]


def test_a_wrong_leaving_is_taken_back_as_long_as_the_time_runs(session, house, booking):
    arrive(session, house, booking)
    leave(session, house, booking, "14:30", frees=False)

    back(session, booking, "15:20")

    assert (booking.left_at, booking.head_count, booking.arrived_at is not None) == (None, None, True)
    assert [one.moment for one in session.exec(select(Handover))] == ["arrived"]
    leave(session, house, booking, "15:30", frees=False)
    back(session, booking, "15:31")
    leave(session, house, booking, "15:32", frees=False)
    assert refused(back, session, booking, "15:33", seconds=1) == ["undo_over"]


def test_nothing_said_is_nothing_to_take_back(session, house, booking):
    assert refused(back, session, booking, "14:00") == ["undo_over"]
    booking.state, booking.released_at = State.CANCELLED, TUESDAY
    session.add(booking)
    assert refused(back, session, booking, "14:00") == ["already_decided"]
