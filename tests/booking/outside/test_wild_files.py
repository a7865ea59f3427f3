"""Real calendars of other people are taken into the house, followed and left alone; on both databases."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from booking import outside, titles
from booking.foreign.lines import Component, sheets
from booking.foreign.reading import decoded
from booking.outside import Plan, Reading, taking
from booking.span import minute_of
from models.journal import JournalEntry
from models.outside import DateStanding, Means, OutsideDate, OutsideSource
from tests.support.cast import BERLIN
from tests.support.shared import shared

# Where programs do not agree there is no list; so many dates begin in the year of each (tests/booking/foreign).
COUNTED = {"s06": 90, "s07": 137, "s08": 149, "s14": 3, "s16": 786}
WINDOWS = {"s07": (date(2020, 7, 1), date(2021, 7, 1))}
FILES = [f"s{number:02}" for number in range(1, 17)]
NAME, DESK = "Fremder Kalender", "desk:manager"
Row = tuple[datetime, datetime, str]


class Wild:
    """One file, and the year from which it is looked at."""

    def __init__(self, number: str) -> None:
        folder = shared("data/ics")
        with (folder / "EXPECTED.tsv").open(encoding="utf-8") as file:
            row = next(one for one in csv.DictReader(file, delimiter="\t") if one["file"].startswith(number))
        self.number, self.path = number, folder / row["file"]
        told = tuple(map(date.fromisoformat, filter(None, (row["from"], row["to"]))))
        self.since, self.until = told if len(told) == 2 else WINDOWS[number]
        self.now = minute_of(self.since, 0, BERLIN)
        self.sheets = sheets(decoded(self.path.read_bytes()))

    def read(self, content: bytes | None = None) -> Reading:
        """Return what it says on its first day."""
        return outside.read(content or self.path.read_bytes(), name=NAME, zone=BERLIN, on=self.since)

    @property
    def events(self) -> list[Component]:
        """Its events, as they are written."""
        return [one for sheet in self.sheets for one in sheet.components if one.kind == "VEVENT"]

    def with_other(self, old: Component, new: Component | None) -> bytes:
        """Return it with another event in place of *old*, or without."""
        found = ((sheet, [new if one is old else one for one in sheet.components]) for sheet in self.sheets)
        return "".join(sheet.text(tuple(filter(None, components))) for sheet, components in found).encode()

    def expected(self) -> list[Row] | None:
        """Return what is noted beside it, as the house tells it; none where programs do not agree."""
        noted: Path = self.path.with_suffix(".expected.tsv")
        if not noted.exists():
            return None
        return sorted(_noted(*line.split("\t")) for line in noted.read_text(encoding="utf-8").splitlines())


def _noted(start: str, end: str, title: str) -> Row:
    starts, ends = _moment(start), _moment(end)
    if ends <= starts:  # programs show an end, and some calendars name none
        ends = starts + timedelta(days=1) if len(start) == 8 else starts + timedelta(hours=1)
    return starts, ends, titles.tamed(title) or NAME


def _moment(text: str) -> datetime:
    if len(text) == 8:
        return minute_of(datetime.strptime(text, "%Y%m%d").date(), 0, BERLIN)  # noqa: DTZ007 - a day has no zone
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def take_in(session, house, wild: Wild, reading: Reading) -> OutsideSource:
    """Take it in as an address."""
    plan = Plan(name=NAME, means=Means.MEETINGS, place="Halle")
    address = outside.address_of("https://verein.example.org/a.ics", "ein Geheimnis des Hauses")
    return outside.add_source(session, house, plan, reading, address=address, who=DESK, now=wild.now)


def rows(session, of: OutsideSource) -> list[OutsideDate]:
    return taking.dates_of(session, of.id)


def stands(session, of: OutsideSource, *, after: datetime) -> set[tuple[str, str, datetime, datetime]]:
    """Return what the house knows to come."""
    known = (row for row in rows(session, of) if row.standing is not DateStanding.GONE and row.ends_at > after)
    return {(row.uid, row.recurrence, row.starts_at, row.ends_at) for row in known}


def told(reading: Reading, *, after: datetime) -> set[tuple[str, str, datetime, datetime]]:
    return {(one.uid, one.recurrence, one.starts, one.ends) for one in reading.dates if one.ends > after}


def entries(session) -> int:
    return len(session.exec(select(col(JournalEntry.id))).all())


@pytest.mark.parametrize("number", FILES)
def test_a_wild_calendar_is_taken_in_followed_and_brought_back(session, house, number):
    wild = Wild(number)
    whole = wild.read()
    of = take_in(session, house, wild, whole)

    in_year = [row for row in rows(session, of) if wild.now <= row.starts_at < minute_of(wild.until, 0, BERLIN)]
    found = sorted((row.starts_at, row.ends_at, row.title) for row in in_year)
    if (expected := wild.expected()) is not None:
        assert found == expected
    else:
        assert len(found) == COUNTED[number]
    assert stands(session, of, after=wild.now) == told(whole, after=wild.now)

    codes, noted = [(row.code, row.revision) for row in rows(session, of)], entries(session)
    later = wild.now + timedelta(minutes=5)
    outside.note_answer(session, house, of.id, whole, who="clock", now=later)
    assert [(row.code, row.revision) for row in rows(session, of)] == codes
    assert (entries(session), of.failure) == (noted, "")

    # Its copy, which holds only what the house may keep, says the same.
    again = wild.read(outside.copy_of(session, of.id))
    assert told(again, after=wild.now) == told(whole, after=wild.now)

    less = wild.read(without_one(wild, whole))
    outside.bring_file(session, house, of.id, less, who=DESK, now=later)
    assert stands(session, of, after=later) == told(less, after=later)
    outside.bring_file(session, house, of.id, whole, who=DESK, now=later)
    assert stands(session, of, after=later) == told(whole, after=later)
    assert {row.code for row in rows(session, of)} >= {code for code, _revision in codes}


@pytest.mark.parametrize("number", ["s01", "s05", "s14"])
def test_a_date_of_a_wild_calendar_that_moves_keeps_its_page(session, house, number):
    wild = Wild(number)
    of = take_in(session, house, wild, wild.read())
    single, moved = a_day_later(wild)

    outside.bring_file(session, house, of.id, wild.read(moved), who=DESK, now=wild.now)

    (row,) = (row for row in rows(session, of) if row.uid == single.value("UID"))
    assert row.moved_from is not None
    assert (row.starts_at.date() - row.moved_from.date(), row.revision) == (timedelta(days=1), 1)
    assert row.standing is DateStanding.PLANNED


def without_one(wild: Wild, whole: Reading) -> bytes:
    """Return the calendar without the first event that has a date to come."""
    for left_out in wild.events:
        less = wild.with_other(left_out, None)
        if told(wild.read(less), after=wild.now) != told(whole, after=wild.now):
            return less
    raise AssertionError("nothing is to come")


def a_day_later(wild: Wild) -> tuple[Component, bytes]:
    """Return an event of the calendar that does not repeat, and the calendar with it a day later."""
    ahead = {one.uid for one in wild.read().dates if one.starts > wild.now and not one.recurrence}
    single = next(one for one in wild.events if one.value("UID") in ahead)
    later = Component(single.kind, tuple(_later(line) for line in single.lines))
    return single, wild.with_other(single, later)


def _later(line: str) -> str:
    found = re.match(r"(DT(?:START|END)[^:]*:)(\d{8})(.*)", line)
    if not found:
        return line
    day = datetime.strptime(found[2], "%Y%m%d") + timedelta(days=1)  # noqa: DTZ007 - a day has no zone
    return f"{found[1]}{day:%Y%m%d}{found[3]}"
