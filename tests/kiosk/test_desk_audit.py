"""The journal in words, by day, kind and who."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from booking import audit, cards, journal, lifecycle
from booking.audit import Asked
from kiosk.desk import audit as page
from kiosk.desk import auditwords
from tests.support.cast import TUESDAY, move_in, wish

ROOT = Path(__file__).parents[2]
DESK = "desk:manager"


@pytest.fixture
def told(db):
    """Two things of two days, one of a neutral group."""
    with db.writing() as session:
        house = move_in(session)
        made = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
        made.title = "=Rechnen"  # as an old file may have it
        lifecycle.cancel_booking(session, house, made.uid, text="", who=DESK, now=TUESDAY + timedelta(days=1))
        lifecycle.request_booking(
            session, house, wish("18:00", group_slug="shg-a", title="Angst"), who="group:shg-a", now=TUESDAY
        )
        cards.give_card(session, "strickcafe", who=DESK, now=TUESDAY)

    def lines(**asked):
        with db.reading() as session:
            return audit.lines(session, house, Asked(**asked))

    return lines


def test_it_tells_who_did_what_to_which_thing(told):
    newest = told()[0]

    assert (newest.what, newest.who, newest.group) == ("group.card_given", DESK, "Strick- und Spielecafé")
    assert {line.title for line in told(kind="booking")} == {"=Rechnen", ""}
    assert "Angst" not in repr(told())
    assert "Selbsthilfe" not in repr(told(kind="booking"))


def test_it_can_be_asked_for_a_day_a_kind_and_who(told):
    assert {line.what for line in told(day=TUESDAY.date() + timedelta(days=1))} == {"booking.cancelled"}
    assert {line.what for line in told(kind="group")} == {"group.card_given"}
    assert {line.who for line in told(who="group")} == {"group:strickcafe", "group:shg-a"}
    assert [line.who for line in told(who="desk:manager", kind="booking")] == [DESK]
    newest, *others = told()
    assert told(before=newest.id) == others
    assert told(kind="nothing") == []


def test_the_table_is_read_by_programs_and_holds_no_formula(told):
    text = page._csv(told(kind="booking"))

    assert "'=Rechnen" in text
    assert ";=Rechnen" not in text
    assert "booking.cancelled;desk:manager" in text


def test_everything_that_is_written_down_has_words():
    written = set()
    for file in (ROOT / "booking").rglob("*.py"):
        for call in re.findall(r"journal\.record\(\s*\w+,\s*\"(\w+\.\w+)\"", file.read_text(encoding="utf-8")):
            written.add(call)

    assert len(written) > 30
    assert {what for what in written if auditwords.act_words(what, "") == what} == set()
    assert {what.partition(".")[0] for what in written} - set(auditwords.KINDS) == set()


def test_what_makes_no_sense_asks_for_nothing():
    assert page._asked({"day": "gestern", "before": "x", "kind": ""}) == Asked()


def test_the_first_line_of_a_file_is_its_heading():
    assert page._csv([]).startswith("\ufeffWann;Wer;Was;Woran")
    assert timedelta(days=365) == journal.KEPT
