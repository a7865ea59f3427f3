"""Logging in and out: a plain form that works without JavaScript."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import access
from booking.clock import now
from booking.i18n import _
from booking.refusals import Locked, Malformed, Refusal, Refused, TooManyTries
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk.visits import COOKIE, LOGIN, Visits
from kiosk.words import sentence
from kiosk.work import aside, writing
from models.database import Database

# More than a person mistypes, less than a program needs.
TRIES, WINDOW = 60, timedelta(minutes=5)
_NO_ZONE = ZoneInfo("UTC")  # no sentence about a login tells a time of day
_HEADERS = {**guard.PLAIN_HEADERS, "Cache-Control": "no-store"}


def register(app: FastAPI, db: Database, visits: Visits, settings: Settings) -> None:
    """Declare `/desk/login` and `/desk/logout`."""
    limiter = guard.Limiter(TRIES, WINDOW)

    @app.get(LOGIN, include_in_schema=False)
    async def form(ended: str = "") -> Response:
        return _page(_("Ihre Anmeldung ist zu Ende. Bitte melden Sie sich neu an.") if ended else "")

    @app.post(LOGIN, include_in_schema=False)
    async def log_in(request: Request) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return _page(_("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst."), status=403)
        login = ""
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            fields = await guard.small_form(request)
            login = fields.get("login", "")
            token = await opened(db, login, fields.get("password", ""))
        except Refused as refused:
            return _refused(refused.reasons[0], login)
        answer = RedirectResponse("/desk", 303, headers=_HEADERS)
        _give_cookie(answer, token, settings)
        return answer

    @app.post("/desk/logout", include_in_schema=False)
    async def log_out(request: Request) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return _page(_("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst."), status=403)
        await visits.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(LOGIN, 303, headers=_HEADERS)
        answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
        return answer


async def opened(db: Database, login: str, password: str) -> str:
    """Log in and return the token of the new session.

    Raises Refused: Locked, or WrongLogin for a wrong passphrase and for an unknown name alike.
    """
    claimed = await writing(db, lambda session: access.claim_login(session, login, now=now()))
    ok = await aside(lambda: access.check_password(claimed, password))
    answer = await writing(db, lambda session: access.open_session(session, claimed, ok, now=now()))
    if not isinstance(answer, str):
        raise Refused(answer)
    return answer


def _give_cookie(answer: Response, token: str, settings: Settings) -> None:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(access.DESK_DAY.total_seconds()),
        path="/desk",
        httponly=True,
        samesite="strict",
        secure=settings.public_url.startswith("https://"),
    )


def _refused(reason: Refusal, login: str) -> Response:
    if isinstance(reason, Locked | TooManyTries):
        answer = _page(sentence(reason, _NO_ZONE), login, status=429)
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
        return answer
    if isinstance(reason, Malformed):
        return _page(_("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal."), status=400)
    return _page(sentence(reason, _NO_ZONE), login, status=401)


def _page(message: str, login: str = "", *, status: int = 200) -> HTMLResponse:
    html = theme.render("desk/login.html", message=message, wrong=status != 200, login=login)
    return HTMLResponse(html, status, headers=_HEADERS)
