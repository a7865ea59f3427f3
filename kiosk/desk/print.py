"""`/desk/print`: posters and other sheets as PDF, looked at before they are printed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from nicegui import background_tasks, ui

from booking import clock, occupancy
from booking.facts import HouseFacts
from booking.i18n import LANGUAGES, _, ngettext
from booking.refusals import Refused
from kiosk.calendar_words import long_day
from kiosk.components.qr import address_in_words
from kiosk.desk.forms import Field
from kiosk.desk.frame import Link, Part, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.paper import orders
from kiosk.paper.house import house_of
from kiosk.paper.orders import NothingPlanned, Offer, Order
from kiosk.paper.press import NotPrinted, Press, Printed, Sheet
from kiosk.phone import addresses
from kiosk.work import reading
from models.database import Session

PATH = "/desk/print"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def register(app: FastAPI, office: Office) -> None:
    """Declare the page, its files `/desk/print/sheet.pdf` and its pictures `/desk/print/page/{number}.png`."""
    press = Press()

    @ui.page(PATH, title=_("Drucken – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        base = addresses.base(request, office.settings)
        with frame(visit, PATH) as status:
            await Printing(office, visit, status, press, dict(request.query_params), base).open()

    @app.get(f"{PATH}/sheet.pdf", include_in_schema=False, dependencies=[Depends(office.visits.current)])
    async def file(request: Request) -> Response:
        done = await made(request)
        name = f"attachment; filename*=UTF-8''{quote(done.name)}.pdf"
        return Response(done.pdf, media_type="application/pdf", headers={**_HEADERS, "Content-Disposition": name})

    @app.get(f"{PATH}/page/{{number}}.png", include_in_schema=False, dependencies=[Depends(office.visits.current)])
    async def picture(number: int, request: Request) -> Response:
        previews = (await made(request)).previews
        if not 1 <= number <= len(previews):
            raise HTTPException(404)
        return Response(previews[number - 1], media_type="image/png", headers=_HEADERS)

    async def made(request: Request) -> Printed:
        base = addresses.base(request, office.settings)
        try:
            sheet = await reading(office.db, lambda session: _asked(session, dict(request.query_params), base))
            return await press.printed(sheet)
        except (Refused, NothingPlanned) as error:
            raise HTTPException(404) from error
        except NotPrinted as error:
            raise HTTPException(503) from error


def _asked(session: Session, asked: dict[str, str], base: str) -> Sheet:
    at = clock.now()
    house = house_of(session, occupancy.house_facts(session), base)
    return orders.sheet_of(session, house, orders.read(session, house, asked, now=at), now=at)


@dataclass(frozen=True, slots=True)
class _Look:
    """What the page shows; without a *sheet* there is nothing to print."""

    order: Order
    offer: Offer
    sheet: Sheet | None


class Printing:
    """The page of one window."""

    def __init__(
        self, office: Office, visit: Visit, status: StatusLine, press: Press, asked: dict[str, str], base: str
    ) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self._press, self._asked, self._base = press, asked, base
        self._client = ui.context.client
        with ui.element("div").classes("printing"):
            Words("h1", _("Drucken"))
            if _only_here(base):
                told = _(
                    "Kein Handy öffnet diese Codes, sie zeigen auf {address}. Das Haus braucht eine Adresse im Netz.",
                    address=address_in_words(base),
                )
                Words("p", told).classes("problem")
            self.kinds = Part()
            self.form = Part()
            self.preview = Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read what the sheet says now; it is set meanwhile, and shown when it is done."""

        def look(session: Session, facts: HouseFacts, at: datetime) -> _Look:
            house = house_of(session, facts, self._base)
            order = orders.read(session, house, self._asked, now=at)
            with suppress(NothingPlanned):
                return _Look(
                    order, orders.offer(session, house, now=at), orders.sheet_of(session, house, order, now=at)
                )
            return _Look(order, orders.offer(session, house, now=at), None)

        seen = await self.window.look(look)
        order, sheet = seen.order, seen.sheet
        self.kinds.show(order.kind, lambda: _kinds(order))
        self.form.show((order, seen.offer), lambda: _form(order, seen.offer))
        if sheet is None:
            self.preview.show("nothing", _nothing)
        elif not self._client.is_deleted:
            background_tasks.create_lazy(self.window.safely(self._set)(order, sheet), name=f"print {self._client.id}")

    async def _set(self, order: Order, sheet: Sheet) -> None:
        try:
            done = await self._press.printed(sheet)
        except NotPrinted:
            self.window.tell("", [_("Das Blatt konnte nicht gesetzt werden. Bitte versuchen Sie es noch einmal.")])
            return
        if not self._client.is_deleted:
            self.preview.show((order, done), lambda: _preview(order, done))


