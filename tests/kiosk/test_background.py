"""Jobs run soon after a change, besides a few times a minute; what goes wrong does not end them."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from booking import access, clock, holds, jobs, journal, occupancy
from kiosk import background, work
from kiosk.live import Live
from models.bookings import Booking, State
from models.database import Database
from models.staff import DeskSession, Role, Staff
from tests.support.cast import BERLIN, move_in, wish

NEVER = 3600.0


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    """The house of the cast, with a manager."""
    with sqlite_db.writing() as session:
        move_in(session)
        access.add_staff(session, "manager", "a-long-passphrase", Role.MANAGER, now=clock.now())
        jobs.run(session, now=clock.now())
    return sqlite_db


def end_a_login(session: Session, *, told: bool = True) -> None:
    """Store a login of the desk that is over, which a job has to forget."""
    staff, over = session.exec(select(Staff)).one(), clock.now() - timedelta(hours=1)
    once = str(time.monotonic())
    session.add(DeskSession(staff_id=staff.id, token_hash=once, created_at=over, seen_at=over, ends_at=over))
    if told:
        journal.record(session, "desk.changed", who="clock", now=clock.now())


async def until_forgotten(db: Database) -> None:
    """Wait until that job is done."""

    await until_gone(db, select(col(DeskSession.id)))


async def until_gone(db: Database, what: SelectOfScalar[int]) -> None:
    """Wait until nothing of *what* is found any more."""

    def look(session: Session) -> int | None:
        return session.exec(what).first()

    deadline = time.monotonic() + 10
    while await work.reading(db, look) is not None:
        assert time.monotonic() < deadline, "the job was not done"
        await asyncio.sleep(0.05)


async def test_what_is_due_is_done_at_the_start(house):
    await work.writing(house, end_a_login)
    live = Live(house, look_every=NEVER)

    async with live.running(), background.running(house, live, every=NEVER):
        await until_forgotten(house)


async def test_a_change_brings_the_jobs_soon(house):
    live = Live(house, look_every=NEVER)
    async with live.running(), background.running(house, live, every=NEVER):
        await asyncio.sleep(0.2)  # the first round is over

        await work.writing(house, end_a_login)

        await until_forgotten(house)


async def test_a_change_of_another_process_brings_them_too(house, sqlite_url):
    elsewhere = Database(sqlite_url)
    house.hear_others()
    live = Live(house, look_every=NEVER)
    async with live.running(), background.running(house, live, every=NEVER):
        await asyncio.sleep(0.2)

        with elsewhere.writing() as session:
            end_a_login(session)

        await until_forgotten(house)
    elsewhere.close()


async def test_the_clock_brings_them_without_a_change(house):
    live = Live(house, look_every=NEVER)
    async with live.running(), background.running(house, live, every=0.1):
        await asyncio.sleep(0.2)

        await work.writing(house, lambda session: end_a_login(session, told=False))

        await until_forgotten(house)


async def test_what_lapses_is_let_go_of_on_time(house):
    """Open screens show a time as held until they are told that it is not: not some seconds later."""

    def hold_for_a_moment(session: Session) -> None:
        day = clock.now().astimezone(BERLIN).date() + timedelta(days=1)
        there = occupancy.house_facts(session)
        held = holds.hold(session, there, wish(day=day, group_slug=""), who="kiosk:1", now=clock.now())
        held.held_until = clock.now() + timedelta(seconds=0.7)

    rung: list[float] = []
    live = Live(house, look_every=NEVER)
    async with live.running(), background.running(house, live, every=NEVER):
        await work.writing(house, hold_for_a_moment)
        live.subscribe(lambda: rung.append(time.monotonic()))

        await until_gone(house, select(col(Booking.id)).where(col(Booking.state) == State.HELD))

    assert rung


async def test_a_job_that_fails_is_tried_again(house, monkeypatch, caplog):
    failures = iter([ZeroDivisionError("a mistake of ours")])
    run: Callable[..., int] = jobs.run

    def fail_once(session: Session, **facts: object) -> int:
        for failure in failures:
            raise failure
        return run(session, **facts)

    monkeypatch.setattr(jobs, "run", fail_once)
    await work.writing(house, end_a_login)
    live = Live(house, look_every=NEVER)

    async with live.running(), background.running(house, live, every=0.1):
        await until_forgotten(house)

    assert "a job failed; it is tried again" in caplog.text
