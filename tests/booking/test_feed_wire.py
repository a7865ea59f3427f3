"""One entry on the wire: no sign that people type can break it, and rules mean exactly the dates of the book."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.feeds.portable import portable
from booking.feeds.rows import Date, SeriesRow, window_at
from booking.feeds.runs import is_doubtful, is_ordinary, runs
from booking.feeds.wire import Entry, Words, entry_bytes, event_of, one_line, plain
from booking.feeds.zones import vtimezone
from booking.span import instant
from models.bookings import State
from models.community import Listing
from models.meetings import Signup
from tests.support.calendars import lines
from tests.support.feed_rows import BERLIN, wall

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TAME = Entry(
    uid="uid-1@quartier.example.org",
    touched=NOON,
    revision=0,
    tzid="UTC",
    starts=NOON,
    ends=NOON + timedelta(hours=1),
    words=Words(summary="Café", description="Café", location="Stüble", url="https://quartier.example.org/m/x"),
)
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "Treffen\r\nBCC: alle@example.org",
    "BEGIN:VALARM\nACTION:DISPLAY",
    "END:VEVENT\r\nEND:VCALENDAR",
    "Treff; mit, Zeichen\\n und „Anführung“",
    "\u202eUmgedrehter Text",
    "Ton\x00los\x07 \x85 \u2028 \u2029 \x0b\x0c \x1b \ud800 \ufeff",
    "Ä" * 74 + "\n " + "ß" * 80,
    "C:\\Neu\\,;",
    ":;,\"'^n=",
]


def saying(text: str) -> Entry:
    """Return an entry that says *text* wherever people's words may stand."""
    return replace(TAME, words=Words(summary=text, description=text, location=text, categories=(text, text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_words_make_a_line_of_their_own(text: str) -> None:
    told = lines(entry_bytes(saying(text)))

    names = [line.partition(":")[0] for line in told]
    assert names == [line.partition(":")[0] for line in lines(entry_bytes(saying("Café")))]


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), min_size=1).filter(lambda text: one_line(text) != ""))
def test_words_come_back_as_they_went_in(text: str) -> None:
    told = entry_bytes(saying(text))

    event = icalendar.Event.from_ical(told)
    assert str(event["SUMMARY"]) == one_line(text)
    assert str(event["DESCRIPTION"]) == plain(text)
    assert event["CATEGORIES"].cats == [one_line(text)] * 2


@settings(deadline=None)
@given(st.text(alphabet="aäß€🧶👩‍👧\u0308 ", min_size=60, max_size=300).map(lambda text: f"x{text}x"))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_split(text: str) -> None:
    for line in entry_bytes(saying(text)).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@settings(deadline=None)
