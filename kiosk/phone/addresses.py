"""The addresses that people scan, print and share; stable for ever. DESIGN §8."""

import re

from starlette.requests import Request

from booking.settings import Settings

CALENDAR = "/calendar"
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]{1,255}")


def base(request: Request, settings: Settings) -> str:
    """Return what stands before every path: the town's own address, or else the one that was asked."""
    if settings.public_url:
        return settings.public_url
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        host, port = request.scope.get("server") or ("localhost", None)
        host = f"{host}:{port}" if port else host
    return f"{request.url.scheme}://{host}"


def meeting(code: str) -> str:
    """Return the path of a meeting, where one takes a seat."""
    return f"/m/{code}"


def meeting_file(code: str) -> str:
    """Return the path of a meeting's own calendar file."""
    return f"/m/{code}.ics"


def seat(token: str) -> str:
    """Return the path that opens one seat."""
    return f"/s/{token}"


def give_back(token: str) -> str:
    """Return the path where a seat is given back."""
    return f"/s/{token}/absagen"


def booking(token: str) -> str:
    """Return the path where what is held at the kiosk is finished on a phone."""
    return f"/b/{token}"


def calendar(feed: str = "") -> str:
    """Return the path of the page on which one subscribes to *feed* ("room/stueble"), or of all feeds."""
    return f"{CALENDAR}?feed={feed}" if feed else CALENDAR


def calendar_file(feed: str) -> str:
    """Return the path of the feed itself."""
    return f"{CALENDAR}/{feed}.ics"
