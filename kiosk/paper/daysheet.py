"""The day of the house on one sheet for who opens, sets up and closes it: with set-up times, and boxes to tick."""

from datetime import date, datetime
from typing import Any

from booking import damages, ledger
from booking.damages import DamageFacts
from booking.i18n import FIRST_LANGUAGE, _, ngettext
from booking.ledger import DeskRow
from booking.meetings import HIDDEN_TITLE
from booking.span import day_span, local
from kiosk.calendar_words import clock_time, long_day_with_year, short_day
from kiosk.damagewords import KINDS
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.saying import in_german
from kiosk.words.demands import LAYOUTS
from models.bookings import State
from models.community import Listing
from models.database import Session

_SHOWN = (State.CONFIRMED, State.REQUESTED, State.CANCELLED)
_FITS = (
    *({"scale": scale, "pages": "1"} for scale in ("1.15", "1.05", "0.95", "0.88")),
    {"scale": "1", "pages": "99"},
)


def day_sheet(session: Session, house: House, day: date, *, now: datetime) -> Sheet:
    """Return the sheet of *day*, in German. A neutral date has no title and no group there either: paper lies about."""
    facts = house.facts
    rows = [row for row in ledger.desk_week(session, facts, day_span(day, facts.zone)) if row.state in _SHOWN]
    heading = _("Der Tag im Haus: {day}", day=long_day_with_year(day))
    content = {
        **house.frame([FIRST_LANGUAGE], f"{heading} – {house.sign.name}"),
        "heading": in_german(heading),
        "made": in_german(_("Gedruckt am {day}", day=long_day_with_year(local(now, facts.zone).date()))),
        "closed": [in_german(words) for words in _closed(house, day)],
        "columns": [
            in_german(name)
            for name in (
                _("Belegt"),
                _("Treffen"),
                _("Raum"),
                _("Was"),
                _("Personen"),
                _("Bestuhlung"),
                _("Erledigt"),
            )
        ],
        "rows": [_row(row, day) for row in rows],
        "empty": in_german(_("An diesem Tag ist nichts im Haus.")),
        "damages-heading": in_german(_("Kaputt oder fehlt")),
        "damages": [in_german(_damage(one)) for one in damages.open_damages(session, facts)],
    }
    return Sheet(kind="day", name=f"tag-{day.isoformat()}", content=content, fits=_FITS, made=day_made(facts, now))


def _closed(house: House, day: date) -> list[str]:
    told = [one.public_text for one in house.facts.closures if one.counts_on(day) and one.public_text]
    holidays = [one.name for one in house.facts.public_holidays if one.starts_on <= day <= one.ends_on]
    return [*told, *(_("Feiertag: {name}", name=name) for name in holidays)]


def _row(row: DeskRow, day: date) -> dict[str, Any]:
    hidden = row.listing is Listing.NEUTRAL or row.title_hidden
    title = _(HIDDEN_TITLE) if hidden else row.title or row.group_name
    return {
        "block": f"{_time(row.busy_from, day)} – {_time(row.busy_until, day)}",
        "times": f"{_time(row.starts, day)} – {_time(row.ends, day)}",
        "room": in_german(row.room_name),
        "what": in_german(title),
        "remarks": [in_german(words) for words in _remarks(row, hidden)],
        "persons": in_german(str(row.persons) if row.persons else ""),
        "layout": in_german(_(LAYOUTS[row.layout]) if row.layout in LAYOUTS else ""),
    }


def _remarks(row: DeskRow, hidden: bool) -> list[str]:
    state = {State.CANCELLED: _("Fällt aus."), State.REQUESTED: _("Noch nicht zugesagt.")}.get(row.state, "")
    group = row.group_name if row.group_name != row.title and not hidden else ""
    return [words for words in (state, group) if words]


def _time(moment: datetime, day: date) -> str:
    """Return the time; with its day where that is another."""
    return clock_time(moment) if moment.date() == day else f"{short_day(moment.date())} {clock_time(moment)}"


def _damage(one: DamageFacts) -> str:
    """Return what is broken, where, since when, how often it was told."""
    return ", ".join(
        (
            _(KINDS[one.what][1]),
            one.room_name or _("woanders im Haus"),
            _("seit {day}, {time} Uhr", day=short_day(one.first_at.date()), time=clock_time(one.first_at)),
            ngettext("{number} Mal gemeldet", "{number} Mal gemeldet", one.times),
        )
    )
