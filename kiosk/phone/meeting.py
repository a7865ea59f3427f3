"""One meeting: what it is, and the form that takes a seat."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, mailaddress, meetings, occupancy, offices, seatseries, signups
from booking.i18n import FIRST_LANGUAGE, _, spoken
from booking.meetings import Occurrence
from booking.offices import Office
from booking.refusals import DatesFull, Malformed, Refusal, Refused
from booking.seatletters import Contact
from booking.settings import Settings
from booking.span import local
from kiosk import answers, guard
from kiosk.components.meeting_words import Chip, Title, access_chips, title_of
from kiosk.phone import addresses, languages, preview, wording
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.wording import Joining
from kiosk.words import sentences
from kiosk.work import reading, writing
from models.database import Database, Session
from models.meetings import Signup

# A house full of people behind one address may sign up; a program that fills every list may not.
FROM_ONE_ADDRESS = 60
TO_ONE_MEETING = 40
SERIES_COUNTS = 10  # seats at all dates of a series take from many lists at once
WINDOW = timedelta(minutes=10)
HONEYPOT = "homepage"  # people do not see this field; programs fill it


@dataclass(frozen=True, slots=True)
class MeetingLook:
    """Everything that the page of one date shows."""

    house: HouseSign
    zone: ZoneInfo
    date: Occurrence
    title: Title
    beside: str  # what it is called in German too: in the house, or in plain words; empty: nothing else
    titles: dict[str, str]  # in the languages that are not spoken here
    day: str
    state: Chip | None
    seats: str
    joining: Joining
    elsewhere: bool  # who invites keeps the list
    office: Office | None  # whom to ask then; none: that group has no number for everybody
    access: list[Chip]
    next_dates: list[Occurrence]
    dates: int  # for how many one can sign up with this one; 1: for no other
    has_file: bool  # worth putting into a calendar
    event: Markup  # what search engines read; empty: nothing is theirs


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent with the form."""

    persons: int = 1
    once: str = ""
    trapped: bool = False
    email: str = ""
    name: str = ""
    every: bool = False  # all coming dates of the series
    rest: bool = False  # also if some of them are full
    language: str = FIRST_LANGUAGE  # of the page, and so of letters


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
            token = await writing(self._db, lambda session: take_seat(session, _code(request), sent, now=clock.now()))
        except Refused as refused:
            return await self._page(request, sent, refused.reasons)
        return go_to(addresses.seat(token))

    def _check(self, request: Request, sent: Sent) -> None:
        """Raise Refused if this was sent by no person on our own page, or too often from one address."""
        if sent.trapped or not guard.same_origin(request, self._settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        address = guard.caller(request, self._settings.trust_proxy)
        self._to_one_meeting.look(address, _code(request))
        self._from_one_address.pass_or_refuse(address)
        for _one in range(SERIES_COUNTS if sent.every else 1):
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
            shared="" if seen.date.hidden else addresses.meeting(seen.date.code),
            alerts_here=_alerts(reasons, seen.zone),
            once=secrets.token_urlsafe(16),
            persons=_choice(sent, seen.joining),
            sent=sent or Sent(),
            full=next((reason for reason in reasons if isinstance(reason, DatesFull)), None),
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
    title, sign = title_of(date), HouseSign.of(house)
    return MeetingLook(
        house=sign,
        zone=house.zone,
        date=date,
        title=title,
        beside=_beside(date, title),
        titles={tag: words for tag, words in date.titles.items() if words != title.words},
        day=wording.day_heading(date.starts.date(), local(now, house.zone).date()),
        state=wording.banner(date, now),
        seats=wording.seats_sentence(date) if date.is_open else "",
        joining=wording.joining(date, house.zone, now),
        elsewhere=date.signup is Signup.EXTERNAL and not date.source,
        office=offices.of_group(session, date.group_slug) if date.signup is Signup.EXTERNAL else None,
        access=access_chips(date.access),
        next_dates=[] if date.hidden else meetings.next_dates(session, house, date, now=now),
        dates=len(seatseries.coming(session, house, date, now=now)) if date.is_open else 0,
        has_file=not date.hidden and date.status != "cancelled" and now < date.ends,
        event=preview.event(date, title, sign, languages.canonical(addresses.meeting(date.code))),
    )


def _beside(date: Occurrence, title: Title) -> str:
    """Return the other German title: signs in the house bear the usual one, plain words help with it."""
    if date.hidden:
        return ""
    other = date.title_simple if title.words == date.title else date.title
    return other if other != title.words else ""


def take_seat(session: Session, code: str, sent: Sent, *, now: datetime) -> str:
    """Take what was asked for, and return the token of its page. Raises Refused."""
    house = occupancy.house_facts(session)
    contact, once = _contact(sent), sent.once or None
    if not sent.every:
        return signups.take_seat(session, house, code, sent.persons, contact=contact, once=once, now=now).token
    views = seatseries.take_all(session, house, code, sent.persons, rest=sent.rest, contact=contact, once=once, now=now)
    return views[0].token


def _contact(sent: Sent) -> Contact:
    """Return how somebody wishes to be reached. Raises Refused with all that is wrong."""
    email, wrong_email = _looked_at(mailaddress.read, sent.email)
    name, wrong_name = _looked_at(mailaddress.read_name, sent.name)
    if wrong := (*wrong_email, *wrong_name):
        raise Refused(*wrong)
    return Contact(email=email, name=name, language=sent.language)


def _looked_at(read: Callable[[str], str], typed: str) -> tuple[str, tuple[Refusal, ...]]:
    try:
        return read(typed), ()
    except Refused as refused:
        return "", refused.reasons


def _code(request: Request) -> str:
    # Codes are printed in small letters; phones like to begin with a capital one.
    code: str = request.path_params["code"]
    return code.lower()


def _read(fields: dict[str, str]) -> Sent:
    return Sent(
        persons=_number(fields.get("persons", "")),
        once=fields.get("once", "")[:64],
        trapped=bool(fields.get(HONEYPOT)),
        email=fields.get("email", ""),
        name=fields.get("name", ""),
        every=fields.get("dates") == "all",
        rest=fields.get("rest") == "yes",
        language=spoken().code,
    )


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
