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
from booking.facts import HouseFacts, RoomFacts
from booking.fixedtimes import Calendar, Choice, Date, Standing
from booking.outcomes import Outcome, Passed, Swap, Weights, skipped_of
from booking.refusals import Refused
from booking.span import Span
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
            if way.number != pick.way.number and self.turns.can_be_had(way) and not _overlap(wanted, way):
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
        given = [_standing(date, pick.way.room) for pick in self.turns.picks.values() for date in pick.way.dates]
        standing = (*self.world.standing, *filter(None, given))
        return Calendar(self.house, self.world.first, self.world.last, standing)

    def _enough(self, dates: Iterable[Date]) -> bool:
        return fixedtimes.enough(dates, self.turns.weights.free_percent)


def _in_the_book(dates: Iterable[Date]) -> tuple[str, str | None]:
    """Return what keeps most of *dates*: that the house is closed, or bookings, with the title of most of them."""
    clashes = Counter(date.who for date in dates if date.why == fixedtimes.CLASH)
    return ("taken", clashes.most_common(1)[0][0]) if clashes else ("closed", None)


def _overlap(way: Way, other: Way) -> bool:
    if not way.room.shares_floor(other.room):
        return False
    return any(a.begin < b.until and b.begin < a.until for a in way.dates for b in other.dates if b.is_free)


def _standing(date: Date, room: RoomFacts) -> Standing | None:
    if not date.is_free:
        return None
    return Standing(room.lo, room.hi, Span(fixedtimes.moment(date.begin), fixedtimes.moment(date.until)))


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
