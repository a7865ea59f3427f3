"""What a letter tells, read for whoever puts it into words: plain values, times as clocks of the house show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import byletter, deskaddress, desknews, meetings, officequestions, rights, seals
from booking.byletter import Wish
from booking.contacts import Help, house_phone
from booking.facts import HouseFacts
from booking.feeds import appendix
from booking.feeds.invitations import Invitation
from booking.officequestions import Asked
from booking.outbox import Claim
from booking.refusals import Refused
from booking.rights import Area
from booking.span import wall
from models.bookings import LIVE, Booking, Series, State
from models.community import Group, Listing
from models.requests import Wait
from models.staff import DecisionLink, Staff

MOST_DATES = 12  # are named in a letter; more are counted

# After these letters the date stands in a calendar, or stands there otherwise.
_THERE = frozenset(
    {
        *(f"booking-{what}" for what in ("added", "confirmed", "ended", "extended", "kept", "moved", "moved_back")),
        "booking-revived",
        "seat-moved",
        "seat-taken",
    }
)
# After these it does not.
_GONE = frozenset(
    {
        "booking-cancelled",
        "booking-declined",
        "booking-displaced",
        "booking-expired",
        "booking-no_show",
        "seat-cancelled",
        "seat-given-back",
    }
)
_SERIES = frozenset(
    f"series-{what}"
    for what in (
        *("cancelled", "changed", "confirmed", "dates_lost", "declined", "followed", "left_out", "moved_back"),
        *("kept", "revived", "skipped"),
    )
)


class Needless(Exception):
    """What a letter would tell is over, or its receiver may not read it any more: it goes nowhere, and nobody minds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A time and where; both times are naive, as clocks of the house show them."""

    starts: datetime
    ends: datetime
    room: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Everything that a letter of one kind may say. What is empty or none it does not tell."""

    kind: str
    facts: Mapping[str, Any]
    house: HouseFacts
    phone: Help | None = None  # whom to call
    title: str = ""
    group: str = ""
    when: When | None = None
    was: When | None = None  # before
    offer: When | None = None  # instead
    until: datetime | None = None  # naive: an answer is due
    dates: tuple[When, ...] = ()
    more: int = 0  # dates that are not named
    note: str = ""  # what the desk or the group tells everybody about it
    waits_for_desk: bool = False
    code: str = ""  # of its public page; empty: it has none
    invitation: Invitation | None = field(default=None, repr=False)
    to_office: Asked | None = None  # what an office is asked
    wishes: tuple[tuple[Wish, str], ...] = ()  # that wait for the desk, each with its half of a token or none


def read(session: Session, house: HouseFacts, letter: Claim, base_url: str, *, now: datetime) -> Told:
    """Return what *letter* tells; *base_url* is the public address of the house.

    What it says stays true when its booking changes once more before it arrives. Raises Refused if there is no house,
    Needless if it is for the desk and nothing waits there any more.
    """
    facts = letter.facts
    told = Told(
        kind=letter.kind,
        facts=facts,
        house=house,
        phone=house_phone(session, house),
        until=_moment(facts.get("until"), house),
        offer=_offer(house, facts),
        waits_for_desk=facts.get("state") in (State.REQUESTED, State.HELD, State.CONFLICT),
    )
    if letter.kind.startswith("desk-"):
        return replace(told, wishes=_of_desk(session, house, letter, now))
    if letter.kind == officequestions.LETTER:
        return replace(told, to_office=_to_office(session, house, letter, now))
    if "booking" in facts:
        return _of_booking(session, told, base_url, now)
    if "series" in facts:
        return _of_series(session, told, base_url, now)
    return _of_wait(session, told) if "wait" in facts else told


# One date


def _of_booking(session: Session, told: Told, base_url: str, now: datetime) -> Told:
    booking = session.execute(select(Booking).where(col(Booking.uid) == told.facts["booking"])).scalar_one()
    at = told.facts.get("at") or {}
    until = told.until
    if told.kind == "booking-offered" and booking.held_until is not None:
        until = wall(booking.held_until, told.house.zone)
    return replace(
        told,
        title=_title(told, booking, at),
        group=_group(session, booking.group_id),
        when=_when(told.house, at) if at else _standing(told.house, booking),
        was=_when(told.house, told.facts.get("was")),
        until=until,
        dates=_seat_dates(session, told),
        note=booking.note if told.kind in ("booking-cancelled", "seat-cancelled") else "",
        code=_code(session, told.house, booking, now),
        invitation=_invitation(session, told, booking, base_url, now),
    )


def _code(session: Session, house: HouseFacts, booking: Booking, now: datetime) -> str:
    """Return the code of the page that everybody may read; nothing if there is none, as of a wish that waits."""
    if booking.listing is not Listing.PUBLIC or booking.title_hidden:
        return ""
    try:
        return meetings.occurrence(session, house, booking.code, now=now).code
    except Refused:
        return ""


def _title(told: Told, booking: Booking, at: Mapping[str, Any]) -> str:
    """Return the title; nothing to whoever has a seat, where the desk switched it off for everybody."""
    hidden = told.kind.startswith("seat-") and booking.title_hidden
    return "" if hidden else str(at.get("title", booking.title))


def _invitation(session: Session, told: Told, booking: Booking, base_url: str, now: datetime) -> Invitation | None:
    if told.kind not in _THERE | _GONE or (told.kind == "booking-declined" and not told.facts.get("lost")):
        return None
    find = appendix.of_seat if told.kind.startswith("seat-") else appendix.of_booking
    if len(told.facts.get("bookings") or ()) > 1 or _has_none_yet(told):
        return None  # a seat at several dates, or at none yet: the page tells which
    return find(session, told.house, base_url, booking, gone=told.kind in _GONE, now=now)


