"""What keeps planned dates from taking place, told with all of their days."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from booking.facts import HouseFacts
from booking.housefile.dates import Planned, hours_objections
from booking.housefile.faults import Fault
from booking.housefile.programme import Series
from booking.housefile.words import Day
from booking.i18n import _
from booking.refusals import Closed, PublicHoliday, Refusal


def outside_hours(house: HouseFacts, dates: Iterable[Planned]) -> Iterator[Fault]:
    """Yield one fault for each entry and reason, with all of its days."""
    days: dict[tuple[int, str], list[str]] = {}
    entries: dict[int, Planned] = {}
    for date in dates:
        for reason in hours_objections(house, date) if date.is_live else ():
            entries[id(date.entry)] = date
            days.setdefault((id(date.entry), _why_closed(reason)), []).append(_when(date))
    for (entry, why), when in days.items():
        date = entries[entry]
        text = _("„{title}“ liegt {why}: {when}.", title=date.entry.title, why=why, when=", ".join(when))
        yield Fault(date.entry.line, text)


def _why_closed(reason: Refusal) -> str:
    if isinstance(reason, PublicHoliday):
        return _("auf einem Feiertag ({name})", name=reason.name)
    if isinstance(reason, Closed):
        return _("auf einem Schließtag ({name})", name=reason.slug)
    return _("mit Auf- und Abbau außerhalb der Öffnungszeiten")


def clashes(dates: Iterable[Planned]) -> Iterator[Fault]:
    """Yield one fault for each two entries that need the same floor at the same time, with all of their days."""
    found: dict[tuple[int, int], list[tuple[Planned, Planned]]] = {}
    before: list[Planned] = []
    for date in sorted((date for date in dates if date.is_live), key=lambda date: date.block.start):
        before = [other for other in before if other.block.end > date.block.start]
        for other in before:
            if date.room.shares_floor(other.room):
                later, earlier = sorted((date, other), key=lambda one: one.entry.line, reverse=True)
                found.setdefault((id(later.entry), id(earlier.entry)), []).append((later, earlier))
        before.append(date)
    for pairs in found.values():
        one, other = pairs[0]
        text = _(
            "„{title}“ und „{other}“ (Zeile {line}) brauchen denselben Raum zur selben Zeit: {when}.",
            title=one.entry.title,
            other=other.entry.title,
            line=other.entry.line,
            when=", ".join(f"{_when(mine)} / {_times(theirs)}" for mine, theirs in pairs),
        )
        yield Fault(one.entry.line, text)


def crowded(dates: Iterable[Planned]) -> Iterator[Fault]:
    """Yield a remark for each date that was moved into a room too small for it."""
    for date in dates:
        entry = date.entry
        if date.moved and isinstance(entry, Series) and entry.expected and entry.expected > date.room.holds():
            text = _(
                "„{title}“ erwartet am {day} mehr Menschen, als „{room}“ fasst.",
                title=entry.title,
                day=day_words(date.starts.date()),
                room=date.room.name,
            )
            yield Fault(entry.line, text)


def day_words(day: Day) -> str:
    """Return `30.11.2026`."""
    return day.strftime("%d.%m.%Y")


def _when(date: Planned) -> str:
    return f"{day_words(date.starts.date())} {_times(date)}"


def _times(date: Planned) -> str:
    """Return from when to when the room is needed, on the wall's clock."""
    before, after = timedelta(minutes=date.room.setup_min), timedelta(minutes=date.room.teardown_min)
    return f"{date.starts - before:%H:%M}–{date.ends + after:%H:%M}"
