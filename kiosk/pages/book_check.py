"""Raum buchen, the end: everything in words, one tap, and the answer."""

from dataclasses import dataclass

from markupsafe import Markup

from booking import quiet
from booking.facts import HouseFacts
from booking.i18n import _
from booking.span import Span, local
from kiosk.calendar_words import clock_time, duration, from_to, long_day, short_day
from kiosk.pages.book_who import group_name
from kiosk.pages.choice import block_times, chosen_span
from kiosk.pages.scene import Scene
from kiosk.pages.state import FreeTime, KioskState
from kiosk.phone import addresses
from kiosk.quiet_words import quiet_sentence
from kiosk.routes.qr import address_in_words, qr_svg


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the check: pictogram, name, what was chosen."""

    pictogram: str
    name: str
    words: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class OtherTime:
    """A free time that is offered instead."""

    number: int
    day: str
    time: str


def facts(house: HouseFacts, state: KioskState, group: str) -> list[Fact]:
    """Return all that was chosen, in words."""
    room, span = house.room(state.room), chosen_span(house, state)
    return [
        Fact("door", _("Raum"), room.name),
        Fact("calendar", _("Tag"), long_day(span.start.date())),
        Fact("clock", _("Zeit"), from_to(span.start, span.end), _prepare(house, state, span)),
        Fact("group", _("Gruppe"), group),
        *_quiet(house, span),
    ]


def _quiet(house: HouseFacts, span: Span) -> list[Fact]:
    said = quiet_sentence(quiet.quiet(house, span), house.zone)
    return [Fact("quiet", _("Ruhezeit"), said)] if said else []


def _prepare(house: HouseFacts, state: KioskState, span: Span) -> str:
    opens, closes = block_times(house.room(state.room), span)
    if (opens, closes) == (span.start, span.end):
        return ""
    return _(
        "mit Aufbau und Abbau: {start}\N{NO-BREAK SPACE}– {end}\N{NO-BREAK SPACE}Uhr",
        start=clock_time(opens),
        end=clock_time(closes),
    )


def other_times(house: HouseFacts, others: tuple[FreeTime, ...]) -> list[OtherTime]:
    """Return the free times that are offered instead, nearest first."""
    tiles = []
    for number, other in enumerate(others):
        start = local(other.start, house.zone)
        tiles.append(OtherTime(number, short_day(start.date()), _("{time} Uhr", time=clock_time(start))))
    return tiles


def draw_check(scene: Scene) -> str:
    """Draw all facts in words, the choice who may come, and the button."""
    house, state = scene.board.house, scene.state
    return scene.draw(
        "book_check.html",
        facts=facts(house, state, group_name(scene)),
        open_to_all=state.open_to_all,
        others=other_times(house, state.others),
        length=duration(state.minutes),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DoneView:
    """What is said after a booking."""

    asked: bool
    facts: list[Fact]
    code: Markup | None  # the QR code of its page, if it has one
    address: str


def draw_done(scene: Scene) -> str:
    """Draw what was booked or asked for."""
    house, state = scene.board.house, scene.state
    done = state.made()
    page = scene.address + addresses.meeting(done.code)
    view = DoneView(
        asked=done.asked,
        facts=facts(house, state, group_name(scene)),
        code=qr_svg(page) if done.public else None,
        address=address_in_words(page),
    )
    return scene.draw("book_done.html", view=view)
