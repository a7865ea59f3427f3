"""Shares fixed times out among groups: whoever has least hours chooses next, and everybody is told why.

The rule, as it can be printed: turn after turn, the group with the least hours in the house gets the best
of its choices that is still there. Quiet groups, and whoever had this very time in the half-year before,
count as if they had some hours less. Where hours are equal, the house's order of usages decides, then a
lot that anybody can draw again (SHA-256 of the round and the wish). The order in which wishes came in
plays no part, and naming more choices never harms.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from booking import fixedtimes
from booking.facts import HouseFacts
from booking.fixedtimes import Calendar, Choice, Date
from booking.outcomes import Outcome, Passed, Swap, Weights, skipped_of
from booking.refusals import Refused
from booking.turns import BONUSES, Pick, Turns, Way, Wished, World

_NEAR = 3  # free times that are offered to whoever gets nothing
_NEAR_STEP = 30  # minutes
_A_DAY_AWAY = 180  # minutes: another weekday is as far as three hours
_A_ROOM_AWAY = 240


def propose(wishes: Iterable[Wished], world: World, weights: Weights) -> list[Outcome]:
    """Return what each of *wishes* gets and why, in order of their ids.

    The same wishes in any order give the same answer. What the desk fixed stands first. Nothing that is
    given overlaps anything else that is given, and at least `weights.free_percent` of the dates of each
    can be had; days on which the house rests do not count.
    """
    return _Reasons(Turns(wishes, world, weights)).outcomes()


def settled(outcomes: Iterable[Outcome], minutes: Mapping[str, int], world: World) -> dict[str, list[Date]]:
    """Return every date of what *outcomes* give, by wish, as the book is now; *minutes* is how long each wish lasts.

    Where others have booked meanwhile, or another of *outcomes* had its turn first, a date cannot be had.
    """
    left = Calendar(world.house, world.first, world.last, world.standing)
    found: dict[str, list[Date]] = {}
    for outcome in sorted(outcomes, key=lambda one: one.turn):
        if outcome.choice is not None:
            room = world.house.room(outcome.choice.room, outcome.choice.extras)
            found[outcome.wish] = left.dates(outcome.choice, minutes[outcome.wish], outcome.phase)
            left.take(room, found[outcome.wish])
    return found


def free_dates(world: World, wish: Wished, choice: Choice) -> int:
    """Return on how many dates *wish* could have *choice*, as the book is."""
    calendar = Calendar(world.house, world.first, world.last, world.standing)
    each = (calendar.dates(choice, wish.minutes, phase) for phase in range(choice.phases))
    return max(sum(date.is_free for date in dates) for dates in each)


def in_the_way(world: World, wish: Wished, choice: Choice, given: Outcome, minutes: int) -> bool:
    """Whether *wish* cannot have *choice* where *given*, which lasts *minutes*, stands."""
    if given.choice is None:
        return False
    rooms = [world.house.room(one.room, one.extras) for one in (choice, given.choice)]
    calendar = Calendar(world.house, world.first, world.last, ())
    theirs = calendar.dates(given.choice, minutes, given.phase)
    ours = (calendar.dates(choice, wish.minutes, phase) for phase in range(choice.phases))
    return rooms[0].shares_floor(rooms[1]) and all(_meet(dates, theirs) for dates in ours)


class _Reasons:
    def __init__(self, turns: Turns) -> None:
        self.turns, self.world, self.house = turns, turns.world, turns.house

    def outcomes(self) -> list[Outcome]:
        """Return what came of every wish."""
        return [self._outcome(wish) for wish in sorted(self.turns.wishes, key=lambda wish: wish.uid)]

    def _outcome(self, wish: Wished) -> Outcome:
        pick = self.turns.picks.get(wish.uid)
        better = len(wish.choices) if pick is None or pick.way.number is None else pick.way.number
        turn = pick.turn if pick else len(self.turns.picks) + 1
        passed = tuple(reason for number in range(better) if (reason := self._passed(wish, number, turn)))
        if pick is None:
            nothing = wish.fixed or all(reason.code == "quota" for reason in passed)
            near = () if nothing else tuple(self._near(wish))
            return Outcome(wish=wish.uid, fixed=wish.fixed, passed=passed, near=near, swap=self._swap(wish))
        return Outcome(
            wish=wish.uid,
            choice=pick.way.choice,
            number=pick.way.number,
            phase=pick.way.phase,
            fixed=wish.fixed,
            turn=pick.turn,
            minutes=self._a_week(pick.had),
            dates=pick.way.free,
            skipped=skipped_of(pick.way.dates),
            passed=passed,
        )

    def _passed(self, wish: Wished, number: int, turn: int) -> Passed | None:
        """Return why *wish* did not get its choice *number* at *turn*; none if only the desk's word kept it."""
        ways = [way for way in self.turns.ways[wish.uid] if way.number == number]
        if not ways or not ways[0].is_sound:
            return Passed(number=number, code="rules")
        way = max(ways, key=lambda one: (self._enough(one.in_book), one.free, -one.phase))
        free, of = fixedtimes.of_how_many(way.in_book)
        if not self._enough(way.in_book):
            code, who = _in_the_book(way.in_book)
            return Passed(number=number, code=code, free=free, of=of, who=who)
        before = {place: pick for place, pick in way.takers.items() if pick.turn < turn}
        left = [date.clashing() if place in before else date for place, date in enumerate(way.in_book)]
        if not self._enough(left):
            return self._given_to_another(way, number, before)
        return None if self.turns.within_share(way) else Passed(number=number, code="quota")

    def _given_to_another(self, way: Way, number: int, takers: Mapping[int, Pick]) -> Passed:
        turns = Counter(takers.values())
        pick = min(turns, key=lambda one: (-turns[one], one.turn))
        free, of = fixedtimes.of_how_many(way.in_book)
        return Passed(
            number=number,
            code="given",
            because=self._because(way, pick),
            free=free - len(takers),
            of=of,
            wish=pick.way.wish.uid,
            group=pick.way.wish.group,
            theirs=self._a_week(pick.had),
            mine=self._a_week(self.turns.had_at(way.wish.group, pick.turn)),
        )

    def _because(self, mine: Way, pick: Pick) -> str:
        """Return why *pick* came before whoever wished for *mine*."""
        had, bonus = self.turns.had_at(mine.wish.group, pick.turn), self.turns.bonus(mine)
        theirs, ours = pick.had - sum(pick.bonus.values()), had - sum(bonus.values())
        if pick.way.wish.fixed:
            return "desk"
        if theirs > ours:
            return "rank"  # another wish of the same group stood before this one
        if pick.had < had:
            return "hours"
        if theirs < ours:
            return max(BONUSES, key=lambda name: pick.bonus[name] - bonus[name])
        places = (self.turns.weights.place(pick.way.wish.usage), self.turns.weights.place(mine.wish.usage))
        return "order" if places[0] < places[1] else "lot"

    def _a_week(self, minutes: int) -> int:
        return round(minutes * 7 / self.turns.days)

    # What else there is

    def _swap(self, wish: Wished) -> Swap | None:
        """Return who could take another of its choices, so that *wish* gets one of its own: for the desk to ask."""
        for way in self.turns.ways[wish.uid]:
            in_the_way = {*way.takers.values()}
            if way.is_sound and len(in_the_way) == 1 and self._enough(way.in_book):
                [pick] = in_the_way
                if not pick.way.wish.fixed and (other := self._elsewhere(pick, way)):
                    return Swap(number=way.number or 0, wish=other.wish.uid, other=other.number or 0)
        return None

    def _elsewhere(self, pick: Pick, wanted: Way) -> Way | None:
        """Return what else would do for whoever made *pick*, without touching what is *wanted*."""
        for way in self.turns.ways[pick.way.wish.uid]:
            apart = not wanted.room.shares_floor(way.room) or not _meet(wanted.dates, way.dates)
            if way.number != pick.way.number and self.turns.can_be_had(way) and apart:
                return way
        return None

    def _near(self, wish: Wished) -> list[Choice]:
        """Return fixed times like the first choice that are still free, nearest first."""
        found: list[Choice] = []
        for choice in _around(self.house, wish):
            if len(found) == _NEAR:
                break
            if not any(_same_time(choice, other, wish.minutes) for other in found) and self._is_left(wish, choice):
                found.append(choice)
        return found

    def _is_left(self, wish: Wished, choice: Choice) -> bool:
        if not self._enough(self.left.dates(choice, wish.minutes)):
            return False
        way = next(self.turns.ways_of(wish, None, choice))
        return way.is_sound and self.turns.within_share(way)

    @cached_property
    def left(self) -> Calendar:
        """The period with everything that was given."""
        left = Calendar(self.house, self.world.first, self.world.last, self.world.standing)
        for pick in self.turns.picks.values():
            left.take(pick.way.room, pick.way.dates)
        return left

    def _enough(self, dates: Iterable[Date]) -> bool:
        return fixedtimes.enough(dates, self.turns.weights.free_percent)


