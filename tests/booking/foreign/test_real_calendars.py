"""Real calendars of other people show the dates that independent programs agree on."""

import csv
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from booking.foreign import Occurrence, occurrences, read_calendar
from tests.support.shared import shared

BERLIN = ZoneInfo("Europe/Berlin")
# Where programs do not agree there is no list; these are the refusals that we name, and how many dates are left.
NAMED = {
    "s06_outlook_owa.ics": (90, ()),
    "s07_ms_timezones.ics": (
        137,
        ("„Log Yesterday's Jira time“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar.",),
    ),
    "s08_festival_rrule.ics": (149, ()),
    "s14_multiple_vcalendar.ics": (3, ()),
    "s16_bad_rrule.ics": (786, ()),
}
FILES = [f"s{number:02}" for number in range(1, 17)]


def written(one: Occurrence) -> tuple[str, str, str]:
    """Return start, end and title as the lists beside the calendars write them."""
    start, end = (
        f"{moment:%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"
        for moment in (one.starts, one.ends)
    )
    return start, end, one.summary


def row_of(folder: Path, number: str) -> dict[str, str]:
    """Return what is noted of the calendar *number*."""
    with (folder / "EXPECTED.tsv").open(encoding="utf-8") as file:
        return next(row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith(number))


@pytest.mark.parametrize("number", FILES)
def test_a_real_calendar_shows_what_others_see_in_it(number: str) -> None:
    folder = shared("data/ics")
    row = row_of(folder, number)
    since, until = date.fromisoformat(row["from"] or "2010-01-01"), date.fromisoformat(row["to"] or "2026-01-01")

    read = read_calendar((folder / row["file"]).read_bytes())
    found = [written(one) for one in occurrences(read, since, until, BERLIN)]

    expected = (folder / row["file"]).with_suffix(".expected.tsv")
    if expected.exists():
        lines = expected.read_text(encoding="utf-8").splitlines()
        assert sorted(found) == sorted(tuple(line.split("\t")) for line in lines)
        assert read.refusals == ()
    else:
        assert (len(found), read.refusals) == NAMED[row["file"]]
