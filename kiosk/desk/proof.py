"""`/desk/login/address/{token}`: whoever opens a letter's link there says that letters of the desk may go there."""

from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from booking import deskaddress, halftokens
from booking.clock import now
from booking.i18n import _
from booking.mailaddress import hinted
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import linkpages, login, wording
from kiosk.letters.of_desk import PROVE
from kiosk.work import reading, writing
from models.database import Database, Session
from models.staff import Role

PATH = f"{PROVE}{{token}}"


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare the page. Looking at it proves nothing: scanners of mail look at every link."""
    limiter = guard.Limiter(login.TRIES, login.WINDOW)

    @app.get(PATH, include_in_schema=False)
    async def look(request: Request, token: str) -> Response:
        show = partial(_shown, db, settings, token)
        return await linkpages.looked(limiter, request, settings, show, over=linkpages.DESK)

    @app.post(PATH, include_in_schema=False)
    async def prove(request: Request, token: str) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return HTMLResponse("", 403, headers=linkpages.HEADERS)
        chance = halftokens.half_of(token, settings.secret)
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            await writing(db, lambda session: deskaddress.prove(session, chance, now=now()))
        except Refused as refused:
            return linkpages.refused_page(refused, over=linkpages.DESK)
        return HTMLResponse(theme.render("desk/proof.html", done=True), headers=linkpages.HEADERS)


async def _shown(db: Database, settings: Settings, token: str) -> Response:
    """Return the page that asks whether letters may go there. Raises Refused(AddressLinkOver)."""
    chance = halftokens.half_of(token, settings.secret)

    def read(session: Session) -> tuple[str, Role]:
        staff = deskaddress.to_prove(session, chance, now=now())
        return staff.address_wish, staff.role

    address, role = await reading(db, read)
    shown = {"address": hinted(address), "role": _(wording.ROLES[role]), "action": f"{PROVE}{token}"}
    return HTMLResponse(theme.render("desk/proof.html", done=False, **shown), headers=linkpages.HEADERS)
