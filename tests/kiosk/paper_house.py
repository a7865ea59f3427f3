"""A small house whose week of 23 November 2026 is printed, and what comes out of the press."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from booking import occupancy
from kiosk.paper import press
from kiosk.paper.house import house_of
from kiosk.paper.press import Printed, Sheet
from kiosk.paper.week import week_poster
from models.community import Contact
from tests.support.feed_rows import BASE_URL, FeedHouse

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOSTILE = (
    '#read("/etc/passwd") #sys.inputs',
    '#import "@preview/cetz:0.3.0": *',
    "*fett* _kursiv_ $x^2$ @ref <marke> // /* `roh` \\",
    "= Überschrift",
    "Donau" + "dampf" * 59,
    "x" * 300,
    "\u202everkehrt\u202c herum",
    "العربية mit Deutsch 123",
)


def lived_in(session: Session) -> FeedHouse:
    """Store the house, with whom to call."""
    house = FeedHouse(session, now=NOW)
    session.add(
        Contact(
            slug="quartiersmanagerin",
            function="Quartiersmanagerin",
            phone="030 23125-101",
            hours="Di 9–12 Uhr",
            card=True,
        )
    )
    session.flush()
    return house


def full_week(house: FeedHouse, number: int = 60) -> list[str]:
    """Store *number* dates, as many on each day, and return their titles as they follow each other."""
    titles = []
    for place in range(number):
        day, turn = place * 7 // number, place % (number // 7 + 1)
        start = datetime.combine(MONDAY, datetime.min.time()) + timedelta(days=day, hours=8 + turn)
        titles.append((start, f"Treffen Nummer {place} im Quartier"))
        house.date(start, 45, title=titles[-1][1])
    return [title for _start, title in sorted(titles)]


def poster(session: Session, languages: Sequence[str] = ("de",), *, paper: str = "a4", monday: date = MONDAY) -> Sheet:
    """Return the poster of a week, not yet set."""
    house = house_of(session, occupancy.house_facts(session), BASE_URL)
    return week_poster(session, house, monday, languages, paper=paper, now=NOW)


def printed(sheet: Sheet) -> Printed:
    """Return *sheet* as it comes out of the press."""
    return press.typeset(sheet.name, press.job_of(sheet))
