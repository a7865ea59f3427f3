"""QR codes of our own addresses as pictures to print."""

from fastapi import FastAPI, Request, Response

from booking import clock, meetings, occupancy
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import work
from kiosk.components.codes import IN_HAND, ON_POSTER
from kiosk.components.qr import address_in_words, qr_svg
from kiosk.phone import addresses, feeds
from kiosk.phone.answers import trouble_page
from models.database import Database, Session

__all__ = ["address_in_words", "qr_svg", "register"]

# A day: the address of the house may change, the paper that carries it will be printed again.
_KEEP = {"Cache-Control": "public, max-age=86400", "Vary": "Host", "X-Content-Type-Options": "nosniff"}


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/qr/meeting/{code}.svg` and `/qr/calendar/{feed}.svg`; the feed is as in `/calendar/{feed}.ics`.

    They are printed as large as a hand needs them or, with `?poster=1`, as somebody who stands before a wall.
    """

    @app.get("/qr/meeting/{code}.svg", include_in_schema=False)
    async def meeting(code: str, request: Request, poster: bool = False) -> Response:
        def known(session: Session) -> str:
            house = occupancy.house_facts(session)
            return meetings.occurrence(session, house, code, now=clock.now()).code

        try:
            found = await work.reading(db, known)
        except Refused as refused:
            return trouble_page(refused.reasons)
        return _picture(addresses.base(request, settings) + addresses.meeting(found), poster)

    @app.get("/qr/calendar/{key:path}.svg", include_in_schema=False)
    async def calendar(key: str, request: Request, poster: bool = False) -> Response:
        try:
            feed = await work.reading(db, lambda session: feeds.find(session, key))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return _picture(addresses.base(request, settings) + addresses.calendar(feed.key), poster)


def _picture(address: str, poster: bool) -> Response:
    drawing = qr_svg(address, reading=ON_POSTER if poster else IN_HAND, printed=True)
    return Response(drawing, media_type="image/svg+xml", headers=_KEEP)
