"""Stretches of time, and the way between instants and what a clock on the wall shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

YEARS = range(2000, 2201)  # the calendar of a house; also keeps time zones and clocks within what they can count


@dataclass(frozen=True, slots=True)
class Span:
    """From *start* up to, not including, *end*; both aware.

    Compares and counts in UTC: Python takes two times of one zone by what the clock on the wall
    shows, which is wrong in the nights in which it is put forward or back.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a span needs aware times")
        if self.length <= timedelta(0):
            raise ValueError("a span ends after it starts")

    def __lt__(self, other: "Span") -> bool:
        return self._in_utc() < other._in_utc()

    @property
    def length(self) -> timedelta:
        """How long it lasts, in elapsed time."""
        start, end = self._in_utc()
        return end - start

    def overlaps(self, other: "Span") -> bool:
        """Whether both share an instant; touching ends do not."""
        (start, end), (other_start, other_end) = self._in_utc(), other._in_utc()
        return start < other_end and other_start < end

    def contains(self, other: "Span") -> bool:
        """Whether *other* lies wholly inside; equal ends count."""
        (start, end), (other_start, other_end) = self._in_utc(), other._in_utc()
        return start <= other_start and other_end <= end

    def widened(self, before: int, after: int) -> "Span":
        """Return the block around it, *before* and *after* in minutes."""
        start, end = self._in_utc()
        return Span(start - timedelta(minutes=before), end + timedelta(minutes=after))

    def without(self, holes: Iterable["Span"]) -> list["Span"]:
        """Return what is left when *holes* are cut out, in order of time."""
        left = []
        position, whole_end = self._in_utc()
        for start, end in sorted(hole._in_utc() for hole in holes):
            if end <= position or start >= whole_end:
                continue
            if start > position:
                left.append(Span(position, start))
            position = max(position, end)
        if position < whole_end:
            left.append(Span(position, whole_end))
        return left

    def _in_utc(self) -> tuple[datetime, datetime]:
        # Most are in UTC already, and a week of free times asks thousands of times.
        if self.start.tzinfo is UTC and self.end.tzinfo is UTC:
            return self.start, self.end
        return self.start.astimezone(UTC), self.end.astimezone(UTC)


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
