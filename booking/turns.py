"""Turns: whoever has least hours in the house chooses next."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import groupby

from booking import fixedtimes
from booking.facts import HouseFacts, RoomFacts
from booking.fixedtimes import Calendar, Choice, Date, Standing
from booking.outcomes import Weights
from booking.refusals import Refused
from booking.rules import Ask
from booking.span import Span, minute_of

BONUSES = ("continuity", "quiet", "usage")

Time = tuple[str, int, int]  # room, weekday, minute of its start


@dataclass(frozen=True, kw_only=True, slots=True)
class Wished:
    """A wish as the sharing sees it."""

    uid: str
    group: str  # slug
    title: str
    usage: str
    minutes: int  # of the public time
    persons: int | None = None
    layout: str | None = None
    noise: str | None = None  # a word of booking.quiet
    rank: int = 0  # among the wishes of its group; 0 is the dearest
    choices: tuple[Choice, ...]  # best first
    fixed: bool = False  # the desk decided already
    given: Choice | None = None  # what the desk gave; none: nothing. Counts only where it is fixed

    def ask(self, house: HouseFacts) -> Ask:
        """Return what the rules of the house are asked, at a time to be filled in."""
        begin = minute_of(date(2000, 1, 1), 0, house.zone)
        return Ask(
            span=Span(begin, begin + timedelta(minutes=self.minutes)),
            title=self.title,
            usage=self.usage,
            trusted=True,
            persons=self.persons,
            layout=self.layout,
            series=True,
            noise=self.noise,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """What a group has of the house in the period, before anything is shared out."""

    weeks: Mapping[date, int] = field(default_factory=dict)  # minutes in the book, by the Monday of their week
    limit: int | None = None  # minutes a week that it may have; none: no limit
    quiet: bool = False
    had: frozenset[Time] = frozenset()  # its fixed times of the half-year before


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The house in the period, first and last day inclusive, and what stands in the book."""

    house: HouseFacts
    first: date
    last: date
    standing: tuple[Standing, ...] = ()
    shares: Mapping[str, Share] = field(default_factory=dict)  # by group; who is not named has nothing
    seed: str = ""  # of the lots: the round's public id


def lot(seed: str, wish: str) -> str:
    """Return the lot of *wish* in the round *seed*; the smallest is drawn first."""
    return sha256(f"{seed}:{wish}".encode()).hexdigest()


@dataclass(eq=False, slots=True)
class Way:
    """One way to have a choice: of those every two weeks there are two."""

    wish: Wished
    number: int | None  # which choice it is; none: a time of the desk's own
    choice: Choice
    phase: int
    room: RoomFacts
    dates: list[Date]  # as they are now
    in_book: list[Date]  # as they were before anything was shared out
    is_sound: bool  # no rule of the house speaks against it
    takers: dict[int, "Pick"] = field(default_factory=dict)  # who was given which of the dates

    @property
    def free(self) -> int:
        """How many of its dates can be had now."""
        return sum(date.is_free for date in self.dates)


@dataclass(frozen=True, eq=False, slots=True)
class Pick:
    """A turn: what was given to whom, and how many minutes of the period the group had before."""

    way: Way
    turn: int
    had: int
    bonus: Mapping[str, int]
    minutes: int


