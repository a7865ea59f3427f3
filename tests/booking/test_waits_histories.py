"""Whatever groups do, in any order: nobody waits for what is free, and nobody is served before whoever was first."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking import jobs, lifecycle, offers, waits
from booking.facts import HouseFacts
from booking.refusals import Refused
from models.bookings import Booking, Hold, State
from models.community import Group, Trust
from models.database import Database
from models.requests import Wait, Waiting
from tests.support.cast import TUESDAY, move_in, wish

DAY = date(2026, 12, 2)
HOURS, REQUESTS = 4, 1
QUOTA = {"future_single_per_group": None, "hours_per_group_week": HOURS, "held_requests_per_new_contact": REQUESTS}
LEAD = timedelta(hours=48)


@dataclass(frozen=True)
class Step:
    """What somebody does; *number* says with which of what there is and wraps around."""

    verb: str
    number: int
    group: str
    room: str
    kitchen: bool
    hour: int
    minutes: int

    def wish(self) -> Any:
        """Return what is asked for."""
        extras = ("kueche",) if self.kitchen and self.room == "quartierraum" else ()
        return wish(
            f"{self.hour}:00", day=DAY, minutes=self.minutes, group_slug=self.group, room=self.room, extras=extras
        )


STEPS = st.builds(
    Step,
    verb=st.sampled_from(
        ["wait", "wait", "wait", "wait", "cancel", "cancel", "cancel", "book", "accept", "decline", "leave", "later"]
    ),
    number=st.integers(0, 7),
    group=st.sampled_from(["strickcafe", "shg-a", "vhs", "neue-nachbarn"]),
    room=st.sampled_from(["quartierraum", "quartierraum", "stueble"]),
    kitchen=st.booleans(),
    hour=st.integers(13, 16),
    minutes=st.sampled_from([60, 120]),
)


class Afternoon:
    """Does each step with the use cases and looks at the tables by the plain definition."""

    def __init__(self, session: Session, house: HouseFacts) -> None:
        self._session, self._house = session, house
        self.now = TUESDAY
        for room, clock in (("quartierraum", "13:00"), ("quartierraum", "15:30"), ("stueble", "14:00")):
            asked = wish(clock, day=DAY, minutes=120, group_slug="vhs", room=room)
            lifecycle.request_booking(session, house, asked, who="group:vhs", now=self.now)

    def do(self, step: Step) -> None:
        """Do *step*, unless it is refused, and then what the clock does."""
        with suppress(Refused):
            self._do(step)
        for job in jobs.JOBS:
            job.do(self._session, self._house, self.now)
        self._session.flush()

    def _do(self, step: Step) -> None:
        doing: dict[str, Any] = {"who": f"group:{step.group}", "now": self.now}
        match step.verb:
            case "book":
                lifecycle.request_booking(self._session, self._house, step.wish(), **doing)
            case "wait":
                waits.wait_for(self._session, self._house, step.wish(), **doing)
            case "later":
                self.now += timedelta(hours=(1, 5, 13, 25)[step.number % 4])
            case "leave":
                if line := self.line():
                    uid = line[step.number % len(line)].uid
                    waits.withdraw(self._session, self._house, uid, **doing)
            case _:
                self._with_a_booking(step, doing)

    def _with_a_booking(self, step: Step, doing: dict[str, Any]) -> None:
        offered = [one for one in self.live() if one.held_for is Hold.OFFER]
        found = self.live() if step.verb == "cancel" else offered
        if found:
            act = {
                "cancel": lifecycle.cancel_booking,
                "accept": offers.accept_offer,
                "decline": offers.decline_offer,
            }[step.verb]
            act(self._session, self._house, found[step.number % len(found)].uid, **doing)

    def live(self) -> list[Booking]:
        """Return every booking that holds its room."""
        look = select(Booking).where(col(Booking.released_at).is_(None)).order_by(col(Booking.id))
        return list(self._session.exec(look))

    def line(self, state: Waiting = Waiting.WAITING) -> list[Wait]:
        """Return who waits, or is offered something, longest first."""
        return list(self._session.exec(select(Wait).where(col(Wait.state) == state).order_by(col(Wait.id))))

    def clashing(self) -> list[tuple[int, int]]:
        """Return which live bookings share floor and time."""
        return [
            (one.id, other.id)
            for one, other in combinations(self.live(), 2)
            if one.lo < other.hi
            and other.lo < one.hi
            and one.busy_from < other.busy_until
            and other.busy_from < one.busy_until
        ]

    def could_have(self, wait: Wait, but: set[int] = frozenset()) -> bool:  # type: ignore[assignment]
        """Whether *wait* could be offered its time if the bookings *but* were not there."""
        there = [one for one in self.live() if one.id not in but]
        return self._is_free(wait, there) and self._is_allowed(wait, there)

    def _is_free(self, wait: Wait, there: list[Booking]) -> bool:
        room = self._house.rooms_by_id[wait.room_id]
        start = wait.starts_at - timedelta(minutes=room.setup_min)
        end = wait.ends_at + timedelta(minutes=room.teardown_min)
        return not any(
            one.lo < room.hi and room.lo < one.hi and one.busy_from < end and start < one.busy_until for one in there
        )

    def _is_allowed(self, wait: Wait, there: list[Booking]) -> bool:
        group = self._session.get_one(Group, wait.group_id)
        mine = [one for one in there if one.group_id == group.id]
        hours = sum((one.ends_at - one.starts_at for one in mine), wait.ends_at - wait.starts_at)
        asked = sum(one.state is State.REQUESTED for one in mine)
        newcomer = group.trust is Trust.NEW
        return (
            self.now + (LEAD if newcomer else timedelta(0)) < wait.starts_at
            and (group.trust is Trust.PARTNER or hours <= timedelta(hours=HOURS))
            and (not newcomer or asked < REQUESTS)
        )

    def unfair(self, before: list[int]) -> list[tuple[int, int]]:
        """Return who was offered something, not among *before*, that somebody earlier in the line could have had."""
        new = {one.id: one.offer_id or 0 for one in self.line(Waiting.OFFERED) if one.offer_id not in before}
        return [
            (later, wait.id)
            for wait in self.line()
            for later in new
            if later > wait.id and self.could_have(wait, {offer for number, offer in new.items() if number > wait.id})
        ]


@pytest.fixture
def house(db: Database) -> HouseFacts:
    """Give the house of the cast, whose groups have small shares."""
    with db.writing() as session:
        return move_in(session, quota=QUOTA)


class Forgotten(Exception):
    """Ends a history: the next begins with an empty book."""


@pytest.fixture
def offers_made() -> Iterator[list[int]]:
    """Give where offers are counted; without any the histories would say nothing."""
    made: list[int] = []
    yield made
    assert len(made) > 20


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=10, max_size=24))
def test_a_free_time_goes_to_whoever_waits_longest(
    db: Database, house: HouseFacts, offers_made: list[int], steps: list[Step]
) -> None:
    with suppress(Forgotten), db.writing() as session:
        afternoon = Afternoon(session, house)
        for step in steps:
            before = [one.offer_id or 0 for one in afternoon.line(Waiting.OFFERED)]
            afternoon.do(step)
            offers_made += [one.id for one in afternoon.line(Waiting.OFFERED) if one.offer_id not in before]
            in_vain = [wait.id for wait in afternoon.line() if afternoon.could_have(wait)]
            assert (afternoon.clashing(), in_vain, afternoon.unfair(before)) == ([], [], [])
        raise Forgotten


def test_the_plain_definition_finds_what_is_wrong(db: Database, house: HouseFacts) -> None:
    """A line that nobody serves, and one that is served from its end."""
    with suppress(Forgotten), db.writing() as session:
        afternoon = Afternoon(session, house)
        taken = afternoon.live()[0]
        first, second = (
            waits.wait_for(session, house, wish("13:00", day=DAY, group_slug=slug), who="x", now=TUESDAY)
            for slug in ("strickcafe", "shg-a")
        )
        taken.state, taken.released_at = State.CANCELLED, TUESDAY
        session.flush()
        assert [afternoon.could_have(wait) for wait in (first, second)] == [True, True]

        assert offers.offer_to(session, house, second, now=TUESDAY)
        session.flush()
        assert afternoon.unfair([]) == [(second.id, first.id)]
        raise Forgotten
