"""What people told the house is forgotten when its time is over (UX §9): the day before it is there, then nowhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from sqlmodel import Session
from sqlmodel import select as chosen

from booking import (
    damages,
    decisions,
    handover,
    holds,
    jobs,
    lapses,
    lifecycle,
    members,
    newcomers,
    officequestions,
    outbox,
    questions,
    retention,
    seatcontact,
    seatletters,
    signups,
)
from booking.facts import HouseFacts
from booking.outbox import Trouble
from booking.seatletters import Contact as Reach
from models.bookings import Booking, State
from models.community import Contact, Group
from models.database import Database
from models.handovers import Damage, Handover, Moment
from models.journal import JournalEntry
from models.letters import Delivery, Letter
from models.meetings import Seat, Signup
from models.members import Duty
from models.rooms import Section
from tests.support.cast import TUESDAY, WEDNESDAY, move_in, wish
from tests.support.everything import found

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MONTH, YEAR = retention.REFUSED_KEPT, retention.RESTING_KEPT
DESK, KIOSK, GROUP = "desk:manager", "kiosk:1", "group:strickcafe"
MAIL = "gruppe@example.org"


@pytest.fixture
def session(db):
    with db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session)


def pass_by(session: Session, until: datetime) -> None:
    """Let the clock's jobs run at *until*."""
    session.flush()
    jobs.run(session, now=until)


# Somebody new


@pytest.fixture
def asked(session, house) -> Booking:
    """Somebody new asked for the big room on Saturday in two weeks, at the kiosk."""
    free = wish("10:00", day=WEDNESDAY + 14 * DAY, group_slug="", title="", source="kiosk", once="t" * 22)
    held = holds.hold(session, house, free, who=KIOSK, now=TUESDAY)
    return newcomers.ask(session, house, held.uid, usage="group", persons=6, who=KIOSK, now=TUESDAY)


def test_a_newcomers_wish_that_was_declined_is_a_number_after_thirty_days(session, house, asked):
    word = newcomers.code_word(asked)
    questions.ask(session, house, asked.uid, "Kennen Sie Frau Beispiel?", who=DESK, now=TUESDAY)
    to = {"office": "Bauhof", "address": "bauhof@example.org", "text": "Ist der Weg frei?"}
    officequestions.ask(session, house, asked.uid, **to, who=DESK, now=TUESDAY)
    decisions.decline_booking(
        session, house, asked.uid, reason="other", text="Beim Nachbarn klingeln", who=DESK, now=TUESDAY
    )
    traces = (word, "Frau Beispiel", "t" * 22, "Bauhof", "Ist der Weg frei?")
    assert found(session, *traces) == [*traces]

    pass_by(session, TUESDAY + MONTH - DAY)
    assert found(session, *traces) == [*traces]
    pass_by(session, TUESDAY + MONTH)

    assert found(session, *traces, "Nachbarn klingeln", f"'by': '{KIOSK}'") == []
    assert (asked.state, asked.persons, asked.group_id) == (State.DECLINED, 6, None)


def test_a_newcomers_wish_that_nobody_answered_is_a_number_thirty_days_later(session, house, asked):
    word, over = newcomers.code_word(asked), TUESDAY + timedelta(hours=house.rules.request_hold_hours)
    lapses.let_lapse(session, house, over)

    pass_by(session, over + MONTH - DAY)
    assert found(session, word) == [word]
    pass_by(session, over + MONTH)

    assert found(session, word) == []
    assert asked.state is State.EXPIRED


def test_a_newcomers_wish_that_was_granted_is_kept_for_a_year_after_its_date(session, house, asked):
    word = newcomers.code_word(asked)
    decisions.approve_booking(session, house, asked.uid, who=DESK, now=TUESDAY)

    pass_by(session, asked.ends_at + YEAR - DAY)
    assert found(session, word) == [word]
    pass_by(session, asked.ends_at + YEAR)

    assert found(session, word) == []
    assert asked.state is State.CONFIRMED


def test_who_only_tapped_on_a_time_leaves_no_trace_for_longer_than_a_month(session, house):
    tap = holds.hold(session, house, wish(group_slug="", title=""), who="phone:a-mark", now=TUESDAY)
    handover.hand_over(session, tap.uid, now=TUESDAY)
    lapses.let_lapse(session, house, TUESDAY + DAY)

    pass_by(session, TUESDAY + DAY + MONTH)

    assert "'by'" not in repr(tap.facts)
    assert tap.state is State.EXPIRED


# How groups are reached


