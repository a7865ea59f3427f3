"""A room asked for from a phone: room, day, time by plain links; the tap on a time holds it, and only that."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from booking import access, clock, handover, holds, occupancy
from booking.settings import Settings
from booking.span import local
from kiosk import phone, troubles
from kiosk.guard import Marks
from kiosk.phone.book import Asked, look
from models.bookings import Booking, Hold, State
from tests.kiosk.conftest import spoken
from tests.support.cast import BERLIN, move_in, wish

SECRET = "a secret of sixteen"


@pytest.fixture
def house(sqlite_db):
    """The cast's house on the real clock."""
    with sqlite_db.writing() as session:
        move_in(session)
    return sqlite_db


@pytest.fixture
def browse(house) -> Iterator[TestClient]:
    """A phone without scripts."""
    app, settings = FastAPI(), Settings(public_url="https://quartier.example.org", secret=SECRET)
    app.state.settings = settings
    phone.register(app, house, settings)
    troubles.register(app)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def day():
    """A day on which nothing is on yet."""
    return local(clock.now(), BERLIN).date() + timedelta(days=8)


def times_on(browse, day, **query):
    """Return the values of all times that the page of *day* offers."""
    page = browse.get("/book", params={"day": day.isoformat(), **query})
    return re.findall(r'name="time" value="([^"]+)"', page.text)


def held(house):
    """Return everything that is held by a tap."""
    with house.reading() as session:
        look_for = select(Booking).where(col(Booking.held_for) == Hold.TAP, col(Booking.state) == State.HELD)
        return list(session.exec(look_for).all())


def test_the_way_is_room_day_length_and_time(house, browse, day):
    first = browse.get("/book")
    assert f'href="/book?room=quartierraum&amp;day={day}"' in first.text
    second = browse.get(f"/book?room=quartierraum&day={day}")
    said = spoken(second)

    assert "Wann soll es anfangen?" in said
    assert re.findall(r'minutes=(\d+)" aria-current', second.text) == ["90"]
    offered = times_on(browse, day)
    assert offered
    assert {value.split(" ")[0:2][1] for value in offered} == {"90"}
    assert "set-cookie" not in second.headers
    assert held(house) == []


def test_a_tap_holds_the_time_for_this_phone_and_goes_on(house, browse, day):
    value = times_on(browse, day)[0]

    sent = browse.post("/book", data={"time": value, "once": "a" * 22})

    (booking,) = held(house)
    assert sent.status_code == 303
    assert local(booking.starts_at, BERLIN).isoformat() == value.split(" ")[2]
    assert timedelta(minutes=9) < booking.held_until - clock.now() <= handover.LASTS
    page = browse.get(sent.headers["location"])
    assert "Diese Zeit wird für Sie freigehalten" in spoken(page)
    assert "Bildschirm" not in spoken(page)


def test_a_group_books_from_its_phone_with_its_pin(house, browse, day):
    with house.writing() as session:
        pin = access.new_group_pin(session, "strickcafe", SECRET, now=clock.now())
    held_at = browse.post("/book", data={"time": times_on(browse, day)[0], "once": "g" * 22}).headers["location"]

    sent = browse.post(held_at, data={"way": "gruppe", "group": "strickcafe", "pin": pin})

    assert "Gebucht!" in spoken(browse.get(sent.headers["location"]))
    with house.reading() as session:
        (booking,) = session.exec(select(Booking)).all()
    assert (booking.state, booking.source) == (State.CONFIRMED, "phone_qr")


def test_somebody_new_gets_a_word_to_come_back_with(house, browse, day):
    held_at = browse.post("/book", data={"time": times_on(browse, day)[0], "once": "h" * 22}).headers["location"]

    sent = browse.post(held_at, data={"way": "neu", "usage": "open_event", "persons": "8"})

    assert "Ihr Merkwort" in spoken(browse.get(sent.headers["location"]))
    with house.reading() as session:
        (booking,) = session.exec(select(Booking)).all()
    assert (booking.state, booking.group_id) == (State.REQUESTED, None)
    assert re.fullmatch("phone:[0-9a-f]{3}", booking.facts["by"])


def test_a_double_tap_holds_once(house, browse, day):
    value = times_on(browse, day)[0]
    for _tap in range(2):
        assert browse.post("/book", data={"time": value, "once": "b" * 22}).status_code == 303

    assert len(held(house)) == 1


def test_who_chooses_another_time_lets_go_of_the_first(house, browse, day):
    sent = browse.post("/book", data={"time": times_on(browse, day)[0], "once": "c" * 22})

    back = browse.post(sent.headers["location"], data={"way": "andere"})

    assert (back.status_code, back.headers["location"]) == (303, f"/book?room=quartierraum&day={day}")
    assert held(house) == []
    assert "Andere Zeit wählen" in spoken(browse.get(sent.headers["location"]))


