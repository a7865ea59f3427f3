"""Who reads the calendars: kinds of programs, when they came, which state they have; never anybody's address."""

from datetime import timedelta

import pytest
from sqlmodel import select

from booking import jobs, subscribers
from booking.occupancy import house_facts
from booking.programs import Program
from booking.subscribers import FEW, KEPT, Polls, Reader, readers, roughly
from models.database import Database
from models.polls import FeedPolls
from tests.support.feed_rows import MONDAY, FeedHouse

HOUR = timedelta(hours=1)
YESTERDAY = MONDAY - timedelta(hours=20)


@pytest.fixture
def house(db):
    with db.writing() as session:
        FeedHouse(session)
    return db


def polls(program=Program.APPLE, *, state="new", at=MONDAY, feed="all", **counts) -> Polls:
    numbers = {"first": 0, "renewed": 0, "unchanged": 0} | counts
    return Polls(feed=feed, program=program, state=state, state_at=YESTERDAY, last_at=at, **numbers)


def add(db: Database, *counted: Polls) -> None:
    with db.writing() as session:
        subscribers.add(session, house_facts(session), counted)


def read(db: Database, now=MONDAY + HOUR, **only) -> dict[str, list[Reader]]:
    with db.reading() as session:
        return readers(session, now=now, **only)


def test_nobody_has_come_yet(house):
    assert read(house) == {}


def test_a_program_has_the_state_that_it_last_took_or_had(house):
    add(house, polls(Program.GOOGLE, state="old", first=1, at=YESTERDAY))
    add(house, polls(Program.GOOGLE, state="old", unchanged=1, at=MONDAY - 7 * HOUR))

    assert read(house) == {
        "all": [
            Reader(
                program=Program.GOOGLE,
                last_at=MONDAY - 7 * HOUR,
                state="old",
                state_at=YESTERDAY,
                number=None,
                newest=None,
            )
        ]
    }


def test_each_copy_is_counted_once_however_often_it_is_asked_about(house):
    add(house, polls(state="old", first=12, unchanged=200, at=MONDAY - 3 * HOUR))
    add(house, polls(state="new", renewed=7, unchanged=40))

    (apple,) = read(house)["all"]

    assert (apple.number, apple.newest, apple.state) == (12, 7, "new")


def test_what_several_processes_counted_adds_up(house):
    elsewhere = Database(house.url)
    for number in range(3):
        add(house, polls(first=2))
        add(elsewhere, polls(first=1, renewed=number, at=MONDAY + HOUR * number))
    elsewhere.close()

    with house.reading() as session:
        (row,) = session.exec(select(FeedPolls)).all()

    assert (row.first, row.renewed, row.unchanged) == (9, 3, 0)
    assert row.last_at == MONDAY + 2 * HOUR


def test_who_never_brings_a_copy_along_cannot_be_counted(house):
    add(house, polls(Program.OTHER, first=48), polls(Program.BROWSER, first=3))

    assert [(one.program, one.number) for one in read(house)["all"]] == [
        (Program.BROWSER, None),
        (Program.OTHER, None),
    ]


def test_all_secret_addresses_and_all_single_dates_are_counted_together(house):
    add(house, polls(feed="private", state="a", first=1), polls(feed="private", state="b", unchanged=1))
    add(house, polls(feed="date", state="c", first=1))

    with house.reading() as session:
        rows = session.exec(select(FeedPolls)).all()

    assert sorted((row.feed, row.state) for row in rows) == [("date", ""), ("private", "")]
    assert {feed: one.number for feed, (one,) in read(house).items()} == {"date": None, "private": None}


@pytest.mark.parametrize(
    ("program", "copies", "public"),
    [
        (Program.APPLE, FEW - 1, False),
        (Program.APPLE, FEW, True),
        (Program.GOOGLE, 1, True),
        (Program.OUTLOOK_ONLINE, 1, True),
        (Program.NEXTCLOUD, 1, False),
    ],
    ids=["a few phones", "many phones", "a company", "another company", "somebody's own server"],
)
def test_in_public_nobody_is_singled_out(house, program, copies, public):
    add(house, polls(program, first=copies, unchanged=30))

    (reader,) = read(house)["all"]

    assert reader.is_public is public


def test_who_came_last_stands_first_and_who_stays_away_for_a_week_reads_no_more(house):
    add(
        house,
        polls(Program.GOOGLE, at=MONDAY - 2 * HOUR),
        polls(Program.APPLE, at=MONDAY - HOUR),
        polls(Program.KDE, at=MONDAY - timedelta(days=7)),
        polls(Program.GNOME, feed="room/stueble"),
    )

    assert [one.program for one in read(house)["all"]] == [Program.APPLE, Program.GOOGLE]
    assert list(read(house, feed="room/stueble")) == ["room/stueble"]


def test_a_day_is_the_day_of_the_house(house):
    late = MONDAY.replace(hour=23, minute=30)  # half past midnight there

    add(house, polls(at=late))

    with house.reading() as session:
        assert session.exec(select(FeedPolls)).one().day == late.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("number", "told"), [(1, 5), (5, 5), (7, 5), (8, 10), (17, 15), (24, 20), (96, 100), (120, 100), (140, 150)]
)
def test_a_number_is_told_roughly(number, told):
    assert roughly(number) == told


def test_counts_are_forgotten_after_a_month(house):
    add(house, polls(), polls(Program.GOOGLE, at=MONDAY + timedelta(days=1)))
    now = MONDAY + KEPT + timedelta(days=1)

    with house.writing() as session:
        assert jobs.anything_due(session, now=now)
        jobs.run(session, now=now)

    with house.reading() as session:
        assert session.exec(select(FeedPolls.program)).all() == ["google"]
        assert not subscribers.something_old(session, now)


def test_nothing_is_stored_that_could_name_somebody():
    assert {*FeedPolls.model_fields} == {
        *("feed", "program", "day", "state", "state_at"),
        *("first", "renewed", "unchanged", "last_at"),
    }
