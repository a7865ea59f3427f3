"""A town in which people do things one after the other, and what stands in its book before and after each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from sqlmodel import Session, col, select

from booking import jobs, occupancy
from booking.facts import HouseFacts
from booking.feeds import EVERYTHING, FeedStore
from booking.refusals import Refused
from models.bookings import Booking, Series
from models.database import Database
from models.journal import JournalEntry
from models.requests import Wait
from tests.support.cast import RULES, TUESDAY, move_in

BASE_URL = "https://quartier.example.org"
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Book:
    """What stood in the book at one moment, by id."""

    bookings: dict[int, Booking] = field(default_factory=dict)
    series: dict[int, Series] = field(default_factory=dict)
    waits: dict[int, Wait] = field(default_factory=dict)
    journal: Sequence[JournalEntry] = ()  # only what was new

    def dates_of(self, series_id: int) -> list[Booking]:
        """Return the dates of a series, in order of its rule."""
        dates = [row for row in self.bookings.values() if row.series_id == series_id]
        return sorted(dates, key=lambda row: (row.rule_start is None, row.rule_start, row.id))


class Town:
    """The house of the cast on a real database, its clock, and its book as it was last read."""

    def __init__(self, url: str, **rules: object) -> None:
        self.db = Database(url)
        self.now = TUESDAY
        with self.db.writing() as session:
            move_in(session, **{**RULES, **rules})
        self.feeds = FeedStore(self.db, BASE_URL)  # a process that runs all the time
        self._seen = 0
        self.before = self.book = self._read()
        self.refused: tuple[str, ...] = ()

    def do(self, act: Callable[[Session, HouseFacts], Answer]) -> Answer | None:
        """Do one thing in a transaction of its own, and read the book anew; none if it was refused."""
        answer, self.refused = None, ()
        try:
            with self.db.writing() as session:
                answer = act(session, occupancy.house_facts(session))
        except Refused as refused:
            self.refused = tuple(reason.code for reason in refused.reasons)
        self.before, self.book = self.book, self._read()
        return answer

    def look(self, question: Callable[[Session, HouseFacts], Answer]) -> Answer:
        """Ask something; whatever it changes is forgotten."""
        with self.db.reading() as session:
            return question(session, occupancy.house_facts(session))

    def wait(self, minutes: int) -> None:
        """Let time go by, and do what has fallen due."""
        self.now += timedelta(minutes=minutes)
        self.feeds.look_again()  # as it does by itself each second of a real clock
        self.do(lambda session, _house: jobs.run(session, now=self.now))

    def feed(self, path: str = EVERYTHING, store: FeedStore | None = None) -> bytes:
        """Return a feed as the process serves it that runs all the time, or another one."""
        feed = (store or self.feeds).bring(path, now=self.now)
        assert feed is not None, f"there is no feed {path}"
        return feed.body

    def close(self) -> None:
        """Let go of the database."""
        self.feeds.close()
        self.db.close()

    def _read(self) -> Book:
        with self.db.reading() as session:
            new = select(JournalEntry).where(col(JournalEntry.id) > self._seen).order_by(col(JournalEntry.id))
            journal = session.exec(new).all()
            self._seen = journal[-1].id if journal else self._seen
            return Book(
                {row.id: row for row in session.exec(select(Booking))},
                {row.id: row for row in session.exec(select(Series))},
                {row.id: row for row in session.exec(select(Wait))},
                journal,
            )
