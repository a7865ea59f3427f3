"""`/desk/waits`: which groups wait for a time that somebody has, and who is offered one now."""

from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import ledger, waits
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.ledger import WaitRow
from kiosk.calendar_words import from_to, long_day
from kiosk.desk import dialogs, wording
from kiosk.desk.dialogs import Filled, Question
from kiosk.desk.frame import BOOKINGS, WAITS, StatusLine, frame
from kiosk.desk.lists import WaitTable
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window

PATH = WAITS


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Warteliste – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Waits(office, visit, status).open()


class Waits:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.rows: dict[str, WaitRow] = {}
        with ui.element("div") as self.root:
            self.table = WaitTable()
        self.table.on_press("withdraw", self.withdraw)

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the lines and show what changed; open dialogs stay as they are."""
        found, house = await self.window.look(lambda session, house, _at: (ledger.desk_waits(session, house), house))
        self.rows = {row.uid: row for row in found}
        self.table.show(heading=_("Warteliste"), rows=[wait_row(row, house) for row in found])

    async def withdraw(self, uid: str) -> None:
        """Ask, then take a group off the list."""
        row = self.rows.get(uid)
        if row is None:
            return

        async def attempt(_filled: Filled) -> list[str]:
            problems = await self.window.attempt(
                lambda session, house, who, at: waits.withdraw(session, house, uid, who=who, now=at)
            )
            if not problems:
                self.window.tell(_("Gestrichen: {group}, {when}.", group=row.group_name, when=when(row)), [])
                await self.redraw()
            return problems

        dialogs.ask(self.root, withdraw_question(row), attempt)


def wait_row(row: WaitRow, house: HouseFacts) -> Plain:
    """Return one line of the list: who waits for what since when, and how near it is."""
    named = _("{group}, {when}", group=row.group_name, when=when(row))
    offered = row.offered_until is not None
    return {
        "uid": row.uid,
        "when": when(row),
        "room": row.room_name,
        "group": row.group_name,
        "title": _title(row),
        "state": "held" if offered else "quiet",
        "stands": stands(row, house),
        "since": _("seit {moment}", moment=wording.moment(row.since, house.zone)),
        "offer_href": f"{BOOKINGS}/{row.offer_uid}" if row.offer_uid else "",
        "offer_label": _("Zum Angebot: {wait}", wait=named),
        "withdraw_label": _("Streichen: {wait}", wait=named),
    }


def _title(row: WaitRow) -> str:
    if row.persons is None:
        return row.title
    persons = ngettext("{number} Person", "{number} Personen", row.persons)
    return _("{title}, {persons}", title=row.title, persons=persons)


def when(row: WaitRow) -> str:
    """Return the time that is waited for."""
    return _("{day}, {times}", day=long_day(row.starts.date()), times=from_to(row.starts, row.ends))


def stands(row: WaitRow, house: HouseFacts) -> str:
    """Return the place in the line, or until when the time may be taken."""
    if row.offered_until is not None:
        return _("angeboten bis {until}", until=wording.moment(row.offered_until, house.zone))
    return _("Platz {number}", number=row.place)


def withdraw_question(row: WaitRow) -> Question:
    """Return what is asked before a group is taken off the list."""
    offered = _("Das Angebot verfällt, die nächste Gruppe ist dran.") if row.offer_uid else ""
    lines = (row.group_name, when(row), offered, _("Die Gruppe bekommt einen Brief darüber."))
    return Question(title=_("Von der Warteliste streichen"), lines=tuple(filter(None, lines)), confirm=_("Streichen"))
