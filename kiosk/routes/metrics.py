"""`/metrics` in the text form of Prometheus (exposition format 0.0.4): how the house is.

Numbers only, nothing about people. Only a caller on this machine is answered, and only where no proxy stands between:
what is asked from outside comes through one.
"""

import os
import resource
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path

import nicegui
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from booking import clock, journal, outbox, screens
from booking.settings import Settings
from kiosk import safekeeping, work
from models.database import Database, Session

_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.025, 0.1, 0.5, 2.5)  # upper ends of what an answer may take
_FACES = {"kiosk": "kiosk", "desk": "desk", "api": "api", "assets": "files", "_nicegui": "files"}
_STARTED = time.time()
Sample = tuple[dict[str, str], float]


class Requests:
    """ASGI around the application: counts answers and how long they took, by face. Feeds are answered before it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.answers: Counter[tuple[str, str]] = Counter()
        self.buckets: Counter[tuple[str, int]] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer; one that breaks off counts as an error."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, begun = 500, time.perf_counter()

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            self._count(_FACES.get(scope["path"].split("/", 2)[1], "phone"), status, time.perf_counter() - begun)

    def _count(self, face: str, status: int, seconds: float) -> None:
        self.answers[face, f"{status // 100}xx"] += 1
        self.buckets[face, bisect_left(_SECONDS, seconds)] += 1
        self.seconds[face] += seconds

    def lines(self) -> Iterator[str]:
        """Write down what was counted since the start."""
        by_status: list[Sample] = [
            ({"face": face, "status": status}, number) for (face, status), number in sorted(self.answers.items())
        ]
        yield from _family("treffpunkt_requests_total", "counter", "Answers by face and kind.", by_status)
        name = "treffpunkt_request_seconds"
        yield from _family(name, "histogram", "How long an answer took.", ())
        for face in sorted(self.seconds):
            total = 0
            for place, end in enumerate((*map(str, _SECONDS), "+Inf")):
                total += self.buckets[face, place]
                yield _line(f"{name}_bucket", {"face": face, "le": end}, total)
            yield _line(f"{name}_sum", {"face": face}, self.seconds[face])
            yield _line(f"{name}_count", {"face": face}, total)


def register(app: FastAPI, db: Database, settings: Settings) -> Requests:
    """Declare `/metrics`; return *app* with what counts its answers around it."""
    requests = Requests(app)

    @app.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        if not _is_near(request):
            return Response(status_code=404)
        try:
            told = await work.reading(db, lambda session: list(_of_the_book(session)))
        except Exception:  # the watcher must hear of it, not be turned away
            told = list(_family("treffpunkt_database_up", "gauge", "Whether the book can be read.", [({}, 0)]))
        lines = [*_of_the_program(db), *_of_copies(settings), *told, *requests.lines()]
        return PlainTextResponse("\n".join(lines) + "\n", media_type=_TYPE)

    return requests


def _is_near(request: Request) -> bool:
    forwarded = "forwarded" in request.headers or "x-forwarded-for" in request.headers
    try:
        return not forwarded and request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _of_the_program(db: Database) -> Iterator[str]:
    about = {"version": version("treffpunkt"), "database": "sqlite" if db.is_sqlite else "postgresql"}
    yield from _family("treffpunkt_info", "gauge", "Which program this is.", [(about, 1)])
    yield from _family(
        "treffpunkt_screens_open", "gauge", "Pages of kiosk and desk that are open.", [({}, _open_pages())]
    )
    yield from _family("process_start_time_seconds", "gauge", "When the process started.", [({}, _STARTED)])
    yield from _family("process_resident_memory_bytes", "gauge", "Memory of the process.", [({}, _memory())])
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    yield from _family("process_cpu_seconds_total", "counter", "Processor time of the process.", [({}, seconds)])


def _of_the_book(session: Session) -> Iterator[str]:
    now = clock.now()
    yield from _family("treffpunkt_database_up", "gauge", "Whether the book can be read.", [({}, 1)])
    yield from _family(
        "treffpunkt_changes_total", "counter", "The journal's last entry.", [({}, journal.newest(session))]
    )
    dead, waiting = outbox.counts(session)
    letters: list[Sample] = [({"state": "dead"}, dead), ({"state": "waiting"}, waiting)]
    yield from _family("treffpunkt_letters", "gauge", "Letters that did not arrive, or not yet.", letters)
    seen: list[Sample] = [
        ({"kiosk": str(screen.id)}, (now - screen.last_seen_at).total_seconds())
        for screen in screens.screens(session)
        if screen.last_seen_at
    ]
    yield from _family("treffpunkt_kiosk_last_seen_seconds", "gauge", "Since a kiosk was heard of.", seen)


def _of_copies(settings: Settings) -> Iterator[str]:
    folder = settings.backup_folder
    newest = safekeeping.newest(folder) if folder else None
    age: list[Sample] = [({}, (clock.now() - newest).total_seconds())] if newest else []
    yield from _family("treffpunkt_copy_age_seconds", "gauge", "Age of the newest copy of the house.", age)


def _open_pages() -> int:
    return sum(client.has_socket_connection for client in nicegui.Client.instances.values())


def _memory() -> int:
    try:
        resident = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:  # not on Linux: the most that it ever was
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return int(resident) * os.sysconf("SC_PAGE_SIZE")


def _family(name: str, kind: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"
    for labels, number in samples:
        yield _line(name, labels, number)


def _line(name: str, labels: dict[str, str], number: float) -> str:
    told = ",".join(f'{key}="{_escaped(word)}"' for key, word in labels.items())
    return f"{name}{{{told}}} {number:.12g}" if told else f"{name} {number:.12g}"


def _escaped(word: str) -> str:
    return word.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
