"""What an RRULE means, found by asking every single day: slow, short, and independent of every calendar library."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import groupby, islice
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BERLIN = ZoneInfo("Europe/Berlin")


class PlainRule:
    """A rule from *first* on, read as RFC 5545 §3.3.10 defines it; *text* is well formed."""

    def __init__(self, text: str, first: datetime, zone: ZoneInfo = BERLIN) -> None:
        self.parts = dict(part.split("=") for part in text.upper().split(";"))
        self.first, self.zone = first, zone
        self.freq = self.parts["FREQ"]
        self.interval = int(self.parts.get("INTERVAL", "1"))
        self.week_starts = DAYS.index(self.parts.get("WKST", "MO"))
        self.by_day = self._words("BYDAY")
        self.by_month, self.by_month_day, self.places = (
            {int(word) for word in self._words(name)} for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")
        )

    def dates(self, last: datetime) -> list[datetime]:
        """Return every naive local start up to *last*, COUNT and UNTIL kept."""
        dates = (start for start in self._endless(last) if not self._is_after_until(start))
        return list(islice(dates, int(self.parts["COUNT"]) if "COUNT" in self.parts else None))

    def names_its_start(self) -> bool:
        """Whether the first date is one of the rule's."""
        return self._fits(self.first.date()) and next(self._endless(self.first), None) == self.first

    def _words(self, name: str) -> list[str]:
        return self.parts[name].split(",") if name in self.parts else []

    def _endless(self, last: datetime) -> Iterator[datetime]:
        # So far before and after that the periods of both are whole.
        around = timedelta({"DAILY": 0, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}[self.freq])
        begin, end = self.first.date() - around, last.date() + around
        every_day = (begin + timedelta(number) for number in range((end - begin).days + 1))
        for number, period in groupby(every_day, key=self._number_of_period):
            if number >= 0 and number % self.interval == 0:
                for day in self._placed([day for day in period if self._fits(day)]):
                    start = datetime.combine(day, self.first.time())
                    if self.first <= start <= last:
                        yield start

    def _number_of_period(self, day: date) -> int:
        if self.freq == "DAILY":
            return (day - self.first.date()).days
        if self.freq == "WEEKLY":
            monday = self.first.date() - timedelta((self.first.weekday() - self.week_starts) % 7)
            return (day - monday).days // 7
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        return months if self.freq == "MONTHLY" else day.year - self.first.year

    def _placed(self, days: list[date]) -> list[date]:
        if not self.places:
            return days
        return [day for number, day in enumerate(days) if {number + 1, number - len(days)} & self.places]

    def _fits(self, day: date) -> bool:
        if self.by_month and day.month not in self.by_month:
            return False
        if self.by_month_day and not {day.day, day.day - monthrange(day.year, day.month)[1] - 1} & self.by_month_day:
            return False
        if self.by_day and not any(self._is_named(word, day) for word in self.by_day):
            return False
        return bool(self.by_day or self.by_month_day) or self._is_like_the_first(day)

    def _is_named(self, word: str, day: date) -> bool:
        if DAYS[day.weekday()] != word[-2:]:
            return False
        nth = int(word[:-2] or 0)
        month = day.month if self.freq == "MONTHLY" or self.by_month else None
        same = _weekdays(day.year, month, day.weekday())
        return nth == 0 or (abs(nth) <= len(same) and same[nth - (nth > 0)] == day)

    def _is_like_the_first(self, day: date) -> bool:
        if self.freq == "WEEKLY":
            return day.weekday() == self.first.weekday()
        if self.freq == "YEARLY" and not self.by_month and day.month != self.first.month:
            return False
        return self.freq == "DAILY" or day.day == self.first.day

    def _is_after_until(self, start: datetime) -> bool:
        word = self.parts.get("UNTIL", "")
        if not word:
            return False
        until = datetime.fromisoformat(word.removesuffix("Z") if "T" in word else f"{word}T235959")
        return self._in_utc(start) > (until.replace(tzinfo=UTC) if word.endswith("Z") else self._in_utc(until))

    def _in_utc(self, start: datetime) -> datetime:
        return start.replace(tzinfo=self.zone).astimezone(UTC)


@lru_cache(maxsize=4000)
def _weekdays(year: int, month: int | None, weekday: int) -> list[date]:
    """Return every date of a month, or of a whole year, that falls on *weekday*."""
    begin = date(year, month or 1, 1)
    length = monthrange(year, month)[1] if month else (date(year + 1, 1, 1) - begin).days
    days = [begin + timedelta(number) for number in range(length)]
    return [day for day in days if day.weekday() == weekday]
