"""The second step at the desk: set up with a code, asked after the passphrase, each code once, ten on paper."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from booking import access, desksessions, journal, onetime, secondstep
from booking.refusals import Locked, Refused, StepDemanded, StepOver, WrongOneTimeCode
from booking.waysin import Ways
from models.database import Database
from models.staff import RecoveryCode, Role, Staff, Way

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SECRET, PASSPHRASE = "the house's own secret", "vier Wörter im Garten"
KEY = onetime.new_secret()


def code(at=NOW):
    return onetime.code(KEY, onetime.step_at(at))


def pass_first_step(house, now=NOW):
    """Return the token, or the ticket to the second step."""
    with house.writing() as session:
        tried = access.claim_login(session, "manager", now=now)
    with house.writing() as session:
        answer = access.open_session(session, tried, access.check_password(tried, PASSPHRASE), now=now)
        return secondstep.ticket(answer, secret=SECRET, now=now) if isinstance(answer, Staff) else answer


def enter(house, ticket, typed, now=LATER, secret=SECRET):
    """Return the token, or what was answered."""
    try:
        with house.writing() as session:
            tried = secondstep.claim_code(session, ticket, secret=secret, now=now, place="", known="")
        with house.writing() as session:
            answer = secondstep.open_session(session, tried, typed, secret=secret, device="", now=now)
    except Refused as refused:
        return refused.reasons[0]
    return answer[1] if isinstance(answer, tuple) else answer


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=NOW)
    return db


@pytest.fixture
def codes(house: Database) -> list[str]:
    """The codes on paper of a manager who just set the second step up."""
    token = pass_first_step(house)
    with house.writing() as session:
        return secondstep.set_up(session, token, KEY, code(), secret=SECRET, now=NOW)


def test_it_is_on_when_a_code_proved_the_key(house):
    token = pass_first_step(house)

    with pytest.raises(Refused) as refused, house.writing() as session:
        secondstep.set_up(session, token, KEY, code(NOW - timedelta(hours=1)), secret=SECRET, now=NOW)
    assert refused.value.reasons == (WrongOneTimeCode(),)
    with house.writing() as session:
        assert not secondstep.standing(session, token, now=NOW).on
        secondstep.set_up(session, token, KEY, code(), secret=SECRET, now=NOW)
        assert secondstep.standing(session, token, now=NOW) == secondstep.Standing(
            "manager", True, 10, Ways(True, 0, False)
        )


@pytest.mark.parametrize(
    ("of", "role", "demanded"),
    [
        ("off", Role.MANAGER, False),
        ("manager", Role.MANAGER, True),
        ("manager", Role.CARETAKER, False),
        ("all", Role.CARETAKER, True),
    ],
)
def test_a_house_demands_it_of_whom_it_says(of, role, demanded):
    assert secondstep.is_demanded(role, of) is demanded


def test_where_it_is_demanded_it_is_owed_until_it_is_set_up_and_stays_on(house):
    def owed(session, token):
        return secondstep.is_owed(session, session.exec(select(Staff)).one(), token, "all")

    token = pass_first_step(house)
    with house.writing() as session:
        staff = session.exec(select(Staff)).one()
        by_passkey = desksessions.begin(session, staff, "", now=NOW, way=Way.PASSKEY)
        assert (owed(session, token), owed(session, by_passkey)) == (True, False)
        secondstep.set_up(session, token, KEY, code(), secret=SECRET, now=NOW)
        assert not owed(session, token)
        with pytest.raises(Refused) as refused:
            secondstep.claim_switch_off(session, token, now=NOW, of="all")

    assert refused.value.reasons == (StepDemanded(),)


def test_key_and_codes_are_not_to_be_read_in_the_database(house, codes):
    with house.reading() as session:
        stored = repr(session.exec(select(Staff)).all()) + repr(session.exec(select(RecoveryCode)).all())

    assert KEY not in stored
    assert not [one for one in codes if one in stored or one.replace("-", "") in stored]
    assert len(set(codes)) == 10


def test_after_the_passphrase_comes_the_code(house, codes):
    ticket = pass_first_step(house)

    token = enter(house, ticket, code(LATER))

    with house.reading() as session:
        assert desksessions.staff_by_token(session, ticket, now=LATER) is None
        assert desksessions.staff_by_token(session, token, now=LATER).login == "manager"


def test_the_same_code_counts_once(house, codes):
    assert enter(house, pass_first_step(house), code(), now=NOW) == WrongOneTimeCode()  # it proved the key
    assert isinstance(enter(house, pass_first_step(house), code(LATER)), str)
    assert enter(house, pass_first_step(house), code(LATER)) == WrongOneTimeCode()


def test_each_code_on_paper_counts_once_however_it_is_typed(house, codes):
    typed = f" {codes[3].upper().replace('-', ' ')} "

    assert isinstance(enter(house, pass_first_step(house), typed), str)
    assert enter(house, pass_first_step(house), codes[3]) == WrongOneTimeCode()
    token = enter(house, pass_first_step(house), codes[4])
    with house.reading() as session:
        assert secondstep.standing(session, token, now=LATER).recovery_codes == 8
        assert journal.newest(session) > 0


def test_new_codes_on_paper_replace_the_old(house, codes):
    token = enter(house, pass_first_step(house), code(LATER))
    with house.writing() as session:
        new = secondstep.renew_recovery_codes(session, token, secret=SECRET, now=LATER)

    assert enter(house, pass_first_step(house), codes[0]) == WrongOneTimeCode()
    assert isinstance(enter(house, pass_first_step(house), new[0]), str)


def test_who_guesses_codes_waits_as_with_passphrases(house, codes):
    ticket = pass_first_step(house)

    answers = [enter(house, ticket, "000000") for _number in range(5)]

    assert answers[:3] == [WrongOneTimeCode()] * 3  # the passphrase counted, too, until all is right
    assert [type(answer) for answer in answers[3:]] == [Locked, Locked]


@pytest.mark.parametrize(
    "change",
    [
        lambda ticket: "",
        lambda ticket: "1",
        lambda ticket: "x.y.z",
        lambda ticket: ticket + "0",
        lambda ticket: "2" + ticket[1:],
        lambda ticket: ticket.replace(".", ".9", 1),
        lambda ticket: "²" + ticket,
    ],
    ids=["none", "too short", "words", "longer seal", "another login", "longer time", "odd digits"],
)
def test_a_ticket_that_is_none_opens_nothing(house, codes, change):
    assert enter(house, change(pass_first_step(house)), code(LATER)) == StepOver()


def test_a_ticket_lasts_five_minutes_in_its_own_house(house, codes):
    ticket = pass_first_step(house)

    assert enter(house, ticket, codes[0], now=NOW + secondstep.TICKET_LASTS) == StepOver()
    assert enter(house, ticket, codes[0], secret="another") == StepOver()


def test_a_paused_login_gets_no_further_with_a_code(house, codes):
    ticket = pass_first_step(house)
    with house.writing() as session:
        session.exec(select(Staff)).one().paused_at = NOW

    assert enter(house, ticket, code(LATER)) == WrongOneTimeCode()


def test_a_code_switches_it_off_again(house, codes):
    token = enter(house, pass_first_step(house), code(LATER))

    def switch_off(typed):
        with house.writing() as session:
            tried = secondstep.claim_switch_off(session, token, now=LATER)
        with house.writing() as session:
            return secondstep.switch_off(session, tried, typed, secret=SECRET, now=LATER)

    assert switch_off("000000") == WrongOneTimeCode()
    assert switch_off(codes[0]) is None
    with house.reading() as session:
        assert secondstep.standing(session, token, now=LATER) == secondstep.Standing(
            "manager", False, 0, Ways(True, 0, False)
        )
    assert "." not in pass_first_step(house)