class Turns:
    """Everything that was given, turn by turn, and what is left of every choice; `picks` by the wish's id."""

    def __init__(self, wishes: Iterable[Wished], world: World, weights: Weights) -> None:
        self.world, self.weights, self.house = world, weights, world.house
        self.days = (world.last - world.first).days + 1
        self.calendar = Calendar(world.house, world.first, world.last, world.standing)
        self.wishes = sorted(wishes, key=lambda wish: (wish.rank, lot(world.seed, wish.uid), wish.uid))
        self.weeks: dict[str, Counter[date]] = {
            group: Counter(world.shares.get(group, Share()).weeks) for group in {wish.group for wish in self.wishes}
        }
        self.picks: dict[str, Pick] = {}
        self.ways = {wish.uid: [*self._ways(wish)] for wish in self.wishes}
        self._place_what_is_fixed()
        self._take_turns()

    def _ways(self, wish: Wished) -> Iterator[Way]:
        for number, choice in enumerate(wish.choices):
            yield from self.ways_of(wish, number, choice)

    def ways_of(self, wish: Wished, number: int | None, choice: Choice) -> Iterator[Way]:
        """Yield every way to have *choice*, as the book leaves it; none if there is no such room."""
        try:
            room = self.house.room(choice.room, choice.extras)
        except Refused:
            return
        sound = not fixedtimes.objections(self.house, choice, wish.ask(self.house), self.world.first, self.world.last)
        for phase in range(choice.phases):
            dates = self.calendar.dates(choice, wish.minutes, phase)
            yield Way(wish, number, choice, phase, room, dates, [*dates], sound)

    def _place_what_is_fixed(self) -> None:
        for wish in self.wishes:
            if wish.fixed and wish.given:
                number = wish.choices.index(wish.given) if wish.given in wish.choices else None
                ways = [*self.ways_of(wish, number, wish.given)]
                for pick in self.picks.values():
                    for way in ways:
                        _mark(way, pick)
                if ways:
                    self._give(_freest(ways))

    def _take_turns(self) -> None:
        waiting: dict[str, list[Wished]] = defaultdict(list)
        for wish in self.wishes:
            if not wish.fixed:
                waiting[wish.group].append(wish)
        while offers := [way for queue in waiting.values() if (way := self._next_of(queue))]:
            way = min(offers, key=self._turn_of)
            waiting[way.wish.group].remove(way.wish)
            self._give(way)

    def _next_of(self, queue: list[Wished]) -> Way | None:
        """Return what the group would be given now; wishes for which nothing is left go out of *queue*."""
        while queue:
            if way := self._best(queue[0]):
                return way
            queue.pop(0)
        return None

    def _best(self, wish: Wished) -> Way | None:
        for _number, ways in groupby(self.ways[wish.uid], key=lambda way: way.number):
            if can := [way for way in ways if self.can_be_had(way) and self.within_share(way)]:
                return _freest(can)
        return None

    def can_be_had(self, way: Way) -> bool:
        """Whether the house, the book and what was given so far leave enough of it."""
        return way.is_sound and fixedtimes.enough(way.dates, self.weights.free_percent)

    def within_share(self, way: Way) -> bool:
        """Whether its group may have so many hours in each week."""
        limit = self.world.shares.get(way.wish.group, Share()).limit
        if limit is None:
            return True
        had, more = self.weeks[way.wish.group], _by_week(way.dates, way.wish.minutes)
        return all(had[monday] + minutes <= limit for monday, minutes in more.items())

    def _turn_of(self, way: Way) -> tuple[int, int, str, str]:
        wish = way.wish
        counted = self.weeks[wish.group].total() - sum(self.bonus(way).values())
        return counted, self.weights.place(wish.usage), lot(self.world.seed, wish.uid), wish.uid

    def bonus(self, way: Way) -> dict[str, int]:
        """Return by how many minutes of the period the group counts less, and for what."""
        share = self.world.shares.get(way.wish.group, Share())
        again = (way.choice.room, way.choice.weekday, way.choice.start) in share.had
        a_week = (
            self.weights.continuity if again else 0,
            self.weights.quiet if share.quiet else 0,
            self.weights.usage.get(way.wish.usage, 0),
        )
        return {name: minutes * self.days // 7 for name, minutes in zip(BONUSES, a_week, strict=True)}

    def had_at(self, group: str, turn: int) -> int:
        """Return how many minutes of the period *group* had when that turn came."""
        later = (pick.minutes for pick in self.picks.values() if pick.way.wish.group == group and pick.turn >= turn)
        return self.weeks[group].total() - sum(later)

    def _give(self, way: Way) -> None:
        wish, weeks = way.wish, self.weeks[way.wish.group]
        minutes = _by_week(way.dates, wish.minutes)
        pick = Pick(way, len(self.picks) + 1, weeks.total(), self.bonus(way), minutes.total())
        weeks.update(minutes)
        self.picks[wish.uid] = pick
        for other in self.wishes:
            for its in self.ways[other.uid] if other is not wish else ():
                _mark(its, pick)


def _freest(ways: Sequence[Way]) -> Way:
    return max(ways, key=lambda way: (way.free, -way.phase))


def _by_week(dates: Iterable[Date], minutes: int) -> Counter[date]:
    weeks: Counter[date] = Counter()
    for one in dates:
        if one.is_free:
            day = one.starts.date()
            weeks[day - timedelta(days=day.weekday())] += minutes
    return weeks


def _mark(way: Way, pick: Pick) -> None:
    """Note on *way* which of its dates *pick* takes."""
    if not way.room.shares_floor(pick.way.room):
        return
    theirs = [one for one in pick.way.dates if one.is_free]
    place = 0
    for number, mine in enumerate(way.dates):
        while place < len(theirs) and theirs[place].until <= mine.begin:
            place += 1
        if place == len(theirs):
            return
        if theirs[place].begin < mine.until and mine.is_free:
            way.dates[number] = mine.clashing()
            way.takers[number] = pick
