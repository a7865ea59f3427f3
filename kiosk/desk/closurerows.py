"""Closures and public holidays as the desk's lists show them: plain words for every place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from nicegui import ui

from booking import closures, hits, publicholidays, rules
from booking.facts import ClosureFacts, HolidayFacts, HouseFacts
from booking.hits import Hit, Kind
from booking.i18n import N_, _, ngettext
from booking.span import local
from kiosk.calendar_words import long_day, long_day_with_year
from kiosk.desk.closureforms import what
from kiosk.desk.frame import Words
from kiosk.desk.rows import Plain
from models.database import Session

_AHEAD = timedelta(days=400)  # of public holidays: as far as anybody books
_WHOLE_DAY = (0, 1440)
# What is met beside single dates, and what becomes of it.
_FATES = {
    Kind.DATE: (N_("{number} Termin einer Reihe fällt aus."), N_("{number} Termine von Reihen fallen aus.")),
    Kind.REQUEST: (
        N_("{number} Anfrage bleibt bei den Anfragen, mit Hinweis."),
        N_("{number} Anfragen bleiben bei den Anfragen, mit Hinweis."),
    ),
    Kind.OFFER: (N_("{number} Angebot wird zurückgenommen."), N_("{number} Angebote werden zurückgenommen.")),
    Kind.HOLD: (N_("{number} Vormerkung wird gelöst."), N_("{number} Vormerkungen werden gelöst.")),
    Kind.WAIT: (N_("{number} Gruppe wartet weiter, vergeblich."), N_("{number} Gruppen warten weiter, vergeblich.")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows, as it was read in one look."""

    closures: dict[str, ClosureFacts]
    reasons: dict[str, str]
    open: dict[str, Hit]  # by slug and uid: single dates that are still to be decided
    rows: list[Plain]
    holidays: list[Plain]


def read(session: Session, house: HouseFacts, at: datetime) -> Shown:
    """Return every closure and public holiday that is not over, each with what is still to be decided."""
    today = local(at, house.zone).date()
    coming = sorted((one for one in house.closures if one.ends_on >= today), key=lambda one: (one.starts_on, one.slug))
    reasons = closures.reasons(session)
    to_decide = {one.slug: _single(hits.hits_of(session, house, one, now=at)) for one in coming}
    free = [one for one in house.public_holidays if today <= one.starts_on <= today + _AHEAD]
    on_holidays = {
        one.starts_on: _single(hits.hits_of(session, house, hits.as_closure(house, one), now=at)) for one in free
    }
    opened = [one for one in publicholidays.opened(session, house, now=at) if one.starts_on <= today + _AHEAD]
    decisions = [(slug, hit) for slug, found in to_decide.items() for hit in found]
    decisions += [(rules.HOLIDAY, hit) for found in on_holidays.values() for hit in found]
    return Shown(
        closures={one.slug: one for one in coming},
        reasons=reasons,
        open={_key(slug, hit): hit for slug, hit in decisions},
        rows=[_row(house, one, reasons.get(one.slug, ""), to_decide[one.slug]) for one in coming],
        holidays=_holidays(free, opened, on_holidays),
    )


def fates(found: Iterable[Hit]) -> list[tuple[str, list[str]]]:
    """Return what becomes of everything that is met and that nobody is asked about, with each of it in words."""
    by_kind: dict[Kind, list[str]] = {}
    for hit in found:
        by_kind.setdefault(hit.kind, []).append(what(hit))
    return [(ngettext(*_FATES[kind], len(by_kind[kind])), by_kind[kind]) for kind in _FATES if kind in by_kind]


def lines(found: Iterable[Hit]) -> list[str]:
    """Return each of *found* in words."""
    return [what(hit) for hit in found]


def build_fates(found: Iterable[Hit]) -> None:
    """Put on the page what becomes of everything that nobody is asked about."""
    for fate, met in fates(found):
        build_met(fate, met)


def build_met(fate: str, met: Iterable[str]) -> None:
    """Show what becomes of something, and each of it when somebody asks."""
    with ui.element("details"):
        Words("summary", fate)
        with ui.element("ul"):
            for line in met:
                Words("li", line)


def seats(found: Iterable[Hit]) -> str:
    """Return how many persons have a seat or wait for one; empty if nobody does."""
    persons = sum(hit.seated + hit.waiting for hit in found)
    if not persons:
        return ""
    return ngettext("{number} Person hat dort einen Platz.", "{number} Personen haben dort einen Platz.", persons)


def days(closure: ClosureFacts) -> str:
    """Return `Montag, 30. November 2026` or from which day to which, with the hours if it is not all day."""
    first, last = long_day_with_year(closure.starts_on), long_day_with_year(closure.ends_on)
    told = first if first == last else _("{first} bis {last}", first=first, last=last)
    return _("{days}, {hours}", days=told, hours=hours(closure)) if hours(closure) else told


def hours(closure: ClosureFacts) -> str:
    """Return `08:00 bis 12:00 Uhr`, nothing if it is all day."""
    if (closure.from_min, closure.to_min) == _WHOLE_DAY:
        return ""
    begin, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (closure.from_min, closure.to_min))
    return _("{start} bis {end} Uhr", start=begin, end=end)


def rooms(house: HouseFacts, closure: ClosureFacts) -> str:
    """Return the names of the rooms, or that it is the whole house."""
    single = [room for room in house.rooms if room.main_id is None]
    named = [room.name for room in single if room.slug in closure.rooms]
    return _("ganzes Haus") if len(named) == len(single) else ", ".join(named)


def _row(house: HouseFacts, closure: ClosureFacts, reason: str, found: list[Hit]) -> Plain:
    named = days(closure)
    return {
        "slug": closure.slug,
        "days": named,
        "rooms": rooms(house, closure),
        "text": closure.public_text,
        "reason": reason,
        "open": [_decision(closure.slug, hit) for hit in found],
        "change_label": _("Ändern: {days}", days=named),
        "remove_label": _("Doch öffnen: {days}", days=named),
    }


def _decision(slug: str, hit: Hit) -> Plain:
    told = what(hit)
    return {
        "key": _key(slug, hit),
        "what": told,
        "href": f"/desk/bookings/{hit.uid}",  # where it can be moved, or another time be offered
        "keep_label": _("Findet statt: {what}", what=told),
        "cancel_label": _("Absagen: {what}", what=told),
    }


def _holidays(free: list[HolidayFacts], opened: list[HolidayFacts], found: dict[date, list[Hit]]) -> list[Plain]:
    closed = {one.starts_on for one in free}
    return [
        {
            "day": one.starts_on.isoformat(),
            "days": long_day_with_year(one.starts_on),
            "name": one.name,
            "closed": one.starts_on in closed,
            "open": [_decision(rules.HOLIDAY, hit) for hit in found.get(one.starts_on, [])],
            "open_label": _("Öffnen: {day}", day=long_day(one.starts_on)),
            "close_label": _("Schließen: {day}", day=long_day(one.starts_on)),
        }
        for one in sorted([*free, *opened], key=lambda one: one.starts_on)
    ]


def _single(found: list[Hit]) -> list[Hit]:
    return [hit for hit in found if hit.kind is Kind.SINGLE]


def _key(slug: str, hit: Hit) -> str:
    return f"{slug} {hit.uid}"
