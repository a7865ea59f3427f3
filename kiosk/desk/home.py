"""`/desk`: the requests that wait, and the week."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import (
    dailychecks,
    damages,
    decisions,
    elsewhere,
    grouppast,
    journal,
    ledger,
    lifecycle,
    moves,
    outbox,
    outside,
    screens,
)
from booking.clock import now
from booking.dailychecks import Check
from booking.damages import DamageFacts
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.ledger import DeskRow
from booking.rights import Area
from booking.screens import ScreenFacts
from booking.span import day_span, local
from kiosk.calendar_words import long_day_with_year
from kiosk.desk import asking, dialogs, dragging, outcomes, rows, seeing, wording
from kiosk.desk.checklist import CheckList
from kiosk.desk.damagelist import DamageList
from kiosk.desk.dialogs import Act, Filled, Story
from kiosk.desk.frame import (
    BOOKINGS,
    HOME,
    SERIES,
    Link,
    StatusLine,
    Words,
    frame,
)
from kiosk.desk.lists import RequestList, WeekTable, on_drop
from kiosk.desk.month import Month, MonthPage
from kiosk.desk.needs import Needs
from kiosk.desk.rows import Plain, Week
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.bookings import LIVE
from models.community import Listing
from models.database import Session

PATH = HOME
_YEARS = range(2000, 2200)  # beyond, the calendar itself ends somewhere


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], week: str = "", month: str = "") -> None:
        with frame(visit, PATH) as status:
            if wished := Month.read(month):
                await MonthPage(office, visit, status, wished).open()
                return
            await Home(office, visit, status, _wished_week(week)).open()


def _wished_week(text: str) -> Week | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Week.of(day) if day.year in _YEARS else None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, as it was read in one look."""

    today: date
    requests: dict[str, DeskRow]
    cards: list[Plain]
    bookings: dict[str, DeskRow]
    days: list[Plain]
    today_count: int
    letters: tuple[int, int]  # how many are dead and how many wait
    damages: list[DamageFacts]
    checks: list[Check]
    calendars: int  # of others, with which something is wrong
    screens: list[ScreenFacts]


