"""Letters are queued with what they tell, each once, in a language, and not too many to one address."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import lifecycle, members, post, succession
from booking.owndates import group_by_slug
from models.community import Group
from models.letters import Delivery, Letter
from models.members import Duty
from tests.support.cast import TUESDAY, wish

ADDRESS = "nachbarin@example.org"
HOUR = timedelta(hours=1)


def letters(session) -> list[Letter]:
    return list(session.exec(select(Letter).order_by(col(Letter.id))))


def seat_letter(session, number, *, kind="seat-taken", address=ADDRESS, now=TUESDAY):
    post.queue_for(session, kind, address, f"{kind}:{number}", {"persons": number}, language="tr", now=now)


def test_a_letter_to_a_person_waits_with_its_language_and_facts(session):
    seat_letter(session, 1)

    (letter,) = letters(session)
    assert (letter.kind, letter.address, letter.language, letter.facts) == ("seat-taken", ADDRESS, "tr", {"persons": 1})
    assert (letter.delivery, letter.due_at, letter.tries, letter.trouble) == (Delivery.WAITING, TUESDAY, 0, "")
    assert (letter.claimed_until, letter.handed_at, letter.sent_at) == (None, None, None)


def test_the_same_thing_is_told_once(session):
    seat_letter(session, 1)
    seat_letter(session, 1)

    assert len(letters(session)) == 1


def test_who_left_no_address_gets_no_letter(session):
    seat_letter(session, 1, address="")

    assert letters(session) == []


def test_an_address_gets_three_letters_an_hour_of_what_strangers_can_bring_about_and_the_rest_later(session):
    for number in range(7):
        seat_letter(session, number, address=ADDRESS if number % 2 else ADDRESS.upper())
    seat_letter(session, 8, address="andere@example.org")
    seat_letter(session, 9, kind="seat-offered")

    waits = [letter.due_at - TUESDAY for letter in letters(session)]
    assert waits == [0 * HOUR, 0 * HOUR, 0 * HOUR, HOUR, HOUR, HOUR, 2 * HOUR, 0 * HOUR, 0 * HOUR]


def test_an_hour_later_an_address_gets_letters_again(session):
    for number in range(3):
        seat_letter(session, number)

    seat_letter(session, 4, now=TUESDAY + HOUR)

    assert letters(session)[-1].due_at == TUESDAY + HOUR


@pytest.mark.parametrize(
    ("languages", "written"),
    [(["tr", "de"], "tr"), (["de", "tr"], "de"), ([], "de"), (None, "de")],
    ids=["Turkish first", "German first", "none named", "nothing known"],
)
def test_a_group_is_written_to_in_the_language_that_it_names_first(session, house, languages, written):
    group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    group.facts = {"languages": languages} if languages is not None else {}
    session.add(group)

    lifecycle.request_booking(session, house, wish("14:00"), who="group:strickcafe", now=TUESDAY)

    assert [(letter.kind, letter.language, letter.due_at) for letter in letters(session)] == [
        ("booking-confirmed", written, TUESDAY)
    ]


def test_a_group_is_written_to_where_whoever_answers_for_it_wants(session, house):
    group = group_by_slug(session, "strickcafe")
    group.contact_id = None  # nor does the house's file name anybody
    session.flush()
    for duty, email in ((Duty.HELPER, "hilft@example.org"), (Duty.RESPONSIBLE, ""), (Duty.RESPONSIBLE, ADDRESS)):
        members.add_member(session, group.id, duty, email=email, who="x", now=TUESDAY)

    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)

    assert [letter.address for letter in letters(session)] == [ADDRESS]


def test_handed_over_nobody_writes_to_whoever_had_the_group_before(session, house):
    group = group_by_slug(session, "strickcafe")
    member, _token = members.add_member(session, group.id, Duty.RESPONSIBLE, email=ADDRESS, who="x", now=TUESDAY)

    succession.hand_over(session, group, member.uid, who="x", now=TUESDAY)
    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)

    assert [letter.address for letter in letters(session)] == ["gruppen@example.org"]
