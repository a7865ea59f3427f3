"""What the screens say on which people look around, as plain values."""

from datetime import date, timedelta

import pytest

from booking.i18n import speaking
from booking.offices import Office, Staffed
from kiosk.components.choices import CHOICES, chosen
from kiosk.components.help_words import here_words, there
from kiosk.components.meeting_words import Title, access_chips, state_chip, takes_seats, title_of
from kiosk.components.vcard import to_call, vcard
from kiosk.pages.board import notices_on
from kiosk.pages.calendar import choices, feed_view
from kiosk.pages.home import greeting
from kiosk.pages.meeting import later_words, meeting_view
from kiosk.pages.programme import day_tabs, row, rows
from kiosk.pages.scene import page_of
from kiosk.pages.seat import persons_tiles
from kiosk.pages.window import Notice, coming, leaves
from kiosk.phone.feeds import Feed, Offer
from models.meetings import Signup
from tests.support.occurrences import MONDAY, NOON, SEATS, WAITS, clock, meeting


@pytest.mark.parametrize(
    ("one", "words", "kind"),
    [
        (meeting(), "ohne Anmeldung", "good"),
        (meeting(**SEATS, free=17), "noch 17 Plätze", "good"),
        (meeting(**SEATS, free=1), "noch 1 Platz", "good"),
        (meeting(**SEATS, free=0), "voll", "wait"),
        (meeting(**WAITS, free=0), "voll – Warteliste", "wait"),
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

    assert ([row.code for row in second.items], second.before, second.after) == (["m4", "m5", "m6"], 0, None)


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
        ({**WAITS, "free": 0}, "Mit dem Handy auf die Warteliste"),
        ({"status": "cancelled"}, "Mit dem Handy nachlesen"),
    ],
)
def test_the_code_says_what_it_is_good_for(facts, why):
    assert meeting_view(meeting(**facts), NOON, "https://quartier.example.org").why == why


@pytest.mark.parametrize(
    ("hour", "words"), [("07:00", "Guten Morgen!"), ("11:00", "Guten Tag!"), ("18:00", "Guten Abend!")]
)
def test_the_greeting_fits_the_hour(hour, words):
    assert greeting(clock(hour)) == words


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


def test_notices_are_told_newest_first_and_end_by_themselves():
    entries = [
        {"title_simple": "Bitte streuen", "text_simple": "Bei Schnee.", "start": "2026-11-15", "end": "2027-02-28"},
        {"title_simple": "Baustelle", "text_simple": "Der Weg ist offen.", "start": "2026-11-20", "end": "2026-12-18"},
        {"title_simple": "Anmelden", "text_simple": "Bis Ende Januar.", "start": "2027-01-04", "end": "2027-01-31"},
    ]

    snow, works = Notice("Bitte streuen", "Bei Schnee."), Notice("Baustelle", "Der Weg ist offen.")
    assert notices_on(entries, MONDAY) == [works, snow]
    assert notices_on(entries, date(2026, 12, 19)) == [snow]
    assert notices_on(entries, date(2026, 11, 1)) == []
    assert notices_on(None, MONDAY) == []


def test_a_calendar_has_its_own_page_for_the_phone():
    offer = Offer(all=Feed("all", "Alle Treffen"), rooms=(Feed("room/stueble", "Stüble"),), groups=())

    everything, room = (
        feed_view("", offer, "https://q.example.org"),
        feed_view("room/stueble", offer, "https://q.example.org"),
    )

    assert (everything.name, everything.address) == ("Alle Treffen", "q.example.org/calendar")
    assert (room.name, room.address) == ("Stüble", "q.example.org/calendar?feed=room/stueble")


def test_of_each_kind_of_calendars_a_phone_finds_the_list():
    offer = Offer(all=Feed("all", "Alle Treffen"), rooms=(), groups=(Feed("group/vhs", "VHS"),))

    groups = feed_view("groups", offer, "https://q.example.org")

    assert (groups.name, groups.address) == ("Auf dem Handy wählen", "q.example.org/calendar?only=groups")


