"""Growing waits for whoever guesses, none for whoever was there before; and one's own passphrase changed."""

from datetime import UTC, datetime, timedelta

import pytest

from booking import access, desksessions, ownlogin, seals
from booking.refusals import Locked, Refused, SamePassphrase, WrongLogin, WrongPassphrase
from booking.tries import FIVE, GROWING, Patience, Strangers, Tries
from models.database import Database
from models.staff import Role

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLD, NEW = "vier Wörter im Garten", "Kessel-Wolke-Tisch-Lampe"


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        access.add_staff(session, "manager", OLD, Role.MANAGER, now=NOW)
    return db


def log_in(house, password=OLD, now=NOW, **where):
    """Return the token, or what was answered."""
    try:
        with house.writing() as session:
            tried = access.claim_login(session, "manager", now=now, **where)
    except Refused as refused:
        return refused.reasons[0]
    with house.writing() as session:
        return access.open_session(session, tried, password == OLD, now=now)


def waits(house, count, start=NOW, **where):
    """Guess *count* times as soon as each is taken; return the minutes that each had to wait, and when that was."""
    waited, now = [], start
    for _number in range(count):
        answer = log_in(house, "falsch", now, **where)
        wait = answer.wait if isinstance(answer, Locked) else timedelta()
        waited.append(wait / timedelta(minutes=1))
        now += wait
    return waited, now


def test_who_guesses_waits_longer_and_longer_and_never_more_than_a_quarter_of_an_hour(house):
    waited, now = waits(house, 12)

    assert waited == [0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15]
    assert isinstance(log_in(house, now=now), str)
    assert waits(house, 5, now)[0] == [0, 0, 0, 0, 1]


def test_a_day_of_rest_forgets_the_wrong_ones(house):
    _waited, now = waits(house, 9)

    assert log_in(house, "falsch", now + timedelta(hours=23)).wait == timedelta(minutes=15)
    assert log_in(house, "falsch", now + timedelta(days=2)) == WrongLogin()


def test_nobody_who_guesses_elsewhere_keeps_the_manager_out(house):
    waits(house, 12, place="192.0.2.7")

    assert isinstance(log_in(house, now=NOW, place="192.0.2.99"), Locked)
    assert isinstance(log_in(house, now=NOW, place="192.0.2.99", known="her browser"), str)


def test_a_browser_that_is_known_may_not_guess_without_end_either(house):
    waited, now = waits(house, 7, known="her browser")

    assert waited == [0, 0, 0, 0, 1, 2, 4]
    assert log_in(house, "falsch", NOW) == WrongLogin()  # the login itself is open to everybody else
    assert isinstance(log_in(house, now=now, known="her browser"), str)


def test_one_place_guesses_at_many_logins_no_faster(house):
    def guess(name):
        with house.writing() as session:
            return access.claim_login(session, name, now=NOW, place="192.0.2.7")

    for number in range(20):
        guess(f"name-{number}")

    with pytest.raises(Refused) as refused:
        guess("another")
    assert refused.value.reasons[0].wait == timedelta(minutes=1)
    # Behind a proxy that is not trusted everybody comes from one place.
    assert isinstance(log_in(house, place="192.0.2.7", known="her browser"), str)


def test_a_mark_of_a_known_browser_counts_for_its_login_and_its_house():
    kept = seals.known_browser("manager", "secret")

    assert seals.is_known_browser(kept, "manager", "secret")
    assert not any(
        seals.is_known_browser(*given)
        for given in (
            (kept, "hausmeister", "secret"),
            (kept, "manager", "another"),
            ("", "manager", "secret"),
            (kept.replace(".", "x."), "manager", "secret"),
            ("ä.ö", "manager", "secret"),
        )
    )


def test_pins_wait_as_before():
    assert [Tries(made).one_more(NOW, FIVE).locked_until for made in (3, 4)] == [None, NOW + timedelta(minutes=15)]
    assert Tries(5, NOW).one_more(NOW, FIVE) == Tries(1, None)
    assert Patience(grows=True) == GROWING


def test_strangers_are_forgotten_after_a_day_of_rest():
    strangers = Strangers()
    strangers.count("a", NOW)
    strangers.count("b", NOW + timedelta(days=1))

    assert len(strangers) == 1


def change(house, token, old=OLD, new=NEW):
    with house.writing() as session:
        tried = ownlogin.claim_own(session, token, now=NOW)
    with house.writing() as session:
        if wrong := ownlogin.check_new(session, token, old, new, now=NOW):
            return wrong
        ok = access.check_password(tried, old)
        return ownlogin.change_passphrase(session, token, tried, ok, seals.password_seal(new), now=NOW)


def test_a_new_passphrase_counts_at_once_and_ends_every_other_login(house):
    here, there = log_in(house), log_in(house)

    ended = change(house, here)

    assert ended == [seals.token_seal(there)]
    with house.writing() as session:
        assert desksessions.staff_by_token(session, here, now=NOW) is not None
        tried = access.claim_login(session, "manager", now=NOW)
        assert [access.check_password(tried, each) for each in (OLD, NEW)] == [False, True]


def test_the_old_passphrase_is_asked_and_counted(house):
    token = log_in(house)

    answers = [change(house, token, "falsch, ganz falsch") for _number in range(5)]

    assert answers[:4] == [WrongPassphrase()] * 4
    assert isinstance(answers[4], Locked)
    assert change(house, log_in(house), OLD, OLD) == SamePassphrase()
