"""The public picture of the house: made once, drawn as text, kept up to date."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from booking import clock, lifecycle, occupancy, outside
from booking.outside import Plan
from booking.refusals import Refused
from booking.wishes import Wish
from kiosk import work
from kiosk.live import Live
from kiosk.pages import board as board_module
from kiosk.pages.board import Board, Boards, read_board
from models.bookings import Booking
from models.database import Database
from models.outside import Means
from models.rooms import House, Section
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, move_in, wish
from tests.support.foreign_calendars import calendar, event

HOSTILE = "<img src=x onerror=alert(1)>"
BEFORE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(sqlite_db):
    with sqlite_db.writing() as session:
        return move_in(session)


def store(db: Database, *wishes: Wish) -> None:
    with db.writing() as session:
        house = occupancy.house_facts(session)
        for one in wishes:
            lifecycle.request_booking(session, house, one, who="group:strickcafe", now=BEFORE)


def look(db: Database, now: datetime = TUESDAY) -> Board:
    with db.reading() as session:
        return read_board(session, now)


def test_the_window_shows_what_is_on_and_what_comes(sqlite_db, house):
    store(sqlite_db, wish("10:00", day=TUESDAY.date()), wish("14:00", title="Filzen"))

    board = look(sqlite_db, TUESDAY + timedelta(minutes=5))

    assert "Stricken für den Basar" in board.window_in("de")
    assert "bis 11:30\u00a0Uhr" in board.window_in("de")
    assert "Filzen" in board.window_in("de")
    assert [one.title for one in board.on(WEDNESDAY)] == ["Filzen"]


def test_the_picture_knows_what_is_good_to_know_of_each_day(sqlite_db, house):
    holidays = calendar(event("a", "20261125", "DTEND;VALUE=DATE:20261127", title="Ferien"))
    told = outside.read(holidays, name="Schulferien", zone=BERLIN, on=TUESDAY.date())
    with sqlite_db.writing() as session:
        plan = Plan(name="Schulferien", means=Means.HINTS)
        outside.add_source(session, occupancy.house_facts(session), plan, told, who="operator", now=TUESDAY)

    board = look(sqlite_db)

    known = ["Ferien, 25.11. – 26.11."]
    days = (TUESDAY.date() + timedelta(days=number) for number in range(4))
    assert [board.good_to_know(day) for day in days] == [[], known, known, []]
    assert board.good_to_know(TUESDAY.date(), days=7) == known
    assert "Ferien" not in board.window_in("de")  # the shop window tells only of today


def test_a_group_by_itself_takes_the_room_without_a_word_about_it(sqlite_db, house):
    store(sqlite_db, wish("10:00", day=TUESDAY.date(), open_to_all=False))

    board = look(sqlite_db, TUESDAY + timedelta(minutes=5))

    assert "Stricken" not in board.window_in("de")
    assert "belegt" in board.window_in("de")
    assert board.dates == ()


def test_what_is_over_leaves_the_programme_of_today(sqlite_db, house):
    store(sqlite_db, wish("10:00", day=TUESDAY.date()))

    assert [len(look(sqlite_db, TUESDAY + timedelta(minutes=add)).on(TUESDAY.date())) for add in (0, 89, 90)] == [
        1,
        1,
        0,
    ]


def test_only_public_groups_are_named(sqlite_db, house):
    assert [group.slug for group in look(sqlite_db).groups] == ["strickcafe", "vhs"]


def test_a_public_holiday_closes_the_house_in_words(sqlite_db, house):
    board = look(sqlite_db, datetime(2026, 12, 25, 9, 0, tzinfo=UTC))

    assert "Heute ist Feiertag: 1. Weihnachtstag." in board.window_in("de")


def test_text_of_people_is_shown_as_text(sqlite_db, house):
    with sqlite_db.writing() as session:
        stored = session.get_one(House, 1)
        stored.name, stored.revision = HOSTILE, stored.revision + 1
        notice = {"title_simple": HOSTILE, "text_simple": HOSTILE, "start": "2026-11-01", "end": "2026-12-31"}
        session.add(Section(name="announcements", content=[notice]))
    store(sqlite_db, wish("14:00"))
    with sqlite_db.writing() as session:
        session.get_one(Booking, 1).title = HOSTILE

    window = look(sqlite_db).window_in("de")

    assert "<img" not in window
    assert window.count("&lt;img src=x onerror=alert(1)&gt;") == 4


async def test_every_reader_gets_one_new_picture_after_a_change(sqlite_db, house):
    live = Live(sqlite_db, look_every=3600)
    boards = Boards(sqlite_db, live)
    first, second = asyncio.Queue[Board](), asyncio.Queue[Board]()
    await boards.newest()
    boards.subscribe(first.put_nowait)
    leave = boards.subscribe(second.put_nowait)

    async with live.running():
        tomorrow = clock.now().date() + timedelta(days=1)
        await work.writing(
            sqlite_db,
            lambda session: lifecycle.request_booking(
                session, house, wish(day=tomorrow, title="Filzen"), who="group:strickcafe", now=clock.now()
            ),
        )
        one, other = await asyncio.wait_for(first.get(), 5), await asyncio.wait_for(second.get(), 5)
        leave()
        leave()

    assert one is other
    assert "Filzen" in one.window_in("de")
    assert await boards.newest() is one


async def test_a_change_during_the_first_look_is_seen_by_whoever_asked_first(sqlite_db, house, monkeypatch):
    live = Live(sqlite_db, look_every=3600)
    boards = Boards(sqlite_db, live)
    looks: list[Board] = []
    busy, changed = threading.Event(), threading.Event()

    def slow_at_first(session: Session, now: datetime) -> Board:
        looks.append(read_board(session, now))
        if len(looks) == 1:
            busy.set()
            assert changed.wait(5)
        return looks[-1]

    monkeypatch.setattr(board_module, "read_board", slow_at_first)
    first, second = asyncio.create_task(boards.newest()), asyncio.create_task(boards.newest())
    assert await asyncio.to_thread(busy.wait, 5)
    heard = asyncio.Queue[Board]()
    boards.subscribe(heard.put_nowait)
    live.ring()
    changed.set()
    pictures = [await asyncio.wait_for(heard.get(), 5) for _number in range(2)]

    assert pictures == looks
    assert (await first, await second) == (looks[0], looks[0])
    assert await boards.newest() is looks[1]


async def test_a_house_that_is_not_there_yet_is_asked_for_again(sqlite_db):
    boards = Boards(sqlite_db, Live(sqlite_db, look_every=3600))
    with pytest.raises(Refused):
        await boards.newest()
    with sqlite_db.writing() as session:
        move_in(session)

    assert (await boards.newest()).house.name == "Quartierraum Kernstadt"
