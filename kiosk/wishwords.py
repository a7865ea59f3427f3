"""A wish that waits for the desk, as letters to the desk and the page of their links say it."""

from booking import quiet
from booking.byletter import Wish
from booking.facts import HouseFacts
from booking.grouppast import Past
from booking.i18n import N_, _, ngettext
from booking.span import Span
from booking.told import HIDDEN_TITLE
from kiosk.calendar_words import from_to, long_day, long_day_with_year, short_day
from kiosk.quiet_words import quiet_sentence
from kiosk.words import sentences

MOST_DATES = 12  # are named; more are counted
TRUST = {
    "new": N_("neu im Haus"),
    "trusted": N_("bekannt"),
    "partner": N_("Partner des Hauses"),
}


def title(wish: Wish) -> str:
    """Return what it is called, as far as a letter may say it."""
    return _(HIDDEN_TITLE) if wish.is_quiet else wish.row.title


def when(wish: Wish) -> str:
    """Return the first date of it."""
    row = wish.row
    return _("{day}, {times}", day=long_day(row.starts.date()), times=from_to(row.starts, row.ends))


def short_when(wish: Wish) -> str:
    """Return `Fr 4.12.`, or the first of so many dates."""
    day = short_day(wish.row.starts.date())
    return _("{number} Termine ab {day}", number=wish.row.dates, day=day) if wish.row.dates > 1 else day


def facts(wish: Wish, house: HouseFacts) -> list[tuple[str, str]]:
    """Return who wants which room when for what; nothing that only the desk behind its log-in may know."""
    row = wish.row
    usage = house.usage(row.usage)
    told = [
        (_("Termin"), title(wish)),
        (_("Wer"), _who(wish)),
        (_("Erster Termin") if row.dates > 1 else _("Wann"), when(wish)),
        (_("Reihe"), _series(wish)),
        (_("Raum"), row.room_name),
        (_("Mit Auf- und Abbau"), _block(wish)),
        (_("Personen"), str(row.persons or "")),
        (_("Nutzung"), usage.name if usage else row.usage),
        (_("Ruhezeit"), quiet_sentence(quiet.quiet(house, Span(row.starts, row.ends)), house.zone)),
        (_("Wird gehalten bis"), _held_until(wish)),
    ]
    return [(name, value) for name, value in told if value]


def against(wish: Wish, house: HouseFacts) -> list[str]:
    """Return what speaks against it, in sentences."""
    return sentences(wish.row.objections, house.zone)


def dates(wish: Wish) -> list[str]:
    """Return the dates of a series, at most so many; nothing of a single one."""
    if len(wish.dates) < 2:
        return []
    return [
        _("{day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends))
        for starts, ends in wish.dates[:MOST_DATES]
    ]


def more_dates(wish: Wish) -> str:
    """Return how many are not named."""
    more = len(wish.dates) - MOST_DATES
    return ngettext("und {number} weiterer Termin", "und {number} weitere Termine", more) if more > 0 else ""


def past(known: Past, house: HouseFacts) -> list[tuple[str, str]]:
    """Return how it went with a group so far."""
    since = long_day_with_year(known.since.astimezone(house.zone).date()).partition(", ")[2]
    told = [
        (_("Im Haus seit"), since),
        (_("Im letzten Jahr"), ngettext("{number} Termin", "{number} Termine", known.held)),
        (_("Davon abgesagt"), "" if not known.cancelled else str(known.cancelled)),
        (_("Niemand kam"), "" if not known.missed else ngettext("{number} Mal", "{number} Mal", known.missed)),
        (_("Anfragen abgelehnt"), "" if not known.declined else str(known.declined)),
        (_("Zugesagt und noch nicht vorbei"), ngettext("{number} Termin", "{number} Termine", known.ahead)),
    ]
    return [(name, value) for name, value in told if value]


def past_line(known: Past | None) -> str:
    """Return the same in a line, as far as it helps to decide; of somebody without a group nothing."""
    if known is None:
        return ""
    told = [ngettext("{number} Termin im letzten Jahr", "{number} Termine im letzten Jahr", known.held)]
    if known.cancelled:
        told.append(_("{number} abgesagt", number=known.cancelled))
    if known.missed:
        told.append(ngettext("{number} Mal kam niemand", "{number} Mal kam niemand", known.missed))
    if known.declined:
        told.append(ngettext("{number} Anfrage abgelehnt", "{number} Anfragen abgelehnt", known.declined))
    return ", ".join(told)


def _who(wish: Wish) -> str:
    row = wish.row
    if not row.group_name:
        return _("jemand ohne Gruppe")
    known = TRUST.get(row.trust)
    name = _(HIDDEN_TITLE) if wish.is_quiet else row.group_name
    return _("{group} ({trust})", group=name, trust=_(known)) if known else name


def _series(wish: Wish) -> str:
    number = wish.row.dates
    return ngettext("{number} Termin", "{number} Termine", number) if number > 1 else ""


def _block(wish: Wish) -> str:
    row = wish.row
    is_longer = (row.busy_from, row.busy_until) != (row.starts, row.ends)
    return from_to(row.busy_from, row.busy_until) if is_longer else ""


def _held_until(wish: Wish) -> str:
    until = wish.row.held_until
    return _("{day}, {time} Uhr", day=long_day(until.date()), time=f"{until:%H:%M}") if until and wish.waits else ""
