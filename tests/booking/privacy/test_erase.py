"""Somebody stands everywhere where somebody can stand, is erased, and then stands nowhere any more."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import col
from sqlmodel import select as chosen

from booking import holds, lifecycle, members, newcomers, officequestions, privacy, signups
from booking.facts import HouseFacts
from booking.feeds import FeedStore
from booking.privacy.keys import Exact, key_of
from booking.privacy.places import undecided
from booking.refusals import Refused
from booking.seatletters import Contact as Reach
from models.bookings import Booking
from models.community import Group
from models.journal import JournalEntry
from models.meetings import Meeting, Seat, Signup
from models.members import Duty, MemberLink
from models.privacy import Erasure
from models.requests import Question
from models.tables import METADATA
from tests.support import seeded
from tests.support.cast import TUESDAY, WEDNESDAY, move_in, wish
from tests.support.everything import everything, found

MAIL, NAME = "rosa@example.org", "Rosa Beispiel"
SECRET, DESK = "a secret of the house", "desk:manager"
DAY = timedelta(days=1)


@pytest.fixture
def session(db):
    with db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session)


@pytest.fixture
def meeting(session, house) -> Booking:
    """A public meeting with seats and a name asked for."""
    about = Meeting(title="Lesekreis", facts={"asks_name": True}, updated_at=TUESDAY)
    session.add(about)
    session.flush()
    made = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    made.meeting_id, made.signup, made.capacity = about.id, Signup.SEATS, 8
    session.flush()
    return made


@pytest.fixture
def seat(session, house, meeting):
    """Rosa's seat, with her address and name."""
    return signups.take_seat(
        session, house, meeting.code, 2, contact=Reach(email=MAIL, name=NAME), once="mark" * 6, now=TUESDAY
    )


def erase(session, typed: str) -> privacy.Erased:
    return privacy.erase(session, privacy.recognise(session, typed), secret=SECRET, who=DESK, now=TUESDAY)


def test_every_column_with_text_is_decided():
    assert undecided(METADATA) == []


def test_who_stands_in_every_column_is_found_in_each_and_gone_from_each(session, house, meeting, seat):
    seeded.fill(session)
    for table, column in sorted(seeded.places()):
        seeded.write_into(session, table, column, f"Von {NAME}, {MAIL}: bitte", MAIL)
    hit = {
        (one.table, name)
        for one in privacy.walk(session, privacy.recognise(session, MAIL).keys)
        for name in one.columns
    }
    assert seeded.places() - hit == set()

    erase(session, MAIL)
    erase(session, NAME)

    assert found(session, MAIL, NAME, "Beispiel", seat.token) == []
    assert not list(privacy.walk(session, Exact(frozenset({MAIL, key_of(NAME)}))))


def test_one_address_leads_to_seat_letters_links_and_functions(session, house, meeting, seat):
    group = session.exec(chosen(Group).where(Group.slug == "vhs")).one()
    token = members.add_member(session, group.id, Duty.RESPONSIBLE, email=MAIL, who=DESK, now=TUESDAY)[1]
    other = signups.take_seat(session, house, meeting.code, 1, contact=Reach(email="ali@example.org"), now=TUESDAY)

    for typed in (
        MAIL,
        f"  {MAIL.upper()} ",
        seat.code_word,
        seat.token,
        f"https://haus.example/s/{seat.token}/",
        token,
    ):
        person = privacy.recognise(session, typed)
        assert (len(person.seats), len(person.members), person.several) == (1, 1, ()), typed
        assert {MAIL, seat.code_word.casefold()} <= person.known_as

    done = erase(session, seat.token)

    assert done.rows["seat_contact"] == 1
    assert found(session, MAIL, seat.code_word) == []
    assert session.exec(chosen(MemberLink)).all() == []
    kept = session.exec(chosen(Seat).order_by(col(Seat.id))).all()
    assert [(one.persons, one.released_at) for one in kept] == [(2, None), (1, None)]
    assert found(session, "ali@example.org", other.code_word) == ["ali@example.org", other.code_word]
    with pytest.raises(Refused, match="unknown_seat"):
        signups.seat(session, house, seat.token, now=TUESDAY)


def test_two_people_of_one_name_are_told_apart_before_anything_goes(session, house, meeting, seat):
    signups.take_seat(session, house, meeting.code, 1, contact=Reach(email="rosa2@example.org", name=NAME), now=TUESDAY)

    assert privacy.recognise(session, "rosa beispiel").several == ("rosa2@example.org", MAIL)
    assert privacy.recognise(session, "Rosa").known_as == {"rosa"}
    assert not privacy.recognise(session, "Rosa").seats


