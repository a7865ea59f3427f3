"""Raum buchen, the end: everything in words, one tap, and the answer."""

from dataclasses import dataclass

from markupsafe import Markup

from booking import contacts, quiet
from booking.contacts import Help
from booking.facts import HouseFacts
from booking.i18n import FIRST_LANGUAGE, _
from booking.span import Span
from kiosk.calendar_words import clock_time, duration, from_to, long_day
from kiosk.pages.book_over import while_held
from kiosk.pages.book_who import group_name
from kiosk.pages.choice import block_times, choice_words, chosen_span, countdown, other_times
from kiosk.pages.scene import Scene
from kiosk.pages.slip import slip_view
from kiosk.pages.state import Held, KioskState
from kiosk.phone import addresses
from kiosk.quiet_words import quiet_sentence
from kiosk.routes.qr import address_in_words, qr_svg

CLOSES_AFTER = 3  # seconds: a screen whose visitor holds the rest in their hand (UX §6.3)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the check: pictogram, name, what was chosen."""

    pictogram: str
    name: str
    words: str
    more: str = ""
    lang: str = ""  # BCP 47; empty: the spoken one


def facts(house: HouseFacts, state: KioskState, group: str) -> list[Fact]:
    """Return all that was chosen, in words; *group* is empty for somebody new."""
    return [*when_and_where(house, state, group), *_asked(house, state), *quiet_facts(house, state)]


def when_and_where(house: HouseFacts, state: KioskState, group: str) -> list[Fact]:
    """Return room, day, time, and the *group* if it is named."""
    room, span = house.room(state.room), chosen_span(house, state)
    return [
        Fact("door", _("Raum"), room.name, lang=FIRST_LANGUAGE),
        Fact("calendar", _("Tag"), long_day(span.start.date())),
        Fact("clock", _("Zeit"), from_to(span.start, span.end), _prepare(house, state, span)),
        *([Fact("group", _("Gruppe"), group, lang=FIRST_LANGUAGE)] if group else []),
    ]


def _asked(house: HouseFacts, state: KioskState) -> list[Fact]:
    usage = house.usage(state.asking.usage)
    if not state.asking.new or usage is None:
        return []
    persons = _("bis zu {number} Personen", number=state.asking.persons)
    return [Fact("people", _("Wofür"), usage.name, persons, lang=FIRST_LANGUAGE)]


def quiet_facts(house: HouseFacts, state: KioskState) -> list[Fact]:
    """Return what must be quiet at the chosen time, if anything must."""
    said = quiet_sentence(quiet.quiet(house, chosen_span(house, state)), house.zone)
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


def house_rule(house: HouseFacts) -> str:
    """Return the first line of the house's own rules; empty if it has none."""
    rules = house.sections.get("house_rules_simple") or ()
    return str(rules[0].get("text", "")) if rules else ""


@while_held
def draw_check(scene: Scene, held: Held) -> str:
    """Draw all facts in words, the choice who may come, and the button."""
    house, state = scene.board.house, scene.state
    group = "" if state.asking.new else group_name(scene)
    return scene.draw(
        "book_check.html",
        facts=facts(house, state, group),
        new=state.asking.new,
        open_to_all=state.open_to_all,
        may_be_open=any(one.slug == state.group for one in scene.board.groups),
        others=other_times(house, state.others),
        length=duration(state.minutes),
        choice=choice_words(house, state),
        countdown=countdown(held.until, scene.now),
        rule=house_rule(house),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class DoneView:
    """What is said after a booking."""

    asked: bool
    facts: list[Fact]
    choice: str  # the same in one line
    code: Markup | None  # the QR code of its page, if it has one
    address: str
    code_word: str  # of somebody new; empty: a group, or it is on the phone
    office: Help | None  # where somebody new is expected
    closes: int  # seconds; 0: it stays


def draw_done(scene: Scene) -> str:
    """Draw what was booked or asked for."""
    house, state = scene.board.house, scene.state
    done = state.made()
    page = scene.address + addresses.meeting(done.code)
    view = DoneView(
        asked=done.asked,
        facts=facts(house, state, group_name(scene)),
        choice=choice_words(house, state),
        code=qr_svg(addresses.in_spoken(page)) if done.public else None,
        address=address_in_words(page),
        code_word=done.code_word,
        office=contacts.house_phone(scene.session, house) if done.code_word else None,
        closes=CLOSES_AFTER if done.by_phone else 0,
    )
    return scene.draw("book_done.html", view=view, slip=slip_view(scene))


def draw_handed(scene: Scene) -> str:
    """Draw that somebody goes on with it on a phone; the kiosk follows by itself."""
    return scene.draw("book_handed.html", choice=choice_words(scene.board.house, scene.state))
