"""One letter of each kind, as the house would write it, and titles that mean harm."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml
from sqlmodel import Session, col, delete, select

from booking import desknews, lifecycle, occupancy, officequestions, seals, series
from booking.facts import HouseFacts
from booking.outbox import Claim
from booking.outcomes import Outcome, Passed
from kiosk.letters import texts
from models.bookings import Booking, Series
from models.requests import OfficeQuestion, Wait
from models.staff import DecisionLink, Staff
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish
from tests.support.house import DEMO

RECEIVER = "gruppe@example.org"
CHANCE, WAITING = "zeichen-fuer-das-buero", "desk"  # half of a token; where a wish that waits came from
UNTIL = at(WEDNESDAY, "09:00").isoformat()


def hostile() -> list[str]:
    """Return titles that mean harm: to pages, headers, calendars, eyes."""
    found: list[str] = yaml.safe_load(DEMO.read_text(encoding="utf-8"))["hostile_samples"]["titles"]
    return found


def furnish(session: Session, house: HouseFacts) -> None:
    """Store what the letters are about: a booking, a series, somebody who waits."""
    lifecycle.request_booking(session, house, wish("14:00"), who="group:strickcafe", now=TUESDAY)
    weekly = wish("18:00", rrule="FREQ=WEEKLY;COUNT=15", title="Spieleabend")
    series.request_series(session, house, weekly, who="group:strickcafe", now=TUESDAY)
    one = session.exec(select(Booking).where(col(Booking.series_id).is_(None))).one()
    taken = {
        name: getattr(one, name) for name in ("group_id", "room_id", "starts_at", "ends_at", "wall_from", "wall_to")
    }
    session.add(Wait(**taken, title="Stricken", created_at=TUESDAY, updated_at=TUESDAY))
    session.flush()


def letters(session: Session, *, language: str = "de", text: str = "Bitte rufen Sie uns an.") -> Iterator[Claim]:
    """Yield one letter of each kind; *text* stands wherever somebody writes something."""
    for number, kind in enumerate(texts.kinds(), start=1):
        yield letter(kind, facts_of(session, kind, text), language=language, number=number)


def letter(kind: str, facts: dict[str, Any], *, language: str = "de", number: int = 1) -> Claim:
    """Return a letter that a carrier has."""
    return Claim(
        id=number,
        tries=1,
        kind=kind,
        address=RECEIVER,
        language=language,
        facts=facts,
        once=f"{kind}:{number}",
        created_at=TUESDAY,
    )


def facts_of(session: Session, kind: str, text: str) -> dict[str, Any]:
    """Return what is stored for a letter of *kind*, with *text* in every place that people fill."""
    single = select(Booking).where(col(Booking.series_id).is_(None), col(Booking.source) != WAITING)
    booking = session.exec(single).one()
    whole, wait = session.exec(select(Series)).one(), session.exec(select(Wait)).one()
    begins, ends = booking.wall_from.isoformat(), booking.wall_to.isoformat()
    was: dict[str, Any] = {"start": begins.replace("T14", "T10"), "end": ends.replace("T15", "T11"), "room": "stueble"}
    about, _dash, what = kind.partition("-")
    if about == "booking":
        offer = {"offer": "x", "offer_start": begins, "offer_end": ends, "offer_room": booking.room_id, "until": UNTIL}
        more: dict[str, dict[str, Any]] = {
            "displaced": {"text": text, **offer},
            "moved": {"was": was},
            "question": {"text": text},
        }
        known: dict[str, dict[str, Any]] = {"declined": {"reason": "other", "text": text}, "offered": {"until": UNTIL}}
        facts = (known | more).get(what, {})
        standing = {"title": text, "start": begins, "end": ends, "room": booking.room_id}
        return {"booking": booking.uid, "at": standing, **facts}
    if about == "series":
        dates = [begins, ends] if what in ("dates_lost", "kept", "left_out", "skipped") else []
        return {"series": whole.uid, "text": text, "dates": dates}
    if about == "seat":
        seat = {"persons": 2, "code_word": "Birne Fuchs 42", "name": text, "token": "geheimes-zeichen"}
        was = {**was, "on": True, "room": booking.room_id}
        due = {"until": UNTIL} if what in ("offered", "reminder") else {}
        return {"booking": booking.uid, **seat, **due, "was": was, "waits": what == "waiting"}
    if about == "office":
        return _to_office(session, booking, text)
    if about == "desk":
        return _to_desk(session, what, text)
    if about == "round":
        return {"name": text, "results": [_result(text)]}
    return {"wait": wait.uid} if about == "wait" else {"path": "/g/in/geheimes-zeichen", "until": UNTIL}


def _to_desk(session: Session, what: str, text: str) -> dict[str, Any]:
    """Return what is stored for a letter to the manager about a wish called *text* that waits, and is in the way."""
    staff = session.exec(select(Staff)).first()
    if staff is None:
        staff = Staff(login="leitung", password_hash="-", address=RECEIVER, created_at=TUESDAY)
        staff.address_hash, staff.address_wish = seals.token_seal(CHANCE), RECEIVER
        session.add(staff)
        session.flush()
    look = select(Booking).where(col(Booking.source) == WAITING)
    waiting = session.exec(look).first() or _waiting(session, staff)
    waiting.title = text
    session.flush()
    if what.startswith("address"):
        return {"staff": staff.id, "token": CHANCE}
    one = {"booking": waiting.uid, "whole": False, "token": CHANCE}
    return {"staff": staff.id, "wishes": [one]} if what == "digest" else {"staff": staff.id, **one}


def _waiting(session: Session, staff: Staff) -> Booking:
    house = occupancy.house_facts(session)
    asked = wish("14:00", day=date(2026, 12, 9), group_slug="neue-nachbarn", source=WAITING)
    booking = lifecycle.request_booking(session, house, asked, who="group:neue-nachbarn", now=TUESDAY)
    seal, ends = seals.token_seal(CHANCE), TUESDAY + desknews.LASTS
    session.execute(delete(DecisionLink))
    session.add(
        DecisionLink(staff_id=staff.id, booking_id=booking.id, token_hash=seal, created_at=TUESDAY, ends_at=ends)
    )
    return booking


def _to_office(session: Session, booking: Booking, text: str) -> dict[str, Any]:
    """Return what is stored for a letter to an office that is asked *text* about *booking*."""
    session.execute(delete(OfficeQuestion))
    house = occupancy.house_facts(session)
    about: dict[str, Any] = {"office": "Bauhof", "address": RECEIVER, "text": "Geht das?"}
    asked = officequestions.ask(session, house, booking.uid, **about, who="desk:manager", now=TUESDAY)
    asked.text, asked.token_hash = text, seals.token_seal(CHANCE)
    session.flush()
    return {"office_question": asked.id, "token": CHANCE}


def _result(title: str) -> dict[str, Any]:
    outcome = Outcome(wish="w", passed=(Passed(number=0, code="closed"),)).as_facts()
    choice = {"room": "quartierraum", "weekday": "tue", "start": "18:15"}
    return {"title": title, "minutes": 90, "choices": [choice], "outcome": outcome, "series": None}
