"""Wir sind da, wir gehen, etwas ist kaputt: anybody may tap, nothing is shown or freed, and it can be undone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import cards, clock, damages, lifecycle, occupancy
from models.bookings import Booking, State
from models.community import Listing
from models.database import Database
from models.handovers import Damage, Handover
from models.journal import JournalEntry
from models.rooms import Section
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish
from tests.support.visitor import Visitor

LEAVE = [{"slug": "fenster", "text": "Fenster zu"}, {"slug": "licht", "text": "Licht aus"}]


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        session.add(Section(name="checklists", content={"arrive": [], "leave": LEAVE}))
        move_in(session)
    return sqlite_db


@pytest.fixture
def uid(house) -> str:
    """The Strickcafé on Wednesday from 14:00 to 15:30, about fifteen people."""
    return book(house, persons=15)


@pytest.fixture
async def visitor(house, monkeypatch) -> Visitor:
    """Somebody on Wednesday at ten to two."""
    somebody = Visitor(house, at(WEDNESDAY, "13:50"))
    monkeypatch.setattr(clock, "now", lambda: somebody.now)
    return somebody


def book(db: Database, clock_time: str = "14:00", **changes: Any) -> str:
    with db.writing() as session:
        facts = occupancy.house_facts(session)
        group = changes.get("group_slug", "strickcafe")
        return lifecycle.request_booking(
            session, facts, wish(clock_time, **changes), who=f"group:{group}", now=TUESDAY
        ).uid


def change(db: Database, uid: str, **facts: Any) -> None:
    with db.writing() as session:
        booking = session.exec(select(Booking).where(Booking.uid == uid)).one()
        for name, value in facts.items():
            setattr(booking, name, value)


def stored(db: Database, uid: str) -> Booking:
    with db.reading() as session:
        return session.exec(select(Booking).where(Booking.uid == uid)).one()


def handovers(db: Database) -> list[tuple[str, list[str]]]:
    with db.reading() as session:
        return [(str(one.moment), one.undone) for one in session.exec(select(Handover).order_by(col(Handover.id)))]


def told(db: Database) -> list[tuple[str, str, int]]:
    with db.reading() as session:
        facts = occupancy.house_facts(session)
        return [(one.what, one.room_name, one.times) for one in damages.open_damages(session, facts)]


async def at_the_door(visitor: Visitor, clock_time: str) -> Visitor:
    visitor.now = at(WEDNESDAY, clock_time)
    return await visitor.open()


# Coming


async def test_one_tap_says_that_the_group_is_there(visitor, house, uid):
    await visitor.open()
    assert "Stricken für den Basar : Wir sind da" in visitor.words

    await visitor.tap("arrive", uid)

    assert (visitor.screen, stored(house, uid).arrived_at) == ("arrived", visitor.now)
    assert "So soll der Raum stehen: Tische und Stühle" in visitor.words
    assert "Der Raum gehört Ihnen bis 15:45 Uhr, mit Aufräumen." in visitor.words
    with house.reading() as session:
        entry = session.exec(select(JournalEntry).where(JournalEntry.what == "booking.arrived")).one()
        assert entry.who.partition(":")[0] == "kiosk"


@pytest.mark.parametrize("clock_time", ["13:29", "16:00"], ids=["before", "after"])
async def test_at_other_times_there_is_no_banner(visitor, uid, clock_time):
    await at_the_door(visitor, clock_time)

    assert [tap for tap in visitor.taps if uid in tap] == []


async def test_a_closed_group_is_not_named(visitor, house, uid):
    change(house, uid, listing=Listing.NEUTRAL)
    await visitor.open()
    seen = visitor.drawing

    await visitor.tap("arrive", uid)

    assert "Stricken" not in seen + visitor.drawing
    assert "Geschlossene Gruppe" in visitor.words


async def test_a_wrong_tap_is_taken_back_within_a_minute(visitor, house, uid):
    await visitor.open()
    await visitor.tap("arrive", uid)

    await visitor.wait(seconds=59).tap("take-back")

    assert (visitor.screen, stored(house, uid).arrived_at, handovers(house)) == ("home", None, [])


async def test_after_a_minute_the_way_back_is_not_there(visitor, uid):
    await visitor.open()
    await visitor.tap("arrive", uid)

    await visitor.wait(seconds=61).look()

    assert "take-back" not in visitor.taps


async def test_two_groups_stand_side_by_side_and_more_in_a_list(visitor, house, uid):
    room: dict[str, Any] = {"room": "stueble", "minutes": 30}
    other = book(house, "14:00", group_slug="vhs", title="Yoga", **room)
    await visitor.open()
    assert {f"arrive {uid}", f"arrive {other}"} <= {*visitor.taps}
    third = book(house, "13:30", group_slug="vhs", title="Kurz", **room)
    change(house, third, arrived_at=at(WEDNESDAY, "13:30"))

    await visitor.open()
    await visitor.tap("at-door")

    assert [tap for tap in visitor.taps if tap.split()[0] in ("arrive", "leave")] == [
        f"leave {third}",
        f"arrive {uid}",
        f"arrive {other}",
    ]
    await visitor.tap("leave", third)
    assert visitor.screen == "leaving"


async def test_what_the_desk_called_off_under_the_finger_says_so(visitor, house, uid):
    await visitor.open()
    change(house, uid, state=State.CANCELLED, released_at=TUESDAY)

    await visitor.tap("arrive", uid)

    assert (visitor.screen, 'role="alert"' in visitor.drawing) == ("home", True)
    assert stored(house, uid).arrived_at is None


async def test_what_is_called_off_later_does_not_break_the_screen(visitor, house, uid):
    await visitor.open()
    await visitor.tap("arrive", uid)
    change(house, uid, state=State.CANCELLED, released_at=TUESDAY)

    await visitor.look()
    await visitor.tap("take-back")

    assert (visitor.screen, 'role="alert"' in visitor.drawing) == ("arrived", True)


# Going


async def test_a_group_goes_with_three_taps(visitor, house, uid):
    await at_the_door(visitor, "15:31")

    await visitor.tap("leave", uid)
    await visitor.tap("leave-done")
    await visitor.tap("heads", "14")

    gone = stored(house, uid)
    assert (visitor.screen, gone.left_at, gone.head_count) == ("left", visitor.now, 14)
    assert handovers(house) == [("left", [])]
    assert "14 Personen waren da." in visitor.words


async def test_what_was_not_done_is_told(visitor, house, uid):
    await at_the_door(visitor, "15:31")
    await visitor.tap("leave", uid)
    assert "Fenster zu" in visitor.words

    await visitor.tap("leave-item", "fenster")
    await visitor.tap("leave-item", "licht")
    await visitor.tap("leave-item", "fenster")
    assert "nicht geschafft" in visitor.words
    await visitor.tap("leave-done")
    await visitor.tap("heads", "13")

    assert handovers(house) == [("left", ["licht"])]


async def test_the_numbers_begin_where_as_many_as_expected_stand(visitor, uid):
    await at_the_door(visitor, "15:31")
    await visitor.tap("leave", uid)
    await visitor.tap("leave-done")

    assert [tap for tap in visitor.taps if tap.startswith("heads")] == [f"heads {number}" for number in range(13, 19)]
    for page in ("1", "0"):
        await visitor.tap("page", page)
    await visitor.tap("heads", "3")
    assert "3 Personen waren da." in visitor.words


async def test_whoever_taps_frees_no_time_and_it_can_be_undone(visitor, house, uid):
    change(house, uid, arrived_at=at(WEDNESDAY, "14:00"))
    await at_the_door(visitor, "14:30")
    for action, value in (("leave", uid), ("leave-done", ""), ("heads", "15")):
        await visitor.tap(action, value)
    assert stored(house, uid).ends_at == at(WEDNESDAY, "15:30")
    assert "Der Raum bleibt bis 15:30 Uhr für Ihre Gruppe frei." in visitor.words

    await visitor.wait(minutes=20).open()
    await visitor.tap("still-here", uid)

    assert (stored(house, uid).left_at, stored(house, uid).head_count) == (None, None)
    await visitor.open()
    assert f"leave {uid}" in visitor.taps


async def test_who_shows_a_card_gives_the_rest_of_the_time_back(visitor, house, uid):
    with house.writing() as session:
        card = cards.give_card(session, "strickcafe", who="desk:manager", now=TUESDAY)
    await at_the_door(visitor, "14:30")
    await visitor.tap("mine")
    for action, value in (("mine-card", card), ("mine-open", uid), ("arrive", uid)):
        await visitor.tap(action, value)

    await visitor.tap("mine", uid)
    await visitor.tap("mine-card", card)
    assert visitor.screen == "mine-date"
    for action, value in (("leave", uid), ("leave-done", ""), ("heads", "15")):
        await visitor.tap(action, value)

    assert stored(house, uid).ends_at == at(WEDNESDAY, "14:30")
    assert "take-back" not in visitor.taps


async def test_the_card_of_another_group_opens_its_own_dates(visitor, house, uid):
    with house.writing() as session:
        card = cards.give_card(session, "vhs", who="desk:manager", now=TUESDAY)
    await visitor.open()
    await visitor.tap("arrive", uid)
    await visitor.tap("mine", uid)

    await visitor.tap("mine-card", card)

    assert (visitor.screen, stored(house, uid).state) == ("mine-dates", State.CONFIRMED)
    assert uid not in visitor.drawing


async def test_a_house_without_a_list_asks_for_nothing(visitor, house, uid):
    with house.writing() as session:
        session.get_one(Section, "checklists").content = {}
        occupancy.house_changed(session)
    await at_the_door(visitor, "15:31")

    await visitor.tap("leave", uid)
    await visitor.tap("leave-done")
    await visitor.tap("heads", "15")

    assert visitor.screen == "left"


# Broken


async def test_what_a_group_finds_broken_needs_no_place(visitor, house, uid):
    await visitor.open()
    await visitor.tap("arrive", uid)
    await visitor.tap("broken", uid)

    await visitor.tap("broken-what", "light")

    assert (visitor.screen, told(house)) == ("broken-told", [("light", "Quartierraum", 1)])
    with house.reading() as session:
        assert session.exec(select(Damage)).one().booking_id is not None


async def test_a_child_that_tells_everything_is_stopped_kindly(visitor, house, uid):
    other = book(house, room="stueble", group_slug="vhs")
    await visitor.open()
    await visitor.tap("arrive", uid)
    await visitor.tap("broken", uid)
    for kind in damages.KINDS:
        await visitor.tap("broken-what", kind)
        await visitor.tap("broken", uid)
    for _time in range(20):
        await visitor.tap("broken-what", "light")
        await visitor.tap("broken", uid)
    assert len(told(house)) == len(damages.KINDS)

    await visitor.tap("home")
    await visitor.tap("arrive", other)
    await visitor.tap("broken", other)
    await visitor.tap("broken-what", "window")

    assert "Heute wurde schon sehr viel gemeldet." in visitor.words
    assert len(told(house)) == len(damages.KINDS)


@pytest.mark.parametrize(("place", "name"), [("stueble", "Stüble"), ("elsewhere", "")])
async def test_whoever_comes_by_says_where(visitor, house, place, name):
    await visitor.open()
    await visitor.tap("help")
    await visitor.tap("broken")
    await visitor.tap("broken-what", "window")
    assert "Wo ist es?" in visitor.words

    await visitor.tap("broken-where", place)

    assert told(house) == [("window", name, 1)]
    await visitor.tap("home")
    assert visitor.visit._state.door.what == ""


async def test_the_door_forgets_who_was_there(visitor, uid):
    await at_the_door(visitor, "15:31")
    await visitor.tap("leave", uid)
    await visitor.tap("leave-item", "licht")

    await visitor.tap("home")
    await visitor.tap("leave", uid)

    assert "nicht geschafft" not in visitor.words


async def test_long_after_the_end_the_number_can_still_be_told(visitor, house, uid):
    change(house, uid, busy_until=at(WEDNESDAY, "17:30"))
    await at_the_door(visitor, "17:00")

    await visitor.tap("leave", uid)
    await visitor.tap("leave-done")
    await visitor.tap("heads", "15")

    assert stored(house, uid).left_at == at(WEDNESDAY, "15:30") + timedelta(minutes=90)
