"""A seat without a phone: how many persons, and the words to remember; found again by them, and given back."""

from dataclasses import replace

from kiosk.pages import meeting, my_seat, seat, seat_acts, seat_words, slip
from kiosk.pages.journeys.journey import Facts, Journey
from kiosk.pages.state import KioskState, Screen, SeatChoice, SeatSought, start, to


def _without_phone(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.SEATS, page=state.page, seat=SeatChoice(once=facts.mark))


def _back_to_meeting(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MEETING, page=state.page, seat=SeatChoice())


def _find(state: KioskState, value: str, facts: Facts) -> KioskState:
    sought = SeatSought(from_meeting=state.screen is not Screen.MINE, page=state.page)
    return to(state, Screen.SEAT_FIRST, seat=SeatChoice(sought=sought))


def _word(state: KioskState, value: str, facts: Facts) -> KioskState:
    sought = _sought(state)
    return to(
        state,
        Screen.SEAT_SECOND if state.screen is Screen.SEAT_FIRST else Screen.SEAT_NUMBER,
        seat=SeatChoice(sought=replace(sought, words=(*sought.words, value))),
    )


def _one_word_less(state: KioskState, value: str, facts: Facts) -> KioskState:
    sought = _sought(state)
    if sought.words:
        before = Screen.SEAT_SECOND if state.screen is Screen.SEAT_NUMBER else Screen.SEAT_FIRST
        return to(state, before, seat=SeatChoice(sought=replace(sought, words=sought.words[:-1])))
    if sought.from_meeting:
        return to(state, Screen.MEETING, page=sought.page, seat=SeatChoice())
    return to(state, Screen.MINE, seat=SeatChoice())


def _open(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MY_SEAT, page=state.page, seat=SeatChoice(sought=replace(_sought(state), seat=int(value))))


def _sure(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.SEAT_SURE)


def _to_seat(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MY_SEAT)


def _back_to_list(state: KioskState, value: str, facts: Facts) -> KioskState:
    return to(state, Screen.MY_SEATS, page=state.page) if _sought(state).several else start(state)


def _sought(state: KioskState) -> SeatSought:
    return state.seat.sought or SeatSought()


_LOOKED_AT = dict.fromkeys((Screen.SEATS, Screen.SEAT), meeting.draw_window)

JOURNEY = Journey(
    draws={
        Screen.SEATS: seat.draw_choice,
        Screen.SEAT: seat.draw_taken,
        Screen.SEAT_FIRST: seat_words.draw_word,
        Screen.SEAT_SECOND: seat_words.draw_word,
        Screen.SEAT_NUMBER: seat_words.draw_number,
        Screen.MY_SEATS: my_seat.draw_list,
        Screen.MY_SEAT: my_seat.draw,
        Screen.SEAT_SURE: my_seat.draw_sure,
        Screen.SEAT_GONE: my_seat.draw_gone,
    },
    changes={
        "without-phone": _without_phone,
        "find-seat": _find,
        "seat-word": _word,
        "see-seat": _open,
        "ask-back": _sure,
    },
    back={
        Screen.SEATS: _back_to_meeting,
        Screen.SEAT_FIRST: _one_word_less,
        Screen.SEAT_SECOND: _one_word_less,
        Screen.SEAT_NUMBER: _one_word_less,
        Screen.MY_SEAT: _back_to_list,
        Screen.SEAT_SURE: _to_seat,
    },
    acts={
        "take-seat": seat_acts.take,
        "undo-seat": seat_acts.undo,
        "print-slip": slip.ask,
        "seat-number": seat_acts.look_up,
        "give-back": seat_acts.give_back,
        "erase-seat": seat_acts.erase,
        "accept-seat": seat_acts.accept,
        "decline-seat": seat_acts.decline,
    },
    windows=_LOOKED_AT,
)
