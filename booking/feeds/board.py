"""All parts that feeds can show at one instant, and how a change touches only its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from urllib.parse import urlsplit

from booking.facts import RoomFacts
from booking.feeds.parts import Part, Teller
from booking.feeds.rows import Content, Date
from booking.feeds.wire import Entry
from models.community import Listing

MOST_ENTRIES = 999  # of one feed: Google and some others stop at a thousand

# A series by its id, or one date that belongs to none.
Item = tuple[str, int]


@dataclass(frozen=True)
class Board:
    """What is told, item by item. Made anew for each change; what did not change is shared."""

    content: Content
    teller: Teller
    parts: dict[Item, tuple[Part, ...]]

    @cached_property
    def _by_code(self) -> dict[str, Date]:
        return {date.code: date for date in self.content.dates.values()}

    def everything(self) -> list[Entry]:
        """Return the entries of all meetings of the house: public and neutral ones."""
        return self._of(part for part in self._parts() if part.listing is not Listing.INTERNAL)

    def in_room(self, room: RoomFacts) -> list[Entry]:
        """Return the entries of everything that takes place on the floor of *room*."""
        return self._of(part for part in self._parts() if part.room.shares_floor(room))

    def of_group(self, slug: str) -> list[Entry]:
        """Return the entries to which a group invites with its name."""
        return self._of(part for part in self._parts() if slug in part.groups)

    def of_date(self, code: str) -> Date | None:
        """Return the date with the public *code*, if the public knows it."""
        date = self._by_code.get(code)
        return date if date and date.is_told and date.listing is not Listing.INTERNAL else None

    def uids(self) -> set[str]:
        """Return the UID of every entry that some feed can show."""
        return {part.entry.uid for part in self._parts()} | {
            self.teller.uid(date) for date in self.content.dates.values()
        }

    def _parts(self) -> Iterator[Part]:
        return (part for parts in self.parts.values() for part in parts)

    def _of(self, parts: Iterable[Part]) -> list[Entry]:
        chosen = list(parts)
        if len(chosen) > MOST_ENTRIES:
            chosen = self._nearest(chosen)
        return sorted((part.entry for part in chosen), key=attrgetter("uid"))

    def _nearest(self, parts: list[Part]) -> list[Part]:
        # What comes first is kept first; of what is over, the newest.
        today = self.content.window.today
        ahead = sorted((part for part in parts if part.next_start >= today), key=_by_time)
        over = sorted((part for part in parts if part.next_start < today), key=_by_time, reverse=True)
        return [*ahead, *over][:MOST_ENTRIES]


def board_of(content: Content, base_url: str, old: Board | None = None, touched: Iterable[Item] = ()) -> Board:
    """Return everything that *content* tells; with *old*, only the items *touched* are told anew."""
    domain = content.house.public_domain or urlsplit(base_url).hostname or "localhost"
    teller = Teller(content, base_url, domain)
    if old is None:
        return Board(content, teller, dict(_told(teller, content, content.dates.values())))
    again = {*touched}
    kept = {item: parts for item, parts in old.parts.items() if item not in again}
    dates = (date for date in content.dates.values() if _item(date) in again)
    return Board(content, teller, kept | dict(_told(teller, content, dates)))


def touched_items(old: Content, new: Content, dates: Collection[int], series: Collection[int]) -> set[Item]:
    """Return what must be told anew when these *dates* and *series* went from *old* to *new*."""
    of_dates = {_item(content.dates[key]) for content in (old, new) for key in dates if key in content.dates}
    return of_dates | {("series", key) for key in series}


def _item(date: Date) -> Item:
    return ("series", date.series_id) if date.series_id is not None else ("date", date.id)


def _told(teller: Teller, content: Content, dates: Iterable[Date]) -> Iterator[tuple[Item, tuple[Part, ...]]]:
    items: dict[Item, list[Date]] = defaultdict(list)
    for date in dates:
        items[_item(date)].append(date)
    for item, its_dates in items.items():
        kind, number = item
        is_series = kind == "series" and number in content.series
        parts = teller.series(content.series[number], its_dates) if is_series else teller.alone(its_dates)
        yield item, tuple(parts)


def _by_time(part: Part) -> tuple[object, ...]:
    return part.next_start, part.entry.uid
