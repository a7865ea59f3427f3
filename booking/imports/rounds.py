"""Rows of half-year rounds and of what groups wish for, made from a house's file."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from booking import titles
from booking.housefile.reading import HouseFile
from booking.outcomes import Weights
from models.rounds import Round, RoundWish, Stage


def rounds(file: HouseFile, rules: Mapping[str, Any], today: date, now: datetime) -> Iterator[Round]:
    """Yield the rounds; one whose period has begun is over: the series of the file are what came of it."""
    for entry in file.booking_rules.allocation_rounds:
        starts_on, ends_on = entry.period
        yield Round(
            name=entry.name,
            starts_on=starts_on,
            ends_on=ends_on,
            apply_until=entry.apply_until,
            stage=Stage.DECIDED if starts_on <= today else Stage.OPEN,
            weights=Weights.from_rules(rules).as_facts(),
            created_at=now,
            updated_at=now,
        )


def wishes(
    file: HouseFile, round_ids: Mapping[str, int], group_ids: Mapping[str, int], now: datetime
) -> Iterator[RoundWish]:
    """Yield the wishes; those of a group in the order in which it would rather have them."""
    ranks: Counter[tuple[str, str]] = Counter()
    for entry in file.round_wishes:
        rank = ranks[entry.round, entry.group]
        ranks[entry.round, entry.group] += 1
        yield RoundWish(
            round_id=round_ids[entry.round],
            group_id=group_ids[entry.group],
            title=titles.clean(entry.title),
            usage=entry.type_,
            persons=entry.headcount,
            layout=entry.layout,
            open_to_all=entry.open,
            minutes=entry.minutes,
            rank=rank,
            choices=[one.choice.as_facts() for one in entry.choices],
            created_at=now,
            updated_at=now,
        )