def test_a_newcomers_wish_is_a_number_and_its_questions_are_gone(session, house):
    free = wish("10:00", day=WEDNESDAY + 14 * DAY, group_slug="", title="", source="kiosk", once="t" * 22)
    held = holds.hold(session, house, free, who="kiosk:1", now=TUESDAY)
    asked = newcomers.ask(session, house, held.uid, usage="group", persons=6, who="kiosk:1", now=TUESDAY)
    word = newcomers.code_word(asked)
    session.add(Question(booking_id=asked.id, text="Wer sind Sie?", asked_by=DESK, asked_at=TUESDAY))
    to = {"office": "Bauhof", "address": "bauhof@example.org", "text": "Ist der Weg frei?"}
    officequestions.ask(session, house, asked.uid, **to, who=DESK, now=TUESDAY)

    erase(session, word.lower())

    assert found(session, word, "t" * 22, "Wer sind Sie?", *to.values()) == []
    assert session.get_one(Booking, asked.id).persons == 6


def test_the_journal_says_that_it_was_done_and_how_much_but_not_who(session, house, meeting, seat):
    erase(session, MAIL)

    entry = session.exec(chosen(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert (entry.what, entry.who) == ("person.erased", DESK)
    assert entry.facts["rows"]["seat_contact"] == 1
    assert "rosa" not in repr(entry).casefold()


def test_a_title_loses_the_name_and_calendars_get_the_new_one(db):
    with db.writing() as session:
        house = move_in(session)
        made = lifecycle.request_booking(
            session, house, wish(title=f"Lesung mit {NAME}"), who="group:strickcafe", now=TUESDAY
        )
        uid, revision = made.uid, made.revision
    store = FeedStore(db, "https://haus.example")
    assert NAME in store.bring("/calendar/all.ics", now=TUESDAY).body.decode()

    with db.writing() as session:
        erase(session, NAME)

    assert "Rosa" not in store.bring("/calendar/all.ics", now=TUESDAY).body.decode()
    with db.reading() as session:
        booking = session.exec(chosen(Booking).where(Booking.uid == uid)).one()
        assert (booking.title, booking.revision) == ("Lesung mit …", revision + 1)
    store.close()


def test_a_title_that_was_nothing_but_the_name_is_a_word(session, house):
    made = lifecycle.request_booking(session, house, wish(title=NAME), who="group:strickcafe", now=TUESDAY)

    erase(session, NAME)

    assert session.get_one(Booking, made.id).title == "Termin"


def test_somebody_is_told_everything_but_no_secrets(session, house, meeting, seat):
    told = privacy.told(session, privacy.recognise(session, MAIL))

    assert {"seat", "seat_contact", "letter"} <= {one.table for one in told}
    (contact,) = (one.row for one in told if one.table == "seat_contact")
    assert (contact["email"], contact["name"]) == (MAIL, NAME)
    assert {one.about for one in told if one.table == "seat"} == {meeting.title}
    (letter,) = (one.row for one in told if one.table == "letter")
    assert letter["facts"]["code_word"] == seat.code_word
    assert "hash" not in repr(told)
    assert "token" not in repr(told)


def test_a_house_that_is_put_back_from_before_is_told_whom_it_has_to_forget(session, house, meeting, seat):
    before = [dict(row) for row in session.execute(select(METADATA.tables["seat_contact"])).mappings()]
    codes = [dict(row) for row in session.execute(select(METADATA.tables["seat"])).mappings()]
    erase(session, MAIL)
    kept = [Erasure(**one.model_dump()) for one in privacy.erasures(session)]
    assert MAIL not in repr(kept)
    session.execute(insert(METADATA.tables["seat_contact"]), before)
    for row in codes:
        session.execute(update(Seat).where(Seat.id == row["id"]).values(code_word=row["code_word"]))
    session.expire_all()
    assert found(session, MAIL) == [MAIL]

    assert privacy.erase_again(session, kept, secret="another secret", now=TUESDAY) == 0
    assert privacy.erase_again(session, kept, secret=SECRET, now=TUESDAY) == 2

    assert found(session, MAIL, NAME, seat.code_word) == []
    assert privacy.erase_again(session, kept, secret=SECRET, now=TUESDAY) == 0
    assert len(privacy.erasures(session)) == len(kept)


@pytest.mark.parametrize("typed", ["", "  ", "ab", "x" * 300, "a b c d e f g", "…", "/"])
def test_nobody_is_meant_by_next_to_nothing(session, house, typed):
    before = everything(session)

    assert privacy.recognise(session, typed).known_as == frozenset()
    assert erase(session, typed).number == 0
    assert everything(session) == before
