"""What a request asks, read: which database, which window of time."""

from datetime import date, datetime, timedelta
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request

from booking import refusals
from booking.i18n import _
from booking.refusals import Refused
from booking.settings import Settings
from booking.span import YEARS, Span, minute_of
from models.database import Database

Day = TypeVar("Day", bound=date)
THIS_MACHINE = ("127.0.0.1", "::1")


async def _db(request: Request) -> Database:
    # Asynchronous only so that the framework does not look it up in a thread.
    db: Database = request.app.state.db
    return db


def settings(request: Request) -> Settings:
    """Return the settings of the app."""
    found: Settings = request.app.state.settings
    return found


Db = Annotated[Database, Depends(_db)]
Since = Annotated[str | None, Query(alias="from", max_length=40)]
Until = Annotated[str | None, Query(max_length=40)]


def window(since: str | None, to: str | None, zone: ZoneInfo, now: datetime, longest: timedelta) -> Span:
    """Return the span that is looked at: from now for a week where nothing is said.

    A bare date is a day of *zone*, the last one inclusive; a time without an offset is meant in *zone*.
    Raises Refused(Malformed) or Refused(EndBeforeStart).
    """
    start = _moment("from", since, zone, 0) if since else now
    end = _moment("to", to, zone, 1440) if to else start + timedelta(days=7)
    if end <= start:
        raise Refused(refusals.EndBeforeStart())
    if end - start > longest:
        raise Refused(refusals.Malformed("to", _("höchstens {days} Tage nach from", days=longest.days)))
    return Span(start, end)


def _moment(name: str, text: str, zone: ZoneInfo, minute_of_date: int) -> datetime:
    try:
        if len(text) == len("2026-12-02"):
            return minute_of(_sensible(date.fromisoformat(text)), minute_of_date, zone)
        # A plus sign that was not escaped in an address arrives as a space.
        moment = _sensible(datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text))
        return moment if moment.utcoffset() is not None else moment.replace(tzinfo=zone)
    except (ValueError, OverflowError) as error:
        expected = _("ein Datum wie 2026-12-02 oder eine Zeit wie 2026-12-02T12:30:00+01:00")
        raise Refused(refusals.Malformed(name, expected)) from error


def _sensible(day: Day) -> Day:
    """Return *day* if it lies in the calendar of a house. Raises ValueError."""
    if day.year not in YEARS:
        raise ValueError(day)
    return day
