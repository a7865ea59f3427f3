"""What the kiosk's screens say, as plain values."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from booking.meetings import Occurrence
from booking.occupancy import Taking
from booking.span import Span
from kiosk.components.meeting_words import access_chips, state_chip
from kiosk.pages.board import notice_on, room_state
from kiosk.pages.calendar import feed_view
from kiosk.pages.home import greeting
from kiosk.pages.meeting import meeting_view
from kiosk.pages.programme import day_tabs, rows
from kiosk.pages.scene import IdleTimes, page_of
from kiosk.pages.state import Aids, KioskState, Screen
from kiosk.pages.window import Notice, RoomNow, coming
from kiosk.phone.feeds import Feed, Offer
from models.community import Listing
from models.meetings import Signup
from tests.support.cast import BERLIN

MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=BERLIN)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), BERLIN)  # noqa: DTZ007 - a time of day only


def meeting(start: str = "14:00", end: str = "16:00", day: date = MONDAY, **facts: Any) -> Occurrence:
    """Return a date of the Seniorencafé."""
    plain: dict[str, Any] = {
        "code": "k7wq2xa",
        "uid": "uid",
        "booking_id": 1,
        "title": "Seniorencafé",
        "title_simple": "",
        "text_simple": "",
        "group_name": "Stadtseniorenrat",
        "group_slug": "stadtseniorenrat",
        "room_slug": "quartierraum",
        "room_name": "Quartierraum",
        "starts": at(start, day),
        "ends": at(end, day),
        "status": "planned",
        "note": "",
        "listing": Listing.PUBLIC,
        "hidden": False,
        "signup": Signup.NONE,
        "capacity": None,
        "taken": 0,
        "waiting": 0,
        "free": None,
        "closes_at": at(start, day),
        "is_open": False,
        "access": (),
        "topic": "",
        "audience": (),
        "titles": {},
        "price_note": "",
        "district": "",
        "series_id": None,
    }
    return Occurrence(**{**plain, **facts})


SEATS: dict[str, Any] = {"signup": Signup.SEATS, "capacity": 20, "is_open": True}


@pytest.mark.parametrize(
    ("one", "words", "kind"),
    [
        (meeting(), "ohne Anmeldung", "good"),
        (meeting(**SEATS, free=17), "noch 17 Plätze", "good"),
        (meeting(**SEATS, free=1), "noch 1 Platz", "good"),
        (meeting(**SEATS, free=0), "voll", "wait"),
        (meeting(**{**SEATS, "signup": Signup.WAITLIST}, free=0), "voll – Warteliste", "wait"),
        (meeting(**{**SEATS, "is_open": False}, free=3), "Anmeldung beendet", "plain"),
        (meeting(**SEATS), "mit Anmeldung", "good"),
        (meeting(signup=Signup.EXTERNAL), "Anmeldung bei der Gruppe", "plain"),
        (meeting(status="cancelled", **SEATS, free=3), "fällt aus", "stop"),
        (meeting(hidden=True), "nur diese Gruppe", "plain"),
        (meeting("11:00", "13:00"), "läuft gerade", "good"),
        (meeting("09:00", "11:00"), "vorbei", "plain"),
        (meeting("11:00", "13:00", status="cancelled"), "fällt aus", "stop"),
    ],
    ids=[
        "just come",
        "seats",
        "one seat",
        "full",
        "full with a list",
        "too late",
        "no limit",
        "elsewhere",
        "cancelled",
        "closed group",
        "on now",
        "over",
        "cancelled, would be on now",
    ],
)
def test_a_meeting_says_first_what_people_must_know(one, words, kind):
    chip = state_chip(one, NOON)

    assert (chip.words, chip.kind) == (words, kind)


def test_words_of_access_come_with_pictograms_and_unknown_ones_do_not_come():
    chips = access_chips(("kostenlos", "mit-tanz", "rollstuhl"))

    assert [(chip.pictogram, chip.words) for chip in chips] == [
        ("euro-free", "kostenlos"),
        ("wheelchair", "mit Rollstuhl gut"),
    ]


def test_the_week_starts_today():
    tabs = day_tabs(MONDAY, date(2026, 11, 25))

    assert [tab.name for tab in tabs] == ["Heute", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    assert [tab.value for tab in tabs if tab.chosen] == ["2026-11-25"]
    assert (tabs[2].date, tabs[2].label) == ("25.11.", "Mittwoch, 25. November")


def test_a_full_day_is_paged():
    dates = [meeting(code=f"m{number}") for number in range(7)]

    second = rows(dates, NOON, 1)

    assert ([row.code for row in second.items], second.before, second.after) == (["m5", "m6"], 0, None)


def test_a_page_that_is_gone_becomes_the_last():
    assert page_of("abc", 9, 2).items == ("c",)
    assert page_of("", 0, 2) == page_of("", 5, 2)


def test_a_closed_group_has_no_page_to_open():
    assert rows([meeting(hidden=True)], NOON, 0).items[0].code == ""


def test_a_meeting_shows_its_address_in_words_beside_the_code():
    view = meeting_view(
        meeting(**SEATS, free=3, access=("ohne-anmeldung", "kostenlos")), NOON, "https://quartier.example.org"
    )

    assert (view.day, view.time) == ("Montag, 23. November", "14:00 – 16:00 Uhr")
    assert (view.address, view.why) == ("quartier.example.org/m/k7wq2xa", "Mit dem Handy Platz nehmen")
    assert [chip.words for chip in view.access] == ["ohne Anmeldung", "kostenlos"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, "Aufs Handy mitnehmen"),
        ({**SEATS, "signup": Signup.WAITLIST, "free": 0}, "Mit dem Handy auf die Warteliste"),
        ({"status": "cancelled"}, "Mit dem Handy nachlesen"),
    ],
)
def test_the_code_says_what_it_is_good_for(facts, why):
    assert meeting_view(meeting(**facts), NOON, "https://quartier.example.org").why == why


@pytest.mark.parametrize(
    ("clock", "words"), [("07:00", "Guten Morgen!"), ("11:00", "Guten Tag!"), ("18:00", "Guten Abend!")]
)
def test_the_greeting_fits_the_hour(clock, words):
    assert greeting(at(clock)) == words


# The shop window


def test_next_come_the_meetings_that_everybody_may_join():
    tomorrow = MONDAY + timedelta(days=1)
    dates = [
        meeting("11:00", "13:00", title="läuft schon"),
        meeting("14:00", title="fällt aus", status="cancelled"),
        meeting("15:00", title="geschlossen", hidden=True),
        meeting("16:00", "17:00", title="Singen", free=0),
        meeting(day=tomorrow, title="Spielen", free=4),
        meeting(day=MONDAY + timedelta(days=4), title="Kochen"),
        meeting(day=MONDAY + timedelta(days=5), title="zu viel"),
    ]

    assert [(one.time, one.day, one.title, one.seats) for one in coming(dates, NOON)] == [
        ("16:00", "heute", "Singen", "voll"),
        ("14:00", "morgen", "Spielen", "noch 4 frei"),
        ("14:00", "Fr 27.11.", "Kochen", ""),
    ]


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


def test_the_newest_valid_notice_is_shown_and_ends_by_itself():
    entries = [
        {"title_simple": "Bitte streuen", "text_simple": "Bei Schnee.", "start": "2026-11-15", "end": "2027-02-28"},
        {"title_simple": "Baustelle", "text_simple": "Der Weg ist offen.", "start": "2026-11-20", "end": "2026-12-18"},
        {"title_simple": "Anmelden", "text_simple": "Bis Ende Januar.", "start": "2027-01-04", "end": "2027-01-31"},
    ]

    assert notice_on(entries, MONDAY) == Notice(title="Baustelle", text="Der Weg ist offen.")
    assert notice_on(entries, date(2026, 12, 19)) == Notice(title="Bitte streuen", text="Bei Schnee.")
    assert notice_on(entries, date(2026, 11, 1)) is None
    assert notice_on(None, MONDAY) is None


# Calendars and time


def test_a_calendar_has_its_own_page_for_the_phone():
    offer = Offer(all=Feed("all", "Alle Treffen"), rooms=(Feed("room/stueble", "Stüble"),), groups=())

    everything, room = (
        feed_view("", offer, "https://q.example.org"),
        feed_view("room/stueble", offer, "https://q.example.org"),
    )

    assert (everything.name, everything.address) == ("Alle Treffen", "q.example.org/calendar")
    assert (room.name, room.address) == ("Stüble", "q.example.org/calendar?feed=room/stueble")


def test_each_screen_waits_as_long_as_people_need():
    times = IdleTimes()

    screens = (Screen.HOME, Screen.PROGRAMME, Screen.PIN, Screen.CHECK, Screen.MEETING)
    assert [times.of(KioskState(screen=screen)) for screen in screens] == [20, 90, 60, 60, 180]


def test_who_reads_large_or_in_another_language_is_given_more_time():
    large, turkish = Aids(large=True), Aids(language="tr")

    assert IdleTimes().of(KioskState(screen=Screen.PROGRAMME, aids=large)) == 180
    assert IdleTimes().of(KioskState(aids=turkish)) == 180
