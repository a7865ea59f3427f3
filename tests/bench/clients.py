"""Clients that ask a server of this machine as hard as they can, and cost it as little as possible."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_NAMES = re.compile(rb"(?m)^[A-Za-z-]+:")
ROOMS = tuple(f"raum-{number}" for number in range(1, 6))


class Client:
    """One connection that stays open (HTTP/1.1); it understands what our servers answer, no more."""

    def __init__(self, port: int, key: str = "") -> None:
        self._port = port
        self._always = {"Host": f"127.0.0.1:{port}", "Authorization": f"Bearer {key}"}
        self._program = {"Content-Type": "application/json"}
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, wanted: dict[str, str]) -> tuple[int, bytes]:
        """Send *wanted*; return status and body."""
        status, _head, body = await self.ask("POST", path, json.dumps(wanted).encode(), self._program)
        return status, body

    async def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes, bytes]:
        """Ask; return status, head with names of headers in small letters, and body."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 22)
        reader, writer = self._streams
        told = "".join(f"{name}: {text}\r\n" for name, text in {**self._always, **headers}.items())
        writer.write(f"{method} {path} HTTP/1.1\r\n{told}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        head = _NAMES.sub(lambda name: name[0].lower(), await reader.readuntil(b"\r\n\r\n"))
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        return int(head[9:12]), head, await reader.readexactly(length)

    def close(self) -> None:
        """Hang up; the next request opens another line."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


@dataclass
class Answers:
    """What was answered, and how soon, in milliseconds."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """How many were answered 201 in a second."""
        return self.statuses[201] / self.seconds

    def wait(self, share: float) -> float:
        """Return how long *share* of the requests took at most, in milliseconds."""
        return sorted(self.waits)[min(len(self.waits) - 1, int(len(self.waits) * share))]


def slots(first: datetime) -> Iterator[dict[str, str]]:
    """Yield wishes for free half hours of all rooms, one after the other, from *first* on."""
    start = first
    while True:
        for room in ROOMS:
            yield wish(room, start, minutes=30)
        start += timedelta(minutes=30)


def wish(room: str, start: datetime, *, minutes: int) -> dict[str, str]:
    """Return what the API is asked for."""
    end = start + timedelta(minutes=minutes)
    return {"room": room, "start": start.isoformat(), "end": end.isoformat(), "title": "Treffen"}


async def book_distinct(
    port: int, path: str, key: str, wishes: Iterator[dict[str, str]], *, clients: int, seconds: float
) -> Answers:
    """Let each of *clients* book one free slot after the other for *seconds*."""
    answers, everybody = Answers(), [Client(port, key) for _ in range(clients)]
    for client in everybody:
        await client.post(path, next(wishes))  # not counted: it opens the connection
    began = time.perf_counter()

    async def one(client: Client) -> None:
        while time.perf_counter() < began + seconds:
            await _timed(client, path, next(wishes), answers)

    await asyncio.gather(*map(one, everybody))
    answers.seconds = time.perf_counter() - began
    for client in everybody:
        client.close()
    return answers


async def compete(port: int, path: str, key: str, first: datetime, *, clients: int, rounds: int) -> list[Answers]:
    """Let *clients* ask for the same hour at the same moment, in *rounds* on days of their own."""
    everybody, found = [Client(port, key) for _ in range(clients)], []
    for number in range(rounds):
        answers, wanted = Answers(), wish(ROOMS[0], first + timedelta(days=number), minutes=60)
        await asyncio.gather(*(_timed(client, path, wanted, answers, keep=True) for client in everybody))
        found.append(answers)
    for client in everybody:
        client.close()
    return found


async def _timed(client: Client, path: str, wanted: dict[str, str], answers: Answers, *, keep: bool = False) -> None:
    began = time.perf_counter()
    status, body = await client.post(path, wanted)
    answers.waits.append((time.perf_counter() - began) * 1000)
    answers.statuses[status] += 1
    if keep:
        answers.bodies.append(json.loads(body))
