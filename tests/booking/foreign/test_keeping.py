"""What is kept of a foreign calendar tells the same dates and nothing about people."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from booking.foreign import kept, occurrences, read_calendar
from tests.support.shared import shared

BERLIN = ZoneInfo("Europe/Berlin")
TALKATIVE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
X-WR-CALNAME:Verein\r
BEGIN:VTIMEZONE\r
TZID:Hier\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VTODO\r
SUMMARY:Geheime Liste\r
END:VTODO\r
BEGIN:VEVENT\r
UID:chor\r
SUMMARY:Chorprobe\r
DTSTART;TZID=Hier:20260302T190000\r
DURATION:PT1H\r
RRULE:FREQ=WEEKLY;COUNT=3\r
ORGANIZER;CN=Leitung:mailto:leitung@example.org\r
ATTENDEE;CN=Jemand:mailto:jemand@example.org\r
ATTACH:https://example.org/liste.pdf\r
DESCRIPTION:Telefon 07032 12345 \r
 und noch mehr\r
URL:https://example.org/\r
BEGIN:VALARM\r
TRIGGER:-PT15M\r
ACTION:EMAIL\r
SUMMARY:Wecker\r
ATTENDEE:mailto:alarm@example.org\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:chor\r
RECURRENCE-ID;TZID=Hier:20260309T190000\r
SUMMARY:Chorprobe (später)\r
DTSTART;TZID=Hier:20260309T200000\r
LOCATION:Musikschule\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:fest\r
SUMMARY:Fest\r
STATUS:cancelled\r
DTSTART;VALUE=DATE:20260320\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_only_dates_titles_and_places_are_kept():
    told = kept(TALKATIVE.encode()).decode()

    for word in ("@", "example.org", "Telefon", "mehr", "VALARM", "Wecker", "VTODO", "Geheime"):
        assert word not in told
    assert told.count("BEGIN:VEVENT") == 3


def test_each_date_says_its_place_in_what_repeats_where_it_is_and_whether_it_is_cancelled():
    found = occurrences(read_calendar(kept(TALKATIVE.encode())), date(2026, 3, 1), date(2026, 4, 1), BERLIN)

    assert [(one.uid, one.recurrence, one.location, one.cancelled) for one in found] == [
        ("chor", "20260302T180000Z", "", False),
        ("chor", "20260309T180000Z", "Musikschule", False),
        ("chor", "20260316T180000Z", "", False),
        ("fest", "", "", True),
    ]
    assert found[1].starts == datetime(2026, 3, 9, 19, tzinfo=UTC)


@pytest.mark.parametrize("number", range(1, 17))
def test_a_real_calendar_that_was_kept_shows_the_same_dates(number):
    file = next(shared("data/ics").glob(f"s{number:02}_*.ics"))
    told = file.read_bytes()
    window = date(2010, 1, 1), date(2026, 1, 1)

    whole, rest = (occurrences(read_calendar(one), *window, BERLIN) for one in (told, kept(told)))

    assert rest == whole
