"""What is held at the kiosk, finished on somebody's own phone: with the group's PIN, or by asking as somebody new."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import cards, clock, community, contacts, handover, holds, newcomers, occupancy
from booking.community import GroupCard
from booking.contacts import Help
from booking.facts import HouseFacts, UsageFacts
from booking.handover import Stage
from booking.refusals import Malformed, Refused, UnknownLink
from booking.seals import PIN_LENGTH
from booking.settings import Settings
from booking.span import local
from kiosk import answers, guard
from kiosk.calendar_words import from_to
from kiosk.phone import addresses, wording
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, told, trouble_page
from kiosk.phone.declare import declare
from kiosk.phone.meeting import FROM_ONE_ADDRESS, WINDOW
from kiosk.phone.slots import instead
from kiosk.proof import pin_objection
from kiosk.work import reading, writing
from models.bookings import Booking, State
from models.database import Database, Session

# Whoever has the link has the booking; a search engine never.
_HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
AS_GROUP, AS_NEW, OTHERWISE = "gruppe", "neu", "andere"


@dataclass(frozen=True, kw_only=True, slots=True)
class BookingLook:
    """Everything that the page shows; nothing in it is about a person."""

    house: HouseSign
    facts: HouseFacts
    zone: ZoneInfo
    stage: Stage
    own: bool  # this address is known to one phone only, the one that finished it
    asked: bool  # the desk decides
    again: str  # where a time like it is chosen anew; empty: at the kiosk
    room: str
    room_slug: str
    day: str
    times: str
    groups: list[GroupCard]
    reasons: list[UsageFacts]
    holds: int  # persons, at most
    code_word: str  # of somebody new, and only for whoever has just asked
    office: Help | None
    meeting: str  # address of the public page; empty: none


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sent with a form."""

    way: str = ""
    group: str = ""
    usage: str = ""
    persons: int = 0
    pin: str = field(default="", repr=False)


class BookingPages:
    """The page behind the QR code of a held time, and its two forms. GET changes nothing (UX §10, 10)."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)

    async def show(self, request: Request) -> Response:
        """Answer GET `/b/{token}`: what is held, and the ways to go on."""
        return await self._page(request)

    async def act(self, request: Request) -> Response:
        """Answer POST: choose a way, or finish; shown again with every reason why not."""
        sent = Sent()
        try:
            sent = _read(await guard.small_form(request))
            self._check(request)
            if sent.way == OTHERWISE:
                return go_to(await writing(self._db, lambda session: _let_go(session, _token(request))))
            token = await self._do(_token(request), sent)
        except Refused as refused:
            return await self._page(request, sent, refused)
        return go_to(addresses.booking(token) if _finishes(sent) else addresses.booking_as(token, sent.way))

    def _check(self, request: Request) -> None:
        """Raise Refused if this was sent from no page of ours, or too often from one address."""
        if not guard.same_origin(request, self._settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        self._from_one_address.pass_or_refuse(guard.caller(request, self._settings.trust_proxy))

    async def _do(self, token: str, sent: Sent) -> str:
        """Do what was asked and return the token that shows it."""
        if not _finishes(sent):
            await writing(self._db, lambda session: _take_along(session, token))
            if sent.way == AS_NEW:  # before anything is chosen that would be in vain
                await reading(self._db, lambda session: _too_early(session, token))
            return token
        if sent.way == AS_NEW:
            return await writing(self._db, lambda session: _ask(session, token, sent))
        # The time must be there before a try at the PIN is counted.
        await writing(self._db, lambda session: _take_along(session, token))
        wrong = await pin_objection(self._db, self._settings.secret, sent.group, sent.pin)
        if wrong is not None:
            raise Refused(wrong)
        return await writing(self._db, lambda session: _book(session, token, sent.group))

    async def _page(self, request: Request, sent: Sent | None = None, refused: Refused | None = None) -> Response:
        reasons = refused.reasons if refused else ()
        try:
            seen = await reading(self._db, lambda session: look(session, _token(request), now=clock.now()))
        except Refused as gone:
            return trouble_page(gone.reasons)
        chosen = sent or _carried(request.query_params)
        way = "" if reasons and not _finishes(chosen) else chosen.way
        return page(
            "booking.html",
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers={**_HEADERS, **answers.headers(reasons)},
            alerts_here=told(reasons, seen.zone),
            instead=[instead(seen.facts, one, seen.room_slug) for one in (refused.alternatives if refused else ())],
            once=secrets.token_urlsafe(16),
            token=_token(request),
            way=way if way in (AS_GROUP, AS_NEW) else "",
            sent=chosen,
            pin_length=PIN_LENGTH,
            house=seen.house,
            seen=seen,
        )


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/b/{token}`: GET shows, POST acts."""
    pages = BookingPages(db, settings)
    declare(app, "/b/{token}", get=pages.show, post=pages.act)


