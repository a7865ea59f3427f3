"""`/desk/login/address/{token}`: whoever opens a letter's link there says that letters of the desk may go there."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from booking import deskaddress, halftokens
from booking.clock import now
from booking.i18n import _
from booking.mailaddress import hinted
from booking.refusals import AddressLinkOver, Refused, TooManyTries
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import login, loginpage, wording
from kiosk.letters.of_desk import PROVE
from kiosk.words import sentence
from kiosk.work import reading, writing
from models.database import Database

PATH = f"{PROVE}{{token}}"
_HEADERS = {**loginpage.HEADERS, "X-Robots-Tag": "noindex, nofollow"}


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare the page. Looking at it proves nothing: scanners of mail look at every link."""
    limiter = guard.Limiter(login.TRIES, login.WINDOW)

    @app.get(PATH, include_in_schema=False)
    async def look(request: Request, token: str) -> Response:
        place = guard.caller(request, settings.trust_proxy)
        chance = halftokens.half_of(token, settings.secret)
        try:
            limiter.look(place)
            address, role = await reading(
                db,
                lambda session: (
                    (found := deskaddress.to_prove(session, chance, now=now())).address_wish,
                    found.role,
                ),
            )
        except Refused as refused:
            limiter.count(place)
            return _refused(refused)
        shown = {"address": hinted(address), "role": _(wording.ROLES[role]), "action": f"{PROVE}{token}"}
        return HTMLResponse(theme.render("desk/proof.html", done=False, **shown), headers=_HEADERS)

    @app.post(PATH, include_in_schema=False)
    async def prove(request: Request, token: str) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return HTMLResponse("", 403, headers=_HEADERS)
        chance = halftokens.half_of(token, settings.secret)
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            await writing(db, lambda session: deskaddress.prove(session, chance, now=now()))
        except Refused as refused:
            return _refused(refused)
        return HTMLResponse(theme.render("desk/proof.html", done=True), headers=_HEADERS)


def _refused(refused: Refused) -> HTMLResponse:
    reason = refused.reasons[0]
    status = 404 if isinstance(reason, AddressLinkOver) else 429
    html = theme.render("desk/linkover.html", message=sentence(reason, loginpage.NO_ZONE))
    answer = HTMLResponse(html, status, headers=_HEADERS)
    if isinstance(reason, TooManyTries):
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
    return answer
