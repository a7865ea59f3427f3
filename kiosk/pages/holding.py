"""A tapped time is held for this visit, and for no other; what a visit does not know any more is let go of."""

from dataclasses import replace
from datetime import datetime, timedelta

from booking import clock, handover, holds, occupancy
from booking.book import booking_by_uid
from booking.facts import HouseFacts
from booking.handover import Stage
from booking.i18n import _
from booking.refusals import Alternative, HoldOver, ManyHolds, Refused
from booking.span import local
from booking.wishes import Wish
from kiosk import work
from kiosk.pages import state as steps
from kiosk.pages.place import Place
from kiosk.pages.state import Done, FreeTime, Held, KioskState, Screen, to
from kiosk.words import sentences
from models.bookings import Booking, State
from models.community import Listing
from models.database import Database, Session


async def hold(place: Place, house: HouseFacts, state: KioskState, wanted: FreeTime) -> KioskState:
    """Hold *wanted* instead of what the visit held so far; return where that leads, with every choice kept."""
    try:
        held = await work.writing(place.db, lambda session: _hold(session, house, place.terminal, state.held, wanted))
    except Refused as refused:
        return refused_with(state, refused, house)
    chosen = replace(
        state,
        room=wanted.room,
        day=local(wanted.start, house.zone).date(),
        start=wanted.start,
        minutes=wanted.minutes,
        held=held,
    )
    return to(chosen, _next(chosen))


def _hold(session: Session, house: HouseFacts, terminal: str, before: Held | None, wanted: FreeTime) -> Held:
    now = clock.now()
    if before is not None:
        _let_go(session, house, before, terminal, now)
    end = wanted.start + timedelta(minutes=wanted.minutes)
    wish = Wish(room=wanted.room, start=wanted.start, end=end, title="", group_slug="", source="kiosk")
    booking = holds.hold(session, house, wish, who=terminal, now=now)
    token = handover.hand_over(session, booking.uid, now=now)
    return Held(uid=booking.uid, until=booking.held_until or now, token=token)


def _next(state: KioskState) -> Screen:
    """Return what is still to be said: whoever has said it already is not asked again."""
    if state.asking.new:
        return Screen.CHECK if state.asking.persons else Screen.REASON
    return Screen.CHECK if state.group and state.proved == state.group else Screen.SIGN


async def let_go(db: Database, held: Held, terminal: str) -> None:
    """Give a held time back at once; one that was finished or is over stays as it is."""

    def change(session: Session) -> None:
        _let_go(session, occupancy.house_facts(session), held, terminal, clock.now())

    await work.writing(db, change)


def _let_go(session: Session, house: HouseFacts, held: Held, terminal: str, now: datetime) -> None:
    if handover.stage_of(session, held.uid, now=now) is Stage.OPEN:
        holds.let_go(session, house, held.uid, who=terminal, now=now)


def refused_with(state: KioskState, refused: Refused, house: HouseFacts) -> KioskState:
    """Return *state* with why not and the free times that are offered instead; no choice is lost."""
    if any(isinstance(reason, HoldOver) for reason in refused.reasons):
        return over(state)
    others = tuple(_free_time(one, state.room) for one in refused.alternatives)
    if any(isinstance(reason, ManyHolds) for reason in refused.reasons):
        return steps.refused(
            state, _("Gerade wählt hier schon jemand. Bitte versuchen Sie es in drei Minuten noch einmal.")
        )
    return steps.refused(state, *sentences(refused.reasons, house.zone), others=others)


def over(state: KioskState) -> KioskState:
    """Return *state* with what is held not held any more: its screens say so and offer to hold it again."""
    gone = replace(state.held, until=clock.now()) if state.held is not None else None
    return replace(state, held=gone, reasons=(), others=())


def _free_time(one: Alternative, wanted: str) -> FreeTime:
    # An alternative names the room that people know; whoever asked for it with the kitchen gets it with the kitchen.
    room = wanted if wanted.startswith(f"{one.room}+") else one.room
    return FreeTime(room=room, start=one.span.start, minutes=one.span.length // timedelta(minutes=1))


async def follow(place: Place, state: KioskState) -> KioskState:
    """Return where *state* leads after something changed elsewhere: on a phone that goes on with it, or in the book."""
    before = state.handed or state.held
    if before is None:
        return state
    now = clock.now()
    state, ours, stage = await work.reading(place.db, lambda session: _latest(session, state, before, now))
    if stage is Stage.TAKEN and state.handed is None:
        return to(replace(state, held=None, handed=ours), Screen.HANDED)
    if stage is Stage.DONE:
        return steps.booked(state, await work.reading(place.db, lambda session: _done_elsewhere(session, ours)))
    if stage is Stage.OVER and (state.handed is not None or ours.until > now):
        return to(replace(state, handed=None, held=replace(ours, until=now)), _next(state))
    return state


def _latest(session: Session, state: KioskState, before: Held, now: datetime) -> tuple[KioskState, Held, Stage]:
    """Return *state* with the time that a phone chose instead of *before*, if it did; that time; and how far it is."""
    booking, stage = handover.followed(session, before.uid), handover.stage_of(session, before.uid, now=now)
    if booking.uid == before.uid:
        return state, before, stage
    ours = replace(before, uid=booking.uid, until=booking.held_until or now)
    return _choosing(session, state, booking, ours), ours, stage


def _choosing(session: Session, state: KioskState, booking: Booking, ours: Held) -> KioskState:
    house = occupancy.house_facts(session)
    return replace(
        state,
        room=house.rooms_by_id[booking.room_id].slug,
        day=local(booking.starts_at, house.zone).date(),
        start=booking.starts_at,
        minutes=(booking.ends_at - booking.starts_at) // timedelta(minutes=1),
        handed=ours if state.handed is not None else None,
        held=ours if state.held is not None else None,
    )


def _done_elsewhere(session: Session, ours: Held) -> Done:
    booking = booking_by_uid(session, ours.uid)
    return replace(done_of(booking), by_phone=True)


def done_of(booking: Booking) -> Done:
    """Return what the last screen says of *booking*."""
    confirmed = booking.state is State.CONFIRMED
    return Done(code=booking.code, asked=not confirmed, public=confirmed and booking.listing is Listing.PUBLIC)
