"""The public picture of the house at one moment: the same for every kiosk, so it is made once."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from booking import clock, community, door, elsewhere, meetings, occupancy, offices, rules
from booking.community import GroupCard, Quarter
from booking.door import Around
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import FIRST_LANGUAGE, _, speaking, spoken
from booking.meetings import Occurrence
from booking.occupancy import Taking
from booking.offices import Staffed
from booking.refusals import Refused
from booking.span import Span, day_span, local
from kiosk import work
from kiosk.calendar_words import hint_words
from kiosk.components.help_words import here_words
from kiosk.live import Live
from kiosk.pages import window
from models.database import Database, Session

DAYS = 14  # how far the picture reaches; the programme shows seven of them
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Board:
    """What everybody may see, at *at* (aware, in the house's zone)."""

    house: HouseFacts
    at: datetime
    dates: tuple[Occurrence, ...]  # from today on, by start
    groups: tuple[GroupCard, ...]
    rooms: tuple[window.RoomNow, ...]
    staffed: tuple[Staffed, ...] = ()  # who is there, by start
    quarters: tuple[Quarter, ...] = ()
    meetings_this_week: int = 0
    hints: tuple[elsewhere.Hint, ...] = ()  # what is good to know of these days
    around: tuple[Around, ...] = ()  # whose group may come, be there or go now
    # Shop windows by language and notice.
    _drawn: dict[tuple[str, str], str] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def today(self) -> date:
        """The house's local day."""
        return self.at.date()

    def window_in(self, language: str, notice: str = "") -> str:
        """Return the shop window, drawn in *language*; once for all kiosks that speak it and tell the same *notice*."""
        drawn = self._drawn.get((language, notice))
        if drawn is None:
            with speaking(language):
                drawn = self._drawn[language, notice] = window.draw(self._view(notice))
        return drawn

    def _view(self, notice: str) -> window.WindowView:
        return window.WindowView(
            name=self.house.name,
            at=self.at,
            rooms=self.rooms,
            coming=window.coming(self.dates, self.at),
            here=here_words(self.staffed, self.at),
            leaves=self._leaves(),
            notice=notice,
        )

    def _leaves(self) -> tuple[window.Notice, ...]:
        notices = notices_on(self.house.sections.get("announcements"), self.today)
        known = [window.Notice(hint_words(one), "", "info") for one in self.hints if one.starts <= self.at < one.ends]
        return window.leaves(_closed_today(self.house, self.today), [*notices, *known], self.meetings_this_week)

    @property
    def window_turns(self) -> bool:
        """Whether something in the shop window changes by itself, so that people may want to hold it."""
        return len(self._leaves()) > 1

    def on(self, day: date) -> list[Occurrence]:
        """Return what is on *day* and not over yet; what runs on from the day before as well."""
        span = day_span(day, self.house.zone)
        return [one for one in self.dates if Span(one.starts, one.ends).overlaps(span) and one.ends > self.at]

    def good_to_know(self, first: date, days: int = 1) -> list[str]:
        """Return what is good to know of the *days* from *first* on, such as school holidays, each by itself."""
        span = day_span(first, self.house.zone, days)
        return [hint_words(one) for one in self.hints if Span(one.starts, one.ends).overlaps(span)]

    def meeting(self, code: str) -> Occurrence | None:
        """Return the date with *code* if the picture reaches so far."""
        return next((one for one in self.dates if one.code == code), None)


def read_board(session: Session, now: datetime) -> Board:
    """Look at the house once. Raises Refused(NoHouse) if nothing was loaded yet."""
    house = occupancy.house_facts(session)
    at = local(now, house.zone)
    monday = at.date() - timedelta(days=at.weekday())
    told = meetings.programme(session, house, day_span(monday, house.zone, DAYS + at.weekday()), now=now)
    today = day_span(at.date(), house.zone)
    dates = [one for one in told if one.ends > today.start]
    return Board(
        house=house,
        at=at,
        dates=tuple(dates),
        groups=tuple(community.public_groups(session)),
        rooms=tuple(_room_now(session, house, room, dates, at) for room in house.public_rooms),
        staffed=offices.staffed(session, house, at),
        quarters=tuple(community.quarters(session)),
        hints=tuple(elsewhere.hints(session, house, day_span(at.date(), house.zone, DAYS))),
        around=tuple(door.around(session, house, now)),
        meetings_this_week=_number_of_week(told, monday),
    )


def _number_of_week(told: list[Occurrence], monday: date) -> int:
    week = (monday, monday + timedelta(days=7))
    return sum(
        week[0] <= one.starts.date() < week[1] and not one.hidden and not one.source and one.status != "cancelled"
        for one in told
    )


def _room_now(
    session: Session, house: HouseFacts, room: RoomFacts, dates: list[Occurrence], at: datetime
) -> window.RoomNow:
    running = [
        one for one in dates if one.room_slug == room.slug and one.starts <= at < one.ends and one.status != "cancelled"
    ]
    if running:
        return window.RoomNow(name=room.name, state="on", meeting=running[0], until=running[0].ends)
    rest = Span(at, day_span(at.date(), house.zone).end + timedelta(minutes=1))
    blocks = occupancy.taken(session, house, room, rest, now=at)
    windows = rules.open_windows(house, room, at.date())
    return room_state(room.name, blocks, windows, at)


def room_state(name: str, blocks: list[Taking], windows: list[Span], at: datetime) -> window.RoomNow:
    """Return how a room stands in which no public meeting is on: taken, free until, or closed."""
    taken = _until_free(blocks, at)
    if taken is not None:
        return window.RoomNow(name=name, state="taken", until=taken.astimezone(at.tzinfo))
    open_now = next((hours for hours in windows if hours.start <= at < hours.end), None)
    if open_now is None:
        opens = min((hours.start for hours in windows if hours.start > at), default=None)
        return window.RoomNow(name=name, state="closed", until=opens.astimezone(at.tzinfo) if opens else None)
    next_block = min((block.span.start for block in blocks if block.span.start > at), default=open_now.end)
    return window.RoomNow(name=name, state="free", until=min(next_block, open_now.end).astimezone(at.tzinfo))


def _until_free(blocks: list[Taking], at: datetime) -> datetime | None:
    """Return when the blocks that hold the room at *at* end, those that follow without a gap included."""
    until: datetime | None = None
    for block in sorted(blocks):
        if block.span.start <= (until or at) < block.span.end:
            until = block.span.end
    return until


def _closed_today(house: HouseFacts, day: date) -> window.Notice | None:
    if holiday := rules.public_holiday(house, day):
        words = _("Heute ist Feiertag: {name}. Das Haus ist geschlossen.", name=holiday.name)
        return window.Notice(words, "", "lock", spoken().tag)
    rooms = {room.slug for room in house.public_rooms}
    texts = [closed.public_text for closed in house.closures if closed.counts_on(day) and rooms & set(closed.rooms)]
    return window.Notice(texts[0], "", "lock", FIRST_LANGUAGE) if texts and texts[0] else None


def notices_on(announcements: Any, day: date) -> list[window.Notice]:
    """Return the notices of the house's file that are valid on *day*, newest first; a notice ends by itself."""
    valid = [
        entry
        for entry in announcements or []
        if date.fromisoformat(str(entry["start"])) <= day <= date.fromisoformat(str(entry["end"]))
    ]
    newest_first = sorted(valid, key=lambda entry: str(entry["start"]), reverse=True)
    return [window.Notice(entry.get("title_simple", ""), entry.get("text_simple", "")) for entry in newest_first]


class Boards:
    """Keeps the newest picture and hands it to every open kiosk after each change."""

    def __init__(self, db: Database, live: Live) -> None:
        self._db = db
        self._newest: Board | None = None
        self._readers: dict[int, Callable[[Board], None]] = {}
        self._number = 0
        self._making: asyncio.Task[Board] | None = None  # one at a time, so that an older picture never comes last
        self._again = False  # something changed while a picture was made
        live.subscribe(self._change)

    async def newest(self) -> Board:
        """Return the picture; made now if there is none. Raises Refused(NoHouse)."""
        return self._newest or await self._first()

    def subscribe(self, reader: Callable[[Board], None]) -> Callable[[], None]:
        """Give *reader* each new picture. Returns the way to stop it, at any time."""
        self._number += 1
        number = self._number
        self._readers[number] = reader
        return lambda: self._readers.pop(number, None) and None

    def _change(self) -> None:
        if self._making is not None:
            self._again = True
        elif self._newest is not None:  # else nobody looks yet
            self._make_one()

    async def _first(self) -> Board:
        # Others wait for it too: whoever leaves meanwhile does not stop it.
        made = await asyncio.shield(self._make_one())
        return self._newest or made

    def _make_one(self) -> asyncio.Task[Board]:
        if self._making is None:
            self._again = False
            self._making = asyncio.get_running_loop().create_task(self._make())
            self._making.add_done_callback(self._made)
        return self._making

    def _made(self, making: asyncio.Task[Board]) -> None:
        self._making = None
        if making.cancelled():
            return
        if self._again:
            self._make_one()
        if error := making.exception():
            if self._newest is not None:  # else whoever waits for the first one hears it
                # An outage of the database is told once, by kiosk.work.
                _log.warning(
                    "the kiosks keep their last picture", exc_info=None if isinstance(error, Refused) else error
                )
            return
        board = self._newest = making.result()
        for reader in tuple(self._readers.values()):
            reader(board)

    async def _make(self) -> Board:
        return await work.reading(self._db, lambda session: read_board(session, clock.now()))
