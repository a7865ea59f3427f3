"""Foreign calendars kept fresh beside the jobs: addresses looked at by turns, days to come counted anew each day."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from booking import clock, outside
from booking.fetched import Fetch, Fetched, NotModified
from booking.occupancy import house_facts
from booking.outside import Address, Due, Reading
from booking.refusals import NotFetched, Refusal, Refused
from booking.settings import Settings
from booking.span import local
from kiosk import work
from kiosk.again import again_and_again, beside
from kiosk.live import Live
from models.database import Database, Session

_EVERY_SECONDS = 60.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look brought: a calendar, nothing new, or why it failed."""

    reading: Reading | None = None
    failure: Refusal | None = None
    etag: str = ""
    modified: str = ""


def usual_fetch(settings: Settings) -> Fetch | None:
    """Return what looks at addresses; none where the town has not switched it on."""
    if not settings.subscribe:
        return None
    from kiosk.fetcher import Fetcher  # loads what speaks with strangers, which not every house does

    return Fetcher()


class Subscriptions:
    """Looks at what is due; *fetch* works in a thread of its own, so that a server that hangs blocks nothing else."""

    def __init__(
        self, db: Database, settings: Settings, fetch: Fetch | None, *, told: Callable[[], None] = lambda: None
    ) -> None:
        self._db, self._settings, self._fetch, self._told = db, settings, fetch, told
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="calendars")

    @property
    def fetches(self) -> bool:
        """Whether this house looks at addresses at all."""
        return self._fetch is not None

    def close(self) -> None:
        """Let go of the thread; a look under way ends by its own deadline."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def all_that_is_due(self) -> None:
        """Look at what is due until nothing is."""
        while await self.once():
            pass

    async def once(self) -> int:
        """Look at what is due now; return how many calendars that were."""
        if not await work.reading(self._db, self._anything_due):
            return 0
        due = await work.writing(self._db, self._claim)
        for one in due:
            await self._look(one)
        return len(due)

    async def look_now(self, number: int) -> None:
        """Look at one address, because the desk wants to know. Raises Refused: UnknownCalendar, NotFetched("off")."""
        if self._fetch is None:
            raise Refused(NotFetched("off"))
        due = await work.writing(self._db, lambda session: outside.claim(session, number, now=clock.now()))
        await self._look(due)

    async def first_look(self, typed: str, name: str) -> tuple[Address, Reading]:
        """Return what is to be had at the address that somebody *typed*, and the address sealed. Stores nothing.

        Raises Refused: NotFetched, CalendarUnread, ManyDates.
        """
        if self._fetch is None:
            raise Refused(NotFetched("off"))
        address = outside.address_of(typed, self._settings.secret)
        looked = await self._looked(Due(0, name, address.sealed, "", "", None))
        if looked.reading is None:
            raise Refused(looked.failure or NotFetched("garbled"))
        return replace(address, etag=looked.etag, modified=looked.modified), looked.reading

    async def _look(self, due: Due) -> None:
        looked = await self._looked(due)
        with suppress(Refused):  # dropped meanwhile
            await work.writing(self._db, lambda session: _store(session, due, looked))
        self._told()

    async def _looked(self, due: Due) -> Looked:
        zone = await work.reading(self._db, lambda session: house_facts(session).zone)
        running = asyncio.get_running_loop()
        return await running.run_in_executor(self._thread, lambda: looked_at(due, self._fetch, self._settings, zone))

    def _anything_due(self, session: Session) -> bool:
        return outside.anything_due(session, house_facts(session), fetches=self.fetches, now=clock.now())

    def _claim(self, session: Session) -> list[Due]:
        return outside.claim_due(session, house_facts(session), fetches=self.fetches, now=clock.now())


def looked_at(due: Due, fetch: Fetch | None, settings: Settings, zone: ZoneInfo) -> Looked:
    """Return what a look at *due* brings: at its address, or into its own copy. May take many seconds."""
    today = local(clock.now(), zone).date()
    try:
        if not due.address:
            return Looked(_read(due.copy or b"", due, zone, today))
        if fetch is None:
            raise Refused(NotFetched("off"))
        answer = fetch(outside.opened(due.address, settings.secret), etag=due.etag, modified=due.modified)
        if isinstance(answer, NotModified):
            return Looked()
        return _of_answer(answer, due, zone, today)
    except Refused as refused:
        return Looked(failure=refused.reasons[0])


def _of_answer(answer: Fetched, due: Due, zone: ZoneInfo, today: date) -> Looked:
    reading = _read(answer.content, due, zone, today)
    return Looked(reading, etag=answer.etag, modified=answer.modified)


def _read(content: bytes, due: Due, zone: ZoneInfo, today: date) -> Reading:
    return outside.read(content, name=due.name, zone=zone, on=today)


def _store(session: Session, due: Due, looked: Looked) -> None:
    now, house, chance = clock.now(), house_facts(session), random.random()  # noqa: S311 - spreads looks, no secret
    if looked.failure is not None:
        on = None if due.address else local(now, house.zone).date()
        outside.note_failure(session, due.id, looked.failure, on=on, chance=chance, who="clock", now=now)
    elif looked.reading is None:
        outside.note_unchanged(session, due.id, chance=chance, now=now)
    elif not due.address:
        outside.roll_on(session, house, due.id, looked.reading, now=now)
    else:
        marks = {"etag": looked.etag, "modified": looked.modified}
        outside.note_answer(session, house, due.id, looked.reading, **marks, chance=chance, who="clock", now=now)


@asynccontextmanager
async def running(subscriptions: Subscriptions, *, every: float = _EVERY_SECONDS) -> AsyncIterator[None]:
    """Keep foreign calendars fresh as long as the context is open."""
    looks = subscriptions.all_that_is_due
    try:
        async with beside(again_and_again(looks, every=every, log=_log, failed="foreign calendars: tried again")):
            yield
    finally:
        subscriptions.close()


def for_house(db: Database, live: Live, settings: Settings) -> Subscriptions:
    """Return what keeps the calendars of *db* fresh, as the town has set it."""
    return Subscriptions(db, settings, usual_fetch(settings), told=live.ring)