@pytest.fixture
def reached(session, house) -> Contact:
    """The function that the house's file names for the Strickcafé; founded a year ago."""
    group = session.exec(chosen(Group).where(Group.slug == "strickcafe")).one()
    contact = Contact(slug="strick", function="Kontakt Strickcafé", email=MAIL, phone="030 23125-777")
    session.add(contact)
    session.flush()
    group.contact_id, group.created_at = contact.id, TUESDAY - 2 * YEAR
    session.flush()
    return contact


def test_a_function_of_the_file_is_forgotten_a_year_after_the_last_date_of_its_group(session, house, reached):
    last = lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    lifecycle.cancel_booking(session, house, last.uid, who=GROUP, now=TUESDAY)
    traces = (MAIL, "030 23125-777")

    pass_by(session, last.ends_at + YEAR - DAY)
    assert found(session, *traces) == [*traces]
    pass_by(session, last.ends_at + YEAR)

    assert found(session, *traces) == []
    assert (reached.function, reached.email) == ("Kontakt Strickcafé", "")


def test_what_waits_to_be_sent_there_goes_with_it(session, house, reached):
    lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    assert [letter.address for letter in session.exec(chosen(Letter))] == [MAIL]

    retention.forget_contact(session, reached, TUESDAY)

    assert found(session, MAIL) == []


@pytest.mark.parametrize(
    "kept", ["it is used on the phone", "a card shows it", "the house's help list names it", "another group"]
)
def test_a_function_that_is_needed_stays(session, house, reached, kept):
    later = TUESDAY + 2 * YEAR
    group = session.exec(chosen(Group).where(Group.slug == "strickcafe")).one()
    if kept == "it is used on the phone":
        token = members.add_member(session, group.id, Duty.RESPONSIBLE, who=DESK, now=TUESDAY)[1]
        members.acting(session, token, now=later - DAY)
    elif kept == "a card shows it":
        reached.card = True
    elif kept == "another group":
        session.exec(chosen(Group).where(Group.slug == "vhs")).one().contact_id = reached.id
        session.exec(chosen(Group).where(Group.slug == "vhs")).one().created_at = later - DAY
    else:
        session.add(Section(name="help_directory", content=[{"title": "Stricken", "contact": "strick"}]))

    pass_by(session, later)

    assert reached.email == MAIL


# Seats


@pytest.fixture
def meeting(session, house) -> Booking:
    made = lifecycle.request_booking(session, house, wish("14:00"), who=GROUP, now=TUESDAY)
    made.signup, made.capacity = Signup.WAITLIST, 8
    session.flush()
    return made


def sit_down(session, house, meeting) -> tuple[Seat, tuple[str, ...]]:
    """Take a seat with an address; return it with what the house knows about whoever has it."""
    view = signups.take_seat(
        session, house, meeting.code, 2, contact=Reach(email="erste@example.org"), once="mark" * 5, now=TUESDAY
    )
    (letter,) = session.exec(chosen(Letter).where(Letter.address == "erste@example.org"))
    return session.get_one(Seat, view.id), (view.code_word, letter.facts["token"])


@pytest.mark.parametrize("became", ["waits", "is dead"])
def test_a_day_after_the_meeting_its_code_words_are_nowhere_not_even_in_letters(session, house, meeting, became):
    seat, traces = sit_down(session, house, meeting)
    for letter in session.exec(chosen(Letter).where(Letter.address == "erste@example.org")):
        letter.tries = 1  # a server asked to wait
        if became == "is dead":
            letter.delivery, letter.trouble = Delivery.DEAD, Trouble.ADDRESS
    over = meeting.ends_at + seatletters.CODE_KEPT

    pass_by(session, over - MINUTE)
    assert found(session, *traces) == [*traces]
    pass_by(session, over)

    assert found(session, *traces) == []
    assert (seat.persons, seat.code_word) == (2, "")
    assert found(session, "erste@example.org") == ["erste@example.org"]  # as a contact, for the week
    assert session.exec(chosen(Letter).where(Letter.address == "erste@example.org")).all() == []


def test_a_week_after_the_meeting_addresses_and_names_are_nowhere(session, house, meeting):
    meeting.facts = {**meeting.facts, "asks_name": True}
    contact = Reach(email="zweite@example.org", name="Rosa Beispiel")
    view = signups.take_seat(session, house, meeting.code, 2, now=TUESDAY)
    seatletters.keep(session, session.get_one(Seat, view.id), contact, now=TUESDAY)
    over = meeting.ends_at + seatletters.KEPT

    pass_by(session, over - MINUTE)
    assert found(session, contact.email, contact.name) == [contact.email, contact.name]
    pass_by(session, over)

    assert found(session, contact.email, contact.name) == []


