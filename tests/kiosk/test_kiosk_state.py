"""Each tap at the panel leads where people expect it, and forgets what must not stay."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.pages.journeys import Facts, step
from kiosk.pages.state import (
    Aids,
    Asking,
    Done,
    FreeTime,
    Held,
    KioskState,
    Pace,
    Screen,
    booked,
    failed,
    refused,
    wrong_pin,
)

MONDAY = date(2026, 11, 23)
TWO_ROOMS = Facts(MONDAY, ("quartierraum", "stueble"), "mark-1")
NINE = datetime.fromisoformat("2026-11-25T09:00:00+01:00")
HELD = Held(uid="uid", until=NINE + timedelta(minutes=3), token="0123456789abcdefghijkl")
# What the act that holds a time makes of the taps before it (kiosk.pages.holding).
SIGN = KioskState(screen=Screen.SIGN, room="stueble", day=NINE.date(), start=NINE, minutes=60, held=HELD)


def walked(*taps: tuple[str, str], facts: Facts = TWO_ROOMS, start: KioskState | None = None) -> KioskState:
    state = start or KioskState()
    for action, value in taps:
        state = step(state, action, value, facts)
    return state


@pytest.fixture
def check() -> KioskState:
    """Everything is chosen and the PIN was right."""
    return replace(SIGN, screen=Screen.CHECK, group="strickcafe", proved="strickcafe")


def test_the_choices_before_a_time_are_gathered():
    chosen = walked(("book", ""), ("take-room", "stueble"), ("take-day", "2026-11-25"), ("take-length", "60"))

    assert chosen == KioskState(screen=Screen.TIME, room="stueble", day=NINE.date(), minutes=60)


def test_raum_buchen_begins_with_the_first_room_and_its_days():
    state = walked(("book", ""))

    assert (state.screen, state.room) == (Screen.DAY, "quartierraum")
    assert walked(("back", ""), start=state) == KioskState()
    assert walked(("book", ""), facts=Facts(MONDAY, (), "mark-1")) == KioskState()


def test_the_address_for_the_phone_is_in_no_text_about_the_state(check):
    assert HELD.token not in repr(check)


@pytest.mark.parametrize(
    "taps",
    [[("home", "")], [("back", ""), ("back", "")]],
    ids=["to the start", "back to the times"],
)
def test_a_held_time_is_forgotten_on_every_way_out(check, taps):
    assert walked(*taps, start=check).held is None


def test_another_room_stays_on_the_same_page_of_days():
    state = walked(("book", ""), ("page", "1"), ("take-room", "stueble"))

    assert (state.screen, state.page, state.room) == (Screen.DAY, 1, "stueble")


def test_the_start_forgets_everything(check):
    assert walked(("home", ""), start=check) == KioskState()


def test_back_from_a_meeting_leads_to_the_same_page_of_the_same_day():
    there = walked(("programme", ""), ("see-day", "2026-11-26"), ("page", "1"), ("meeting", "abc"))

    state = step(there, "back", "", TWO_ROOMS)

    assert (state.screen, state.day, state.page) == (Screen.PROGRAMME, date(2026, 11, 26), 1)


def test_back_to_the_days_shows_the_page_with_the_chosen_day():
    state = walked(("book", ""), ("take-room", "stueble"), ("page", "1"), ("take-day", "2026-12-09"), ("back", ""))

    assert (state.screen, state.page) == (Screen.DAY, 1)


@pytest.mark.parametrize(
    ("feed", "before"),
    [
        ("room/stueble", ""),
        ("group/vhs", "here/groups"),
        ("here/groups", "groups"),
        ("here/rooms", "rooms"),
        ("groups", ""),
    ],
)
def test_back_in_the_calendars_leads_to_the_list_it_came_from(feed, before):
    state = walked(("calendar", ""), ("calendar", feed), ("back", ""))

    assert (state.screen, state.feed) == (Screen.CALENDAR, before)


@pytest.mark.parametrize(
    ("state", "screens"),
    [
        (replace(SIGN, screen=Screen.PIN), [Screen.GROUP, Screen.SIGN, Screen.TIME, Screen.DAY, Screen.HOME]),
        (replace(SIGN, screen=Screen.CHECK), [Screen.SIGN, Screen.TIME, Screen.DAY, Screen.HOME]),
        (
            replace(SIGN, screen=Screen.CHECK, asking=Asking(new=True, usage="group", persons=4)),
            [Screen.PERSONS, Screen.REASON, Screen.SIGN, Screen.TIME, Screen.DAY, Screen.HOME],
        ),
    ],
    ids=["a group at the keypad", "a group", "somebody new"],
)
def test_the_way_back_leads_through_every_screen(state, screens):
    seen = []
    while state.screen is not Screen.HOME:
        state = step(state, "back", "", TWO_ROOMS)
        seen.append(state.screen)

    assert seen == screens


def test_back_from_what_is_broken_leads_to_the_help_list_and_to_the_booking_behind_it():
    state = walked(("help", ""), ("broken", ""), ("help", ""), ("broken", ""), start=SIGN)
    assert state.screen is Screen.BROKEN

    seen = []
    while state.screen is not Screen.SIGN:
        state = step(state, "back", "", TWO_ROOMS)
        seen.append(state.screen)

    assert seen == [Screen.HELP, Screen.SIGN]
    assert state.held == HELD


def test_back_from_what_is_broken_leads_to_whoever_has_just_come():
    state = walked(("there", "uid"), ("broken", "uid"), ("back", ""))

    assert (state.screen, state.door.booking) == (Screen.ARRIVED, "uid")
    assert walked(("broken", "uid"), ("back", "")) == KioskState()


def test_back_from_the_seat_that_one_looks_for_leads_to_the_same_page_of_the_programme():
    state = walked(("programme", ""), ("page", "1"), ("meeting", "lesung"), ("find-seat", ""), ("page", "3"))

    back = walked(("back", ""), ("back", ""), start=state)

    assert (back.screen, back.page) == (Screen.PROGRAMME, 1)


def test_a_wrong_pin_keeps_every_choice_but_the_proof(check):
    state = wrong_pin(check, "Die PIN stimmt nicht.")

    assert state == replace(check, screen=Screen.PIN, proved="", reasons=("Die PIN stimmt nicht.",))


def test_a_refusal_stays_on_the_screen_until_the_next_step(check):
    other = FreeTime(room="stueble", start=datetime(2026, 11, 25, 10, tzinfo=UTC), minutes=60)
    told = refused(check, "Der Raum ist schon belegt.", others=(other,))

    assert (told.screen, told.reasons, told.others) == (Screen.CHECK, ("Der Raum ist schon belegt.",), (other,))
    back = step(told, "back", "", TWO_ROOMS)
    assert (back.reasons, back.others) == ((), ())


def test_a_right_pin_spares_typing_it_again(check):
    known = walked(("back", ""), start=check)

    assert walked(("take-group", "strickcafe"), start=known).screen is Screen.CHECK
    other_group = walked(("take-group", "vhs"), start=known)
    assert (other_group.screen, other_group.proved) == (Screen.PIN, "")


def test_a_finished_booking_keeps_neither_proof_nor_time(check):
    done = booked(check, Done(code="abc", asked=False, public=True))

    assert (done.screen, done.held, done.proved) == (Screen.DONE, None, "")


def test_what_we_could_not_follow_keeps_choices(check):
    sorry = failed(check, "Bitte noch einmal.")

    assert (sorry.screen, sorry.reasons) == (Screen.SORRY, ("Bitte noch einmal.",))
    assert walked(("back", ""), start=sorry) == check
    aside = walked(("languages", ""), start=check)
    assert walked(("back", ""), start=failed(aside, "Bitte noch einmal.")) == check


def test_an_unknown_action_leads_nowhere(check):
    assert step(check, "delete-all", "now", TWO_ROOMS) == check


def test_language_and_size_stay_until_the_visitor_goes(check):
    read = walked(("languages", ""), ("speak", "tr"), ("large", ""), start=check)

    assert read.screen is Screen.CHECK
    assert read.aids == Aids(language="tr", large=True)
    assert walked(("home", ""), start=read) == KioskState(aids=read.aids)


def test_more_time_and_the_voice_are_chosen_where_they_are_seen_and_change_no_choice(check):
    aside = walked(("languages", ""), ("more-time", ""), ("pace", "slow"), ("loud", ""), start=check)

    assert aside.screen is Screen.LANGUAGE
    assert aside.aids == Aids(more_time=True, pace=Pace.SLOW, loud=True)
    assert walked(("back", ""), start=aside) == replace(check, aids=aside.aids)
    assert walked(("more-time", ""), ("loud", ""), ("pace", "usual"), start=aside).aids == Aids()


def test_the_way_back_from_the_languages_leads_to_every_choice(check):
    aside = walked(("languages", ""), start=check)

    assert aside.screen is Screen.LANGUAGE
    assert walked(("back", ""), start=aside) == check