@pytest.mark.parametrize(
    ("rooms", "shown"),
    [
        (2, ["", "topics", "districts", "room/1", "room/2", "groups"]),
        (3, ["", "topics", "districts", "rooms", "groups"]),
    ],
)
def test_few_rooms_are_offered_at_once_many_in_a_list(rooms, shown):
    some = {kind: (Feed(f"{kind[:-1]}/1", "Eins"),) for kind in ("groups", "topics", "districts")}
    there = tuple(Feed(f"room/{number}", f"Raum {number}") for number in range(1, rooms + 1))

    found = choices(Offer(all=Feed("all", "Alle Treffen"), rooms=there, **some), "group/1")

    assert [choice.key for choice in found] == shown
    assert [choice.key for choice in found if choice.chosen] == ["groups"]


# In whose words


TITLES = {"titles": {"tr": "Yaşlılar kafesi"}, "title_simple": "Kaffee und Reden"}


@pytest.mark.parametrize(
    ("language", "facts", "told"),
    [
        ("de", TITLES, Title("Seniorencafé", "de")),
        ("tr", TITLES, Title("Yaşlılar kafesi", "tr")),
        ("ar", TITLES, Title("Seniorencafé", "de")),
        ("de_simple", TITLES, Title("Kaffee und Reden", "de-x-simple")),
        ("de_simple", {}, Title("Seniorencafé", "de")),
        ("de", {"hidden": True, "title": "Geschlossene Gruppe"}, Title("Geschlossene Gruppe", "de")),
    ],
    ids=["German", "translated", "not translated", "simple", "nothing simple", "nobody's business"],
)
def test_a_meeting_is_called_as_the_visitor_says_it(language, facts, told):
    with speaking(language):
        assert title_of(meeting(**facts)) == told


# The programme, for whom


def test_who_looks_for_something_finds_what_fits():
    dates = [
        meeting(code="families", audience=("familien",), signup=Signup.SEATS),
        meeting(code="corner", access=("mit-kinderecke",), signup=Signup.SEATS),
        meeting(code="older", audience=("senioren", "alle"), signup=Signup.EXTERNAL),
        meeting(code="youth", audience=("jugend",)),
        meeting(code="hidden", audience=("familien",), hidden=True),
        meeting(code="off", audience=("familien",), status="cancelled"),
    ]

    found = {choice: [one.code for one in chosen(dates, choice)] for choice in CHOICES}

    assert found == {
        "families": ["families", "corner"],
        "older": ["older"],
        "youth": ["youth"],
        "walk-in": ["youth"],
    }
    assert chosen(dates, "") == dates


def test_beside_a_meeting_stand_a_few_pictograms_that_say_something_new():
    one = meeting(access=("ohne-anmeldung", "kostenlos", "rollstuhl", "hoerschleife", "ruhig", "jung-und-alt"))

    assert [chip.words for chip in row(one, NOON).access] == ["kostenlos", "mit Rollstuhl gut", "Hörschleife", "ruhig"]


def test_in_the_week_each_line_says_its_day():
    assert (row(meeting(), NOON).until, row(meeting(), NOON, of_week=True).until) == ("bis 16:00", "Mo 23.11.")


@pytest.mark.parametrize(
    ("weeks", "words"),
    [([7, 14, 21], "Mo 30.11. · 7.12. · 14.12."), ([7, 15], "Mo 30.11. · Di 8.12."), ([], "")],
    ids=["every Monday", "on several days", "never again"],
)
def test_the_next_dates_of_a_series_are_one_line(weeks, words):
    assert later_words([meeting(day=MONDAY + timedelta(days=days)) for days in weeks]) == words


# Seats without a phone


@pytest.mark.parametrize(
    ("facts", "can"),
    [
        ({**SEATS, "free": 3}, True),
        ({**SEATS, "free": 0}, False),
        ({**WAITS, "free": 0}, True),
        ({**SEATS, "free": None, "capacity": None}, True),
        ({**SEATS, "free": 3, "is_open": False}, False),
        ({"signup": Signup.EXTERNAL}, False),
        ({}, False),
    ],
    ids=["free", "full", "full with a list", "no limit", "too late", "elsewhere", "just come"],
)
def test_seats_are_given_out_where_the_house_counts_them(facts, can):
    view = meeting_view(meeting(**facts), NOON, "https://quartier.example.org")

    assert takes_seats(meeting(**facts)) is can
    assert bool(view.without_phone) is can