def _has_none_yet(told: Told) -> bool:
    return bool(told.facts.get("waits")) or (told.kind == "seat-moved" and told.until is not None)


def _seat_dates(session: Session, told: Told) -> tuple[When, ...]:
    uids = told.facts.get("bookings") or ()
    rows = session.execute(select(Booking).where(col(Booking.uid).in_(uids)).order_by(col(Booking.starts_at)))
    return tuple(_standing(told.house, booking) for booking in rows.scalars())


# Many dates


def _of_series(session: Session, told: Told, base_url: str, now: datetime) -> Told:
    series = session.execute(select(Series).where(col(Series.uid) == told.facts["series"])).scalar_one()
    named = [datetime.fromisoformat(day) for day in told.facts.get("dates") or ()]
    look = select(Booking).where(col(Booking.series_id) == series.id).order_by(col(Booking.starts_at))
    rows = list(session.execute(look).scalars())
    if named:
        ends = {row.wall_from: row for row in rows}
        dates = [_day(told.house, series, day, ends.get(day)) for day in named]
    else:
        dates = [_standing(told.house, row) for row in rows if row.state in LIVE and row.starts_at > now]
    return replace(
        told,
        title=series.title or (rows[0].title if rows else ""),
        group=_group(session, series.group_id),
        dates=tuple(dates[:MOST_DATES]),
        more=max(0, len(dates) - MOST_DATES),
        waits_for_desk=series.state in (State.REQUESTED, State.CONFLICT),
        invitation=_of_whole(session, told, series, base_url, now),
    )


def _of_whole(session: Session, told: Told, series: Series, base_url: str, now: datetime) -> Invitation | None:
    if told.kind not in _SERIES:
        return None
    return appendix.of_series(session, told.house, base_url, series, known=told.kind == "series-followed", now=now)


def _day(house: HouseFacts, series: Series, day: datetime, row: Booking | None) -> When:
    if row is not None:
        return _standing(house, row)
    room = house.rooms_by_id.get(series.room_id)
    ends = day + timedelta(minutes=series.minutes)
    return When(starts=day, ends=ends, room=room.name if room else "")


# To the desk


def _of_desk(session: Session, house: HouseFacts, letter: Claim, now: datetime) -> tuple[tuple[Wish, str], ...]:
    """Return what *letter* tells of each wish that still waits."""
    facts = letter.facts
    if letter.kind == deskaddress.GONE:
        return ()
    staff = session.get(Staff, facts["staff"])
    if staff is None or not desknews.is_in_office(staff):
        raise Needless
    if letter.kind == deskaddress.PROOF:
        if staff.address_hash != seals.token_seal(facts["token"]):
            raise Needless  # another one was typed meanwhile
        return ()
    if staff.address != letter.address or not rights.may_see(staff.role, Area.REQUESTS):
        raise Needless
    found = [_wish(session, house, one, now) for one in facts.get("wishes") or [facts]]
    if not (waiting := tuple(one for one in found if one[0].waits)):
        raise Needless
    return waiting


def _wish(session: Session, house: HouseFacts, told: Mapping[str, Any], now: datetime) -> tuple[Wish, str]:
    booking = session.execute(select(Booking).where(col(Booking.uid) == told["booking"])).scalar_one()
    seal = seals.token_seal(told.get("token", ""))
    counts = session.execute(select(col(DecisionLink.id)).where(col(DecisionLink.token_hash) == seal)).first()
    token = told.get("token", "") if counts else ""  # a link that was let go of leads nowhere
    return byletter.read(session, house, booking, whole=bool(told.get("whole")), now=now), token


# To an office


def _to_office(session: Session, house: HouseFacts, letter: Claim, now: datetime) -> Asked:
    try:
        return officequestions.opened(session, house, letter.facts["token"], now=now)
    except Refused as over:
        raise Needless from over  # the desk took the question back before it went


# Others


def _of_wait(session: Session, told: Told) -> Told:
    wait = session.execute(select(Wait).where(col(Wait.uid) == told.facts["wait"])).scalar_one()
    room = told.house.rooms_by_id.get(wait.room_id)
    when = When(starts=wait.wall_from, ends=wait.wall_to, room=room.name if room else "")
    return replace(told, title=wait.title, group=_group(session, wait.group_id), when=when)


def _group(session: Session, number: int | None) -> str:
    group = session.get(Group, number) if number is not None else None
    return group.name if group else ""


def _standing(house: HouseFacts, booking: Booking) -> When:
    room = house.rooms_by_id.get(booking.room_id)
    return When(starts=booking.wall_from, ends=booking.wall_to, room=room.name if room else "")


def _when(house: HouseFacts, told: Mapping[str, Any] | None) -> When | None:
    """Return what stands in a letter as `start`, `end` and `room`, by its number or its slug."""
    if not told or "start" not in told:
        return None
    starts, ends = datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    return When(starts=starts, ends=ends, room=_room(house, told.get("room")))


def _room(house: HouseFacts, named: object) -> str:
    if isinstance(named, int):
        room = house.rooms_by_id.get(named)
        return room.name if room else ""
    try:
        return house.room(named).name if isinstance(named, str) else ""
    except Refused:
        return ""


def _offer(house: HouseFacts, facts: Mapping[str, Any]) -> When | None:
    if not facts.get("offer"):
        return None
    return _when(house, {"start": facts["offer_start"], "end": facts["offer_end"], "room": facts.get("offer_room")})


def _moment(text: object, house: HouseFacts) -> datetime | None:
    return wall(datetime.fromisoformat(text), house.zone) if isinstance(text, str) and text else None
