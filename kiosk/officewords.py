"""What an office of the town is asked about, as its letter and its page say it: the date, never a person."""

from booking.i18n import _
from booking.officequestions import Asked
from kiosk.calendar_words import from_to, long_day_with_year, short_day


def facts(asked: Asked) -> list[tuple[str, str]]:
    """Return which room when, for how many, and what it is called where that is public."""
    day = long_day_with_year(asked.starts.date())
    told = [
        (_("Termin"), asked.title),
        (_("Raum"), asked.room),
        (_("Wann"), _("{day}, {times}", day=day, times=from_to(asked.starts, asked.ends))),
        (_("Erwartete Personen"), str(asked.persons or "")),
    ]
    return [(name, value) for name, value in told if value]


def short_when(asked: Asked) -> str:
    """Return `Fr 4.12.`."""
    return short_day(asked.starts.date())


def last_day(asked: Asked) -> str:
    """Return until which day the link counts, as far as is known now."""
    return long_day_with_year(asked.question.ends_at.astimezone(asked.starts.tzinfo).date())
