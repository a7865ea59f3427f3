"""The whole check of a house's file: its text, what its sections agree on, its dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from booking.facts import HouseFacts
from booking.floors import NoSuchFloor
from booking.housefile.agreement import disagreements, remarks, rooms_without_hours
from booking.housefile.facts import house_facts_of
from booking.housefile.faults import Fault, FileRefused
from booking.housefile.plan import Plan, plan_dates, weeks_to
from booking.housefile.reading import HouseFile, Reading, read_house_file
from booking.housefile.wishing import impossible, too_many
from booking.outcomes import Weights


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A house's file without a mistake, and what follows from it."""

    file: HouseFile
    sections: Mapping[str, Any]  # those that are kept, and the booking rules, as plain values
    facts: HouseFacts
    plan: Plan
    warnings: tuple[Fault, ...]


def check_house_file(text: str, *, shift_to: date | None = None) -> Checked:
    """Return the house that *text* describes; *shift_to* moves its single meetings to the week of that day.

    Raises FileRefused with every mistake and every clash. Times are compared only where a mistake
    in hours, closures or the like does not make others appear.
    """
    reading = read_house_file(text)
    if reading.file is None:
        raise FileRefused(*reading.faults)
    faults = [*reading.faults, *disagreements(reading.file)]
    if reading.times_are_sound:
        faults += rooms_without_hours(reading.file)
    facts = _facts(reading.file, reading)
    if facts is None:
        raise FileRefused(*faults)
    weeks = weeks_to(reading.file, shift_to) if shift_to else 0
    plan = plan_dates(reading.file, facts, weeks=weeks)
    faults += _wishes(reading.file, facts, Weights.from_rules(reading.sections["booking_rules"]))
    if faults or plan.faults:
        raise FileRefused(*faults, *plan.faults)
    warnings = {*reading.warnings, *remarks(reading.file), *plan.warnings}
    return Checked(
        file=reading.file, sections=reading.sections, facts=facts, plan=plan, warnings=tuple(sorted(warnings))
    )


def _wishes(file: HouseFile, facts: HouseFacts, weights: Weights) -> Iterator[Fault]:
    periods = {entry.name: entry.period for entry in file.booking_rules.allocation_rounds}
    yield from too_many(file.round_wishes, weights)
    yield from impossible(facts, file.round_wishes, periods)


def _facts(file: HouseFile, reading: Reading) -> HouseFacts | None:
    try:
        return house_facts_of(file, reading.sections["booking_rules"]) if reading.times_are_sound else None
    except NoSuchFloor:
        return None
