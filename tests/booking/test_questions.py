"""The desk asks back before it decides, and the group answers; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking import decisions, jobs, lifecycle, questions, series
from booking.refusals import Refused
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.letters import Letter
from models.requests import Question
from tests.support.cast import TUESDAY, at, move_in, wish

DESK, GROUP = "desk:manager", "group:neue-nachbarn"
DAY = date(2026, 12, 2)
HOURS = timedelta(hours=1)


@pytest.fixture
def asked(session, house) -> Booking:
    """A newcomer's wish: it lapses after 48 hours."""
    return lifecycle.request_booking(session, house, wish(day=DAY, group_slug="neue-nachbarn"), who=GROUP, now=TUESDAY)


def ask(session, house, uid, text="Wie viele kommen?", now=TUESDAY, who=DESK) -> Question:
    return questions.ask(session, house, uid, text, who=who, now=now)


def answer(session, house, uid, text="Zwölf.", now=TUESDAY, group_id=None) -> Question:
    return questions.answer(session, house, uid, text, who=GROUP, now=now, group_id=group_id)


def refused(do, *args, **named) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **named)
    return [reason.code for reason in caught.value.reasons]


def test_a_question_reaches_the_group_and_the_wish_waits(session, house, asked):
    ask(session, house, asked.uid, "Wie viele kommen?\r\nBrauchen Sie die Küche?", now=TUESDAY + 40 * HOURS)

    letter = session.exec(select(Letter).where(Letter.kind == "booking-question")).one()
    assert letter.facts["text"] == "Wie viele kommen?\nBrauchen Sie die Küche?"
    assert asked.held_until == TUESDAY + 88 * HOURS
    assert jobs.run(session, now=TUESDAY + 87 * HOURS) == 0
    assert (asked.state, asked.revision) == (State.REQUESTED, 1)


def test_a_question_that_nobody_answers_does_not_hold_the_room_for_ever(session, house, asked):
    ask(session, house, asked.uid, now=TUESDAY + 40 * HOURS)

    jobs.run(session, now=TUESDAY + 88 * HOURS)

    assert asked.state is State.EXPIRED


def test_an_answer_gives_the_desk_its_time_to_decide(session, house, asked):
    ask(session, house, asked.uid)
    answer(session, house, asked.uid, now=TUESDAY + 30 * HOURS, group_id=asked.group_id)

    (told,) = questions.questions_of(session, [asked.id])
    assert (told.text, told.asked_by, told.answer) == ("Wie viele kommen?", DESK, "Zwölf.")
    assert (told.answered_at, asked.held_until) == (TUESDAY + 30 * HOURS, TUESDAY + 78 * HOURS)
    assert questions.open_questions(session, [asked.id]) == []
    journal = session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))
    assert [entry.what for entry in journal] == ["booking.requested", "booking.question", "booking.answer"]


def test_the_wish_of_a_group_we_know_has_no_end_to_put_off(session, house):
    course = lifecycle.request_booking(session, house, wish(usage="course"), who="x", now=TUESDAY)

    ask(session, house, course.uid)

    assert course.held_until is None


def test_one_question_at_a_time(session, house, asked):
    ask(session, house, asked.uid)

    assert refused(ask, session, house, asked.uid, "Und noch etwas?") == ["question_open"]
    answer(session, house, asked.uid)
    ask(session, house, asked.uid, "Und noch etwas?")
    answer(session, house, asked.uid, "Nein.")
    assert [one.answer for one in questions.questions_of(session, [asked.id])] == ["Zwölf.", "Nein."]
    assert len(session.exec(select(Letter).where(Letter.kind == "booking-question")).all()) == 2


@pytest.mark.parametrize("yes", [True, False], ids=["yes", "no"])
def test_the_desk_decides_also_without_an_answer(session, house, asked, yes):
    ask(session, house, asked.uid)

    if yes:
        decisions.approve_booking(session, house, asked.uid, who=DESK, now=TUESDAY)
    else:
        decisions.decline_booking(session, house, asked.uid, reason="no_room", who=DESK, now=TUESDAY)

    assert asked.state is (State.CONFIRMED if yes else State.DECLINED)
    assert refused(answer, session, house, asked.uid) == ["already_decided"]


