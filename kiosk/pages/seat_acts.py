"""A seat without a phone: what is written, each in one transaction."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from booking import clock, occupancy, privacy, signups
from booking.refusals import Refused, TooManyTries, UnknownCodeWord
from booking.signups import SeatView
from kiosk import work
from kiosk.pages.board import Board
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, SeatChoice, SeatSought, SeatTaken, refused, to
from kiosk.words import sentences
from models.database import Session


async def take(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Take the seat; whatever speaks against it is said on the same screen, which shows what is left."""

    def taking(session: Session) -> SeatView:
        house = occupancy.house_facts(session)
        return signups.take_seat(
            session, house, state.code, int(value), once=state.seat.once, who=place.terminal, now=clock.now()
        )

    try:
        view = await work.writing(place.db, taking)
    except Refused as reasons:
        return refused(state, *sentences(reasons.reasons, board.house.zone))
    taken = SeatTaken(id=view.id, code_word=view.code_word, persons=view.persons, waiting=view.waiting)
    return to(state, Screen.SEAT, seat=replace(state.seat, taken=taken))


async def undo(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Give the seat back that was taken on this very screen."""
    if state.screen is not Screen.SEAT or state.seat.taken is None:
        return state
    number = state.seat.taken.id
    return await _change(place, board, state, lambda session, now: _back(session, number, place, now))


async def look_up(place: Place, board: Board, state: KioskState, number: str) -> KioskState:
    """Find the seats of the code word that was said. Wrong ones are counted and all answered alike."""
    sought = state.seat.sought
    if state.screen is not Screen.SEAT_NUMBER or sought is None:
        return state
    code_word = " ".join([*sought.words, str(int(number))])

    def look(session: Session) -> list[SeatView]:
        return signups.by_code_word(session, occupancy.house_facts(session), code_word, now=clock.now())

    try:
        place.wrong_words.look(place.terminal)
        views = await work.reading(place.db, look)
    except Refused as reasons:
        return _not_found(place, board, state, sought, reasons)
    known = replace(sought, code_word=code_word, seat=views[0].id, several=len(views) > 1)
    return to(state, Screen.MY_SEATS if known.several else Screen.MY_SEAT, seat=SeatChoice(sought=known))


def _not_found(place: Place, board: Board, state: KioskState, sought: SeatSought, reasons: Refused) -> KioskState:
    said = sentences(reasons.reasons, board.house.zone)
    if any(isinstance(reason, TooManyTries) for reason in reasons.reasons):
        return refused(state, *said)
    if any(isinstance(reason, UnknownCodeWord) for reason in reasons.reasons):
        place.wrong_words.count(place.terminal)
        again = replace(state, screen=Screen.SEAT_FIRST, page=0, seat=SeatChoice(sought=replace(sought, words=())))
        return refused(again, *said)
    return refused(state, *said)


async def give_back(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Give the chosen seat back, once somebody said yes."""
    number = _chosen(state, Screen.SEAT_SURE)
    return state if not number else await _change(place, board, state, lambda s, now: _back(s, number, place, now))


async def erase(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Give back what the code word opens and erase all that is stored of its holder; nothing of it is shown."""
    number = _chosen(state, Screen.SEAT_SURE)
    if not number:
        return state

    def erasing(session: Session, now: datetime) -> None:
        privacy.erase_seat_by_number(session, number, secret=place.secret, who=place.terminal, now=now)

    said = await _change(place, board, state, erasing)
    return said if said.reasons else replace(said, seat=SeatChoice(erased=True))


async def accept(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Take the place that is offered."""
    number = _chosen(state, Screen.MY_SEAT)
    if not number:
        return state
    return await _change(
        place,
        board,
        state,
        lambda session, now: signups.accept(session, number, who=place.terminal, now=now),
        leads=Screen.MY_SEAT,
    )


async def decline(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Say no to the place that is offered. Who said yes meanwhile, on a phone, is asked whether to give it back."""
    number = _chosen(state, Screen.MY_SEAT)
    if not number:
        return state
    said = await _change(
        place, board, state, lambda session, now: signups.decline(session, number, who=place.terminal, now=now)
    )
    return to(state, Screen.SEAT_SURE) if said.reasons and await _is_in(place, state) else said


async def _is_in(place: Place, state: KioskState) -> bool:
    """Whether the chosen seat is its holder's, neither offered nor waiting."""
    sought = state.seat.sought
    if sought is None:
        return False

    def look(session: Session) -> list[SeatView]:
        return signups.by_code_word(session, occupancy.house_facts(session), sought.code_word, now=clock.now())

    with suppress(Refused):
        views = await work.reading(place.db, look)
        return any(one.id == sought.seat and not one.waiting and one.offered_until is None for one in views)
    return False


def _chosen(state: KioskState, screen: Screen) -> int:
    sought = state.seat.sought
    return sought.seat if state.screen is screen and sought is not None and sought.code_word else 0


def _back(session: Session, number: int, place: Place, now: datetime) -> None:
    signups.give_back(session, number, who=place.terminal, now=now)


async def _change(
    place: Place,
    board: Board,
    state: KioskState,
    deed: Callable[[Session, datetime], None],
    leads: Screen = Screen.SEAT_GONE,
) -> KioskState:
    try:
        await work.writing(place.db, lambda session: deed(session, clock.now()))
    except Refused as reasons:
        return refused(state, *sentences(reasons.reasons, board.house.zone))
    return to(state, leads)
