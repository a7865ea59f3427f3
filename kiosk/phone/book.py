"""A room for one's group, asked for from a phone: room, day, time. The tap on a time holds it (kiosk.phone.booking)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, handover, holds, occupancy, rules
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from booking.refusals import Malformed, Refused, UnknownRoom
from booking.settings import Settings
from booking.span import local
from booking.wishes import Wish
from kiosk import answers, guard
from kiosk.calendar_words import clock_time, duration, long_day, short_date, short_weekday
from kiosk.freewords import free_starts, lengths_of, prepare_words, shown_length
from kiosk.phone import addresses
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, told
from kiosk.phone.declare import declare
from kiosk.phone.meeting import WINDOW
from kiosk.phone.slots import Kept, Time, instead
from kiosk.work import reading, writing
from models.database import Database, Session

DAYS = 14  # on a page
USUAL = 90  # minutes, until somebody chooses
FROM_ONE_ADDRESS = 20  # tries to hold a time, in the window of meeting.py
_SOURCE = "phone_qr"
_YEAR = 364  # days that are shown where the house lends its rooms without limit
_FIRST_YEAR, _LAST_YEAR = 2000, 2200  # no calendar of ours goes further, and no instant overflows


@dataclass(frozen=True, slots=True)
class Way:
    """Something to choose: a link, or what cannot be chosen (no *path*)."""

    path: str
    words: str
    more: str = ""
    chosen: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BookLook:
    """Everything that the page shows: the days of a room, or the times of a day."""

    house: HouseSign
    facts: HouseFacts
    rooms: list[Way]
    room: str
    days: list[Way]
    earlier: str  # address of the days before; empty: there are none
    later: str
    day: str  # empty: none is chosen yet
    back: str  # address of the days
    lengths: list[Way]
    times: list[Time]
    prepare: str
    newcomers: str  # from when on somebody new may ask


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen so far."""

    room: str = ""
    first: date | None = None  # of the days that are shown
    day: date | None = None
    minutes: int = 0


class BookPages:
    """The pages on which a time is chosen, and the form that holds it."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)
        self._marks = guard.Marks()

    async def show(self, request: Request) -> Response:
        """Answer GET `/book`; nothing changes."""
        return await self._page(_asked(request.query_params))

    async def hold(self, request: Request) -> Response:
        """Answer POST `/book`: hold the time for ten minutes and go on with it, or say what is free instead."""
        asked, kept, fields = _asked(request.query_params), Kept(), {}
        try:
            fields = await guard.small_form(request)
            kept = Kept.read(fields)
            token = await self._hold(request, fields, kept)
        except Refused as refused:
            return await self._page(asked, refused, kept, wanted=fields.get("time", "").partition(" ")[0])
        return go_to(addresses.booking_as(token, kept.way, kept.group, kept.usage, kept.persons))

    async def _hold(self, request: Request, fields: dict[str, str], kept: Kept) -> str:
        if not guard.same_origin(request, self._settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        caller = guard.caller(request, self._settings.trust_proxy)
        self._from_one_address.pass_or_refuse(caller)
        wish, who = _wish(fields), f"phone:{self._marks.of(caller)}"
        return await writing(self._db, lambda session: hold(session, wish, kept.instead_of, who=who, now=clock.now()))

    async def _page(
        self, asked: Asked, refused: Refused | None = None, kept: Kept | None = None, wanted: str = ""
    ) -> Response:
        seen = await reading(self._db, lambda session: look(session, asked, now=clock.now()))
        reasons = refused.reasons if refused else ()
        return page(
            "book.html",
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers=answers.headers(reasons),
            shared=addresses.BOOK if asked == Asked() and not reasons else "",
            alerts_here=told(reasons, seen.facts.zone),
            instead=[instead(seen.facts, one, wanted) for one in (refused.alternatives if refused else ())],
            kept=kept or Kept(),
            once=secrets.token_urlsafe(16),
            house=seen.house,
            seen=seen,
        )


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/book`: GET shows what is free, POST holds it."""
    pages = BookPages(db, settings)
    declare(app, addresses.BOOK, get=pages.show, post=pages.hold)


