"""What feeds tell: exactly what stands in the book, and no more than the public may know."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from booking.feeds import EVERYTHING
from models.bookings import Booking, State
from models.community import Listing
from models.database import Database
from models.meetings import Signup
from tests.support.calendars import events, lines, shown
from tests.support.feed_house import fetched, in_the_book, told
from tests.support.feed_rows import BERLIN, MONDAY, FeedHouse, wall
from tests.support.shared import shared

Facts = dict[str, Any]
ROOM = "/calendar/room/quartierraum.ics"
STUEBLE = "/calendar/room/stueble.ics"
GROUP = "/calendar/group/strickcafe.ics"


RULES = {
    "each week": "FREQ=WEEKLY;BYDAY=MO",
    "each week, the day unsaid": "FREQ=WEEKLY",
    "every other week on two days": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    "weeks that begin on Sunday": "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "every third day": "FREQ=DAILY;INTERVAL=3",
    "second Monday": "FREQ=MONTHLY;BYDAY=2MO",
    "first and third Monday": "FREQ=MONTHLY;BYDAY=1MO,3MO",
    "last Monday of every other month": "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1MO",
    "fifth Monday": "FREQ=MONTHLY;BYDAY=5MO",
    "last working day": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "the eleventh": "FREQ=MONTHLY;BYMONTHDAY=11",
    "once a year": "FREQ=YEARLY",
    "the last Sunday of March": "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_a_series_shows_the_dates_of_the_book_across_both_clock_changes(sqlite_db: Database, rule: str) -> None:
    def build(house: FeedHouse) -> None:
        first = "2027-03-28 19:00" if "BYMONTH=3" in rule else first_date(rule)
        _, dates = house.series(rule, first, "2028-04-01 00:00", title="Café")
        for number, date in enumerate(dates):
            change(house, number, date)

    feed = told(sqlite_db, build)

    assert shown(feed) == in_the_book(sqlite_db)
    assert any("RRULE" in event for event in events(feed).values())


def first_date(rule: str) -> str:
    """Return a start that is itself a date of *rule*."""
    starts = {"2MO": "14", "-1MO": "28", "5MO": "30", "BYSETPOS": "30", "MONTHDAY": "11", "1MO": "07"}
    day = next((day for part, day in starts.items() if part in rule), "07")
    month = "11" if "5MO" in rule or "BYSETPOS" in rule else "12"
    return f"2026-{month}-{day} 19:00"


def change(house: FeedHouse, number: int, date: Booking) -> None:
    """Skip, move, cancel or rename some dates of a series."""
    if number % 11 == 3:
        house.changed(date, now=MONDAY, state=State.SKIPPED, reason="holiday")
    elif number % 11 == 5:
        earlier = {"wall_from": date.wall_from - timedelta(hours=2), "wall_to": date.wall_to - timedelta(hours=2)}
        house.changed(date, now=MONDAY, moved=True, note="Heute früher", **earlier)
    elif number % 11 == 7:
        house.changed(date, now=MONDAY, state=State.CANCELLED, note="Ausflug")
    elif number % 11 == 9:
        house.changed(date, now=MONDAY, title="Café mit Gast")


@pytest.mark.parametrize("rule", ["FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=SU", "FREQ=YEARLY;BYMONTH=1,7"])
def test_what_programs_expand_differently_is_told_date_by_date(sqlite_db: Database, rule: str) -> None:
    def build(house: FeedHouse) -> None:
        house.series(rule, "2027-01-31 10:00", "2028-01-31 10:00")

    feed = told(sqlite_db, build)

    assert shown(feed) == in_the_book(sqlite_db)
    assert b"\r\nRRULE:FREQ=M" not in feed
    assert len(events(feed)) == len(in_the_book(sqlite_db)) > 1


def test_nights_in_which_the_clocks_change_are_told_in_utc(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=SU", "2027-03-14 02:30", "2027-11-07 02:30", minutes=45, title="Nachtwache")

    feed = told(sqlite_db, build)

    assert shown(feed) == in_the_book(sqlite_db)
    assert not any("RRULE" in event or "EXDATE" in event for event in events(feed).values())
    told_in_utc = sorted(line for line in lines(feed) if line.startswith("DTSTART:") and line.endswith("Z"))
    assert told_in_utc == ["DTSTART:20270328T013000Z", "DTSTART:20271031T003000Z"]


def test_a_date_that_lasts_over_a_change_of_the_clocks_has_its_real_end(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=SA", "2027-03-13 22:00", "2027-04-10 22:00", minutes=480, title="Lange Nacht")

    feed = told(sqlite_db, build)

    assert shown(feed) == in_the_book(sqlite_db)
    assert len(events(feed)) == 2, "the series, and the one night that has an hour less"


def test_a_series_keeps_its_uid_when_only_one_date_is_left(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=MO", "2026-09-07 10:00", "2026-12-07 10:00")

    early, late = told(db, build), fetched(db, now=datetime(2027, 2, 1, tzinfo=UTC))

    assert [*events(early)] == [*events(late)] == ["series-1"]
    assert len(shown(early)) == 11, "sixty days back"
    assert len(shown(late)) == 1


@pytest.mark.parametrize(
    ("different", "title"),
    [
        ({"title": "Café mit Gast"}, "Café mit Gast"),
        ({"title_hidden": True}, "Geschlossene Gruppe"),
        ({"listing": Listing.NEUTRAL}, "Geschlossene Gruppe"),
        ({"signup": Signup.SEATS}, "Café"),
        ({"note": "Heute mit Kuchen"}, "Café"),
        ({"moved": True}, "Café"),
    ],
)
def test_a_date_that_is_told_differently_stands_alone(sqlite_db: Database, different: Facts, title: str) -> None:
    def build(house: FeedHouse) -> None:
        _, dates = house.series("FREQ=WEEKLY;BYDAY=MO", "2026-11-30 10:00", "2026-12-28 10:00", title="Café")
        house.changed(dates[2], now=MONDAY, **different)

    feed = told(sqlite_db, build)

    assert {uid: str(event["SUMMARY"]) for uid, event in events(feed).items()} == {"series-1": "Café", "uid-4": title}
    assert len(shown(feed)) == 5


def test_last_modified_and_sequence_of_a_series_rise_with_each_change_of_a_date(db: Database) -> None:
    with db.writing() as session:
        house = FeedHouse(session)
        _, dates = house.series("FREQ=WEEKLY;BYDAY=MO", "2026-11-30 10:00", "2026-12-28 10:00")
    stamps = [stamp_of_series(db)]

    for minute, date in enumerate(dates[1:4], start=1):
        with db.writing() as session:
            house.session = session
            house.changed(date, now=MONDAY + timedelta(minutes=minute), state=State.SKIPPED, reason="closure")
        stamps.append(stamp_of_series(db))

    assert stamps == [(number, MONDAY + timedelta(minutes=number)) for number in range(4)]


def stamp_of_series(db: Database) -> tuple[int, datetime]:
    """Return SEQUENCE and LAST-MODIFIED of the one series, which is also its DTSTAMP."""
    event = events(fetched(db))["series-1"]
    touched: datetime = event.decoded("LAST-MODIFIED")
    assert event.decoded("DTSTAMP") == touched
    return int(event.decoded("SEQUENCE")), touched


def test_a_cancelled_date_stays_marked_until_its_day_is_over(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.date("2026-12-01 14:00", title="Café", state=State.CANCELLED)

    marked = events(told(db, build))["uid-1"]
    the_same_night = fetched(db, now=datetime(2026, 12, 2, 2, 0, tzinfo=UTC))
    the_next_morning = fetched(db, now=datetime(2026, 12, 2, 2, 30, tzinfo=UTC))

    words = [str(marked[name]) for name in ("SUMMARY", "STATUS", "TRANSP")]
    assert words == ["ABGESAGT: Café", "CANCELLED", "TRANSPARENT"]
    assert [*events(the_same_night)] == ["uid-1"]
    assert [*events(the_next_morning)] == []


def test_a_date_moved_to_another_room_is_told_there(db: Database) -> None:
    with db.writing() as session:
        house = FeedHouse(session)
        _, dates = house.series("FREQ=WEEKLY;BYDAY=MO", "2026-11-30 10:00", "2026-12-28 10:00", title="Krabbeln")
        stueble = house.rooms["stueble"]
        floor = {"room_id": stueble.id, "lo": stueble.lo, "hi": stueble.hi}
        house.changed(dates[0], now=MONDAY, moved=True, note="Wir sind im Stüble", **floor)

    moved = events(fetched(db, STUEBLE))
    assert [*moved] == ["uid-2"]
    assert str(moved["uid-2"]["LOCATION"]).startswith("Stüble, ")
    assert str(moved["uid-2"]["DESCRIPTION"]).startswith("Wir sind im Stüble\n")
    assert [*events(fetched(db, ROOM))] == ["series-1"]
    assert len(shown(fetched(db, ROOM))) == 4


def test_a_room_shows_what_takes_place_on_its_floor(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.date("2026-12-01 14:00", title="Kochen", room="quartierraum+kueche")
        house.date("2026-12-01 17:00", title="Rat", room="stueble")

    assert [title for *_, title in shown(told(db, build, ROOM))] == ["Kochen"]
    assert [title for *_, title in shown(fetched(db, STUEBLE))] == ["Rat"]


def test_a_feed_never_tells_a_thousand_dates_and_drops_the_farthest(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        for number in range(1_100):
            start = wall("2026-11-20 08:00") + timedelta(hours=12 * number)
            house.date(start, minutes=60, listing=Listing.NEUTRAL)  # the shortest entries there are

    starts = [start for start, *_ in shown(told(db, build))]

    assert len(starts) == 999
    assert starts[0] == datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "the first of today"
    assert starts[-1] - starts[0] == timedelta(hours=12 * 998 - 1), "summer time"


def test_a_feed_stays_below_half_a_megabyte_and_drops_the_words_of_the_farthest(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        text = house.meeting("Café", text_simple="Kaffee, Kuchen und Geschichten. " * 30)
        for number in range(600):
            house.date(wall("2026-11-20 08:00") + timedelta(hours=12 * number), meeting_id=text.id)

    feed = told(sqlite_db, build)

    starts = [start.astimezone(BERLIN).replace(tzinfo=None) for start, *_ in shown(feed)]
    assert 450_000 < len(feed) < 500_000
    assert starts == [wall("2026-11-20 08:00") + timedelta(hours=12 * number) for number in range(600)]
    told_whole = [event["DTSTART"].dt for event in events(feed).values() if "Kuchen" in event.get("DESCRIPTION", "")]
    assert len(told_whole) < 400
    assert min(told_whole) == wall("2026-11-23 08:00").replace(tzinfo=BERLIN), "the first of today"


def test_the_window_is_sixty_days_back_and_more_than_eighteen_months_ahead(db: Database) -> None:
    def build(house: FeedHouse) -> None:
        for day in ("2026-09-23", "2026-09-24", "2028-05-31", "2028-06-01"):
            house.date(f"{day} 10:00", title=day)

    assert [title for *_, title in shown(told(db, build))] == ["2026-09-24", "2028-05-31"]


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "UTC"])
def test_a_zone_that_calendars_cannot_be_told_is_written_in_utc(sqlite_db: Database, zone: str) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=MO", "2027-01-04 10:00", "2027-04-26 10:00")

    feed = told(sqlite_db, build, timezone=zone)

    assert shown(feed) == in_the_book(sqlite_db)
    assert b"TZID" not in feed
    assert b"RRULE" not in feed


def test_a_house_far_away_has_its_own_rules_for_the_clocks(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=MO", "2027-01-04 10:00", "2027-12-27 10:00")

    feed = told(sqlite_db, build, timezone="America/New_York")

    assert shown(feed) == in_the_book(sqlite_db)
    assert len(events(feed)) == 1


def test_the_strict_lint_finds_nothing(db: Database, tmp_path: Path) -> None:
    lint = shared("load", "calendar", "matrix", "ics_lint.py")

    def build(house: FeedHouse) -> None:
        for hour, rule in enumerate(RULES.values(), start=8):
            first = first_date(rule).replace("19:", f"{hour:02}:")
            house.series(rule, first, "2027-12-31 00:00", minutes=60, title="Töpfern, Nähen; „Stricken“ 🧶" * 3)
        house.series("FREQ=WEEKLY;BYDAY=SU", "2027-03-14 02:30", "2027-04-07 02:30", room="stueble")
        house.date("2026-12-01 14:00", state=State.CANCELLED)

    told(db, build)

    for path in (EVERYTHING, ROOM, GROUP, "/m/code-2.ics"):
        file = tmp_path / "feed.ics"
        file.write_bytes(fetched(db, path))
        found = subprocess.run([sys.executable, lint, file], capture_output=True, text=True, check=False)
        assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
