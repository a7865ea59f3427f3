"""The tests' own tools: what is absent is not hidden, and nothing is left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.absent import absent
from tests.support.postgres import ENABLE, find_binaries
from tests.support.waiting import free_port, listens, until

ROOT = Path(__file__).parents[1]
SKIPS = """
from tests.support.absent import absent

def test_something():
    absent("the moon", "wait for the night")
"""
STARTS = """
import time
from tests.support.postgres import Postgres, find_binaries
server = Postgres(find_binaries())
print(server.port, server.home, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(("ci", "told"), [("", "1 skipped"), ("false", "1 skipped"), ("true", "1 failed")])
def test_a_skipped_test_is_a_failure_in_ci(tmp_path: Path, ci: str, told: str) -> None:
    (tmp_path / "test_moon.py").write_text(SKIPS, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "--rootdir", tmp_path, "-ra", tmp_path],
        cwd=ROOT,
        env={**os.environ, "CI": ci},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told in done.stdout.splitlines()[-1], done.stdout
    assert "the moon is absent; to enable: wait for the night" in done.stdout


@pytest.mark.postgres
def test_a_crash_of_the_tests_leaves_no_postgresql_behind() -> None:
    if find_binaries() is None:
        absent("PostgreSQL", ENABLE)
    tests = subprocess.Popen([sys.executable, "-c", STARTS], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert tests.stdout is not None
    port, home = tests.stdout.readline().split()
    assert listens(int(port))

    tests.send_signal(signal.SIGKILL)
    tests.communicate()

    until(lambda: not listens(int(port)) and not Path(home).exists(), seconds=30, what="PostgreSQL to end")


def test_waiting_ends_at_the_deadline() -> None:
    with pytest.raises(AssertionError, match="the moon"):
        until(lambda: False, seconds=0.1, what="the moon")


def test_a_free_port_is_free() -> None:
    assert not listens(free_port())