BAD_TEXTS = {
    "empty": "",
    "blank": " \n ",
    "only signs": "?!",
    "too long": "a" * 501,
    "NUL": "Wie\0viele?",
    "bell": "Wie\aviele?",
    "turned around": "Wie \u202eviele?",
    "piled marks": "Wie" + "\u0301" * 5 + " viele?",
}


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_a_text_that_cannot_be_sent_is_refused_on_both_sides(session, house, asked, text):
    assert set(refused(ask, session, house, asked.uid, text)) == {"text_refused"}
    assert questions.questions_of(session, [asked.id]) == []

    ask(session, house, asked.uid)
    assert set(refused(answer, session, house, asked.uid, text)) == {"text_refused"}
    assert len(questions.open_questions(session, [asked.id])) == 1


def test_500_signs_are_a_text(session, house, asked):
    assert len(ask(session, house, asked.uid, "a" * 500).text) == 500


def test_what_cannot_be_asked_or_answered(session, house, asked):
    booked = lifecycle.request_booking(
        session, house, wish(day=DAY, group_slug="vhs", room="stueble"), who="x", now=TUESDAY
    )

    assert refused(ask, session, house, "nichts") == ["unknown_booking"]
    assert refused(ask, session, house, booked.uid) == ["already_decided"]
    assert refused(answer, session, house, "nichts") == ["unknown_booking"]
    assert refused(answer, session, house, asked.uid) == ["no_question"]
    ask(session, house, asked.uid)
    assert refused(answer, session, house, asked.uid, group_id=99) == ["not_yours"]
    answer(session, house, asked.uid)
    assert refused(answer, session, house, asked.uid) == ["no_question"]


@pytest.mark.parametrize("by_date", [False, True], ids=["by the series", "by one of its dates"])
def test_a_series_is_asked_about_as_a_whole(session, house, by_date):
    wished = wish(day=DAY, rrule="FREQ=WEEKLY;COUNT=3", group_slug="neue-nachbarn")
    made = series.request_series(session, house, wished, who=GROUP, now=TUESDAY)
    dates = series.dates(session, made)

    ask(session, house, made.uid, now=TUESDAY + HOURS)

    assert refused(ask, session, house, made.uid) == ["question_open"]
    assert {one.held_until for one in dates} == {TUESDAY + 49 * HOURS}
    assert [letter.kind for letter in session.exec(select(Letter))] == ["series-requested", "series-question"]
    answer(session, house, dates[2].uid if by_date else made.uid)
    assert questions.open_questions(session, [one.id for one in dates]) == []


def test_a_decision_and_a_question_at_once_both_count(db):
    with db.writing() as session:
        house = move_in(session)
        asked = wish(day=DAY, group_slug="neue-nachbarn")
        uid = lifecycle.request_booking(session, house, asked, who=GROUP, now=TUESDAY).uid

    def do(asks: bool) -> str:
        try:
            with db.writing() as session:
                if asks:
                    ask(session, house, uid)
                    return "asked"
                decisions.approve_booking(session, house, uid, who=DESK, now=TUESDAY)
                return "approved"
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = set(hands.map(do, [True, False]))

    assert answers in ({"asked", "approved"}, {"already_decided", "approved"})


@pytest.mark.parametrize("decisions_", [("yes", "no"), ("yes", "yes"), ("no", "no")], ids="-".join)
def test_of_two_who_decide_at_once_the_first_wins(db, decisions_):
    with db.writing() as session:
        house = move_in(session)
        asked = wish(day=DAY, group_slug="neue-nachbarn")
        uid = lifecycle.request_booking(session, house, asked, who=GROUP, now=TUESDAY).uid

    def decide(word: str) -> str:
        try:
            with db.writing() as session:
                if word == "yes":
                    decisions.approve_booking(session, house, uid, who=DESK, now=TUESDAY)
                else:
                    decisions.decline_booking(session, house, uid, reason="no_room", who=DESK, now=TUESDAY)
                return word
        except Refused as refusal:
            return refusal.reasons[0].code

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(decide, decisions_))

    assert answers.count("already_decided") == 1
    with db.reading() as session:
        first = next(answer for answer in answers if answer != "already_decided")
        assert session.exec(select(Booking)).one().state is (State.CONFIRMED if first == "yes" else State.DECLINED)


def test_a_wish_ends_with_its_date_also_with_an_open_question(session, house, asked):
    ask(session, house, asked.uid)
    asked.held_until = None

    jobs.run(session, now=at(DAY, "14:00"))

    assert asked.state is State.EXPIRED
