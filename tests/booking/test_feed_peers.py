"""What other booking systems get wrong in their calendars: a test for each fault, named after who has it."""

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from models.bookings import State
from models.database import Database
from tests.support.calendars import events, lines, shown
from tests.support.feed_house import fetched, told
from tests.support.feed_rows import MONDAY, FeedHouse

GROUP = "/calendar/group/strickcafe.ics"
EVENING = "2026-10-05 18:00"
LONG = "Töpfern, Nähen; „Stricken“ für Groß & Klein – mit Ümläuten und 🧶👩‍👧 an jeder Stelle, auch an der 75."


def weekly(house: FeedHouse) -> None:
    """Store a series on Mondays at six over both changes of the clocks."""
    house.series("FREQ=WEEKLY;BYDAY=MO", EVENING, "2027-04-26 18:00", title="Singen")


def rules(feed: bytes) -> list[str]:
    """Return the rules of the series, without those of the clocks."""
    return [line.removeprefix("RRULE:") for line in lines(feed) if line.startswith("RRULE") and "UNTIL" in line]


def test_indico_a_series_in_utc_is_an_hour_late_after_the_change_of_the_clocks(sqlite_db: Database) -> None:
    feed = told(sqlite_db, weekly)

    starts = [start for start, *_ in shown(feed)]
    assert {start.hour for start in starts} == {16, 17}, "UTC"
    assert datetime(2026, 10, 19, 16, tzinfo=UTC) in starts
    assert datetime(2026, 10, 26, 17, tzinfo=UTC) in starts
    assert "DTSTART;TZID=Europe/Berlin:20261005T180000" in lines(feed)


def test_indico_seven_minutes_of_a_time_before_there_were_zones(sqlite_db: Database) -> None:
    feed = told(sqlite_db, weekly)

    assert {start.minute for start, *_ in shown(feed)} == {0}
    offsets = {line.partition(":")[2] for line in lines(feed) if line.startswith("TZOFFSET")}
    assert offsets == {"+0100", "+0200"}


