"""What the screens of Raum buchen say, as plain values."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from booking.community import GroupCard
from booking.facts import RoomFacts
from booking.span import Span
from kiosk.freewords import handy, lengths_of, part_tabs, prepare_words, shown_length
from kiosk.pages.book_day import Piece, day_bar, day_tile, extra_tabs, room_tabs, strip
from kiosk.pages.book_new import persons_tiles, reason_tiles
from kiosk.pages.book_time import length_tabs, time_tiles, usual_length
from kiosk.pages.book_who import first_letter, jump_tabs
from kiosk.pages.choice import countdown
from tests.support.cast import BERLIN, TUESDAY, move_in

MONDAY = date(2026, 11, 23)


def at(clock: str, day: date = MONDAY) -> datetime:
    return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), BERLIN)  # noqa: DTZ007 - a time of day only


@pytest.fixture
def house(sqlite_db):
    with sqlite_db.writing() as session:
        return move_in(session)


# Which room, which day


def test_each_room_is_one_tap_and_what_is_had_with_it_another(house):
    alone, joined = house.room("quartierraum"), house.room("quartierraum+kueche")

    assert [(tab.slug, tab.chosen) for tab in room_tabs(house, alone)] == [("quartierraum", True), ("stueble", False)]
    assert [(tab.slug, tab.name, tab.chosen) for tab in extra_tabs(house, alone)] == [
        ("quartierraum+kueche", "mit Teeküche", False)
    ]
    assert [(tab.slug, tab.chosen) for tab in extra_tabs(house, joined)] == [("quartierraum", True)]
    # The Stüble cannot be had with the kitchen here.
    assert [tab.slug for tab in room_tabs(house, joined)] == ["quartierraum+kueche", "stueble"]
    assert extra_tabs(house, house.room("stueble")) == []


def test_the_days_say_in_words_whether_a_time_is_left():
    days = [MONDAY + timedelta(days=number) for number in range(3)]

    tiles = [day_tile(day, MONDAY, state) for day, state in zip(days, ("taken", "free", "closed"), strict=True)]

    assert [(tile.name, tile.date, tile.words) for tile in tiles] == [
        ("Heute", "23.11.", "voll"),
        ("Di", "24.11.", "frei"),
        ("Mi", "25.11.", "zu"),
    ]


def test_a_days_bar_shows_what_is_taken_and_what_is_left():
    def span(start: str, end: str) -> Span:
        return Span(at(start).astimezone(UTC), at(end).astimezone(UTC))

    bar = day_bar(span("08:00", "18:00"), [span("10:00", "18:00")], [span("07:00", "09:00"), span("12:00", "13:00")])

    assert bar == (
        Piece("taken", 0.0, 10.0),
        Piece("free", 20.0, 20.0),
        Piece("taken", 40.0, 10.0),
        Piece("free", 50.0, 50.0),
    )


def test_the_strip_ends_where_the_house_lends_no_more():
    page = strip(MONDAY, 20, 1)

    assert (page.items[0], page.items[-1], page.after) == (date(2026, 12, 7), date(2026, 12, 13), None)


# How long, from when


def test_the_usual_length_is_chosen_before_anybody_taps(house):
    def lasting(minutes: int) -> Any:
        return type("Date", (), {"starts": at("10:00"), "ends": at("10:00") + timedelta(minutes=minutes)})

    assert usual_length(house, []) == 90
    assert usual_length(house, [lasting(120), lasting(120), lasting(60)]) == 120
    assert usual_length(house, [lasting(45), lasting(45), lasting(60)]) == 60


@pytest.mark.parametrize(
    ("free", "chosen"),
    [({90, 60}, 90), ({60, 180}, 60), ({180}, 180), (set(), 90)],
    ids=["usual", "near", "far", "none"],
)
def test_where_the_usual_length_is_free_nowhere_the_nearest_is_chosen(free, chosen):
    starts = {minutes: [at("09:00")] if minutes in free else [] for minutes in (60, 90, 120, 180)}

    assert shown_length(starts, 90) == chosen


def test_a_house_offers_no_length_that_it_refuses(house):
    with_rules = type("House", (), {"rules": type("Rules", (), {"min_public_min": 61, "max_public_min": 120})})
    strange = type("House", (), {"rules": type("Rules", (), {"min_public_min": 200, "max_public_min": 240})})

    assert lengths_of(house) == (60, 90, 120, 180)
    assert lengths_of(with_rules) == (90, 120)  # type: ignore[arg-type]
    assert lengths_of(strange) == (200,)  # type: ignore[arg-type]


def test_a_length_that_is_free_nowhere_cannot_be_chosen():
    tabs = length_tabs({60: [at("09:00")], 180: []}, 60)

    assert [(tab.words, tab.chosen, tab.possible) for tab in tabs] == [
        ("1 Stunde", True, True),
        ("3 Stunden", False, False),
    ]


def test_people_choose_full_and_half_hours_and_the_first_free_quarter():
    free = [at(clock) for clock in ("08:15", "08:30", "08:45", "09:00", "12:45", "13:00")]

    assert [f"{start:%H:%M}" for start in handy(free, 15)] == ["08:15", "08:30", "09:00", "12:45", "13:00"]


def test_the_day_has_only_parts_with_free_times():
    tabs = part_tabs([at("08:00"), at("18:00")], "afternoon")

    assert [(tab.name, tab.chosen) for tab in tabs] == [("Vormittag", True), ("Abend", False)]
    assert part_tabs([], "") == []


def test_a_free_time_says_when_it_would_end():
    tile = time_tiles([at("09:00")], 90, "morning", 0).items[0]

    assert (tile.time, tile.until) == ("09:00", "bis 10:30 Uhr")


def test_setting_up_and_clearing_is_told(house):
    assert prepare_words(house.room("stueble")) == ""
    assert prepare_words(house.room("quartierraum")) == ("Davor und danach sind 15 Minuten für Aufbau und Abbau dabei.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (180, "noch 3 Minuten"),
        (170, "noch 3 Minuten"),
        (120, "noch 2 Minuten"),
        (61, "noch 2 Minuten"),
        (60, "noch 1 Minute"),
        (51, "noch 1 Minute"),
        (50, "noch 50 Sekunden"),
        (7, "noch 10 Sekunden"),
        (0.5, "noch 10 Sekunden"),
    ],
)
def test_a_held_time_says_in_words_how_long(seconds, words):
    told = countdown(TUESDAY + timedelta(seconds=seconds), TUESDAY)

    assert told.now == words
    # What the page finds by itself: the last step that is not shorter than what is left.
    assert [step.words for step in told.steps if step.seconds >= seconds][-1] == words
    assert told.steps[-1].words == "gleich vorbei"


# Who


def groups(*names: str) -> list[GroupCard]:
    return [GroupCard(name.lower(), name) for name in names]


def test_groups_that_fit_on_one_page_need_no_jumps():
    assert jump_tabs(groups("A", "B", "C"), 0) == []


def test_each_jump_names_the_letters_of_its_page():
    cards = groups(*"ABCDEFGHIJKLM")

    assert [(tab.page, tab.letters, tab.chosen) for tab in jump_tabs(cards, 1)] == [
        (0, "A–F", False),
        (1, "G–L", True),
        (2, "M", False),
    ]


def test_a_hundred_groups_need_six_jumps_at_most():
    cards = groups(*(f"{letter}{number}" for letter in "ABCDEFGHIJKLMNOPQRST" for number in range(5)))

    tabs = jump_tabs(cards, 4)

    assert [tab.page for tab in tabs] == [0, 3, 6, 9, 12, 15]
    assert [tab.letters for tab in tabs if tab.chosen] == ["D–H"]


@pytest.mark.parametrize(("name", "letter"), [("Öko", "O"), ("„Würfel“", "W"), ("élan", "E"), ("!?", "#")])
def test_a_group_is_found_under_the_letter_that_people_look_for(name, letter):
    assert first_letter(name) == letter


# Time


# Somebody new


def test_somebody_new_chooses_what_for_from_what_the_house_allows(house):
    assert [(tile.name, tile.pictogram) for tile in reason_tiles(house)] == [
        ("Offenes Treffen", "people"),
        ("Gruppentreffen", "group"),
        ("Kurs", "chair"),
    ]


@pytest.mark.parametrize(
    ("holds", "words"),
    [
        (50, ["bis 5", "bis 10", "bis 15", "bis 20", "bis 30", "bis 50"]),
        (28, ["bis 5", "bis 10", "bis 15", "bis 20", "bis 28"]),
        (8, ["bis 2", "bis 4", "bis 6", "bis 8"]),
        (1, ["bis 1"]),
    ],
)
def test_at_most_six_numbers_of_persons_and_the_last_is_what_the_room_holds(holds, words):
    room = RoomFacts(1, "saal", "Saal", "", 0, 1, None, (), True, holds, None, None, "standing", 0, 0)

    assert [tile.words for tile in persons_tiles(room)] == words
