"""The desk says yes or no; two people deciding at once; titles off; wishes that lapse."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from booking import decisions, jobs, ledger, lifecycle, meetings, refusals, series
from booking.refusals import Refused
from booking.span import Span
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.letters import Letter
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

DESK = "desk:manager"


@pytest.fixture
def asked(session, house) -> Booking:
    """A course that waits for the desk."""
    return lifecycle.request_booking(session, house, wish(usage="course"), who="group:strickcafe", now=TUESDAY)


def test_a_request_holds_the_room_until_it_is_decided(session, house, asked):
    with pytest.raises(Refused) as caught:
        lifecycle.request_booking(session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)

    assert caught.value.reasons[0].code == "taken"


def test_yes_confirms_and_tells(session, house, asked):
    decisions.approve_booking(session, house, asked.uid, who=DESK, now=TUESDAY)

    assert (asked.state, asked.held_until, asked.revision) == (State.CONFIRMED, None, 1)
    assert [letter.kind for letter in session.exec(select(Letter))] == ["booking-requested", "booking-confirmed"]
    assert [entry.who for entry in session.exec(select(JournalEntry))] == ["group:strickcafe", DESK]


def test_no_frees_the_room_and_tells_why(session, house, asked):
    decisions.decline_booking(session, house, asked.uid, reason="other", text="Zu laut", who=DESK, now=TUESDAY)

    letter = session.exec(select(Letter).where(Letter.kind == "booking-declined")).one()
    assert (asked.state, asked.reason) == (State.DECLINED, "other")
    assert (letter.facts["reason"], letter.facts["text"]) == ("other", "Zu laut")
    assert lifecycle.request_booking(session, house, wish(group_slug="vhs"), who="x", now=TUESDAY)


@pytest.mark.parametrize(("reason", "text"), [("", ""), ("weil", ""), ("other", " ")])
def test_no_needs_a_reason(session, house, asked, reason, text):
    with pytest.raises(Refused) as caught:
        decisions.decline_booking(session, house, asked.uid, reason=reason, text=text, who=DESK, now=TUESDAY)

    assert caught.value.reasons == (refusals.ReasonMissing(),)
    assert asked.state is State.REQUESTED


def test_the_first_decision_wins_and_the_second_is_told(session, house, asked):
    decisions.approve_booking(session, house, asked.uid, who=DESK, now=TUESDAY)

    with pytest.raises(Refused) as caught:
        decisions.decline_booking(session, house, asked.uid, reason="no_room", who=DESK, now=TUESDAY)

    assert caught.value.reasons == (refusals.AlreadyDecided("confirmed"),)


def test_what_was_asked_for_in_a_closed_hour_cannot_be_promised(session, house):
    day = date(2026, 11, 30)
    conflict = lifecycle.request_booking(session, house, wish("14:00", day=day), who="x", now=TUESDAY)
    conflict.state, conflict.released_at = State.CONFLICT, TUESDAY
    conflict.busy_from, conflict.starts_at = at(day, "09:45"), at(day, "10:00")
    session.flush()

    with pytest.raises(Refused) as caught:
        decisions.approve_booking(session, house, conflict.uid, who=DESK, now=TUESDAY)

    assert [reason.code for reason in caught.value.reasons] == ["closed"]
    assert [row.objections for row in ledger.waiting_requests(session, house)] == [caught.value.reasons]


def test_a_hidden_title_is_neutral_everywhere_and_comes_back(session, house):
    booking = lifecycle.request_booking(session, house, wish(), who="x", now=TUESDAY)
    day = Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:59"))

    decisions.hide_title(session, booking.uid, hidden=True, who=DESK, now=TUESDAY)
    assert [one.title for one in meetings.programme(session, house, day, now=TUESDAY)] == ["Geschlossene Gruppe"]

    decisions.hide_title(session, booking.uid, hidden=False, who=DESK, now=TUESDAY)
    assert [one.title for one in meetings.programme(session, house, day, now=TUESDAY)] == ["Stricken für den Basar"]
    assert booking.revision == 2


def test_a_newcomers_wish_lapses(session, house):
    lifecycle.request_booking(
        session, house, wish(day=date(2026, 12, 2), group_slug="neue-nachbarn"), who="x", now=TUESDAY
    )
    soon, late = TUESDAY + timedelta(hours=47), TUESDAY + timedelta(hours=48)

    assert not jobs.anything_due(session, now=soon)
    assert jobs.anything_due(session, now=late)
    assert jobs.run(session, now=late) == 1
    assert ledger.waiting_requests(session, house) == []
    assert session.exec(select(Booking.state)).one() is State.EXPIRED


def test_a_wish_that_nobody_answered_ends_with_its_date(session, house, asked):
    begins = at(WEDNESDAY, "14:00")

    with pytest.raises(Refused) as caught:
        decisions.approve_booking(session, house, asked.uid, who=DESK, now=begins)

    assert caught.value.reasons == (refusals.InThePast(),)
    assert jobs.run(session, now=begins - timedelta(minutes=1)) == 0
    assert jobs.run(session, now=begins) == 1
    assert asked.state is State.EXPIRED


def test_a_note_stays_when_the_date_is_cancelled_without_one(session, house):
    booking = lifecycle.request_booking(session, house, wish(), who="x", now=TUESDAY)
    booking.note = "Heute im Hof"

    lifecycle.cancel_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    assert booking.note == "Heute im Hof"


def test_the_week_of_the_desk_shows_what_holds_and_what_was_cancelled(session, house, asked):
    other = lifecycle.request_booking(session, house, wish("17:00", group_slug="shg-a"), who="x", now=TUESDAY)
    lifecycle.cancel_booking(session, house, other.uid, who=DESK, now=TUESDAY)

    rows = ledger.desk_week(session, house, Span(at(WEDNESDAY, "00:00"), at(WEDNESDAY, "23:59")))

    assert [(row.title, row.state, row.group_name) for row in rows] == [
        ("Stricken für den Basar", State.REQUESTED, "Strick- und Spielecafé"),
        ("Stricken für den Basar", State.CANCELLED, "Selbsthilfegruppe A"),
    ]


def test_a_series_is_decided_as_a_whole(session, house):
    made = series.request_series(
        session, house, wish(usage="course", rrule="FREQ=WEEKLY;COUNT=6"), who="group:strickcafe", now=TUESDAY
    )
    (row,) = ledger.waiting_requests(session, house)
    assert (row.uid, row.dates, row.skipped) == (made.uid, 6, 0)

    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)

    assert {date.state for date in series.dates(session, made)} == {State.CONFIRMED}
    assert made.state is State.CONFIRMED


def test_one_date_decides_nothing_about_its_series(session, house):
    asked = wish(day=WEDNESDAY + timedelta(days=7), group_slug="neue-nachbarn", rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, asked, who="group:neue-nachbarn", now=TUESDAY)
    first, second, third = series.dates(session, made)
    states = [made.state]

    decisions.decline_booking(session, house, first.uid, reason="no_room", who="desk:manager", now=TUESDAY)
    states.append(made.state)
    decisions.approve_booking(session, house, second.uid, who="desk:manager", now=TUESDAY)
    states.append(made.state)
    decisions.decline_booking(session, house, third.uid, reason="no_room", who="desk:manager", now=TUESDAY)
    states.append(made.state)

    assert states == [State.REQUESTED, State.REQUESTED, State.REQUESTED, State.CONFIRMED]
