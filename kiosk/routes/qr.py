"""QR codes of our own addresses: as a drawing inside a page and as a picture to print."""

from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]
from fastapi import FastAPI, Request, Response
from markupsafe import Markup

from booking import clock, meetings, occupancy
from booking.i18n import _
from booking.refusals import Refused
from booking.settings import Settings
from kiosk.phone import addresses, feeds
from kiosk.phone.answers import trouble_page
from kiosk.work import reading
from models.database import Database, Session

QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for it, and phones need it on a dark page
_LEVELS = {"M": qrcode.ERROR_CORRECT_M, "Q": qrcode.ERROR_CORRECT_Q}
# A day: the address of the house may change, the paper that carries it will be printed again.
_KEEP = {"Cache-Control": "public, max-age=86400", "Vary": "Host", "X-Content-Type-Options": "nosniff"}


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/qr/meeting/{code}.svg` and `/qr/calendar/{feed}.svg`; the feed is as in `/calendar/{feed}.ics`."""

    @app.get("/qr/meeting/{code}.svg", include_in_schema=False)
    async def meeting(code: str, request: Request) -> Response:
        def known(session: Session) -> str:
            house = occupancy.house_facts(session)
            return meetings.occurrence(session, house, code, now=clock.now()).code

        try:
            found = await reading(db, known)
        except Refused as refused:
            return trouble_page(refused.reasons)
        return _picture(addresses.base(request, settings) + addresses.meeting(found))

    @app.get("/qr/calendar/{key:path}.svg", include_in_schema=False)
    async def calendar(key: str, request: Request) -> Response:
        try:
            feed = await reading(db, lambda session: feeds.find(session, key))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return _picture(addresses.base(request, settings) + addresses.calendar(feed.key))


def qr_svg(address: str, *, scale: int = 0, level: str = "M", label: str = "") -> Markup:
    """Return *address* as a QR code: black on white, also on a dark page, with its quiet zone.

    *scale* is the size of a module in pixels (0: as large as its surroundings let it be). *level* is "M" for
    a screen that is read from near and "Q" for paper, which gets dirty. It speaks the address to who cannot see it,
    or *label* where it holds no address.
    """
    side, path = _drawing(address, level)
    size = Markup(' width="{0}" height="{0}"').format(side * scale) if scale else Markup()
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}"{size} role="img"'
        ' aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(side=side, size=size, label=label or _("QR-Code: {address}", address=address_in_words(address)), path=path)


@lru_cache(maxsize=512)
def _drawing(content: str, level: str) -> tuple[int, str]:
    """Return the side in modules, with the quiet zone, and the dark modules as a path."""
    rows = _modules(content, level)
    return len(rows) + 2 * QUIET_ZONE, "".join(_dark_runs(row, y) for y, row in enumerate(rows, QUIET_ZONE))


def address_in_words(url: str) -> str:
    """Return an address as people read and type it: `quartier.example.org/m/k7wq2xa`."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc}{parts.path.rstrip('/')}{query}"


def _modules(address: str, level: str) -> list[list[bool]]:
    code = qrcode.QRCode(error_correction=_LEVELS[level], border=0)
    code.add_data(address)
    code.make()
    rows: list[list[bool]] = code.get_matrix()
    return rows


def _dark_runs(row: list[bool], y: int) -> str:
    """Return the dark modules of a row as bars: one for each run, so that no seams show between modules."""
    bars, x = [], QUIET_ZONE
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(bars)


def _picture(address: str) -> Response:
    return Response(qr_svg(address, scale=8, level="Q"), media_type="image/svg+xml", headers=_KEEP)
