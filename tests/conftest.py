"""What every test can ask for, and the order in which tests run."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from models.database import Database
from tests.support.absent import in_ci
from tests.support.databases import KINDS, Databases
from tests.support.statements import share_statements

share_statements()

pytest_plugins = ["tests.support.fixtures_web"]

# Files that take more than half a minute of a core and drive a browser.
LONGEST = {
    "test_bad_luck",
    "test_desk_measures",
    "test_desk_rounds",
    "test_kiosk_booking",
    "test_kiosk_measures",
    "test_never_dark",
    "test_phone_measures",
}
_DATABASE = {"databases", "database_url", "sqlite_url", "postgres_url", "db", "sqlite_db", "postgres_db"}


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Give the maker of databases."""
    maker = Databases(tmp_path_factory.mktemp("databases"))
    yield maker
    maker.stop()


@pytest.fixture(params=[pytest.param(kind, marks=[pytest.mark.postgres] * (kind == "postgres")) for kind in KINDS])
def database_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """Give the address of a migrated database without rows: the test runs once on each kind."""
    with databases.migrated(request.param) as url:
        yield url


@pytest.fixture
def sqlite_url(databases: Databases) -> Iterator[str]:
    """Give the address of a migrated SQLite file without rows."""
    with databases.migrated("sqlite") as url:
        yield url


@pytest.fixture
def postgres_url(databases: Databases) -> Iterator[str]:
    """Give the address of a migrated PostgreSQL database without rows."""
    with databases.migrated("postgres") as url:
        yield url


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """Give an empty house: the test runs on SQLite and on PostgreSQL."""
    yield from _opened(database_url)


@pytest.fixture
def sqlite_db(sqlite_url: str) -> Iterator[Database]:
    """Give an empty house on SQLite, for what does not depend on the kind of database."""
    yield from _opened(sqlite_url)


@pytest.fixture
def postgres_db(postgres_url: str) -> Iterator[Database]:
    """Give an empty house on PostgreSQL."""
    yield from _opened(postgres_url)


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A whole run uses several cores, file by file; a part of it that was named runs here, in one process."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    # Each worker has a PostgreSQL, a Chromium and servers of its own.
    return min(os.cpu_count() or 1, 4) if whole else 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run quick files first: plain values, then databases, then servers, then what is slow, then browsers.

    The longest of these begin first: one that began last would have a core to itself, and the other would wait.
    """
    ranks: dict[Path, int] = {}
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "browser" in names:
            item.add_marker("browser")
        if "postgres_url" in names:
            item.add_marker("postgres")
        # These have a second try, on a busy machine. Why one needed it stands at the end: it or
        # the program is to be mended.
        if names & {"browser", "start_server"}:
            item.add_marker(pytest.mark.flaky(reruns=1))
        ranks[item.path] = max(_rank(item), ranks.get(item.path, 0))
    # A file stays together: a worker takes it as a whole, and what its tests share is made once. Within it what needs
    # no browser of the tests comes first: it may start one of its own, and two at once cannot be.
    files = list(ranks)
    items.sort(key=lambda item: (ranks[item.path], item.path.stem not in LONGEST, files.index(item.path), _rank(item)))


def _rank(item: pytest.Item) -> int:
    names = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("browser"):
        return 4
    if item.get_closest_marker("slow"):
        return 3
    if "start_server" in names:
        return 2
    return 1 if names & _DATABASE else 0


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing may be absent: a skipped test is a failure."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """In CI nothing may be absent: a skipped file is a failure."""
    report = yield
    _fail_if_skipped(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Show why a test needed its second try."""
    for report in terminalreporter.stats.get("rerun", ()):
        terminalreporter.section(f"second try of {report.nodeid}")
        terminalreporter.write_line(report.longreprtext)


def _fail_if_skipped(report: Any) -> None:
    if in_ci() and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr[-1]}"
