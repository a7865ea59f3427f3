"""Every date of a house's file beside every other: moved for a demo, checked for hours and clashes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from booking import rules
from booking.facts import HouseFacts
from booking.housefile.clashes import clashes, crowded, day_words, outside_hours
from booking.housefile.dates import REPLACED, Planned, meeting_on, request_dates, series_dates
from booking.housefile.faults import Fault
from booking.housefile.programme import Meeting, Request, Series, SeriesException
from booking.housefile.reading import HouseFile
from booking.housefile.words import Day
from booking.i18n import _
from models.bookings import State

# How far a demo's meeting may have to give way: over the summer break and what follows it.
_MOST_DAYS_LATER = 60


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Every date of the file, and what is wrong with them."""

    dates: tuple[Planned, ...]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]

    def of(self, entry: Series | Meeting | Request) -> list[Planned]:
        """Return the dates of *entry*, in order."""
        return [planned for planned in self.dates if planned.entry is entry]


def weeks_to(file: HouseFile, day: Day) -> int:
    """Return by how many weeks meetings move so that the file's anchor week becomes the week of *day*."""
    if file.meta.anchor_monday is None:
        return 0
    return (day - file.meta.anchor_monday).days // 7


def plan_dates(file: HouseFile, house: HouseFacts, *, weeks: int = 0) -> Plan:
    """Return every date of *file*; single meetings are moved by *weeks*, all else stays.

    A moved meeting takes the place of series that it meets. Where the house is closed, or another
    meeting or a request is in its way, it goes to the next day that is free.
    """
    faults: list[Fault] = []
    warnings: list[Fault] = []
    series = [date for entry in file.series for date in series_dates(house, entry, _exceptions(file, entry), faults)]
    requests = [date for entry in file.requests for date in request_dates(house, entry, faults)]
    faults += _attendance(file, series)
    if weeks:
        meetings = _moved(house, file, weeks, requests, faults, warnings)
        series = _making_way(series, meetings)
    else:
        found = (meeting_on(house, meeting, meeting.date) for meeting in file.meetings)
        meetings = [date for date in found if date is not None]
        faults += _replacing_nothing(file, series, meetings)
    series = _replaced(series, meetings)
    dates = (*series, *meetings, *requests)
    faults += [*outside_hours(house, dates), *clashes(dates)]
    warnings += crowded(dates)
    return Plan(dates=dates, faults=tuple(faults), warnings=tuple(warnings))


def _exceptions(file: HouseFile, series: Series) -> list[SeriesException]:
    return [exception for exception in file.series_exceptions if exception.series == series.slug]


def _attendance(file: HouseFile, series: Iterable[Planned]) -> Iterator[Fault]:
    days = {
        (date.entry.slug, date.rule_start.date())
        for date in series
        if isinstance(date.entry, Series) and date.rule_start
    }
    known = {slug for slug, _day in days}
    for sample in file.attendance_sample:
        if sample.series in known and (sample.series, sample.date) not in days:
            text = _(
                "Die Terminreihe „{series}“ hat am {day} keinen Termin.",
                series=sample.series,
                day=day_words(sample.date),
            )
            yield Fault(sample.line_of("date"), text)


# A meeting instead of a series


def _replaces(meeting: Planned, date: Planned) -> bool:
    """Whether the file names *meeting* as what takes place instead of *date*."""
    entry, other = meeting.entry, date.entry
    if not (isinstance(entry, Meeting) and isinstance(other, Series)) or date.state is not State.CONFIRMED:
        return False
    return entry.replaces_series_on_date == other.slug and meeting.starts.date() == date.starts.date()


def _replaced(series: list[Planned], meetings: list[Planned]) -> list[Planned]:
    return [
        date.skipped(REPLACED) if any(_replaces(meeting, date) for meeting in meetings) else date for date in series
    ]


def _replacing_nothing(file: HouseFile, series: list[Planned], meetings: list[Planned]) -> Iterator[Fault]:
    known = {entry.slug for entry in file.series}
    for meeting in meetings:
        entry = meeting.entry
        if not isinstance(entry, Meeting) or entry.replaces_series_on_date not in known:
            continue
        if not any(_replaces(meeting, date) for date in series):
            text = _(
                "Die Terminreihe „{series}“ hat am {day} keinen Termin.",
                series=entry.replaces_series_on_date,
                day=day_words(entry.date),
            )
            yield Fault(entry.line_of("replaces_series_on_date"), text)


# A demo on any day


def _moved(
    house: HouseFacts,
    file: HouseFile,
    weeks: int,
    requests: list[Planned],
    faults: list[Fault],
    warnings: list[Fault],
) -> list[Planned]:
    fixed = [date for date in requests if date.is_live]
    placed: dict[str, Planned] = {}
    # Who can stay where the shift puts it does; only then the others look for a place.
    for most_days_later in (0, _MOST_DAYS_LATER):
        for meeting in file.meetings:
            if meeting.slug not in placed and (found := _free_day(house, meeting, weeks, most_days_later, fixed)):
                placed[meeting.slug] = found
                fixed.append(found)
    for meeting in file.meetings:
        wanted = meeting.date + timedelta(weeks=weeks)
        if meeting.slug not in placed:
            text = _("Für „{title}“ ist ab {day} kein Tag frei.", title=meeting.title, day=day_words(wanted))
            faults.append(Fault(meeting.line, text))
        elif placed[meeting.slug].starts.date() != wanted:
            text = _(
                "„{title}“ weicht vom {day} auf den {later} aus.",
                title=meeting.title,
                day=day_words(wanted),
                later=day_words(placed[meeting.slug].starts.date()),
            )
            warnings.append(Fault(meeting.line, text))
    return [placed[meeting.slug] for meeting in file.meetings if meeting.slug in placed]


def _free_day(
    house: HouseFacts, meeting: Meeting, weeks: int, most_days_later: int, fixed: list[Planned]
) -> Planned | None:
    for later in range(most_days_later + 1):
        date = meeting_on(house, meeting, meeting.date + timedelta(weeks=weeks, days=later))
        if date is None:
            return None
        if rules.fits(house, date.room, date.block, date.override) and not any(
            date.shares_floor_and_time(other) for other in fixed
        ):
            return date
    return None


def _making_way(series: list[Planned], meetings: list[Planned]) -> list[Planned]:
    return [
        date.skipped(REPLACED)
        if date.is_live and any(date.shares_floor_and_time(meeting) for meeting in meetings)
        else date
        for date in series
    ]
