"""A seat without a phone: how many persons, and the words to remember."""

from dataclasses import replace

from booking import clock, occupancy, signups
from booking.refusals import Refused
from booking.signups import SeatView
from kiosk import work
from kiosk.pages import meeting, seat
from kiosk.pages.board import Board
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.place import Place
from kiosk.pages.state import KioskState, Screen, SeatChoice, SeatTaken, refused, to
from kiosk.words import sentences
from models.database import Session


def _without_phone(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.SEATS, page=state.page, seat=SeatChoice(once=facts.mark))


def _back_to_meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MEETING, page=state.page, seat=SeatChoice())


async def _take(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Take the seat; whatever speaks against it is said on the same screen, which shows what is left."""

    def take(session: Session) -> SeatView:
        house = occupancy.house_facts(session)
        return signups.take_seat(
            session, house, state.code, int(value), once=state.seat.once, who=place.terminal, now=clock.now()
        )

    try:
        view = await work.writing(place.db, take)
    except Refused as reasons:
        return refused(state, *sentences(reasons.reasons, board.house.zone))
    taken = SeatTaken(code_word=view.code_word, persons=view.persons, waiting=view.waiting)
    return to(state, Screen.SEAT, seat=replace(state.seat, taken=taken))


JOURNEY = Journey(
    draws={Screen.SEATS: seat.draw_choice, Screen.SEAT: seat.draw_taken},
    changes={"without-phone": _without_phone},
    back={Screen.SEATS: _back_to_meeting},
    acts={"take-seat": _take},
    windows={Screen.SEATS: meeting.draw_window, Screen.SEAT: meeting.draw_window},
)