class Home:
    """The page of one window. *week* is the one asked for; none: the week of today, also tomorrow."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, week: Week | None) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.visit = visit
        self.week = week
        self.shown: Shown | None = None
        with ui.element("div") as self.root:
            with ui.element("div").classes("headline"):
                self.heading = Words("h1")
                self.summary = Words("p").classes("summary")
            self.needs = Needs(self.window)
            self.requests = RequestList(may_act=visit.may_act(Area.REQUESTS))
            self.requests.set_visibility(visit.may_see(Area.REQUESTS))
            self.damages = DamageList(self.window, self.redraw)
            self.checks = CheckList(self.window, self.redraw)
            self.to_month = Link(_("Ganzer Monat"), PATH)
            self.table = WeekTable()
        self.requests.on_press("approve", self.approve)
        self.requests.on_press("decline", self.decline)
        self.table.on_press("open", self.window.safely(self.open_booking))
        self.table.on_press("cancel", self.cancel)
        self.table.on_press("end", self.end)
        self.table.on_press("hide", partial(self.hide, hidden=True))
        self.table.on_press("show", partial(self.hide, hidden=False))
        self.table.on_turn(self.turn)
        on_drop(self.table, self.window.safely(self.move))

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the book and show what changed; open dialogs stay as they are."""
        week = self.week
        shown = await self.window.look(lambda *house: _read(*house, week=week, visit=self.visit))
        if week != self.week:
            return  # somebody turned the page; its draw waits for this one
        self._show(shown, week)

    def _show(self, shown: Shown, week: Week | None) -> None:
        self.shown = shown
        self.heading.text = long_day_with_year(shown.today)
        count = shown.today_count
        today = ngettext("{number} Termin heute.", "{number} Termine heute.", count)
        self.summary.text = today if count else _("Heute kein Termin.")
        self.needs.show(shown.letters, shown.calendars, shown.screens)
        self.requests.show_rows(shown.cards)
        self.damages.show_damages(shown.damages)
        self.checks.show_checks(shown.checks)
        shown_week = week or Week.of(shown.today)
        self.to_month.props["href"] = f"{PATH}?month={Month.of(shown_week.days[3]).name}"
        self.table.show_week(shown_week.heading(), shown.days)

    async def turn(self, weeks: int) -> None:
        """Show the week before or after, or this one."""
        today = local(now(), self.window.zone).date()
        wanted = (self.week or Week.of(today)).turned(weeks) if weeks else None
        if wanted and wanted.monday.year not in _YEARS:
            return
        self.week = wanted
        address = f"{PATH}?week={self.week.monday.isoformat()}" if self.week else PATH
        ui.navigate.history.replace(address)
        await self.redraw()

    # What the desk does

    async def move(self, dropped: object) -> None:
        """Ask where a booking shall be that was dragged to another day."""
        await dragging.ask_where(self.window, self.root, dropped, self.redraw)

    async def approve(self, uid: str) -> None:
        """Say yes to a wish."""
        row = self._request(uid)
        problems = await self.window.attempt(
            lambda session, house, who, at: decisions.approve_booking(session, house, uid, who=who, now=at)
        )
        self.window.tell(_("Zugesagt: {title}, {when}.", title=row.title, when=rows.when(row)) if row else "", problems)
        await self.redraw()

    async def decline(self, uid: str) -> None:
        """Ask for the reason, then say no."""
        row = self._request(uid)
        if row is None:
            return
        say_no = outcomes.No(self.window, row)

        async def attempt(filled: Filled) -> list[str]:
            return await self._done(await say_no(uid, filled), say_no.said)

        dialogs.ask(self.root, asking.decline_question(row), attempt)

    async def cancel(self, uid: str) -> None:
        """Ask what to tell the public, then cancel."""
        row = self._booking(uid)
        if row is None:
            return

        async def attempt(filled: Filled) -> list[str]:
            return await self._done(
                await self.window.attempt(
                    lambda session, house, who, at: lifecycle.cancel_booking(
                        session, house, uid, who=who, now=at, note=filled.text
                    ),
                    wording.note_sentence,
                ),
                _("Abgesagt: {title}, {when}.", title=row.title, when=rows.when(row)),
            )

        dialogs.ask(self.root, asking.cancel_question(row), attempt)

    async def end(self, uid: str) -> None:
        """Ask, then end what is on now."""
        row = self._booking(uid)
        if row is None:
            return

        async def attempt(_filled: Filled) -> list[str]:
            return await self._done(
                await self.window.attempt(
                    lambda session, house, who, at: moves.end_early(session, house, uid, who=who, now=at)
                ),
                _("Beendet: {title}. Der Raum ist wieder frei.", title=row.title),
            )

        dialogs.ask(self.root, asking.end_question(row), attempt)

    async def hide(self, uid: str, *, hidden: bool, whole_series: bool = False) -> None:
        """Take a title off the public screens, or show it again."""
        row = self._booking(uid)
        problems = await self.window.attempt(
            lambda session, house, who, at: decisions.hide_title(
                session, uid, hidden=hidden, who=who, now=at, whole_series=whole_series
            )
        )
        said = _("Titel verborgen: {title}.") if hidden else _("Titel wieder öffentlich: {title}.")
        self.window.tell(said.format(title=row.title) if row else "", problems)
        await self.redraw()

    async def open_booking(self, uid: str) -> None:
        """Show everything about one booking."""
        row = self._booking(uid)
        if row is None or not self.visit.may_see(Area.BOOKINGS):
            return
        story = await self.window.look(lambda session, house, _now: _story(session, house, row))
        ways = [(_("Ändern"), f"{BOOKINGS}/{uid}")]
        if row.series_uid:
            ways.append((_("Ganze Reihe"), f"{SERIES}/{row.series_uid}"))
        dialogs.tell_story(self.root, story, *self._title_acts(row), ways=ways)

    def _title_acts(self, row: DeskRow) -> list[Act]:
        if row.listing is not Listing.PUBLIC:
            return []
        hidden = not row.title_hidden
        name = _("Titel verbergen") if hidden else _("Titel zeigen")
        acts: list[Act] = [(name, partial(self.hide, row.uid, hidden=hidden))]
        if row.series_uid:
            name = _("Titel der ganzen Reihe verbergen") if hidden else _("Titel der ganzen Reihe zeigen")
            acts.append((name, partial(self.hide, row.uid, hidden=hidden, whole_series=True)))
        return acts

    async def _done(self, problems: list[str], said: str) -> list[str]:
        if not problems:
            self.window.tell(said, [])
            await self.redraw()
        return problems

    def _request(self, uid: str) -> DeskRow | None:
        return self.shown.requests.get(uid) if self.shown else None

    def _booking(self, uid: str) -> DeskRow | None:
        return self.shown.bookings.get(uid) if self.shown else None


def _read(session: Session, house: HouseFacts, at: datetime, *, week: Week | None, visit: Visit) -> Shown:
    today = local(at, house.zone).date()
    shown_week = week or Week.of(today)
    waiting = ledger.waiting_requests(session, house) if visit.may_see(Area.REQUESTS) else []
    known = grouppast.pasts(session, {row.group_id for row in waiting if row.group_id}, now=at)
    seven_days = day_span(shown_week.monday, house.zone, days=7)
    booked = ledger.desk_week(session, house, seven_days)
    today_rows = ledger.desk_week(session, house, day_span(today, house.zone))
    return Shown(
        today=today,
        requests={row.uid: row for row in waiting},
        cards=[rows.request_card(row, house, known.get(row.group_id or 0)) for row in waiting],
        bookings={row.uid: row for row in booked},
        days=seeing.week_days(
            visit, rows.week_days(shown_week, booked, house, at, elsewhere.hints(session, house, seven_days))
        ),
        today_count=sum(row.state in LIVE for row in today_rows),
        letters=outbox.counts(session),
        checks=dailychecks.checks_of_today(session, house, now=at) if visit.may_see(Area.CHECKS) else [],
        damages=damages.open_damages(session, house) if visit.may_see(Area.DAMAGES) else [],
        calendars=outside.troubled(session),
        screens=screens.screens(session),
    )


def _story(session: Session, house: HouseFacts, row: DeskRow) -> Story:
    lines = wording.story(journal.story(session, row.booking_id), house.zone, row.group_name)
    return Story(row.title, rows.details(row, house), lines)
