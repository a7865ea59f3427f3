"""Houses as Hypothesis draws them: hours, closures, holidays, set-up, steps, and the nights in which clocks change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlmodel import Session, delete, select

from booking import occupancy
from booking.facts import HouseFacts
from booking.span import Span, minute_of
from models.bookings import Booking, Hold, State
from models.community import Group
from models.rooms import Closure, Holiday, Opening, Room
from tests.support.cast import BERLIN, TUESDAY, move_in

# Ordinary days, and both nights in which clocks change, in both years.
DAYS = (
    date(2026, 11, 25),
    date(2026, 11, 29),
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
)
ROOMS = (("quartierraum", ()), ("stueble", ()), ("quartierraum", ("kueche",)))
Hours = tuple[int, int]  # minutes of a day


@dataclass(frozen=True, kw_only=True)
class Story:
    """A house, what stands in its book, and what somebody wants there; minutes are of the clock on the wall."""

    day: date
    days_before: int  # how long before *day* it is asked
    rules: dict[str, Any]
    hours: dict[str, list[Hours]]  # by room
    old_hours: list[Hours]  # of the big room, until the day before *day*
    closures: list[tuple[int, int, Hours, tuple[str, ...]]]  # first day, days, hours, rooms; days from *day*
    holiday: int | None  # days from *day*
    buffers: dict[str, Hours]  # set-up and tear-down by room
    taken: list[tuple[str, int, int]]  # room, minutes from the midnight of *day*, length
    lapsed: list[tuple[str, int, int]]  # like taken, yet held until a moment that is over when it is asked
    own: list[tuple[int, int]]  # of the group that asks, in the Stüble: days from *day*, length
    room: str
    extras: tuple[str, ...]
    minutes: int
    group: str

    @property
    def now(self) -> datetime:
        """When it is asked."""
        return minute_of(self.day - timedelta(days=self.days_before), 600, BERLIN)

    def move_in(self, session: Session) -> HouseFacts:
        """Store everything; return the house."""
        occupancy.house_unsettled(session)
        move_in(session, **self.rules)
        for table in (Opening, Closure, Holiday):
            session.exec(delete(table))
        rooms = {room.slug: room for room in session.exec(select(Room))}
        for slug, (setup, teardown) in self.buffers.items():
            for room in rooms.values():
                if room.slug.split("+")[0] == slug:
                    room.setup_min, room.teardown_min = setup, teardown
        session.add_all([*self._openings(rooms), *self._closures(), *self._holidays()])
        session.flush()
        house = occupancy.house_facts(session)
        self._book(session, house)
        return house

    def _openings(self, rooms: dict[str, Room]) -> list[Opening]:
        weekdays = {(self.day + timedelta(days=number)).weekday() for number in (-1, 0, 1, 2)}
        return [
            Opening(
                room_id=rooms[slug].id,
                weekday=weekday,
                opens_min=opens,
                closes_min=closes,
                valid_from=valid[0],
                valid_until=valid[1],
            )
            for slug, valid, hours in [
                *((slug, (self.day, None), hours) for slug, hours in self.hours.items()),
                ("quartierraum", (None, self.day - timedelta(days=1)), self.old_hours),
            ]
            for opens, closes in hours
            for weekday in weekdays
        ]

    def _closures(self) -> list[Closure]:
        return [
            Closure(
                slug=f"zu-{number}",
                starts_on=self.day + timedelta(days=first),
                ends_on=self.day + timedelta(days=first + days),
                from_min=hours[0],
                to_min=hours[1],
                rooms=list(rooms),
                public_text="Zu.",
            )
            for number, (first, days, hours, rooms) in enumerate(self.closures)
        ]

    def _holidays(self) -> list[Holiday]:
        if self.holiday is None:
            return []
        day = self.day + timedelta(days=self.holiday)
        return [Holiday(name="Feiertag", starts_on=day, ends_on=day)]

    def _book(self, session: Session, house: HouseFacts) -> None:
        groups = {group.slug: group for group in session.exec(select(Group))}
        midnight = minute_of(self.day, 0, BERLIN)
        for slug, start, length in self.taken:
            begin = midnight + timedelta(minutes=start)
            _stored(session, house, slug, begin, length, groups["vhs"].id)
        for number, (slug, start, length) in enumerate(self.lapsed):
            row = _stored(session, house, slug, midnight + timedelta(minutes=start), length, groups["vhs"].id)
            if row is not None:
                row.state, row.held_until = (State.HELD, State.REQUESTED)[number % 2], self.now
                row.held_for = Hold.TAP if row.state is State.HELD else None
        for day, length in self.own:
            begin = minute_of(self.day + timedelta(days=day), 60, BERLIN)
            _stored(session, house, "stueble", begin, length, groups[self.group].id)


def _stored(
    session: Session, house: HouseFacts, slug: str, begin: datetime, minutes: int, group_id: int
) -> Booking | None:
    """Put a booking there by hand, unless somebody has the room; return it."""
    room, end = house.room(slug), begin + timedelta(minutes=minutes)
    if any(taking.span.start < end and begin < taking.span.end for taking in _near(session, house, slug, begin)):
        return None
    clock = begin.astimezone(BERLIN).replace(tzinfo=None)
    about: dict[str, Any] = {"group_id": group_id, "title": "Schon da", "state": State.CONFIRMED}
    about |= {"busy_from": begin, "busy_until": end, "starts_at": begin, "ends_at": end}
    about |= {"wall_from": clock, "wall_to": clock + timedelta(minutes=minutes)}
    row = Booking(room_id=room.id, lo=room.lo, hi=room.hi, created_at=TUESDAY, updated_at=TUESDAY, **about)
    session.add(row)
    session.flush()
    return row


def _near(session: Session, house: HouseFacts, slug: str, begin: datetime) -> list[occupancy.Taking]:
    return occupancy.taken(session, house, house.room(slug), Span(begin - timedelta(days=2), begin + timedelta(days=2)))


def _hours(step: int) -> st.SearchStrategy[list[Hours]]:
    one = st.tuples(st.integers(0, 1440 // step - 1), st.integers(1, 1440 // step)).map(
        lambda drawn: (drawn[0] * step, min(1440, (drawn[0] + drawn[1]) * step))
    )
    return st.one_of(st.just([(0, 1440)]), st.just([(480, 1320)]), st.lists(one, max_size=3))


@st.composite
def stories(draw: Callable[..., Any]) -> Story:
    """Draw a story."""
    step = draw(st.sampled_from([15, 20, 30, 45, 60]))
    room, extras = draw(st.sampled_from(ROOMS))
    slugs = st.sampled_from(["quartierraum", "stueble", "kueche"])
    buffer = st.sampled_from([(0, 0), (15, 15), (30, 0), (0, 45), (20, 10)])
    ahead = draw(st.sampled_from([None, 0, 1, 3, 120]))
    return Story(
        day=draw(st.sampled_from(DAYS)),
        days_before=draw(st.integers(0, 3)),
        rules={
            "slot_step_min": step,
            "min_public_min": draw(st.sampled_from([15, 30, 60])),
            "max_public_min": draw(st.sampled_from([90, 300])),
            "min_lead_hours": {"trusted": draw(st.sampled_from([0, 20])), "new": 48},
            "max_ahead_days": {"single": ahead, "series": 330},
            "quota": {
                "future_single_per_group": draw(st.sampled_from([None, 2])),
                "hours_per_group_week": draw(st.sampled_from([None, 2, 8])),
                "held_requests_per_new_contact": 2,
            },
        },
        hours={slug: draw(_hours(step)) for slug in ("quartierraum", "stueble", "kueche")},
        old_hours=draw(_hours(step)),
        closures=draw(
            st.lists(
                st.tuples(
                    st.integers(-2, 1),
                    st.integers(0, 2),
                    st.sampled_from([(0, 1440), (480, 720), (90, 150), (1200, 1440), (150, 180)]),
                    st.sets(slugs, min_size=1).map(lambda some: tuple(sorted(some))),
                ),
                max_size=2,
            )
        ),
        holiday=draw(st.sampled_from([None, None, None, -1, 0, 1])),
        buffers={slug: draw(buffer) for slug in ("quartierraum", "stueble")},
        taken=draw(st.lists(st.tuples(slugs, st.integers(-120, 1500), st.integers(5, 300)), max_size=5)),
        lapsed=draw(st.lists(st.tuples(st.just(room), st.integers(420, 1200), st.integers(60, 300)), max_size=2)),
        own=draw(st.lists(st.tuples(st.integers(-2, 2), st.sampled_from([30, 60])), max_size=2)),
        room=room,
        extras=extras,
        minutes=draw(st.sampled_from([15, 30, 45, 60, 90, 180])),
        group=draw(st.sampled_from(["strickcafe", "neue-nachbarn", "vhs"])),
    )
