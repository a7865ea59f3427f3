"""The day before, groups and whoever has a seat are reminded once; on both databases."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import jobs, lifecycle, moves, reminders, series, signups
from booking.seatletters import Contact
from models.community import Contact as Function
from models.letters import Letter
from models.meetings import Signup
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

GROUP = "group:strickcafe"
THURSDAY = WEDNESDAY + timedelta(days=1)
DAY_BEFORE = at(WEDNESDAY, "14:00")
HOUR = timedelta(hours=1)


def reminded(session) -> list[tuple[str, str | None]]:
    kinds = ("booking-reminder", "seat-reminder")
    rows = session.exec(select(Letter).where(col(Letter.kind).in_(kinds)).order_by(col(Letter.id)))
    return [(row.kind, row.address) for row in rows]


def booked(session, house, clock="14:00", **changes):
    return lifecycle.request_booking(session, house, wish(clock, day=THURSDAY, **changes), who=GROUP, now=TUESDAY)


def test_a_group_is_reminded_of_a_single_date_the_day_before_and_once(session, house):
    booking = booked(session, house)

    assert not reminders.something_due(session, DAY_BEFORE - timedelta(minutes=1))
    assert jobs.anything_due(session, now=DAY_BEFORE)
    for later in (0, 1, 5):
        jobs.run(session, now=DAY_BEFORE + later * HOUR)

    assert reminded(session) == [("booking-reminder", "gruppen@example.org")]
    letter = session.exec(select(Letter).order_by(col(Letter.id).desc())).first()
    assert (letter.facts["at"]["start"], letter.facts["until"]) == ("2026-11-26T14:00", booking.starts_at.isoformat())


def test_nobody_is_reminded_of_what_does_not_take_place(session, house):
    cancelled = booked(session, house)
    lifecycle.cancel_booking(session, house, cancelled.uid, who=GROUP, now=TUESDAY)

    assert not reminders.something_due(session, DAY_BEFORE)


def test_a_reminder_shortly_before_the_start_or_after_booking_helps_nobody(session, house):
    booked(session, house)
    assert not reminders.something_due(session, at(THURSDAY, "12:00"))
    assert reminders.something_due(session, at(THURSDAY, "11:59"))

    reminders.remind(session, house, DAY_BEFORE)
    late = wish("20:00", day=THURSDAY)
    lifecycle.request_booking(session, house, late, who=GROUP, now=at(WEDNESDAY, "19:00"))
    assert not reminders.something_due(session, at(WEDNESDAY, "20:00"))


def test_a_group_that_nobody_can_write_to_keeps_no_job_awake(session, house):
    booked(session, house)
    session.exec(select(Function)).one().email = ""

    assert not reminders.something_due(session, DAY_BEFORE)


def test_of_a_series_a_group_is_reminded_only_of_what_is_not_as_usual(session, house):
    weekly = wish("18:00", day=THURSDAY, rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, weekly, who=GROUP, now=TUESDAY)
    assert not reminders.something_due(session, at(WEDNESDAY, "18:00"))

    first = series.dates(session, made)[0]
    moves.move_booking(session, house, first.uid, start=at(THURSDAY, "16:00"), who=GROUP, now=TUESDAY)

    assert reminders.something_due(session, at(WEDNESDAY, "16:00"))


@pytest.mark.parametrize("address", ["nachbarin@example.org", ""], ids=["left an address", "left none"])
def test_whoever_has_a_seat_and_left_an_address_is_reminded(session, house, address):
    booking = booked(session, house, open_to_all=True)
    assert booking.signup is Signup.WAITLIST
    signups.take_seat(session, house, booking.code, 2, contact=Contact(address, language="tr"), now=TUESDAY)

    for later in (0, 1):
        reminders.remind(session, house, DAY_BEFORE + later * HOUR)

    to_seat = [one for one in reminded(session) if one[0] == "seat-reminder"]
    assert to_seat == ([("seat-reminder", address)] if address else [])
