"""A small house with its programme, row by row, for tests of what calendar programs are told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from sqlmodel import Session

from booking import journal
from booking.span import instant
from booking.span import wall as local_wall
from models.bookings import LIVE, Booking, Series, State
from models.community import Group, Listing
from models.meetings import Meeting
from models.rooms import House, Room

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
BASE_URL = "https://quartier.example.org"
Row = TypeVar("Row")
FLOORS = {"quartierraum": (2, 3), "kueche": (1, 2), "stueble": (0, 1)}
NAMES = {"quartierraum": "Quartierraum", "kueche": "Teeküche", "stueble": "Stüble"}


def wall(text: str) -> datetime:
    """Return a time on the clock of the house: "2026-12-01 14:00"."""
    return datetime.fromisoformat(text)


class FeedHouse:
    """Stores rows in *session* as the use cases do; the ids that the public sees are counted, not random."""

    def __init__(self, session: Session, *, timezone: str = "Europe/Berlin", now: datetime = MONDAY) -> None:
        self.session = session
        self.zone = ZoneInfo(timezone)
        self.now = now
        self._numbers = count(1)
        session.add(
            House(
                slug="haus",
                name="Quartierraum Kernstadt",
                short="Quartierraum",
                city="Herrenberg",
                timezone=timezone,
                public_domain="quartier.example.org",
                about={"street": "Beispielgasse 1", "postcode": "71083", "geo": {"lat": 48.5967, "lon": 8.8706}},
            )
        )
        self.rooms = {slug: self._room(slug, *floor) for slug, floor in FLOORS.items()}
        main = self.rooms["quartierraum"]
        both = Room(slug="quartierraum+kueche", name="Quartierraum mit Teeküche", lo=1, hi=3, main_id=main.id)
        both.extras, both.public = ["kueche"], False
        self.rooms[both.slug] = self._stored(both)
        self.groups = {"strickcafe": self.group("strickcafe", "Strick- und Spielecafé")}
        journal.record(session, "house.loaded", who="file", now=now)

    def group(self, slug: str, name: str, listing: Listing = Listing.PUBLIC) -> Group:
        """Store a group."""
        group = self._stored(Group(slug=slug, name=name, listing=listing, created_at=self.now))
        self.groups = {**getattr(self, "groups", {}), slug: group}
        return group

    def meeting(self, title: str, **facts: Any) -> Meeting:
        """Store the text of a meeting."""
        return self._stored(Meeting(title=title, updated_at=self.now, **facts))

    def date(
        self,
        start: str | datetime,
        minutes: int = 120,
        *,
        title: str = "Treffen",
        room: str = "quartierraum",
        group: str | None = "strickcafe",
        state: State = State.CONFIRMED,
        **facts: Any,
    ) -> Booking:
        """Store one date; *start* is what the clock shows."""
        begin = wall(start) if isinstance(start, str) else start
        end = begin + timedelta(minutes=minutes)
        starts = instant(begin, self.zone)
        ends = max(instant(end, self.zone), starts + QUARTER)  # in the night that lacks an hour
        number, place = next(self._numbers), self.rooms[room]
        date = Booking(
            uid=f"uid-{number}",
            code=f"code-{number}",
            room_id=place.id,
            lo=place.lo,
            hi=place.hi,
            busy_from=starts,
            busy_until=ends,
            starts_at=starts,
            ends_at=ends,
            wall_from=begin,
            wall_to=local_wall(ends, self.zone),
            title=title,
            group_id=self.groups[group].id if group else None,
            state=state,
            released_at=None if state in LIVE else self.now,
            created_at=self.now,
            updated_at=self.now,
            **facts,
        )
        journal.record(self.session, f"booking.{state}", who="file", now=self.now)
        return self._stored(date)

    def series(
        self,
        rule: str,
        first: str,
        last: str,
        minutes: int = 120,
        *,
        skip: Iterable[str] = (),
        room: str = "quartierraum",
        group: str = "strickcafe",
        **facts: Any,
    ) -> tuple[Series, list[Booking]]:
        """Store a series and all of its dates up to *last*; those that start on the days *skip* do not take place."""
        series = self._stored(
            Series(
                uid=f"series-{next(self._numbers)}",
                group_id=self.groups[group].id,
                room_id=self.rooms[room].id,
                rrule=rule,
                first=wall(first),
                last=wall(last),
                minutes=minutes,
                created_at=self.now,
                updated_at=self.now,
            )
        )
        left_out, dates = set(skip), []
        for start in rrulestr(rule, dtstart=wall(first)).between(wall(first), wall(last), inc=True):
            state = State.SKIPPED if start.date().isoformat() in left_out else State.CONFIRMED
            more = {**facts, "state": state, "series_id": series.id, "rule_start": start}
            dates.append(self.date(start, minutes, room=room, group=group, **more))
        return series, dates

    def changed(self, date: Booking, *, now: datetime, **facts: Any) -> Booking:
        """Change a stored date the way the use cases do: a revision more, on its series too, and the journal."""
        date = self.session.merge(date)
        for name, value in facts.items():
            setattr(date, name, value)
        if "wall_from" in facts or "wall_to" in facts:
            date.starts_at, date.ends_at = instant(date.wall_from, self.zone), instant(date.wall_to, self.zone)
            date.busy_from, date.busy_until = date.starts_at, date.ends_at
        date.released_at = None if date.state in LIVE else now
        self.touch(date, now)
        if date.series_id:
            self.touch(self.session.get_one(Series, date.series_id), now)
        journal.record(self.session, "booking.changed", who="desk:manager", now=now, booking_id=date.id)
        return date

    def touch(self, row: Booking | Series, now: datetime) -> None:
        """Note on a row that calendars must look again."""
        row.revision += 1
        row.updated_at = now
        self.session.add(row)

    def _room(self, slug: str, lo: int, hi: int) -> Room:
        return self._stored(Room(slug=slug, name=NAMES[slug], lo=lo, hi=hi, public=slug != "kueche", position=hi))

    def _stored(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row
