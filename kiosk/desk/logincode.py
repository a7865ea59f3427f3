"""The second step of logging in: a code from the telephone or from paper, in a plain form."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import secondstep
from booking.clock import now
from booking.i18n import _
from booking.refusals import Locked, Refused, StepOver, TooManyTries
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import login
from kiosk.desk.devices import device_of
from kiosk.desk.visits import LOGIN
from kiosk.words import sentence
from kiosk.work import writing
from models.database import Database


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/desk/login/code`."""

    @app.get(login.CODE, include_in_schema=False)
    async def form(request: Request) -> Response:
        if login.TICKET not in request.cookies:
            return RedirectResponse(LOGIN, 303, headers=login.HEADERS)
        return _page("")

    @app.post(login.CODE, include_in_schema=False)
    async def enter(request: Request) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return _page(_("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst."), 403)
        try:
            typed = (await guard.small_form(request)).get("code", "")
            name, token = await _opened(request, db, settings, typed)
        except Refused as refused:
            return _refused(refused)
        answer = login.let_in(name, token, settings)
        answer.delete_cookie(login.TICKET, path=login.CODE, httponly=True, samesite="strict")
        return answer


async def _opened(request: Request, db: Database, settings: Settings, typed: str) -> tuple[str, str]:
    kept, known = request.cookies.get(login.TICKET, ""), request.cookies.get(login.KNOWN, "")
    place, secret = guard.caller(request, settings.trust_proxy), settings.secret
    device = device_of(request.headers.get("user-agent", ""))
    tried = await writing(
        db,
        lambda session: secondstep.claim_code(session, kept, secret=secret, now=now(), place=place, known=known),
    )
    answer = await writing(
        db,
        lambda session: secondstep.open_session(session, tried, typed, secret=secret, device=device, now=now()),
    )
    if not isinstance(answer, tuple):
        raise Refused(answer)
    return answer


def _refused(refused: Refused) -> Response:
    reason = refused.reasons[0]
    if isinstance(reason, StepOver):
        return login.refused_page(reason, "")
    if isinstance(reason, Locked | TooManyTries):
        answer = _page(sentence(reason, login.NO_ZONE), 429)
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
        return answer
    return _page(sentence(reason, login.NO_ZONE), 401)


def _page(message: str, status: int = 200) -> HTMLResponse:
    return HTMLResponse(theme.render("desk/logincode.html", message=message), status, headers=login.HEADERS)
