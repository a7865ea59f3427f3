"""Logging in by the town's own log-in: to its provider by a press, and back with what it says."""

import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from booking import access, envelopes, seals, secondstep, townlogin
from booking.clock import now
from booking.i18n import _
from booking.refusals import Refusal, Refused, TownAway, TownDenied, TownWrong
from booking.settings import Settings
from booking.townlogin import Subject
from kiosk import guard, theme
from kiosk.desk import login, loginpage
from kiosk.desk.devices import device_of
from kiosk.desk.visits import COOKIE, LOGIN
from kiosk.phone import addresses
from kiosk.townprovider import Provider, Started
from kiosk.work import reading, writing
from models.database import Database, Session
from models.staff import Staff, Way

PATH = f"{LOGIN}/town"
BACK = f"{PATH}/back"
STATE, STATE_LASTS = "desk_town", timedelta(minutes=10)
ACCOUNT = "/desk/account"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a browser keeps while its user is at the provider; nobody else can read or write it."""

    started: Started
    until: float
    invitation: str = ""  # the link whose owner wants to come in this way
    join: str = ""  # the seal of the session whose login is to be joined


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/desk/login/town` and where the provider sends people back, where there is one."""
    door = settings.town_door
    desk = _Desk(db, settings, Provider(door) if door else None)

    @app.post(PATH, include_in_schema=False)
    async def begin(request: Request) -> Response:
        return loginpage.from_elsewhere(request, settings) or await desk.begin(request)

    # Nothing happens by looking: only a browser that pressed the button keeps what belongs to this address.
    @app.get(BACK, include_in_schema=False)
    async def back(request: Request, state: str = "", code: str = "", error: str = "") -> Response:
        answer = await desk.come_back(request, state, code, error)
        answer.delete_cookie(STATE, path=PATH, httponly=True, samesite="lax")
        return answer


class _Desk:
    """Both ends of the way to the *provider* and back; none: the house has none."""

    def __init__(self, db: Database, settings: Settings, provider: Provider | None) -> None:
        self.db, self.settings, self.provider = db, settings, provider
        self.limiter = guard.Limiter(login.TRIES, login.WINDOW)

    async def begin(self, request: Request) -> Response:
        """Send a browser to the provider."""
        try:
            self.limiter.pass_or_refuse(guard.caller(request, self.settings.trust_proxy))
            fields = await guard.small_form(request)
            asked = await self._asked(request, fields.get("invitation", ""), bool(fields.get("join")))
            address = await self._provider().address(asked.started, self._back(request))
        except Refused as refused:
            return loginpage.refused(request, self.settings, refused.reasons[0])
        # A page, not a redirect: forms of our pages lead nowhere else (form-action in its policy).
        answer = _onward(_("Zur Anmeldung der Stadt"), address)
        answer.set_cookie(
            STATE,
            envelopes.closed(json.dumps(asdict(asked)), self.settings.secret),
            max_age=int(STATE_LASTS.total_seconds()),
            path=PATH,
            httponly=True,
            samesite="lax",  # it has to come along when the provider sends the browser back
            secure=self.settings.public_url.startswith("https://"),
        )
        return answer

    async def come_back(self, request: Request, state: str, code: str, error: str) -> Response:
        """Let a browser in that the provider sent back, or join its login; else say why not."""
        try:
            self.limiter.pass_or_refuse(guard.caller(request, self.settings.trust_proxy))
            if error:  # lets nobody in, and some providers leave the state out
                raise Refused(TownDenied() if error == "access_denied" else TownAway())
            asked = self._kept(request)
            if asked is None or not code or not hmac.compare_digest(asked.started.state.encode(), state.encode()):
                raise Refused(TownWrong())
            subject = await self._provider().subject(asked.started, code, self._back(request), now=now())
            return await self._settled(request, asked, subject)
        except Refused as refused:
            return loginpage.refused(request, self.settings, refused.reasons[0])

    async def _settled(self, request: Request, asked: _Asked, subject: Subject) -> Response:
        device = device_of(request.headers.get("user-agent", ""))
        if asked.join:
            await writing(self.db, lambda session: townlogin.join(session, asked.join, subject, now=now()))
            return _onward(_("Verbunden"), ACCOUNT)
        if asked.invitation:
            invited = asked.invitation
            return await self._let_in(
                lambda session: townlogin.accept_invitation(session, invited, subject, device=device, now=now())
            )
        return await self._let_in(lambda session: townlogin.log_in(session, subject, device=device, now=now()))

    async def _let_in(self, settle: Callable[[Session], tuple[str, str] | Staff]) -> Response:
        secret = self.settings.secret

        def settled(session: Session) -> tuple[str, str]:
            answer = settle(session)
            if isinstance(answer, Staff):
                return "", secondstep.ticket(answer, secret=secret, now=now(), way=Way.TOWN)
            return answer

        name, token = await writing(self.db, settled)
        # A page, not a redirect: the strict cookie of the desk comes along only from a page of ours.
        if not name:
            answer = _onward(_("Noch der Code"), login.CODE)
            lasts = secondstep.TICKET_LASTS
            login.give_cookie(answer, login.TICKET, token, self.settings, path=login.CODE, lasts=lasts)
            return answer
        answer = _onward(_("Sie sind angemeldet"), "/desk")
        login.give_session(answer, access.login_name(name), token, self.settings)
        return answer

    async def _asked(self, request: Request, invitation: str, join: bool) -> _Asked:
        started = Started(*(secrets.token_urlsafe(32) for _each in range(3)))
        until = (now() + STATE_LASTS).timestamp()
        if not join:
            return _Asked(started, until, invitation=invitation)
        token = request.cookies.get(COOKIE, "")
        wrong: Refusal | None = await reading(self.db, lambda session: townlogin.may_join(session, token, now=now()))
        if wrong:
            raise Refused(wrong)
        return _Asked(started, until, join=seals.token_seal(token))

    def _kept(self, request: Request) -> _Asked | None:
        """Return what the browser was sent away with; none if that was elsewhere, is too old, or was changed."""
        try:
            kept = json.loads(envelopes.opened(request.cookies.get(STATE, ""), self.settings.secret))
        except (envelopes.NotOpened, ValueError):
            return None
        asked = _Asked(**{**kept, "started": Started(**kept["started"])})
        return asked if now().timestamp() < asked.until else None

    def _provider(self) -> Provider:
        if self.provider is None:
            raise Refused(TownAway())
        return self.provider

    def _back(self, request: Request) -> str:
        return addresses.base(request, self.settings) + BACK


def _onward(title: str, address: str) -> HTMLResponse:
    html = theme.render("desk/onward.html", title=title, address=address)
    return HTMLResponse(html, headers=loginpage.HEADERS)
