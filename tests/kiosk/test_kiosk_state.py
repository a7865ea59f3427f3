"""Each tap at the panel leads where people expect it, and forgets what must not stay."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kiosk.pages.journeys import Facts, step
from kiosk.pages.state import Aids, Done, FreeTime, KioskState, Screen, booked, failed, refused, wrong_pin

MONDAY = date(2026, 11, 23)
TWO_ROOMS = Facts(MONDAY, ("quartierraum", "stueble"), "mark-1")
ONE_ROOM = Facts(MONDAY, ("quartierraum",), "mark-1")
TO_THE_PIN = [
    ("book", ""),
    ("take-room", "stueble"),
    ("take-day", "2026-11-25"),
    ("take-time", "2026-11-25T09:00:00+01:00"),
    ("take-length", "60"),
    ("take-group", "strickcafe"),
]


def walked(*taps: tuple[str, str], facts: Facts = TWO_ROOMS, start: KioskState | None = None) -> KioskState:
    state = start or KioskState()
    for action, value in taps:
        state = step(state, action, value, facts)
    return state


@pytest.fixture
def check() -> KioskState:
    """Everything is chosen and the PIN was typed."""
    return walked(*TO_THE_PIN, ("pin", "716535"))


def test_a_booking_gathers_every_choice(check):
    assert check == KioskState(
        screen=Screen.CHECK,
        room="stueble",
        day=date(2026, 11, 25),
        start=datetime.fromisoformat("2026-11-25T09:00:00+01:00"),
        minutes=60,
        group="strickcafe",
        pin="716535",
        once="mark-1",
    )


def test_the_pin_is_in_no_text_about_the_state(check):
    assert "716535" not in repr(check)


@pytest.mark.parametrize(
    "taps",
    [[("home", "")], [("back", "")], [("back", ""), ("back", "")]],
    ids=["to the start", "back", "back twice"],
)
def test_the_pin_is_forgotten_on_every_way_out(check, taps):
    assert walked(*taps, start=check).pin == ""


def test_the_start_forgets_everything(check):
    assert walked(("home", ""), start=check) == KioskState()


def test_a_house_with_one_room_asks_for_the_day_at_once():
    state = walked(("book", ""), facts=ONE_ROOM)

    assert (state.screen, state.room) == (Screen.DAY, "quartierraum")
    assert walked(("back", ""), start=state, facts=ONE_ROOM) == KioskState()


def test_the_way_back_leads_through_every_screen(check):
    screens, state = [], check
    while state.screen is not Screen.HOME:
        state = step(state, "back", "", TWO_ROOMS)
        screens.append(state.screen)

    assert screens == [Screen.GROUP, Screen.LENGTH, Screen.TIME, Screen.DAY, Screen.ROOM, Screen.HOME]


def test_back_from_a_meeting_leads_to_the_same_page_of_the_same_day():
    there = walked(("programme", ""), ("see-day", "2026-11-26"), ("page", "1"), ("meeting", "abc"))

    state = step(there, "back", "", TWO_ROOMS)

    assert (state.screen, state.day, state.page) == (Screen.PROGRAMME, date(2026, 11, 26), 1)


def test_back_to_the_days_shows_the_page_with_the_chosen_day():
    state = walked(("book", ""), ("take-room", "stueble"), ("page", "1"), ("take-day", "2026-12-09"), ("back", ""))

    assert (state.screen, state.page) == (Screen.DAY, 1)


@pytest.mark.parametrize(
    ("feed", "before"), [("room/stueble", "rooms"), ("group/vhs", "groups"), ("rooms", ""), ("groups", "")]
)
def test_back_in_the_calendars_leads_to_the_list_it_came_from(feed, before):
    state = walked(("calendar", ""), ("calendar", feed), ("back", ""))

    assert (state.screen, state.feed) == (Screen.CALENDAR, before)


def test_a_wrong_pin_keeps_every_choice_but_itself(check):
    state = wrong_pin(check, "Die PIN stimmt nicht.")

    assert state == replace(check, screen=Screen.PIN, pin="", reasons=("Die PIN stimmt nicht.",))


def test_a_refusal_stays_on_the_screen_until_the_next_step(check):
    other = FreeTime(room="stueble", start=datetime(2026, 11, 25, 10, tzinfo=UTC), minutes=60)
    told = refused(check, "Der Raum ist schon belegt.", others=(other,))

    chosen = step(told, "other-time", "0", TWO_ROOMS)

    assert (told.screen, told.reasons, told.others) == (Screen.CHECK, ("Der Raum ist schon belegt.",), (other,))
    assert (chosen.screen, chosen.start, chosen.reasons, chosen.others) == (Screen.CHECK, other.start, (), ())


def test_the_mark_of_a_booking_stays_the_same_until_it_is_made(check):
    later = Facts(MONDAY, TWO_ROOMS.rooms, "mark-2")
    again = walked(("back", ""), ("take-group", "strickcafe"), ("pin", "111111"), start=check, facts=later)

    assert again.once == "mark-1"
    assert booked(again, Done(code="abc", asked=False, public=True)).once == ""


def test_a_right_pin_spares_typing_it_again_for_another_time(check):
    known = replace(refused(check, "belegt"), pin="", proved="strickcafe")

    elsewhere = walked(("back", ""), ("back", ""), ("take-length", "30"), start=known)
    other_group = walked(("back", ""), ("take-group", "vhs"), start=known)

    assert (elsewhere.screen, elsewhere.minutes) == (Screen.CHECK, 30)
    assert (other_group.screen, other_group.proved) == (Screen.PIN, "")


def test_a_finished_booking_keeps_no_proof(check):
    done = booked(replace(check, proved="strickcafe"), Done(code="abc", asked=False, public=True))

    assert (done.screen, done.pin, done.proved) == (Screen.DONE, "", "")


def test_what_we_could_not_follow_keeps_choices_and_asks_for_the_pin_again(check):
    unsure = failed(check, "Bitte noch einmal.")
    known = failed(replace(check, pin="", proved="strickcafe"), "Bitte noch einmal.")

    assert unsure == replace(check, screen=Screen.PIN, pin="", reasons=("Bitte noch einmal.",))
    assert (known.screen, known.proved, known.reasons) == (Screen.CHECK, "strickcafe", ("Bitte noch einmal.",))


def test_an_unknown_action_leads_nowhere(check):
    assert step(check, "delete-all", "now", TWO_ROOMS) == check


def test_language_and_size_stay_until_the_visitor_goes(check):
    read = walked(("languages", ""), ("speak", "tr"), ("large", ""), start=check)

    assert read.screen is Screen.CHECK
    assert read.aids == Aids(language="tr", large=True)
    assert walked(("home", ""), start=read) == KioskState(aids=read.aids)


def test_the_way_back_from_the_languages_leads_to_every_choice(check):
    aside = walked(("languages", ""), start=check)

    assert aside.screen is Screen.LANGUAGE
    assert walked(("back", ""), start=aside) == check
