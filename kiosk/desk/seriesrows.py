"""The dates of a series as the desk's list shows them: plain words, by month."""

from collections.abc import Sequence
from itertools import groupby

from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.ledger import DeskRow
from booking.span import local
from kiosk.calendar_words import from_to, long_day_with_year, month_and_year, short_day
from kiosk.desk import planned, wording
from kiosk.desk.frame import BOOKINGS
from kiosk.desk.lists import PlainList
from kiosk.desk.rows import Plain, usage, who
from kiosk.rulewords import rule_words
from models.bookings import Booking, Series, State

AT_ONCE = 60  # dates; more are folded away: a year of a weekly series is in sight


class DateList(PlainList, component="desk_dates.js", dependencies=["desk_lists.js"]):
    """The dates of a series that are ahead."""

    def __init__(self) -> None:
        super().__init__(
            {
                "nothing": _("Kein Termin liegt noch vor uns."),
                "apart": _("für sich geändert"),
                "revive": _("Findet doch statt"),
            }
        )
        self.show_dates([], None)

    def show_dates(self, ahead: Sequence[Booking], house: HouseFacts | None) -> None:
        """Show the dates *ahead* of one series, by start."""
        rows = [date_row(date, house) for date in ahead] if house else []
        first, later = rows[:AT_ONCE], rows[AT_ONCE:]
        more = ngettext("{number} weiterer Termin", "{number} weitere Termine", len(later))
        self.show(heading=_("Kommende Termine"), first=_by_month(first), later=_by_month(later), more=more)


def _by_month(rows: list[Plain]) -> list[Plain]:
    return [{"name": name, "rows": list(same)} for name, same in groupby(rows, key=lambda row: row["month"])]


def date_row(date: Booking, house: HouseFacts) -> Plain:
    """Return one line: when, where, how it stands."""
    starts, ends = local(date.starts_at, house.zone), local(date.ends_at, house.zone)
    when = _("{day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends))
    return {
        "uid": date.uid,
        "href": f"{BOOKINGS}/{date.uid}",
        "month": month_and_year(starts.date()),
        "when": when,
        "room": house.rooms_by_id[date.room_id].name,
        "state": date.state.value,
        "state_word": _state_words(date),
        "apart": bool(date.moved or date.retitled),
        "can_revive": date.state in (State.SKIPPED, State.CANCELLED),
        "revive_label": _("Findet doch statt: {when}", when=when),
    }


def _state_words(date: Booking) -> str:
    word = _(wording.STATES[date.state])
    why = planned.why_words(date.reason) if date.state is State.SKIPPED else ""
    return _("{state}: {why}", state=word, why=why) if why else word


def facts(series: Series, row: DeskRow | None, house: HouseFacts, *, over: int) -> list[tuple[str, str]]:
    """Return what is to be known of a series, name and value; *row* is one of its dates, *over* dates are over."""
    room = house.rooms_by_id.get(series.room_id)
    told = [
        (_("Wer"), who(row) if row else ""),
        (_("Wie oft"), rule_words(series.rrule, series.first)),
        (_("Raum"), room.name if room else ""),
        (_("Von"), long_day_with_year(series.first.date())),
        (_("Bis"), long_day_with_year(series.last.date()) if series.last else _("ohne Ende")),
        (_("Schulferien"), _("Pause") if series.pause_school else ""),
        (_("Nutzung"), usage(row, house) if row else ""),
        (_("Personen"), str(series.persons or "")),
        (_("Schon gewesen"), ngettext("{number} Termin", "{number} Termine", over) if over else ""),
    ]
    return [(name, value) for name, value in told if value]
