"""Signing in by letter: for minutes and once; who has no address of the house gets nothing, and is told nothing."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import jobs, members, refusals, signins, succession
from booking.owndates import group_by_slug
from booking.refusals import Refused
from models.community import Group
from models.letters import Letter
from models.members import Duty, Member, SignIn
from tests.support.cast import TUESDAY

MINUTE = timedelta(minutes=1)
ADDRESS = "gruppe@example.org"


@pytest.fixture
def group(session, house) -> Group:
    return group_by_slug(session, "strickcafe")


@pytest.fixture
def member(session, group) -> Member:
    return members.add_member(session, group.id, Duty.DEPUTY, email=ADDRESS, who="x", now=TUESDAY)[0]


def asked(session, address=ADDRESS, now=TUESDAY) -> list[Letter]:
    """Ask for a letter; return all there are."""
    signins.send_ways_in(session, address, language="tr", now=now)
    return list(session.exec(select(Letter).where(Letter.kind == "group-sign-in")))


def token_in(letter: Letter) -> str:
    return str(letter.facts["path"]).removeprefix("/g/anmelden/")


def refused(do, *args, **told) -> tuple[refusals.Refusal, ...]:
    with pytest.raises(Refused) as caught:
        do(*args, **told)
    return caught.value.reasons


def test_the_letter_opens_the_page_of_its_function_once(session, group, member):
    (letter,) = asked(session, " Gruppe@Example.ORG ")

    token = signins.sign_in(session, token_in(letter), now=TUESDAY + 14 * MINUTE)

    assert (letter.address, letter.language) == (ADDRESS, "tr")
    assert members.opened_by(session, token).member.uid == member.uid
    again = refused(signins.sign_in, session, token_in(letter), now=TUESDAY + 14 * MINUTE)
    assert again == (refusals.SignInOver(),)


def test_looking_at_the_way_in_uses_nothing_up(session, member):
    (letter,) = asked(session)

    for _look in range(3):
        signins.way_in(session, token_in(letter), now=TUESDAY)

    assert signins.sign_in(session, token_in(letter), now=TUESDAY)


@pytest.mark.parametrize("token", ["", "invented", "x" * 900])
def test_a_guess_signs_nobody_in(session, member, token):
    asked(session)

    assert refused(signins.sign_in, session, token, now=TUESDAY) == (refusals.SignInOver(),)


def test_after_a_quarter_of_an_hour_it_is_over_and_a_day_later_forgotten(session, member):
    (letter,) = asked(session)

    late = refused(signins.sign_in, session, token_in(letter), now=TUESDAY + 15 * MINUTE)

    assert late == (refusals.SignInOver(),)
    jobs.run(session, now=TUESDAY + timedelta(hours=23))
    assert len(session.exec(select(SignIn)).all()) == 1
    jobs.run(session, now=TUESDAY + timedelta(hours=24, minutes=20))
    assert session.exec(select(SignIn)).all() == []


def test_an_address_that_nobody_has_gets_no_letter(session, member):
    assert asked(session, "fremd@example.org") == []
    assert refused(signins.send_ways_in, session, "fremd", language="de", now=TUESDAY) == (refusals.NoMailAddress(),)
    assert refused(signins.send_ways_in, session, "  ", language="de", now=TUESDAY) == (refusals.NoMailAddress(),)


def test_nobodys_letter_box_is_filled(session, member):
    for minute in range(10):
        letters = asked(session, now=TUESDAY + minute * MINUTE)

    assert len(letters) == 3
    assert len(asked(session, now=TUESDAY + 61 * MINUTE)) == 4


def test_whoever_acts_for_two_groups_gets_a_way_into_each(session, house, group, member):
    other = group_by_slug(session, "vhs")
    members.add_member(session, other.id, Duty.RESPONSIBLE, email=ADDRESS, who="x", now=TUESDAY)

    tokens = [signins.sign_in(session, token_in(letter), now=TUESDAY) for letter in asked(session)]

    assert [members.opened_by(session, token).group.slug for token in tokens] == ["strickcafe", "vhs"]


@pytest.mark.parametrize("how", ["handed over", "struck", "another address"])
def test_a_letter_of_before_opens_nothing_once_somebody_else_is_in(session, group, member, how):
    (letter,) = asked(session)

    if how == "handed over":
        succession.hand_over(session, group, member.uid, who="x", now=TUESDAY)
    elif how == "struck":
        members.remove_member(session, group.id, member.uid, who="x", now=TUESDAY)
    else:
        members.set_address(session, group.id, member.uid, "neu@example.org", who="x", now=TUESDAY)

    assert refused(signins.sign_in, session, token_in(letter), now=TUESDAY) == (refusals.SignInOver(),)
