"""Logging in and out: a plain form that works without JavaScript."""

from dataclasses import dataclass
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import access, desksessions, seals, secondstep
from booking.clock import now
from booking.i18n import _
from booking.refusals import NotYourDuty, Refusal, Refused
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import loginpage
from kiosk.desk.devices import device_of
from kiosk.desk.loginpage import HEADERS, NO_ZONE
from kiosk.desk.visits import COOKIE, LOGIN, Visits
from kiosk.words import sentence
from kiosk.work import aside, writing
from models.database import Database, Session
from models.staff import Staff

# More than a person mistypes, less than a program needs.
TRIES, WINDOW = 60, timedelta(minutes=5)
CODE, TICKET = f"{LOGIN}/code", "desk_code"  # where the code is asked, and what leads there
KNOWN, KNOWN_LASTS = "desk_known", timedelta(days=180)  # the mark of a browser that a login was there with


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What the right passphrase brings: the *token* of a session, or the *ticket* to the code that is still asked."""

    token: str = ""
    ticket: str = ""


def register(app: FastAPI, db: Database, visits: Visits, settings: Settings) -> None:
    """Declare `/desk/login` and `/desk/logout`."""
    limiter = guard.Limiter(TRIES, WINDOW)

    @app.get(LOGIN, include_in_schema=False)
    async def form(request: Request, ended: str = "", chosen: str = "") -> Response:
        return loginpage.page(request, settings, _came_from(ended=bool(ended), chosen=bool(chosen)))

    @app.post(LOGIN, include_in_schema=False)
    async def log_in(request: Request) -> Response:
        if stranger := loginpage.from_elsewhere(request, settings):
            return stranger
        login, place = "", guard.caller(request, settings.trust_proxy)
        try:
            limiter.pass_or_refuse(place)
            fields = await guard.small_form(request)
            login = fields.get("login", "")
            device = device_of(request.headers.get("user-agent", ""))
            known = _known(request, login, settings)
            password = fields.get("password", "")
            got = await opened(db, login, password, device, place=place, known=known, secret=settings.secret)
        except Refused as refused:
            return loginpage.refused(request, settings, refused.reasons[0], login)
        if got.ticket:
            answer = RedirectResponse(CODE, 303, headers=HEADERS)
            give_cookie(answer, TICKET, got.ticket, settings, path=CODE, lasts=secondstep.TICKET_LASTS)
            return answer
        return let_in(access.login_name(login), got.token, settings)

    @app.post("/desk/logout", include_in_schema=False)
    async def log_out(request: Request) -> Response:
        if stranger := loginpage.from_elsewhere(request, settings):
            return stranger
        await visits.end(request.cookies.get(COOKIE, ""))
        answer = RedirectResponse(LOGIN, 303, headers=HEADERS)
        answer.delete_cookie(COOKIE, path="/desk", httponly=True, samesite="strict")
        return answer


async def opened(
    db: Database, login: str, password: str, device: str, *, place: str = "", known: str = "", secret: str = ""
) -> Opened:
    """Log in with the browser *device*, see `access.claim_login`; return the token, or the ticket to the second step.

    Raises Refused: Locked, or WrongLogin for a wrong passphrase and for an unknown name alike.
    """

    def settle(session: Session) -> Opened | Refusal:
        answer = access.open_session(session, claimed, ok, now=now(), device=device)
        if isinstance(answer, Staff):
            return Opened(ticket=secondstep.ticket(answer, secret=secret, now=now()))
        return Opened(token=answer) if isinstance(answer, str) else answer

    claimed = await writing(db, lambda session: access.claim_login(session, login, now=now(), place=place, known=known))
    ok = await aside(lambda: access.check_password(claimed, password))
    answer = await writing(db, settle)
    if not isinstance(answer, Opened):
        raise Refused(answer)
    return answer


def let_in(login: str, token: str, settings: Settings) -> Response:
    """Send the browser to the desk with the *token* of its session, and mark it as known to *login*."""
    answer = RedirectResponse("/desk", 303, headers=HEADERS)
    give_session(answer, login, token, settings)
    return answer


def give_session(answer: Response, login: str, token: str, settings: Settings) -> None:
    """Give the browser the *token* of its session, and mark it as known to *login*."""
    give_cookie(answer, COOKIE, token, settings, path="/desk", lasts=desksessions.DESK_DAY)
    kept = seals.known_browser(login, settings.secret)
    give_cookie(answer, KNOWN, kept, settings, path=LOGIN, lasts=KNOWN_LASTS)


def _known(request: Request, login: str, settings: Settings) -> str:
    """Return what the browser keeps since *login* was there before; empty if it was not."""
    kept = request.cookies.get(KNOWN, "")
    return kept if seals.is_known_browser(kept, access.login_name(login), settings.secret) else ""


def give_cookie(answer: Response, name: str, value: str, settings: Settings, *, path: str, lasts: timedelta) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=int(lasts.total_seconds()),
        path=path,
        httponly=True,
        samesite="strict",
        secure=settings.public_url.startswith("https://"),
    )


def _came_from(*, ended: bool, chosen: bool) -> str:
    """Say why the form is shown."""
    if chosen:
        return _("Ihr Passwort gilt. Sie können sich jetzt anmelden.")
    return _("Ihre Anmeldung ist zu Ende. Bitte melden Sie sich neu an.") if ended else ""


async def not_allowed(_request: Request, _error: Exception) -> Response:
    """Answer a page of the desk that is not for this login."""
    html = theme.render("desk/notyours.html", message=sentence(NotYourDuty(), NO_ZONE))
    return HTMLResponse(html, 403, headers=HEADERS)
