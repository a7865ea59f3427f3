"""How a machine becomes a kiosk, and how its page tells every minute that it lives."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from booking import screens
from booking.clock import now
from booking.i18n import _
from booking.refusals import Malformed, Refusal, Refused, TooManyTries
from booking.screens import Heartbeat, ScreenFacts
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.pages.device import COOKIE
from kiosk.words import sentence
from kiosk.work import reading, writing
from models.database import Database

PATH = "/kiosk/pair"
KIOSK = "/kiosk"
# Wrong codes, of one place and of all together: a person mistypes, a program guesses.
_BY_ONE, _ONE_WINDOW = 10, timedelta(minutes=10)
_BY_ALL, _ALL_WINDOW = 20, timedelta(minutes=1)
_LASTS = timedelta(days=400)  # of the cookie: as long as browsers keep one; its page renews it
_LONGEST_CODE = 64
_NO_ZONE = ZoneInfo("UTC")  # no sentence about a code tells a time of day
_HEADERS = {
    **guard.PLAIN_HEADERS,
    "Content-Security-Policy": guard.PLAIN_HEADERS["Content-Security-Policy"] + "; script-src 'self'",
    "Cache-Control": "no-store",
}


class Beat(BaseModel, extra="forbid"):
    """What the page tells; *touched* in seconds since the last touch."""

    version: Annotated[str, Field(max_length=64)]
    width: Annotated[int, Field(ge=1, le=100_000)]
    height: Annotated[int, Field(ge=1, le=100_000)]
    touched: Annotated[int | None, Field(ge=0, le=10_000_000)] = None

    def heard(self) -> Heartbeat:
        """Return it as the house keeps it."""
        touched = None if self.touched is None else timedelta(seconds=self.touched)
        return Heartbeat(version=self.version, width=self.width, height=self.height, touched=touched)


class Limits:
    """How often anybody may be wrong about a code."""

    def __init__(self) -> None:
        self._one = guard.Limiter(_BY_ONE, _ONE_WINDOW)
        self._all = guard.Limiter(_BY_ALL, _ALL_WINDOW)

    def look(self, caller: str) -> None:
        """Raise Refused(TooManyTries) if *caller*, or all together, were wrong too often."""
        self._one.look(caller)
        self._all.look()

    def count(self, caller: str) -> None:
        """Count one wrong code."""
        self._one.count(caller)
        self._all.count()


class Pairing:
    """The pages of one house."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._limits = Limits()

    async def form(self, request: Request, code: str = "") -> Response:
        """Ask for the code; one that came with the address is sent by the browser itself, as a GET changes nothing."""
        if await _screen(self._db, request) is not None:
            return RedirectResponse(KIOSK, 303, headers=_HEADERS)
        return _page(code=code if len(code) <= _LONGEST_CODE else "")

    async def pair(self, request: Request) -> Response:
        """Make the browser a kiosk for the right code; answer a wrong one and an old one alike."""
        if not guard.same_origin(request, self._settings.public_url):
            return _page(_("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie diese Seite selbst."), 403)
        answer = RedirectResponse(KIOSK, 303, headers=_HEADERS)
        if await _screen(self._db, request) is None:  # else it is the same form once more
            try:
                give_cookie(answer, await self._token(request), self._settings)
            except Refused as refused:
                return _refused(refused.reasons[0])
        return answer

    async def alive(self, request: Request, beat: Beat) -> Response:
        """Note that the page of a kiosk lives; 401 for every other."""
        own = guard.same_origin(request, self._settings.public_url)
        screen = await _screen(self._db, request) if own else None
        if screen is None:
            return Response(status_code=401, headers=_HEADERS)
        answer = Response(status_code=204, headers=_HEADERS)
        heard, at = beat.heard(), now()
        if screens.is_due(screen, heard, at):
            await writing(self._db, lambda session: screens.seen(session, screen.id, heard, now=at))
            give_cookie(answer, request.cookies[COOKIE], self._settings)
        return answer

    async def _token(self, request: Request) -> str:
        caller = guard.caller(request, self._settings.trust_proxy)
        self._limits.look(caller)
        code = (await guard.small_form(request)).get("code", "")
        secret = self._settings.secret
        answer = await writing(self._db, lambda session: screens.pair(session, code, secret, now=now()))
        if isinstance(answer, Refusal):
            self._limits.count(caller)
            raise Refused(answer)
        return answer


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/kiosk/pair` and `/kiosk/alive`; *settings* are complete, with the secret that seals codes."""
    pairing = Pairing(db, settings)
    app.add_api_route(PATH, pairing.form, methods=["GET"], include_in_schema=False)
    app.add_api_route(PATH, pairing.pair, methods=["POST"], include_in_schema=False)
    app.add_api_route("/kiosk/alive", pairing.alive, methods=["POST"], include_in_schema=False, status_code=204)


async def _screen(db: Database, request: Request) -> ScreenFacts | None:
    token = request.cookies.get(COOKIE, "")
    return await reading(db, lambda session: screens.screen_of(session, token)) if token else None


def give_cookie(answer: Response, token: str, settings: Settings) -> None:
    """Let the browser keep *token* where no script and no other site can use it."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(_LASTS.total_seconds()),
        path=KIOSK,
        httponly=True,
        samesite="strict",
        secure=settings.public_url.startswith("https://"),
    )


def _refused(reason: Refusal) -> Response:
    if isinstance(reason, TooManyTries):
        answer = _page(sentence(reason, _NO_ZONE), 429)
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
        return answer
    if isinstance(reason, Malformed):
        return _page(_("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal."), 400)
    return _page(sentence(reason, _NO_ZONE), 401)


def _page(message: str = "", status: int = 200, *, code: str = "") -> HTMLResponse:
    return HTMLResponse(theme.render("routes/pair.html", message=message, code=code), status, headers=_HEADERS)
