"""What the stories of a town are drawn from, and how its people act: helpers of the state machine."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from booking import closures
from booking.changes import Change
from booking.facts import ClosureFacts
from booking.hits import Hit
from booking.pattern import LEFT_OUT, RULE
from booking.refusals import Refused
from booking.wishes import Wish
from models.bookings import LIVE, Booking, Hold, Series, State
from tests.support.always import brief
from tests.support.cast import WEDNESDAY, wish
from tests.support.town import Town

GROUPS = st.sampled_from(["strickcafe", "strickcafe", "vhs", "shg-a", "neue-nachbarn"])
ROOMS = st.sampled_from([("quartierraum", ()), ("quartierraum", ("kueche",)), ("stueble", ())])
DAYS = st.integers(0, 20).map(lambda number: WEDNESDAY + timedelta(days=number))
CLOCKS = st.sampled_from(["09:00", "10:30", "12:00", "14:00", "14:30", "16:00", "18:00", "19:30", "20:30"])
MINUTES = st.sampled_from([30, 60, 90, 180])
WHICH = st.integers(0, 59)  # a number that wraps around
RULES = st.sampled_from(
    [
        "FREQ=WEEKLY;COUNT=4",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=3",
        "FREQ=WEEKLY;COUNT=7",
        "FREQ=DAILY;COUNT=5",
        "FREQ=MONTHLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20270120",
        "FREQ=WEEKLY",
    ]
)
CHANGES = st.sampled_from(
    [
        Change(start=time(17)),
        Change(start=time(10, 30), minutes=60),
        Change(minutes=120),
        Change(days=1),
        Change(days=-1, start=time(16)),
        Change(days=7),
        Change(room="stueble"),
        Change(room="quartierraum", extras=("kueche",)),
        Change(title="Nähtreff"),
        Change(title="Häkeln", start=time(15)),
        Change(rrule="FREQ=WEEKLY;INTERVAL=2"),
        Change(rrule="FREQ=WEEKLY"),
        Change(until=WEDNESDAY + timedelta(days=16)),
        Change(until=WEDNESDAY + timedelta(days=50)),
        Change(cancel=True),
        Change(cancel=True, note="Wir machen Ferien."),
    ]
)

Place = tuple[int, datetime, datetime]


def wished(
    day: date, clock: str, minutes: int, room: tuple[str, tuple[str, ...]], group: str, usage: str | None
) -> Wish:
    """Return what *group* asks for."""
    return wish(clock, day=day, minutes=minutes, room=room[0], extras=room[1], group_slug=group, usage=usage)


WISHES = st.builds(wished, DAYS, CLOCKS, MINUTES, ROOMS, GROUPS, st.sampled_from([None, None, "course"]))


def place(row: Booking) -> Place:
    """Return where a booking is."""
    return row.room_id, row.starts_at, row.ends_at


def if_any(*states: State, held_for: Hold | None = None) -> Callable[[Any], Any]:
    """Leave out an act while there is no booking in one of *states*."""
    return precondition(lambda self: any(held_for in (None, row.held_for) for row in self.rows(*states)))


def if_any_series(function: Any) -> Any:
    """Leave out an act while there is no series."""
    return precondition(lambda self: bool(self.town.book.series))(function)


class People(RuleBasedStateMachine):
    """Everybody who does something, and what they remember of the exceptions that they made."""

    did: ClassVar[Counter[str]] = Counter()

    def settle_in(self, town: Town) -> None:
        """Begin a story in *town*."""
        self.town = town
        self.apart: dict[int, Place] = {}  # dates of series, by id, that somebody put elsewhere
        self.titled: dict[int, str] = {}  # that got a title of their own
        self.gone: set[int] = set()  # that somebody took back

    def do(self, act: Callable[..., Any], *what: object, **how: object) -> Any:
        """Do one thing; none if it was refused."""
        answer = self.town.do(lambda session, house: act(session, house, *what, **how, now=self.town.now))
        came = f"refused, {', '.join(sorted({*self.town.refused}))}" if self.town.refused else "done"
        self.did[f"{act.__name__}: {came}"] += 1
        return answer

    def remember(self, number: int) -> None:
        """Remember what makes one date of a series an exception, as it stands after somebody changed it."""
        row = self.town.book.bookings[number]
        if row.series_id is None:
            return
        self.apart.pop(number, None)
        if row.moved:
            self.apart[number] = place(row)
        if row.retitled:
            self.titled[number] = row.title
        if row.state in LIVE:
            self.gone.discard(number)
        elif row.state is State.CANCELLED:
            self.gone.add(number)

    def every_date_is_as_wanted(self, series_id: int, change: Change, since: datetime) -> None:
        """Assert that *change* reached every date ahead that is no exception."""
        for row in self.town.book.dates_of(series_id):
            if row.state not in LIVE or row.starts_at <= max(since, self.town.now) or row.moved:
                continue
            assert not change.cancel, brief(row)
            assert change.start in (None, row.wall_from.time()), brief(row)
            assert change.minutes in (None, (row.ends_at - row.starts_at).seconds // 60), brief(row)
            assert row.retitled or change.title in (None, row.title), brief(row)
            assert change.until is None or row.wall_from.date() <= change.until, brief(row)

    def remember_what_went(self) -> None:
        """Remember every date that was cancelled or left out just now."""
        before = self.town.before.bookings
        for number, row in self.town.book.bookings.items():
            went = row.state is State.CANCELLED or (row.state is State.SKIPPED and row.reason == LEFT_OUT)
            if went and row.reason != RULE and number in before and before[number].state in LIVE:
                self.gone.add(number)

    def no_exception_is_lost(self) -> None:
        """Assert that every exception is still there, whatever was done to its series."""
        for number, where in self.apart.items():
            row = self.town.book.bookings[number]
            assert row.state not in LIVE or place(row) == where, ("moved back", brief(row))
        for number, title in self.titled.items():
            assert self.town.book.bookings[number].title == title, (
                "lost its title",
                brief(self.town.book.bookings[number]),
            )
        for number in self.gone:
            assert self.town.book.bookings[number].state not in LIVE, (
                "came back",
                brief(self.town.book.bookings[number]),
            )

    def by(self, row: Booking | Series, itself: bool) -> dict[str, Any]:
        """Return who acts: the group itself, or the desk, which gives no group."""
        return {"who": "group:strickcafe", "group_id": row.group_id} if itself else {"who": "desk:manager"}

    def closed(self) -> list[str]:
        """Return the closures of the house, by slug."""
        return self.town.look(lambda _session, house: [closure.slug for closure in house.closures])

    def hits(self, closure: ClosureFacts) -> list[Hit]:
        """Return what a closure would meet; nothing if it is refused."""
        with suppress(Refused):
            return self.town.look(
                lambda session, house: closures.preview_closure(session, house, closure, now=self.town.now)
            )
        return []

    def rows(self, *states: State) -> list[Booking]:
        """Return the bookings in *states*, oldest first."""
        return [row for _id, row in sorted(self.town.book.bookings.items()) if row.state in states]

    def one(self, which: int, *states: State, held_for: Hold | None = None) -> Booking:
        """Return a booking in one of *states*; one time in six in any."""
        rows = self.rows(*State)
        if which % 6:
            rows = [row for row in self.rows(*states) if held_for in (None, row.held_for)]
        return rows[which % len(rows)]

    def a_series(self, which: int) -> tuple[Series, list[Booking]]:
        """Return a series and its dates."""
        numbers = sorted(self.town.book.series)
        number = numbers[which % len(numbers)]
        return self.town.book.series[number], self.town.book.dates_of(number)

    def uid(self, row: Booking, which: int) -> str:
        """Return the uid of a booking, or of its series."""
        if row.series_id is None or which % 2:
            return row.uid
        return self.town.book.series[row.series_id].uid
