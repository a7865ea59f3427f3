"""The desk asks an office of the town about one booking: its link opens this question and takes one answer.

An office has no login. What the house stores of its link opens nothing, see `booking.halftokens`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select
from sqlmodel import Session, col

from booking import halftokens, mailaddress, outbox, post, refusals, seals, titles
from booking.book import booking_by_uid, is_waiting, note_down
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import local
from booking.told import is_closed
from models.bookings import LIVE, Booking
from models.community import Group
from models.requests import OfficeQuestion

LETTER = "office-question"
LASTS = timedelta(days=30)  # the link, unless the desk or the booking ends it before
KEPT = timedelta(days=90)  # after the end of the booking: address, question and answer
LONGEST_TEXT = 1000
WHO = "office"  # in the journal; which one stands at the question


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What the link of an office opens: one question and facts without persons; times in the house's zone."""

    question: OfficeQuestion
    title: str  # empty: only the desk may know it
    room: str
    starts: datetime
    ends: datetime
    persons: int | None


# The desk


def may_ask(booking: Booking, now: datetime) -> bool:
    """Whether offices can still be asked about *booking*, and answer: it is to be decided, or not over yet."""
    return is_waiting(booking) or (booking.state in LIVE and now < booking.ends_at)


def ask(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    office: str,
    address: str,
    text: str,
    who: str,
    now: datetime,
) -> OfficeQuestion:
    """Ask the *office*, a function, about the booking *uid*, by a letter to *address* with a link.

    Raises Refused: UnknownBooking, NothingToAsk, TitleRefused (of the office's name), BadAddress, TextRefused.
    """
    booking = booking_by_uid(session, uid)
    if not may_ask(booking, now):
        raise Refused(refusals.NothingToAsk())
    wrong = [*titles.objections(office, field="office"), *titles.text_objections(text, longest=LONGEST_TEXT)]
    if wrong:
        raise Refused(*wrong)
    receiver = mailaddress.read(address)
    if not receiver:
        raise Refused(refusals.BadAddress())
    chance = halftokens.new_half()
    question = OfficeQuestion(
        booking_id=booking.id,
        office=titles.clean(office),
        address=receiver,
        text=titles.clean_text(text),
        asked_by=who,
        asked_at=now,
        token_hash=seals.token_seal(chance),
        ends_at=now + LASTS,
    )
    session.add(question)
    session.flush()
    facts = {"office_question": question.id, "token": chance}
    post.queue_for(session, LETTER, receiver, _once(question), facts, now=now)
    note_down(session, "booking.office_asked", booking, who=who, now=now)
    return question


def close(session: Session, uid: str, number: int, *, who: str, now: datetime) -> OfficeQuestion:
    """Take no answer any more to the question *number* about the booking *uid*: its link opens nothing from now on.

    A letter that has not gone yet stays here. Raises Refused: UnknownBooking, UnknownOfficeQuestion.
    """
    booking = booking_by_uid(session, uid)
    question = session.get(OfficeQuestion, number)
    if question is None or question.booking_id != booking.id or question.closed_at is not None:
        raise Refused(refusals.UnknownOfficeQuestion())
    question.token_hash, question.closed_at = None, now
    session.add(question)
    outbox.forget_about(session, [_once(question)])
    done = "booking.office_closed" if question.answered_at else "booking.office_revoked"
    note_down(session, done, booking, who=who, now=now)
    return question


def of_booking(session: Session, booking_id: int) -> list[OfficeQuestion]:
    """Return everything that offices were asked about a booking, oldest first."""
    look = select(OfficeQuestion).where(col(OfficeQuestion.booking_id) == booking_id)
    return list(session.execute(look.order_by(col(OfficeQuestion.id))).scalars())


# The office


def opened(session: Session, house: HouseFacts, chance: str, *, now: datetime) -> Asked:
    """Return what the link with *chance* opens; nothing changes.

    Raises Refused(OfficeLinkOver) if it is too old, closed, or its booking is decided and over.
    """
    question, booking = _found(session, chance, now)
    room = house.rooms_by_id.get(booking.room_id)
    return Asked(
        question=question,
        title="" if _is_quiet(session, booking) else booking.title,
        room=room.name if room else "",
        starts=local(booking.starts_at, house.zone),
        ends=local(booking.ends_at, house.zone),
        persons=booking.persons,
    )


def answer(session: Session, chance: str, text: str, *, stamp: str, now: datetime) -> OfficeQuestion:
    """Answer what the link with *chance* opens, or correct the answer; *stamp* is that of what was read.

    Raises Refused: OfficeLinkOver, TextRefused, ChangedMeanwhile if somebody else of the office answered.
    """
    question, booking = _found(session, chance, now)
    if wrong := titles.text_objections(text, longest=LONGEST_TEXT):
        raise Refused(*wrong)
    if stamp != stamp_of(question):
        raise Refused(refusals.ChangedMeanwhile())
    question.answer, question.answered_at = titles.clean_text(text), now
    session.add(question)
    note_down(session, "booking.office_answered", booking, who=WHO, now=now)
    return question


def stamp_of(question: OfficeQuestion) -> str:
    """Return a word that is another one as soon as somebody has answered anew."""
    return question.answered_at.isoformat() if question.answered_at else "-"


def _found(session: Session, chance: str, now: datetime) -> tuple[OfficeQuestion, Booking]:
    look = select(OfficeQuestion, Booking).join(Booking, col(OfficeQuestion.booking_id) == col(Booking.id))
    found = session.execute(look.where(col(OfficeQuestion.token_hash) == seals.token_seal(chance))).one_or_none()
    if found is None:
        raise Refused(refusals.OfficeLinkOver())
    question, booking = found
    if question.ends_at <= now or not question.address or not may_ask(booking, now):
        raise Refused(refusals.OfficeLinkOver())
    return question, booking


def _is_quiet(session: Session, booking: Booking) -> bool:
    """Whether coming there tells of somebody's health, or the desk took the title off every screen."""
    group = session.get(Group, booking.group_id) if booking.group_id is not None else None
    return is_closed(booking.listing, group) or booking.title_hidden


def _once(question: OfficeQuestion) -> str:
    return f"{LETTER}:{question.id}:"  # ends with a sign, because letters are found by it


# Forgetting


def old(now: datetime) -> Select[Any]:
    """Return which questions are kept long enough."""
    joined = select(OfficeQuestion).join(Booking, col(OfficeQuestion.booking_id) == col(Booking.id))
    return joined.where(col(Booking.ends_at) <= now - KEPT).order_by(col(OfficeQuestion.id))


def forget(session: Session, question: OfficeQuestion) -> None:
    """Forget a question with its address and answer; the journal still knows that an office was asked."""
    outbox.forget_about(session, [_once(question)])
    session.delete(question)


def forget_about(session: Session, booking_ids: Collection[int]) -> None:
    """Forget everything that offices were asked about these bookings."""
    look = select(OfficeQuestion).where(col(OfficeQuestion.booking_id).in_(booking_ids))
    for question in session.execute(look).scalars():
        outbox.forget_about(session, [_once(question)])
    session.execute(delete(OfficeQuestion).where(col(OfficeQuestion.booking_id).in_(booking_ids)))
