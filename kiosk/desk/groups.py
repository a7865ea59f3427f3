"""`/desk/groups`: what each group was given to show who it is."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import access, cards, keybox
from booking.access import GroupAccess
from booking.facts import HouseFacts
from booking.i18n import _
from booking.keybox import BoxCode
from booking.span import local
from kiosk.calendar_words import clock_time, short_date
from kiosk.desk import dialogs, groupcard, wording
from kiosk.desk.dialogs import Filled, Question
from kiosk.desk.frame import StatusLine, frame
from kiosk.desk.keycode import KeyCode
from kiosk.desk.lists import GroupTable
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.work import aside
from models.database import Session

PATH = "/desk/groups"


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Gruppen – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Groups(office, visit, status).open()


class Groups:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.groups: dict[str, GroupAccess] = {}
        with ui.element("div") as self.root:
            self.table = GroupTable()
            self.key_code = KeyCode(self.window, self.redraw, self.root)
        self.table.on_press("pin", self.new_pin)
        self.table.on_press("key", self.new_key)
        self.table.on_press("card", self.new_card)
        self.table.on_press("take", self.take_card)

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the groups and show what changed."""
        groups, shown, code = await self.window.look(_read)
        self.groups = {group.slug: group for group in groups}
        self.table.show(heading=_("Gruppen"), rows=shown)
        self.key_code.show_code(code)

    async def new_pin(self, slug: str) -> None:
        """Ask, then give the group another PIN and show it once."""
        group = self.groups.get(slug)
        if group is None:
            return

        async def attempt(_filled: Filled) -> list[str]:
            pin = await aside(lambda: access.make_pin(self.window.office.settings.secret))
            problems = await self.window.attempt(
                lambda session, _house, who, at: access.give_pin(session, slug, pin, now=at, who=who)
            )
            if not problems:
                self._show(_("Neue PIN: {group}", group=group.name), " ".join((pin.digits[:3], pin.digits[3:])))
            return problems

        dialogs.ask(self.root, _pin_question(group), attempt)

    async def new_key(self, slug: str) -> None:
        """Ask, then give the group another key and show it once."""
        group = self.groups.get(slug)
        if group is None:
            return
        given: list[str] = []

        async def attempt(_filled: Filled) -> list[str]:
            problems = await self.window.attempt(
                lambda session, _house, who, at: given.append(access.new_group_key(session, slug, now=at, who=who))
            )
            if not problems:
                self._show(_("Neuer Schlüssel: {group}", group=group.name), given[-1])
            return problems

        dialogs.ask(self.root, _key_question(group), attempt)

    async def new_card(self, slug: str) -> None:
        """Give the group another card and show it once, to be printed; the old one stops working with that press."""
        group, given = self.groups.get(slug), list[str]()
        problems = await self.window.attempt(
            lambda session, _house, who, at: given.append(cards.give_card(session, slug, now=at, who=who))
        )
        if group is None or problems:
            self.window.tell("", problems)
        else:
            groupcard.show(self.root, _("Neue Karte: {group}", group=group.name), given[-1])

    async def take_card(self, slug: str) -> None:
        """Let the card of the group stop working: it was lost."""
        group = self.groups.get(slug)
        problems = await self.window.attempt(
            lambda session, _house, who, at: cards.take_card(session, slug, now=at, who=who)
        )
        self.window.tell(_("Die Karte gilt nicht mehr: {group}.", group=group.name) if group else "", problems)
        await self.redraw()

    def _show(self, title: str, secret: str) -> None:
        lines = (_("Bitte aufschreiben. Das wird nur jetzt gezeigt."), _("Was vorher galt, gilt nicht mehr."))
        dialogs.show_once(self.root, title=title, secret=secret, lines=lines)


def _read(session: Session, house: HouseFacts, at: datetime) -> tuple[list[GroupAccess], list[Plain], BoxCode | None]:
    groups = access.group_accesses(session, now=at)
    return groups, [group_row(group, house) for group in groups], keybox.box_code(session)


def group_row(group: GroupAccess, house: HouseFacts) -> Plain:
    """Return one line of the list."""
    if group.locked_until:
        until = clock_time(local(group.locked_until, house.zone))
        pin, pin_class = _("gesperrt bis {time} Uhr: fünfmal falsch", time=until), "stop"
    else:
        pin, pin_class = (_("hat eine"), "good") if group.has_pin else (_("keine"), "quiet")
    return {
        "slug": group.slug,
        "name": group.name,
        "trust": _(wording.TRUST[group.trust]),
        "pin": pin,
        "pin_class": pin_class,
        "key": _("hat einen") if group.has_key else _("keiner"),
        "key_class": "good" if group.has_key else "quiet",
        "card": _("seit {day}", day=_day(group.card_given_at, house)) if group.card_given_at else _("keine"),
        "card_class": "good" if group.card_given_at else "quiet",
        "has_card": group.card_given_at is not None,
        "phone_path": f"{PATH}/{group.slug}",
        "phone_label": _("Auf dem Handy: {group}", group=group.name),
        "card_label": _("Neue Karte für {group}", group=group.name),
        "take_label": _("Karte sperren: {group}", group=group.name),
        "pin_label": _("Neue PIN für {group}", group=group.name),
        "key_label": _("Neuer Schlüssel für {group}", group=group.name),
    }


def _day(moment: datetime, house: HouseFacts) -> str:
    return short_date(local(moment, house.zone).date())


def _pin_question(group: GroupAccess) -> Question:
    old = _("Die alte PIN gilt dann nicht mehr.") if group.has_pin else _("Die Gruppe hat noch keine PIN.")
    return Question(title=_("Neue PIN"), lines=(group.name, old), confirm=_("PIN machen"))


def _key_question(group: GroupAccess) -> Question:
    old = _("Der alte Schlüssel gilt dann nicht mehr.") if group.has_key else _("Die Gruppe hat noch keinen Schlüssel.")
    return Question(title=_("Neuer Schlüssel"), lines=(group.name, old), confirm=_("Schlüssel machen"))
