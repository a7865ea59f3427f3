"""`/desk/groups/{slug}`: who acts for one group on the phone; the group is handed over to somebody new."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from nicegui import ui

from booking import feedkeys, members, owndates, succession
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.members import MemberCard
from booking.refusals import Refused
from booking.span import local
from booking.succession import Ended
from kiosk.calendar_words import clock_time, short_date
from kiosk.desk import accesscard, dialogs
from kiosk.desk.answers import build_missing
from kiosk.desk.dialogs import Filled as Answered
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import Link, StatusLine, Words, frame
from kiosk.desk.groups import PATH
from kiosk.desk.lists import PlainList
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.ownwords import DUTIES
from kiosk.phone import addresses
from models.database import Session
from models.members import Duty


class MemberTable(PlainList, component="desk_members.js", dependencies=["desk_lists.js"]):
    """Who acts for the group, by function."""

    def __init__(self) -> None:
        super().__init__(
            {
                "explain": _(
                    "Jede Aufgabe hat ihre eigene Adresse auf dem Handy, ohne Namen und ohne Passwort. "
                    "Eine neue Adresse macht die alten dieser Aufgabe sofort ungültig."
                ),
                "nothing": _("Noch handelt niemand auf dem Handy für diese Gruppe."),
                "columns": [_("Aufgabe"), _("Adresse"), _("Zuletzt etwas getan"), _("E-Mail"), _("Was tun?")],
                "link": _("Neue Adresse"),
                "take": _("Sperren"),
                "address": _("E-Mail …"),
                "remove": _("Streichen …"),
                "feeds": _("Kalender-Adressen sperren"),
            }
        )


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{slug}}", title=_("Gruppe – Büro – Treffpunkt"), language="de")
    async def one(request: Request, visit: Annotated[Visit, Depends(office.visits.current)], slug: str) -> None:
        with frame(visit, PATH, below=True) as status:
            page = OneGroup(office, visit, status, slug, addresses.base(request, office.settings))
            await page.window.safely(page.open)()


class OneGroup:
    """The page of one group in one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, slug: str, address: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.slug, self.address = slug, address
        self.name = ""
        self.cards: dict[str, MemberCard] = {}
        self.root = ui.element("div")

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        try:
            self.name, self.cards, shown = await self.window.look(lambda *house: _read(*house, slug=self.slug))
        except Refused as refused:
            with self.root:
                build_missing(refused, self.window)
            return
        with self.root:
            ui.page_title(_("{title} – Büro – Treffpunkt", title=self.name))
            self.table = MemberTable()
            with ui.element("section"):
                Words("h2", _("Jemand handelt neu für die Gruppe"))
                self.form = Form(_new_fields(), send=_("Adresse machen"), act=self.window.safely(self.add))
            with ui.element("section"):
                Words("h2", _("Die Gruppe geht an jemand Neues"))
                Words("p", _("Termine, Karte und Kalender bleiben gültig. Die alte Adresse endet sofort.")).classes(
                    "explain"
                )
                self.over = Form(_ended_fields(), send=_("Übergeben"), act=self.window.safely(self.hand_over))
            Link(_("Alle Gruppen"), PATH)
        self.table.show(**shown)
        for what, act in {
            "link": self.new_link,
            "take": self.take,
            "address": self.mail,
            "remove": self.remove,
            "feeds": self.take_feeds,
        }.items():
            self.table.on_press(what, self.window.safely(act))
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the group and show what changed; open dialogs stay as they are."""
        self.name, self.cards, shown = await self.window.look(lambda *house: _read(*house, slug=self.slug))
        self.table.show(**shown)

    # What the desk does

    async def add(self, filled: Filled) -> None:
        """Let somebody act for the group, and show the address once."""
        duty = Duty(filled["duty"]) if filled.get("duty") in list(Duty) else Duty.HELPER
        given: list[str] = []
        problems = await self.window.attempt(
            lambda session, _house, who, at: given.append(
                members.add_member(
                    session, _id(session, self.slug), duty, email=filled.get("email", ""), who=who, now=at
                )[1]
            )
        )
        self.form.say(problems)
        if not problems:
            self._show(duty, given[-1])

    async def hand_over(self, filled: Filled) -> None:
        """Give the group to somebody new, and show the new address once."""
        ended = Ended(**{name: bool(filled.get(name)) for name in ("card", "pin", "key", "feed")})
        given: list[str] = []
        problems = await self.window.attempt(
            lambda session, _house, who, at: given.append(
                succession.hand_over(session, owndates.group_by_slug(session, self.slug), ended=ended, who=who, now=at)
            )
        )
        self.over.say(problems)
        if not problems:
            self._show(Duty.RESPONSIBLE, given[-1])

    async def new_link(self, uid: str) -> None:
        """Give a function a fresh address and show it once; the old ones end with that press."""
        card, given = self.cards.get(uid), list[str]()
        problems = await self.window.attempt(
            lambda session, _house, who, at: given.append(
                members.new_link(session, _id(session, self.slug), uid, who=who, now=at)
            )
        )
        if card is None or problems:
            self.window.tell("", problems)
        else:
            self._show(card.duty, given[-1])

    async def take(self, uid: str) -> None:
        """End every address of a function: a phone was lost."""
        problems = await self.window.attempt(
            lambda session, _house, who, at: members.take_links(session, _id(session, self.slug), uid, who=who, now=at)
        )
        self.window.tell(_("Gesperrt. Kein Handy dieser Aufgabe öffnet die Seite mehr."), problems)
        await self.redraw()

    async def mail(self, uid: str) -> None:
        """Ask for the mail address of a function."""
        if (card := self.cards.get(uid)) is None:
            return

        async def attempt(filled: Mapping[str, str]) -> list[str]:
            return await self.window.attempt(
                lambda session, _house, who, at: members.set_address(
                    session, _id(session, self.slug), uid, filled.get("email", ""), who=who, now=at
                )
            )

        dialogs.fill_in(
            self.root,
            title=_("E-Mail: {duty}", duty=_(DUTIES[card.duty])),
            lines=(_("Für Post des Hauses und zum Anmelden. Leer: keine."),),
            fields=[
                Field(name="email", label=_("E-Mail"), kind="email", value=card.email, limits={"maxlength": "120"})
            ],
            confirm=_("Eintragen"),
            attempt=attempt,
        )

    async def remove(self, uid: str) -> None:
        """Ask, then let nobody have the function any more."""
        if (card := self.cards.get(uid)) is None:
            return

        async def attempt(_filled: Answered) -> list[str]:
            return await self.window.attempt(
                lambda session, _house, who, at: members.remove_member(
                    session, _id(session, self.slug), uid, by_desk=True, who=who, now=at
                )
            )

        lines = (self.name, _("Die Adresse auf dem Handy und die E-Mail-Adresse sind danach gelöscht."))
        title = _("Streichen: {duty}", duty=_(DUTIES[card.duty]))
        dialogs.ask(self.root, Question(title=title, lines=lines, confirm=_("Streichen")), attempt)

    async def take_feeds(self, _what: str) -> None:
        """End every address of the group's own calendar."""
        problems = await self.window.attempt(
            lambda session, _house, who, at: feedkeys.take_keys(session, _id(session, self.slug), who=who, now=at)
        )
        self.window.tell(_("Die Kalender-Adressen der Gruppe gelten nicht mehr."), problems)
        await self.redraw()

    def _show(self, duty: Duty, token: str) -> None:
        accesscard.show(
            self.root,
            title=_("Neue Adresse: {group}", group=self.name),
            group=self.name,
            duty=_(DUTIES[duty]),
            address=self.address + addresses.group(token),
        )


