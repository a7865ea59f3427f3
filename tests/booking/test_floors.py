"""Rooms on a line of floor: what may be joined lies side by side, and nothing else overlaps."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.floors import Floor, NoSuchFloor, floor_plan


def test_the_kitchen_lies_between_the_rooms_that_may_have_it() -> None:
    plan = floor_plan({"quartierraum": ["kueche"], "stueble": ["kueche"], "kueche": []})

    assert plan == {
        "stueble": (0, 1),
        "kueche": (1, 2),
        "quartierraum": (2, 3),
        "stueble+kueche": (0, 2),
        "quartierraum+kueche": (1, 3),
    }


def test_rooms_that_have_nothing_to_do_with_each_other_lie_in_their_order() -> None:
    plan = floor_plan({f"raum-{number}": [] for number in range(1, 6)})

    assert plan == {f"raum-{number}": (number - 1, number) for number in range(1, 6)}


def test_a_hall_that_divides_in_two_is_one_half_with_the_other() -> None:
    plan = floor_plan({"halle-a": ["halle-b"], "halle-b": [], "buero": []})

    assert plan == {"halle-b": (0, 1), "halle-a": (1, 2), "halle-a+halle-b": (0, 2), "buero": (2, 3)}


def test_extras_on_both_sides_can_be_had_together() -> None:
    plan = floor_plan({"saal": ["buehne", "kueche"], "buehne": [], "kueche": []})

    assert plan == {
        "kueche": (0, 1),
        "saal": (1, 2),
        "buehne": (2, 3),
        "saal+buehne": (1, 3),
        "saal+kueche": (0, 2),
        "saal+buehne+kueche": (0, 3),
    }


@pytest.mark.parametrize(
    "extras",
    [
        {"saal": ["a", "b", "c"], "a": [], "b": [], "c": []},
        {"a": ["kueche"], "b": ["kueche"], "c": ["kueche"], "kueche": []},
        {"a": ["b"], "b": ["c"], "c": ["a"]},
    ],
    ids=["three extras for one room", "three rooms for one extra", "a ring"],
)
def test_what_does_not_lie_on_a_line_is_refused(extras: dict[str, list[str]]) -> None:
    with pytest.raises(NoSuchFloor) as refused:
        floor_plan({"frei": [], **extras})

    assert refused.value.rooms == tuple(extras)


@given(st.permutations(range(6)), st.sets(st.integers(0, 4)), st.lists(st.booleans(), min_size=5, max_size=5))
def test_only_rooms_with_something_in_common_share_floor(
    order: list[int], joined: set[int], turned: list[bool]
) -> None:
    extras: dict[str, list[str]] = {f"r{number}": [] for number in order}
    for number in joined:  # a chain somewhere: r0-r1, r1-r2, …
        one, other = (number + 1, number) if turned[number] else (number, number + 1)
        extras[f"r{one}"].append(f"r{other}")

    plan = floor_plan(extras)

    assert {f"{room}+{extra}" for room in extras for extra in extras[room]} <= {*plan}
    for left, right in combinations(plan, 2):
        in_common = {*left.split("+")} & {*right.split("+")}
        assert _meet(plan[left], plan[right]) == bool(in_common), (left, right)


def _meet(one: Floor, other: Floor) -> bool:
    return one[0] < other[1] and other[0] < one[1]
