"""All parts that feeds can show at one instant, and how a change touches only its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from urllib.parse import urlsplit

from booking.feeds.parts import Part, Teller
from booking.feeds.rows import Content, Date
from booking.feeds.wire import Entry
from booking.rules import RoomFacts
from models.community import Listing

MOST_ENTRIES = 999  # of one feed: Google and some others stop at a thousand

# A series by its id, or one date that belongs to none.
Item = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """What is told, item by item. Made anew for each change; what did not change is shared."""

    content: Content
    teller: Teller
    parts: dict[Item, tuple[Part, ...]]
    by_code: dict[str, int] = field(default_factory=dict)  # public code of a date → its id

    def everything(self) -> list[Entry]:
        """Return the entries of all meetings of the house: public and neutral ones."""
        return self._of(part for part in self._parts() if part.listing is not Listing.INTERNAL)

    def in_room(self, room: RoomFacts) -> list[Entry]:
        """Return the entries of everything that takes place on the floor of *room*."""
        return self._of(part for part in self._parts() if part.room.shares_floor(room))

    def of_group(self, slug: str) -> list[Entry]:
        """Return the entries to which a group invites with its name."""
        return self._of(part for part in self._parts() if slug in part.groups and part.listing is Listing.PUBLIC)

    def of_date(self, code: str) -> Date | None:
        """Return the date with the public *code*, if the public knows it."""
        date = self.content.dates.get(self.by_code.get(code, 0))
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
    items = _items(content)
    if old is None:
        parts = {item: _tell(teller, content, item, dates) for item, dates in items.items()}
    else:
        parts = {item: told for item, told in old.parts.items() if item in items}
        parts |= {item: _tell(teller, content, item, items[item]) for item in touched if item in items}
    return Board(content, teller, parts, {date.code: date.id for date in content.dates.values()})


def touched_items(old: Content, new: Content, dates: Collection[int], series: Collection[int]) -> set[Item]:
    """Return what must be told anew when these *dates* and *series* went from *old* to *new*."""
    of_dates = {_item(content.dates[key]) for content in (old, new) for key in dates if key in content.dates}
    return of_dates | {("series", key) for key in series}


def _item(date: Date) -> Item:
    return ("series", date.series_id) if date.series_id is not None else ("date", date.id)


def _items(content: Content) -> dict[Item, list[Date]]:
    items: dict[Item, list[Date]] = defaultdict(list)
    for date in content.dates.values():
        items[_item(date)].append(date)
    return items


def _tell(teller: Teller, content: Content, item: Item, dates: list[Date]) -> tuple[Part, ...]:
    kind, number = item
    if kind == "series" and number in content.series:
        return tuple(teller.series(content.series[number], dates))
    return tuple(teller.alone(dates))


def _by_time(part: Part) -> tuple[object, ...]:
    return part.next_start, part.entry.uid
