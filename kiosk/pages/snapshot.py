"""The programme that stays on the screen while the server does not answer: public, plain, complete in itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from booking import contacts
from booking.contacts import Help
from booking.facts import HouseFacts
from booking.i18n import FIRST_LANGUAGE, LANGUAGES
from booking.meetings import Occurrence
from booking.refusals import Refused
from kiosk import work
from kiosk.calendar_words import clock_time, long_day, short_day, short_weekday
from kiosk.components.meeting_words import where
from kiosk.pages.board import DAYS, Board, Boards
from kiosk.pages.kept_words import spoken_everywhere, words_in
from kiosk.theme import ASSETS, render
from models.database import Database, Session

# Kept with the page: who reads another language reads it without a server, too.
_FONTS = tuple(sorted(file.name for file in (ASSETS / "fonts").glob("*.woff2")))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One date; what only the server can know an hour later, as free seats, is left out."""

    number: int  # of the date in the picture
    starts: datetime
    ends: datetime
    title: str
    room: str
    note: str
    is_cancelled: bool
    is_hidden: bool  # takes a room, but nobody is invited

    @property
    def time(self) -> str:
        """When it begins."""
        return clock_time(self.starts)

    @property
    def until(self) -> str:
        """When it ends."""
        return clock_time(self.ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A day with all that is on."""

    day: date
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """How the day is called on its own."""
        return long_day(self.day)

    @property
    def short(self) -> str:
        """How it is called beside a time."""
        return short_day(self.day)

    @property
    def weekday(self) -> str:
        """How its tab is called."""
        return short_weekday(self.day)


@dataclass(frozen=True, slots=True)
class Helpers:
    """Who helps, and whom to call about the house; none if the house has nobody to call."""

    lines: tuple[Help, ...]
    house: Help | None


def days(board: Board) -> list[Day]:
    """Return the days that the picture reaches, each with its dates, empty ones too."""
    numbered = groupby(enumerate(board.dates), lambda one: one[1].starts.date())
    lines = {day: tuple(_line(number, one) for number, one in dates) for day, dates in numbered}
    known = (board.today + timedelta(days=number) for number in range(DAYS))
    before = [Day(day=day, lines=found) for day, found in lines.items() if day < board.today]
    return before + [Day(day=day, lines=lines.get(day, ())) for day in known]


def _line(number: int, one: Occurrence) -> Line:
    return Line(
        number=number,
        starts=one.starts,
        ends=one.ends,
        title=one.title,
        room=where(one),
        note=one.note,
        is_cancelled=one.status == "cancelled",
        is_hidden=one.hidden,
    )


def draw(board: Board, helpers: Helpers) -> str:
    """Return the page; its script shows of it what is on by its own clock."""
    shown = days(board)
    return render(
        "pages/snapshot.html",
        house=board.house,
        at=board.at,
        days=shown,
        helpers=helpers,
        languages=LANGUAGES.values(),
        spoken=spoken_everywhere([day.day for day in shown], board.dates),
        words=words_in(FIRST_LANGUAGE),
        fonts=_FONTS,
    )


class Snapshots:
    """Draws the page once for each picture of the house."""

    def __init__(self, db: Database, boards: Boards) -> None:
        self._db = db
        self._boards = boards
        self._board: Board | None = None
        self._page = ""
        self._helpers = Helpers((), None)

    async def newest(self) -> str:
        """Return the page. Raises Refused(NoHouse) if there is nothing to show."""
        board = await self._boards.newest()
        if board is not self._board:
            self._helpers = await self._look_up(board.house)
            self._page = draw(board, self._helpers)
            self._board = board
        return self._page

    async def _look_up(self, house: HouseFacts) -> Helpers:
        try:
            return await work.reading(self._db, lambda session: read_helpers(session, house))
        except Refused:
            return self._helpers  # the database is away: numbers hardly ever change


def read_helpers(session: Session, house: HouseFacts) -> Helpers:
    """Look up who helps."""
    return Helpers(tuple(contacts.help_list(session, house)), contacts.house_phone(session, house))
