"""`/desk/export`: everything of the house as one file to take along, so that nobody is locked in."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse, StreamingResponse
from nicegui import ui

from booking import desksessions, export, journal
from booking.clock import now
from booking.i18n import N_, _
from booking.occupancy import house_facts
from booking.refusals import Locked, Refused
from booking.rights import Right
from booking.span import local
from kiosk import guard, proof
from kiosk.desk.download import Growing
from kiosk.desk.forms import Field
from kiosk.desk.frame import Words, frame
from kiosk.desk.visits import LOGIN_AGAIN, Visit
from kiosk.desk.window import Office
from kiosk.phone import addresses
from kiosk.work import reading, writing
from models.database import Database

PATH = "/desk/export"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_WHY_NOT = {
    "password": N_("Das Passwort stimmt nicht. Ohne Passwort kommen keine E-Mail-Adressen und Namen mit."),
    "locked": N_("Das Passwort war zu oft falsch. Bitte warten Sie eine Viertelstunde."),
}


def register(app: FastAPI, office: Office) -> None:
    """Declare the page and the file."""
    one_at_a_time = asyncio.Lock()

    @ui.page(PATH, title=_("Daten – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)], why: str = "") -> None:
        with frame(visit, PATH) as status:
            if why in _WHY_NOT:
                status.say(_(_WHY_NOT[why]), "wrong")
            _show()

    @app.post(PATH, include_in_schema=False)
    async def file(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> Response:
        if not guard.same_origin(request, office.settings.public_url):
            return _told(_("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst."), 403)
        try:
            filled = await guard.small_form(request)
        except Refused:
            return _told(_("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal."), 400)
        contacts = "contacts" in filled
        if contacts and (why := await _why_not(office, visit, filled.get("password", ""))):
            return RedirectResponse(why, 303, headers=_HEADERS)
        at, base_url = now(), addresses.base(request, office.settings)
        name = await _noted(office, visit, contacts=contacts, at=at)
        await one_at_a_time.acquire()
        growing = Growing(_writer(office.db, base_url, contacts=contacts, at=at), one_at_a_time.release)
        headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(growing.pieces(), media_type="application/zip", headers=headers)


def _show() -> None:
    Words("h1", _("Alles mitnehmen"))
    with ui.element("section").classes("leaving"):
        for text in (
            _("Räume, Zeiten, Gruppen, Reihen, Termine, Treffen, Runden, Schäden und das Journal in einer ZIP-Datei."),
            _("Darin ist alles als JSON und als Kalender, einmal ganz und einmal für jeden Raum."),
            _("So kann das Haus jederzeit mit einem anderen Programm weitermachen."),
            _("PINs und Zugänge bleiben hier."),
            _("Titel geschlossener Gruppen stehen darin: Bitte geben Sie die Datei nicht weiter."),
        ):
            Words("p", text)
        with ui.element("form").props(f"method=post action={PATH}").classes("form"):
            people = _("Auch E-Mail-Adressen und Namen, die bei Plätzen und Gruppen stehen")
            Field(name="contacts", label=people, kind="checkbox").build()
            hint = _("Nur wenn E-Mail-Adressen und Namen mitkommen.")
            Field(name="password", label=_("Ihr Passwort"), kind="password", hint=hint).build()
            Words("button", _("ZIP-Datei herunterladen")).props("type=submit").classes("button primary")


async def _why_not(office: Office, visit: Visit, password: str) -> str:
    """Return where it is said why this visit does not get how people are reached; empty if it does."""
    staff = await reading(office.db, lambda session: desksessions.staff_by_token(session, visit.token, now=now()))
    if staff is None:
        return LOGIN_AGAIN
    refusal = await proof.passphrase_objection(office.db, staff.login, password)
    if refusal is None:
        return ""
    return f"{PATH}?why={'locked' if isinstance(refusal, Locked) else 'password'}"


def _writer(db: Database, base_url: str, *, contacts: bool, at: datetime) -> Callable[[Growing], None]:
    def write(out: Growing) -> None:
        with db.snapshot() as session:
            export.send_zip(session, out, base_url, contacts=contacts, now=at)

    return write


async def _noted(office: Office, visit: Visit, *, contacts: bool, at: datetime) -> str:
    """Note in the journal that somebody takes everything along; return what the file is called."""
    zone = await reading(office.db, lambda session: house_facts(session).zone)
    await writing(
        office.db,
        lambda session: journal.record(
            session, "house.exported", who=visit.who(session, Right.ACT), now=at, with_contacts=contacts
        ),
    )
    return f"treffpunkt-{local(at, zone):%Y-%m-%d}.zip"


def _told(text: str, status: int) -> Response:
    return PlainTextResponse(text, status, headers=_HEADERS)
