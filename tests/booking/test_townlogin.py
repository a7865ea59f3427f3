"""The town's own log-in at the desk: joined once, looked up by its number, never the last way in to be loosened."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from booking import access, desksessions, onetime, seals, secondstep, staffing, townlogin, waysin
from booking.refusals import InvitationOver, LastWayIn, NotJoined, Refused, SignInAgain, StepOver, TownTaken
from booking.townlogin import Subject
from models.database import Database
from models.staff import Role, Staff, TownLogin, Way

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
SECRET, PASSPHRASE = "the house's own secret", "vier Wörter im Garten"
SHE = Subject("https://login.example.org", "4711")


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        access.add_staff(session, "manager", PASSPHRASE, Role.MANAGER, now=NOW)
    return db


@pytest.fixture
def token(house: Database) -> str:
    """Of a browser in which the manager is logged in."""
    with house.writing() as session:
        return desksessions.begin(session, session.exec(select(Staff)).one(), "", now=NOW)


@pytest.fixture
def joined(house: Database, token: str) -> Database:
    """The manager may come by the town."""
    join(house, token)
    return house


def join(house, token, subject=SHE, now=NOW):
    with house.writing() as session:
        townlogin.join(session, seals.token_seal(token), subject, now=now)


def come(house, subject=SHE):
    with house.writing() as session:
        return townlogin.log_in(session, subject, device="", now=NOW)


def why_not(act):
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reasons[0]


def test_whoever_is_joined_comes_in(joined):
    login, token = come(joined)

    assert login == "manager"
    with joined.reading() as session:
        assert desksessions.logged_in(session, token, now=NOW)[0].way is Way.TOWN


@pytest.mark.parametrize(
    "stranger", [Subject("https://login.example.org", "4712"), Subject("https://other.example", "4711")]
)
def test_whom_the_desk_does_not_know_stays_outside(joined, stranger):
    assert why_not(lambda: come(joined, stranger)) == NotJoined()


def test_nothing_but_the_number_is_kept(joined):
    with joined.reading() as session:
        row = session.exec(select(TownLogin)).one()
    assert set(row.model_dump()) == {"id", "staff_id", "issuer", "subject", "created_at"}


def test_a_paused_login_stays_outside(joined):
    with joined.writing() as session:
        access.add_staff(session, "zweite", PASSPHRASE, Role.MANAGER, now=NOW)
        first = session.exec(select(Staff).where(Staff.login == "manager")).one()
        staffing.pause(session, first.id, paused=True, who="desk:manager", now=NOW)

    assert why_not(lambda: come(joined)) == NotJoined()


def test_the_second_step_is_asked_unless_the_town_asked_two_things(joined, token):
    key = onetime.new_secret()
    with joined.writing() as session:
        secondstep.set_up(session, token, key, onetime.code(key, onetime.step_at(NOW)), secret=SECRET, now=NOW)

    staff = come(joined)
    ticket = secondstep.ticket(staff, secret=SECRET, now=NOW, way=Way.TOWN)

    assert staff.login == "manager"
    assert secondstep.way_of(ticket) is Way.TOWN
    assert isinstance(come(joined, Subject(SHE.issuer, SHE.number, both=True)), tuple)
    with joined.reading() as session:  # nobody writes another way into it
        assert isinstance(
            why_not(lambda: secondstep.of_ticket(session, ticket.replace("town", "passkey"), secret=SECRET, now=NOW)),
            StepOver,
        )


def test_a_stolen_open_browser_makes_no_way_in(house, token):
    with house.reading() as session:
        assert townlogin.may_join(session, token, now=NOW) is None
        assert townlogin.may_join(session, token, now=NOW + timedelta(minutes=10)) == SignInAgain()
        assert townlogin.may_join(session, "invented", now=NOW) == StepOver()
    assert why_not(lambda: join(house, "invented")) == StepOver()
    assert why_not(lambda: join(house, token, now=NOW + timedelta(hours=3))) == StepOver()


def test_one_number_is_one_login(joined, token):
    with joined.writing() as session:
        other = access.add_staff(session, "zweite", PASSPHRASE, Role.MANAGER, now=NOW)
        others = desksessions.begin(session, other, "", now=NOW)

    assert why_not(lambda: join(joined, others)) == TownTaken()
    join(joined, token, Subject(SHE.issuer, "4712"))  # a new number replaces the old
    assert why_not(lambda: come(joined)) == NotJoined()


def test_it_is_loosened_and_ends_every_other_login(joined, token):
    _login, by_town = come(joined)
    with joined.writing() as session:
        assert townlogin.loosen(session, token, now=NOW) == [seals.token_seal(by_town)]
        assert townlogin.loosen(session, token, now=NOW) == []

    assert why_not(lambda: come(joined)) == NotJoined()


def test_the_last_way_in_stays(joined, token):
    def loosen():
        with joined.writing() as session:
            session.exec(select(Staff)).one().password_hash = ""
            townlogin.loosen(session, token, now=NOW)

    assert why_not(loosen) == LastWayIn()


def test_who_was_invited_may_come_by_the_town_instead_of_a_passphrase(house):
    with house.writing() as session:
        link = staffing.invite(session, "hausmeister", Role.CARETAKER, who="desk:manager", now=NOW)

    def accept():
        with house.writing() as session:
            return townlogin.accept_invitation(session, link, SHE, device="", now=NOW)

    assert accept()[0] == "hausmeister"
    assert come(house)[0] == "hausmeister"
    assert why_not(accept) == InvitationOver()
    with house.reading() as session:
        row = {row.login: row for row in staffing.logins(session, now=NOW)}["hausmeister"]
        assert (row.may_come_in, row.has_passphrase, row.by_town) == (True, False, True)


def test_a_new_link_and_a_removal_take_it_away(joined, token):
    with joined.writing() as session:
        access.add_staff(session, "zweite", PASSPHRASE, Role.MANAGER, now=NOW)
        first = session.exec(select(Staff).where(Staff.login == "manager")).one()
        staffing.invite_again(session, first.id, who="desk:manager", now=NOW)
        assert waysin.ways(session, first).number == 0

    assert why_not(lambda: come(joined)) == NotJoined()