def look(session: Session, asked: Asked, *, now: datetime) -> BookLook:
    """Return what is free as far as it was asked; an unknown room is the first, an impossible day is none.

    Raises Refused(UnknownRoom) in a house that lends no room.
    """
    house = occupancy.house_facts(session)
    today, room = local(now, house.zone).date(), _room(house, asked.room)
    latest = rules.may_begin(house, now, trusted=True)[1] or today + timedelta(_YEAR)
    day = asked.day if asked.day and today <= asked.day <= latest else None
    first = min(max(today, asked.first or today), latest)
    starts = free_starts(session, house, room, day, now) if day else {}
    minutes = asked.minutes if starts.get(asked.minutes) else shown_length(starts, USUAL)
    return BookLook(
        house=HouseSign.of(house),
        facts=house,
        rooms=[Way(addresses.book(one.slug, day=day), one.name, chosen=one is room) for one in house.bookable_rooms],
        room=room.name,
        days=[] if day else _days(session, house, room, first, latest, now),
        earlier=addresses.book(room.slug, first=max(today, first - timedelta(DAYS))) if first > today else "",
        later=addresses.book(room.slug, first=first + timedelta(DAYS)) if first + timedelta(DAYS) <= latest else "",
        day=long_day(day) if day else "",
        back=addresses.book(room.slug),
        lengths=[
            Way(addresses.book(room.slug, day=day, minutes=one) if free else "", duration(one), chosen=one == minutes)
            for one, free in starts.items()
        ],
        times=[_time(room, start, minutes) for start in starts.get(minutes, [])],
        prepare=prepare_words(room),
        newcomers=long_day(local(rules.may_begin(house, now, trusted=False)[0], house.zone).date()),
    )


def _room(house: HouseFacts, slug: str) -> RoomFacts:
    rooms = {room.slug: room for room in house.bookable_rooms}
    if not rooms:
        raise Refused(UnknownRoom(slug, ()))
    return rooms.get(slug) or house.bookable_rooms[0]


def _days(session: Session, house: HouseFacts, room: RoomFacts, first: date, latest: date, now: datetime) -> list[Way]:
    last = min(first + timedelta(DAYS - 1), latest)
    free = occupancy.free_between(session, house, room, first, last, minutes=lengths_of(house)[0], now=now)
    there = {local(span.start, house.zone).date() for span in free}
    days = (first + timedelta(number) for number in range((last - first).days + 1))
    return [_day(house, room, day, day in there) for day in days]


def _day(house: HouseFacts, room: RoomFacts, day: date, free: bool) -> Way:
    state = _("frei") if free else _("voll") if rules.open_windows(house, room, day) else _("zu")
    path = addresses.book(room.slug, day=day) if free else ""
    return Way(path, f"{short_weekday(day)} {short_date(day)}", state)


def _time(room: RoomFacts, start: datetime, minutes: int) -> Time:
    until = clock_time(start + timedelta(minutes=minutes))
    return Time(f"{room.slug} {minutes} {start.isoformat()}", clock_time(start), _("bis {time}", time=until))


def hold(session: Session, wish: Wish, instead_of: str = "", *, who: str, now: datetime) -> str:
    """Hold what *wish* names and return the token of the page that goes on with it. Raises Refused.

    What this phone went on with before, by the token *instead_of*, is let go of; a kiosk that held it follows.
    """
    house = occupancy.house_facts(session)
    before = handover.let_go_for_another(session, house, instead_of, once=wish.once, now=now)
    booking = holds.hold(session, house, wish, who=who, now=now)
    if before:
        handover.swapped(session, before, booking)
    token = handover.hand_over(session, booking.uid, on_screen=False, now=now)
    handover.take_along(session, house, token, now=now)
    return token


def _wish(fields: dict[str, str]) -> Wish:
    """Return what the form sent. Raises Refused(Malformed)."""
    try:
        room, minutes, start = fields.get("time", "").split(" ")
        begins = datetime.fromisoformat(start)
        end = begins + timedelta(minutes=int(minutes))
        if begins.tzinfo is None or not _FIRST_YEAR <= begins.year < _LAST_YEAR:
            raise ValueError(start)
    except (ValueError, OverflowError) as error:
        raise Refused(Malformed("time", "a time of this page")) from error
    once = fields.get("once", "")[:64] or None
    return Wish(room=room, start=begins, end=end, title="", group_slug="", source=_SOURCE, once=once)


def _asked(query: Mapping[str, str]) -> Asked:
    minutes = query.get("minutes", "")
    return Asked(
        room=query.get("room", "")[:80],
        first=_date(query.get("from", "")),
        day=_date(query.get("day", "")),
        minutes=int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) <= 4 else 0,
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