def _id(session: Session, slug: str) -> int:
    return owndates.group_by_slug(session, slug).id


def _read(session: Session, house: HouseFacts, _at: datetime, *, slug: str) -> tuple[str, dict[str, MemberCard], Plain]:
    group = owndates.group_by_slug(session, slug)
    cards = members.members_of(session, group.id)
    feeds = feedkeys.number_of(session, group.id)
    shown: Plain = {
        "heading": group.name,
        "rows": [member_row(card, house) for card in cards],
        "feeds": {"words": _feeds(feeds)},
    }
    return group.name, {card.uid: card for card in cards}, shown


def _feeds(number: int) -> str:
    if not number:
        return ""
    return ngettext(
        "{number} Adresse des eigenen Kalenders ist vergeben.",
        "{number} Adressen des eigenen Kalenders sind vergeben.",
        number,
    )


def member_row(card: MemberCard, house: HouseFacts) -> Plain:
    """Return one line of the list."""
    duty = _(DUTIES[card.duty])
    return {
        "uid": card.uid,
        "duty": duty,
        "link": _("seit {day}", day=_day(card.given_at, house)) if card.given_at else _("keine"),
        "link_class": "good" if card.links else "quiet",
        "has_link": bool(card.links),
        "used": _("{day}, {time} Uhr", day=_day(card.used_at, house), time=_time(card.used_at, house))
        if card.used_at
        else _("noch nie"),
        "mail": _("hat eine") if card.email else _("keine"),
        "link_label": _("Neue Adresse: {duty}", duty=duty),
        "take_label": _("Adresse sperren: {duty}", duty=duty),
        "address_label": _("E-Mail ändern: {duty}", duty=duty),
        "remove_label": _("Streichen: {duty}", duty=duty),
    }


def _day(moment: datetime, house: HouseFacts) -> str:
    return short_date(local(moment, house.zone).date())


def _time(moment: datetime, house: HouseFacts) -> str:
    return clock_time(local(moment, house.zone))


def _new_fields() -> list[Field]:
    duties = {duty.value: _(words) for duty, words in DUTIES.items()}
    return [
        Field(name="duty", label=_("Aufgabe"), kind="select", options=duties),
        Field(name="email", label=_("E-Mail (freiwillig)"), kind="email", limits={"maxlength": "120"}),
    ]


def _ended_fields() -> list[Field]:
    return [
        Field(name="card", label=_("Auch die Karte sperren"), kind="checkbox"),
        Field(name="pin", label=_("Auch die PIN löschen"), kind="checkbox"),
        Field(name="key", label=_("Auch den Schlüssel des Programms löschen"), kind="checkbox"),
        Field(name="feed", label=_("Auch die Kalender-Adressen sperren"), kind="checkbox"),
    ]
