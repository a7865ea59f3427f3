"""The page that asks who somebody is, with every way in that there is here, and what keeps somebody out."""

from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from booking import passkeychecks
from booking.i18n import _
from booking.passkeychecks import Party
from booking.refusals import Locked, Malformed, Refusal, TooManyTries
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.phone import addresses
from kiosk.words import sentence

NO_ZONE = ZoneInfo("UTC")  # no sentence about a login tells a time of day
HEADERS = {**guard.PLAIN_HEADERS, "Cache-Control": "no-store"}
# Passkeys need a script: one file of ours, which asks nobody but us.
_POLICY = "Content-Security-Policy"
SCRIPTED = {**HEADERS, _POLICY: HEADERS[_POLICY] + "; script-src 'self'; connect-src 'self'"}


def party(request: Request, settings: Settings) -> Party | None:
    """Return for whom passkeys sign on this page; none where they cannot: by http, or at a number.

    On this machine itself that is what was asked for, whatever the town's own address is.
    """
    asked = passkeychecks.party_at(f"{request.url.scheme}://{request.headers.get('host', '')}")
    if asked is not None and asked.id == "localhost":
        return asked
    return passkeychecks.party_at(addresses.base(request, settings))


def town_name(settings: Settings) -> str:
    """Return what the button of the town's own log-in says; empty where there is none."""
    door = settings.town_door
    return (door.name or _("Mit dem Zugang der Stadt anmelden")) if door else ""


def page(request: Request, settings: Settings, message: str = "", login: str = "", *, status: int = 200) -> Response:
    """Return the form with *message* above it; *login* was typed already."""
    passkeys = party(request, settings) is not None
    html = theme.render(
        "desk/login.html",
        message=message,
        wrong=status != 200,
        login=login,
        passkeys=passkeys,
        town=town_name(settings),
    )
    return HTMLResponse(html, status, headers=SCRIPTED if passkeys else HEADERS)


def refused(request: Request, settings: Settings, reason: Refusal, login: str = "") -> Response:
    """Return the form with the *reason* why not."""
    if isinstance(reason, Locked | TooManyTries):
        answer = page(request, settings, sentence(reason, NO_ZONE), login, status=429)
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
        return answer
    if isinstance(reason, Malformed):
        said = _("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.")
        return page(request, settings, said, login, status=400)
    return page(request, settings, sentence(reason, NO_ZONE), login, status=401)


def from_elsewhere(request: Request, settings: Settings) -> Response | None:
    """Return what to answer a form that another site sent; none for one of ours."""
    if guard.same_origin(request, settings.public_url):
        return None
    said = _("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie das Büro selbst.")
    return page(request, settings, said, status=403)