def _in_the_book(dates: Iterable[Date]) -> tuple[str, str | None]:
    """Return what keeps most of *dates*: that the house is closed, or bookings, with the title of most of them."""
    clashes = Counter(date.who for date in dates if date.why == fixedtimes.CLASH)
    return ("taken", clashes.most_common(1)[0][0]) if clashes else ("closed", None)


def _meet(some: Iterable[Date], others: list[Date]) -> bool:
    return any(one.begin < other.until and other.begin < one.until for one in some for other in others if other.is_free)


def _around(house: HouseFacts, wish: Wished) -> list[Choice]:
    """Return fixed times like the first choice of *wish*, nearest first: other hours, other days, other rooms."""
    first = wish.choices[0]
    found: list[tuple[int, int, int, str, Choice]] = []
    for room in house.public_rooms:
        if room.holds(wish.layout) < (wish.persons or 1) or not _joins(house, room.slug, first.extras):
            continue
        for weekday in range(7):
            apart = abs(weekday - first.weekday)
            for start in range(first.start % _NEAR_STEP, 1440, _NEAR_STEP):
                far = min(apart, 7 - apart) * _A_DAY_AWAY + abs(start - first.start)
                far += _A_ROOM_AWAY * (room.slug != first.room)
                other = Choice(
                    room=room.slug,
                    extras=first.extras,
                    weekday=weekday,
                    start=start,
                    every_weeks=first.every_weeks,
                    nth=first.nth,
                    pause_school=first.pause_school,
                )
                found.append((far, weekday, start, room.slug, other))
    return [other for *_far, other in sorted(found, key=lambda one: one[:4])]


def _joins(house: HouseFacts, room: str, extras: tuple[str, ...]) -> bool:
    try:
        house.room(room, extras)
    except Refused:
        return False
    return True


def _same_time(one: Choice, other: Choice, minutes: int) -> bool:
    return (one.room, one.weekday) == (other.room, other.weekday) and abs(one.start - other.start) < minutes
