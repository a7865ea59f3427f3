"""A plain house, loaded and served as a town does it, by one process or by several."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.support.absent import absent
from tests.support.house import PLAIN
from tests.support.postgres import ENABLE, Postgres, find_binaries
from tests.support.server import Server, run_command


class Town:
    """A plain house at *url*; `serve` opens it, as often as wanted."""

    def __init__(self, url: str, folder: Path, start_server: Callable[..., Server]) -> None:
        self.url = url
        self.settings = {"TREFFPUNKT_DATABASE": url}
        self._start_server = start_server
        house = folder / "house.yaml"
        house.write_text(PLAIN, encoding="utf-8")
        self.run("load", str(house))
        self.key = self.run("group-key", "probe").strip()
        self.headers = {"Authorization": f"Bearer {self.key}"}

    def run(self, *command: str) -> str:
        """Run a command of the program in this house."""
        return run_command(*command, environment=self.settings)

    def serve(self) -> Server:
        """Open the house; it is closed at the end of the tests."""
        return self._start_server("serve", environment=self.settings)

    def book(self, server: Server, slot: dict[str, str]) -> httpx.Response:
        """Ask *server* for a booking."""
        return httpx.post(f"{server.url}/api/v1/bookings", json=slot, headers=self.headers, timeout=60)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """Give a PostgreSQL that may go away."""
    binaries = find_binaries()
    if binaries is None:
        absent("PostgreSQL", ENABLE)
    server = Postgres(binaries)
    yield server
    server.stop()


@pytest.fixture
def town(request, databases, start_server, tmp_path) -> Iterator[Callable[[str], Town]]:
    """Give the way to a new plain house: `town("sqlite")`."""
    with ExitStack() as opened:
        yield lambda kind: Town(opened.enter_context(databases.empty(kind)), tmp_path, start_server)
