"""The shop window while somebody books: how the week stands, the chosen time, what will happen.

Whoever stands behind reads it too: it tells room, day and time, a group only if everybody may know of it, and nothing
of what somebody new asks for.
"""

from datetime import date, timedelta

from booking import occupancy, rules
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import _
from kiosk.calendar_words import clock_time, from_to, long_day
from kiosk.pages import shop
from kiosk.pages.book_check import Fact, quiet_facts, when_and_where
from kiosk.pages.book_day import DayTile, Piece, day_bar, part_of_bar, shown_hours, strip, tiles
from kiosk.pages.choice import chosen_span
from kiosk.pages.scene import Scene
from kiosk.pages.state import KioskState, Screen

_WEEK = 7


def clock_of_bar(house: HouseFacts, room: RoomFacts, day: date) -> tuple[str, ...]:
    """Return the times at the begin, in the middle and at the end of a bar of *day*."""
    whole = shown_hours(house, room, day)
    return tuple(
        clock_time(moment.astimezone(house.zone)) for moment in (whole.start, whole.start + whole.length / 2, whole.end)
    )


# The week


def draw_week(scene: Scene) -> str:
    """Draw how full seven days are: the first of the strip of days, or those around the chosen one."""
    house, state = scene.board.house, scene.state
    room = house.room(state.room)
    days = _week(scene, room)
    return shop.draw(
        scene,
        "week_window.html",
        room=room.name,
        days=days,
        chosen=state.chosen_day().isoformat() if state.screen is Screen.TIME else "",
        clock=clock_of_bar(house, room, date.fromisoformat(days[0].value)),
    )


def _week(scene: Scene, room: RoomFacts) -> list[DayTile]:
    today, ahead, state = scene.board.today, scene.board.house.rules.days_ahead_single, scene.state
    if state.screen is Screen.TIME:
        return tiles(scene, room, week_of(state.chosen_day(), today))
    return tiles(scene, room, strip(today, ahead, state.page).items)[:_WEEK]


def week_of(day: date, today: date) -> tuple[date, ...]:
    """Return the seven days in which *day* lies; the first week begins *today*, as the strip of days does."""
    first = day - timedelta(days=(day - today).days % _WEEK)
    return tuple(first + timedelta(days=number) for number in range(_WEEK))


# The chosen time


def draw_time(scene: Scene) -> str:
    """Draw the chosen time large, and where it lies in its day."""
    house, state = scene.board.house, scene.state
    room, span = house.room(state.room), chosen_span(house, state)
    day = span.start.date()
    yours = Piece("yours", *part_of_bar(shown_hours(house, room, day), span))
    return shop.draw(
        scene,
        "time_window.html",
        day=long_day(day),
        time=from_to(span.start, span.end),
        room=room.name,
        bar=(*_bar_of_others(scene, room, day), yours),
        clock=clock_of_bar(house, room, day),
    )


def _bar_of_others(scene: Scene, room: RoomFacts, day: date) -> tuple[Piece, ...]:
    """Return what others have of *day*, and what is left."""
    house, ours = scene.board.house, scene.state.held or scene.state.handed
    whole = shown_hours(house, room, day)
    takings = occupancy.taken(scene.session, house, room, whole, now=scene.now)
    blocks = [one.span for one in takings if ours is None or one.uid != ours.uid]
    return day_bar(whole, rules.open_windows(house, room, day), blocks)


# What will happen


def draw_facts(scene: Scene) -> str:
    """Draw what will be booked, or what was."""
    return shop.draw(scene, "facts_window.html", title=heading(scene.state), facts=public_facts(scene))


def heading(state: KioskState) -> str:
    """Return what becomes of the chosen time."""
    if state.done is not None:
        return _("Angefragt") if state.done.asked else _("Gebucht!")
    return _("Das wird angefragt") if state.asking.new else _("Das wird gebucht")


def public_facts(scene: Scene) -> list[Fact]:
    """Return what the panel says as far as everybody may read it."""
    house, state = scene.board.house, scene.state
    known = next((one.name for one in scene.board.groups if one.slug == state.group), "")
    told = when_and_where(house, state, known)
    if known:
        told.append(_audience(open_to_all=state.open_to_all))
    return [*told, *quiet_facts(house, state)]


def _audience(*, open_to_all: bool) -> Fact:
    if open_to_all:
        return Fact("people", _("Wer darf kommen?"), _("Offen für alle, mit Anmeldung"))
    return Fact("lock", _("Wer darf kommen?"), _("Nur unsere Gruppe"))
