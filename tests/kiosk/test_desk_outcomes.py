"""What the desk reads after a no, and after the town took a room: what became of it, not what might have."""

from datetime import date, time
from typing import Any

import pytest
from sqlmodel import Session

from booking import decisions, displacement, edits, lifecycle, moves, occupancy, series
from booking.edits import Change, Scope
from booking.facts import HouseFacts
from kiosk.desk import outcomes
from models.bookings import Booking
from models.database import Database
from models.rooms import Closure
from tests.support.cast import BERLIN, TUESDAY, at, move_in, wish

NEW, DESK, DAY = "neue-nachbarn", "desk:manager", date(2026, 12, 2)


@pytest.fixture
def session(sqlite_db: Database):
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session: Session) -> HouseFacts:
    return move_in(session)


def ask(session: Session, house: HouseFacts, **about: Any) -> Booking:
    return lifecycle.request_booking(session, house, wish(day=DAY, group_slug=NEW, **about), who=NEW, now=TUESDAY)


def no(session: Session, house: HouseFacts, uid: str) -> str:
    done = decisions.decline_booking(session, house, uid, reason="no_room", who=DESK, now=TUESDAY)
    return outcomes.turned_down(done, "Stammtisch", BERLIN)


def moved(session: Session, house: HouseFacts) -> Booking:
    booking = ask(session, house)
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    there: dict[str, Any] = {"start": at(DAY, "18:00"), "group_id": booking.group_id}
    return moves.move_booking(session, house, booking.uid, **there, who=NEW, now=TUESDAY)


def test_a_wish_is_cancelled(session, house):
    assert no(session, house, ask(session, house).uid) == "Abgesagt: Stammtisch."


def test_a_move_goes_back(session, house):
    assert no(session, house, moved(session, house).uid) == (
        "Nicht geändert. Der alte Termin bleibt zugesagt: Mi 2.12., 14:00."
    )


def test_a_move_that_cannot_go_back_is_lost(session, house):
    booking = moved(session, house)
    lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)

    assert no(session, house, booking.uid) == ("Abgesagt: 1 Termin. Der alte ist vergeben, geschlossen oder vorbei.")


def test_of_a_series_both_are_told(session, house):
    asked = wish(day=DAY, group_slug=NEW, rrule="FREQ=WEEKLY;COUNT=4")
    made = series.request_series(session, house, asked, who=NEW, now=TUESDAY)
    decisions.approve_booking(session, house, made.uid, who=DESK, now=TUESDAY)
    evening, every = Change(start=time(18)), Scope(kind="all")
    edits.edit_series(session, house, made.uid, evening, every, who=NEW, now=TUESDAY, group_id=made.group_id)
    lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)

    assert no(session, house, made.uid) == (
        "Nicht geändert. 3 Termine bleiben zugesagt, wie sie waren. "
        "Abgesagt: 1 Termin. Der alte ist vergeben, geschlossen oder vorbei."
    )


def displace(session: Session, house: HouseFacts, booking: Booking) -> str:
    done = displacement.displace(session, house, booking.uid, text="Wahllokal.", who=DESK, now=TUESDAY)
    return outcomes.displaced(done, BERLIN)


def test_what_the_town_took_is_offered_elsewhere(session, house):
    booking = lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)

    assert displace(session, house, booking) == (
        "Abgesagt. Der Gruppe ist angeboten: Mittwoch, 2. Dezember, 12:00 – 13:30 Uhr. "
        "Sie kann bis Mi 25.11., 10:00 zusagen."
    )


def test_where_nothing_was_free_that_is_said(session, house):
    booking = lifecycle.request_booking(session, house, wish(day=DAY), who="group:strickcafe", now=TUESDAY)
    session.add(
        Closure(
            slug="umbau", starts_on=TUESDAY.date(), ends_on=date(2027, 2, 1), rooms=["quartierraum"], public_text="Zu"
        )
    )
    occupancy.house_changed(session)

    assert displace(session, occupancy.house_facts(session), booking) == (
        "Abgesagt. In den nächsten vier Wochen war nichts frei: Der Gruppe ist nichts angeboten."
    )
