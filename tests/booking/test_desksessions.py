"""Where somebody of the desk is logged in: rows that end after two idle hours, eight at all, or at once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from booking import access, desksessions, journal
from booking.desksessions import IDLE, LoggedIn
from models.database import Database
from models.staff import DeskSession, Role, Staff

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def house(db: Database) -> Database:
    with db.writing() as session:
        for login, role in (("manager", Role.MANAGER), ("hausmeister", Role.CARETAKER)):
            session.add(Staff(login=login, role=role, password_hash="-", created_at=NOW))
    return db


def log_in(house, device="Firefox/Windows", login="manager", now=NOW) -> str:
    with house.writing() as session:
        staff = session.exec(select(Staff).where(Staff.login == login)).one()
        return desksessions.begin(session, staff, device, now=now)


def who(house, token, now=NOW) -> str | None:
    with house.reading() as session:
        staff = desksessions.staff_by_token(session, token, now=now)
        return access.desk_name(staff) if staff else None


def logged_in(house, token, now=NOW) -> list[LoggedIn]:
    with house.reading() as session:
        return desksessions.logged_in(session, token, now=now)


def test_two_idle_hours_end_a_login_and_each_use_begins_them_anew(house):
    token, later = log_in(house), NOW + IDLE - timedelta(minutes=1)
    with house.writing() as session:
        desksessions.note_use(session, token, now=later)

    assert who(house, token, later + IDLE - timedelta(seconds=1)) == "desk:manager"
    assert who(house, token, later + IDLE) is None


def test_no_use_makes_a_login_last_longer_than_eight_hours(house):
    token, now = log_in(house), NOW
    while now < NOW + desksessions.DESK_DAY:
        assert who(house, token, now) == "desk:manager"
        with house.writing() as session:
            desksessions.note_use(session, token, now=now)
        now += timedelta(hours=1)

    assert who(house, token, now) is None


def test_a_use_is_written_down_at_most_every_five_minutes(house):
    token = log_in(house)

    def unseen(minutes):
        with house.reading() as session:
            return desksessions.is_unseen(session, token, now=NOW + timedelta(minutes=minutes))

    assert [unseen(minutes) for minutes in (0, 4, 5, 60)] == [False, False, True, True]


def test_one_sees_where_one_is_logged_in_this_browser_first(house):
    old = log_in(house, "Safari/iPhone", now=NOW - timedelta(hours=1))
    here = log_in(house)
    log_in(house, "", login="hausmeister")

    found = logged_in(house, here)

    assert [(one.device, one.since, one.here) for one in found] == [
        ("Firefox/Windows", NOW, True),
        ("Safari/iPhone", NOW - timedelta(hours=1), False),
    ]
    assert logged_in(house, old)[0].device == "Safari/iPhone"
    assert logged_in(house, "never there") == []


def test_one_ends_another_login_of_ones_own_but_nobody_elses(house):
    here, lost, other = log_in(house), log_in(house, "Safari/iPhone"), log_in(house, login="hausmeister")
    ids = {one.here: one.id for one in logged_in(house, here)}
    (others,) = logged_in(house, other)

    with house.writing() as session:
        ended = desksessions.end_one(session, here, ids[False], who="desk:manager", now=NOW)
        nothing = desksessions.end_one(session, here, others.id, who="desk:manager", now=NOW)

    assert (len(ended), nothing) == (1, [])
    assert [who(house, token) for token in (here, lost, other)] == ["desk:manager", None, "desk:caretaker"]


def test_all_others_end_at_once_and_open_screens_are_told(house):
    here, *others = (log_in(house) for _ in range(3))
    with house.reading() as session:
        before = journal.newest(session)

    with house.writing() as session:
        ended = desksessions.end_others(session, here, who="desk:manager", now=NOW)

    assert len(ended) == 2
    assert [who(house, token) for token in (here, *others)] == ["desk:manager", None, None]
    with house.reading() as session:
        assert journal.newest(session) == before + 1


def test_a_paused_login_is_out_at_once(house):
    token = log_in(house)
    with house.writing() as session:
        session.exec(select(Staff).where(Staff.login == "manager")).one().paused_at = NOW

    assert who(house, token) is None


def test_what_is_over_is_forgotten(house):
    log_in(house, now=NOW - IDLE + timedelta(minutes=1))
    token = log_in(house, "Chrome/Linux", login="hausmeister")
    later = NOW + timedelta(minutes=1)

    with house.writing() as session:
        due = desksessions.something_old(session, later)
        count = desksessions.forget_old(session, None, later)

    assert (due, count) == (True, 1)
    with house.reading() as session:
        assert session.exec(select(DeskSession.device)).all() == ["Chrome/Linux"]
    assert who(house, token) == "desk:caretaker"
