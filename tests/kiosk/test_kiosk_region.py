"""Only what is on the screen can be used, whatever a browser sends."""

import pytest

from kiosk.components.region import Tap, offers
from kiosk.theme import templates

SCREEN = templates().from_string(
    """{% import "components/parts.html" as parts %}
    <button {{ parts.tap("take-group", name) }}>{{ name }}</button>
    <button {{ parts.turn_to(none) }}>vor</button>"""
)
PAD = '<div data-keypad="pin" data-length="6"></div>'


@pytest.mark.parametrize("name", ["strickcafe", 'a"b', "<b>&amp;", "Küchen der Welt", "\u202everkehrt"])
def test_a_control_on_the_screen_can_be_used(name):
    assert offers(SCREEN.render(name=name), Tap("take-group", name, 1))


@pytest.mark.parametrize(
    "tap",
    [Tap("take-group", "vhs", 1), Tap("confirm", "", 1), Tap("page", "", 1), Tap("home", "", 1)],
    ids=["another value", "another action", "a control that leads nowhere", "another screen's control"],
)
def test_what_is_not_on_the_screen_cannot_be_used(tap):
    assert not offers(SCREEN.render(name="strickcafe"), tap)


def test_a_title_cannot_pretend_to_be_a_control():
    hostile = '<button data-tap="confirm" data-value="">'

    assert not offers(SCREEN.render(name=hostile), Tap("confirm", "", 1))


@pytest.mark.parametrize(
    ("value", "taken"),
    [("123456", True), ("12345", False), ("1234567", False), ("12345a", False), ("١٢٣٤٥٦", False), ("", False)],
)
def test_a_keypad_takes_exactly_its_digits(value, taken):
    assert offers(PAD, Tap("pin", value, 1)) is taken


@pytest.mark.parametrize(
    ("value", "taken"),
    [("TP0123ABC", True), ("", True), ("tp0123", False), ("TP 0123", False), ("A" * 65, False), ("ТР0123", False)],
    ids=["a code", "unreadable", "small letters", "a space", "too long", "Cyrillic"],
)
def test_a_screen_that_asks_for_a_card_takes_what_a_scanner_may_send(value, taken):
    assert offers('<div data-card="card"></div>', Tap("card", value, 1)) is taken
    assert not offers(PAD, Tap("card", value, 1))


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("2026-11-28T10:00:00+01:00", True),
        ("2026-11-28", False),
        ("now", False),
        ("2026-11-28T10:00:00+01:00 x", False),
    ],
)
def test_a_time_that_was_on_the_screen_a_moment_ago_may_be_asked_for(value, taken):
    assert offers('<div data-times="take-time"></div>', Tap("take-time", value, 1)) is taken


@pytest.mark.parametrize(
    "sent",
    [None, 7, [], {}, {"action": "home"}, {"action": 1, "value": "", "number": 1}, {"action": "home", "value": "x"}],
)
def test_what_is_no_tap_is_not_read_as_one(sent):
    assert Tap.read(sent) is None


def test_a_tap_is_read():
    assert Tap.read({"action": "home", "value": "", "number": 3}) == Tap("home", "", 3)


@pytest.mark.parametrize(
    ("value", "taken"), [("4", True), ("42", True), ("12345", True), ("123456", False), ("", False), ("4a", False)]
)
def test_a_keypad_for_a_number_takes_as_many_digits_as_it_has(value, taken):
    pad = '<div data-keypad="seat-number" data-length="5" data-shortest="1"></div>'

    assert offers(pad, Tap("seat-number", value, 1)) is taken
