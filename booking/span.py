"""Stretches of time, and the way between instants and what a clock on the wall shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From *start* up to, not including, *end*; both aware."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a span needs aware times")
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")

    @property
    def length(self) -> timedelta:
        """How long it lasts, in elapsed time."""
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether both share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        """Whether *other* lies wholly inside; equal ends count."""
        return self.start <= other.start and other.end <= self.end

    def widened(self, before: int, after: int) -> "Span":
        """Return the block around it, *before* and *after* in minutes."""
        return Span(self.start - timedelta(minutes=before), self.end + timedelta(minutes=after))

    def without(self, holes: Iterable["Span"]) -> list["Span"]:
        """Return what is left when *holes* are cut out, in order of time."""
        left, position = [], self.start
        for hole in sorted(holes):
            if hole.end <= position or hole.start >= self.end:
                continue
            if hole.start > position:
                left.append(Span(position, hole.start))
            position = max(position, hole.end)
        if position < self.end:
            left.append(Span(position, self.end))
        return left


def instant(wall_time: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in *zone* show the naive *wall_time*.

    In the night that skips an hour, 02:30 becomes 03:30 summer time; in the night that has it
    twice, the first one counts (PEP 495, fold=0).
    """
    if wall_time.tzinfo is not None:
        raise ValueError("a wall-clock time has no zone")
    return wall_time.replace(tzinfo=zone).astimezone(UTC)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return what clocks in *zone* show at *moment*, naive."""
    return moment.astimezone(zone).replace(tzinfo=None)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return *moment* as an aware time of *zone*."""
    return moment.astimezone(zone)


def minute_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the instant of a minute after local midnight; 1440 is the midnight that ends the day."""
    whole_days, rest = divmod(minute, 1440)
    return instant(datetime.combine(day + timedelta(days=whole_days), time(rest // 60, rest % 60)), zone)


def day_span(day: date, zone: ZoneInfo, days: int = 1) -> Span:
    """Return *days* whole local days from *day* on; 23 or 25 hours long when the clocks change."""
    return Span(minute_of(day, 0, zone), minute_of(day, 1440 * days, zone))


def days_of(span: Span, zone: ZoneInfo) -> list[date]:
    """Return the local days that *span* touches, in order."""
    first = local(span.start, zone).date()
    last = local(span.end - timedelta(microseconds=1), zone).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
