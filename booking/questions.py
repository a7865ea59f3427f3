"""The desk asks a group about its wish before it decides; the wish waits meanwhile."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from booking import desknews, refusals, titles
from booking.book import booking_by_uid, note_down, tell, tell_series, touch
from booking.decisions import waiting_under
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.series import dates, series_by_uid
from models.bookings import Booking, Series
from models.requests import Question


def ask(session: Session, house: HouseFacts, uid: str, text: str, *, who: str, now: datetime) -> Question:
    """Ask the group about its wish *uid*, a booking or a whole series, and tell it by letter.

    A newcomer's wish, which lapses if nobody decides, lasts as long again from the question on.
    Raises Refused: UnknownBooking, AlreadyDecided, QuestionOpen, TextRefused.
    """
    waiting = waiting_under(session, uid)
    if wrong := titles.text_objections(text):
        raise Refused(*wrong)
    if open_questions(session, [booking.id for booking in waiting]):
        raise Refused(refusals.QuestionOpen())
    first = waiting[0]
    question = Question(booking_id=first.id, text=titles.clean_text(text), asked_by=who, asked_at=now)
    session.add(question)
    _wait_longer(session, house, waiting, now)
    _tell(session, first, question.text, who=who, now=now)
    return question


def answer(
    session: Session,
    house: HouseFacts,
    uid: str,
    text: str,
    *,
    who: str,
    now: datetime,
    group_id: int | None = None,
) -> Question:
    """Answer what the desk asked about *uid*, a booking or its series; the desk then has as long again to decide.

    *group_id* limits it to that group's own. Raises Refused: UnknownBooking, NotYours, AlreadyDecided,
    NoQuestion, TextRefused.
    """
    series = series_by_uid(session, uid, group_id=group_id)
    if series is None:
        booking_by_uid(session, uid, group_id=group_id)
    waiting = waiting_under(session, uid)
    asked = open_questions(session, [booking.id for booking in _together(session, waiting[0])])
    if not asked:
        raise Refused(refusals.NoQuestion())
    if wrong := titles.text_objections(text):
        raise Refused(*wrong)
    question = asked[0]
    question.answer, question.answered_at = titles.clean_text(text), now
    session.add(question)
    _wait_longer(session, house, waiting, now)
    # The group knows what it wrote: only the desk is written a letter.
    note_down(session, "booking.answer", waiting[0], who=who, now=now)
    if waiting[0].series_id is None:
        desknews.tell(session, waiting[0], kind=desknews.ANSWER, now=now)
    else:
        series = session.get_one(Series, waiting[0].series_id)
        desknews.tell_series(session, series, kind=desknews.ANSWER, now=now)
    return question


def questions_of(session: Session, booking_ids: Collection[int]) -> list[Question]:
    """Return everything that was asked about these bookings, oldest first; of a series it stands at its first date."""
    look = select(Question).where(col(Question.booking_id).in_(booking_ids)).order_by(col(Question.id))
    return list(session.execute(look).scalars())


def open_questions(session: Session, booking_ids: Collection[int]) -> list[Question]:
    """Return what was asked about these bookings and not answered yet, oldest first."""
    return [question for question in questions_of(session, booking_ids) if question.answered_at is None]


def question_about(session: Session, booking: Booking) -> Question | None:
    """Return what the desk asked about *booking*, or about its whole series, and nobody has answered; none: nothing."""
    asked = open_questions(session, [one.id for one in _together(session, booking)])
    return asked[0] if asked else None


def _together(session: Session, booking: Booking) -> list[Booking]:
    """Return the dates of the same wish: one, or those of its series."""
    if booking.series_id is None:
        return [booking]
    return dates(session, session.get_one(Series, booking.series_id))


def _wait_longer(session: Session, house: HouseFacts, waiting: list[Booking], now: datetime) -> None:
    until = now + timedelta(hours=house.rules.request_hold_hours)
    for booking in waiting:
        if booking.held_until is not None:
            booking.held_until = max(booking.held_until, until)
            session.add(booking)
    # Whoever decides by a page from before the question is told to look again; calendars do not know a wish.
    touch(session, waiting[0], now)


def _tell(session: Session, first: Booking, text: str, *, who: str, now: datetime) -> None:
    if first.series_id is None:
        tell(session, "booking.question", first, who=who, now=now, text=text)
        return
    note_down(session, "booking.question", first, who=who, now=now, text=text)
    tell_series(session, "series.question", session.get_one(Series, first.series_id), who=who, now=now, text=text)
