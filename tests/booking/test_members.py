"""Functions act for a group, each by its own address; the group goes on with somebody new, and the old access ends."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import (
    access,
    cards,
    feedkeys,
    jobs,
    lifecycle,
    members,
    owndates,
    post,
    refusals,
    resting,
    signins,
    succession,
)
from booking.owndates import group_by_slug
from booking.refusals import Refused
from booking.succession import Ended
from models.community import Group
from models.journal import JournalEntry
from models.letters import Letter
from models.members import Duty, FeedKey, Member, MemberLink
from tests.support.cast import TUESDAY, wish

DESK, GROUP = "desk:manager", "group:strickcafe"
DAY = timedelta(days=1)


@pytest.fixture
def group(session, house) -> Group:
    return group_by_slug(session, "strickcafe")


@pytest.fixture
def given(session, group) -> tuple[Member, str]:
    """Whoever answers for the Strickcafé, and the token of that address."""
    return members.add_member(session, group.id, Duty.RESPONSIBLE, who=DESK, now=TUESDAY)


def refused(do, *args, **asked) -> tuple[refusals.Refusal, ...]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return caught.value.reasons


def is_open(session, token) -> bool:
    try:
        members.opened_by(session, token)
    except Refused as refused:
        return refused.reasons != (refusals.UnknownAccess(),)
    return True


def acts(session) -> list[tuple[str, str]]:
    rows = session.exec(select(JournalEntry))
    return [(row.what, row.who) for row in rows if row.what.startswith(("member.", "group."))]


def test_an_address_opens_the_page_of_its_group_and_changes_nothing(session, group, given):
    member, token = given

    opened = [members.opened_by(session, token) for _look in range(3)][-1]

    assert (opened.group.slug, opened.member.uid, opened.leads) == ("strickcafe", member.uid, True)
    (card,) = members.members_of(session, group.id)
    assert (card.duty, card.links, card.given_at, card.used_at) == (Duty.RESPONSIBLE, 1, TUESDAY, None)
    assert acts(session) == [("member.added", DESK)]


def test_a_token_is_128_random_bits_and_kept_as_a_seal(session, given):
    _member, token = given

    (link,) = session.exec(select(MemberLink))

    assert (len(token), len(link.token_hash)) == (22, 64)
    assert token not in repr(link)


@pytest.mark.parametrize("token", ["", "invented", "x" * 5000, "'--"], ids=["none", "a guess", "long", "SQL"])
def test_a_guess_opens_nothing(session, given, token):
    assert not is_open(session, token)


def test_what_is_done_with_it_is_noted_for_the_desk(session, group, given):
    members.acting(session, given[1], now=TUESDAY + DAY)

    (card,) = members.members_of(session, group.id)
    assert card.used_at == TUESDAY + DAY


def test_each_function_has_its_own_address_and_whoever_answers_comes_first(session, group, given):
    _helper, other = members.add_member(
        session, group.id, Duty.KEYS, email=" Schluessel@Example.org ", who=GROUP, now=TUESDAY
    )

    assert not members.opened_by(session, other).leads
    assert [(card.duty, card.email) for card in members.members_of(session, group.id)] == [
        (Duty.RESPONSIBLE, ""),
        (Duty.KEYS, "schluessel@example.org"),
    ]
    members.take_links(session, group.id, members.members_of(session, group.id)[1].uid, who=DESK, now=TUESDAY)
    assert (is_open(session, other), is_open(session, given[1])) == (False, True)


def test_a_new_address_ends_those_of_before(session, group, given):
    member, token = given

    fresh = members.new_link(session, group.id, member.uid, who=DESK, now=TUESDAY)

    assert (is_open(session, token), is_open(session, fresh)) == (False, True)


def test_one_more_phone_keeps_the_others_until_there_are_too_many(session, group, given):
    member, first = given
    others = [members.give_link(session, member, now=TUESDAY + number * DAY) for number in range(1, members.MOST_LINKS)]
    members.acting(session, first, now=TUESDAY + 9 * DAY)

    last = members.give_link(session, member, now=TUESDAY + 10 * DAY)

    assert [is_open(session, token) for token in (first, *others, last)] == [True, False, True, True, True, True]


@pytest.mark.parametrize(
    "typed",
    [
        "kein",
        "a@b",
        "a@b.de\nBcc: c@d.de",
        "a b@c.de",
        "ä@c.de",
        "a@c..de",
        "<a@c.de>",
        f"{'a' * 65}@c.de",
        "a@c.de,b@c.de",
    ],
)
def test_what_no_letter_can_be_sent_to_is_no_address(session, group, given, typed):
    wanted = (refusals.NoMailAddress(),)

    assert refused(members.add_member, session, group.id, Duty.DEPUTY, email=typed, who=GROUP, now=TUESDAY) == wanted
    assert refused(members.set_address, session, group.id, given[0].uid, typed, who=GROUP, now=TUESDAY) == wanted
    assert len(members.members_of(session, group.id)) == 1


def test_not_more_act_for_a_group_than_may(session, group, given):
    for _one in range(members.MOST_MEMBERS - 1):
        members.add_member(session, group.id, Duty.HELPER, who=GROUP, now=TUESDAY)

    said = refused(members.add_member, session, group.id, Duty.HELPER, who=GROUP, now=TUESDAY)

    assert said == (refusals.ManyMembers(members.MOST_MEMBERS),)


def test_a_group_is_never_left_alone_but_by_the_desk(session, group, given):
    member, token = given

    said = refused(members.remove_member, session, group.id, member.uid, who=GROUP, now=TUESDAY)

    assert (said, is_open(session, token)) == ((refusals.NobodyResponsible(),), True)
    members.remove_member(session, group.id, member.uid, by_desk=True, who=DESK, now=TUESDAY)
    assert (members.members_of(session, group.id), is_open(session, token)) == ([], False)


def test_nobody_touches_the_functions_of_another_group(session, group, given):
    other, uid = group_by_slug(session, "vhs"), given[0].uid

    for do in (members.new_link, members.take_links, members.remove_member):
        assert refused(do, session, other.id, uid, who="group:vhs", now=TUESDAY) == (refusals.UnknownMember(),)
    assert refused(succession.hand_over, session, other, uid, who="group:vhs", now=TUESDAY) == (
        refusals.UnknownMember(),
    )
    assert is_open(session, given[1])


def test_handed_over_the_old_access_ends_and_all_else_stays(session, house, group, given):
    member, old = given
    members.set_address(session, group.id, member.uid, "alt@example.org", who=GROUP, now=TUESDAY)
    _deputy, beside = members.add_member(session, group.id, Duty.DEPUTY, who=GROUP, now=TUESDAY)
    booked = lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    card = cards.give_card(session, "strickcafe", now=TUESDAY, who=DESK)
    key = access.new_group_key(session, "strickcafe", now=TUESDAY)
    feedkeys.new_key(session, group.id, who=GROUP, now=TUESDAY)

    fresh = succession.hand_over(session, group, member.uid, who=GROUP, now=TUESDAY)

    assert [is_open(session, token) for token in (old, beside, fresh)] == [False, True, True]
    assert members.members_of(session, group.id)[0].email == ""
    assert [one.uid for one in owndates.dates_ahead(session, house, "strickcafe", now=TUESDAY)] == [booked.uid]
    assert cards.holder_of(session, card).slug == "strickcafe"
    assert access.group_by_key(session, key) is not None
    assert feedkeys.number_of(session, group.id) == 1
    assert acts(session)[-1] == ("member.handed_over", GROUP)


def test_on_wish_card_pin_key_and_calendar_end_with_it(session, house, group, given):
    card = cards.give_card(session, "strickcafe", now=TUESDAY, who=DESK)
    key = access.new_group_key(session, "strickcafe", now=TUESDAY)
    access.new_group_pin(session, "strickcafe", "a secret of sixteen", now=TUESDAY)
    feedkeys.new_key(session, group.id, who=GROUP, now=TUESDAY)

    ended = Ended(card=True, pin=True, key=True, feed=True)
    succession.hand_over(session, group, given[0].uid, ended=ended, who=GROUP, now=TUESDAY)

    assert refused(cards.holder_of, session, card) == (refusals.UnknownCard(),)
    assert access.group_by_key(session, key) is None
    found = next(one for one in access.group_accesses(session, now=TUESDAY) if one.slug == "strickcafe")
    assert (found.has_pin, found.has_key, found.card_given_at) == (False, False, None)
    assert session.exec(select(FeedKey)).all() == []


def test_the_desk_hands_over_a_group_that_nobody_answers_for(session, group):
    token = succession.hand_over(session, group, who=DESK, now=TUESDAY)

    assert members.opened_by(session, token).leads
    again = succession.hand_over(session, group, who=DESK, now=TUESDAY)
    assert (is_open(session, token), is_open(session, again)) == (False, True)
    assert len(session.exec(select(Member)).all()) == 1


def test_every_phone_has_its_own_calendar_address_and_all_end_together(session, group):
    tokens = [feedkeys.new_key(session, group.id, who=GROUP, now=TUESDAY) for _one in range(feedkeys.MOST_KEYS + 1)]

    assert (len(set(tokens)), feedkeys.number_of(session, group.id)) == (11, 10)
    for _twice in "ab":
        feedkeys.take_keys(session, group.id, who=GROUP, now=TUESDAY)
    assert feedkeys.number_of(session, group.id) == 0
    assert [what for what, _who in acts(session)].count("group.feed_taken") == 1


MAIL = "alt@example.org"
YEAR = timedelta(days=365)


def waiting_to(session, address=MAIL) -> list[str]:
    """Return the kinds of letters that wait to be sent to *address*."""
    return [letter.kind for letter in session.exec(select(Letter).where(Letter.address == address))]


@pytest.mark.parametrize("how", ["handed over", "removed"])
def test_letters_to_whoever_had_it_are_taken_back_and_those_of_other_groups_are_not(session, house, group, given, how):
    member, other = given[0], group_by_slug(session, "vhs")
    members.add_member(session, group.id, Duty.RESPONSIBLE, who=DESK, now=TUESDAY)
    members.add_member(session, other.id, Duty.RESPONSIBLE, email=MAIL, who=DESK, now=TUESDAY)
    members.set_address(session, group.id, member.uid, MAIL, who=GROUP, now=TUESDAY)
    lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    lifecycle.request_booking(session, house, wish("17:00", group_slug="vhs"), who="group:vhs", now=TUESDAY)
    post.queue_for(session, "seat-taken", MAIL, "seat-taken:1", {"booking": "x"}, now=TUESDAY)
    signins.send_ways_in(session, MAIL, language="de", now=TUESDAY)
    assert len(waiting_to(session)) == 5

    if how == "removed":
        members.remove_member(session, group.id, member.uid, who=GROUP, now=TUESDAY)
    else:
        succession.hand_over(session, group, member.uid, who=GROUP, now=TUESDAY)

    assert sorted(waiting_to(session)) == ["booking-confirmed", "group-sign-in", "seat-taken"]


def test_a_year_after_the_last_date_and_the_last_use_an_address_is_forgotten(session, house, group, given):
    member, token = given
    members.set_address(session, group.id, member.uid, MAIL, who=GROUP, now=TUESDAY)
    booked = lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)
    used = booked.ends_at + timedelta(days=30)
    members.acting(session, token, now=used)
    session.flush()

    early = resting.forget_old(session, house, used + YEAR - timedelta(minutes=1))
    assert (early, member.email) == (0, MAIL)
    assert resting.something_old(session, used + YEAR)
    jobs.run(session, now=used + YEAR)

    assert member.email == ""
    assert waiting_to(session) == []
    assert is_open(session, token)
    assert not resting.something_old(session, used + YEAR)
    assert ("member.address_forgotten", "clock") in acts(session)


def test_a_group_that_meets_keeps_its_address_however_long_nobody_opens_its_page(session, house, group, given):
    members.set_address(session, group.id, given[0].uid, MAIL, who=GROUP, now=TUESDAY)
    lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)  # tomorrow

    forgotten = [resting.forget_old(session, house, TUESDAY + YEAR + days) for days in (0 * DAY, 2 * DAY)]

    assert forgotten == [0, 1]
