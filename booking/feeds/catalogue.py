"""Which feeds there are, at which addresses, and what each says about itself."""

from dataclasses import dataclass

from booking.feeds.board import Board
from booking.feeds.wire import Entry, Heading
from booking.feeds.words import page_address, words_of
from booking.i18n import _
from models.community import Listing

EVERYTHING = "/calendar/all.ics"
_ROOM, _GROUP, _DATE = "/calendar/room/", "/calendar/group/", "/m/"
_END = ".ics"
_COLOURS = {"all": "teal", "room": "steelblue", "group": "seagreen", "date": "teal"}


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed that people may choose."""

    kind: str  # all, room, group
    slug: str  # empty for the one of everything
    path: str
    name: str


def _feeds(board: Board) -> list[_Feed]:
    house = board.content.house
    known = [group for group in board.content.groups.values() if group.listing is Listing.PUBLIC]
    return [
        _Feed("all", "", EVERYTHING, house.name),
        *(_Feed("room", room.slug, f"{_ROOM}{room.slug}{_END}", room.name) for room in house.public_rooms),
        *(_Feed("group", group.slug, f"{_GROUP}{group.slug}{_END}", group.name) for group in known),
    ]


def is_feed_path(path: str) -> bool:
    """Whether *path* can only be the address of a feed, of one that exists or not."""
    return path.endswith(_END) and path.startswith(("/calendar/", _DATE))


def opened(board: Board, base_url: str, path: str) -> tuple[Heading, list[Entry]] | None:
    """Return what stands in the feed at *path*; none if there is no such feed."""
    if path.startswith(_DATE):
        return _date_feed(board, base_url, path)
    feed = next((feed for feed in _feeds(board) if feed.path == path), None)
    if feed is None:
        return None
    heading = _heading(board, feed, base_url)
    if feed.kind == "room":
        return heading, board.in_room(board.content.house.rooms_by_slug[feed.slug])
    return heading, board.of_group(feed.slug) if feed.kind == "group" else board.everything()


def _heading(board: Board, feed: _Feed, base_url: str) -> Heading:
    house = board.content.house
    page = f"{base_url}/calendar" + (f"?feed={feed.kind}/{feed.slug}" if feed.slug else "")
    about = {
        "all": _("Alle öffentlichen Treffen: {house}.", house=house.name),
        "room": _("Was in diesem Raum stattfindet: {room}, {house}.", room=feed.name, house=house.name),
        "group": _("Alle Treffen dieser Gruppe: {group}, {house}.", group=feed.name, house=house.name),
    }[feed.kind]
    hint = _("Manche Kalenderprogramme zeigen Änderungen erst nach einem Tag.")
    return Heading(
        name=feed.name if feed.kind == "all" else f"{feed.name} ({house.name})",
        description="\n".join([about, hint, _("Mehr dazu: {address}", address=page)]),
        colour=_COLOURS[feed.kind],
        source=f"{base_url}{feed.path}",
        url=page,
    )


def _date_feed(board: Board, base_url: str, path: str) -> tuple[Heading, list[Entry]] | None:
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
    )
    return heading, [board.teller.single(date)]
