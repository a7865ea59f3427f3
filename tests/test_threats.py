"""What could be done to a house and its people, and the tests that show what is done about it (UX §10).

A register, so that a control that somebody takes away is missed: each threat names its tests, and a name that is no
test any more fails here. What the program cannot do alone stands in the README under *Security*.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from kiosk import cli

ROOT = Path(__file__).parents[1]

THREATS: dict[int, tuple[str, tuple[str, ...]]] = {
    1: (
        "leaving the browser: keys, context menu, dialogs, gestures",
        (
            "deploy/test_kiosk_machine.py::test_the_browser_may_open_the_house_and_nothing_else",
            "deploy/test_kiosk_machine.py::test_no_key_of_a_kiosk_is_one_that_leads_away",
            "deploy/test_kiosk_session.py::test_no_key_leads_away_from_the_kiosk_and_a_browser_that_ends_is_back",
            "e2e/test_kiosk.py::test_nothing_leads_out_of_the_kiosk",
            "kiosk/test_kiosk_device.py::test_a_stranger_does_nothing_else_whatever_is_sent",
        ),
    ),
    2: (
        "the next visitor sees what the one before did",
        (
            "e2e/test_never_dark.py::test_after_a_visit_nothing_of_it_is_left_in_the_browser_or_the_server",
            "e2e/test_kiosk.py::test_after_the_question_nothing_of_the_visit_is_left",
            "e2e/test_kiosk.py::test_the_page_is_kept_nowhere",
            "kiosk/test_kiosk_state.py::test_the_start_forgets_everything",
        ),
    ),
    3: (
        "somebody looks over the shoulder",
        (
            "e2e/test_kiosk_booking.py::test_a_group_books_by_its_pin_with_eight_taps_more",
            "e2e/test_kiosk_booking.py::test_a_group_books_by_its_card_with_four_taps",
            "kiosk/test_phone_group.py::test_the_code_of_the_key_box_is_shown_once_by_a_press_shortly_before",
        ),
    ),
    4: (
        "PINs are tried out, groups are found by trying",
        (
            "booking/test_access.py::test_the_fifth_wrong_pin_locks_for_a_quarter_of_an_hour_and_tells_the_desk",
            "booking/test_access.py::test_of_32_wrong_pins_at_once_exactly_five_are_looked_at",
            "booking/test_access.py::test_the_time_does_not_tell_which_groups_exist",
            "booking/test_access.py::test_who_has_no_pin_is_answered_as_who_has_one",
            "e2e/test_kiosk_wrong_use.py::test_the_fifth_wrong_pin_locks_and_says_until_when",
        ),
    ),
    5: (
        "a card is copied or lost",
        (
            "booking/test_cards.py::test_the_old_card_stops_working_with_the_new_one_and_with_none",
            "booking/test_cards.py::test_a_card_of_another_house_is_not_known",
            "booking/test_cards.py::test_a_card_shows_whose_it_is_and_is_kept_as_a_seal",
        ),
    ),
    6: (
        "bookings as spam, times hoarded",
        (
            "booking/test_holds.py::test_a_group_holds_two_times_at_once",
            "booking/test_newcomers.py::test_a_kiosk_takes_two_requests_in_an_hour_and_six_a_day",
            "booking/test_newcomers.py::test_nobody_answers_and_it_lapses",
            "kiosk/test_phone_book.py::test_one_phone_holds_two_times_at_most",
            "kiosk/test_api.py::test_who_tries_many_seats_is_slowed_down",
        ),
    ),
    7: (
        "bad words on a public screen",
        (
            "booking/test_titles.py::test_what_could_hurt_a_screen_a_calendar_or_a_letter_is_refused",
            "booking/test_decisions.py::test_a_hidden_title_is_neutral_everywhere_and_comes_back",
            "e2e/test_desk.py::test_a_title_is_switched_off_everywhere_at_once",
        ),
    ),
    8: (
        "a false code is stuck over ours",
        (
            "kiosk/test_qr.py::test_no_picture_shows_what_is_not_ours",
            "kiosk/test_qr.py::test_an_address_in_words_is_what_people_type",
            "kiosk/test_qr.py::test_a_decoder_reads_the_address_from_the_screen",
            "booking/test_dailychecks.py::test_what_is_looked_at_once_a_day_is_open_again_tomorrow",
        ),
    ),
    9: (
        "a link leaks: referrer, history, photo",
        (
            "booking/test_handover.py::test_the_token_is_128_random_bits_and_kept_as_a_seal",
            "booking/test_handover.py::test_going_on_with_it_on_the_phone_takes_ten_minutes_at_most",
            "booking/test_handover.py::test_what_is_finished_is_shown_by_a_token_that_was_on_no_screen",
            "booking/test_members.py::test_a_token_is_128_random_bits_and_kept_as_a_seal",
            "http/test_strangers.py::test_the_log_knows_no_token_no_pin_no_key_no_address_and_no_name",
            "kiosk/test_desk_byletter.py::test_every_answer_keeps_the_token_to_itself",
            "kiosk/test_desk_byletter.py::test_what_the_outbox_holds_opens_nothing",
            "kiosk/test_desk_byoffice.py::test_every_answer_keeps_the_token_to_itself",
            "kiosk/test_desk_byoffice.py::test_what_the_outbox_holds_opens_nothing_and_no_other_page",
            "test_threats.py::test_every_plain_page_tells_no_referrer_and_runs_nothing",
        ),
    ),
    10: (
        "previews and scanners follow a link",
        (
            "kiosk/test_link_scanners.py::test_looking_at_every_link_of_every_letter_changes_nothing",
            "kiosk/test_link_scanners.py::test_every_address_that_a_form_of_a_letters_page_sends_to_shows_only_what_it_would_do",
            "booking/test_handover.py::test_looking_changes_nothing",
            "kiosk/test_desk_byletter.py::test_whoever_only_looks_decides_nothing",
            "kiosk/test_desk_byoffice.py::test_looking_changes_nothing",
        ),
    ),
    11: (
        "scripts in titles, calendars, translations",
        (
            "kiosk/test_phone_hostile.py::test_harm_in_every_field_of_every_form_is_only_text",
            "e2e/test_kiosk_booking.py::test_what_people_write_is_shown_as_text_everywhere",
            "e2e/test_phone.py::test_a_hostile_title_is_shown_as_text",
            "booking/outside/test_following.py::test_titles_of_strangers_are_made_fit_and_private_things_left_out",
            "booking/test_feed_news.py::test_hostile_titles_stay_text",
        ),
    ),
    12: (
        "known holes of what the house is built on",
        (
            "test_threats.py::test_the_framework_is_newer_than_its_known_holes",
            "test_threats.py::test_what_is_installed_is_what_was_locked_and_nothing_from_elsewhere",
            "test_threats.py::test_the_house_opens_to_this_machine_only_unless_told",
        ),
    ),
    13: (
        "lines smuggled into a calendar",
        (
            "booking/test_feed_traps.py::test_trap_8_no_words_break_out_where_python_leaves_out_assertions",
            "booking/test_feed_traps.py::test_trap_12_only_what_the_standards_name_is_said",
            "booking/foreign/test_keeping.py::test_only_dates_titles_and_places_are_kept",
            "kiosk/test_letters.py::test_whatever_people_typed_makes_no_header_no_script_and_no_line_of_a_calendar",
        ),
    ),
    14: (
        "a foreign calendar leads inside, or is a bomb",
        (
            "kiosk/fetcher/test_targets.py::test_an_inner_network_is_nobody_elses",
            "kiosk/fetcher/test_fetching.py::test_a_name_that_leads_inside_is_refused_before_anything_is_sent",
            "kiosk/fetcher/test_fetching.py::test_a_name_that_changes_its_mind_is_asked_only_once_a_look",
            "kiosk/fetcher/test_fetching.py::test_a_redirect_inside_is_refused",
            "kiosk/fetcher/test_fetching.py::test_a_fourth_is_not",
            "kiosk/fetcher/test_fetching.py::test_a_bomb_is_unpacked_no_further_than_a_calendar_may_be_large",
            "kiosk/fetcher/test_fetching.py::test_the_address_stands_in_no_error_and_no_log",
            "booking/foreign/test_wild_calendars.py::test_no_calendar_brings_the_reader_down",
            "booking/housefile/test_wild_houses.py::test_a_bomb_is_refused_before_it_costs_anything",
            "booking/housefile/test_wild_houses.py::test_no_house_brings_the_reader_down",
        ),
    ),
    15: (
        "mail with smuggled headers, letter boxes filled",
        (
            "kiosk/test_letters.py::test_whatever_people_typed_makes_no_header_no_script_and_no_line_of_a_calendar",
            "booking/test_post.py::test_an_address_gets_three_letters_an_hour_of_what_strangers_can_bring_about_and_the_rest_later",
            "booking/test_signins.py::test_nobodys_letter_box_is_filled",
        ),
    ),
    16: (
        "formulas in tables",
        ("kiosk/test_report.py::test_the_table_for_programs_is_read_by_them_and_holds_no_formula",),
    ),
    17: (
        "two get the same floor and time",
        (
            "http/test_race.py::*",
            "http/test_processes.py::test_one_slot_has_one_winner_whichever_process_is_asked",
            "models/test_overlap.py::test_rooms_that_share_floor_block_each_other",
        ),
    ),
    18: (
        "addresses are guessed",
        (
            "booking/test_feed_own.py::test_a_guess_opens_no_calendar",
            "booking/test_signups.py::test_a_broken_token_opens_nothing",
            "booking/test_handover.py::test_an_old_or_invented_token_opens_nothing",
            "kiosk/test_phone_group.py::test_guesses_from_one_address_are_counted_and_the_right_link_opens_nevertheless",
            "kiosk/test_feed_layer.py::test_whoever_guesses_addresses_is_put_off",
            "kiosk/test_api.py::test_who_guesses_keys_is_slowed_down",
            "kiosk/test_api_fuzz.py::test_whatever_is_asked_is_answered_in_words",
        ),
    ),
    19: (
        "another site acts in somebody's browser",
        (
            "http/test_strangers.py::test_a_page_of_another_site_gets_no_line",
            "http/test_strangers.py::test_frames_that_somebody_made_up_end_nothing_and_fill_no_log",
            "http/test_strangers.py::test_nobody_writes_into_the_log_by_way_of_a_page",
            "kiosk/test_guard.py::test_forms_come_from_our_own_pages",
            "kiosk/test_desk_login.py::test_another_site_cannot_log_anybody_in",
            "kiosk/test_desk_login.py::test_the_cookie_is_for_the_desk_alone",
        ),
    ),
    20: (
        "a login of the desk is stolen",
        (
            "booking/test_passphrases.py::test_what_everybody_tries_first_is_refused",
            "booking/test_ownlogin.py::test_who_guesses_waits_longer_and_longer_and_never_more_than_a_quarter_of_an_hour",
            "booking/test_ownlogin.py::test_nobody_who_guesses_elsewhere_keeps_the_manager_out",
            "booking/test_ownlogin.py::test_a_new_passphrase_counts_at_once_and_ends_every_other_login",
            "booking/test_secondstep.py::test_after_the_passphrase_comes_the_code",
            "booking/test_secondstep.py::test_the_same_code_counts_once",
            "booking/test_secondstep.py::test_where_it_is_demanded_it_is_owed_until_it_is_set_up_and_stays_on",
            "booking/test_passkeys.py::test_what_is_not_signed_by_the_passkey_on_our_page_lets_nobody_in",
            "booking/test_passkeys.py::test_what_was_to_be_signed_counts_once_and_for_five_minutes",
            "booking/test_passkeys.py::test_a_copy_betrays_itself_by_its_count",
            "booking/test_passkeys.py::test_adding_one_needs_the_passphrase_and_wrong_ones_are_counted",
            "booking/test_passkeys.py::test_one_that_is_removed_opens_nothing_and_ends_every_other_login",
            "booking/test_townlogin.py::test_a_stolen_open_browser_makes_no_way_in",
            "booking/test_townlogin.py::test_one_number_is_one_login",
            "kiosk/test_desk_town.py::test_a_token_that_is_not_for_this_press_lets_nobody_in",
            "kiosk/test_desk_town.py::test_a_token_that_the_provider_did_not_sign_lets_nobody_in",
            "kiosk/test_desk_town.py::test_only_the_browser_that_pressed_comes_back_and_once",
            "kiosk/test_desk_town.py::test_a_real_provider_gives_a_code_that_counts_once",
            "e2e/test_desk_passkeys.py::test_a_copy_is_refused_and_what_was_sent_counts_once",
            "kiosk/test_desk_rights.py::test_every_role_opens_what_the_table_says_and_nothing_else",
            "kiosk/test_desk_rights.py::test_every_role_does_what_the_table_says_and_nothing_else",
            "e2e/test_desk_account.py::test_all_other_logins_end_with_one_press",
            "kiosk/test_desk_login.py::test_an_unknown_name_is_answered_as_a_known_one",
            "kiosk/test_desk_login.py::test_a_program_that_guesses_is_slowed_down",
            "booking/test_access.py::test_a_login_opens_the_desk_until_nobody_uses_it",
            "booking/test_desksessions.py::test_two_idle_hours_end_a_login_and_each_use_begins_them_anew",
            "booking/test_desksessions.py::test_no_use_makes_a_login_last_longer_than_eight_hours",
            "booking/test_desksessions.py::test_all_others_end_at_once_and_open_screens_are_told",
            "e2e/test_desk.py::test_whoever_was_logged_out_meanwhile_can_change_nothing",
        ),
    ),
    21: (
        "a child taps for hours",
        (
            "e2e/test_kiosk_wrong_use.py::test_wild_hands_book_once_and_lose_nothing",
            "e2e/test_kiosk.py::test_a_second_tap_of_a_trembling_finger_is_ignored",
            "booking/test_holds.py::test_a_tap_that_arrives_twice_holds_once",
        ),
    ),
    22: (
        "calendars are asked for until nothing else goes",
        (
            "kiosk/test_feed_layer.py::test_whole_calendars_are_limited_and_asking_about_a_copy_is_not",
            "kiosk/test_feed_layer.py::test_behind_a_proxy_the_limit_is_of_whom_it_names",
            "kiosk/test_feed_layer.py::test_an_unchanged_feed_sends_no_body_and_few_headers",
        ),
    ),
    23: (
        "text that turns around, piles up or looks like other text",
        (
            "booking/test_titles.py::test_what_could_hurt_a_screen_a_calendar_or_a_letter_is_refused",
            "booking/test_titles.py::test_a_title_is_composed_and_trimmed",
            "kiosk/test_words.py::test_what_is_told_again_holds_nothing_that_turns_or_hides_it",
        ),
    ),
    24: (
        "pictures and voices are sent in",
        ("test_threats.py::test_nobody_from_outside_can_send_a_file",),
    ),
    25: (
        "the kiosk's box is opened, a disk is stolen",
        (
            "booking/test_screens.py::test_code_and_token_are_stored_only_as_seals",
            "booking/test_screens.py::test_a_revoked_kiosk_is_none_at_once_and_its_name_is_free",
            "kiosk/test_offline.py::test_what_is_kept_is_public_and_only_text",
            "http/test_feeds_alike.py::test_two_processes_a_later_one_and_a_house_put_back_answer_with_the_same_bytes",
            "booking/test_access.py::test_a_key_is_not_stored",
            "booking/test_access.py::test_a_pin_needs_the_secret_of_its_house",
        ),
    ),
    26: (
        "somebody inside is curious",
        (
            "booking/test_retention.py::test_the_journal_holds_no_word_that_somebody_wrote",
            "kiosk/test_desk_rights.py::test_every_role_opens_what_the_table_says_and_nothing_else",
            "e2e/test_desk_privacy.py::test_nobody_else_is_told_anything",
            "booking/privacy/test_own.py::test_whoever_takes_a_seat_with_the_address_of_another_learns_and_erases_nothing_of_theirs",
        ),
    ),
    27: (
        "a harmless title for something that harms",
        (
            "booking/test_newcomers.py::test_a_request_is_held_two_days_and_has_a_word_to_say_at_the_counter",
            "booking/test_decisions.py::test_a_request_holds_the_room_until_it_is_decided",
            "booking/test_decisions.py::test_no_frees_the_room_and_tells_why",
        ),
    ),
    28: (
        "wrong clock, wrong zone",
        (
            "booking/test_regressions.py::test_half_past_two_is_defined_in_the_nights_when_clocks_change",
            "booking/test_series.py::test_seven_in_the_evening_stays_seven_when_clocks_change",
            "booking/test_feeds.py::test_a_series_shows_the_dates_of_the_book_across_both_clock_changes",
            "models/test_database.py::test_wall_clock_time_has_no_zone",
        ),
    ),
}


@cache
def named_in(file: str) -> frozenset[str]:
    """Return the names of the tests in *file*."""
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    found = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(name for name in found if name.startswith("test_"))


def test_the_register_is_complete() -> None:
    assert list(THREATS) == list(range(1, 29))


@pytest.mark.parametrize("number", THREATS)
def test_what_shows_a_control_is_there(number: int) -> None:
    _threat, named = THREATS[number]

    assert named
    for one in named:
        file, name = one.split("::")
        assert (ROOT / "tests" / file).is_file(), one
        assert named_in(file) if name == "*" else name in named_in(file), one


def test_the_framework_is_newer_than_its_known_holes() -> None:
    version = re.search(r"^nicegui==(\d+)\.(\d+)", _lock("runtime.lock"), re.MULTILINE)

    assert version
    assert (int(version[1]), int(version[2])) >= (3, 18)


@pytest.mark.parametrize("name", ["runtime.lock", "test.lock"])
def test_what_is_installed_is_what_was_locked_and_nothing_from_elsewhere(name: str) -> None:
    entries = re.findall(r"^([a-z0-9][^\s=]*)==\S+.*?\n((?:    .*\n)*)", _lock(name), re.MULTILINE)

    assert len(entries) > 50
    assert [package for package, rest in entries if "--hash=sha256:" not in rest] == []
    others = [line for line in _lock(name).splitlines() if line and not re.match(r"\s|#|[a-z0-9][^\s=]*==", line)]
    assert others == []  # no address, no folder, no package without a version


def _lock(name: str) -> str:
    return (ROOT / ".ci" / name).read_text(encoding="utf-8")


def test_the_house_opens_to_this_machine_only_unless_told() -> None:
    assert {cli.parser().parse_args([command]).host for command in ("serve",)} == {"127.0.0.1"}


def test_nobody_from_outside_can_send_a_file() -> None:
    places = ("kiosk/pages", "kiosk/phone", "kiosk/routes", "kiosk/components")
    texts = {
        path: path.read_text(encoding="utf-8")
        for place in places
        for path in (ROOT / place).rglob("*")
        if path.suffix in (".py", ".html", ".js")
    }

    assert len(texts) > 100
    sending = re.compile(r"type=.?file|multipart|UploadFile|ui\.upload|getUserMedia|MediaRecorder")
    assert [str(path) for path, text in texts.items() if sending.search(text)] == []


def test_every_plain_page_tells_no_referrer_and_runs_nothing() -> None:
    from kiosk.guard import PLAIN_HEADERS

    policy = PLAIN_HEADERS["Content-Security-Policy"]
    assert PLAIN_HEADERS["Referrer-Policy"] == "no-referrer"
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
