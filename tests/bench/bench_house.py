"""A whole house under load: two processes on one PostgreSQL, phones, kiosks, desks and calendar programs at once.

Run `python tests/bench/bench_house.py` (three minutes; `--seconds 20` is quicker). 200 phones look at a page every
fifteen seconds, take seats and give half of them back; 5 desks enter bookings and cancel every second one; the calendar
programs of 15,700 subscribers, who look four times a day, ask 50 times as often; 20 kiosks hold their pages open (how
soon a change is painted there is measured by bench_kiosk). A third process on the same machine carries all of them.
Each phone and program has an address of its own, told as a proxy tells it, because limits are by address. What the
desks enter goes through the API: it is the same use case, and a desk's page is not drawn.

At the end what was acknowledged is compared with what the database holds; the command fails if anything is lost.
"""

import argparse
import asyncio
import random
import re
import secrets
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlmodel import col, func, select

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from models.bookings import Booking  # noqa: E402 - the repository need not be installed
from models.database import Database  # noqa: E402
from models.meetings import Seat  # noqa: E402
from tests.bench.clients import ROOMS, Client, slots, wish  # noqa: E402
from tests.support.listeners import Listeners  # noqa: E402
from tests.support.postgres import ENABLE, Postgres, find_binaries  # noqa: E402
from tests.support.server import Server, run_command  # noqa: E402

PHONES, KIOSKS, DESKS = 200, 20, 5
SUBSCRIBERS, LOOKS_A_DAY, TIMES = 15_700, 4, 50
POLLS = SUBSCRIBERS * LOOKS_A_DAY * TIMES / 86_400  # a second
MEETINGS = 60
FEEDS = (
    "/calendar/all.ics",
    *(f"/calendar/room/{room}.ics" for room in ROOMS),
    "/calendar/all.atom",
    "/calendar/all.json",
)
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Seen:
    """What was asked, how long it took in milliseconds, and what was acknowledged."""

    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: Counter[str] = field(default_factory=Counter)
    booked: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    taken: int = 0
    returned: int = 0

    async def ask(
        self, what: str, client: Client, method: str, path: str, *, good: set[int], **more: str
    ) -> tuple[int, bytes, bytes]:
        """Ask, note how long it took, and whether the answer is one of the *good*."""
        body = more.pop("body", "").encode()
        began = time.perf_counter()
        try:
            answer = await client.ask(method, path, body, {name.replace("_", "-"): text for name, text in more.items()})
        except (OSError, asyncio.IncompleteReadError) as error:
            client.close()
            answer = (0, b"", type(error).__name__.encode())
        self.waits[what].append((time.perf_counter() - began) * 1000)
        if answer[0] not in good:
            self.wrong[f"{what}: {answer[0]} {answer[2][:80]!r}"] += 1
        return answer


async def phone(seen: Seen, port: int, number: int, codes: list[str], until: float) -> None:
    """Look around, take a seat now and then, give half of them back."""
    chance, client = random.Random(number), Client(port)
    me = {"X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"}
    await asyncio.sleep(chance.uniform(0, 15))
    while time.monotonic() < until:
        await seen.ask("page", client, "GET", "/", good={200}, **me)
        await _read(client, chance.uniform(5, 25))
        code = chance.choice(codes)
        await seen.ask("page", client, "GET", f"/m/{code}", good={200}, **me)
        await _read(client, chance.uniform(5, 25))
        if chance.random() > 0.2:
            continue
        once = secrets.token_urlsafe(16)
        status, head, _body = await seen.ask(
            "seat", client, "POST", f"/m/{code}", good={303}, **me, **FORM, body=f"persons=1&once={once}"
        )
        if status != 303:
            continue
        seen.taken += 1
        own = re.search(rb"location: (\S+)", head)
        assert own is not None
        seat = own[1].decode().partition("?")[0]
        await seen.ask("page", client, "GET", seat, good={200}, **me)
        if chance.random() < 0.5:
            token = seat.rpartition("/")[2]
            status, *_rest = await seen.ask("seat", client, "DELETE", f"/api/v1/seats/{token}", good={204}, **me)
            seen.returned += status == 204
    client.close()


async def _read(client: Client, seconds: float) -> None:
    client.close()  # the server hangs up after five seconds of silence
    await asyncio.sleep(seconds)


async def desk(seen: Seen, port: int, key: str, wishes: Iterator[dict[str, str]], until: float) -> None:
    """Enter a booking each ten seconds or so, cancel every second one."""
    client, every = Client(port, key), cycle((True, False))
    while time.monotonic() < until:
        await _read(client, random.uniform(5, 15))
        began = time.perf_counter()
        status, body = await client.post("/api/v1/bookings", next(wishes))
        seen.waits["booking"].append((time.perf_counter() - began) * 1000)
        if status != 201:
            seen.wrong[f"booking: {status} {body[:80]!r}"] += 1
            continue
        found = re.search(rb'"uid":\s*"([^"]+)"', body)
        assert found is not None
        uid = found[1].decode()
        seen.booked.add(uid)
        if next(every):
            status, *_rest = await seen.ask("cancel", client, "DELETE", f"/api/v1/bookings/{uid}", good={204})
            if status == 204:
                seen.cancelled.add(uid)
    client.close()


