"""A group wishes for fixed times of a half-year on its phone, until the list closes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from booking import clock, occupancy, rounds, roundwishes, series
from booking.span import local
from models.rounds import RoundWish
from tests.kiosk.conftest import spoken
from tests.support.cast import BERLIN, wish
from tests.support.group_phone import GroupPhone, fields_of, group_phone

FIRST = {"titel": "Stricken", "raum": "quartierraum", "dauer": "120", "wie": "2", "tag1": "tue", "zeit1": "18:00"}


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db) as opened:
        yield opened


@pytest.fixture
def uid(phone) -> str:
    """A round that takes wishes for two weeks, for the half-year after the next months."""
    today = local(clock.now(), BERLIN).date()
    begins = today + timedelta(days=100)
    with phone.db.writing() as session:
        return rounds.open_round(
            session,
            occupancy.house_facts(session),
            name="Sommerhalbjahr",
            starts_on=begins,
            ends_on=begins + timedelta(days=150),
            apply_until=today + timedelta(days=14),
            who="desk:manager",
            now=clock.now(),
        ).uid


def wishes(phone) -> list[RoundWish]:
    with phone.db.reading() as session:
        return list(session.exec(select(RoundWish)))


def test_without_a_round_the_page_says_so(phone):
    assert "Gerade nimmt keine Runde Wünsche an." in spoken(phone.get("/feste-zeiten"))


def test_a_wish_is_noted_with_its_times_best_first_and_struck_again(phone, uid):
    answer = phone.post("/feste-zeiten", runde=uid, **FIRST, tag2="wed", zeit2="17:30", ferien="1")

    (made,) = wishes(phone)
    assert answer.headers["location"].endswith("gesagt=wished")
    assert [(one["weekday"], one["start"], one["every_weeks"], one["pause_school"]) for one in made.choices] == [
        ("tue", "18:00", 2, True),
        ("wed", "17:30", 2, True),
    ]
    said = spoken(phone.get("/feste-zeiten"))
    assert "1. alle 2 Wochen dienstags, 18:00 – 20:00 Uhr, Quartierraum, nicht in den Schulferien" in said
    assert phone.post("/feste-zeiten", streichen=made.uid).headers["location"].endswith("gesagt=withdrawn")
    assert wishes(phone) == []


def test_what_was_before_goes_on_by_one_press(phone, uid):
    with phone.db.writing() as session:
        until = phone.day + timedelta(days=14)
        asked = wish("18:00", day=phone.day, rrule=f"FREQ=WEEKLY;UNTIL={until:%Y%m%d}")
        before = series.request_series(session, occupancy.house_facts(session), asked, who="x", now=clock.now()).uid

    page = phone.get("/feste-zeiten")
    assert "Stricken für den Basar: dienstags, 18:00 – 19:30 Uhr, Quartierraum" in spoken(page)
    phone.post("/feste-zeiten", runde=fields_of(page)["runde"], wie_bisher=before)

    (made,) = wishes(phone)
    assert (made.title, made.minutes, made.choices[0]["weekday"]) == ("Stricken für den Basar", 90, "tue")


@pytest.mark.parametrize(
    "wrong",
    [{"zeit1": ""}, {"zeit1": "03:00"}, {"zeit1": "bald"}, {"tag1": "?"}, {"raum": "keller"}, {"titel": ""}],
    ids=["no time", "at night", "no clock", "no day", "no room", "no title"],
)
def test_what_cannot_be_wished_is_told_and_nothing_typed_is_lost(phone, uid, wrong):
    answer = phone.post("/feste-zeiten", runde=uid, **{**FIRST, "titel": "Socken", **wrong})

    assert answer.status_code in (404, 422)
    assert 'role="alert"' in answer.text
    assert wrong == {"titel": ""} or 'value="Socken"' in answer.text
    assert wishes(phone) == []


def test_after_the_deadline_and_in_no_round_nothing_is_noted(phone, uid, monkeypatch):
    later = clock.now() + timedelta(days=16)
    monkeypatch.setattr(clock, "now", lambda: later)

    answers = [phone.post("/feste-zeiten", runde=one, **FIRST) for one in (uid, "keine", "")]

    assert [answer.status_code for answer in answers] == [409, 404, 404]
    assert wishes(phone) == []


def test_nobody_strikes_the_wish_of_another_group(phone, uid):
    with phone.db.writing() as session:
        house = occupancy.house_facts(session)
        asked = roundwishes.Asked(
            group_slug="vhs",
            title="Yoga",
            minutes=90,
            choices=(roundwishes.Choice(room="stueble", weekday=3, start=18 * 60),),
        )
        other = roundwishes.wish_for(session, house, uid, asked, who="x", now=clock.now()).uid

    answer = phone.post("/feste-zeiten", streichen=other)

    assert (answer.status_code, "Yoga" in answer.text, len(wishes(phone))) == (404, False, 1)
