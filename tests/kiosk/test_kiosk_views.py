"""What the kiosk's screens say, as plain values."""

from datetime import UTC, date, datetime

import pytest

from booking.occupancy import Taking
from booking.span import Span
from kiosk.pages.board import room_state
from kiosk.pages.scene import IdleTimes
from kiosk.pages.state import Aids, KioskState, Screen
from kiosk.pages.window import RoomNow
from tests.support.cast import BERLIN

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), BERLIN)  # noqa: DTZ007 - a time of day only


# The shop window


def taking(start: str, end: str) -> Taking:
    return Taking(Span(at(start).astimezone(UTC), at(end).astimezone(UTC)), "uid", 1, 1, None)


OPEN = [Span(at("08:00"), at("22:00"))]


@pytest.mark.parametrize(
    ("blocks", "windows", "state", "until"),
    [
        ([], OPEN, "free", "22:00"),
        ([taking("17:15", "19:00")], OPEN, "free", "17:15"),
        ([taking("11:00", "13:00")], OPEN, "taken", "13:00"),
        ([taking("13:00", "14:00"), taking("11:00", "13:00")], OPEN, "taken", "14:00"),
        ([taking("11:00", "12:00")], OPEN, "free", "22:00"),
        ([], [Span(at("15:00"), at("20:00"))], "closed", "15:00"),
        ([], [Span(at("08:00"), at("11:00"))], "closed", None),
        ([], [], "closed", None),
    ],
    ids=["all day", "until set-up", "taken", "taken twice", "just over", "opens later", "over for today", "shut"],
)
def test_a_room_says_how_it_stands_now(blocks, windows, state, until):
    room = room_state("Stüble", blocks, windows, NOON)

    assert room == RoomNow(name="Stüble", state=state, until=at(until) if until else None)


def test_a_room_speaks_in_words():
    assert (RoomNow(name="Stüble", state="free", until=NOON).words, RoomNow(name="", state="free").until_words) == (
        "frei",
        "",
    )
    assert RoomNow(name="Stüble", state="closed", until=NOON).until_words == "öffnet um 12:00 Uhr"


def test_each_screen_waits_as_long_as_people_need():
    times = IdleTimes()

    screens = (Screen.HOME, Screen.PROGRAMME, Screen.PIN, Screen.CHECK, Screen.MEETING)
    assert [times.of(KioskState(screen=screen)) for screen in screens] == [20, 90, 60, 60, 180]


def test_who_reads_large_or_in_another_language_is_given_more_time():
    large, turkish = Aids(large=True), Aids(language="tr")

    assert IdleTimes().of(KioskState(screen=Screen.PROGRAMME, aids=large)) == 180
    assert IdleTimes().of(KioskState(aids=turkish)) == 180


@pytest.mark.parametrize(
    ("screen", "aids", "seconds"),
    [
        (Screen.PROGRAMME, Aids(more_time=True), 180),
        (Screen.HOME, Aids(more_time=True), 180),
        (Screen.PIN, Aids(more_time=True), 120),
        (Screen.MEETING, Aids(more_time=True), 360),
        (Screen.PROGRAMME, Aids(more_time=True, large=True), 360),
    ],
)
def test_who_asks_for_more_time_has_twice_as_much_on_every_screen(screen, aids, seconds):
    assert IdleTimes().of(KioskState(screen=screen, aids=aids)) == seconds
