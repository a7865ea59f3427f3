"""A slip with the code word on the screen: whether there is one, the tap for it, and what stands on it."""

from dataclasses import dataclass, replace

from booking import clock, contacts
from booking.i18n import _, ngettext, spoken
from kiosk import work
from kiosk.calendar_words import from_to, long_day
from kiosk.components.meeting_words import title_of
from kiosk.components.qr import address_in_words
from kiosk.pages.board import Board
from kiosk.pages.choice import chosen_span
from kiosk.pages.meeting import meeting_with
from kiosk.pages.place import Place
from kiosk.pages.scene import Scene
from kiosk.pages.state import KioskState, Screen
from kiosk.phone import addresses
from kiosk.slips import Outcome
from kiosk.slips.content import Line, Slip
from models.database import Session


@dataclass(frozen=True, kw_only=True, slots=True)
class SlipView:
    """What the screen says of slips; all of it is empty in a house without a printer."""

    offered: bool
    told: str
    failed: bool


def slip_view(scene: Scene) -> SlipView:
    """Return what the screen says of slips now."""
    told = {
        Outcome.COMES: _("Der Zettel kommt."),
        Outcome.FAILED: _("Der Drucker geht gerade nicht. Bitte merken oder aufschreiben."),
        Outcome.ENOUGH: _("Mehr Zettel gibt es gerade nicht. Bitte merken oder aufschreiben."),
    }
    # A printer that answers again may be asked again.
    outcome = None if scene.prints and scene.slip is Outcome.FAILED else scene.slip
    return SlipView(
        offered=scene.prints and outcome is not Outcome.ENOUGH,
        told=told[outcome] if outcome else "",
        failed=outcome in (Outcome.FAILED, Outcome.ENOUGH),
    )


async def ask(place: Place, board: Board, state: KioskState, value: str) -> KioskState:
    """Let the slip of what is on the screen be printed; the tap waits for no printer."""
    if not place.printing.offered:
        return state
    slip = await work.reading(place.db, lambda session: slip_of(session, place, board, state))
    return state if slip is None else replace(state, slip=place.printing.ask(slip, place.terminal))


def slip_of(session: Session, place: Place, board: Board, state: KioskState) -> Slip | None:
    """Return the slip of a seat or a wish, in the language of the visit; none where there is no code word."""
    if state.screen is Screen.SEAT and state.seat.taken is not None:
        return _of_seat(session, place, board, state)
    if state.screen is Screen.DONE and state.done is not None and state.done.code_word:
        return _of_wish(session, place, board, state, state.done.code_word)
    return None


def _of_seat(session: Session, place: Place, board: Board, state: KioskState) -> Slip | None:
    taken, one = state.seat.taken, meeting_with(session, board, state.code, clock.now())
    if taken is None or one is None:
        return None
    number = _("Sie sind Nummer {number}. Wird ein Platz frei, rücken Sie von selbst nach.", number=taken.waiting)
    what = [
        Line(title_of(one).words, bold=True, plain=True),
        Line(long_day(one.starts.date())),
        Line(from_to(one.starts, one.ends)),
        Line(one.room_name, plain=True),
        Line(ngettext("{number} Person", "{number} Personen", taken.persons)),
        *([Line(number)] if taken.waiting else []),
    ]
    how = [
        Line(_("Sagen Sie das Merkwort, wenn Sie kommen.")),
        Line(_("Sie können doch nicht? Hier am Bildschirm unter „{name}“ zurückgeben.", name=_("Mein Platz"))),
        *_phone(session, board),
        Line(address_in_words(place.address + addresses.meeting(state.code)), plain=True),
    ]
    return _slip(board, taken.code_word, what, how)


def _of_wish(session: Session, place: Place, board: Board, state: KioskState, code_word: str) -> Slip:
    span = chosen_span(board.house, state)
    what = [
        Line(_("Angefragt"), bold=True),
        Line(long_day(span.start.date())),
        Line(from_to(span.start, span.end)),
        Line(board.house.room(state.room).name, plain=True),
    ]
    office = contacts.house_phone(session, board.house)
    come = Line(_("Kommen Sie ins Quartiersbüro, oder rufen Sie an. Sagen Sie dort Ihr Merkwort."))
    hours = [come, Line(office.hours, plain=True)] if office else []
    return _slip(
        board, code_word, what, [*hours, *_phone(session, board), Line(address_in_words(place.address), plain=True)]
    )


def _phone(session: Session, board: Board) -> list[Line]:
    office = contacts.house_phone(session, board.house)
    return [Line(office.phone, bold=True, plain=True)] if office else []


def _slip(board: Board, code_word: str, what: list[Line], how: list[Line]) -> Slip:
    return Slip(
        house=board.house.name,
        heading=_("Ihr Merkwort"),
        code_word=code_word,
        what=tuple(what),
        how=tuple(how),
        rtl=spoken().direction == "rtl",
    )
