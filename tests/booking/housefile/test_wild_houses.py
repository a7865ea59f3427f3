"""Files that nobody would write: each is read or refused with its lines, soon, and nothing else happens."""

import os
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from booking.housefile.checking import check_house_file
from booking.housefile.faults import FileRefused
from tests.support.house import PLAIN

EXAMPLES = int(os.environ.get("TREFFPUNKT_FUZZ", "60"))
_PIECES = (
    *(
        "",
        " ",
        "\n",
        "  ",
        ":",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "<<: ",
        "!!",
        "!!python/tuple ",
        "|",
        ">",
        "'",
        '"',
    ),
    *(
        "#",
        "?",
        "%",
        "@",
        "\t",
        "\0",
        "\ud800",
        "\u202e",
        "0x",
        "1e999",
        "-1",
        "99999999999999999999",
        "null",
        "yes",
        ".inf",
    ),
    *("2026-02-30", "25:61", "24:00", "0000-00-00", "FREQ=SECONDLY", "FREQ=DAILY;COUNT=999999999", "Europe/Nirgends"),
)


def read(text: str) -> float:
    """Read *text*, whatever is in it; return how many seconds that took."""
    began, told = time.process_time(), ["read"]
    try:
        check_house_file(text)
    except FileRefused as refused:
        told = [fault.text for fault in refused.faults]
    assert told
    assert all(told)
    return time.process_time() - began


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN)), st.integers(0, 6), st.sampled_from(_PIECES)), max_size=6))
@example([])
def test_no_house_brings_the_reader_down(changes: list[tuple[int, int, str]]) -> None:
    text = PLAIN
    for place, gone, piece in changes:
        text = text[:place] + piece + text[place + gone :]

    read(text)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.text(max_size=200))
def test_no_text_brings_the_reader_down(text: str) -> None:
    read(text)


@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(
            "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
            + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)),
            id="anchors that mean a thousand million",
        ),
        pytest.param(
            "a0: &a0 {k: v}\n"
            + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}\n" for n in range(1, 10)),
            id="keys merged a thousand million times",
        ),
        pytest.param("{" * 3000, id="deep"),
        pytest.param("- " * 3000, id="deep lists"),
        pytest.param("? " * 3000, id="deep keys"),
        pytest.param("x: 1\n" * 20_000, id="the same key again and again"),
        pytest.param("a: " + "9" * 5000, id="a number of 5,000 digits"),
        pytest.param("a: 190:20:30:10:10:10:10:10", id="a number of base sixty"),
    ],
)
def test_a_bomb_is_refused_before_it_costs_anything(bomb: str) -> None:
    assert read(bomb) < 20
