"""Small numbers are not told: behind one, two or three stands somebody who can be known.

A single hidden number beside a sum could be worked out, so a second one goes with it (complementary suppression,
as statistical offices do).
"""

from collections.abc import Sequence

LEAST = 5  # the smallest number that is told; nothing at all is told, too


def hide_one(number: int) -> int | None:
    """Return *number*, or none if it is too small to be told."""
    return None if 0 < number < LEAST else number


def hide(numbers: Sequence[int]) -> list[int | None]:
    """Return *numbers* whose sum is told elsewhere; none stands for each that is not told."""
    told = [hide_one(number) for number in numbers]
    if told.count(None) == 1:
        others = [place for place, number in enumerate(told) if number]
        if others:
            told[min(others, key=lambda place: numbers[place])] = None
    return told