def _only_here(base: str) -> bool:
    """Whether no phone can open what stands before the house's addresses: it is the machine's own name for itself."""
    host = urlsplit(base).hostname or ""
    return host == "localhost" or host.startswith("127.") or host == "::1"


def _kinds(chosen: Order) -> None:
    with ui.element("nav").classes("kinds") as navigation:
        navigation.props["aria-label"] = _("Was soll gedruckt werden?")
        for kind, name in orders.KINDS.items():
            link = Link(_(name), f"{PATH}?kind={kind}", kind="button")
            if kind == chosen.kind:
                link.props["aria-current"] = "true"


def _form(order: Order, offer: Offer) -> None:
    fields = {one.name: one for one in _fields(order, offer)}
    with ui.element("form").props(f"method=get action={PATH}").classes("form"):
        kind = ui.element("input").props("type=hidden name=kind")
        kind.props["value"] = order.kind
        for name in orders.ASKS[order.kind]:
            fields[name].build()
        with ui.element("div").classes("actions wide"):
            Words("button", _("Ansehen")).props("type=submit").classes("button primary")


def _fields(order: Order, offer: Offer) -> list[Field]:
    first, second = (*order.languages, "")[:2]
    languages = {language.code: language.name for language in LANGUAGES.values()}
    mondays = {day.isoformat(): _("ab {day}", day=long_day(day)) for day in sorted({*offer.weeks, order.monday})}
    periods = {word: _(name) for word, name in orders.PERIODS.items()}
    beside = _("Zweite Sprache") if order.kind in ("slip", "letter") else _("Zweite Sprache daneben")
    return [
        _choice("week", _("Woche"), order.monday.isoformat(), mondays),
        Field(name="day", label=_("Tag"), kind="date", value=order.day.isoformat()),
        _choice("period", _("Zeitraum"), order.period, periods),
        _choice("room", _("Raum"), order.room, offer.rooms),
        _choice("quarter", _("Viertel"), order.quarter, offer.quarters),
        _choice("paper", _("Papier"), order.paper, orders.PAPERS),
        _choice("lang", _("Sprache"), first, languages),
        _choice("second", beside, second, {"": _("keine"), **languages}),
    ]


def _choice(name: str, label: str, value: str, options: Mapping[str, str]) -> Field:
    return Field(name=name, label=label, kind="select", value=value, options=options)


def _nothing() -> None:
    Words("p", _("In diesem Viertel ist noch kein Treffen geplant, zu dem man einladen könnte.")).classes("nothing")


def _preview(order: Order, done: Printed) -> None:
    with ui.element("div").classes("section-head"):
        Words("h2", _("Vorschau"))
        said = ngettext("{number} Seite", "{number} Seiten", done.pages)
        Words("p", said).props("role=status")
        Link(_("Herunterladen (PDF)"), f"{PATH}/sheet.pdf?{order.query}", kind="button primary").props("download")
    with ui.element("div").classes("sheets"):
        for number in range(1, len(done.previews) + 1):
            picture = ui.element("img")
            # The tag of what it shows: a changed sheet is asked for again.
            tag = hash(done.previews[number - 1]) & 0xFFFFFFFF
            picture.props["src"] = f"{PATH}/page/{number}.png?{order.query}&tag={tag:x}"
            picture.props["alt"] = _(
                "{sheet}, Seite {number} von {all}", sheet=_(orders.KINDS[order.kind]), number=number, all=done.pages
            )
    if order.kind == "week":
        Words("p", _("Für die Gruppenkarten: Gruppen, dann die Gruppe. Ihr Code wird nur einmal gezeigt.")).classes(
            "explain"
        )
    if done.pages > len(done.previews):
        Words("p", _("Die weiteren Seiten stehen nur in der Datei."))
