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


class Served:
    """A plain house at *url*; `serve` opens it, as often as wanted, and `close` closes all."""

    def __init__(self, url: str, folder: Path, start_server: Callable[..., Server]) -> None:
        self.url = url
        self.settings = {"TREFFPUNKT_DATABASE": url}
        self._start_server = start_server
        self._servers: list[Server] = []
        house = folder / "house.yaml"
        house.write_text(PLAIN, encoding="utf-8")
        self.run("load", str(house))
        self.key = self.run("group-key", "probe").strip()
        self.headers = {"Authorization": f"Bearer {self.key}"}

    def run(self, *command: str) -> str:
        """Run a command of the program in this house."""
        return run_command(*command, environment=self.settings)

    def serve(self) -> Server:
        """Open the house."""
        server = self._start_server("serve", environment=self.settings)
        self._servers.append(server)
        return server

    def close(self) -> None:
        """Close the house. Raises AssertionError if a log of it holds a traceback."""
        while self._servers:
            self._servers.pop().stop()

    def book(self, server: Server, slot: dict[str, str]) -> httpx.Response:
        """Ask *server* for a booking."""
        return httpx.post(f"{server.url}/api/v1/bookings", json=slot, headers=self.headers, timeout=60)


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """Give a PostgreSQL that may go away."""
    binaries = find_binaries()
    if binaries is None:
        absent("PostgreSQL", ENABLE)
    server = Postgres(binaries, careful=True)  # it crashes on purpose, and what it said was stored must be there
    yield server
    server.stop()


@pytest.fixture(scope="module")
def plain_house(databases, start_server, tmp_path_factory) -> Iterator[Callable[[str], Served]]:
    """Give the way to a new plain house: `plain_house("sqlite")`."""
    with ExitStack() as opened:

        def make(kind: str) -> Served:
            url = opened.enter_context(databases.empty(kind))
            served = Served(url, tmp_path_factory.mktemp("plain"), start_server)
            opened.callback(served.close)
            return served

        yield make
