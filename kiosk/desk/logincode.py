"""The second step of logging in: a code from the telephone or from paper, in a plain form; or a passkey."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import passkeys, secondstep
from booking.clock import now
from booking.refusals import Locked, Refused, StepOver, TooManyTries
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import login, loginpage
from kiosk.desk.devices import device_of
from kiosk.desk.visits import LOGIN
from kiosk.words import sentence
from kiosk.work import reading, writing
from models.database import Database


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/desk/login/code`."""

    @app.get(login.CODE, include_in_schema=False)
    async def form(request: Request) -> Response:
        if login.TICKET not in request.cookies:
            return RedirectResponse(LOGIN, 303, headers=loginpage.HEADERS)
        return await page(request, db, settings)

    @app.post(login.CODE, include_in_schema=False)
    async def enter(request: Request) -> Response:
        if stranger := loginpage.from_elsewhere(request, settings):
            return stranger
        try:
            typed = (await guard.small_form(request)).get("code", "")
            name, token = await _opened(request, db, settings, typed)
        except Refused as refused:
            return await refused_page(request, db, settings, refused)
        return let_in(name, token, settings)


def let_in(name: str, token: str, settings: Settings) -> Response:
    """Send the browser to the desk; what led to the code is over."""
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
        lambda session: secondstep.open_session(
            session, tried, typed, secret=secret, device=device, now=now(), way=secondstep.way_of(kept)
        ),
    )
    if not isinstance(answer, tuple):
        raise Refused(answer)
    return answer


async def refused_page(request: Request, db: Database, settings: Settings, refused: Refused) -> Response:
    """Return the form with the reason why not; that of the first step where this one is over."""
    reason = refused.reasons[0]
    if isinstance(reason, StepOver):
        return loginpage.refused(request, settings, reason)
    if isinstance(reason, Locked | TooManyTries):
        answer = await page(request, db, settings, sentence(reason, loginpage.NO_ZONE), 429)
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
        return answer
    return await page(request, db, settings, sentence(reason, loginpage.NO_ZONE), 401)


async def page(request: Request, db: Database, settings: Settings, message: str = "", status: int = 200) -> Response:
    """Return the form with *message* above it, and the button of passkeys for whoever has one."""
    offered = loginpage.party(request, settings) is not None and await _has_passkey(request, db, settings)
    html = theme.render("desk/logincode.html", message=message, passkeys=offered)
    return HTMLResponse(html, status, headers=loginpage.SCRIPTED if offered else loginpage.HEADERS)


async def _has_passkey(request: Request, db: Database, settings: Settings) -> bool:
    kept, secret = request.cookies.get(login.TICKET, ""), settings.secret
    try:
        return await reading(db, lambda session: passkeys.offered_as_step(session, kept, secret=secret, now=now()))
    except Refused:
        return False  # the ticket is over: whoever sends the form is told
