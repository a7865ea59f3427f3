"""One meeting: what it is, and the form that takes a seat."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, meetings, occupancy, signups
from booking.i18n import _
from booking.meetings import Occurrence
from booking.refusals import Malformed, Refusal, Refused
from booking.settings import Settings
from booking.signups import SeatView
from booking.span import local
from kiosk import answers, guard
from kiosk.components.meeting_words import Chip, access_chips
from kiosk.phone import addresses, wording
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.wording import Joining
from kiosk.words import sentences
from kiosk.work import reading, writing
from models.database import Database, Session

# A house full of people behind one address may sign up; a program that fills every list may not.
FROM_ONE_ADDRESS = 60
TO_ONE_MEETING = 40
WINDOW = timedelta(minutes=10)
HONEYPOT = "homepage"  # people do not see this field; programs fill it


@dataclass(frozen=True, slots=True)
class MeetingLook:
    """Everything that the page of one date shows."""

    house: HouseSign
    zone: ZoneInfo
    date: Occurrence
    day: str
    state: Chip | None
    seats: str
    joining: Joining
    access: list[Chip]
    next_dates: list[Occurrence]
    has_file: bool  # worth putting into a calendar


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent with the form."""

    persons: int = 1
    once: str = ""
    trapped: bool = False


class SignUpForm:
    """The page of a meeting and the form on it."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)
        self._to_one_meeting = guard.Limiter(TO_ONE_MEETING, WINDOW)

    async def show(self, request: Request) -> Response:
        """Answer GET; nothing changes."""
        return await self._page(request)

    async def take(self, request: Request) -> Response:
        """Answer POST: take a seat and go to it, or show the form again with every reason why not."""
        sent = Sent()
        try:
            sent = _read(await guard.small_form(request))
            self._check(request, sent)
            view = await writing(self._db, lambda session: take_seat(session, _code(request), sent, now=clock.now()))
        except Refused as refused:
            return await self._page(request, sent, refused.reasons)
        return go_to(addresses.seat(view.token))

    def _check(self, request: Request, sent: Sent) -> None:
        """Raise Refused if this was sent by no person on our own page, or too often from one address."""
        if sent.trapped or not guard.same_origin(request, self._settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        address = guard.caller(request, self._settings.trust_proxy)
        self._to_one_meeting.look(address, _code(request))
        self._from_one_address.pass_or_refuse(address)
        self._to_one_meeting.count(address, _code(request))

    async def _page(self, request: Request, sent: Sent | None = None, reasons: tuple[Refusal, ...] = ()) -> Response:
        try:
            seen = await reading(self._db, lambda session: look(session, _code(request), now=clock.now()))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return page(
            "meeting.html",
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers=answers.headers(reasons),
            alerts_here=_alerts(reasons, seen.zone),
            base=addresses.base(request, self._settings),
            once=secrets.token_urlsafe(16),
            persons=_choice(sent, seen.joining),
            honeypot=HONEYPOT,
            house=seen.house,
            seen=seen,
        )


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/m/{code}`: GET shows, POST takes a seat."""
    form = SignUpForm(db, settings)
    declare(app, "/m/{code}", get=form.show, post=form.take)


def look(session: Session, code: str, *, now: datetime) -> MeetingLook:
    """Return what the page of the date *code* shows. Raises Refused(UnknownMeeting)."""
    house = occupancy.house_facts(session)
    date = meetings.occurrence(session, house, code, now=now)
    return MeetingLook(
        house=HouseSign.of(house),
        zone=house.zone,
        date=date,
        day=wording.day_heading(date.starts.date(), local(now, house.zone).date()),
        state=wording.banner(date, now),
        seats=wording.seats_sentence(date) if date.is_open else "",
        joining=wording.joining(date, house.zone, now),
        access=access_chips(date.access),
        next_dates=[] if date.hidden else meetings.next_dates(session, house, date, now=now),
        has_file=not date.hidden and date.status != "cancelled" and now < date.ends,
    )


def take_seat(session: Session, code: str, sent: Sent, *, now: datetime) -> SeatView:
    """Take the seat that was asked for. Raises Refused."""
    house = occupancy.house_facts(session)
    return signups.take_seat(session, house, code, sent.persons, once=sent.once or None, now=now)


def _code(request: Request) -> str:
    # Codes are printed in small letters; phones like to begin with a capital one.
    code: str = request.path_params["code"]
    return code.lower()


def _read(fields: dict[str, str]) -> Sent:
    return Sent(_number(fields.get("persons", "")), fields.get("once", "")[:64], bool(fields.get(HONEYPOT)))


def _choice(sent: Sent | None, joining: Joining) -> int:
    """Return the number that is chosen when the form is shown: as it was sent, as far as there are seats."""
    return max(1, min(sent.persons if sent else 1, joining.most))


def _number(text: str) -> int:
    """Return the number that was sent; 0, which no meeting takes, if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _alerts(reasons: tuple[Refusal, ...], zone: ZoneInfo) -> list[str]:
    # What was malformed here was not written by a person, so its details would help nobody.
    if any(isinstance(reason, Malformed) for reason in reasons):
        return [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")]
    return sentences(reasons, zone)
