"""Who reads the calendars: kinds of programs, when they came last, which state they have, roughly how many.

Nobody's address is asked for or kept. How many there are follows from what programs bring along: each copy is taken
once and then only asked about, so whoever took one state of a calendar is counted once, however often it comes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import delete, select
from sqlmodel import Session, col

from booking.facts import HouseFacts
from booking.programs import COMPANIES, Program
from booking.span import local
from models.polls import FeedPolls

KEPT = timedelta(days=30)
RECENT = timedelta(days=7)  # whoever did not come for so long reads no more
FEW = 5  # fewer than so many programs are never told by their number, and not told of in public
TOGETHER = frozenset({"private", "date"})  # feeds that are counted as one kind; they have no state in common


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls:
    """What was counted of one kind of program at one state of a feed since it was last written down."""

    feed: str
    program: Program
    state: str
    state_at: datetime
    first: int
    renewed: int
    unchanged: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One kind of program that reads a feed."""

    program: Program
    last_at: datetime
    state: str  # that the last of them took or had; empty where the feed has none
    state_at: datetime  # since when the feed had told that state, at the latest
    number: int | None  # of copies, roughly; none: cannot be known
    newest: int | None  # of these, how many have the state of `last_at`; none: as above

    @property
    def is_public(self) -> bool:
        """Whether everybody may be told of them: they are many, or come by the clock of a company."""
        return self.program in COMPANIES or (self.number or 0) >= FEW


def add(session: Session, house: HouseFacts, counted: Iterable[Polls]) -> None:
    """Write down what was *counted*; several processes add up."""
    for polls in counted:
        state = "" if polls.feed in TOGETHER else polls.state
        key = (polls.feed, polls.program.value, local(polls.last_at, house.zone).date(), state)
        row = session.get(FeedPolls, key)
        if row is None:
            row = FeedPolls(
                feed=key[0], program=key[1], day=key[2], state=key[3],
                state_at=polls.state_at, first=0, renewed=0, unchanged=0, last_at=polls.last_at,
            )  # fmt: skip
        row.first += polls.first
        row.renewed += polls.renewed
        row.unchanged += polls.unchanged
        row.state_at = min(row.state_at, polls.state_at)
        row.last_at = max(row.last_at, polls.last_at)
        session.add(row)
        session.flush()


def readers(session: Session, *, now: datetime, feed: str | None = None) -> dict[str, list[Reader]]:
    """Return who read each feed lately, or only *feed*; the kind that came last stands first."""
    wanted = [col(FeedPolls.last_at) > now - RECENT]
    if feed is not None:
        wanted.append(col(FeedPolls.feed) == feed)
    order = (col(FeedPolls.feed), col(FeedPolls.program), col(FeedPolls.last_at))
    rows = list(session.execute(select(FeedPolls).where(*wanted).order_by(*order)).scalars())
    since = _told_since(rows)
    found: dict[str, list[Reader]] = defaultdict(list)
    for (name, word), same in groupby(rows, key=lambda row: (row.feed, row.program)):
        if word in set(Program):
            found[name].append(_reader(Program(word), list(same), since))
    return {name: sorted(kinds, key=attrgetter("last_at"), reverse=True) for name, kinds in found.items()}


def _told_since(rows: Iterable[FeedPolls]) -> dict[tuple[str, str], datetime]:
    # A state that comes anew each second of a busy day bears its first moment, whoever saw that.
    since: dict[tuple[str, str], datetime] = {}
    for row in rows:
        key = (row.feed, row.state)
        since[key] = min(since.get(key, row.state_at), row.state_at)
    return since


def _reader(program: Program, rows: list[FeedPolls], since: dict[tuple[str, str], datetime]) -> Reader:
    last = max(rows, key=attrgetter("last_at"))
    taken: dict[str, int] = defaultdict(int)
    for row in rows:
        taken[row.state] += row.first + row.renewed
    # Who never brings a copy along takes a new one each time; one company asks once for all of its users.
    countable = program is not Program.GOOGLE and last.state and any(row.renewed or row.unchanged for row in rows)
    number = max(1, *taken.values()) if countable else None
    return Reader(
        program=program,
        last_at=last.last_at,
        state=last.state,
        state_at=since[last.feed, last.state],
        number=number,
        newest=min(max(1, taken[last.state]), number) if number is not None else None,
    )


def roughly(number: int) -> int:
    """Return *number* as it may be told: to five, from twenty on to ten, from a hundred on to fifty."""
    step = 5 if number < 20 else 10 if number < 100 else 50
    return max(FEW, round(number / step) * step)


def something_old(session: Session, now: datetime) -> bool:
    """Whether some count is kept longer than it may be."""
    return (
        session.execute(select(col(FeedPolls.feed)).where(col(FeedPolls.day) < oldest_day(now)).limit(1)).first()
        is not None
    )


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget old counts; return how many."""
    gone: int = session.execute(delete(FeedPolls).where(col(FeedPolls.day) < oldest_day(now))).rowcount  # type: ignore[attr-defined]
    return gone


def oldest_day(now: datetime) -> date:
    """Return the first day whose counts may be kept."""
    return (now - KEPT).date()
