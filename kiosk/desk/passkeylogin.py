"""Logging in by a passkey: what a browser is asked to sign, and what it signed; also instead of the code."""

import json
from collections.abc import Callable

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from booking import passkeys
from booking.clock import now
from booking.passkeychecks import Party
from booking.passkeys import Caller
from booking.refusals import PasskeyRefused, Refusal, Refused
from booking.settings import Settings
from kiosk import guard
from kiosk.desk import login, logincode, loginpage
from kiosk.desk.devices import device_of
from kiosk.desk.visits import LOGIN
from kiosk.work import writing
from models.database import Database, Session

PATH, STEP = f"{LOGIN}/passkey", f"{login.CODE}/passkey"
CHALLENGE = "challenge"  # below each: what is to be signed


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/desk/login/passkey` and `/desk/login/code/passkey`, each with its `/challenge`."""
    _declare_log_in(app, db, settings)
    _declare_step(app, db, settings)


def _declare_log_in(app: FastAPI, db: Database, settings: Settings) -> None:
    limiter = guard.Limiter(login.TRIES, login.WINDOW)

    @app.post(f"{PATH}/{CHALLENGE}", include_in_schema=False)
    async def ask(request: Request) -> Response:
        # Whoever asks stores a row for five minutes: not as many as they like.
        return await _asked(
            request, db, settings, limiter, lambda session, party: passkeys.begin_log_in(session, party, now=now())
        )

    @app.post(PATH, include_in_schema=False)
    async def come_in(request: Request) -> Response:
        if stranger := loginpage.from_elsewhere(request, settings):
            return stranger
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            signed, party, caller = await _signed(request, settings)
            name, token = await _settled(
                db,
                lambda session: passkeys.log_in(session, signed, party, caller, secret=settings.secret, now=now()),
            )
        except Refused as refused:
            return loginpage.refused(request, settings, refused.reasons[0])
        return login.let_in(name, token, settings)


def _declare_step(app: FastAPI, db: Database, settings: Settings) -> None:
    limiter, secret = guard.Limiter(login.TRIES, login.WINDOW), settings.secret

    @app.post(f"{STEP}/{CHALLENGE}", include_in_schema=False)
    async def ask(request: Request) -> Response:
        kept = request.cookies.get(login.TICKET, "")
        return await _asked(
            request,
            db,
            settings,
            limiter,
            lambda session, party: passkeys.begin_step(session, kept, party, secret=secret, now=now()),
        )

    @app.post(STEP, include_in_schema=False)
    async def take(request: Request) -> Response:
        if stranger := loginpage.from_elsewhere(request, settings):
            return stranger
        kept = request.cookies.get(login.TICKET, "")
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            signed, party, caller = await _signed(request, settings)
            name, token = await _settled(
                db,
                lambda session: passkeys.take_step(session, kept, signed, party, caller, secret=secret, now=now()),
            )
        except Refused as refused:
            return await logincode.refused_page(request, db, settings, refused)
        return logincode.let_in(name, token, settings)


async def _asked(
    request: Request,
    db: Database,
    settings: Settings,
    limiter: guard.Limiter,
    begin: Callable[[Session, Party], str],
) -> Response:
    """Answer what is to be signed, or by the status alone why not: the page has words of its own for it."""
    if not guard.same_origin(request, settings.public_url):
        return JSONResponse({}, 403, headers=loginpage.HEADERS)
    try:
        limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
        party = _party(request, settings)
        options = await writing(db, lambda session: begin(session, party))
    except Refused:
        return JSONResponse({}, 401, headers=loginpage.HEADERS)
    return JSONResponse(json.loads(options), headers=loginpage.HEADERS)


async def _signed(request: Request, settings: Settings) -> tuple[str, Party, Caller]:
    """Return what a browser signed, for which pages, and where it is. Raises Refused."""
    party = _party(request, settings)
    said = (await guard.small_form(request)).get("credential", "")
    caller = Caller(
        place=guard.caller(request, settings.trust_proxy),
        device=device_of(request.headers.get("user-agent", "")),
        known=request.cookies.get(login.KNOWN, ""),
    )
    return said, party, caller


def _party(request: Request, settings: Settings) -> Party:
    party = loginpage.party(request, settings)
    if party is None:
        raise Refused(PasskeyRefused())
    return party


async def _settled(db: Database, settle: Callable[[Session], tuple[str, str] | Refusal]) -> tuple[str, str]:
    answer = await writing(db, settle)
    if not isinstance(answer, tuple):
        raise Refused(answer)
    return answer