def look(session: Session, token: str, *, now: datetime) -> BookingLook:
    """Return what the page of *token* shows. Raises Refused(UnknownLink)."""
    house = occupancy.house_facts(session)
    opened = handover.opened_by(session, token, now=now)
    booking = opened.booking
    starts, ends = local(booking.starts_at, house.zone), local(booking.ends_at, house.zone)
    room = house.rooms_by_id[booking.room_id]
    mine = opened.own
    return BookingLook(
        house=HouseSign.of(house),
        facts=house,
        zone=house.zone,
        stage=opened.stage,
        own=opened.own,
        asked=booking.state is State.REQUESTED,
        again=addresses.book(room.slug, day=starts.date()) if mine else "",
        room=room.name,
        room_slug=room.slug,
        day=wording.day_heading(starts.date(), local(now, house.zone).date()),
        times=from_to(starts, ends),
        groups=community.public_groups(session),
        reasons=newcomers.reasons_to_come(house),
        holds=house.main_room(room).holds(),
        code_word=newcomers.code_word(booking) if mine else "",
        office=contacts.house_phone(session, house) if mine else None,
        meeting=_meeting(booking) if mine else "",
    )


def _meeting(booking: Booking) -> str:
    return addresses.meeting(booking.code) if booking.capacity is not None else ""


def _take_along(session: Session, token: str) -> None:
    handover.take_along(session, occupancy.house_facts(session), token, now=clock.now())


def _too_early(session: Session, token: str) -> None:
    """Raise Refused, with times that are free, if nobody new may ask for what *token* opens."""
    house, now = occupancy.house_facts(session), clock.now()
    opened = handover.opened_by(session, token, now=now)
    newcomers.too_early(session, house, opened.booking.uid, now=now)


def _let_go(session: Session, token: str) -> str:
    """Let go of what was held from this phone and return where another time is chosen. Raises Refused."""
    house, now = occupancy.house_facts(session), clock.now()
    opened = handover.opened_by(session, token, now=now)
    if not opened.own:  # what a kiosk holds is let go of there
        raise Refused(UnknownLink())
    booking = holds.let_go(session, house, opened.booking.uid, who=handover.VISITOR, now=now)
    return addresses.book(house.rooms_by_id[booking.room_id].slug, day=local(booking.starts_at, house.zone).date())


def _book(session: Session, token: str, group: str) -> str:
    house, now = occupancy.house_facts(session), clock.now()
    held = handover.opened_by(session, token, now=now).booking
    holder = cards.holder(session, group)
    holds.finish_hold(
        session,
        house,
        held.uid,
        title=holder.name if holder else "",
        group_slug=group,
        source="phone_qr",
        who=f"group:{group}",
        now=now,
    )
    return handover.used(session, token, now=now)


def _ask(session: Session, token: str, sent: Sent) -> str:
    house, now = occupancy.house_facts(session), clock.now()
    held = handover.take_along(session, house, token, now=now)
    newcomers.ask(
        session,
        house,
        held.uid,
        usage=sent.usage,
        persons=sent.persons,
        source="phone_qr",
        who=handover.VISITOR,
        now=now,
    )
    return handover.used(session, token, now=now)


def _read(fields: dict[str, str]) -> Sent:
    return Sent(
        way=fields.get("way", ""),
        group=fields.get("group", "")[:80],
        usage=fields.get("usage", "")[:80],
        persons=_number(fields.get("persons", "")),
        pin="".join(fields.get("pin", "").split())[:PIN_LENGTH],
    )


def _carried(query: Mapping[str, str]) -> Sent:
    """Return what was chosen before another time was: nothing of it is lost."""
    return Sent(
        way=query.get("als", ""),
        group=query.get("gruppe", "")[:80],
        usage=query.get("anlass", "")[:80],
        persons=_number(query.get("personen", "")),
    )


def _number(text: str) -> int:
    """Return the number that was sent; 0, which no room takes, if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _finishes(sent: Sent) -> bool:
    return bool(sent.group or sent.usage)


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token
