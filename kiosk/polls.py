"""Counts what calendar programs fetch, in memory, and writes it down now and then; a kill loses a minute of counts.

Counting belongs to the event loop and takes about a microsecond, because a poll that finds nothing new takes
only thirty. Nothing of whoever asks is kept but the kind of program.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from booking import clock, subscribers
from booking.feeds import Feed, is_private
from booking.occupancy import house_facts
from booking.programs import Program, program_of
from booking.refusals import Refused
from booking.subscribers import Polls
from kiosk import work
from kiosk.again import again_and_again, beside
from models.database import Database, Session

FIRST, RENEWED, UNCHANGED = range(3)  # what became of a poll: columns of a count
_LAST = 3  # and when the last of them came
_EVERY_SECONDS = 60.0
_MOST = 10_000  # counts that wait to be written; further kinds are not counted
_NOT_COUNTED = "what calendar programs fetched could not be counted"
_log = logging.getLogger(__name__)

About = tuple[str, str, datetime]  # which feed, which state of it, since when


def about(path: str, feed: Feed) -> About:
    """Return as what *feed* at *path* is counted; an address that is a secret, or one of many, is not kept."""
    return feed_of(path), feed.state, feed.last_modified or clock.now()


def feed_of(path: str) -> str:
    """Return the name under which the feed at *path* is counted: `room/stueble`, `all`, `all.atom`."""
    if is_private(path):
        return "private"
    if path.startswith("/m/"):
        return "date"
    return path.removeprefix("/calendar/").removesuffix(".ics")


class PollCounter:
    """Counts on the event loop; *seconds* is the clock, in seconds since 1970."""

    def __init__(self, seconds: Callable[[], float] = lambda: clock.now().timestamp()) -> None:
        self._seconds = seconds
        self._counts: dict[tuple[About, Program], list[float]] = {}

    def count(self, feed: About, agent: bytes, became: int) -> None:
        """Count one poll of *feed* by whoever calls itself *agent*."""
        key = (feed, program_of(agent))
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= _MOST:
                return
            count = self._counts[key] = [0, 0, 0, 0.0]
        count[became] += 1
        count[_LAST] = self._seconds()

    @asynccontextmanager
    async def running(self, db: Database, *, every: float = _EVERY_SECONDS) -> AsyncIterator[None]:
        """Write down what is counted as long as the context is open, and once more when it closes."""
        try:
            async with beside(again_and_again(lambda: self.write(db), every=every, log=_log, failed=_NOT_COUNTED)):
                yield
        finally:
            await self.write(db)

    async def write(self, db: Database) -> None:
        """Write down what was counted since the last time; what cannot be written now waits for the next."""
        counts, self._counts = self._counts, {}
        if not counts:
            return
        polls = [_polls(*key, count) for key, count in counts.items()]
        try:
            await work.writing(db, lambda session: _add(session, polls))
        except asyncio.CancelledError:
            self._take_back(counts)
            raise
        except Refused:
            self._take_back(counts)  # kiosk.work says in the log why
        except Exception:
            # A fault in counting must not end the counting, nor grow for ever.
            _log.exception(_NOT_COUNTED)

    def _take_back(self, counts: dict[tuple[About, Program], list[float]]) -> None:
        for key, count in counts.items():
            now = self._counts.setdefault(key, [0, 0, 0, 0.0])
            for column in (FIRST, RENEWED, UNCHANGED):
                now[column] += count[column]
            now[_LAST] = max(now[_LAST], count[_LAST])


def _polls(feed: About, program: Program, count: list[float]) -> Polls:
    name, state, state_at = feed
    return Polls(
        feed=name,
        program=program,
        state=state,
        state_at=state_at,
        first=int(count[FIRST]),
        renewed=int(count[RENEWED]),
        unchanged=int(count[UNCHANGED]),
        last_at=datetime.fromtimestamp(count[_LAST], UTC).replace(second=0, microsecond=0),
    )


def _add(session: Session, polls: list[Polls]) -> None:
    subscribers.add(session, house_facts(session), polls)
