"""Meine Termine: the list of a group's dates, and one of them with what can be done."""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from booking import cards, contacts, keybox, owndates
from booking.door import Step
from booking.i18n import _
from booking.owndates import May, OwnDate, Stand
from kiosk.calendar_words import clock_time, near_short_day
from kiosk.components.meeting_words import Chip
from kiosk.ownwords import SAID, facts_of, notes_of, stand_chip, title_of
from kiosk.pages import shop, window
from kiosk.pages.scene import Page, Scene, page_of

DATES = 4  # on a page, as in the programme
_LARGE_DATES = 3  # for whoever reads large


@dataclass(frozen=True, kw_only=True, slots=True)
class DateRow:
    """One line of the list."""

    uid: str
    day: str
    time: str
    title: str
    room: str
    chip: Chip


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """Something that can be done with a date."""

    action: str
    value: str
    pictogram: str
    words: str


def rows(dates: list[OwnDate], today: date, number: int, size: int = DATES) -> Page[DateRow]:
    """Return page *number* of the list."""
    lines = [
        DateRow(
            uid=one.uid,
            day=near_short_day(one.starts.date(), today),
            time=f"{clock_time(one.starts)} – {clock_time(one.ends)}",
            title=title_of(one),
            room=one.room_name,
            chip=stand_chip(one),
        )
        for one in dates
    ]
    return page_of(lines, number, size)


def draw_dates(scene: Scene) -> str:
    """Draw the list."""
    dates = owndates.dates_ahead(scene.session, scene.board.house, scene.state.mine.group, now=scene.now)
    said = SAID.get(scene.state.mine.said)
    size = _LARGE_DATES if scene.state.aids.large else DATES
    size -= 1 if said or scene.state.reasons else 0
    return scene.draw(
        "mine_dates.html",
        group=group_name(scene),
        rows=rows(dates, scene.board.today, scene.state.page, size),
        said=_(said) if said else "",
    )


def draw_window(scene: Scene) -> str:
    """Draw what everybody may know of the group that is here; of a closed one that is nothing."""
    group = next((one for one in scene.board.groups if one.slug == scene.state.mine.group), None)
    if group is None:
        return scene.board.window_in(scene.state.aids.language)
    dates = window.coming([one for one in scene.board.dates if one.group_slug == group.slug], scene.board.at)
    return shop.draw(scene, "mine_window.html", group=group.name, dates=dates)


def group_name(scene: Scene) -> str:
    """Return how a screen in the house may call the group that is here."""
    holder = cards.holder(scene.session, scene.state.mine.group)
    return holder.name if holder else ""


# One date


def own(scene: Scene) -> OwnDate:
    """Return the chosen date as it stands now."""
    mine = scene.state.mine
    return owndates.own_date(scene.session, scene.board.house, mine.group, mine.booking, now=scene.now)


def ways(one: OwnDate, *, can_last: bool) -> list[Way]:
    """Return what can be done with *one*, at most six; *can_last*: some later end is free."""
    found = {
        May.ACCEPT: Way(action="mine-accept", value="", pictogram="check", words=_("Annehmen")),
        May.DECLINE: Way(action="mine-ask", value="decline", pictogram="cross", words=_("Nicht annehmen")),
        May.KEY: Way(action="mine-key", value="", pictogram="key", words=_("Code für den Schlüssel")),
        May.LONGER: Way(action="mine-longer", value="", pictogram="later", words=_("Später enden")),
        May.END: Way(action="mine-ask", value="end", pictogram="leave", words=_("Jetzt beenden")),
        May.MOVE: Way(action="mine-move", value="", pictogram="calendar", words=_("Anderer Tag")),
        May.CANCEL: Way(action="mine-ask", value="cancel", pictogram="cross", words=_("Absagen")),
    }
    may = [may for may in one.may if may is not May.LONGER or can_last]
    return [*_door(one), *(found[one] for one in may)]


def _door(one: OwnDate) -> list[Way]:
    steps = {
        Step.ARRIVE: Way(action="arrive", value=one.uid, pictogram="wave", words=_("Wir sind da")),
        Step.LEAVE: Way(action="leave", value=one.uid, pictogram="leave", words=_("Wir gehen")),
    }
    return [steps[one.step]] if one.step in steps else []


def draw_date(scene: Scene) -> str:
    """Draw one date, how it stands and what can be done with it."""
    one, said = own(scene), SAID.get(scene.state.mine.said)
    return scene.draw(
        "mine_date.html",
        title=title_of(one),
        group=group_name(scene),
        facts=facts_of(one),
        chip=stand_chip(one),
        said=_(said) if said else "",
        notes=_notes(scene, one),
        ways=ways(one, can_last=May.LONGER in one.may and bool(later_ends(scene))),
        code=_code(scene),
        seconds=_seconds_left(scene),
    )


def later_ends(scene: Scene) -> list[datetime]:
    """Return until when the chosen date could last longer."""
    mine = scene.state.mine
    return owndates.longer_ends(scene.session, scene.board.house, mine.group, mine.booking, now=scene.now)


def _notes(scene: Scene, one: OwnDate) -> list[str]:
    phone = contacts.house_phone(scene.session, scene.board.house) if one.stand is Stand.QUESTION else None
    more = [_("Oder rufen Sie an: {phone}", phone=phone.phone)] if phone is not None else []
    return [*notes_of(one), *more]


def _seconds_left(scene: Scene) -> int:
    until = scene.state.mine.code_until
    return max(1, ceil((until - scene.now).total_seconds())) if until is not None else 0


def _code(scene: Scene) -> str:
    """Return the code of the key box, as long as it is shown."""
    until = scene.state.mine.code_until
    kept = keybox.box_code(scene.session) if until is not None and scene.now < until else None
    return kept.code if kept else ""
