"""Which calendars there are, and the link with which each calendar program takes one."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from booking import community, occupancy
from booking.facts import HouseFacts
from booking.feeds import topic_feeds
from booking.i18n import _
from booking.refusals import Refused, UnknownFeed
from kiosk.phone import addresses
from models.database import Session

ALL = "all"


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: *key* is its place below `/calendar/`, without `.ics`."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Links:
    """One calendar in the words of the programs that can take it."""

    https: str
    webcal: str
    google: str
    outlook: str
    outlook_private: str


@dataclass(frozen=True, slots=True)
class Back:
    """The page of the house that shows the same as a calendar, as it is now."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Every calendar that the public may have."""

    all: Feed
    rooms: tuple[Feed, ...]
    groups: tuple[Feed, ...]
    topics: tuple[Feed, ...] = ()
    districts: tuple[Feed, ...] = ()

    @property
    def every(self) -> tuple[Feed, ...]:
        """All of them, in the order of the page."""
        return (self.all, *self.topics, *self.rooms, *self.groups, *self.districts)

    def of(self, kind: str) -> tuple[Feed, ...]:
        """Return those of a *kind* ("rooms", "groups", "topics", "districts"); none of any other."""
        known = {"rooms": self.rooms, "groups": self.groups, "topics": self.topics, "districts": self.districts}
        return known.get(kind, ())


def offer(session: Session, house: HouseFacts) -> Offer:
    """Return every calendar that the public may have."""
    return Offer(
        all=Feed(ALL, _("Alle Treffen")),
        rooms=tuple(Feed(f"room/{room.slug}", room.name) for room in house.public_rooms),
        groups=tuple(Feed(f"group/{group.slug}", group.name) for group in community.public_groups(session)),
        topics=tuple(Feed(f"topic/{feed.slug}", feed.name) for feed in topic_feeds(house)),
        districts=tuple(Feed(f"district/{one.slug}", one.name) for one in community.quarters(session)),
    )


def find(session: Session, key: str) -> Feed:
    """Return the calendar *key*. Raises Refused(UnknownFeed) if the public has no such calendar."""
    for feed in offer(session, occupancy.house_facts(session)).every:
        if feed.key == key:
            return feed
    raise Refused(UnknownFeed())


def holds(feed: Feed) -> str:
    """Return in a simple sentence what stands in *feed*."""
    return {
        "all": _("Darin stehen alle Treffen im Haus."),
        "room": _("Darin steht alles, was in diesem Raum stattfindet."),
        "group": _("Darin stehen alle Treffen dieser Gruppe."),
        "topic": _("Darin stehen alle Treffen zu diesem Thema."),
        "district": _("Darin stehen alle Treffen für dieses Viertel."),
    }[feed.key.partition("/")[0]]


def back(feed: Feed) -> Back:
    """Return the page on which one sees without a calendar program what *feed* tells."""
    kind, _slash, slug = feed.key.partition("/")
    return Back(addresses.quarter(slug), feed.name) if kind == "district" else Back("/", _("Programm"))


def links(base: str, feed: Feed, house_name: str) -> Links:
    """Return the links for *feed* on the site *base*. Behaviour of the programs: ICAL.md §2.

    The private and the work's Outlook are two sites. `webcals:` fails on iPhones, so it is `webcal:` always.
    """
    https = base + addresses.calendar_file(feed.key)
    webcal = f"webcal://{urlsplit(https).netloc}{urlsplit(https).path}"
    named = f"url={quote(https, safe='')}&name={quote(f'{house_name}: {feed.name}', safe='')}"
    return Links(
        https=https,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.office.com/calendar/0/addfromweb?{named}",
        outlook_private=f"https://outlook.live.com/calendar/0/addfromweb?{named}",
    )
