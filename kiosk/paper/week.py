"""The poster of a week: what is on, day by day, for everybody who passes by."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from booking import meetings
from booking.facts import HouseFacts
from booking.i18n import _, speaking
from booking.meetings import Occurrence
from booking.span import day_span
from kiosk.calendar_words import long_day, long_day_with_year
from kiosk.components.codes import ON_BOARD, ON_NOTICE
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.qrcodes import code
from kiosk.paper.rows import row
from kiosk.paper.saying import day_kept, in_each, in_german
from models.database import Session

_A3 = 1.414  # as A4, larger
# As large as it fits on one page: in one column or two, at last without the words that tell who can come; else on two
# pages, on three.
FITS = tuple(
    {"columns": columns, "scale": scale, "more": more, "pages": pages}
    for columns, scales, more, pages in (
        ("1", ("1.4", "1.25", "1.1", "1"), "1", "1"),
        ("2", ("1.15", "1.05", "0.95", "0.88", "0.82"), "1", "1"),
        ("2", ("0.95", "0.88", "0.82"), "0", "1"),
        ("2", ("1.15", "1.05", "0.95"), "1", "2"),
        ("2", ("1.05", "0.95"), "1", "3"),
        ("2", ("1",), "1", "99"),
    )
    for scale in scales
)


def week_poster(
    session: Session, house: House, monday: date, languages: Sequence[str], *, paper: str, now: datetime
) -> Sheet:
    """Return the poster of the week of *monday*, on "a4" or "a3" paper, in one language or two.

    Neutral dates are left out: nobody is invited to them, and a wall need not tell when they are.
    """
    dates = meetings.programme(session, house.facts, day_span(monday, house.facts.zone, 7), now=now)
    days = days_of([one for one in dates if not one.hidden], house.facts, monday, languages)
    large = paper == "a3"
    heading = in_each(languages, lambda: _("Was ist los?"))
    content = {
        **house.frame(languages, _title(house, monday, languages[0])),
        "paper": paper,
        "unit": _A3 if large else 1,
        "heading": heading,
        "heading-size": 36 if len(heading) == 1 else 24,
        "span": in_each(languages, lambda: day_kept(_span(monday))),
        "ways": house.ways(languages),
        "code": code(
            f"{house.base}/",
            ON_BOARD if large else ON_NOTICE,
            languages,
            lambda: _("Mit dem Handy: Plätze, Kalender"),
        ),
        "days": days,
        "empty": [] if days else in_each(languages, lambda: _("In dieser Woche ist kein Treffen geplant.")),
        "small": house.funding,
    }
    return Sheet(
        kind="week",
        name=f"{monday.isocalendar()[0]}-W{monday.isocalendar()[1]:02}-{paper}-{'-'.join(languages)}",
        content=content,
        fits=FITS,
        made=day_made(house.facts, now),
    )


def days_of(
    dates: Sequence[Occurrence],
    house: HouseFacts,
    first: date,
    languages: Sequence[str],
    *,
    days: int = 7,
    room: bool = True,
) -> list[dict[str, Any]]:
    """Return each day on which something is on or the house is closed; what began before *first* stands there.

    Without *room* no date says where it is.
    """
    by_day = {day: list(some) for day, some in groupby(dates, key=lambda one: max(one.starts.date(), first))}
    found = []
    for day in (first + timedelta(days=number) for number in range(days)):
        closed = _closed(house, day, first)
        if day in by_day or closed:
            found.append({
                "heading": in_each(languages, lambda day=day: day_kept(long_day(day))),  # type: ignore[misc]
                "closed": [in_german(words) for words in closed],
                "rows": [row(one, first, languages, room=room) for one in by_day.get(day, [])],
            })  # fmt: skip
    return found


def _closed(house: HouseFacts, day: date, first: date) -> list[str]:
    """Return what the house says of closures, on the first day that is shown."""
    return [
        closure.public_text
        for closure in house.closures
        if closure.public_text and closure.counts_on(day) and day in (first, closure.starts_on)
    ]


def _span(monday: date) -> str:
    return _("{first} bis {last}", first=long_day(monday), last=long_day_with_year(monday + timedelta(days=6)))


def _title(house: House, monday: date, language: str) -> str:
    return _in(language, lambda: f"{_('Was ist los?')} {_span(monday)} – {house.sign.name}")


def _in(language: str, make: Any) -> str:
    with speaking(language):
        return str(make())
