"""The text of a file: what is no house at all, and what YAML would understand otherwise."""

import pytest
import yaml

from booking.housefile.checking import check_house_file
from booking.housefile.faults import FileRefused
from booking.housefile.lines import plain, read_lines
from tests.support.house import DEMO, PLAIN
from tests.support.shared import shared


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Es fehlt „meta“."),
        ("nur ein Satz", "Erwartet werden Schlüssel mit Werten, nicht „nur ein Satz“."),
        ("a: [1", "Das ist kein gültiges YAML"),
        ("a: &a [*a]", "Ein Anker darf sich nicht selbst enthalten."),
        ("a: !!python/object/apply:os.system [ls]", "„"),
        ("a: !!python/name:os.system x", "„x“ kann nicht gelesen werden."),
        ("? [1, 2]\n: 3", "Ein Schlüssel muss ein Wort sein."),
        ("a: {<<: 3}", "„<<“ braucht einen Anker auf Schlüssel mit Werten."),
        ("a: 1\n---\nb: 2", "Das ist kein gültiges YAML"),
        ("a: \x07", "Das ist kein gültiges YAML"),
        ("[" * 5000, "Das ist kein gültiges YAML"),
        ("a" * 2_000_001, "Die Datei ist zu groß."),
    ],
    ids=[
        "nothing",
        "a sentence",
        "a list without end",
        "an anchor in itself",
        "a command",
        "a name of Python",
        "a list for a key",
        "a number to merge",
        "two documents",
        "a bell",
        "very deep",
        "very large",
    ],
)
def test_what_is_no_house_at_all_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(FileRefused) as refused:
        check_house_file(text)

    assert any(fault.text.startswith(sentence) for fault in refused.value.faults), refused.value.faults


def test_anchors_and_merge_keys_count_where_they_are_used() -> None:
    checked = check_house_file(PLAIN)

    rooms = {room.slug: (room.name, room.public, room.capacity.rows) for room in checked.file.rooms}
    assert rooms == {"saal": ("Saal", True, 40), "stube": ("Stube", True, 40), "kueche": ("Küche", False, 40)}
    assert {room.slug: (room.lo, room.hi) for room in checked.facts.rooms} == {
        "stube": (0, 1),
        "kueche": (1, 2),
        "saal": (2, 3),
        "stube+kueche": (0, 2),
        "saal+kueche": (1, 3),
    }


def test_a_comma_that_was_meant_as_text_is_read_as_text_and_told() -> None:
    document = read_lines('{title: Hilfe (schnell, kostenlos), phone: "110"}')

    assert plain(document.root) == {"title": "Hilfe (schnell, kostenlos)", "phone": "110"}
    assert [fault.text for fault in document.warnings] == [
        "Wegen des Kommas gehört der ganze Text in Anführungszeichen; gelesen als „Hilfe (schnell, kostenlos)“."
    ]


def test_the_plain_house_of_the_load_runs_is_read() -> None:
    checked = check_house_file(shared("load", "house.yaml").read_text(encoding="utf-8"))

    assert [(room.slug, room.lo, room.hi) for room in checked.facts.rooms] == [
        (f"raum-{number}", number - 1, number) for number in range(1, 6)
    ]
    assert checked.facts.rules.days_ahead_single is None
    assert checked.warnings == ()


def test_the_demo_is_read_with_two_remarks() -> None:
    checked = check_house_file(DEMO.read_text(encoding="utf-8"))

    assert [fault.text for fault in checked.warnings] == [
        "Wegen des Kommas gehört der ganze Text in Anführungszeichen; "
        "gelesen als „Jemand zum Reden (Telefonseelsorge, kostenlos)“.",
        "„Krabbelgruppe“ erwartet am 30.11.2026 mehr Menschen, als „Stüble“ fasst.",
    ]


def test_the_demo_of_the_repository_keeps_all_of_the_shared_one() -> None:
    ours = yaml.safe_load(DEMO.read_text(encoding="utf-8"))
    theirs = yaml.safe_load(shared("data", "demo.yaml").read_text(encoding="utf-8"))

    rules = {**ours["booking_rules"], **theirs["booking_rules"]}  # ours says more, and nothing else
    site = {**ours["site"], **theirs["site"]}
    assert {**ours, **theirs, "booking_rules": rules, "site": site} == ours
