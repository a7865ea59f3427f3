"""My seat: what its link shows, and how it is given back."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, occupancy, signups
from booking.i18n import _
from booking.refusals import Refused
from booking.settings import Settings
from booking.signups import SeatView
from booking.span import local
from kiosk import guard
from kiosk.components.meeting_words import Chip
from kiosk.phone import addresses, wording
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, status_page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.meeting import FROM_ONE_ADDRESS, WINDOW
from kiosk.work import reading, writing
from models.database import Database, Session

# Whoever has the link has the seat: no search engine may keep it.
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class SeatLook:
    """Everything that the page of one seat shows."""

    house: HouseSign
    seat: SeatView
    day: str
    party: str
    state: Chip | None
    heading: str
    can_give_back: bool


class SeatPages:
    """The page of a seat, and the question before it is given back."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)

    async def show(self, request: Request) -> Response:
        """Answer GET `/s/{token}`."""
        return await self._page(request, "seat.html")

    async def ask(self, request: Request) -> Response:
        """Answer GET `/s/{token}/absagen`: the question; nothing changes."""
        return await self._page(request, "give_back.html")

    async def give_back(self, request: Request) -> Response:
        """Answer POST `/s/{token}/absagen`; a second time it changes nothing."""
        if not guard.same_origin(request, self._settings.public_url):
            return status_page(422, [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")])
        try:
            self._from_one_address.pass_or_refuse(guard.caller(request, self._settings.trust_proxy))
            await writing(self._db, lambda session: give_back(session, _token(request), now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return go_to(addresses.seat(_token(request)))

    async def _page(self, request: Request, template: str) -> Response:
        try:
            seen = await reading(self._db, lambda session: look(session, _token(request), now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        base = addresses.base(request, self._settings)
        return page(template, cache=PRIVATE, headers=_HEADERS, base=base, house=seen.house, seen=seen)


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/s/{token}` and `/s/{token}/absagen`."""
    pages = SeatPages(db, settings)
    declare(app, "/s/{token}", get=pages.show)
    declare(app, "/s/{token}/absagen", get=pages.ask, post=pages.give_back)


def look(session: Session, token: str, *, now: datetime) -> SeatLook:
    """Return what the page of the seat *token* shows. Raises Refused(UnknownSeat)."""
    house = occupancy.house_facts(session)
    seat = signups.seat(session, house, token, now=now)
    date = seat.occurrence
    return SeatLook(
        house=HouseSign.of(house),
        seat=seat,
        day=wording.day_heading(date.starts.date(), local(now, house.zone).date()),
        party=wording.party(seat.persons),
        state=wording.banner(date, now),
        heading=_heading(seat),
        can_give_back=not seat.released and date.status != "cancelled" and now < date.starts,
    )


def _heading(seat: SeatView) -> str:
    if seat.occurrence.status == "cancelled":
        return _("Das Treffen fällt leider aus")
    return _("Sie stehen auf der Warteliste") if seat.waiting else _("Ihr Platz ist sicher")


def give_back(session: Session, token: str, *, now: datetime) -> None:
    """Give the seat back. Raises Refused."""
    signups.cancel_seat(session, occupancy.house_facts(session), token, now=now)


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token
