"""My seat: what its link shows, how an offer is answered, and how the seat is given back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, mailaddress, occupancy, seatcontact, signups
from booking.feeds import appendix
from booking.feeds.forms import ICALENDAR
from booking.i18n import _, spoken
from booking.refusals import Refusal, Refused, SeatOfferOver
from booking.seatletters import Contact
from booking.settings import Settings
from booking.signups import SeatView
from booking.span import local
from kiosk import answers, guard
from kiosk.components.meeting_words import Chip, Title, title_of
from kiosk.phone import addresses, seatwords, wording
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, status_page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.meeting import FROM_ONE_ADDRESS, WINDOW
from kiosk.phone.seatwords import DateRow
from kiosk.words import sentences
from kiosk.work import reading, writing
from models.database import Database, Session
from models.meetings import Standing

# Whoever has the link has the seat: no search engine may keep it.
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}


@dataclass(frozen=True, slots=True)
class SeatLook:
    """Everything that the page of one seat shows; of seats at several dates, the next of them and a list of all."""

    house: HouseSign
    seat: SeatView
    title: Title
    day: str
    party: str
    state: Chip | None
    heading: str
    text: str
    answer_by: str  # empty: nothing is offered
    can_give_back: bool
    dates: list[DateRow]  # empty: a seat at one date
    file: str  # of these dates; empty: none of them is sure and to come
    zone: ZoneInfo


class SeatPages:
    """The page of a seat, the answer to an offer, and the question before it is given back."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)

    async def show(self, request: Request) -> Response:
        """Answer GET `/s/{token}`."""
        return await self._page(request, "seat.html")

    async def file(self, request: Request) -> Response:
        """Answer GET `/s/{token}/termine.ics`: every date that is still to come, for a calendar."""
        base = addresses.base(request, self._settings)
        try:
            told = await reading(self._db, lambda session: dates_file(session, _token(request), base, now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        headers = {**guard.PLAIN_HEADERS, **_HEADERS, "Cache-Control": PRIVATE}
        return Response(told, media_type=ICALENDAR.content_type, headers=headers)

    async def ask(self, request: Request) -> Response:
        """Answer GET `/s/{token}/absagen`: the question; nothing changes."""
        return await self._page(request, "give_back.html", _date(request))

    async def give_back(self, request: Request) -> Response:
        """Answer POST `/s/{token}/absagen`, for one date or all; a second time it changes nothing."""
        return await self._change(request, lambda session: give_back(session, request, now=clock.now()))

    async def take(self, request: Request) -> Response:
        """Answer POST `/s/{token}/annehmen`: yes to what is offered."""
        return await self._change(request, lambda session: answer(session, request, yes=True, now=clock.now()))

    async def decline(self, request: Request) -> Response:
        """Answer POST `/s/{token}/ablehnen`: no to what is offered."""
        return await self._change(request, lambda session: answer(session, request, yes=False, now=clock.now()))

    async def write_to(self, request: Request) -> Response:
        """Answer POST `/s/{token}/adresse`: letters go to another address, or, if it is empty, nowhere any more."""
        typed, language = "", spoken().code
        try:
            typed = (await guard.small_form(request)).get("email", "")
            contact = Contact(email=mailaddress.read(typed), language=language)
        except Refused as refused:
            return await self._page(request, "seat.html", typed=typed, reasons=refused.reasons)
        return await self._change(request, lambda session: write_to(session, request, contact, now=clock.now()))

    async def forget_name(self, request: Request) -> Response:
        """Answer POST `/s/{token}/name`: the name is forgotten."""
        return await self._change(request, lambda session: seatcontact.forget_name(session, _token(request)))

    async def back(self, request: Request) -> Response:
        """Answer GET where an answer was sent to, after a language was chosen there: the page of the seat."""
        return go_to(addresses.seat(_token(request)))

    async def _change(self, request: Request, change: Callable[[Session], None]) -> Response:
        if not guard.same_origin(request, self._settings.public_url):
            return status_page(422, [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")])
        try:
            self._from_one_address.pass_or_refuse(guard.caller(request, self._settings.trust_proxy))
        except Refused as refused:
            return trouble_page(refused.reasons)  # it says nothing of the link, so that nobody can go on guessing
        try:
            await writing(self._db, change)
        except Refused as refused:
            return await self._page(request, "seat.html", reasons=refused.reasons)
        return go_to(addresses.seat(_token(request)))

    async def _page(
        self, request: Request, template: str, date: str = "", *, typed: str = "", reasons: tuple[Refusal, ...] = ()
    ) -> Response:
        try:
            seen = await reading(self._db, lambda session: look(session, _token(request), date, now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        base = addresses.base(request, self._settings)
        return page(
            template,
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers={**_HEADERS, **answers.headers(reasons)},
            base=base,
            house=seen.house,
            seen=seen,
            one_date=date,
            typed=typed,
            alerts_here=alerts(seen, reasons),
        )


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/s/{token}` and what is done there: give back, take, decline."""
    pages = SeatPages(db, settings)
    declare(app, "/s/{token}", get=pages.show)
    declare(app, "/s/{token}/termine.ics", get=pages.file)
    declare(app, "/s/{token}/absagen", get=pages.ask, post=pages.give_back)
    declare(app, "/s/{token}/annehmen", get=pages.back, post=pages.take)
    declare(app, "/s/{token}/ablehnen", get=pages.back, post=pages.decline)
    declare(app, "/s/{token}/adresse", get=pages.back, post=pages.write_to)
    declare(app, "/s/{token}/name", get=pages.back, post=pages.forget_name)


def look(session: Session, token: str, date: str = "", *, now: datetime) -> SeatLook:
    """Return what the page of the seat *token* shows, of several dates that of *date* (a code) or the next.

    Raises Refused(UnknownSeat).
    """
    house = occupancy.house_facts(session)
    views = signups.seats(session, house, token, now=now)
    seat = seatwords.shown(views, date, now)
    day = seat.occurrence.starts.date()
    heading, text = seatwords.says(views, seat, now)
    return SeatLook(
        house=HouseSign.of(house),
        seat=seat,
        title=title_of(seat.occurrence),
        day=wording.day_heading(day, local(now, house.zone).date()),
        party=wording.party(seat.persons),
        state=wording.banner(seat.occurrence, now),
        heading=heading,
        text=text,
        answer_by=seatwords.answer_by(seat, now),
        can_give_back=seatwords.can_give_back(seat, now),
        dates=[seatwords.date_row(view, now) for view in views] if len(views) > 1 else [],
        file=addresses.seat_file(token) if seatwords.has_file(views, now) else "",
        zone=house.zone,
    )


def dates_file(session: Session, token: str, base: str, *, now: datetime) -> bytes:
    """Return the dates of the seat *token* that are to come as a calendar file. Raises Refused(UnknownSeat)."""
    house = occupancy.house_facts(session)
    views = signups.seats(session, house, token, now=now)
    coming = [view.occurrence.booking_id for view in seatwords.sure(views, now)]
    return appendix.of_seats(session, house, base, coming, now=now)


def alerts(seen: SeatLook, reasons: tuple[Refusal, ...]) -> list[str]:
    """Return *reasons* as sentences; whoever answers an old page, and has the seat, reads that and no "too late"."""
    has_it = seen.seat.standing is Standing.IN and not seen.seat.released
    told = tuple(one for one in reasons if not (has_it and isinstance(one, SeatOfferOver)))
    return sentences(told, seen.zone)


def give_back(session: Session, request: Request, *, now: datetime) -> None:
    """Give back the seat, or of several that at one date. Raises Refused."""
    signups.cancel_seat(session, occupancy.house_facts(session), _token(request), date=_date(request), now=now)


def answer(session: Session, request: Request, *, yes: bool, now: datetime) -> None:
    """Answer what is offered. Raises Refused."""
    signups.answer(session, occupancy.house_facts(session), _token(request), yes=yes, now=now)


def write_to(session: Session, request: Request, contact: Contact, *, now: datetime) -> None:
    """Write to another address, or to none. Raises Refused."""
    seatcontact.change_contact(session, occupancy.house_facts(session), _token(request), contact, now=now)


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token


def _date(request: Request) -> str:
    return request.query_params.get("date", "")[:40]
