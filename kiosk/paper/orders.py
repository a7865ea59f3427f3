"""What is to be printed, as the desk's page and the address of a file name it; what makes no sense is as usual."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from booking import community
from booking.community import Quarter
from booking.i18n import FIRST_LANGUAGE, LANGUAGES, N_
from booking.span import local
from kiosk.paper.daysheet import day_sheet
from kiosk.paper.door import door_sign
from kiosk.paper.house import House
from kiosk.paper.letter import invitation, next_of
from kiosk.paper.press import Sheet
from kiosk.paper.slip import stairwell_slips
from kiosk.paper.week import week_poster
from models.database import Session

KINDS = {
    "week": N_("Wochenplakat"),
    "slip": N_("Zettel fürs Treppenhaus"),
    "door": N_("Türschild"),
    "letter": N_("Einladung für ein Viertel"),
    "day": N_("Tagesblatt für den Hausdienst"),
}
PAPERS = {"a4": "A4", "a3": "A3"}
PERIODS = {"week": N_("die ganze Woche"), "day": N_("ein Tag")}
# What each kind asks for, in this order.
ASKS = {
    "week": ("week", "paper", "lang", "second"),
    "slip": ("week", "lang", "second"),
    "door": ("room", "day", "period", "lang", "second"),
    "letter": ("quarter", "lang", "second"),
    "day": ("day",),
}
_WEEKS = 9  # that are offered, from this one on
_FAR = timedelta(days=800)


class NothingPlanned(Exception):
    """There is nothing to invite to in that quarter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One sheet that somebody wants."""

    kind: str
    day: date
    paper: str
    period: str
    room: str  # slug
    quarter: str  # slug; empty: the town has none
    languages: tuple[str, ...]  # one, or two that stand beside each other

    @property
    def monday(self) -> date:
        """The Monday of its week."""
        return _monday(self.day)

    @property
    def query(self) -> str:
        """Return the order as an address names it."""
        first, second = (*self.languages, "")[:2]
        told = {
            "kind": self.kind,
            "week": self.monday.isoformat(),
            "day": self.day.isoformat(),
            "paper": self.paper,
            "period": self.period,
            "room": self.room,
            "quarter": self.quarter,
            "lang": first,
            "second": second,
        }
        return urlencode({name: told[name] for name in ("kind", *ASKS[self.kind]) if told[name]})


@dataclass(frozen=True, slots=True)
class Offer:
    """What one can choose among."""

    weeks: tuple[date, ...]  # their Mondays
    rooms: Mapping[str, str]  # slug → name
    quarters: Mapping[str, str]


def read(session: Session, house: House, asked: Mapping[str, str], *, now: datetime) -> Order:
    """Return the order that *asked* names: of this week, on A4, in German where it says nothing that can be."""
    kind = _one_of(asked.get("kind"), KINDS, "week")
    first = _one_of(asked.get("lang"), LANGUAGES, FIRST_LANGUAGE) if "lang" in ASKS[kind] else FIRST_LANGUAGE
    second = _one_of(asked.get("second"), LANGUAGES, "")
    today = local(now, house.facts.zone).date()
    quarters = community.quarters(session)
    rooms = [room.slug for room in house.facts.public_rooms]
    return Order(
        kind=kind,
        day=_day(asked.get("day") or asked.get("week"), today),
        paper=_one_of(asked.get("paper"), PAPERS, "a4"),
        period=_one_of(asked.get("period"), PERIODS, "week"),
        room=_one_of(asked.get("room"), rooms, rooms[0] if rooms else ""),
        quarter=_quarter(session, house, quarters, asked.get("quarter"), now),
        languages=(first, second) if second and second != first and "second" in ASKS[kind] else (first,),
    )


def offer(session: Session, house: House, *, now: datetime) -> Offer:
    """Return what one can choose among."""
    monday = _monday(local(now, house.facts.zone).date())
    return Offer(
        tuple(monday + timedelta(weeks=number) for number in range(_WEEKS)),
        {room.slug: room.name for room in house.facts.public_rooms},
        {quarter.slug: quarter.name for quarter in community.quarters(session)},
    )


def sheet_of(session: Session, house: House, order: Order, *, now: datetime) -> Sheet:
    """Return what *order* asks for, ready to be set. Raises NothingPlanned, and Refused if the house has no room."""
    if order.kind == "slip":
        return stairwell_slips(session, house, order.monday, order.languages, now=now)
    if order.kind == "door":
        first, days = (order.monday, 7) if order.period == "week" else (order.day, 1)
        return door_sign(session, house, house.facts.room(order.room), first, days, order.languages, now=now)
    if order.kind == "letter":
        return _letter(session, house, order, now)
    if order.kind == "day":
        return day_sheet(session, house, order.day, now=now)
    return week_poster(session, house, order.monday, order.languages, paper=order.paper, now=now)


def _letter(session: Session, house: House, order: Order, now: datetime) -> Sheet:
    quarter = next((one for one in community.quarters(session) if one.slug == order.quarter), None)
    date_of = next_of(session, house, order.quarter, now=now)
    if quarter is None or date_of is None:
        raise NothingPlanned
    return invitation(house, quarter, date_of, order.languages, now=now)


def _quarter(session: Session, house: House, quarters: Sequence[Quarter], asked: str | None, now: datetime) -> str:
    """Return the quarter that is asked for; else the first for which something is planned."""
    known = [one.slug for one in quarters]
    if asked in known:
        return str(asked)
    return next((slug for slug in known if next_of(session, house, slug, now=now)), known[0] if known else "")


def _one_of(word: str | None, known: Container[str], usual: str) -> str:
    return word if word is not None and word in known else usual


def _day(day: str | None, today: date) -> date:
    try:
        some = date.fromisoformat(day or "")
    except ValueError:
        return today
    return some if abs(some - today) < _FAR else today


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
