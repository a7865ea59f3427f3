"""Where rooms lie on one line of floor, so that rooms used together lie side by side."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

Floor = tuple[int, int]  # from, up to but not including


class NoSuchFloor(Exception):
    """These *rooms* cannot lie on one line so that each touches what may be joined to it."""

    def __init__(self, rooms: Sequence[str]) -> None:
        super().__init__(", ".join(rooms))
        self.rooms = tuple(rooms)


def floor_plan(extras: Mapping[str, Sequence[str]]) -> dict[str, Floor]:
    """Lay rooms, and rooms with their extras, on one line of floor; return the interval of each.

    *extras* names for every room, in the house's order, the rooms that can be joined to it. A room
    takes one step of the line; one with extras takes all of their steps and is called `room+extra`
    (several extras in the house's order). Extras on both sides of a room can be had together.
    The same rooms always give the same plan. Raises NoSuchFloor if a room would need more than two
    neighbours or rooms ask for each other in a ring.
    """
    line = _line(extras)
    place = {room: number for number, room in enumerate(line)}
    plan: dict[str, Floor] = {room: (place[room], place[room] + 1) for room in extras}
    for room in extras:
        for joined in _side_by_side(room, [extra for extra in extras if extra in extras[room]], place):
            places = [place[member] for member in (room, *joined)]
            plan["+".join((room, *joined))] = (min(places), max(places) + 1)
    return plan


def _side_by_side(room: str, wanted: Sequence[str], place: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    for number in range(1, len(wanted) + 1):
        for joined in combinations(wanted, number):
            places = {place[member] for member in (room, *joined)}
            if max(places) - min(places) == len(places) - 1:
                yield joined


def _line(extras: Mapping[str, Sequence[str]]) -> list[str]:
    """Return every room in its order on the line: houses of joined rooms one after the other."""
    neighbours: dict[str, set[str]] = {room: set() for room in extras}
    for room, others in extras.items():
        for other in others:
            neighbours[room].add(other)
            neighbours[other].add(room)
    line: list[str] = []
    for room in extras:
        if room not in line:
            line += _chain(_together(room, neighbours), list(extras), neighbours)
    return line


def _together(room: str, neighbours: Mapping[str, set[str]]) -> set[str]:
    found, waiting = {room}, [room]
    while waiting:
        new = neighbours[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def _chain(rooms: set[str], order: Sequence[str], neighbours: Mapping[str, set[str]]) -> list[str]:
    """Return *rooms* from one end of their chain to the other; the end named last comes first."""
    ends = [room for room in order if room in rooms and len(neighbours[room]) < 2]
    if not ends or any(len(neighbours[room]) > 2 for room in rooms):
        raise NoSuchFloor([room for room in order if room in rooms])
    chain = [ends[-1]]
    while onward := neighbours[chain[-1]] - {*chain}:
        chain.append(onward.pop())
    return chain
