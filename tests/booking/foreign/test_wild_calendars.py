"""What programs write wrong costs only what is wrong; what would never end is refused; nothing is lost in silence."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.foreign import CalendarRefused, occurrences, read_calendar
from booking.foreign.reading import LARGEST, MOST_EVENTS

BERLIN = ZoneInfo("Europe/Berlin")
YEAR = (date(2026, 1, 1), date(2027, 1, 1))
GOOD = "BEGIN:VEVENT\r\nUID:gut\r\nSUMMARY:Chorprobe\r\nDTSTART:20260301T180000Z\r\nEND:VEVENT\r\n"


def calendar(*lines: str, around: str = GOOD) -> bytes:
    """Return a calendar with one date that is right, and one made of *lines*."""
    event = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]) if lines else ""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{around}{event}END:VCALENDAR\r\n".encode()


def dates(told: bytes) -> list[tuple[str, object]]:
    """Return title and start of each date of a year."""
    return [(one.summary, one.starts) for one in occurrences(read_calendar(told), *YEAR, BERLIN)]


RIGHT = ("Chorprobe", datetime(2026, 3, 1, 18, tzinfo=UTC))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["SUMMARY:Ferien", "DTSTART;TZID=Europe/Berlin;VALUE=DATE:20260702"], ("Ferien", date(2026, 7, 2))),
        (["SUMMARY:Frei", "DTSTART;VALUE=DATE;TZID=Europe/Berlin:20260702"], ("Frei", date(2026, 7, 2))),
        (["SUMMARY:Ortszeit", "DTSTART:20260702T190000"], ("Ortszeit", datetime(2026, 7, 2, 17, tzinfo=UTC))),
        (
            ["SUMMARY:Outlook", "DTSTART;TZID=W. Europe Standard Time:20260702T190000"],
            ("Outlook", datetime(2026, 7, 2, 17, tzinfo=UTC)),
        ),
        (
            ["SUMMARY:Doppelt", "DTSTART:20260702T170000Z", "RRULE:RRULE:FREQ=YEARLY;COUNT=1"],
            ("Doppelt", datetime(2026, 7, 2, 17, tzinfo=UTC)),
        ),
        (["SUMMARY:Laut \u202e\x07 da", "DTSTART;VALUE=DATE:20260702"], ("Laut da", date(2026, 7, 2))),
    ],
    ids=["day with zone", "zone after day", "floating", "zone of Windows", "name twice", "signs that turn round"],
)
def test_what_others_write_in_their_way_is_understood(lines: list[str], found: tuple[str, object]) -> None:
    read = read_calendar(calendar(*lines))

    assert read.refusals == ()
    assert dates(calendar(*lines)) == [RIGHT, found]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (
            ["SUMMARY:Stillstand", "DTSTART:20260702T170000Z", "RRULE:FREQ=DAILY;INTERVAL=0"],
            "„Stillstand“ wird nicht gelesen: Es wiederholt sich ohne Abstand.",
        ),
        (
            ["SUMMARY:Uralt", "DTSTART:00010101T170000Z", "RRULE:FREQ=WEEKLY"],
            "„Uralt“ wird nicht gelesen: Es wiederholt sich seit zu langer Zeit.",
        ),
        (["SUMMARY:Nie"], "„Nie“ wird nicht gelesen: Es hat keinen Tag."),
        (["SUMMARY:Wann", "DTSTART:übermorgen"], "„Wann“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar."),
        (
            ["SUMMARY:Wie", "DTSTART:20260702T190000Z", "RRULE:BYDAY=TH"],
            "„Wie“ wird nicht gelesen: Es ist nicht lesbar.",
        ),
        (["DTSTART:gestern"], "„ohne Titel“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar."),
        (
            ["SUMMARY:Tick", "DTSTART:20260101T000000Z", "RRULE:FREQ=SECONDLY"],
            "„Tick“ wird nicht gelesen: Es wiederholt sich zu oft.",
        ),
        (
            [
                "SUMMARY:Bombe",
                "DTSTART:20260101T000000Z",
                f"RRULE:FREQ=DAILY;BYMINUTE={','.join(map(str, range(60)))}",
            ],
            "„Bombe“ wird nicht gelesen: Es wiederholt sich zu oft.",
        ),
    ],
)
def test_what_cannot_be_read_is_named_and_costs_nothing_else(lines: list[str], why: str) -> None:
    assert read_calendar(calendar(*lines)).refusals == (why,)
    assert dates(calendar(*lines)) == [RIGHT]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (b"<html>Anmelden</html>", "Das ist kein Kalender (iCalendar, RFC 5545)."),
        (b"", "Das ist kein Kalender (iCalendar, RFC 5545)."),
        (calendar()[:-20], "Der Kalender ist abgeschnitten: Sein Ende fehlt."),
        (b" " * (LARGEST + 1), "Der Kalender ist größer als 2 MB."),
        (calendar(around=GOOD * (MOST_EVENTS + 1)), f"Der Kalender hat mehr als {MOST_EVENTS} Einträge."),
    ],
    ids=["a page", "nothing", "cut off", "too large", "too many"],
)
def test_what_is_no_calendar_is_refused_as_a_whole(told: bytes, why: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        read_calendar(told)

    assert str(refused.value) == why


def test_a_zone_that_is_described_wrong_is_taken_by_its_name() -> None:
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nBEGIN:STANDARD\r\nDTSTART:18930401T000000\r\nTZOFFSETFROM:+5328\r\n"
    )
    zone += "TZOFFSETTO:+0100\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"

    told = calendar("SUMMARY:Tee", "DTSTART;TZID=Europe/Berlin:20260702T190000", around=zone + GOOD)

    assert dates(told) == [RIGHT, ("Tee", datetime(2026, 7, 2, 17, tzinfo=UTC))]


def test_a_daily_date_that_lasts_for_weeks_counts_once_for_each_start() -> None:
    told = calendar("SUMMARY:Lager", "DTSTART;VALUE=DATE:20260110", "DTEND;VALUE=DATE:20260320", around="")

    assert dates(told) == [("Lager", date(2026, 1, 10))]


def test_windows_umlauts_are_read() -> None:
    assert dates(calendar().decode().replace("Chorprobe", "Übung").encode("cp1252")) == [("Übung", RIGHT[1])]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_calendar_brings_the_reader_down(data: st.DataObject) -> None:
    told = bytearray(
        calendar(
            "SUMMARY:Probe",
            "DTSTART;TZID=Europe/Berlin:20260702T190000",
            "DTEND;TZID=Europe/Berlin:20260702T200000",
            "RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20260901T170000Z",
            "EXDATE;TZID=Europe/Berlin:20260709T190000",
        )
    )
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(told) - 1))
        told[place : place + data.draw(st.integers(0, 3))] = data.draw(
            st.sampled_from([b"", b":", b"\r\n", b";", b"9", b"\xff", b"-1"])
        )

    try:
        found = occurrences(read_calendar(bytes(told)), *YEAR, BERLIN)
    except CalendarRefused:
        return

    assert all(one.starts.year in {2025, 2026} for one in found)