def test_a_browser_that_is_no_kiosk_of_the_house_gives_out_no_seats():
    one = meeting(**SEATS, free=3)

    assert meeting_view(one, NOON, "https://quartier.example.org", paired=False).without_phone == ""


@pytest.mark.parametrize(
    ("facts", "hints"),
    [
        ({**SEATS, "free": 2}, ["", "", "geht hier nicht", "geht hier nicht"]),
        ({**WAITS, "free": 1}, ["", *["auf die Warteliste"] * 3]),
        ({**WAITS, "free": 3, "capacity": 3}, ["", "", "", "geht hier nicht"]),
        ({**SEATS, "free": 0}, ["geht hier nicht"] * 4),
    ],
    ids=["two are free", "one is free, then a list", "a small meeting", "just taken"],
)
def test_each_number_of_persons_says_what_it_means(facts, hints):
    tiles = persons_tiles(meeting(**facts))

    assert [tile.hint for tile in tiles] == hints
    assert [tile.can for tile in tiles] == [hint != "geht hier nicht" for hint in hints]


# Who is there


def hours(start: str, end: str, day: date = MONDAY) -> Staffed:
    return Staffed(
        starts=clock(start, day), ends=clock(end, day), function="Quartiersmanagerin", office="quartiersmanagerin"
    )


@pytest.mark.parametrize(
    ("staffed", "today", "otherwise"),
    [
        (hours("09:00", "13:00"), "Jetzt da: Quartiersmanagerin, bis 13:00 Uhr", ""),
        (hours("15:00", "18:00"), "Heute da: Quartiersmanagerin, 15:00 – 18:00 Uhr", ""),
        (
            hours("09:00", "12:00", MONDAY + timedelta(days=1)),
            "",
            "Wieder da: Quartiersmanagerin, morgen, 09:00 – 12:00 Uhr",
        ),
    ],
    ids=["now", "later today", "tomorrow"],
)
def test_it_is_said_who_is_there_and_until_when(staffed, today, otherwise):
    assert here_words((staffed,), NOON) == today
    assert there((staffed,), NOON) == (today or otherwise)


def test_where_nobody_ever_is_nothing_is_said():
    assert (here_words((), NOON), there((), NOON)) == ("", "")


def test_a_function_comes_to_the_phone_as_a_card():
    office = Office(
        slug="pflege",
        function="Pflege; Stützpunkt",
        unit="Landkreis, Amt",
        phone="030 23125-107",
        email="",
        hours="nach Anruf",
        text="",
    )

    assert vcard(office, "Quartierraum").splitlines() == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Pflege\\; Stützpunkt (Quartierraum);;;;",
        "FN:Pflege\\; Stützpunkt (Quartierraum)",
        "ORG:Landkreis\\, Amt",
        "TEL:030 23125-107",
        "NOTE:nach Anruf",
        "END:VCARD",
    ]
    assert to_call(office) == "tel:03023125107"


# What takes turns in the shop window


@pytest.mark.parametrize(
    ("number", "told"),
    [(9, []), (10, ["Diese Woche: 10 Treffen."]), (24, ["Diese Woche: 24 Treffen."])],
    ids=["too few to be news", "enough", "many"],
)
def test_the_week_is_counted_from_ten_on(number, told):
    assert [leaf.title for leaf in leaves(None, [], number)] == told


def test_why_the_house_is_closed_comes_first_and_no_more_than_five_take_turns():
    closed = Notice("Heute ist geschlossen.", "")
    notices = [Notice(f"Aushang {number}", "") for number in range(9)]

    titles = [leaf.title for leaf in leaves(closed, notices, 30)]

    assert titles == ["Heute ist geschlossen.", "Aushang 0", "Aushang 1", "Aushang 2", "Aushang 3"]
