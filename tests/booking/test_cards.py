"""A group's card: a code that scanners of any keyboard type right, sealed, replaced by one press."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from booking import cards, refusals
from booking.cards import CardHolder
from booking.refusals import Refused
from models.community import Group
from models.journal import JournalEntry
from tests.support.cast import TUESDAY

DESK = "desk:manager"


def refused(do, *args, **asked) -> tuple[refusals.Refusal, ...]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value.reasons


def give(session, slug: str = "strickcafe") -> str:
    return cards.give_card(session, slug, now=TUESDAY, who=DESK)


def test_a_card_shows_whose_it_is_and_is_kept_as_a_seal(session, house):
    code = give(session)

    assert cards.holder_of(session, code) == CardHolder("strickcafe", "Strick- und Spielecafé")
    stored = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    assert (len(stored.card_hash or ""), stored.card_given_at) == (64, TUESDAY)
    assert [(entry.what, entry.who, entry.facts) for entry in session.exec(select(JournalEntry))] == [
        ("group.card_given", DESK, {})
    ]


def test_the_old_card_stops_working_with_the_new_one_and_with_none(session, house):
    first, second = give(session), give(session)

    assert refused(cards.holder_of, session, first) == (refusals.UnknownCard(),)
    assert cards.holder_of(session, second).slug == "strickcafe"
    cards.take_card(session, "strickcafe", now=TUESDAY, who=DESK)
    assert refused(cards.holder_of, session, second) == (refusals.UnknownCard(),)


def test_two_groups_without_a_card_are_no_clash(session, house):
    give(session, "vhs")

    assert session.exec(select(Group.slug).where(Group.card_hash != None)).all() == ["vhs"]  # noqa: E711


def test_a_group_that_does_not_exist_gets_none(session, house):
    assert refused(give, session, "niemand") == (refusals.UnknownGroup("niemand"),)
    assert refused(cards.take_card, session, "niemand", now=TUESDAY, who=DESK) == (refusals.UnknownGroup("niemand"),)


@pytest.mark.parametrize("slug", ["shg-a", "neue-nachbarn"])
def test_no_screen_names_a_group_that_is_not_public(session, house, slug):
    assert cards.holder_of(session, give(session, slug)) == CardHolder(slug, "Geschlossene Gruppe")
    assert cards.holder(session, slug) == CardHolder(slug, "Geschlossene Gruppe")


def test_a_card_of_another_house_is_not_known(session, house):
    assert refused(cards.holder_of, session, cards.new_code()) == (refusals.UnknownCard(),)


def test_a_code_has_128_bits_and_only_signs_that_lie_alike_on_german_and_american_keyboards():
    codes = {cards.new_code() for _number in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"TP[0-9A-HJKMNP-TVWX]{28}", code) for code in codes)
    assert 30**27 > 2**128
    assert not {"Y", "Z", "-", "_"} & set("".join(codes))


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.lower(),
        lambda code: f" {code}\r\n",
        lambda code: code.swapcase(),
    ],
    ids=["large letters locked", "with its line end", "both"],
)
def test_how_a_scanner_types_it_does_not_matter(session, house, change):
    assert cards.holder_of(session, change(give(session))).slug == "strickcafe"


@pytest.mark.parametrize(
    "change",
    [
        lambda code: "",
        lambda code: code[:-1],
        lambda code: code[1:],
        lambda code: code + "0",
        lambda code: code + code,
        lambda code: "XX" + code[2:],
        lambda code: code.replace("TP", "T\0"),
        lambda code: code[:5] + "\x1b[A" + code[8:],
        lambda code: code[:7] + "Z" + code[8:],
        lambda code: code[:9] + "ß" + code[10:],
        lambda code: "4006381333931",
        lambda code: "https://example.org/" + code,
        lambda code: "' OR 1=1 --",
        lambda code: "9" * 100_000,
    ],
    ids=[
        "nothing",
        "end missing",
        "start missing",
        "one more",
        "two cards",
        "another mark",
        "a NUL",
        "an arrow key",
        "a sign that keyboards swap",
        "an umlaut",
        "a book",
        "an address",
        "an injection",
        "endless",
    ],
)
def test_garbage_is_no_card(session, house, change):
    assert refused(cards.holder_of, session, change(give(session))) == (refusals.UnreadableCard(),)


@given(st.randoms(use_true_random=False), st.integers(2, cards.LENGTH - 1), st.sampled_from(cards._SIGNS))
def test_one_misread_sign_is_always_noticed(chance, place, sign):
    body = "TP" + "".join(chance.choice(cards._SIGNS) for _number in range(27))
    code = body + cards._check_sign(body)
    misread = code[:place] + sign + code[place + 1 :]

    assert cards.read_code(code) == code
    if misread != code:
        assert refused(cards.read_code, misread) == (refusals.UnreadableCard(),)
