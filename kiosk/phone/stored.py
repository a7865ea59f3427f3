"""What is stored about me? Told, taken along as a file, erased: by whoever has the address of a seat or of a wish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, handover, newcomers, occupancy, privacy, signups
from booking.i18n import _
from booking.privacy import Told
from booking.refusals import Refused, UnknownAccess, UnknownLink, UnknownSeat
from booking.settings import Settings
from booking.span import local
from kiosk import guard, privacywords
from kiosk.phone import addresses, storedwords
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, status_page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.meeting import FROM_ONE_ADDRESS, WINDOW
from kiosk.phone.storedwords import Line
from kiosk.work import reading, writing
from models.bookings import LIVE
from models.database import Database, Session

# Whoever has the link is the person: no search engine may keep it.
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """What belongs to one address."""

    house: HouseSign
    home: str  # the page that it opens
    lines: list[Line]
    goes: list[str]  # what happens besides when it is erased
    told: list[Told]


Look = Callable[[Session, str, datetime], Stored]
Erase = Callable[[Session, str, datetime], object]


class StoredPages:
    """`…/daten`, the file, and the question before everything goes. GET changes nothing (UX §10, 10)."""

    def __init__(self, db: Database, settings: Settings, look: Look, erase: Erase) -> None:
        self._db = db
        self._settings = settings
        self._look, self._erase = look, erase
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)

    async def show(self, request: Request) -> Response:
        """Answer GET `…/daten`: everything, and when it goes."""
        return await self._page(request, "stored.html")

    async def ask(self, request: Request) -> Response:
        """Answer GET `…/loeschen`: the question; nothing changes."""
        return await self._page(request, "erase.html")

    async def file(self, request: Request) -> Response:
        """Answer GET `…/daten.json`: everything, for a program."""
        try:
            seen = await self._seen(request)
        except Refused as refused:
            return trouble_page(refused.reasons)
        return as_file(seen.told)

    async def erase(self, request: Request) -> Response:
        """Answer POST `…/loeschen`. A second press, and an address that opens nothing, end at the same page."""
        if not guard.same_origin(request, self._settings.public_url):
            return status_page(422, [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")])
        token, now = request.path_params["token"], clock.now()
        try:
            self._from_one_address.pass_or_refuse(guard.caller(request, self._settings.trust_proxy))
            await writing(self._db, lambda session: self._erase(session, token, now))
        except Refused as refused:
            if not is_unknown(refused):
                return trouble_page(refused.reasons)
        return go_to(addresses.ERASED)

    async def _seen(self, request: Request) -> Stored:
        token, now = request.path_params["token"], clock.now()
        return await reading(self._db, lambda session: self._look(session, token, now))

    async def _page(self, request: Request, template: str) -> Response:
        try:
            seen = await self._seen(request)
        except Refused as refused:
            return trouble_page(refused.reasons)
        return page(template, cache=PRIVATE, headers=_HEADERS, house=seen.house, stored=seen)


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare what lies below `/s/{token}` and `/b/{token}`, and the page after everything was erased."""
    erase_seat = partial(privacy.erase_seat, secret=settings.secret)
    erase_wish = partial(privacy.erase_wish, secret=settings.secret)
    seats = StoredPages(db, settings, _seat, lambda session, token, now: erase_seat(session, token, now=now))
    wishes = StoredPages(
        db,
        settings,
        _wish,
        lambda session, token, now: erase_wish(session, occupancy.house_facts(session), token, now=now),
    )
    for home, pages in (("/s/{token}", seats), ("/b/{token}", wishes)):
        declare(app, addresses.stored(home), get=pages.show)
        declare(app, addresses.stored_file(home), get=pages.file)
        declare(app, addresses.erase(home), get=pages.ask, post=pages.erase)

    async def erased(_request: Request) -> Response:
        return page("erased.html", cache=PRIVATE, headers=_HEADERS, house=None)

    declare(app, addresses.ERASED, get=erased)


def as_file(told: list[Told]) -> Response:
    """Return *told* to be saved: JSON in UTF-8 (GDPR art. 15 and 20)."""
    now = clock.now()
    name = {"Content-Disposition": f'attachment; filename="auskunft-{now:%Y-%m-%d}.json"'}
    headers = {**guard.PLAIN_HEADERS, **_HEADERS, **name, "Cache-Control": PRIVATE}
    return Response(privacywords.answer(told, now=now), media_type="application/json", headers=headers)


def is_unknown(refused: Refused) -> bool:
    """Whether there is nothing (any more) that could be erased."""
    return all(isinstance(reason, (UnknownAccess, UnknownLink, UnknownSeat)) for reason in refused.reasons)


def _seat(session: Session, token: str, now: datetime) -> Stored:
    """Return what belongs to a seat. Raises Refused(UnknownSeat)."""
    house = occupancy.house_facts(session)
    views = signups.seats(session, house, token, now=now)
    told = privacy.told(session, privacy.opened_by(session, token))
    back = [view for view in views if not view.released and view.occurrence.starts > now]
    goes = [_("Alle Ihre Termine werden abgesagt.") if len(back) > 1 else _("Ihr Platz wird abgesagt.")] if back else []
    return Stored(
        house=HouseSign.of(house),
        home=addresses.seat(token),
        lines=storedwords.of_seat(told, views),
        goes=[*goes, _("Merkwort, Adresse, Name und Briefe sind danach weg.")],
        told=told,
    )


def _wish(session: Session, token: str, now: datetime) -> Stored:
    """Return what belongs to a wish of somebody new. Raises Refused(UnknownLink)."""
    house = occupancy.house_facts(session)
    booking = handover.opened_by(session, token, now=now).booking
    person = privacy.opened_by(session, token)
    if not person.wishes:  # a group's, or an address that stood on a screen
        raise Refused(UnknownLink())
    told = privacy.told(session, person)
    starts, word = local(booking.starts_at, house.zone), newcomers.code_word(booking)
    back = booking.state in LIVE and booking.starts_at > now
    return Stored(
        house=HouseSign.of(house),
        home=addresses.booking(token),
        lines=storedwords.of_wish(told, booking, starts, word),
        goes=[*([_("Ihre Anfrage wird zurückgenommen.")] if back else []), _("Ihr Merkwort gilt danach nicht mehr.")],
        told=told,
    )
