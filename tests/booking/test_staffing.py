"""Who works at the desk: invited by a link that counts once, given a role, paused, removed; never the last manager."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking import access, desksessions, onetime, seals, secondstep, staffing
from booking.refusals import CommonPassphrase, InvitationOver, LastManager, LoginTaken, Refused, UnknownLogin
from models.database import Database
from models.journal import JournalEntry
from models.staff import Role, Staff

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
PASSPHRASE = "vier Wörter im Garten"
WHO: dict[str, Any] = {"who": "desk:manager", "now": NOW}


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=NOW)
    return db


def rows(house):
    with house.reading() as session:
        return {row.login: row for row in staffing.logins(session, now=NOW)}


def invite(house, login="hausmeister", role=Role.CARETAKER):
    with house.writing() as session:
        return staffing.invite(session, login, role, **WHO)


def accept(house, token, passphrase="Kessel-Wolke-Tisch-Lampe", now=NOW):
    with house.writing() as session:
        staffing.check_passphrase(session, token, passphrase, now=now)
        staffing.choose_passphrase(session, token, seals.password_seal(passphrase), now=now)


def log_in(house, login="hausmeister", passphrase="Kessel-Wolke-Tisch-Lampe"):
    with house.writing() as session:
        tried = access.claim_login(session, login, now=NOW)
        return access.open_session(session, tried, access.check_password(tried, passphrase), now=NOW)


def refusal(house, act, *given, **more):
    with pytest.raises(Refused) as refused, house.writing() as session:
        act(session, *given, **more, **WHO)
    return refused.value.reasons[0]


def test_whoever_is_invited_chooses_a_passphrase_once(house):
    token = invite(house, " Hausmeister ")
    before = rows(house)["hausmeister"]

    accept(house, token)

    assert (before.has_passphrase, before.invited_until) == (False, NOW + timedelta(days=7))
    assert (rows(house)["hausmeister"].has_passphrase, rows(house)["hausmeister"].invited_until) == (True, None)
    assert isinstance(log_in(house), str)
    with pytest.raises(Refused, match="invitation_over"):
        accept(house, token)


def test_without_a_passphrase_nobody_comes_in(house):
    invite(house)

    assert not isinstance(log_in(house, passphrase=""), str)


def test_a_link_is_not_to_be_read_in_the_database_and_lasts_a_week(house):
    token = invite(house)

    with house.reading() as session:
        assert token not in repr(session.exec(select(Staff)).all())
    for given, now in ((token, NOW + timedelta(days=7)), ("never there", NOW)):
        with pytest.raises(Refused) as refused:
            accept(house, given, now=now)
        assert refused.value.reasons == (InvitationOver(),)


def test_the_passphrase_of_an_invitation_must_be_good_too(house):
    with pytest.raises(Refused) as refused:
        accept(house, invite(house), "hausmeister-2026")

    assert refused.value.reasons == (CommonPassphrase(),)


def test_another_link_ends_passphrase_second_step_and_every_login(house):
    accept(house, invite(house))
    token, key = log_in(house), onetime.new_secret()
    with house.writing() as session:
        code = onetime.code(key, onetime.step_at(NOW))
        secondstep.set_up(session, token, key, code, secret="s", now=NOW)
    number = rows(house)["hausmeister"].id

    with house.writing() as session:
        again, ended = staffing.invite_again(session, number, **WHO)

    assert ended == [seals.token_seal(token)]
    row = rows(house)["hausmeister"]
    assert (row.has_passphrase, row.second_step, row.logged_in) == (False, False, 0)
    accept(house, again)
    assert isinstance(log_in(house), str)


def test_the_manager_takes_the_second_step_of_somebody_without_telephone(house):
    accept(house, invite(house))
    token, key = log_in(house), onetime.new_secret()
    with house.writing() as session:
        secondstep.set_up(session, token, key, onetime.code(key, onetime.step_at(NOW)), secret="s", now=NOW)
    assert isinstance(log_in(house), Staff)  # next comes the code

    with house.writing() as session:
        staffing.take_second_step(session, rows(house)["hausmeister"].id, **WHO)

    assert isinstance(log_in(house), str)


def test_a_role_counts_at_once(house):
    accept(house, invite(house))
    token = log_in(house)
    with house.writing() as session:
        staffing.give_role(session, rows(house)["hausmeister"].id, Role.QUARTER_REP, **WHO)

    with house.reading() as session:
        assert desksessions.staff_by_token(session, token, now=NOW).role is Role.QUARTER_REP


def test_a_pause_ends_every_login_until_it_is_over(house):
    accept(house, invite(house))
    token, number = log_in(house), rows(house)["hausmeister"].id

    with house.writing() as session:
        assert staffing.pause(session, number, paused=True, **WHO) == [seals.token_seal(token)]
        assert staffing.pause(session, number, paused=True, **WHO) == []
    assert not isinstance(log_in(house), str)
    with house.writing() as session:
        staffing.pause(session, number, paused=False, **WHO)
    assert isinstance(log_in(house), str)


def test_a_login_that_is_removed_is_gone_with_all_that_opens_something(house):
    accept(house, invite(house))
    token, number = log_in(house), rows(house)["hausmeister"].id

    with house.writing() as session:
        ended = staffing.remove(session, number, **WHO)

    assert ended == [seals.token_seal(token)]
    assert set(rows(house)) == {"manager"}
    assert refusal(house, staffing.remove, number) == UnknownLogin()


def test_the_last_manager_stays(house):
    number = rows(house)["manager"].id
    invite(house, "neue", Role.MANAGER)  # who has chosen no passphrase yet lets nobody in

    assert [
        refusal(house, staffing.remove, number),
        refusal(house, staffing.pause, number, paused=True),
        refusal(house, staffing.give_role, number, Role.CARETAKER),
        refusal(house, staffing.invite_again, number),
    ] == [LastManager()] * 4

    accept(house, invite(house, "zweite", Role.MANAGER))
    with house.writing() as session:
        staffing.remove(session, number, **WHO)
    assert "manager" not in rows(house)


def test_a_name_is_given_once(house):
    assert refusal(house, staffing.invite, "MANAGER", Role.CARETAKER) == LoginTaken(login="manager")
    assert refusal(house, staffing.invite, "zwei\nZeilen", Role.CARETAKER).code == "malformed"


def test_the_log_tells_what_was_done_without_names(house):
    accept(house, invite(house, "erika"))

    with house.reading() as session:
        told = session.exec(select(JournalEntry)).all()
    assert [entry.what for entry in told] == ["desk.staff_added", "desk.staff_added", "desk.passphrase_chosen"]
    assert "erika" not in repr(told)
