"""From the tap on "Buchen" to the booking: the PIN first, then everything in one transaction."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from booking import clock, lifecycle, occupancy, seals
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Alternative, Locked, Refused
from booking.wishes import Wish
from kiosk import work
from kiosk.pages import state as steps
from kiosk.pages.choice import chosen_span
from kiosk.pages.proof import pin_objection
from kiosk.pages.state import Done, FreeTime, KioskState
from kiosk.words import sentence, sentences
from models.bookings import Booking, State
from models.community import Listing
from models.database import Database, Session


async def confirm(db: Database, secret: str, state: KioskState, title: str) -> KioskState:
    """Book what *state* holds under the group's name *title*; return where that leads.

    The PIN is compared outside of any transaction, because that takes long on purpose.
    """
    house = await work.reading(db, occupancy.house_facts)
    if state.proved != state.group:
        if len(state.pin) != seals.PIN_LENGTH:  # no try at all, so none is counted
            return steps.wrong_pin(state, _("Bitte tippen Sie die PIN noch einmal."))
        wrong = await pin_objection(db, secret, state.group, state.pin)
        if wrong is not None:
            return steps.wrong_pin(state, sentence(wrong, house.zone), locked=isinstance(wrong, Locked))
    known = replace(state, pin="", proved=state.group)
    try:
        done = await work.writing(db, lambda session: _book(session, house, known, title))
    except Refused as refused:
        return _refused(known, refused, house.zone)
    return steps.booked(known, done)


def _book(session: Session, house: HouseFacts, state: KioskState, title: str) -> Done:
    who = f"group:{state.group}"
    booking = lifecycle.request_booking(session, house, wish_of(house, state, title), who=who, now=clock.now())
    return done_of(booking)


def wish_of(house: HouseFacts, state: KioskState, title: str) -> Wish:
    """Return what was chosen as a wish; the mark of the check screen makes a second tap harmless."""
    span = chosen_span(house, state)
    return Wish(
        room=state.room,
        start=span.start,
        end=span.end,
        title=title,
        group_slug=state.group,
        open_to_all=state.open_to_all,
        source="kiosk",
        once=state.once,
    )


def done_of(booking: Booking) -> Done:
    """Return what the last screen says of *booking*."""
    confirmed = booking.state is State.CONFIRMED
    return Done(code=booking.code, asked=not confirmed, public=confirmed and booking.listing is Listing.PUBLIC)


def _refused(state: KioskState, refused: Refused, zone: ZoneInfo) -> KioskState:
    # There are none where another time would not help.
    others = tuple(_free_time(one, state.room) for one in refused.alternatives)
    return steps.refused(state, *sentences(refused.reasons, zone), others=others)


def _free_time(one: Alternative, wanted: str) -> FreeTime:
    # An alternative names the room that people know; whoever asked for it with the kitchen gets it with the kitchen.
    room = wanted if wanted.startswith(f"{one.room}+") else one.room
    return FreeTime(room=room, start=one.span.start, minutes=one.span.length // timedelta(minutes=1))
