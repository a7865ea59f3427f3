"""Passkeys at the desk: made by who is logged in, shown without name and passphrase; each signature counts once."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking import access, desksessions, onetime, ownlogin, passkeys, seals, secondstep, staffing, waysin
from booking.passkeychecks import Party, party_at
from booking.passkeys import AT_MOST, Caller
from booking.refusals import (
    LastWayIn,
    Locked,
    Malformed,
    ManyPasskeys,
    PasskeyRefused,
    Refused,
    SignInAgain,
    StepOver,
    UnknownPasskey,
    WrongPassphrase,
)
from models.database import Database
from models.journal import JournalEntry
from models.staff import Passkey, Role, Staff, Way
from tests.support.authenticator import Authenticator, altered

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
SECRET, PASSPHRASE = "the house's own secret", "vier Wörter im Garten"
DESK = Party("raum.example.org", "https://raum.example.org")
KEY = onetime.new_secret()


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=NOW)
    return db


@pytest.fixture
def token(house: Database) -> str:
    """Of a browser in which the manager is logged in."""
    return begin(house)


@pytest.fixture
def phone(house: Database, token: str) -> Authenticator:
    """A telephone with a passkey of the manager."""
    phone = Authenticator(DESK.origin)
    assert add(house, token, phone) is None
    return phone


def begin(house, login="manager", now=NOW) -> str:
    with house.writing() as session:
        staff = session.exec(select(Staff).where(Staff.login == login)).one()
        return desksessions.begin(session, staff, "", now=now)


def ask_to_add(house, token, passphrase=PASSPHRASE, now=NOW):
    """Return the options as JSON, or what was answered."""
    with house.writing() as session:
        tried = ownlogin.claim_own(session, token, now=now)
    ok = access.check_password(tried, passphrase)
    with house.writing() as session:
        return passkeys.begin_adding(session, token, tried, ok, DESK, now=now)


def add(house, token, phone, name="Handy", now=NOW, party=DESK):
    said = phone.make(ask_to_add(house, token, now=now))
    with house.writing() as session:
        return passkeys.add(session, token, said, name, party, now=now)


def challenge(house, now=LATER):
    with house.writing() as session:
        return passkeys.begin_log_in(session, DESK, now=now)


def send(house, said, now=LATER, party=DESK, **caller):
    """Return the token, or what was answered."""
    with house.writing() as session:
        answer = passkeys.log_in(session, said, party, Caller(**caller), secret=SECRET, now=now)
    return answer[1] if isinstance(answer, tuple) else answer


def log_in(house, phone, now=LATER, **caller):
    return send(house, phone.show(challenge(house, now)), now, **caller)


def journalled(house):
    with house.reading() as session:
        return [one.what for one in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_it_logs_in_without_name_and_passphrase(house, phone):
    token = log_in(house, phone, device="Firefox/Android")

    with house.reading() as session:
        assert desksessions.staff_by_token(session, token, now=LATER).login == "manager"
        here = desksessions.logged_in(session, token, now=LATER)[0]
        assert (here.way, here.device) == (Way.PASSKEY, "Firefox/Android")
        assert [(one.name, one.since, one.used) for one in passkeys.own(session, token, now=LATER)] == [
            ("Handy", NOW, LATER)
        ]
    assert journalled(house)[-1] == "desk.passkey_added"


def test_it_is_asked_for_what_it_can_show_and_told_no_name_but_that_of_the_function(house, token):
    asked = json.loads(ask_to_add(house, token))

    assert (asked["rp"]["id"], asked["user"]["name"]) == ("raum.example.org", "manager")
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    with house.reading() as session:
        assert asked["user"]["id"] == session.exec(select(Staff.handle)).one()
    assert len(asked["user"]["id"]) >= 43  # 32 bytes of chance
    shown = json.loads(challenge(house))
    assert (shown["rpId"], shown["userVerification"], shown.get("allowCredentials", [])) == (
        "raum.example.org",
        "required",
        [],
    )


def test_a_device_is_asked_once(house, token, phone):
    asked = json.loads(ask_to_add(house, token))

    assert [len(one["id"]) for one in asked["excludeCredentials"]] == [22]
    assert add(house, token, phone) == PasskeyRefused()  # by a browser that asks nevertheless


def test_it_counts_as_both_steps(house, token, phone):
    with house.writing() as session:
        code = onetime.code(KEY, onetime.step_at(NOW))
        secondstep.set_up(session, token, KEY, code, secret=SECRET, now=NOW)

    assert isinstance(log_in(house, phone), str)


def test_adding_one_needs_the_passphrase_and_wrong_ones_are_counted(house, token):
    answers = [ask_to_add(house, token, "falsch, ganz falsch") for _number in range(5)]

    assert answers[:4] == [WrongPassphrase()] * 4
    assert isinstance(answers[4], Locked)
    with pytest.raises(Refused):
        ask_to_add(house, token)


def test_what_was_to_be_signed_counts_once_and_for_five_minutes(house, phone):
    said = phone.show(challenge(house))

    assert isinstance(send(house, said), str)
    assert send(house, said) == StepOver()
    assert send(house, phone.show(challenge(house)), LATER + timedelta(minutes=5)) == StepOver()
    assert isinstance(send(house, phone.show(challenge(house)), LATER + timedelta(seconds=299)), str)


def test_what_was_signed_for_one_thing_counts_for_no_other(house, token, phone):
    with house.writing() as session:
        staff = session.exec(select(Staff)).one()
        ticket = secondstep.ticket(staff, secret=SECRET, now=LATER)
        for_step = passkeys.begin_step(session, ticket, DESK, secret=SECRET, now=LATER)
    for_adding = json.loads(ask_to_add(house, token, now=LATER))["challenge"]

    assert send(house, phone.show(for_step)) == StepOver()
    assert send(house, phone.show(json.dumps({"rpId": DESK.id, "challenge": for_adding}))) == StepOver()


def test_a_copy_betrays_itself_by_its_count(house, phone):
    copy = deepcopy(phone)
    assert isinstance(log_in(house, phone), str)

    assert log_in(house, copy) == PasskeyRefused()
    assert "desk.passkey_copied" in journalled(house)
    assert isinstance(log_in(house, phone), str)


def test_a_device_that_does_not_count_is_taken(house, token):
    phone = Authenticator(DESK.origin, count=-1)
    phone.count = 0
    assert add(house, token, phone) is None

    for _number in range(2):
        phone.count = -1  # `show` adds one
        assert isinstance(log_in(house, phone), str)


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "https://raum.example.org.evil.example"},
        {"origin": "http://raum.example.org"},
        {"verifies": False},
        {"credential": b"0123456789abcdef"},
        {"handle": "AAAA"},
        {"key": Authenticator("").key},
    ],
    ids=["another site", "not https", "nobody showed who they are", "another id", "another handle", "another key"],
)
def test_what_is_not_signed_by_the_passkey_on_our_page_lets_nobody_in(house, phone, lie):
    for name, value in lie.items():
        setattr(phone, name, value)

    assert log_in(house, phone) == PasskeyRefused()


def test_one_of_another_house_is_refused(house, token, phone):
    other = Party("andere.example.org", "https://andere.example.org")

    assert send(house, phone.show(challenge(house)), party=other) == PasskeyRefused()
    stranger = Authenticator(other.origin)
    assert add(house, token, stranger) == PasskeyRefused()


@pytest.mark.parametrize(
    "said", ["", "null", "[]", "{}", '{"id": "a"}', "x" * 9000, '{"response": {"clientDataJSON": 1}}']
)
def test_whatever_is_sent_is_answered(house, token, phone, said):
    assert send(house, said) == PasskeyRefused()
    with house.writing() as session:
        assert passkeys.add(session, token, said, "Handy", DESK, now=NOW) == PasskeyRefused()


def test_an_altered_answer_is_refused(house, phone):
    said = phone.show(challenge(house))

    assert send(house, altered(said, signature="AAAA")) == PasskeyRefused()
    assert send(house, said) == StepOver()  # what was to be signed is used up


def test_who_guesses_waits_as_with_passphrases_and_keeps_no_known_browser_out(house, phone):
    wrong = deepcopy(phone)
    wrong.key = Authenticator("").key

    answers = [log_in(house, wrong) for _number in range(6)]

    assert answers[:4] == [PasskeyRefused()] * 4
    assert isinstance(answers[4], Locked)
    assert isinstance(answers[5], Locked)
    assert isinstance(log_in(house, phone), Locked)
    assert isinstance(log_in(house, phone, known=seals.known_browser("manager", SECRET)), str)
    assert "desk.locked" in journalled(house)


def test_passkeys_that_nobody_has_are_counted_by_the_address(house, phone):
    stranger = Authenticator(DESK.origin, handle=phone.handle)

    answers = [log_in(house, stranger, place="203.0.113.7") for _number in range(5)]

    assert isinstance(answers[4], Locked)
    assert log_in(house, stranger, place="203.0.113.8") == PasskeyRefused()
    assert isinstance(log_in(house, phone, place="203.0.113.7"), str)


def test_a_paused_login_is_answered_as_a_wrong_one(house, token, phone):
    with house.writing() as session:
        staff = access.add_staff(session, "zweite", "Kessel-Wolke-Tisch", Role.MANAGER, now=NOW)
        own = session.exec(select(Staff).where(Staff.login == "manager")).one()
        assert staff.id != own.id
        staffing.pause(session, own.id, paused=True, who="desk:manager", now=NOW)

    assert log_in(house, phone) == PasskeyRefused()


def test_one_that_is_removed_opens_nothing_and_ends_every_other_login(house, token, phone):
    by_passkey = log_in(house, phone)
    with house.writing() as session:
        (one,) = passkeys.own(session, token, now=LATER)
        ended = passkeys.remove(session, token, one.id, now=LATER)

    assert ended == [seals.token_seal(by_passkey)]
    assert log_in(house, phone) == PasskeyRefused()
    with pytest.raises(Refused) as refused, house.writing() as session:
        passkeys.remove(session, token, one.id, now=LATER)
    assert refused.value.reasons == (UnknownPasskey(),)
    assert journalled(house)[-2:] == ["desk.passkey_removed", "desk.logins_ended"]


def test_nobody_removes_a_passkey_of_somebody_else(house, token, phone):
    with house.writing() as session:
        access.add_staff(session, "zweite", "Kessel-Wolke-Tisch", Role.MANAGER, now=NOW)
        (one,) = passkeys.own(session, token, now=NOW)
    other = begin(house, "zweite")

    with pytest.raises(Refused) as refused, house.writing() as session:
        passkeys.remove(session, other, one.id, now=NOW)

    assert refused.value.reasons == (UnknownPasskey(),)


def test_the_last_way_in_stays(house, token, phone):
    with house.writing() as session:
        session.exec(select(Staff)).one().password_hash = ""
        (one,) = passkeys.own(session, token, now=NOW)

    with pytest.raises(Refused) as refused, house.writing() as session:
        passkeys.remove(session, token, one.id, now=NOW)

    assert refused.value.reasons == (LastWayIn(),)


def test_who_has_no_passphrase_adds_one_right_after_logging_in(house, phone):
    with house.writing() as session:
        session.exec(select(Staff)).one().password_hash = ""
    token = log_in(house, phone)

    assert isinstance(ask_to_add(house, token, "", LATER), str)
    assert ask_to_add(house, token, "", LATER + timedelta(minutes=10)) == SignInAgain()


def test_ten_are_enough(house, token):
    for _number in range(AT_MOST):
        assert add(house, token, Authenticator(DESK.origin)) is None

    with pytest.raises(Refused) as refused:
        ask_to_add(house, token)

    assert refused.value.reasons == (ManyPasskeys(at_most=AT_MOST),)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "Han\u202edy", "a\nb"])
def test_a_device_has_a_name_to_know_it_by(house, token, name):
    with pytest.raises(Refused) as refused:
        add(house, token, Authenticator(DESK.origin), name)

    assert isinstance(refused.value.reasons[0], Malformed)


def take_step(house, ticket, said, now=LATER):
    with house.writing() as session:
        answer = passkeys.take_step(session, ticket, said, DESK, Caller(), secret=SECRET, now=now)
    return answer[1] if isinstance(answer, tuple) else answer


def test_it_is_shown_instead_of_a_code(house, token, phone):
    with house.writing() as session:
        access.add_staff(session, "zweite", "Kessel-Wolke-Tisch", Role.MANAGER, now=NOW)
        of = {one.login: secondstep.ticket(one, secret=SECRET, now=LATER) for one in session.exec(select(Staff))}

    def ask(login):
        with house.writing() as session:
            return passkeys.begin_step(session, of[login], DESK, secret=SECRET, now=LATER)

    with house.reading() as session:
        assert passkeys.offered_as_step(session, of["manager"], secret=SECRET, now=LATER)
        assert not passkeys.offered_as_step(session, of["zweite"], secret=SECRET, now=LATER)
    assert len(json.loads(ask("manager"))["allowCredentials"]) == 1
    assert isinstance(take_step(house, of["manager"], phone.show(ask("manager"))), str)
    assert take_step(house, of["zweite"], phone.show(ask("zweite"))) == PasskeyRefused()
    assert take_step(house, of["zweite"], phone.show(ask("manager"))) == StepOver()
    assert take_step(house, "1.2.3", phone.show(ask("manager"))) == StepOver()


def test_a_new_link_takes_them_away(house, token, phone):
    with house.writing() as session:
        access.add_staff(session, "zweite", "Kessel-Wolke-Tisch", Role.MANAGER, now=NOW)
        staff = session.exec(select(Staff).where(Staff.login == "manager")).one()
        assert waysin.ways(session, staff).number == 2
        staffing.invite_again(session, staff.id, who="desk:manager", now=NOW)
        assert waysin.ways(session, staff).number == 0

    assert log_in(house, phone) == PasskeyRefused()
    with house.writing() as session:
        staffing.remove(session, staff.id, who="desk:manager", now=NOW)


def test_a_manager_who_comes_in_by_passkey_alone_can_let_others_in(house, token, phone):
    with house.writing() as session:
        session.exec(select(Staff)).one().password_hash = ""
        other = access.add_staff(session, "zweite", "Kessel-Wolke-Tisch", Role.MANAGER, now=NOW)
        rows = {row.login: row for row in staffing.logins(session, now=NOW)}
        assert (rows["manager"].may_come_in, rows["manager"].passkeys) == (True, 1)
        staffing.remove(session, other.id, who="desk:manager", now=NOW)


def test_no_name_and_no_challenge_is_to_be_read_in_the_database(house, phone):
    asked = json.loads(challenge(house))["challenge"]

    with house.reading() as session:
        stored = repr(session.exec(select(Passkey)).all()) + repr(
            session.connection().exec_driver_sql("SELECT * FROM passkey_challenges").all()
        )
    assert asked not in stored
    assert "manager" not in stored


@pytest.mark.parametrize(
    ("address", "party"),
    [
        ("https://raum.example.org", DESK),
        ("https://Raum.Example.org:8443", Party("raum.example.org", "https://raum.example.org:8443")),
        ("http://localhost:8080", Party("localhost", "http://localhost:8080")),
        ("http://raum.example.org", None),
        ("http://127.0.0.1:8080", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]", None),
        ("", None),
    ],
)
def test_they_work_where_browsers_let_them(address, party):
    assert party_at(address) == party
