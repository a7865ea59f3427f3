"""`/desk?month=`: a whole month, from where each day and each booking is one step away."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nicegui import ui

from booking import elsewhere, ledger
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import _
from booking.ledger import DeskRow
from booking.span import day_span, local
from kiosk.calendar_words import long_day, month_and_year, short_weekday
from kiosk.desk import dragging, rows, seeing
from kiosk.desk.frame import HOME, Link, StatusLine, Words
from kiosk.desk.lists import MonthTable, on_drop
from kiosk.desk.rows import Plain, Week
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session

_YEARS = range(2000, 2200)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the book; *first* is its first day."""

    first: date

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Return the month that `2026-12` names; none if it names none."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            return None
        return cls(first) if first.year in _YEARS else None

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month that *day* lies in."""
        return cls(day.replace(day=1))

    def turned(self, months: int) -> "Month":
        """Return the month so many months later."""
        number = self.first.year * 12 + self.first.month - 1 + months
        return Month(date(number // 12, number % 12 + 1, 1))

    @property
    def weeks(self) -> list[Week]:
        """Every week of which a day lies in it."""
        first, last = Week.of(self.first), self.turned(1).first - timedelta(days=1)
        number = (Week.of(last).monday - first.monday).days // 7 + 1
        return [first.turned(one) for one in range(number)]

    @property
    def name(self) -> str:
        """How it is written in an address."""
        return f"{self.first:%Y-%m}"


class MonthPage:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, month: Month) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.visit = visit
        self.month = month
        with ui.element("div") as self.root:
            Words("h1", _("Monat"))
            with ui.element("nav").classes("ways") as ways:
                ways.props["aria-label"] = _("Von hier aus")
                Link(_("Anfragen und Woche"), HOME)
            self.table = MonthTable()
        self.table.on_turn(self.turn)
        on_drop(self.table, self.window.safely(self.move))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the book and show what changed."""
        month = self.month
        weeks = await self.window.look(lambda *house: _weeks(*house, month=month, visit=self.visit))
        if month == self.month:
            self.table.show(heading=month_and_year(month.first), weeks=weeks)

    async def turn(self, months: int) -> None:
        """Show the month before or after, or this one."""
        today = local(now(), self.window.zone).date()
        wanted = self.month.turned(months) if months else Month.of(today)
        if wanted.first.year in _YEARS:
            self.month = wanted
            ui.navigate.history.replace(f"{HOME}?month={wanted.name}")
            await self.redraw()

    async def move(self, dropped: object) -> None:
        """Ask where a booking shall be that was dragged to another day."""
        await dragging.ask_where(self.window, self.root, dropped, self.redraw)


def _weeks(session: Session, house: HouseFacts, at: datetime, *, month: Month, visit: Visit) -> list[Plain]:
    weeks = month.weeks
    span = day_span(weeks[0].monday, house.zone, days=7 * len(weeks))
    booked = ledger.desk_week(session, house, span)
    hints = elsewhere.hints(session, house, span)
    plain = [seeing.week_days(visit, rows.week_days(week, _of(week, booked), house, at, hints)) for week in weeks]
    return [_week(week, days, month) for week, days in zip(weeks, plain, strict=True)]


def _of(week: Week, booked: list[DeskRow]) -> list[DeskRow]:
    """Return what takes place in *week*, or reaches into it."""
    first, last = week.days[0], week.days[-1]
    return [row for row in booked if row.starts.date() <= last and row.ends.date() >= first]


def _week(week: Week, days: list[Plain], month: Month) -> Plain:
    address = f"{HOME}?week={week.monday.isoformat()}"
    return {
        "key": week.monday.isoformat(),
        "number": _("Woche {number}", number=week.monday.isocalendar().week),
        "href": address,
        "days": [_day(day, plain, month, address) for day, plain in zip(week.days, days, strict=True)],
    }


def _day(day: date, plain: Plain, month: Month, address: str) -> Plain:
    return {
        "key": plain["key"],
        "name": short_weekday(day),
        "number": str(day.day),
        "label": _("{day}: {count}", day=long_day(day), count=plain["count"]),
        "href": f"{address}#day-{day.isoformat()}",
        "within": day.month == month.first.month,
        "today": plain["today"],
        "hints": plain["hints"],
        "rows": plain["rows"],
    }
