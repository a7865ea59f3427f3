"""What is to be printed, as an address names it: what makes no sense is as usual, and an order comes back as it was."""

import dataclasses
from datetime import date
from urllib.parse import parse_qsl

import pytest

from booking import occupancy
from booking.refusals import Refused
from kiosk.paper import orders
from kiosk.paper.house import house_of
from kiosk.paper.orders import NothingPlanned
from models.community import District
from tests.kiosk.paper_house import NOW, lived_in
from tests.support.feed_rows import BASE_URL


@pytest.fixture
def session(sqlite_db):
    with sqlite_db.writing() as session:
        lived_in(session)
        session.add(District(slug="altstadt", name="Altstadt"))
        session.flush()
        yield session


@pytest.fixture
def read(session):
    return lambda **asked: orders.read(session, house(session), asked, now=NOW)


def house(session):
    return house_of(session, occupancy.house_facts(session), BASE_URL)


def test_without_a_word_it_is_the_poster_of_this_week(read):
    order = read()

    assert (order.kind, order.monday, order.paper, order.languages) == ("week", date(2026, 11, 16), "a4", ("de",))


@pytest.mark.parametrize("asked", [
    {"kind": "week", "week": "2026-12-07", "paper": "a3", "lang": "uk", "second": "ar"},
    {"kind": "slip", "week": "2026-12-07", "lang": "tr"},
    {"kind": "door", "room": "stueble", "day": "2026-12-09", "period": "day", "lang": "de_simple", "second": "hr"},
    {"kind": "letter", "quarter": "altstadt", "lang": "ro"},
    {"kind": "day", "day": "2026-12-09"},
])  # fmt: skip
def test_an_order_comes_back_from_its_address(read, asked):
    assert dict(parse_qsl(read(**asked).query)) == asked


@pytest.mark.parametrize("asked", [
    {"kind": "plakat"}, {"week": "2026-02-31"}, {"week": "0001-01-01"}, {"week": "9999-12-31"}, {"day": ""},
    {"paper": "a0"}, {"lang": "xx"}, {"second": "de"}, {"second": "zz"}, {"period": "year"}, {"room": "../stueble"},
    {"quarter": "#read"},
])  # fmt: skip
def test_what_makes_no_sense_is_as_usual(read, asked):
    assert read(**asked) == read()


def test_any_day_of_a_week_names_it_and_a_second_language_has_its_place_only_beside_a_first(read):
    assert read(week="2026-12-09").monday == date(2026, 12, 7)
    assert read(kind="day", second="ar", lang="uk").languages == ("de",)


def test_where_nothing_is_planned_there_is_no_letter(session, read):
    with pytest.raises(NothingPlanned):
        orders.sheet_of(session, house(session), read(kind="letter"), now=NOW)


def test_a_house_without_that_room_has_no_sign_for_it(session, read):
    with pytest.raises(Refused):
        orders.sheet_of(session, house(session), dataclasses.replace(read(kind="door"), room=""), now=NOW)


def test_each_kind_is_made_of_its_order(session, read):
    made = {
        kind: orders.sheet_of(session, house(session), read(kind=kind, room="stueble"), now=NOW).name
        for kind in ("week", "slip", "door", "day")
    }

    assert made == {
        "week": "2026-W47-a4-de",
        "slip": "zettel-2026-W47-de",
        "door": "tuer-stueble-2026-11-16-de",
        "day": "tag-2026-11-20",
    }
