"""Series drawn by a seed, with dates that move, fall out and change: three readers show what stands in the book.

250 series each time; `TREFFPUNKT_RULES=20000` draws so many.
"""

import os
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import vobject

from booking.feeds.board import board_of
from booking.feeds.portable import portable
from booking.feeds.reading import read_all
from booking.feeds.rows import Content, Date, SeriesRow, Window, window_at
from booking.feeds.wire import FOOT, Heading, entry_bytes, head_bytes
from booking.feeds.zones import vtimezone
from booking.occupancy import house_facts
from booking.recurrence import expand
from booking.refusals import Refused
from booking.span import instant
from booking.span import wall as local_wall
from models.bookings import State
from models.database import Database
from tests.support.calendars import lines
from tests.support.drawn_rules import draw
from tests.support.feed_rows import BASE_URL, BERLIN, MONDAY, FeedHouse
from tests.support.plain_rule import PlainRule

HOW_MANY = int(os.environ.get("TREFFPUNKT_RULES", "250"))
SOME = 50  # series in one calendar
MOST_DATES = 60  # of one series
HEADING = Heading(name="Haus", description="Alles", colour="teal", source=f"{BASE_URL}/x.ics", url=BASE_URL)
EVER = Window(
    since=datetime(2020, 1, 1, tzinfo=UTC),
    until=datetime(2040, 1, 1, tzinfo=UTC),
    turned=datetime(2020, 1, 1, tzinfo=UTC),
    today=datetime(2020, 1, 1, tzinfo=UTC),
)
FATES = ("as ever",) * 14 + ("skipped", "moved", "cancelled", "renamed", "longer")
Facts = dict[str, Any]
Told = Counter[tuple[datetime, str]]


@pytest.fixture
def empty(sqlite_db: Database) -> tuple[Content, Date]:
    """Give a house without dates, and one date to make others from."""
    with sqlite_db.writing() as session:
        house = FeedHouse(session)
        house.date("2026-12-01 18:00")
    with sqlite_db.reading() as session:
        facts = house_facts(session)
        content = read_all(session, facts, window_at(MONDAY, facts.zone))
    (date,) = content.dates.values()
    return replace(content, dates={}, window=EVER), date


def drawn(random: Random, like: Date, number: int, ids: "count[int]") -> tuple[SeriesRow, list[Date]] | None:
    """Return one series with its dates and what became of them; none if the house refuses its rule."""
    rule = draw(random)
    if not portable(rule.rule, rule.first) and random.random() < 0.8:
        return None  # most draws have no rule that every program knows, and would be told date by date
    try:
        starts = expand(rule.rule, rule.first, None if rule.ends else rule.last, zone=BERLIN)[:MOST_DATES]
    except Refused:
        return None
    series = SeriesRow(number, f"s{number}", rule.rule, MONDAY, 0)
    minutes = random.choice((30, 90, 120, 360))
    return series, [dated(random, like, series, start, minutes, next(ids)) for start in starts]


def dated(random: Random, like: Date, series: SeriesRow, start: datetime, minutes: int, number: int) -> Date:
    """Return one date of *series* as it stands in the book."""
    fate = random.choice(FATES)
    begin = start - timedelta(hours=2) if fate == "moved" else start
    starts = instant(begin, BERLIN)
    ends = starts + timedelta(minutes=minutes + 15 * (fate == "longer"))
    state = {"skipped": State.SKIPPED, "cancelled": State.CANCELLED}.get(fate, State.CONFIRMED)
    title = f"Treffen {series.id}" + ", anders; mit 🧶" * (fate == "renamed")
    times: Facts = {"starts_at": starts, "ends_at": ends, "busy_from": starts, "busy_until": ends}
    walls: Facts = {"wall_from": begin, "wall_to": local_wall(ends, BERLIN), "rule_start": start}
    names: Facts = {"id": number, "uid": f"u{number}", "code": f"c{number}", "series_id": series.id}
    return replace(like, **names, **times, **walls, title=title, state=state, moved=fate == "moved")


def calendar_of(content: Content, made: list[tuple[SeriesRow, list[Date]]]) -> bytes:
    """Return the calendar of these series."""
    dates = {date.id: date for _series, of_series in made for date in of_series}
    whole = replace(content, dates=dates, series={series.id: series for series, _dates in made})
    entries = board_of(whole, BASE_URL).everything().entries
    assert len({entry.uid for entry in entries}) == len(entries)
    return b"".join([head_bytes(HEADING, vtimezone(BERLIN)), *map(entry_bytes, entries), FOOT])


def in_the_book(made: list[tuple[SeriesRow, list[Date]]]) -> Told:
    told = [date for _series, dates in made for date in dates if date.is_told]
    gone = "ABGESAGT: "
    return Counter((date.starts_at, f"{gone * (date.state is State.CANCELLED)}{date.title}") for date in told)


def by_recurring_ical_events(feed: bytes) -> Told:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(feed)).between(EVER.since, EVER.until)
    return Counter((date.start.astimezone(UTC), str(date["SUMMARY"])) for date in found)


def by_vobject(feed: bytes) -> Told:
    told: Told = Counter()
    for event in vobject.readOne(feed.decode()).vevent_list:
        starts = event.getrruleset() if hasattr(event, "rrule") else [event.dtstart.value]
        told.update((start.astimezone(UTC), event.summary.value) for start in starts)
    return told


def by_hand(feed: bytes) -> Told:
    """Read with nothing but the standard beside one: every day is asked whether the rule names it."""
    told: Told = Counter()
    for block in "\r\n".join(lines(feed)).split("BEGIN:VEVENT\r\n")[1:]:
        parts = [line.partition(":") for line in block.split("\r\n")]
        said = {name.partition(";")[0]: value for name, _, value in parts}
        first, title = datetime.fromisoformat(said["DTSTART"]), said["SUMMARY"].replace("\\,", ",").replace("\\;", ";")
        starts = [first]
        if rule := said.get("RRULE"):
            left_out = {datetime.fromisoformat(value) for name, _, value in parts if name.startswith("EXDATE")}
            until = datetime.fromisoformat(rule.partition("UNTIL=")[2].partition(";")[0])
            dates = PlainRule(rule, first).dates(until.replace(tzinfo=None) + timedelta(days=1))
            starts = [start for start in dates if start not in left_out]
        aware = [start if start.tzinfo else start.replace(tzinfo=BERLIN) for start in starts]
        told.update((start.astimezone(UTC), title) for start in aware)
    return told


@pytest.mark.parametrize("seed", range(max(1, HOW_MANY // SOME)))
def test_three_readers_show_what_stands_in_the_book(empty: tuple[Content, Date], seed: int) -> None:
    content, like = empty
    random, ids = Random(seed), count(1)
    made: list[tuple[SeriesRow, list[Date]]] = []
    while len(made) < min(SOME, HOW_MANY):
        one = drawn(random, like, len(made) + 1, ids)
        made += [one] if one is not None else []

    feed = calendar_of(content, made)

    book = in_the_book(made)
    assert book.total() > 500
    assert feed.count(b"\r\nRRULE:") > 15
    assert by_hand(feed) == book
    assert by_recurring_ical_events(feed) == book
    assert by_vobject(feed) == book
