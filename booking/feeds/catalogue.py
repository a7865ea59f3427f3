"""Which feeds there are, at which addresses, and what each says about itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from booking import seals
from booking.feeds.board import Board, Chosen
from booking.feeds.forms import ATOM, ICALENDAR, JSON, OWN, Form
from booking.feeds.topics import Words, topic_feeds
from booking.feeds.wire import Entry, Heading
from booking.feeds.words import page_address, words_of
from booking.i18n import _
from models.community import Listing

EVERYTHING = "/calendar/all.ics"
NEWS = {"/calendar/all.atom": ATOM, "/calendar/all.json": JSON}  # coming dates, for other programs than calendars
PRIVATE = "/calendar/private/"  # and the token of a group: its own calendar
_DATE = "/m/"
_PICTURE = "/assets/pictures/card.png"
_END = ".ics"
_COLOURS = {
    "all": "teal",
    "room": "steelblue",
    "group": "seagreen",
    "topic": "darkorange",
    "district": "rebeccapurple",
    "date": "teal",
    "own": "maroon",
}


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed that people may choose."""

    kind: str  # all, room, group, topic, district
    slug: str  # empty for the one of everything
    name: str
    words: Words = ()  # what its meetings can be found by

    @property
    def path(self) -> str:
        """Its address below the house's."""
        return f"/calendar/{self.kind}/{self.slug}{_END}" if self.slug else EVERYTHING


def _feeds(board: Board) -> Iterator[_Feed]:
    content = board.content
    yield _Feed("all", "", content.house.name)
    yield from (_Feed("room", room.slug, room.name) for room in content.house.public_rooms)
    known = [group for group in content.groups.values() if group.listing is Listing.PUBLIC]
    yield from (_Feed("group", group.slug, group.name) for group in known)
    yield from (_Feed("topic", feed.slug, feed.name, feed.words) for feed in topic_feeds(content.house))
    yield from (_Feed("district", one.slug, one.name, (("district", one.slug),)) for one in content.districts.values())


def is_feed_path(path: str) -> bool:
    """Whether *path* can only be the address of a feed, of one that exists or not."""
    return path in NEWS or (path.endswith(_END) and path.startswith(("/calendar/", _DATE)))


def form_of(path: str) -> Form:
    """Return in which form the feed at *path* is written."""
    return OWN if is_private(path) else NEWS.get(path, ICALENDAR)


def is_private(path: str) -> bool:
    """Whether the feed at *path* is a group's own: its address is a secret, and nobody else may keep a copy."""
    return path.startswith(PRIVATE)


def opened(board: Board, base_url: str, path: str) -> tuple[Heading, Chosen] | None:
    """Return what stands in the feed at *path*; none if there is no such feed."""
    if path in NEWS:
        return _news_feed(board, base_url, path)
    if path.startswith(_DATE):
        return _date_feed(board, base_url, path)
    if is_private(path):
        return _own_feed(board, base_url, path)
    feed = next((feed for feed in _feeds(board) if feed.path == path), None)
    if feed is None:
        return None
    return _heading(board, feed, base_url), _entries(board, feed)


def _entries(board: Board, feed: _Feed) -> Chosen:
    if feed.kind == "all":
        return board.everything()
    if feed.kind == "room":
        return board.in_room(board.content.house.rooms_by_slug[feed.slug])
    return board.of_group(feed.slug) if feed.kind == "group" else board.found_by(feed.words)


def _heading(board: Board, feed: _Feed, base_url: str) -> Heading:
    house = board.content.house
    page = f"{base_url}/calendar" + (f"?feed={feed.kind}/{feed.slug}" if feed.slug else "")
    about = {
        "all": _("Alle öffentlichen Treffen: {house}.", house=house.name),
        "room": _("Was in diesem Raum stattfindet: {room}, {house}.", room=feed.name, house=house.name),
        "group": _("Alle Treffen dieser Gruppe: {group}, {house}.", group=feed.name, house=house.name),
        "topic": _("Alle Treffen zu diesem Thema: {topic}, {house}.", topic=feed.name, house=house.name),
        "district": _("Alle Treffen für dieses Viertel: {district}, {house}.", district=feed.name, house=house.name),
    }[feed.kind]
    hint = _("Manche Kalenderprogramme zeigen Änderungen erst nach einem Tag.")
    return Heading(
        name=feed.name if feed.kind == "all" else f"{feed.name} ({house.name})",
        description="\n".join([about, hint, _("Mehr dazu: {address}", address=page)]),
        colour=_COLOURS[feed.kind],
        source=f"{base_url}{feed.path}",
        url=page,
        zone=_zone(board),
        picture=f"{base_url}{_PICTURE}",
    )


def _own_feed(board: Board, base_url: str, path: str) -> tuple[Heading, Chosen] | None:
    seal = seals.token_seal(path.removeprefix(PRIVATE).removesuffix(_END))
    group = board.content.groups.get(board.content.keys.get(seal, 0))
    if group is None:
        return None
    house = board.content.house.name
    heading = Heading(
        name=f"{group.name} ({house})",
        description=_("Alle Termine Ihrer Gruppe, mit Titel. Bitte geben Sie diesen Kalender nicht weiter."),
        colour=_COLOURS["own"],
        source="",  # the address is a secret: whoever passes a file on does not pass on the key
        url=f"{base_url}/calendar",
        zone=_zone(board),
        picture=f"{base_url}{_PICTURE}",
    )
    return heading, board.own_of(group.id)


def _news_feed(board: Board, base_url: str, path: str) -> tuple[Heading, Chosen]:
    entries, everything = board.news(), _Feed("all", "", board.content.house.name)
    # What is not there any more was told when the window moved at night, at the latest.
    updated = max([entry.touched for entry in entries] + [board.content.window.turned])
    return replace(_heading(board, everything, base_url), source=f"{base_url}{path}", updated=updated), _in_this_order(
        entries
    )


def _date_feed(board: Board, base_url: str, path: str) -> tuple[Heading, Chosen] | None:
    date = board.of_date(path.removeprefix(_DATE).removesuffix(_END))
    if date is None:
        return None
    page = page_address(base_url, date.code)
    heading = Heading(
        name=words_of(board.content, date, page).summary,
        description=_("Mehr dazu: {address}", address=page),
        colour=_COLOURS["date"],
        source=f"{base_url}{path}",
        url=page,
        zone=_zone(board),
        picture=f"{base_url}{_PICTURE}",
    )
    return heading, _in_this_order([board.teller.single(date)])


def _in_this_order(entries: list[Entry]) -> Chosen:
    return Chosen(entries, lambda: entries)


def _zone(board: Board) -> str:
    return board.content.house.zone.key
