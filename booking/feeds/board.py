"""All parts that feeds can show at one instant, and how a change touches only its own."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from operator import attrgetter
from urllib.parse import urlsplit

from booking.facts import RoomFacts
from booking.feeds.parts import Part, Teller
from booking.feeds.rows import Content, Date
from booking.feeds.wire import Entry
from models.community import Listing

_NEWS_AHEAD = timedelta(days=62)  # nobody reads news of next summer


@dataclass(frozen=True, slots=True)
class Chosen:
    """The entries of one feed."""

    entries: list[Entry]  # in any order
    nearest_first: Callable[[], list[Entry]]  # a feed that must be cut ends with what matters least


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

    def everything(self) -> Chosen:
        """Return the entries of all meetings of the house: public and neutral ones."""
        return self._of(part for part in self._parts() if part.listing is not Listing.INTERNAL)

    def in_room(self, room: RoomFacts) -> Chosen:
        """Return the entries of everything that takes place on the floor of *room*."""
        return self._of(part for part in self._parts() if part.room is not None and part.room.shares_floor(room))

    def of_group(self, slug: str) -> Chosen:
        """Return the entries to which a group invites with its name."""
        return self._of(part for part in self._parts() if slug in part.groups)

    def own_of(self, group_id: int) -> Chosen:
        """Return the entries of every date of a group as itself may know it."""
        mine = [date for date in self.content.dates.values() if date.group_id == group_id and date.elsewhere is None]
        told = _told(self.teller.for_its_group(), self.content, mine)
        return self._of(part for _item, parts in told for part in parts)

    def found_by(self, words: Collection[tuple[str, str]]) -> Chosen:
        """Return the entries of all public meetings to which every one of *words* belongs."""
        wanted = frozenset(words)
        return self._of(part for part in self._parts() if wanted <= part.words)

    def news(self) -> list[Entry]:
        """Return the coming public dates one by one, the next first: what a news reader shows."""
        today = self.content.window.today
        coming = (date for date in self.content.dates.values() if today <= date.starts_at < today + _NEWS_AHEAD)
        told = sorted((date for date in coming if _is_news(date)), key=attrgetter("starts_at", "id"))
        return [self.teller.local_single(date) for date in told]

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

    def _of(self, parts: Iterable[Part]) -> Chosen:
        chosen = list(parts)
        return Chosen([part.entry for part in chosen], partial(_nearest_first, chosen, self.content.window.today))


def board_of(content: Content, base_url: str, old: Board | None = None, touched: Iterable[Item] = ()) -> Board:
    """Return everything that *content* tells; with *old*, only the items *touched* are told anew."""
    teller = teller_of(content, base_url)
    if old is None:
        return Board(content, teller, dict(_told(teller, content, content.dates.values())))
    again, parts = {*touched}, dict(old.parts)
    for item in again:
        parts.pop(item, None)
    series = {number for kind, number in again if kind == "series"}
    alone = [content.dates[number] for kind, number in again if kind == "date" and number in content.dates]
    dates = [date for date in content.dates.values() if date.series_id in series] if series else []
    return Board(content, teller, parts | dict(_told(teller, content, [*alone, *dates])))


def teller_of(content: Content, base_url: str) -> Teller:
    """Return who tells *content*; its UIDs end with the domain of the house."""
    domain = content.house.public_domain or urlsplit(base_url).hostname or "localhost"
    return Teller(content, base_url, domain)


def touched_items(old: Content, new: Content, dates: Collection[int], series: Collection[int]) -> set[Item]:
    """Return what must be told anew when these *dates* and *series* went from *old* to *new*."""
    of_dates = {_item(content.dates[key]) for content in (old, new) for key in dates if key in content.dates}
    return of_dates | {("series", key) for key in series}


def _is_news(date: Date) -> bool:
    return date.is_told and date.listing is Listing.PUBLIC and not date.title_hidden


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


def _nearest_first(parts: Iterable[Part], today: datetime) -> list[Entry]:
    chosen = sorted(parts, key=_by_time)
    coming = bisect_left(chosen, today, key=attrgetter("next_start"))
    return [part.entry for part in [*chosen[coming:], *reversed(chosen[:coming])]]


def _by_time(part: Part) -> tuple[object, ...]:
    return part.next_start, part.entry.uid
