"""The desk is written to when a wish waits: only who wants it and may see it, once, with what is true when it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking import (
    access,
    decisions,
    deskaddress,
    desknews,
    desksessions,
    halftokens,
    jobs,
    lifecycle,
    questions,
    series,
    staffing,
)
from booking.occupancy import house_facts
from booking.refusals import Refused
from models.bookings import Booking
from models.journal import JournalEntry
from models.letters import Delivery, Letter
from models.staff import DecisionLink, News, Role, Staff
from tests.support.cast import TUESDAY, at, wish

DESK, GROUP = "desk:manager", "group:neue-nachbarn"
DAY = date(2026, 12, 2)
SECRET = "ein Geheimnis des Hauses"
MINUTE = timedelta(minutes=1)


def somebody(session: Session, role: Role = Role.MANAGER, *, news: News = News.AT_ONCE, name: str = "") -> Staff:
    """Somebody of the desk with an address that was proven."""
    name = name or role.value
    staff = Staff(
        login=name, role=role, password_hash="-", address=f"{name}@example.org", news=news, created_at=TUESDAY
    )
    session.add(staff)
    session.flush()
    return staff


def asked(session, house, clock="14:00", *, day=DAY, **changes) -> Booking:
    changes = {"group_slug": "neue-nachbarn", **changes}
    return lifecycle.request_booking(session, house, wish(clock, day=day, **changes), who=GROUP, now=TUESDAY)


def letters(session: Session, kind: str = "desk-request") -> list[Letter]:
    session.flush()
    look = select(Letter).where(Letter.kind == kind, col(Letter.delivery) == Delivery.WAITING)
    return list(session.exec(look.order_by(col(Letter.id))))


def links(session: Session) -> list[DecisionLink]:
    session.flush()
    return list(session.exec(select(DecisionLink).order_by(col(DecisionLink.id))))


def refused(do, *args, **named) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **named)
    return [reason.code for reason in caught.value.reasons]


# Who is written to


def test_a_wish_that_waits_is_told_to_each_who_may_see_it_and_only_who_decides_gets_a_link(session, house):
    manager, council = somebody(session), somebody(session, Role.SENIORS_COUNCIL)
    somebody(session, Role.CARETAKER)
    somebody(session, Role.QUARTER_REP)
    booking = asked(session, house)

    to_manager, to_council = letters(session)

    assert [to_manager.address, to_council.address] == [manager.address, council.address]
    assert to_manager.facts["booking"] == to_council.facts["booking"] == booking.uid
    assert "token" in to_manager.facts
    assert "token" not in to_council.facts
    assert [(link.staff_id, link.booking_id, link.whole) for link in links(session)] == [
        (manager.id, booking.id, False)
    ]


@pytest.mark.parametrize("why", ["off", "daily", "paused", "no address", "no passphrase"])
def test_nobody_else_is_written_to(session, house, why):
    staff = somebody(session, news=News(why) if why in set(News) else News.AT_ONCE)
    staff.paused_at = TUESDAY if why == "paused" else None
    staff.address = "" if why == "no address" else staff.address
    staff.password_hash = "" if why == "no passphrase" else "-"

    asked(session, house)

    assert letters(session) == []


def test_what_is_granted_at_once_is_no_news_for_the_desk(session, house):
    somebody(session)

    lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)

    assert letters(session) == []


def test_a_wish_and_its_letter_are_stored_together_or_not_at_all(db):
    from tests.support.cast import move_in

    with db.writing() as session:
        move_in(session)
        somebody(session)
    with pytest.raises(RuntimeError), db.writing() as session:
        asked(session, house_facts(session))
        assert len(letters(session)) == 1
        raise RuntimeError

    with db.writing() as session:
        assert letters(session) == []
        assert links(session) == []


def test_a_series_is_one_letter_with_one_link(session, house):
    somebody(session)
    weekly = wish("18:00", day=DAY, group_slug="neue-nachbarn", rrule="FREQ=WEEKLY;COUNT=4")
    series.request_series(session, house, weekly, who=GROUP, now=TUESDAY)

    (letter,), (link,) = letters(session), links(session)

    assert letter.facts["whole"] is link.whole is True


def test_the_desk_that_asks_back_is_not_written_to_and_an_answer_is_told_in_one_letter(session, house):
    staff = somebody(session)
    booking = asked(session, house)
    questions.ask(session, house, booking.uid, "Wie viele kommen?", who=DESK, now=TUESDAY + MINUTE)
    assert len(letters(session)) == 1

    questions.answer(session, house, booking.uid, "Zwölf.", who=GROUP, now=TUESDAY + 2 * MINUTE)

    (answer,) = letters(session, "desk-answer")
    assert letters(session) == []  # what had not gone yet is said in the newer one
    assert "Zwölf" not in str(answer.facts)
    staff.answers = False
    questions.ask(session, house, booking.uid, "Und wann genau?", who=DESK, now=TUESDAY + 3 * MINUTE)
    questions.answer(session, house, booking.uid, "Um zwei.", who=GROUP, now=TUESDAY + 4 * MINUTE)
    assert len(letters(session, "desk-answer")) == 1


# The token


def test_the_token_is_128_random_bits_kept_as_a_seal_and_worthless_without_the_houses_secret(session, house):
    somebody(session)
    asked(session, house)
    (letter,), (link,) = letters(session), links(session)
    chance = letter.facts["token"]
    token = halftokens.whole(chance, SECRET)

    assert len(chance) == 22
    assert chance not in link.token_hash
    assert halftokens.half_of(token, SECRET) == chance
    for wrong in (chance, chance + "0" * 32, token[:-1], token + "0", token.replace(chance, "x" * 22), "", "ä" * 54):
        assert halftokens.half_of(wrong, SECRET) == ""
    assert halftokens.half_of(token, "another secret") == ""


@pytest.mark.parametrize("how", ["pause", "role", "remove", "passphrase"])
def test_links_die_with_what_their_login_may(session, house, how):
    somebody(session, name="erste")
    staff = somebody(session, name="zweite")
    asked(session, house)
    assert len(links(session)) == 2

    if how == "pause":
        staffing.pause(session, staff.id, paused=True, who=DESK, now=TUESDAY)
        staffing.pause(session, staff.id, paused=False, who=DESK, now=TUESDAY)
    elif how == "role":
        staffing.give_role(session, staff.id, Role.CARETAKER, who=DESK, now=TUESDAY)
    elif how == "remove":
        staffing.remove(session, staff.id, who=DESK, now=TUESDAY)
    else:
        staffing.invite_again(session, staff.id, who=DESK, now=TUESDAY)

    assert [link.staff_id != staff.id for link in links(session)] == [True]


def test_links_are_forgotten_after_fourteen_days(session, house):
    somebody(session)
    asked(session, house)

    jobs.run(session, now=TUESDAY + timedelta(days=13))
    assert len(links(session)) == 1
    jobs.run(session, now=TUESDAY + timedelta(days=14))
    assert links(session) == []


# The daily letter


def morning(session, day: int, hour: int = 7) -> int:
    return jobs.run(session, now=at(date(2026, 11, day), f"{hour:02d}:00"))


def test_all_that_waits_comes_in_one_letter_in_the_morning(session, house):
    somebody(session, news=News.DAILY)
    somebody(session, Role.SENIORS_COUNCIL, news=News.DAILY)
    first = asked(session, house)
    weekly = wish("18:00", day=DAY, group_slug="neue-nachbarn", rrule="FREQ=WEEKLY;COUNT=4")
    series.request_series(session, house, weekly, who=GROUP, now=TUESDAY + MINUTE)
    assert letters(session) == []

    morning(session, 25, 6)
    assert letters(session, "desk-digest") == []
    morning(session, 25, 7)
    morning(session, 25, 9)

    to_manager, to_council = letters(session, "desk-digest")
    assert [one["whole"] for one in to_manager.facts["wishes"]] == [False, True]
    assert to_manager.facts["wishes"][0]["booking"] == first.uid
    assert all("token" in one for one in to_manager.facts["wishes"])
    assert not any("token" in one for one in to_council.facts["wishes"])
    morning(session, 26)
    assert len(letters(session, "desk-digest")) == 4


def test_a_morning_on_which_nothing_waits_has_no_letter(session, house):
    somebody(session, news=News.DAILY)
    booking = asked(session, house)
    decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    morning(session, 25)

    assert letters(session, "desk-digest") == []
    assert jobs.anything_due(session, now=at(date(2026, 11, 25), "07:01")) is False


def test_the_daily_letter_keeps_to_the_houses_clock_when_it_is_put_forward(session, house):
    staff = somebody(session, news=News.DAILY)
    before = datetime(2027, 3, 27, 6, 30, tzinfo=UTC)  # 7:30 in winter

    assert desknews.morning_of(session, before) == date(2027, 3, 27)
    assert desknews.morning_of(session, before - timedelta(hours=1)) is None
    assert desknews.morning_of(session, datetime(2027, 3, 28, 5, 0, tzinfo=UTC)) == date(2027, 3, 28)  # 7:00 in summer
    assert staff.digest_on is None


# The own address


@pytest.fixture
def logged_in(session, house) -> str:
    access.add_staff(session, "leitung", "vier Wörter im Garten", Role.MANAGER, now=TUESDAY)
    staff = session.exec(select(Staff)).one()
    return desksessions.begin(session, staff, "", now=TUESDAY)


def chance_in(session: Session) -> str:
    return str(letters(session, "desk-address")[-1].facts["token"])


def test_an_address_gets_nothing_but_a_link_before_that_was_opened(session, house, logged_in):
    assert deskaddress.choose(session, logged_in, " leitung@EXAMPLE.org", now=TUESDAY) == "leitung@example.org"
    asked(session, house)
    assert letters(session) == []

    assert deskaddress.prove(session, chance_in(session), now=TUESDAY) == "leitung@example.org"

    asked(session, house, "18:00")
    assert [letter.address for letter in letters(session)] == ["leitung@example.org"]
    stands = deskaddress.standing(session, logged_in, now=TUESDAY)
    assert stands is not None
    assert (stands.address, stands.wished, stands.decides) == ("leitung@example.org", "", True)


def test_the_link_proves_once_two_days_long_and_the_last_one_counts(session, house, logged_in):
    deskaddress.choose(session, logged_in, "erste@example.org", now=TUESDAY)
    first = chance_in(session)
    deskaddress.choose(session, logged_in, "zweite@example.org", now=TUESDAY)
    second = chance_in(session)

    assert refused(deskaddress.prove, session, first, now=TUESDAY) == ["address_link_over"]
    assert refused(deskaddress.prove, session, second, now=TUESDAY + deskaddress.LASTS) == ["address_link_over"]
    assert refused(deskaddress.prove, session, "", now=TUESDAY) == ["address_link_over"]
    deskaddress.prove(session, second, now=TUESDAY)
    assert refused(deskaddress.prove, session, second, now=TUESDAY) == ["address_link_over"]


def test_another_address_is_told_to_the_old_one_and_its_links_die(session, house, logged_in):
    deskaddress.choose(session, logged_in, "alt@example.org", now=TUESDAY)
    deskaddress.prove(session, chance_in(session), now=TUESDAY)
    asked(session, house)
    deskaddress.choose(session, logged_in, "neu@example.org", now=TUESDAY)
    assert len(links(session)) == 1  # goes on until the new one is proven

    deskaddress.prove(session, chance_in(session), now=TUESDAY)

    assert links(session) == []
    assert [one.address for one in letters(session, "desk-address-gone")] == ["alt@example.org"]


@pytest.mark.parametrize("typed", ["", "niemand", "a@b", "a@example.org, b@example.org", "a@example.org\r\nBcc: x"])
def test_what_is_no_address_is_refused(session, house, logged_in, typed):
    assert refused(deskaddress.choose, session, logged_in, typed, now=TUESDAY) == ["bad_address"]


def test_an_address_that_is_deleted_gets_nothing_and_its_links_open_nothing(session, house, logged_in):
    deskaddress.choose(session, logged_in, "leitung@example.org", now=TUESDAY)
    deskaddress.prove(session, chance_in(session), now=TUESDAY)
    asked(session, house)

    deskaddress.forget(session, logged_in, now=TUESDAY)

    asked(session, house, "18:00")
    assert (links(session), len(letters(session))) == ([], 1)  # the one before goes nowhere: see the letters' tests
    assert {entry.what for entry in session.exec(select(JournalEntry)) if entry.what.startswith("desk.a")} == {
        *("desk.address_typed", "desk.address_proven", "desk.address_forgotten"),
    }


def test_who_chooses_the_daily_letter_gets_the_first_one_the_next_morning(session, house, logged_in):
    deskaddress.choose(session, logged_in, "leitung@example.org", now=TUESDAY)
    deskaddress.prove(session, chance_in(session), now=TUESDAY)
    asked(session, house)
    deskaddress.choose_news(session, logged_in, News.DAILY, answers=False, now=TUESDAY)

    jobs.run(session, now=TUESDAY + MINUTE)
    assert letters(session, "desk-digest") == []
    morning(session, 25)
    assert len(letters(session, "desk-digest")) == 1


def test_roles_that_see_no_wishes_have_no_letters_to_choose(session, house):
    staff = somebody(session, Role.CARETAKER)
    token = desksessions.begin(session, staff, "", now=TUESDAY)

    assert deskaddress.standing(session, token, now=TUESDAY) is None
    assert refused(deskaddress.standing, session, "made up", now=TUESDAY) == ["unknown_login"]
