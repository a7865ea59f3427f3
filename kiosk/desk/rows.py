"""Bookings as the desk's lists show them: plain words for every place, nothing left to decide in the browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from booking import quiet
from booking.elsewhere import Hint
from booking.facts import HouseFacts
from booking.grouppast import Past
from booking.i18n import _, ngettext
from booking.ledger import DeskRow
from booking.span import Span, day_span, local
from kiosk.calendar_words import clock_time, from_to, hint_words, long_day, long_day_with_year, short_day
from kiosk.desk import wording
from kiosk.desk.frame import BOOKINGS, SERIES, page_of
from kiosk.quiet_words import quiet_sentence
from kiosk.wishwords import past_line
from kiosk.words import sentence, sentences
from models.bookings import LIVE, State
from models.community import Listing

Plain = dict[str, Any]
_ICONS = {State.CONFIRMED: "check", State.CANCELLED: "cross"}  # pictograms; all others wait


def request_card(row: DeskRow, house: HouseFacts, past: Past | None = None) -> Plain:
    """Return one wish that waits: who wants what when, how it went with its group, and what speaks against it."""
    return {
        "uid": row.uid,
        "title": row.title,
        "when": when(row),
        "facts": [[name, value] for name, value in _request_facts(row, house, past) if value],
        "href": f"{SERIES}/{row.uid}" if row.dates > 1 else f"{BOOKINGS}/{row.uid}",
        "problems": sentences(row.objections, house.zone),
        "clashes": {sentence(reason, house.zone): page_of(reason) for reason in row.objections if page_of(reason)},
        "see_label": _("Ansehen: {title}, {when}", title=row.title, when=when(row)),
        "approve_label": _("Zusagen: {title}, {when}", title=row.title, when=when(row)),
        "decline_label": _("Absagen: {title}, {when}", title=row.title, when=when(row)),
    }


def _request_facts(row: DeskRow, house: HouseFacts, past: Past | None) -> list[tuple[str, str]]:
    return [
        (_("Wer"), who(row)),
        (_("Bisher"), past_line(past)),
        (_("Raum"), row.room_name),
        (_("Termine"), _dates(row)),
        (_("Mit Auf- und Abbau"), block(row)),
        (_("Ruhezeit"), quiet_hours(row, house)),
        (_("Personen"), str(row.persons or "")),
        (_("Nutzung"), usage(row, house)),
        (_("Kam von"), wording.source(row.source)),
        (_("Wird gehalten bis"), held_until(row, house)),
        *_notes(row),
    ]


def _notes(row: DeskRow) -> list[tuple[str, str]]:
    """Return what was written beside it: for the public, for the desk, and the word that somebody comes with."""
    return [
        (_("Mitteilung"), row.note),
        (_("Notiz"), str(row.facts.get("desk_note", ""))),
        (_("Merkwort"), str(row.facts.get("code_word", ""))),
    ]


def _dates(row: DeskRow) -> str:
    if row.dates <= 1:
        return ""
    dates = ngettext("{number} Termin", "{number} Termine", row.dates)
    if not row.skipped:
        return _("Reihe: {dates}", dates=dates)
    skipped = ngettext("{number} weiterer geht nicht", "{number} weitere gehen nicht", row.skipped)
    return _("Reihe: {dates}, {skipped}", dates=dates, skipped=skipped)


def when(row: DeskRow) -> str:
    """Return the public time with its day: `Freitag, 4. Dezember, 14:00 – 16:30 Uhr`."""
    return _("{day}, {times}", day=long_day(row.starts.date()), times=from_to(row.starts, row.ends))


def who(row: DeskRow) -> str:
    """Return the group and how well the house knows it."""
    if not row.group_name:
        return _("jemand ohne Gruppe")
    known = wording.TRUST.get(row.trust)
    return _("{group} ({trust})", group=row.group_name, trust=_(known)) if known else row.group_name


def block(row: DeskRow) -> str:
    """Return how long the room is held, if that is longer than the public time."""
    if (row.busy_from, row.busy_until) == (row.starts, row.ends):
        return ""
    return from_to(row.busy_from, row.busy_until)


def quiet_hours(row: DeskRow, house: HouseFacts) -> str:
    """Return what of it reaches into the neighbours' quiet hours."""
    return quiet_sentence(quiet.quiet(house, Span(row.starts, row.ends)), house.zone)


def usage(row: DeskRow, house: HouseFacts) -> str:
    """Return the house's name for what the room is used for."""
    known = house.usage(row.usage)
    return known.name if known else row.usage


def held_until(row: DeskRow, house: HouseFacts) -> str:
    """Return when it lapses if nobody does anything; empty if it does not."""
    return wording.moment(row.held_until, house.zone) if row.held_until else ""


def in_line(row: DeskRow) -> str:
    """Return how many groups wait for its time; empty if none does."""
    if not row.in_line:
        return ""
    return ngettext("{number} Gruppe wartet auf diese Zeit", "{number} Gruppen warten auf diese Zeit", row.in_line)


