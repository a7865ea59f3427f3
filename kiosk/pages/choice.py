"""What was chosen so far, said in one line."""

from datetime import UTC, datetime, timedelta

from booking.facts import HouseFacts, RoomFacts
from booking.rules import block
from booking.span import Span, local
from kiosk.calendar_words import clock_time, from_to, long_day, short_day
from kiosk.pages.state import KioskState, Screen


def chosen_span(house: HouseFacts, state: KioskState) -> Span:
    """Return the public time that was chosen, in the house's zone."""
    start = state.chosen_start().astimezone(UTC)  # minutes are added to instants, never to a clock on the wall
    return Span(local(start, house.zone), local(start + timedelta(minutes=state.minutes), house.zone))


def choice_words(house: HouseFacts, state: KioskState) -> str:
    """Return the choices before this screen: `Quartierraum · Fr 4.12. · 14:00 – 16:00 Uhr`."""
    words = [house.room(state.room).name]
    if state.screen is Screen.TIME and state.day is not None:
        words.append(long_day(state.day))
    if state.start is not None and state.screen is Screen.LENGTH:
        start = local(state.start, house.zone)
        words += [short_day(start.date()), clock_time(start)]
    if state.screen in (Screen.GROUP, Screen.PIN):
        span = chosen_span(house, state)
        words += [short_day(span.start.date()), from_to(span.start, span.end)]
    return " · ".join(words)


def block_times(room: RoomFacts, span: Span) -> tuple[datetime, datetime]:
    """Return from when the room may be set up and until when it must be cleared, in the zone of *span*."""
    whole = block(room, span)
    return whole.start.astimezone(span.start.tzinfo), whole.end.astimezone(span.start.tzinfo)