@given(
    st.builds(
        replace,
        st.just(TAME),
        words=st.builds(
            Words,
            summary=st.text(alphabet="aä€🧶,;:\\^\"'\n ", max_size=200),
            description=st.text(alphabet=st.characters(), max_size=200),
            location=st.text(alphabet="aä,", max_size=90),
            place=st.sampled_from([None, (48.5967, 8.8706)]),
            url=st.sampled_from(["", f"https://example.org/{'%20' * 30}"]),
            online=st.sampled_from(["", "https://example.org/a?b=c;d,e"]),
            categories=st.sampled_from([(), ("Café", "a,b;c")]),
            private=st.booleans(),
            cancelled=st.booleans(),
        ),
        tzid=st.just("Europe/Berlin"),
        starts=st.just(datetime(2026, 12, 1, 14, tzinfo=BERLIN)),
        ends=st.just(datetime(2026, 12, 2, 14, tzinfo=BERLIN)),
        rule=st.sampled_from(["", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270101T225959Z"]),
        left_out=st.sampled_from([(), (datetime(2026, 12, 3, 14, tzinfo=BERLIN),) * 2]),
        all_day=st.booleans(),
        instead_of=st.sampled_from([None, datetime(2026, 12, 3, 14, tzinfo=BERLIN)]),
    )
)
def test_an_entry_is_written_as_icalendar_writes_it(entry: Entry) -> None:
    assert entry_bytes(entry) == event_of(entry).to_ical()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("eins\r\nzwei\rdrei\u2028vier", "eins\nzwei\ndrei\nvier"),
        ("C:\\Neu", "C:/Neu"),
        ("\u202eUm", "Um"),
        ("لقاء \u200eالحي", "لقاء \u200eالحي"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\x00 a\x07 ", "a"),
    ],
)
def test_what_programs_stumble_over_is_left_out(text: str, kept: str) -> None:
    assert plain(text) == kept


def test_berlin_is_told_by_two_yearly_rules() -> None:
    parts = vtimezone(BERLIN).decode().split("\r\n")

    assert parts.count("BEGIN:STANDARD") == parts.count("BEGIN:DAYLIGHT") == 1
    assert "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU" in parts
    assert not any(part.startswith(("RDATE", "COMMENT")) for part in parts)


@pytest.mark.parametrize("name", ["Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe"])
def test_a_calendar_program_reads_the_clocks_as_we_do(name: str) -> None:
    zone = ZoneInfo(name)
    read = icalendar.Timezone.from_ical(vtimezone(zone))
    assert isinstance(read, icalendar.Timezone)
    told = read.to_tz(lookup_tzid=False)

    for day in range(3 * 366):
        moment = datetime(2026, 1, 1, 12, 0, tzinfo=UTC) + timedelta(days=day)
        shown = moment.astimezone(zone).replace(tzinfo=None)
        assert shown.replace(tzinfo=told).utcoffset() == shown.replace(tzinfo=zone).utcoffset()


@pytest.mark.parametrize("name", ["UTC", "Atlantic/Reykjavik", "Africa/Casablanca", "Asia/Jerusalem"])
def test_some_zones_cannot_be_told(name: str) -> None:
    assert vtimezone(ZoneInfo(name)) == b""


@pytest.mark.parametrize(
    ("rule", "rules"),
    [
        ("FREQ=WEEKLY", ["FREQ=WEEKLY;BYDAY=MO"]),
        ("FREQ=WEEKLY;COUNT=8;BYDAY=TU", ["FREQ=WEEKLY;BYDAY=TU"]),
        ("BYDAY=TH,MO;FREQ=WEEKLY;INTERVAL=2", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"]),
        ("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO", ["FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU"]),
        ("FREQ=MONTHLY;BYDAY=1MO,3MO", ["FREQ=MONTHLY;BYDAY=1MO", "FREQ=MONTHLY;BYDAY=3MO"]),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1", ["FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1"]),
        ("FREQ=MONTHLY", ["FREQ=MONTHLY;BYMONTHDAY=7"]),
        ("FREQ=YEARLY", ["FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=7"]),
        ("FREQ=YEARLY;BYMONTH=12;BYDAY=1MO", ["FREQ=YEARLY;BYMONTH=12;BYDAY=1MO"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", []),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", []),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", []),
        ("FREQ=MONTHLY;BYDAY=MO", []),
        ("FREQ=MONTHLY;BYDAY=-2MO", []),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1,2", []),
        ("FREQ=DAILY;BYDAY=MO", []),
        ("FREQ=WEEKLY;BYMONTH=5;BYDAY=MO", []),
        ("FREQ=YEARLY;BYDAY=20MO", []),
        ("FREQ=HOURLY", []),
    ],
)
def test_only_rules_that_everybody_understands_are_told(rule: str, rules: list[str]) -> None:
    assert portable(rule, wall("2026-12-07 19:00")) == rules


def dated(number: int, start: datetime, title: str, state: State = State.CONFIRMED) -> Date:
    """Return one date of a series, an hour and a half long."""
    end = start + timedelta(minutes=90)
    return Date(
        id=number,
        uid=f"u{number}",
        code=f"c{number}",
        room_id=1,
        starts_at=instant(start, BERLIN),
        ends_at=instant(end, BERLIN),
        wall_from=start,
        wall_to=end,
        busy_from=instant(start, BERLIN),
        busy_until=instant(end, BERLIN),
        group_id=1,
        meeting_id=None,
        series_id=1,
        title=title,
        title_hidden=False,
        listing=Listing.PUBLIC,
        signup=Signup.NONE,
        state=state,
        reason="",
        note="",
        moved=False,
        updated_at=NOON,
        revision=0,
    )


FATES = st.lists(
    st.sampled_from(["plain"] * 6 + ["skipped", "moved", "cancelled", "renamed"]), min_size=30, max_size=60
)
ANY_RULE = st.sampled_from(
    [
        "FREQ=DAILY;INTERVAL=5",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU",
        "FREQ=MONTHLY;BYDAY=1MO,3MO,-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=7",
        "FREQ=MONTHLY;BYMONTHDAY=31",
    ]
)


@settings(deadline=None)
@given(rule=ANY_RULE, fates=FATES, hour=st.sampled_from([2, 9, 19, 23]))
def test_a_rule_with_what_it_leaves_out_gives_exactly_the_dates_of_the_book(
    rule: str, fates: list[str], hour: int
) -> None:
    starts = list(islice(rrulestr(rule, dtstart=wall(f"2026-12-07 {hour:02}:00")), len(fates)))
    book: list[Date] = []
    for number, (start, fate) in enumerate(zip(starts, fates, strict=True)):
        at = start + timedelta(hours=3) if fate == "moved" else start
        state = {"cancelled": State.CANCELLED, "skipped": State.SKIPPED}.get(fate, State.CONFIRMED)
        book.append(dated(number, at, "Gast" if fate == "renamed" else "Café", state))

    found, alone = runs(SeriesRow(1, "s", rule, NOON, 0), book, BERLIN)

    by_rule = [start for run in found for start in expanded(run.rule, run.dates[0].wall_from, run.left_out)]
    assert sorted([*by_rule, *(date.wall_from for date in alone)]) == sorted(
        date.wall_from for date in book if date.is_told
    )
    assert all(is_ordinary(date, BERLIN) for run in found for date in run.dates)
    assert len({run.uid for run in found}) == len(found)


def expanded(rule: str, first: datetime, left_out: tuple[datetime, ...]) -> list[datetime]:
    """Return what a calendar program makes of a rule that we tell."""
    if not rule:
        return [first]
    aware = rrulestr(rule, dtstart=first.replace(tzinfo=BERLIN))
    return [start.replace(tzinfo=None) for start in aware if start.replace(tzinfo=None) not in left_out]


def test_hours_that_do_not_exist_once_are_known() -> None:
    doubtful = ["2027-03-28 02:30", "2027-10-31 02:00", "2027-10-31 02:59"]
    sure = ["2027-03-28 01:59", "2027-03-28 03:00", "2027-10-31 03:00"]

    assert all(is_doubtful(wall(shown), BERLIN) for shown in doubtful)
    assert not any(is_doubtful(wall(shown), BERLIN) for shown in sure)


@pytest.mark.parametrize(
    ("now", "turned"),
    [
        ("2026-11-23T02:29:59", "2026-11-22T02:30:00"),
        ("2026-11-23T02:30:00", "2026-11-23T02:30:00"),
        ("2027-03-28T01:29:59", "2027-03-27T02:30:00"),
        ("2027-03-28T01:30:00", "2027-03-28T01:30:00"),
        ("2027-10-31T02:29:59", "2027-10-30T01:30:00"),
        ("2027-10-31T02:30:00", "2027-10-31T02:30:00"),
    ],
)
def test_the_window_turns_once_in_each_night(now: str, turned: str) -> None:
    window = window_at(datetime.fromisoformat(now).replace(tzinfo=UTC), BERLIN)

    assert window.turned == datetime.fromisoformat(turned).replace(tzinfo=UTC)
