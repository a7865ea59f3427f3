"""Whether the house works is told soon, and asking often costs one write."""

import asyncio
import threading

import pytest

from booking import health
from kiosk.routes.health import Probe


@pytest.fixture
def writes(monkeypatch):
    """Let writes wait for a sign; give the sign and the list of those that came."""
    came: list[int] = []
    sign = threading.Event()
    write = health.write

    def slow(session):
        came.append(1)
        assert sign.wait(10)
        write(session)

    monkeypatch.setattr(health, "write", slow)
    yield sign, came
    sign.set()


async def test_many_who_ask_at_once_share_one_write(sqlite_db, writes):
    sign, came = writes
    probe = Probe(sqlite_db)

    asking = [asyncio.create_task(probe.try_it()) for _number in range(50)]
    await asyncio.sleep(0)
    sign.set()
    await asyncio.gather(*asking)
    await probe.try_it()

    assert len(came) == 1


async def test_a_disk_that_hangs_is_told_and_asks_no_second_time(sqlite_db, writes):
    sign, came = writes
    probe = Probe(sqlite_db, patience=0.01)

    for _number in range(3):
        with pytest.raises(TimeoutError):
            await probe.try_it()
    sign.set()
    pending = probe._pending
    assert pending is not None
    await pending
    await probe.try_it()

    assert len(came) == 1


async def test_a_house_that_nobody_furnished_writes_too(db):
    with db.writing() as session:
        before = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
        health.write(session)
        assert session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == before


async def test_a_database_that_writes_nothing_is_down(sqlite_db):
    with sqlite_db.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE alembic_version")

    with pytest.raises(Exception, match="alembic_version"):
        await Probe(sqlite_db).try_it()