def test_a_time_that_is_gone_is_told_with_the_nearest_free_ones(house, browse, day):
    value = times_on(browse, day)[0]
    with house.writing() as session:
        asked = wish(value[-14:-9], day=day, minutes=90, group_slug="", title="", source="kiosk")
        holds.hold(session, occupancy.house_facts(session), asked, who="kiosk:1", now=clock.now())

    answer = browse.post("/book", data={"time": value, "once": "d" * 22})

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    instead = re.findall(r'name="time" value="([^"]+)"', answer.text.partition("Stattdessen frei")[2])[:3]
    assert len(instead) == 3
    assert browse.post("/book", data={"time": instead[0], "once": "e" * 22}).status_code == 303


def test_who_is_new_and_too_early_gets_three_times_at_once_and_loses_nothing(house, browse):
    soon = local(clock.now(), BERLIN).date() + timedelta(days=1)
    held_at = browse.post("/book", data={"time": times_on(browse, soon)[0], "once": "i" * 22}).headers["location"]

    told_first = browse.post(held_at, data={"way": "neu"})
    told_late = browse.post(held_at, data={"way": "neu", "usage": "open_event", "persons": "8"})
    assert told_first.status_code == told_late.status_code == 422
    assert 'name="persons"' not in told_first.text
    free = re.findall(r'name="time" value="([^"]+)"', told_late.text.partition("Stattdessen frei")[2])
    assert len(free) == 3
    assert free == re.findall(r'name="time" value="([^"]+)"', told_first.text)

    hidden = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', told_late.text.partition('class="slots')[0])
    )
    chosen = browse.post("/book", data={**hidden, "time": free[0]})
    page = browse.get(chosen.headers["location"])

    assert chosen.status_code == 303
    assert re.search(r'value="open_event" required checked', page.text)
    assert re.search(r'name="persons"[^>]* value="8"', page.text)
    (booking,) = held(house)  # the first is let go of
    assert local(booking.starts_at, BERLIN).isoformat() == free[0].split(" ")[2]
    path = chosen.headers["location"].partition("?")[0]
    sent = browse.post(path, data={"way": "neu", "usage": "open_event", "persons": "8"})
    assert "Ihr Merkwort" in spoken(browse.get(sent.headers["location"]))


def test_one_phone_holds_two_times_at_most(house, browse, day):
    first, *_rest, last = times_on(browse, day)
    other = times_on(browse, day + timedelta(days=1))[0]
    answers = [
        browse.post("/book", data={"time": value, "once": str(number) * 22})
        for number, value in enumerate((first, last, other))
    ]

    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert len(held(house)) == 2


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "quartierraum 90",
        "quartierraum 90 morgen",
        "quartierraum 90 2026-12-01T10:00:00",
        "quartierraum 999999999999 2026-12-01T10:00:00+01:00",
        "quartierraum 90 9999-12-31T23:00:00+00:00",
        "quartierraum -90 2026-12-01T10:00:00+01:00",
        "nix 90 2027-12-01T10:00:00+01:00",
        "<script> 90 x",
    ],
)
def test_what_no_page_of_ours_sends_holds_nothing(house, browse, value):
    answer = browse.post("/book", data={"time": value, "once": "f" * 22})

    assert answer.status_code in (404, 409, 422)
    assert 'role="alert"' in answer.text
    assert "<script" not in answer.text
    assert held(house) == []


def test_a_form_from_elsewhere_holds_nothing(house, browse, day):
    value = times_on(browse, day)[0]

    answer = browse.post("/book", data={"time": value}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, held(house)) == (422, [])


@pytest.mark.parametrize(
    "query",
    [
        "room=nix",
        "day=2020-01-01",
        "day=9999-12-31",
        "day=morgen",
        "from=9999-12-31",
        "from=0001-01-01",
        "minutes=9999",
        "minutes=-1",
        "minutes=٣",
        "room=quartierraum&day=2026-02-31&minutes=x",
    ],
)
def test_a_broken_address_shows_what_there_is(house, browse, query):
    assert browse.get(f"/book?{query}").status_code == 200


def test_every_page_of_days_leads_to_the_next_until_nothing_can_be_asked(house):
    with house.reading() as session:
        now, pages, first = clock.now(), 0, None
        while True:
            seen = look(session, Asked(first=first), now=now)
            pages += 1
            found = re.search(r"from=(\d{4}-\d{2}-\d{2})", seen.later)
            if found is None:
                break
            first = date.fromisoformat(found[1])

    assert pages == 9  # 120 days ahead and today


def test_a_mark_says_nothing_of_the_address_it_is_made_of():
    marks = Marks()

    assert marks.of("192.0.2.1") == marks.of("192.0.2.1")
    assert re.fullmatch("[0-9a-f]{3}", marks.of("192.0.2.1"))
    assert len({Marks().of("192.0.2.1") for _process in range(20)}) > 1