def seats(row: DeskRow) -> str:
    """Return how many seats are taken and how many persons wait; empty where nobody signs up."""
    if row.capacity is None and not row.taken:
        return ""
    taken = _("{taken} von {all}", taken=row.taken, all=row.capacity) if row.capacity else str(row.taken)
    return _("{taken}, {waiting} warten", taken=taken, waiting=row.waiting) if row.waiting else taken


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the book; *monday* is its first day."""

    monday: date

    @classmethod
    def of(cls, day: date) -> "Week":
        """Return the week that *day* lies in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def days(self) -> list[date]:
        """Its seven days."""
        return [self.monday + timedelta(days=number) for number in range(7)]

    def turned(self, weeks: int) -> "Week":
        """Return the week so many weeks later."""
        return Week(self.monday + timedelta(weeks=weeks))

    def heading(self) -> str:
        """Return `Woche 48: 23. November bis 29. November 2026`."""
        first, last = self.days[0], self.days[-1]
        return _(
            "Woche {number}: {first} bis {last}",
            number=first.isocalendar().week,
            first=long_day(first).partition(", ")[2],
            last=long_day_with_year(last).partition(", ")[2],
        )


def week_days(
    week: Week, rows: list[DeskRow], house: HouseFacts, now: datetime, hints: Sequence[Hint] = ()
) -> list[Plain]:
    """Return the seven days of *week*, each with its bookings; what began earlier stands on the first day.

    Beside each day stands what is good to know of it.
    """
    today = local(now, house.zone).date()
    days: dict[date, list[Plain]] = {day: [] for day in week.days}
    for row in rows:
        day = max(row.starts.date(), week.monday)
        if day in days:  # a tear-down after midnight may reach into the week
            days[day].append(week_row(row, now))
    return [_day(day, lines, today, _known(day, hints, house)) for day, lines in days.items()]


def _known(day: date, hints: Sequence[Hint], house: HouseFacts) -> list[str]:
    span = day_span(day, house.zone)
    return [hint_words(one) for one in hints if Span(one.starts, one.ends).overlaps(span)]


def _day(day: date, lines: list[Plain], today: date, hints: list[str]) -> Plain:
    return {
        "key": day.isoformat(),
        "heading": long_day(day),
        "short": short_day(day),
        "count": ngettext("{number} Termin", "{number} Termine", len(lines)),
        "today": day == today,
        "hints": hints,
        "rows": lines,
    }


def week_row(row: DeskRow, now: datetime) -> Plain:
    """Return one line of the week: what, where, how it stands and what the desk can do about it."""
    named = _("{title}, {when}", title=row.title, when=when(row))
    live, over, promised = row.state in LIVE, row.ends <= now, row.state is State.CONFIRMED
    return {
        "uid": row.uid,
        "href": f"{BOOKINGS}/{row.uid}",
        "series_href": f"{SERIES}/{row.series_uid}" if row.series_uid else "",
        "times": from_to(row.starts, row.ends),
        "begins": clock_time(row.starts),
        "block": block(row),
        "title": row.title,
        "group": row.group_name or _("ohne Gruppe"),
        "room": row.room_name,
        "state": row.state.value,
        "icon": _ICONS.get(row.state, "hourglass"),
        "state_word": wording.stands(row.state, row.held_for),
        "note": row.note,
        "hidden": row.title_hidden,
        "listing": _listing_word(row.listing),
        "seats": seats(row),
        "over": over,
        "waits": row.waits,
        "can_cancel": promised and now < row.starts,
        "can_drag": promised and now < row.starts,
        "can_end": promised and row.starts <= now and not over,
        "can_hide": row.listing is Listing.PUBLIC and not over,
        "see": _("Ansehen") if over or not live else _("Ändern"),
        "see_label": _("Ansehen: {booking}", booking=named)
        if over or not live
        else _("Ändern: {booking}", booking=named),
        "series_label": _("Ganze Reihe: {booking}", booking=named),
        "open_label": _("Einzelheiten: {booking}", booking=named),
        "cancel_label": _("Absagen: {booking}", booking=named),
        "end_label": _("Jetzt beenden: {booking}", booking=named),
        "hide_label": _("Titel verbergen: {booking}", booking=named),
        "show_label": _("Titel wieder zeigen: {booking}", booking=named),
    }


def _listing_word(listing: Listing) -> str:
    """Return how much the public sees, where that is not everything."""
    words = {Listing.NEUTRAL: _("nur „Geschlossene Gruppe“"), Listing.INTERNAL: _("nicht öffentlich")}
    return words.get(listing, "")


def details(row: DeskRow, house: HouseFacts) -> list[tuple[str, str]]:
    """Return everything the desk knows of one booking, name and value."""
    facts = [
        (_("Wann"), when(row)),
        (_("Mit Auf- und Abbau"), block(row)),
        (_("Ruhezeit"), quiet_hours(row, house)),
        (_("Raum"), row.room_name),
        (_("Wer"), who(row)),
        (_("Stand"), wording.stands(row.state, row.held_for)),
        (_("Wird gehalten bis"), held_until(row, house)),
        (_("Warteliste"), in_line(row)),
        *_notes(row),
        (_("Sichtbar"), _seen(row)),
        (_("Nutzung"), usage(row, house)),
        (_("Personen"), str(row.persons or "")),
        (_("Plätze"), seats(row)),
        (_("Kam von"), wording.source(row.source)),
        (_("Terminreihe"), _("ja") if row.series_uid else _("nein, ein einzelner Termin")),
        (_("Öffentliche Adresse"), f"/m/{row.code}"),
    ]
    return [(name, value) for name, value in facts if value]


def _seen(row: DeskRow) -> str:
    if row.title_hidden:
        return _("Titel verborgen")
    return _listing_word(row.listing) or _("mit Titel")
