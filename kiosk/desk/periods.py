"""Which period and quarter a report is about, as its address names them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from booking.community import Quarter
from booking.i18n import _

_LONGEST = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; *quarter* is a slug, empty for the whole town."""

    since: date
    last: date
    quarter: str = ""

    @property
    def until(self) -> date:
        """The day after the last."""
        return self.last + timedelta(days=1)

    @property
    def query(self) -> str:
        """Return it as an address names it."""
        told = {"from": self.since.isoformat(), "to": self.last.isoformat(), "quarter": self.quarter}
        return urlencode({name: value for name, value in told.items() if value})


class NoPeriod(Exception):
    """What was asked for is none; its text says why."""


def read(asked: Mapping[str, str], quarters: Sequence[Quarter], today: date) -> Period:
    """Return the period that *asked* names; the running half-year where it says nothing. Raises NoPeriod."""
    usual = usual_period(today)
    quarter = asked.get("quarter", "")
    if quarter and quarter not in [one.slug for one in quarters]:
        raise NoPeriod(_("Dieses Viertel gibt es hier nicht."))
    since, last = _day(asked.get("from"), usual.since), _day(asked.get("to"), usual.last)
    if last < since:
        raise NoPeriod(_("Der letzte Tag liegt vor dem ersten."))
    if last - since > _LONGEST:
        raise NoPeriod(_("Ein Bericht umfasst höchstens zehn Jahre."))
    return Period(since, last, quarter)


def usual_period(today: date) -> Period:
    """Return the running half-year."""
    return _span(today.year, 1 if today.month <= 6 else 7, 6)


def offered(today: date, quarter: str) -> Iterator[tuple[str, Period]]:
    """Yield the periods that are asked for most, by name: months, quarters of the year, half-years and years."""
    for months, now, before in (
        (1, _("Dieser Monat"), _("Letzter Monat")),
        (3, _("Dieses Vierteljahr"), _("Letztes Vierteljahr")),
        (6, _("Dieses Halbjahr"), _("Letztes Halbjahr")),
        (12, _("Dieses Jahr"), _("Letztes Jahr")),
    ):
        first = (today.month - 1) // months * months + 1
        yield now, _span(today.year, first, months, quarter)
        earlier = date(today.year, first, 1) - timedelta(days=1)
        yield before, _span(earlier.year, (earlier.month - 1) // months * months + 1, months, quarter)


def _span(year: int, first: int, months: int, quarter: str = "") -> Period:
    years, month = divmod(first - 1 + months, 12)
    return Period(date(year, first, 1), date(year + years, month + 1, 1) - timedelta(days=1), quarter)


def _day(typed: str | None, usual: date) -> date:
    if not typed:
        return usual
    try:
        found = date.fromisoformat(typed)
    except ValueError as error:
        raise NoPeriod(_("Bitte geben Sie die Tage so an: 2026-11-29.")) from error
    if not 2000 <= found.year <= 2200:
        raise NoPeriod(_("Bitte geben Sie Tage zwischen 2000 und 2200 an."))
    return found
