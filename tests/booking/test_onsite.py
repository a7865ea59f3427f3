"""The staff at a kiosk: a code that opens it once, a notice in its window, and a page that is loaded afresh."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from booking import cards, onsite, screens, seals
from booking.refusals import Malformed, Refused, UnknownScreen, UnreadableCard
from models.journal import JournalEntry
from models.screens import KioskScreen
from tests.support.cast import TUESDAY

SECRET = "ein Geheimnis nur für Tests"
MINUTE = timedelta(minutes=1)
TODAY = TUESDAY.date()
LIFT = "Heute ist der Lift defekt."


def paired(session, name="Eingang"):
    code = screens.offer_pairing(session, SECRET, name=name, who="desk:manager", now=TUESDAY)
    token = screens.pair(session, code, SECRET, now=TUESDAY)
    assert isinstance(token, str)
    return screens.screen_of(session, token).id


@pytest.fixture
def kiosk(session):
    return paired(session)


def offered(session, kiosk, now=TUESDAY):
    return onsite.offer_code(session, kiosk, who="desk:manager", now=now)


def refused(act, *given, **named):
    with pytest.raises(Refused) as caught:
        act(*given, **named)
    return caught.value.reasons


def acts(session):
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))][2:]


def put_up(session, kiosk, text=LIFT, until=TODAY):
    onsite.put_up_notice(session, kiosk, text, until, today=TODAY, who="desk:manager", now=TUESDAY)


def test_a_code_of_the_desk_opens_one_kiosk_once(session, kiosk):
    code = offered(session, kiosk)

    onsite.use_code(session, kiosk, code.lower(), now=TUESDAY + 9 * MINUTE)

    assert refused(onsite.use_code, session, kiosk, code, now=TUESDAY + 9 * MINUTE) == (UnreadableCard(),)
    assert acts(session) == ["screen.staff_offered", "screen.staff_came"]
    assert len(code) == cards.LENGTH  # as long as a card, 132 bits of it random


@pytest.mark.parametrize(
    "spoil",
    [
        lambda code: ("", TUESDAY),
        lambda code: ("4006381333931", TUESDAY),
        lambda code: (code[:-1] + ("A" if code[-1] != "A" else "B"), TUESDAY),
        lambda code: (cards.new_code(onsite.MARK), TUESDAY),
        lambda code: (cards.new_code(), TUESDAY),
        lambda code: (code, TUESDAY + 10 * MINUTE),
    ],
    ids=["nothing", "a parcel", "misread", "invented", "a group's card", "too old"],
)
def test_whatever_does_not_open_it_could_not_be_read(session, kiosk, spoil):
    typed, now = spoil(offered(session, kiosk))

    assert refused(onsite.use_code, session, kiosk, typed, now=now) == (UnreadableCard(),)


def test_a_code_is_of_one_kiosk_and_only_the_newest_counts(session, kiosk):
    other = paired(session, "Flur")
    old, new = offered(session, kiosk), offered(session, kiosk)

    assert refused(onsite.use_code, session, other, new, now=TUESDAY) == (UnreadableCard(),)
    assert refused(onsite.use_code, session, kiosk, old, now=TUESDAY) == (UnreadableCard(),)
    onsite.use_code(session, kiosk, new, now=TUESDAY)


def test_a_code_is_stored_as_a_seal_and_dies_with_its_kiosk(session, kiosk):
    code = offered(session, kiosk)

    stored = repr([row.model_dump() for table in (KioskScreen, JournalEntry) for row in session.exec(select(table))])
    assert (code in stored, seals.token_seal(code) in stored) == (False, True)
    screens.revoke(session, kiosk, who="desk:manager", now=TUESDAY)
    assert refused(onsite.use_code, session, kiosk, code, now=TUESDAY) == (UnreadableCard(),)


def test_a_groups_card_is_no_code_and_a_code_is_no_card(session, kiosk):
    code = offered(session, kiosk)

    assert refused(cards.read_code, code) == (UnreadableCard(),)


def test_a_notice_stands_until_its_last_day_is_over(session, kiosk):
    put_up(session, kiosk, "  Heute ist\n der Lift   defekt. ", TODAY + timedelta(days=1))

    found = screens.screen(session, kiosk)
    assert [found.notice_on(TODAY + timedelta(days=days)) for days in (0, 1, 2)] == [LIFT, LIFT, ""]


def test_a_notice_is_replaced_and_taken_down_once(session, kiosk):
    put_up(session, kiosk)
    put_up(session, kiosk, "Die Tür klemmt.")
    assert screens.screen(session, kiosk).notice_on(TODAY) == "Die Tür klemmt."

    for _twice in range(2):
        onsite.take_down_notice(session, kiosk, who="desk:manager", now=TUESDAY)

    assert screens.screen(session, kiosk).notice_on(TODAY) == ""
    assert acts(session) == ["screen.notice_up", "screen.notice_up", "screen.notice_down"]


@pytest.mark.parametrize(
    ("text", "until", "fields"),
    [
        ("", TODAY, ["Hinweis"]),
        ("x" * 141, TODAY, ["Hinweis"]),
        ("Lift \u202etkefed", TODAY, ["Hinweis"]),
        (LIFT, TODAY - timedelta(days=1), ["Letzter Tag"]),
        (LIFT, date(2999, 1, 1), ["Letzter Tag"]),
        ("", date(2999, 1, 1), ["Hinweis", "Letzter Tag"]),
    ],
    ids=["empty", "too long", "turned round", "over", "for ever", "both"],
)
def test_what_cannot_be_a_notice_is_told_for_each_field(session, kiosk, text, until, fields):
    reasons = refused(put_up, session, kiosk, text, until)

    assert [reason.field for reason in reasons if isinstance(reason, Malformed)] == fields
    assert screens.screen(session, kiosk).notice is None


def test_loading_afresh_makes_the_page_another_one(session, kiosk):
    before = screens.screen(session, kiosk)

    onsite.load_afresh(session, kiosk, who="desk:manager", now=TUESDAY)

    assert screens.screen(session, kiosk).page() != before.page()


@pytest.mark.parametrize("act", [onsite.offer_code, onsite.take_down_notice, onsite.load_afresh])
def test_a_kiosk_that_does_not_count_is_told(session, act):
    assert refused(act, session, 99, who="desk:manager", now=TUESDAY) == (UnknownScreen(),)
