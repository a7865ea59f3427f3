"""Meine Termine: a group at the kiosk, its own dates only, and what happens to them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking import access, cards, displacement, keybox, lifecycle, occupancy, questions
from kiosk.pages.mine_state import Mine
from kiosk.pages.state import KioskState, Screen
from models.bookings import Booking, State
from models.community import Contact, Group
from models.database import Database
from models.journal import JournalEntry
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish
from tests.support.visitor import Visitor

SECRET = "a secret of sixteen"  # of tests.support.screens
GROUP = "group:strickcafe"
THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        move_in(session)
        session.exec(select(Contact)).one().phone = "07032 555"
    return sqlite_db


@pytest.fixture
def pin(house) -> str:
    """The PIN of the Strickcafé."""
    with house.writing() as session:
        return access.new_group_pin(session, "strickcafe", SECRET, now=TUESDAY)


def book(db: Database, clock_time: str = "14:00", **changes: Any) -> str:
    """Book for the Strickcafé on Wednesday and return the uid."""
    with db.writing() as session:
        house = occupancy.house_facts(session)
        return lifecycle.request_booking(session, house, wish(clock_time, **changes), who=GROUP, now=TUESDAY).uid


def by_desk(db: Database, do, *args: Any, **told: Any) -> Any:
    with db.writing() as session:
        return do(session, occupancy.house_facts(session), *args, who="desk:manager", **{"now": TUESDAY, **told})


def stored(db: Database, uid: str) -> Booking:
    with db.reading() as session:
        return session.exec(select(Booking).where(Booking.uid == uid)).one()


async def at_dates(visitor: Visitor, card: str) -> Visitor:
    await visitor.tap("mine")
    return await visitor.tap("mine-card", card)


async def at_date(visitor: Visitor, card: str, uid: str) -> Visitor:
    return await (await at_dates(visitor, card)).tap("mine-open", uid)


# Who it is


async def test_a_card_opens_the_dates_of_its_group_and_no_others(visitor, house, card):
    mine, theirs = book(house), book(house, "18:00", group_slug="vhs", title="Yoga")

    await at_dates(visitor, card)

    assert visitor.screen == "mine-dates"
    assert f"mine-open {mine}" in visitor.taps
    assert f"mine-open {theirs}" not in visitor.taps
    assert "Strick- und Spielecafé morgen 14:00 – 15:30 Stricken für den Basar Quartierraum zugesagt" in visitor.words


async def test_a_pin_opens_them_too(visitor, house, pin):
    book(house)
    await visitor.tap("mine")
    await visitor.tap("mine-by-pin")
    await visitor.tap("mine-group", "strickcafe")

    await visitor.tap("mine-pin", pin)

    assert visitor.screen == "mine-dates"
    assert pin not in visitor.drawing + repr(visitor.visit._state)


async def test_a_wrong_pin_says_so_and_the_fifth_locks(visitor, house, pin):
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"
    await visitor.tap("mine")
    await visitor.tap("mine-by-pin")
    await visitor.tap("mine-group", "strickcafe")

    said = []
    for _try in range(5):
        await visitor.tap("mine-pin", wrong)
        said.append(visitor.words)

    assert "Sie haben noch 4 Versuche" in said[0]
    assert "15 Minuten" in said[4]
    assert (visitor.screen, "data-keypad" in visitor.drawing) == ("mine-pin", False)
    await visitor.tap("back")
    await visitor.tap("mine-group", "strickcafe")
    await visitor.tap("mine-pin", pin)
    assert (visitor.screen, visitor.visit._state.mine.group) == ("mine-pin", "")


@pytest.mark.parametrize("read", ["", "TP000", "4006381333931"], ids=["nothing", "half a card", "a parcel"])
async def test_what_is_no_card_opens_nothing(visitor, card, read):
    await visitor.tap("mine")

    await visitor.tap("mine-card", read)

    assert (visitor.screen, visitor.visit._state.mine) == ("mine", Mine())
    assert 'role="alert"' in visitor.drawing


async def test_an_old_card_opens_nothing(visitor, house, card):
    with house.writing() as session:
        cards.give_card(session, "strickcafe", who="desk:manager", now=TUESDAY)
    await visitor.tap("mine")

    await visitor.tap("mine-card", card)

    assert visitor.screen == "mine"


async def test_a_card_on_the_first_screen_opens_the_dates_of_its_group(visitor, house, card):
    await visitor.tap("mine-card", "")
    assert visitor.screen == "home"  # a parcel, a book

    await visitor.tap("mine-card", card)
    assert (visitor.screen, visitor.visit._state.mine.group) == ("mine-dates", "strickcafe")

    await visitor.tap("home")
    with house.writing() as session:
        cards.give_card(session, "strickcafe", who="desk:manager", now=TUESDAY)
    await visitor.tap("mine-card", card)
    assert (visitor.screen, visitor.visit._state.mine) == ("mine", Mine())
    assert 'role="alert"' in visitor.drawing


async def test_the_rights_of_a_group_end_with_its_screens(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)

    await visitor.tap("home")

    assert visitor.visit._state.mine == Mine()
    for deed, value in (("mine-do", "cancel"), ("mine-accept", ""), ("mine-key", ""), ("mine-until", "2026")):
        await _force(visitor, deed, value)
    assert (stored(house, uid).state, visitor.screen) == (State.CONFIRMED, "home")


async def _force(visitor: Visitor, action: str, value: str) -> None:
    """Do what a tap that is not on the screen would do."""
    from kiosk.pages.journeys import ACTS

    visit = visitor.visit
    assert await ACTS[action](visit._place, visit._board, visit._state, value) == visit._state


async def test_a_closed_group_is_named_nowhere(visitor, house):
    with house.writing() as session:
        card = cards.give_card(session, "shg-a", who="desk:manager", now=TUESDAY)
    uid = book(house, group_slug="shg-a", title="Trauergruppe", room="stueble")

    await at_date(visitor, card, uid)

    assert "Geschlossene Gruppe" in visitor.words
    assert "Trauergruppe" not in visitor.drawing
    assert "Selbsthilfe" not in visitor.drawing


async def test_from_a_date_of_others_the_way_leads_to_ones_own(visitor, house, card):
    theirs = book(house, "18:00", group_slug="vhs")
    visitor.visit._state = KioskState(mine=Mine(booking=theirs), screen=Screen.MINE)
    await visitor.look()

    await visitor.tap("mine-card", card)

    assert visitor.screen == "mine-dates"
    assert "Das war ein Termin einer anderen Gruppe." in visitor.words


async def test_a_group_without_dates_is_told_so(visitor, card):
    await at_dates(visitor, card)

    assert "Ihre Gruppe hat gerade keinen Termin." in visitor.words


async def test_many_dates_come_in_pages(visitor, house, card):
    for number in range(6):
        book(house, "09:00", day=WEDNESDAY + timedelta(days=7 * number), minutes=30)

    await at_dates(visitor, card)
    first = [tap for tap in visitor.taps if tap.startswith("mine-open")]
    await visitor.tap("page", "1")
    second = [tap for tap in visitor.taps if tap.startswith("mine-open")]

    assert (len(first), len(second)) == (4, 2)
    await visitor.tap(*second[0].split())
    await visitor.tap("back")
    assert [tap for tap in visitor.taps if tap.startswith("mine-open")] == second


async def test_on_these_screens_the_kiosk_asks_sooner(visitor, house, card):
    await at_date(visitor, card, book(house))

    assert 'data-idle="60"' in visitor.drawing
    await visitor.tap("large")
    assert 'data-idle="60"' in visitor.drawing


# What is done


async def test_a_date_is_cancelled_in_four_taps_and_a_card(visitor, house, card):
    uid = book(house)

    await visitor.tap("mine")
    await visitor.tap("mine-card", card)
    await visitor.tap("mine-open", uid)
    await visitor.tap("mine-ask", "cancel")
    await visitor.tap("mine-do", "cancel")

    assert (stored(house, uid).state, visitor.screen) == (State.CANCELLED, "mine-dates")
    assert "Abgesagt. Der Raum ist wieder frei." in visitor.words
    with house.reading() as session:
        assert session.exec(select(JournalEntry.who).where(JournalEntry.what == "booking.cancelled")).one() == GROUP


async def test_no_means_no(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)
    await visitor.tap("mine-ask", "cancel")

    await visitor.tap("back")

    assert (visitor.screen, stored(house, uid).state) == ("mine-date", State.CONFIRMED)


async def test_what_the_desk_cancelled_meanwhile_says_so_and_offers_nothing(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)

    by_desk(house, lifecycle.cancel_booking, uid)
    await visitor.look()

    assert "abgesagt" in visitor.words
    assert [tap for tap in visitor.taps if tap.startswith("mine")] == []


async def test_a_question_about_what_is_gone_is_answered_kindly(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)
    await visitor.tap("mine-move")
    await visitor.tap("mine-day", str(THURSDAY))
    await visitor.tap("mine-time", at(THURSDAY, "10:00").astimezone(_zone(house)).isoformat())
    by_desk(house, lifecycle.cancel_booking, uid)
    await visitor.look()

    await visitor.tap("mine-do", "move")

    assert visitor.screen == "mine-sure"
    assert 'role="alert"' in visitor.drawing
    assert stored(house, uid).state is State.CANCELLED


def _zone(db: Database) -> Any:
    with db.reading() as session:
        return occupancy.house_facts(session).zone


async def test_a_date_moves_to_another_day(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)
    await visitor.tap("mine-move")
    await visitor.tap("mine-day", str(THURSDAY))
    await visitor.tap("mine-part", "afternoon")
    start = at(THURSDAY, "14:30")

    await visitor.tap("mine-time", start.astimezone(_zone(house)).isoformat())
    assert "Donnerstag, 26. November 14:30 – 16:00 Uhr" in visitor.words
    await visitor.tap("mine-do", "move")

    moved = stored(house, uid)
    assert (moved.starts_at, moved.ends_at) == (start, start + timedelta(minutes=90))
    assert (visitor.screen, "Verlegt." in visitor.words, "verlegt" in visitor.words) == ("mine-date", True, True)


async def test_a_time_that_somebody_took_offers_the_nearest(visitor, house, card):
    uid = book(house)
    await at_date(visitor, card, uid)
    await visitor.tap("mine-move")
    await visitor.tap("mine-day", str(THURSDAY))
    await visitor.tap("mine-time", at(THURSDAY, "10:00").astimezone(_zone(house)).isoformat())
    book(house, "10:00", day=THURSDAY, group_slug="vhs")

    await visitor.tap("mine-do", "move")
    others = [tap for tap in visitor.taps if tap.startswith("mine-other")]
    await visitor.tap("mine-other", "0")
    await visitor.tap("mine-do", "move")

    assert len(others) == 3
    assert (visitor.screen, stored(house, uid).state) == ("mine-date", State.CONFIRMED)
    assert stored(house, uid).starts_at != at(WEDNESDAY, "14:00")


async def test_a_date_lasts_longer_as_far_as_the_room_is_free(visitor, house, card):
    uid = book(house)
    book(house, "17:00", group_slug="vhs")
    await at_date(visitor, card, uid)

    await visitor.tap("mine-longer")
    ends = [tap for tap in visitor.taps if tap.startswith("mine-until")]
    await visitor.tap(*ends[-1].split())

    assert len(ends) == 2
    assert (stored(house, uid).ends_at, visitor.screen) == (at(WEDNESDAY, "16:30"), "mine-date")
    assert "Verlängert." in visitor.words


async def test_where_nothing_is_free_nobody_is_asked_for_how_long(visitor, house, card):
    uid = book(house)
    book(house, "16:00", group_slug="vhs")

    await at_date(visitor, card, uid)

    assert "mine-longer" not in visitor.taps


async def test_who_goes_early_gives_the_rest_back(visitor, house, card):
    uid = book(house)
    visitor.now = at(WEDNESDAY, "14:40")
    await visitor.open()
    await at_date(visitor, card, uid)

    await visitor.tap("mine-ask", "end")
    await visitor.tap("mine-do", "end")

    assert stored(house, uid).ends_at == at(WEDNESDAY, "14:40")
    assert "Beendet." in visitor.words


async def test_a_date_that_is_over_meanwhile_is_over(visitor, house, card):
    uid = book(house)
    visitor.now = at(WEDNESDAY, "15:20")
    await visitor.open()
    await at_date(visitor, card, uid)
    await visitor.tap("mine-ask", "end")

    visitor.wait(minutes=15)
    await visitor.look()
    await visitor.tap("mine-do", "end")

    assert (visitor.screen, stored(house, uid).ends_at) == ("mine-sure", at(WEDNESDAY, "15:30"))
    assert 'role="alert"' in visitor.drawing


async def test_what_the_town_offers_instead_is_taken(visitor, house, card):
    uid = book(house)
    by_desk(house, displacement.displace, uid, text="Wahllokal")
    await at_dates(visitor, card)
    assert "fällt aus" in visitor.words
    offer = next(tap for tap in visitor.taps if tap.startswith("mine-open") and uid not in tap)

    await visitor.tap(*offer.split())
    assert "Die Stadt braucht den Raum zur alten Zeit." in visitor.words
    await visitor.tap("mine-accept")

    assert stored(house, offer.split()[1]).state is State.CONFIRMED
    assert "Angenommen. Die Zeit gehört Ihnen." in visitor.words


async def test_an_offer_is_declined(visitor, house, card):
    uid = book(house)
    by_desk(house, displacement.displace, uid, text="Wahllokal")
    await at_dates(visitor, card)
    offer = next(tap for tap in visitor.taps if tap.startswith("mine-open") and uid not in tap).split()[1]

    await visitor.tap("mine-open", offer)
    await visitor.tap("mine-ask", "decline")
    await visitor.tap("mine-do", "decline")

    assert stored(house, offer).state is State.DECLINED


async def test_an_open_question_is_said_but_not_shown(visitor, house):
    with house.writing() as session:
        card = cards.give_card(session, "neue-nachbarn", who="desk:manager", now=TUESDAY)
        session.exec(select(Contact)).one().card = True
    uid = book(house, day=date(2026, 12, 2), group_slug="neue-nachbarn")
    by_desk(house, questions.ask, uid, "Kommt Frau Beispiel?")

    await at_date(visitor, card, uid)

    assert "Rückfrage offen" in visitor.words
    assert "Oder rufen Sie an: 07032 555" in visitor.words
    assert "Beispiel" not in visitor.drawing


async def test_a_moved_wish_waits_for_the_desk_and_says_so(visitor, house):
    with house.writing() as session:
        card = cards.give_card(session, "neue-nachbarn", who="desk:manager", now=TUESDAY)
    day = date(2026, 12, 3)
    uid = book(house, day=date(2026, 12, 2), group_slug="neue-nachbarn")
    await at_date(visitor, card, uid)
    await visitor.tap("mine-move")
    await visitor.tap("mine-day", str(day))
    await visitor.tap("mine-time", at(day, "10:00").astimezone(_zone(house)).isoformat())

    await visitor.tap("mine-do", "move")

    assert (stored(house, uid).starts_at, stored(house, uid).state) == (at(day, "10:00"), State.REQUESTED)
    assert "Das Quartiersbüro muss noch zustimmen." in visitor.words


# The key


async def test_the_code_is_shown_for_twenty_seconds(visitor, house, card):
    with house.writing() as session:
        session.exec(select(Group).where(Group.slug == "strickcafe")).one().facts = {"key": "tresorcode"}
        keybox.set_code(session, "4711", who="desk:manager", now=TUESDAY)
    uid = book(house)
    visitor.now = at(WEDNESDAY, "13:00")
    await visitor.open()
    await at_date(visitor, card, uid)
    assert "4711" not in visitor.drawing

    await visitor.tap("mine-key")
    assert ("4711" in visitor.words, 'data-after="20"' in visitor.drawing) == (True, True)
    assert "4711" not in repr(visitor.visit._state)
    await visitor.wait(seconds=19).look()
    assert 'data-after="1"' in visitor.drawing
    await visitor.wait(seconds=1).look()

    assert "4711" not in visitor.drawing
    await visitor.tap("mine-key")
    await visitor.tap("mine-hide")
    assert "4711" not in visitor.drawing
