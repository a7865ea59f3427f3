"""A crash drill: clients book and cancel, the server is killed at a random moment, the book is looked at."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from sqlmodel import col, select

from booking import clock
from booking.span import local
from models.bookings import Booking, Series
from models.database import Database
from models.journal import JournalEntry
from tests.support.cast import BERLIN, at
from tests.support.house import PLAIN
from tests.support.server import Server, run_command
from tests.support.wishes import is_open, open_days

CLIENTS = 6
SERIES_DATES = 6
SINGLES, SERIES = "saal", "stube"  # each act asks for a time that nobody else asks for
_AHEAD = 30  # days: nothing of it begins during the drill
_WEIGHTS = {"book": 55, "series": 20, "cancel": 17, "cancel-series": 8}


@dataclass
class Asked:
    """One booking or series that a client asked for, and what the server said about it."""

    slot: tuple[str, datetime]  # room and first start
    dates: int
    uid: str = ""  # none: it was never answered
    cancelled: str = ""  # "asked" once somebody asked to cancel it, "told" once the server said so


@dataclass
class Tally:
    """What the drill saw."""

    kills: int = 0
    acts: Counter[str] = field(default_factory=Counter)  # that the server acknowledged, by kind
    unanswered: Counter[str] = field(default_factory=Counter)  # that the kill cut off
    stored_unanswered: int = 0  # cut off, and yet whole in the book
    rows: int = 0
    restarts: list[float] = field(default_factory=list)  # seconds until it was healthy again
    faults: list[str] = field(default_factory=list)


class Drill:
    """A plain house at *database* in *folder*, served, killed and looked at again."""

    def __init__(self, database: str, folder: Path, *, seed: int, port: int | None = None) -> None:
        self.tally = Tally()
        self._random = random.Random(seed)
        self._settings = {"TREFFPUNKT_DATABASE": database, "TREFFPUNKT_DATA": str(folder)}
        house = folder / "house.yaml"
        house.write_text(PLAIN, encoding="utf-8")
        run_command("load", str(house), environment=self._settings)
        self._key = run_command("group-key", "probe", environment=self._settings).strip()
        self._database = database
        self._server = Server("serve", environment=self._settings, port=port)
        self._slots = {"book": _single_slots(), "series": _series_slots()}
        self._asked: list[Asked] = []
        self._turn = threading.Lock()  # the list and the dice are shared by all clients
        self._over = threading.Event()

    def run(self, kills: int, *, longest: float = 1.5, told: Callable[[Tally], None] | None = None) -> Tally:
        """Kill the server *kills* times, each at most *longest* seconds after the clients began.

        *told* hears after each how it stands.
        """
        self._start()
        for _number in range(kills):
            self._one_life(longest)
            self._start()
            self._look()
            if told is not None:
                told(self.tally)
        self._server.stop()
        return self.tally

    def _start(self) -> None:
        began = time.monotonic()
        self._server.start(seconds=120)
        self.tally.restarts.append(time.monotonic() - began)

    def _one_life(self, longest: float) -> None:
        self._over.clear()
        clients = [threading.Thread(target=self._act_until_the_end) for _number in range(CLIENTS)]
        for client in clients:
            client.start()
        time.sleep(self._random.uniform(0.05, longest))  # the moment is what the drill is about
        self._server.kill()
        self._over.set()
        for client in clients:
            client.join()
        self.tally.kills += 1

    # The clients

    def _act_until_the_end(self) -> None:
        headers = {"Authorization": f"Bearer {self._key}"}
        with httpx.Client(base_url=self._server.url + "/api/v1", headers=headers, timeout=30, verify=False) as client:
            while not self._over.is_set():
                with self._turn:
                    kind, asked = self._next()
                try:
                    answer = _send(client, kind, asked)
                except httpx.TransportError:
                    with self._turn:
                        self.tally.unanswered[kind] += 1
                    return
                with self._turn:
                    self._note(kind, asked, answer)

    def _next(self) -> tuple[str, Asked]:
        kind = self._random.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        if kind.startswith("cancel"):
            many = SERIES_DATES if kind == "cancel-series" else 1
            known = [one for one in self._asked[-400:] if one.uid and not one.cancelled and one.dates == many]
            if known:
                asked = self._random.choice(known)
                asked.cancelled = "asked"
                return kind, asked
            kind = "book"
        asked = Asked(next(self._slots[kind]), SERIES_DATES if kind == "series" else 1)
        self._asked.append(asked)
        return kind, asked

    def _note(self, kind: str, asked: Asked, answer: httpx.Response) -> None:
        if answer.status_code not in (201, 204):
            self.tally.faults.append(f"{kind} {asked.slot}: {answer.status_code} {answer.text[:200]}")
            return
        self.tally.acts[kind] += 1
        if kind.startswith("cancel"):
            asked.cancelled = "told"
        else:
            asked.uid = answer.json()["uid"]

    # The look

    def _look(self) -> None:
        try:
            run_command("check", environment=self._settings)
        except AssertionError as error:
            self.tally.faults.append(f"check: {error}")
        with closing(Database(self._database)) as db:
            book = _Book(db)
        self.tally.rows = book.rows
        self.tally.faults += book.faults
        self.tally.faults += [fault for asked in self._asked if (fault := self._fault(book, asked))]
        strangers = set(book.found) - {asked.uid for asked in self._asked}
        self.tally.faults += [f"nobody asked for {uid}" for uid in strangers]

    def _fault(self, book: "_Book", asked: Asked) -> str:
        """Return what is wrong with what became of *asked*, empty if nothing is."""
        if not asked.uid:
            uid = book.by_slot.get(asked.slot, "")
            if not uid:
                return ""  # cut off before it was stored
            asked.uid = uid
            self.tally.stored_unanswered += 1
        states = book.found.get(asked.uid)
        if states is None:
            return f"lost: {asked}"
        if len(states) != asked.dates or len(set(states)) != 1:
            return f"half: {asked} {states}"
        live = states[0]
        if not asked.cancelled and not live:
            return f"released: {asked}"
        return f"cancellation lost: {asked}" if asked.cancelled == "told" and live else ""


def _send(client: httpx.Client, kind: str, asked: Asked) -> httpx.Response:
    if kind.startswith("cancel"):
        return client.delete(f"/bookings/{asked.uid}")
    room, start = asked.slot
    wish: dict[str, Any] = {"room": room, "start": start.isoformat(), "title": "Treffen"}
    wish["end"] = (start + timedelta(minutes=15)).isoformat()
    if kind == "series":
        wish["rrule"] = f"FREQ=WEEKLY;COUNT={asked.dates}"
    return client.post("/bookings", json=wish)


def _single_slots() -> Iterator[tuple[str, datetime]]:
    for day in open_days(_AHEAD):
        for quarter in range(4, 92):  # no clock changes there
            yield SINGLES, _at_quarter(day, quarter)


def _series_slots() -> Iterator[tuple[str, datetime]]:
    today = local(clock.now(), BERLIN).date()
    for block in count():  # of as many weeks as a series has dates
        for day in range(7):
            first = today + timedelta(days=_AHEAD + day, weeks=SERIES_DATES * block)
            if all(is_open(first + timedelta(weeks=week)) for week in range(SERIES_DATES)):
                for quarter in range(12, 92):
                    yield SERIES, _at_quarter(first, quarter)


def _at_quarter(day: date, quarter: int) -> datetime:
    hour, part = divmod(quarter, 4)
    return at(day, f"{hour}:{15 * part:02}").astimezone(BERLIN)


class _Book:
    """What stands in the book: for each single booking and each series, whether its dates hold their time."""

    def __init__(self, db: Database) -> None:
        with db.reading() as session:
            rows = session.exec(select(Booking).order_by(col(Booking.busy_from))).all()
            series = {one.id: one.uid for one in session.exec(select(Series))}
            entries = session.exec(select(JournalEntry.booking_id, JournalEntry.series_id)).all()
        self.rows = len(rows)
        self.found: dict[str, list[bool]] = {}
        self.by_slot: dict[tuple[str, datetime], str] = {}
        for row in rows:
            single = row.series_id is None
            uid = row.uid if row.series_id is None else series[row.series_id]
            self.found.setdefault(uid, []).append(row.released_at is None)
            self.by_slot.setdefault((SINGLES if single else SERIES, row.starts_at.astimezone(BERLIN)), uid)
        bare = [uid for uid in series.values() if uid not in self.found]
        told = {booking for booking, _series in entries}
        told_whole = {one for _booking, one in entries if one is not None}
        untold = [row.uid for row in rows if row.id not in told and row.series_id not in told_whole]
        self.faults = [f"series without dates: {uid}" for uid in bare]
        self.faults += [f"not in the journal: {uid}" for uid in untold]
        self.faults += [f"overlap: {one}" for one in _overlaps(rows)]


def _overlaps(rows: Any) -> Iterator[tuple[str, str]]:
    """Yield live bookings that share floor with one before that has not ended; *rows* go by their start."""
    going: list[Booking] = []
    for row in rows:
        if row.released_at is not None:
            continue
        going = [one for one in going if one.busy_until > row.busy_from]
        yield from ((one.uid, row.uid) for one in going if one.lo < row.hi and row.lo < one.hi)
        going.append(row)