def test_indico_a_single_date_has_no_rule_and_no_rule_lacks_its_frequency(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.date("2026-12-01 18:00", title="Einmal")
        house.series("FREQ=WEEKLY;BYDAY=WE", "2026-12-02 18:00", "2026-12-02 18:00", title="Nur ein Mal")
        weekly(house)

    feed = told(sqlite_db, build)

    assert {uid for uid, event in events(feed).items() if "RRULE" not in event} == {"uid-1", "series-2"}
    assert rules(feed) == ["FREQ=WEEKLY;UNTIL=20270426T215959Z;BYDAY=MO"]


@pytest.mark.parametrize(
    ("nth", "first"), [(1, "2026-12-01"), (2, "2026-12-08"), (3, "2026-12-15"), (-1, "2026-12-29")]
)
def test_indico_the_first_tuesday_is_not_the_zeroth(sqlite_db: Database, nth: int, first: str) -> None:
    def build(house: FeedHouse) -> None:
        house.series(f"FREQ=MONTHLY;BYDAY={nth}TU", f"{first} 18:00", "2027-06-30 18:00", title="Rat")

    (rule,) = rules(told(sqlite_db, build))

    assert rule.endswith(f";BYDAY={nth}TU")


def test_indico_weekdays_and_what_was_left_out_are_told(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        span = ("2026-11-30 18:00", "2026-12-18 18:00")
        _, dates = house.series("FREQ=WEEKLY;BYDAY=MO,TH,FR", *span, skip=["2026-12-04"], title="Chor")
        house.changed(dates[4], now=MONDAY, state=State.CANCELLED)

    feed = told(sqlite_db, build)

    assert rules(feed) == ["FREQ=WEEKLY;UNTIL=20261218T225959Z;BYDAY=MO,TH,FR"]
    assert sum(line.startswith("EXDATE") for line in lines(feed)) == 2
    assert [title for *_, title in shown(feed)].count("ABGESAGT: Chor") == 1
    assert len(shown(feed)) == 8


def test_mrbs_dtstamp_is_now_so_that_every_fetch_differs(sqlite_db: Database) -> None:
    first = told(sqlite_db, weekly)

    assert fetched(sqlite_db, now=MONDAY + timedelta(hours=9)) == first
    assert {line for line in lines(first) if line.startswith("DTSTAMP")} == {"DTSTAMP:20261123T120000Z"}


def test_mrbs_the_organizer_is_the_private_address_of_whoever_typed(sqlite_db: Database) -> None:
    feed = told(sqlite_db, weekly)

    assert not re.search(rb"ORGANIZER|ATTENDEE|CONTACT|mailto:", feed)
    assert re.findall(rb"\S+@\S+", feed) == [b"UID:series-1@quartier.example.org"]


def test_librebooking_a_feed_is_no_letter_it_has_no_method(sqlite_db: Database) -> None:
    assert not [line for line in lines(told(sqlite_db, weekly)) if line.startswith("METHOD")]


def test_librebooking_the_sequence_is_always_0(sqlite_db: Database) -> None:
    with sqlite_db.writing() as session:
        house = FeedHouse(session)
        date = house.date("2026-12-01 18:00")
        house.changed(date, now=MONDAY + timedelta(minutes=1), title="Neu")

    assert "SEQUENCE:1" in lines(fetched(sqlite_db))


def test_librebooking_a_uid_is_plain_and_the_same_for_ever(sqlite_db: Database) -> None:
    before = {*events(told(sqlite_db, weekly))}

    assert before == {*events(fetched(sqlite_db, GROUP))} == {*events(fetched(sqlite_db, now=MONDAY + timedelta(30)))}
    assert all(
        re.fullmatch(r"UID:[a-z0-9-]+@[a-z.]+", line) for line in lines(fetched(sqlite_db)) if line[:4] == "UID:"
    )


def test_librebooking_a_cancelled_date_does_not_just_vanish(sqlite_db: Database) -> None:
    feed = told(sqlite_db, lambda house: house.date("2026-12-01 18:00", title="Rat", state=State.CANCELLED))

    assert [title for *_, title in shown(feed)] == ["ABGESAGT: Rat"]
    assert "STATUS:CANCELLED" in lines(feed)


@pytest.mark.parametrize("shift", range(12))
def test_librebooking_umlauts_and_emoji_at_octet_75_are_escaped_and_folded(sqlite_db: Database, shift: int) -> None:
    title = f"{'x' * shift}{LONG}"
    feed = told(sqlite_db, lambda house: house.date("2026-12-01 18:00", title=title))

    assert max(len(line) for line in feed.split(b"\r\n")) == 75
    assert all(line.decode() for line in feed.split(b"\r\n")[:-1]), "no letter is split"
    escaped = title.replace(",", "\\,").replace(";", "\\;")
    assert f"SUMMARY;LANGUAGE=de:{escaped}" in lines(feed)
    assert [shown_title for *_, shown_title in shown(feed)] == [title]


def test_until_in_local_time_loses_or_adds_the_last_date(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        house.series("FREQ=WEEKLY;BYDAY=MO", "2026-12-07 00:15", "2026-12-28 00:15", title="Nachts")
        house.series("FREQ=WEEKLY;BYDAY=MO", "2027-03-08 22:00", "2027-03-29 22:00", minutes=90, title="Spät")

    feed = told(sqlite_db, build)

    untils = re.findall(rb"UNTIL=([^;\r]+)", feed)
    assert untils == [b"20261228T225959Z", b"20270329T215959Z"]
    assert [title for *_, title in shown(feed)] == ["Nachts"] * 4 + ["Spät"] * 4


def test_random_uids_double_every_date_at_each_fetch(sqlite_db: Database) -> None:
    told(sqlite_db, weekly)

    feeds = [fetched(sqlite_db) for _process in range(2)]

    assert feeds[0] == feeds[1]


def test_several_calendars_in_one_file_are_read_as_the_first_only(sqlite_db: Database) -> None:
    def build(house: FeedHouse) -> None:
        weekly(house)
        house.date("2026-12-01 18:00", room="stueble")

    feed = told(sqlite_db, build)

    assert (feed.count(b"BEGIN:VCALENDAR"), feed.count(b"END:VCALENDAR")) == (1, 1)
    assert len(icalendar.Calendar.from_ical(feed, multiple=True)) == 1


def test_floating_times_are_another_hour_for_whoever_travels(sqlite_db: Database) -> None:
    times = [line for line in lines(told(sqlite_db, weekly)) if re.match(r"(DTSTART|DTEND|EXDATE)[;:]", line)]

    of_events = [line for line in times if "1970" not in line]
    assert of_events
    assert all("TZID=Europe/Berlin:" in line or line.endswith("Z") for line in of_events)


def test_commonsbooking_what_is_over_does_not_vanish_at_once(sqlite_db: Database) -> None:
    told(sqlite_db, lambda house: house.date("2026-11-20 18:00", title="Rat"))

    assert [title for *_, title in shown(fetched(sqlite_db, now=MONDAY + timedelta(days=50)))] == ["Rat"]
    assert shown(fetched(sqlite_db, now=MONDAY + timedelta(days=70))) == []
