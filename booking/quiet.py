"""When the neighbours must not be disturbed, and what of a booking reaches into that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking import refusals
from booking.facts import HouseFacts
from booking.span import Span, days_of, local, minute_of

LOUD, MUSIC = "loud", "music"  # kinds of noise; none: as people talk
NIGHT, MIDDAY = "night", "midday"


@dataclass(frozen=True, slots=True)
class QuietTimes:
    """What a group is told about its public time; no objection by itself."""

    night: Span | None  # as much of it as lies in the quiet of the night
    midday: Span | None
    windows_from: datetime | None  # from then on windows stay shut while there is music


def quiet(house: HouseFacts, span: Span) -> QuietTimes | None:
    """Return what of the public time *span* reaches into the quiet hours of *house*; none if nothing does."""
    windows = _first(span, _each(house, span, _windows(house)))
    told = QuietTimes(
        night=_first(span, _each(house, span, house.quiet.night)),
        midday=_first(span, _each(house, span, house.quiet.midday)),
        windows_from=windows.start if windows else None,
    )
    return told if told.night or told.midday or told.windows_from else None


def objections(house: HouseFacts, span: Span, noise: str | None) -> Iterator[refusals.QuietHours]:
    """Yield which quiet hours a loud meeting at the public time *span* would break."""
    if noise != LOUD:
        return
    for kind, hours in ((NIGHT, house.quiet.night), (MIDDAY, house.quiet.midday)):
        broken = _first(span, _each(house, span, hours))
        if hours and broken:
            yield refusals.QuietHours(kind, local(broken.start, house.zone).date(), _clock(hours[0]), _clock(hours[1]))


def _windows(house: HouseFacts) -> tuple[int, int] | None:
    begin = house.quiet.windows_from
    if begin is None:
        return None
    return begin, house.quiet.night[1] if house.quiet.night else 1440


def _each(house: HouseFacts, span: Span, hours: tuple[int, int] | None) -> Iterator[Span]:
    """Yield *hours* of every day that *span* touches; those that end before they begin end on the next day."""
    if hours is None:
        return
    begin, end = hours
    first, *more = days_of(span, house.zone)
    for day in (first - timedelta(days=1), first, *more):  # what began last evening may not be over
        yield _on(house, day, begin, end)


def _on(house: HouseFacts, day: date, begin: int, end: int) -> Span:
    return Span(minute_of(day, begin, house.zone), minute_of(day, end if end > begin else end + 1440, house.zone))


def _first(span: Span, hours: Iterator[Span]) -> Span | None:
    """Return the first of *hours* that *span* meets, as far as it does."""
    for quiet_hours in hours:
        if quiet_hours.overlaps(span):
            return Span(max(span.start, quiet_hours.start), min(span.end, quiet_hours.end))
    return None


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
