"""Small numbers are not told: behind one, two or three stands somebody who can be known.

A hidden number beside a sum could be worked out, so others go with it (complementary suppression, as statistical
offices do), until every hidden one may be at least two different numbers for whoever knows this very rule, what is
shown and the sum. Reports of two periods that overlap can still be compared: only the desk makes them.
"""

from collections.abc import Sequence

LEAST = 5  # the smallest number that is told; nothing at all is told, too


def hide_one(number: int) -> int | None:
    """Return *number*, or none if it is too small to be told."""
    return None if 0 < number < LEAST else number


def hide(numbers: Sequence[int], few: Sequence[bool] = ()) -> list[int | None]:
    """Return *numbers* whose sum is told elsewhere, if it is not small itself; none stands for each that is not told.

    Behind those that are *few* stand too little dates, however large they are.
    """
    told = [hide_one(number) for number in numbers]
    for place, is_few in enumerate(few):
        told[place] = None if is_few else told[place]
    while None in told and not _is_uncertain(numbers, told):
        shown = [number for number in told if number is not None]
        if not shown:
            break
        least = min(shown, key=lambda number: (number == 0, number))
        # All that are as large: which of them went would tell something, too.
        told = [None if number == least else number for number in told]
    return told


def is_given_away(numbers: Sequence[int], told: Sequence[int | None]) -> bool:
    """Whether the sum alone says all *numbers*, though none is told: each is one, or each is as large as it can be."""
    return len(numbers) > 1 and all(shown is None for shown in told) and not _is_uncertain(numbers, told)


def _is_uncertain(numbers: Sequence[int], told: Sequence[int | None]) -> bool:
    """Whether each hidden number may be one of several, though their sum is known."""
    hidden = [number for number, shown in zip(numbers, told, strict=True) if shown is None]
    all_small = all(0 < number < LEAST for number in hidden)
    return len(hidden) > 1 and (not all_small or len(hidden) < sum(hidden) < len(hidden) * (LEAST - 1))
