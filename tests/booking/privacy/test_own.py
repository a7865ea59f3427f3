"""Whoever has the address of a page of their own reads and erases what belongs to it, and nothing else."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import handover as way
from booking import holds, lifecycle, members, newcomers, post, privacy, seatletters, signups
from booking.facts import HouseFacts
from booking.owndates import group_by_slug
from booking.refusals import Refused
from booking.seatletters import Contact as Reach
from models.bookings import Booking, State
from models.community import Contact, Group
from models.journal import JournalEntry
from models.letters import Letter
from models.meetings import Meeting, Seat, SeatContact, Signup, Standing
from models.members import Duty, Member, MemberLink
from models.privacy import Erasure
from tests.support.cast import TUESDAY, WEDNESDAY, move_in, wish
from tests.support.everything import everything, found

MAIL, SECRET, DAY = "rosa@example.org", "a secret of the house", timedelta(days=1)


@pytest.fixture
def session(db):
    with db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session)


@pytest.fixture
def meeting(session, house) -> Booking:
    """A public meeting with two seats, a waiting list, and a name asked for."""
    about = Meeting(title="Lesekreis", facts={"asks_name": True}, updated_at=TUESDAY)
    session.add(about)
    session.flush()
    made = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
    made.meeting_id, made.signup, made.capacity = about.id, Signup.WAITLIST, 2
    session.flush()
    return made


def take(session, house, meeting, email=MAIL, name="Rosa Beispiel"):
    return signups.take_seat(session, house, meeting.code, 2, contact=Reach(email=email, name=name), now=TUESDAY)


def own_contact(session, group: Group) -> Contact:
    """Give the group a way to be reached that no other has."""
    contact = Contact(slug="eigene", function="Gruppenleitung", email="kontakt@example.org", phone="07032 1")
    session.add(contact)
    session.flush()
    group.contact_id = contact.id
    session.flush()
    return contact


def tables(session, token: str) -> set[str]:
    return {one.table for one in privacy.told(session, privacy.opened_by(session, token))}


def test_the_page_of_a_seat_tells_the_seat_the_address_the_letters_and_their_links(session, house, meeting):
    seat = take(session, house, meeting)
    take(session, house, meeting, "ali@example.org")

    told = privacy.told(session, privacy.opened_by(session, seat.token))

    assert {one.table for one in told} == {"seat", "seat_contact", "seat_link", "letter"}
    assert len(told) == 4
    assert "ali@" not in repr(told)
    assert "token" not in repr(told)
    assert "hash" not in repr(told)


def test_whoever_takes_a_seat_with_the_address_of_another_learns_and_erases_nothing_of_theirs(session, house, meeting):
    group = group_by_slug(session, "vhs")
    members.add_member(session, group.id, Duty.RESPONSIBLE, email=MAIL, who="x", now=TUESDAY)
    contact = session.get_one(Contact, group.contact_id)
    contact.email = MAIL
    hers = take(session, house, meeting)
    foreign = take(session, house, meeting)

    assert tables(session, foreign.token) == {"seat", "seat_contact", "seat_link", "letter"}
    privacy.erase_seat(session, foreign.token, secret=SECRET, now=TUESDAY)

    assert privacy.opened_by(session, foreign.token).seats == frozenset()
    assert signups.seat(session, house, hers.token, now=TUESDAY).mail
    assert [one.email for one in session.exec(select(Member))] == [MAIL]
    assert contact.email == MAIL


def test_erasing_a_seat_gives_it_back_and_leaves_a_number(session, house, meeting):
    seat, waits = take(session, house, meeting), take(session, house, meeting, "ali@example.org", "Ali Muster")
    meeting.note = f"Für {seat.code_word} einen Stuhl mit Lehne"

    done = privacy.erase_seat(session, seat.token, secret=SECRET, now=TUESDAY)

    assert done.rows["seat_contact"] == 1
    assert found(session, MAIL, "Rosa", "Beispiel", seat.code_word, seat.token) == []
    kept, second = session.exec(select(Seat).order_by(col(Seat.id))).all()
    assert (kept.persons, kept.released_at, kept.code_word) == (2, TUESDAY, "")
    assert second.standing is not Standing.WAITING
    assert [one.email for one in session.exec(select(SeatContact))] == ["ali@example.org"]
    assert not any(one.address == MAIL for one in session.exec(select(Letter)))
    with pytest.raises(Refused, match="unknown_seat"):
        signups.seat(session, house, seat.token, now=TUESDAY)
    assert signups.seat(session, house, waits.token, now=TUESDAY).mail
    (entry,) = session.exec(select(JournalEntry).where(JournalEntry.what == "person.erased")).all()
    assert (entry.who, "rosa" in repr(entry).casefold()) == ("visitor", False)


def test_a_seat_of_a_meeting_that_runs_stays_taken_and_is_erased(session, house, meeting):
    seat = take(session, house, meeting)

    privacy.erase_seat(session, seat.token, secret=SECRET, now=meeting.starts_at + timedelta(minutes=5))

    assert session.exec(select(Seat)).one().released_at is None
    assert found(session, MAIL, seat.code_word) == []


def test_whoever_answers_for_a_group_goes_with_phones_letters_and_contact(session, house):
    group = group_by_slug(session, "strickcafe")
    own_contact(session, group)
    _member, token = members.add_member(session, group.id, Duty.RESPONSIBLE, email=MAIL, who="x", now=TUESDAY)
    helper, other = members.add_member(session, group.id, Duty.HELPER, email="h@example.org", who="x", now=TUESDAY)
    post.queue_for(session, "group-note", MAIL, "about:vhs", {"group": "strickcafe"}, now=TUESDAY)
    card = group.card_hash
    opened = members.opened_by(session, token)

    assert tables(session, token) == {"members", "member_links", "contact", "letter"}
    assert tables(session, other) == {"members", "member_links"}
    assert privacy.without(session, opened, token) == privacy.Without(answers=False, contact=True)
    privacy.erase_member(session, opened, token, secret=SECRET, now=TUESDAY)

    assert found(session, MAIL, "kontakt@example.org", "07032 1") == []
    assert [one.id for one in session.exec(select(Member))] == [helper.id]
    assert len(session.exec(select(MemberLink)).all()) == 1
    assert session.get_one(Group, group.id).card_hash == card
    with pytest.raises(Refused, match="unknown_access"):
        members.opened_by(session, token)


def test_an_office_that_is_there_for_all_stays(session, house):
    group = group_by_slug(session, "vhs")
    contact = own_contact(session, group)
    contact.card = True
    _member, token = members.add_member(session, group.id, Duty.RESPONSIBLE, who="x", now=TUESDAY)

    privacy.erase_member(session, members.opened_by(session, token), token, secret=SECRET, now=TUESDAY)

    assert contact.email == "kontakt@example.org"


def test_how_several_groups_are_reached_stays_when_one_of_them_loses_its_head(session, house):
    group = group_by_slug(session, "vhs")
    _member, token = members.add_member(session, group.id, Duty.RESPONSIBLE, who="x", now=TUESDAY)

    assert privacy.opened_by(session, token).contacts == frozenset()


def test_somebody_new_takes_back_the_wish_only_from_the_own_phone(session, house):
    free = wish("10:00", day=WEDNESDAY + 14 * DAY, group_slug="", title="", source="phone_qr", once="t" * 22)
    held = holds.hold(session, house, free, who="kiosk:1", now=TUESDAY)
    on_screen = way.hand_over(session, held.uid, now=TUESDAY)
    asked = newcomers.ask(session, house, held.uid, usage="group", persons=6, who="visitor", now=TUESDAY)
    own = way.used(session, on_screen, now=TUESDAY)
    word = newcomers.code_word(asked)

    assert not privacy.opened_by(session, on_screen).wishes
    with pytest.raises(Refused, match="unknown_link"):
        privacy.erase_wish(session, house, on_screen, secret=SECRET, now=TUESDAY)
    assert tables(session, own) == {"booking", "booking_links"}
    privacy.erase_wish(session, house, own, secret=SECRET, now=TUESDAY)

    assert found(session, word, "t" * 22) == []
    assert session.get_one(Booking, asked.id).state is State.CANCELLED


def test_a_house_that_is_put_back_forgets_the_rows_and_not_whoever_has_the_same_address(session, house, meeting):
    meeting.capacity = 8
    hers, foreign = take(session, house, meeting), take(session, house, meeting)
    group = group_by_slug(session, "vhs")
    _member, token = members.add_member(session, group.id, Duty.DEPUTY, email=MAIL, who="x", now=TUESDAY)
    copy = session.begin_nested()
    privacy.erase_seat(session, foreign.token, secret=SECRET, now=TUESDAY)
    privacy.erase_member(session, members.opened_by(session, token), token, secret=SECRET, now=TUESDAY)
    kept = [Erasure(**one.model_dump()) for one in privacy.erasures(session)]
    copy.rollback()
    session.expire_all()
    assert {one.words for one in kept} == {0}

    assert privacy.erase_again(session, kept, secret="another secret", now=TUESDAY) == 0
    assert privacy.erase_again(session, kept, secret=SECRET, now=TUESDAY) == 2

    assert [one.email for one in session.exec(select(SeatContact))] == [MAIL]
    assert signups.seat(session, house, hers.token, now=TUESDAY).code_word == hers.code_word
    assert session.exec(select(Member)).all() == []
    assert privacy.erase_again(session, kept, secret=SECRET, now=TUESDAY) == 0


def test_a_function_that_goes_on_with_somebody_new_is_not_taken_for_the_one_who_went(session, house):
    group = group_by_slug(session, "vhs")
    member, token = members.add_member(session, group.id, Duty.DEPUTY, email=MAIL, who="x", now=TUESDAY)
    marks = privacy.own.marks(session, privacy.opened_by(session, token))
    members.replace_holder(session, member)
    members.set_address(session, group.id, member.uid, "neu@example.org", who="x", now=TUESDAY)

    assert len(marks) == 2
    assert not marks & privacy.own.marks(session, privacy.Person(known_as=frozenset(), members=frozenset({member.id})))


def test_an_invented_token_belongs_to_nobody_and_looking_changes_nothing(session, house, meeting):
    seat = take(session, house, meeting)
    before = everything(session)

    assert not privacy.is_somebody(privacy.opened_by(session, "erfunden" * 3))
    assert privacy.told(session, privacy.opened_by(session, "")) == []
    privacy.told(session, privacy.opened_by(session, seat.token))

    assert everything(session) == before
    assert seatletters.about_seat(seat.id) in repr(session.exec(select(Letter)).all())
