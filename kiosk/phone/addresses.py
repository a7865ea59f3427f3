"""The addresses that people scan, print and share; stable for ever. DESIGN §8."""

import re
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from booking.i18n import FIRST_LANGUAGE, spoken
from booking.settings import Settings

CALENDAR = "/calendar"
KIND = "only"  # what names a kind of calendars in an address
BOOK = "/book"
ERASED = "/geloescht"  # after somebody erased what was stored of them
LANGUAGE = "lang"  # what names a language in an address
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


def in_spoken(path: str) -> str:
    """Return *path* for the code on a screen: whoever chose a language there finds it on the phone as well.

    Where the usual one is spoken nobody chose, and the phone's own language decides.
    """
    if spoken().code == FIRST_LANGUAGE:
        return path
    return f"{path}{'&' if '?' in path else '?'}{LANGUAGE}={spoken().code}"


def meeting(code: str) -> str:
    """Return the path of a meeting, where one takes a seat."""
    return f"/m/{code}"


def meeting_file(code: str) -> str:
    """Return the path of a meeting's own calendar file."""
    return f"/m/{code}.ics"


def seat(token: str) -> str:
    """Return the path that opens one seat."""
    return f"/s/{token}"


def seat_file(token: str) -> str:
    """Return the path of a file with all dates of a seat."""
    return f"/s/{token}/termine.ics"


def give_back(token: str) -> str:
    """Return the path where a seat is given back."""
    return f"/s/{token}/absagen"


def stored(home: str) -> str:
    """Return the path that tells what is stored about whoever has the page *home*."""
    return f"{home}/daten"


def stored_file(home: str) -> str:
    """Return the path of the same as a file."""
    return f"{home}/daten.json"


def erase(home: str) -> str:
    """Return the path where all of it is erased."""
    return f"{home}/loeschen"


def book(room: str = "", *, first: date | None = None, day: date | None = None, minutes: int = 0) -> str:
    """Return the path where a time is chosen: the days of *room* from *first* on, or the times of one *day*."""
    chosen = {"room": room, "from": first or "", "day": day or "", "minutes": minutes or ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{BOOK}?{query}" if query else BOOK


def booking(token: str) -> str:
    """Return the path where what is held at the kiosk is finished on a phone."""
    return f"/b/{token}"


def booking_as(token: str, way: str, group: str = "", usage: str = "", persons: str = "") -> str:
    """Return that path with what was already chosen there; without a *way* nothing was."""
    chosen = {"als": way, "gruppe": group, "anlass": usage, "personen": persons}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{booking(token)}?{query}" if way else booking(token)


def calendar(feed: str = "") -> str:
    """Return the path of the page on which one subscribes to *feed* ("room/stueble"), or of all feeds."""
    return f"{CALENDAR}?feed={feed}" if feed else CALENDAR


def calendars(kind: str) -> str:
    """Return the path of the page on which one chooses among calendars of a *kind*: "rooms", "groups", …"""
    return f"{CALENDAR}?{KIND}={kind}"


def calendar_file(feed: str) -> str:
    """Return the path of the feed itself."""
    return f"{CALENDAR}/{feed}.ics"


def group(token: str, *parts: str) -> str:
    """Return the path of a group's page, or of what lies below it."""
    return "/".join(["/g", token, *parts])


def quarter(slug: str) -> str:
    """Return the path of what is on in a quarter."""
    return f"/q/{slug}"


def contact(slug: str = "") -> str:
    """Return the path of the function *slug* that people can turn to, or of everybody who helps."""
    return f"/contact/{slug}" if slug else "/contact"


def contact_file(slug: str) -> str:
    """Return the path of a function's card as a phone's address book takes it."""
    return f"/contact/{slug}.vcf"


def about(part: str) -> str:
    """Return the path of what is to be told about the house: rules, privacy, accessibility, imprint."""
    return f"/about/{part}"