async def programs(seen: Seen, ports: list[int], until: float) -> None:
    """Let calendar programs look, each with the mark of what it has, at an even pace."""
    clients = [Client(port) for port in ports for _line in range(4)]
    free: asyncio.Queue[Client] = asyncio.Queue()
    for client in clients:
        free.put_nowait(client)
    marks: dict[str, str] = {}
    running: set[asyncio.Task[None]] = set()

    async def look(number: int) -> None:
        path, client = FEEDS[number % len(FEEDS)], await free.get()
        mark = {"If-None-Match": marks[path]} if path in marks and number % 50 else {}
        me = f"198.19.{number // 250 % 250}.{number % 250 + 1}"
        _status, head, _body = await seen.ask(
            "feed", client, "GET", path, good={200, 304}, X_Forwarded_For=me, Accept_Encoding="gzip", **mark
        )
        if tag := re.search(rb"etag: (\S+)", head):
            marks[path] = tag[1].decode()
        free.put_nowait(client)

    began, number = time.monotonic(), 0
    while time.monotonic() < until:
        while number < (time.monotonic() - began) * POLLS:
            task = asyncio.create_task(look(number))
            running.add(task)
            task.add_done_callback(running.discard)
            number += 1
        await asyncio.sleep(0.01)
    await asyncio.gather(*running)
    for client in clients:
        client.close()


async def everybody(
    seen: Seen, servers: list[Server], key: str, codes: list[str], first: datetime, seconds: float
) -> None:
    """Let all of them come at once."""
    until, ports = time.monotonic() + seconds, [server.port for server in servers]
    wishes = slots(first)
    await asyncio.gather(
        *(phone(seen, ports[number % len(ports)], number, codes, until) for number in range(PHONES)),
        *(desk(seen, ports[number % len(ports)], key, wishes, until) for number in range(DESKS)),
        programs(seen, ports, until),
    )


async def meetings(server: Server, key: str, first: datetime) -> list[str]:
    """Enter meetings in which people may take seats; return their codes."""
    client, codes = Client(server.port, key), []
    for number in range(MEETINGS):
        status, body = await client.post(
            "/api/v1/bookings", wish(ROOMS[0], first + timedelta(hours=2 * number), minutes=60)
        )
        found = re.search(rb'"code":\s*"([^"]+)"', body)
        assert status == 201, body
        assert found is not None, body
        codes.append(found[1].decode())
    client.close()
    return codes


def compared(db: Database, seen: Seen) -> list[str]:
    """Return what of that which was acknowledged the database does not hold, and the other way round."""
    with db.reading() as session:
        live = set(session.exec(select(Booking.uid).where(col(Booking.released_at).is_(None))).all())
        seats = session.exec(select(func.count()).select_from(Seat).where(col(Seat.released_at).is_(None))).one()
    there, gone = seen.booked - seen.cancelled, seen.cancelled
    faults = []
    if there - live:
        faults.append(f"{len(there - live)} bookings that were acknowledged are not there")
    if gone & live:
        faults.append(f"{len(gone & live)} bookings that were cancelled are there")
    if seats != seen.taken - seen.returned:
        faults.append(f"{seats} seats are there, {seen.taken - seen.returned} were acknowledged and kept")
    return faults


def share(times: list[float], part: float) -> float:
    """Return how long *part* of the times were at most."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def row(what: str, times: list[float]) -> str:
    """Return one line of the table."""
    figures = f"{share(times, 0.5):.0f} | {share(times, 0.95):.0f} | {share(times, 0.99):.0f}" if times else "- | - | -"
    return f"| {what} | {len(times)} | {figures} |"


def processor(server: Server) -> float:
    """Return how many seconds of processor time a server took."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _own_postgres(opened: ExitStack) -> str:
    binaries = find_binaries()
    if binaries is None:
        sys.exit(f"PostgreSQL is needed: {ENABLE}")
    postgres = Postgres(binaries, careful=True)  # what it says is stored is on the disk
    opened.callback(postgres.stop)
    return postgres.url(postgres.create())


def main() -> int:
    """Print the table; return 1 if anything was lost or went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    seconds = parser.parse_args().seconds
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="treffpunkt-bench-")))
        url = _own_postgres(opened)
        settings = {
            "TREFFPUNKT_DATABASE": url,
            "TREFFPUNKT_DATA": str(folder / "data"),
            "TREFFPUNKT_TRUST_PROXY": "true",
        }
        run_command("load", str(Path(__file__).with_name("house.yaml")), environment=settings)
        key = run_command("group-key", "probe", environment=settings).strip()
        servers = [
            opened.enter_context(Server("serve", environment=settings, as_people_do=True)) for _process in range(2)
        ]
        first = datetime.now().astimezone().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
        codes = asyncio.run(meetings(servers[0], key, first))
        listeners = [Listeners(server.url, KIOSKS // len(servers)) for server in servers]
        seen, before, began = Seen(), [processor(server) for server in servers], time.monotonic()
        asyncio.run(everybody(seen, servers, key, codes, first + timedelta(days=20), seconds))
        used = [
            (processor(server) - was) / (time.monotonic() - began) for server, was in zip(servers, before, strict=True)
        ]
        db = Database(url)
        opened.callback(db.close)
        faults = [*compared(db, seen), *(f"{number} x {what}" for what, number in seen.wrong.items())]
        print("| asked | answers | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
        for what in ("page", "seat", "booking", "cancel", "feed"):
            print(row(what, seen.waits[what]))
        print(f"\nseats taken {seen.taken}, given back {seen.returned}")
        print(f"bookings {len(seen.booked)}, cancelled {len(seen.cancelled)}")
        print(f"processor of each process: {', '.join(f'{part:.0%}' for part in used)}")
        print("\n".join(faults) or "nothing lost, nothing wrong")
        for one in listeners:
            one.close()
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
