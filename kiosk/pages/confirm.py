"""From a card, a PIN or "Neu hier" to the booking: who it is at once, then everything in one transaction."""

from dataclasses import replace

from booking import cards, clock, holds, newcomers
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Locked, Refused
from kiosk import work
from kiosk.pages import state as steps
from kiosk.pages.holding import done_of, refused_with
from kiosk.pages.place import Place
from kiosk.pages.state import Asking, Done, Held, KioskState, Screen, to
from kiosk.proof import card_holder, pin_objection
from kiosk.words import sentence, sentences
from models.database import Session


async def prove_by_pin(place: Place, house: HouseFacts, state: KioskState, pin: str) -> KioskState:
    """Compare *pin* with that of the chosen group; it is kept nowhere. Each call is a counted try."""
    wrong = await pin_objection(place.db, place.secret, state.group, pin)
    if wrong is not None:
        return steps.wrong_pin(state, sentence(wrong, house.zone), locked=isinstance(wrong, Locked))
    return _proved(state, state.group, by_card=False)


async def prove_by_card(place: Place, house: HouseFacts, state: KioskState, typed: str) -> KioskState:
    """Find whose card a scanner read. What is no card of a group of this house is said so on the same screen."""
    try:
        holder = await card_holder(place.db, typed)
    except Refused as refused:
        return steps.refused(state, *sentences(refused.reasons, house.zone), others=state.others)
    return _proved(state, holder.slug, by_card=True)


def _proved(state: KioskState, slug: str, *, by_card: bool) -> KioskState:
    known = replace(state, group=slug, proved=slug, by_card=by_card, asking=Asking())
    return to(known, Screen.CHECK)


async def begin_as_newcomer(place: Place, house: HouseFacts, state: KioskState) -> KioskState:
    """Ask what for, unless nobody new may have the held time: then say so, with times that they may have."""
    held, new = state.held, replace(state, asking=Asking(new=True), group="", proved="")
    if held is None:
        return state
    try:
        await work.reading(place.db, lambda session: newcomers.too_early(session, house, held.uid, now=clock.now()))
    except Refused as refused:
        return refused_with(new, refused, house)
    return to(new, Screen.REASON)


async def confirm(place: Place, house: HouseFacts, state: KioskState) -> KioskState:
    """Book or ask for what is held, as the check screen says it; return where that leads."""
    held = state.held
    if held is None:
        return state
    try:
        done = await work.writing(place.db, lambda session: _finish(session, house, place.terminal, state, held))
    except Refused as refused:
        return refused_with(state, refused, house)
    return steps.booked(state, done)


def _finish(session: Session, house: HouseFacts, terminal: str, state: KioskState, held: Held) -> Done:
    if state.asking.new:
        return _ask(session, house, terminal, state, held)
    holder = cards.holder(session, state.proved)
    booking = holds.finish_hold(
        session,
        house,
        held.uid,
        title=holder.name if holder else _("Vormerkung"),
        group_slug=state.proved,
        open_to_all=state.open_to_all,
        source="card" if state.by_card else "kiosk",
        who=f"group:{state.proved}",
        now=clock.now(),
    )
    return done_of(booking)


def _ask(session: Session, house: HouseFacts, terminal: str, state: KioskState, held: Held) -> Done:
    wanted = state.asking
    booking = newcomers.ask(
        session, house, held.uid, usage=wanted.usage, persons=wanted.persons, who=terminal, now=clock.now()
    )
    return replace(done_of(booking), code_word=newcomers.code_word(booking))
