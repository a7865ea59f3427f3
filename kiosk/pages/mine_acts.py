"""Meine Termine: what a group does with its dates, each in one transaction and only with its own."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from booking import clock, keybox, lifecycle, moves, occupancy, offers, owndates
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Locked, NotYours, Refused
from booking.seals import PIN_LENGTH
from kiosk import work
from kiosk.pages.mine_state import Mine
from kiosk.pages.place import Place
from kiosk.pages.state import FreeTime, KioskState, Screen, refused, to
from kiosk.proof import card_holder, pin_objection
from kiosk.words import sentence, sentences
from models.bookings import Booking, State
from models.community import Group
from models.database import Database, Session

Deed = Callable[[Session, HouseFacts, Group, datetime], Booking]


async def prove(place: Place, state: KioskState, digits: str) -> KioskState:
    """Compare the PIN of the group that was chosen; return where that leads."""
    if state.screen is not Screen.MINE_PIN or len(digits) != PIN_LENGTH:
        return state
    wrong = await pin_objection(place.db, place.secret, state.mine.asked, digits)
    if wrong is None:
        return await known(place, state, state.mine.asked)
    zone = (await work.reading(place.db, occupancy.house_facts)).zone
    return replace(refused(state, sentence(wrong, zone)), locked=isinstance(wrong, Locked))


async def prove_by_card(place: Place, state: KioskState, typed: str) -> KioskState:
    """Find whose card a scanner read; return where that leads. What is no card of this house is said so.

    On the first screen a card says by itself what its holder wants; a parcel or a book says nothing.
    """
    at_home = state.screen is Screen.HOME
    if not (state.screen is Screen.MINE or (at_home and typed)):
        return state
    if at_home:
        state = to(state, Screen.MINE)
    try:
        holder = await card_holder(place.db, typed)
    except Refused as reasons:
        return await _told(place.db, state, reasons)
    return await known(place, state, holder.slug)


async def known(place: Place, state: KioskState, slug: str) -> KioskState:
    """Return the dates of the group *slug*, which has shown who it is; the one that led here, if it is its own."""
    now, uid = clock.now(), state.mine.booking
    at_dates = to(state, Screen.MINE_DATES, mine=Mine(group=slug))
    if not uid:
        return at_dates
    try:
        await work.reading(
            place.db,
            lambda session: owndates.own_date(session, occupancy.house_facts(session), slug, uid, now=now),
        )
    except Refused as reasons:
        if not any(isinstance(reason, NotYours) for reason in reasons.reasons):
            raise
        return refused(at_dates, _("Das war ein Termin einer anderen Gruppe. Hier sind Ihre."))
    return to(state, Screen.MINE_DATE, mine=Mine(group=slug, booking=uid))


async def do(place: Place, state: KioskState, ask: str) -> KioskState:
    """Do what was asked about, once somebody said yes."""
    if state.screen is not Screen.MINE_SURE or ask != state.mine.ask:
        return state
    leads = Screen.MINE_DATES if ask in ("cancel", "decline") else Screen.MINE_DATE
    return await _change(place.db, state, _deed(state.mine), said=ask, leads=leads)


def _deed(mine: Mine) -> Deed:
    def deed(session: Session, house: HouseFacts, group: Group, now: datetime) -> Booking:
        by = _by(group, now)
        match mine.ask:
            case "cancel":
                return lifecycle.cancel_booking(session, house, mine.booking, **by)
            case "end":
                return moves.end_early(session, house, mine.booking, **by)
            case "decline":
                return offers.decline_offer(session, house, mine.booking, **by)
            case _:
                return moves.move_booking(session, house, mine.booking, start=mine.start, **by)

    return deed


async def extend(place: Place, state: KioskState, until: str) -> KioskState:
    """Let the chosen date last until *until* (ISO, from our own drawing)."""
    if state.screen is not Screen.MINE_LONGER:
        return state
    end, uid = datetime.fromisoformat(until), state.mine.booking

    def deed(session: Session, house: HouseFacts, group: Group, now: datetime) -> Booking:
        return moves.extend(session, house, uid, until=end, **_by(group, now))

    return await _change(place.db, state, deed, said="longer", leads=Screen.MINE_DATE)


async def accept(place: Place, state: KioskState) -> KioskState:
    """Take what is offered."""
    if state.screen is not Screen.MINE_DATE:
        return state
    uid = state.mine.booking

    def deed(session: Session, house: HouseFacts, group: Group, now: datetime) -> Booking:
        return offers.accept_offer(session, house, uid, **_by(group, now))

    return await _change(place.db, state, deed, said="accept", leads=Screen.MINE_DATE)


async def show_code(place: Place, state: KioskState) -> KioskState:
    """Show the code of the key box for a moment; the state holds no more than until when."""
    if state.screen is not Screen.MINE_DATE:
        return state
    uid, now = state.mine.booking, clock.now()

    def look(session: Session) -> None:
        house, group = occupancy.house_facts(session), owndates.group_by_slug(session, state.mine.group)
        keybox.show_code(session, house, uid, group=group, who=f"group:{group.slug}", now=now)

    try:
        await work.writing(place.db, look)
    except Refused as reasons:
        return await _told(place.db, state, reasons)
    return to(state, Screen.MINE_DATE, mine=replace(state.mine, said="", code_until=now + keybox.SHOWN))


async def _change(db: Database, state: KioskState, deed: Deed, *, said: str, leads: Screen) -> KioskState:
    mine = state.mine

    def change(session: Session) -> str:
        house, group = occupancy.house_facts(session), owndates.group_by_slug(session, mine.group)
        booking = deed(session, house, group, clock.now())
        return "asked" if booking.state is State.REQUESTED else said

    try:
        what = await work.writing(db, change)
    except Refused as reasons:
        return await _told(db, state, reasons)
    kept = mine.booking if leads is Screen.MINE_DATE else ""
    return to(state, leads, mine=Mine(group=mine.group, booking=kept, said=what))


async def _told(db: Database, state: KioskState, reasons: Refused) -> KioskState:
    house = await work.reading(db, occupancy.house_facts)
    minutes = 0  # a moved date lasts as long as before
    others = tuple(FreeTime(room=one.room, start=one.span.start, minutes=minutes) for one in reasons.alternatives)
    return refused(state, *sentences(reasons.reasons, house.zone), others=others)


def _by(group: Group, now: datetime) -> dict[str, Any]:
    return {"who": f"group:{group.slug}", "now": now, "group_id": group.id}