def test_an_address_that_its_owner_deletes_is_gone_at_once_from_letters_that_failed_too(session, house, meeting):
    view = signups.take_seat(session, house, meeting.code, 2, contact=Reach(email="erste@example.org"), now=TUESDAY)
    letter = session.exec(chosen(Letter).where(Letter.address == "erste@example.org")).one()
    letter.delivery, letter.trouble = Delivery.DEAD, Trouble.ADDRESS

    seatcontact.change_contact(session, house, view.token, None, now=TUESDAY)

    assert found(session, "erste@example.org") == []


# Letters, damages, the journal


def test_after_thirty_days_no_letter_is_left_whatever_became_of_it(session, house, reached):
    for number, state in enumerate(Delivery):
        about = {"text": f"Brief {number}"}
        session.add(
            Letter(
                kind="booking-question",
                address=MAIL,
                facts=about,
                once=f"x:{number}",
                delivery=state,
                created_at=TUESDAY,
                due_at=TUESDAY + 90 * DAY,
            )
        )
    reached.email = ""

    pass_by(session, TUESDAY + outbox.FORGET_ALL - MINUTE)
    assert found(session, "Brief 0", "Brief 1", "Brief 2", MAIL) == ["Brief 0", "Brief 1", "Brief 2", MAIL]
    pass_by(session, TUESDAY + outbox.FORGET_ALL)

    assert found(session, "Brief 0", "Brief 1", "Brief 2", MAIL) == []


def test_what_was_mended_and_what_a_group_wrote_is_forgotten_after_a_year(session, house, meeting):
    damages.report(session, house, "light", room="quartierraum", booking_id=meeting.id, who=GROUP, now=TUESDAY)
    (broken,) = session.exec(chosen(Damage))
    damages.see_to(session, broken.id, who=DESK, now=TUESDAY)
    session.add(Handover(booking_id=meeting.id, moment=Moment.LEFT, at=TUESDAY, note="Rosa war als Letzte da"))

    pass_by(session, TUESDAY + YEAR - DAY)
    assert (len(session.exec(chosen(Damage)).all()), found(session, "Rosa")) == (1, ["Rosa"])
    pass_by(session, TUESDAY + YEAR)

    assert (session.exec(chosen(Damage)).all(), found(session, "Rosa")) == ([], [])


def test_the_journal_holds_no_word_that_somebody_wrote(session, house, reached):
    booking = lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    lifecycle.cancel_booking(session, house, booking.uid, text="Frau Beispiel ist krank", who=DESK, now=TUESDAY)
    (letter,) = session.exec(chosen(Letter).where(Letter.kind == "booking-cancelled"))
    assert letter.facts["text"] == "Frau Beispiel ist krank"

    session.delete(letter)
    booking.note = ""

    assert found(session, "Frau Beispiel") == []


def test_it_is_looked_at_once_a_day(session, house, asked):
    lapses.let_lapse(session, house, TUESDAY + 3 * DAY)
    early = TUESDAY + 3 * DAY + MONTH - MINUTE

    assert not retention.something_old(session, early)
    assert not retention.something_old(session, early + 2 * MINUTE)
    assert retention.something_old(session, early + DAY)


def test_two_processes_that_start_forget_it_at_once_and_once(db, database_url):
    with db.writing() as session:
        move_in(session)
        group = session.exec(chosen(Group).where(Group.slug == "strickcafe")).one()
        contact = Contact(slug="strick", function="Kontakt Strickcafé", email=MAIL)
        session.add(contact)
        session.flush()
        group.contact_id, group.created_at = contact.id, TUESDAY - 2 * YEAR
    both = Barrier(2)

    def starts() -> None:
        """Do what kiosk.background does first, in a process of its own: ask, then act, each in its turn."""
        own = Database(database_url)
        try:
            with own.reading() as session:
                assert jobs.anything_due(session, now=TUESDAY)
            both.wait(30)
            with own.writing() as session:
                jobs.run(session, now=TUESDAY)
        finally:
            own.close()

    with ThreadPoolExecutor(2) as processes:
        for ended in [processes.submit(starts) for _process in range(2)]:
            ended.result(60)

    with db.reading() as session:
        assert session.exec(chosen(Contact.email).where(Contact.slug == "strick")).one() == ""
        told = session.exec(chosen(JournalEntry).where(JournalEntry.what == "group.contact_forgotten")).all()
        assert len(told) == 1
        assert not retention.something_old(session, TUESDAY)
