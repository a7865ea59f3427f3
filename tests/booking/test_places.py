"""What was promised and should move goes back to where it was if the desk says no, or nothing in time."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import decisions, edits, jobs, lifecycle, moves, occupancy, series
from booking.edits import Change, Scope
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Closure
from tests.support.cast import TUESDAY, at, wish

NEW, DESK = "neue-nachbarn", "desk:manager"
DAY = date(2026, 12, 2)
SILENCE = TUESDAY + timedelta(hours=48)


@pytest.fixture
def promised(session, house) -> Booking:
    """A newcomer's meeting at 14:00, in the big room with the kitchen."""
    asked = wish(day=DAY, group_slug=NEW, extras=("kueche",))
    booking = lifecycle.request_booking(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    return booking


def move(session, house, booking: Booking, clock: str, **elsewhere: Any) -> None:
    asked = {"start": at(DAY, clock), "who": NEW, "group_id": booking.group_id, "now": TUESDAY, **elsewhere}
    moves.move_booking(session, house, booking.uid, **asked)


def say_no(session, house, booking: Booking) -> None:
    decisions.decline_booking(session, house, booking.uid, reason="no_room", who=DESK, now=TUESDAY)


def hear_nothing(session, _house, _booking: Booking) -> None:
    assert jobs.run(session, now=SILENCE) == 1


def letters(session) -> list[str]:
    return list(session.exec(select(Letter.kind).order_by(col(Letter.id))))


def last_facts(session) -> dict[str, Any]:
    return dict(session.exec(select(JournalEntry.facts).order_by(col(JournalEntry.id).desc())).first())


@pytest.mark.parametrize("ends", [say_no, hear_nothing])
def test_it_goes_back_to_where_it_was(session, house, promised, ends):
    before = promised.model_dump(exclude={"revision", "updated_at"})
    move(session, house, promised, "11:00", room="stueble")
    assert promised.state is State.REQUESTED

    ends(session, house, promised)

    assert promised.model_dump(exclude={"revision", "updated_at"}) == before
    assert letters(session)[-2:] == ["booking-moved", "booking-moved_back"]
    assert last_facts(session)["state"] == "confirmed"


def test_it_goes_back_to_what_was_promised_last(session, house, promised):
    move(session, house, promised, "16:00")
    decisions.approve_booking(session, house, promised.uid, who=DESK, now=TUESDAY)
    move(session, house, promised, "18:00")
    move(session, house, promised, "19:00")

    say_no(session, house, promised)

    assert (promised.state, promised.starts_at) == (State.CONFIRMED, at(DAY, "16:00"))
    assert promised.facts["moved_from"]["start"] == "2026-12-02T14:00:00"
    assert "asked_from" not in promised.facts


def test_who_wanted_longer_keeps_what_was_promised(session, house, promised):
    before = promised.ends_at
    longer = {"until": at(DAY, "17:00"), "who": NEW, "now": TUESDAY, "group_id": promised.group_id}
    moves.extend(session, house, promised.uid, **longer)

    say_no(session, house, promised)

    assert (promised.state, promised.ends_at) == (State.CONFIRMED, before)


def somebody_comes(session, house) -> None:
    lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)


def the_house_closes(session, house) -> None:
    session.add(Closure(slug="wasser", starts_on=DAY, ends_on=DAY, rooms=["kueche"], from_min=0, to_min=1440))
    occupancy.house_changed(session)


@pytest.mark.parametrize("meanwhile", [somebody_comes, the_house_closes])
def test_where_it_cannot_go_back_it_is_declined_and_that_is_told(session, house, promised, meanwhile):
    move(session, house, promised, "18:00", room="stueble")
    meanwhile(session, house)

    say_no(session, occupancy.house_facts(session), promised)

    assert (promised.state, promised.reason) == (State.DECLINED, "no_room")
    assert (letters(session)[-1], last_facts(session)["lost"]) == ("booking-declined", True)


def test_a_wish_that_nobody_had_promised_is_gone(session, house):
    asked = lifecycle.request_booking(session, house, wish(day=DAY, group_slug=NEW), who=NEW, now=TUESDAY)
    move(session, house, asked, "18:00")

    say_no(session, house, asked)

    assert (asked.state, "lost" in last_facts(session)) == (State.DECLINED, False)


def test_a_date_of_a_series_goes_back_into_its_rule(session, house):
    asked = wish(day=DAY, group_slug=NEW, rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    second = series.dates(session, made)[1]
    one = Scope(kind="this", booking=second.uid)
    later = Change(start=second.wall_from.replace(hour=18).time())
    edits.edit_series(session, house, made.uid, later, one, who=NEW, now=TUESDAY, group_id=made.group_id)
    assert (second.state, made.state) == (State.REQUESTED, State.CONFIRMED)

    say_no(session, house, second)

    assert {date.state for date in series.dates(session, made)} == {State.CONFIRMED}
    assert (second.wall_from.hour, second.moved, second.facts) == (14, False, {})
