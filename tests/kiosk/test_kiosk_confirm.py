"""From the tap on a time to the booking: held, proved, booked once, and given back when the visitor goes."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from booking import access, cards, clock, handover, holds, lifecycle, newcomers, occupancy
from booking.span import local
from kiosk import work
from kiosk.components.region import Tap
from kiosk.pages.board import read_board
from kiosk.pages.state import Done, KioskState, Screen
from kiosk.pages.visit import Visit
from kiosk.phone import book
from models.bookings import LIVE, Booking, State
from models.community import Group, Listing, Trust
from models.database import Database
from tests.support.cast import BERLIN, at, move_in, wish
from tests.support.screens import visit_at

SECRET = "a secret of sixteen"  # as tests.support.screens has it
TITLE = "Strick- und Spielecafé"


class Kiosk:
    """A visitor without a browser: only what the screen offers can be tapped, because nothing else is tried here."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.number = 0

    async def tap(self, action: str, value: str = "") -> KioskState:
        self.number += 1
        await self.visit._tapped(Tap(action, value, self.number))
        return self.visit._state

    async def walk(self, *taps: tuple[str, str]) -> KioskState:
        for action, value in taps:
            await self.tap(action, value)
        return self.visit._state

    async def choose(self, start: datetime, room: str = "stueble", minutes: int = 60) -> KioskState:
        """Tap everything up to the question who it is."""
        day = local(start, BERLIN).date().isoformat()
        taps = [("book", ""), ("take-room", room), ("take-day", day), ("take-length", str(minutes))]
        return await self.walk(*taps, ("take-time", start.isoformat()))

    async def sign(self, pin: str, group: str = "strickcafe") -> KioskState:
        return await self.walk(("groups", "0"), ("take-group", group), ("pin", pin))


@pytest.fixture
def pin(sqlite_db) -> str:
    """Move in, and give the Strickcafé its PIN."""
    with sqlite_db.writing() as session:
        move_in(session)
        return access.new_group_pin(session, "strickcafe", SECRET, now=clock.now())


@pytest.fixture
def start() -> datetime:
    """In a week at ten."""
    return at(local(clock.now(), BERLIN).date() + timedelta(days=7), "10:00")


@pytest.fixture
async def kiosk(sqlite_db, pin) -> Kiosk:
    board = await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))
    return Kiosk(visit_at(sqlite_db, board))


@pytest.fixture
async def other_kiosk(sqlite_db, pin) -> Kiosk:
    board = await work.reading(sqlite_db, lambda session: read_board(session, clock.now()))
    return Kiosk(visit_at(sqlite_db, board))


def bookings(db: Database) -> list[Booking]:
    with db.reading() as session:
        return list(session.exec(select(Booking).order_by(col(Booking.id))))


def live(db: Database) -> list[tuple[str, State]]:
    """Return when the Stüble is held or booked, and how it stands."""
    return [(f"{local(one.starts_at, BERLIN):%H:%M}", one.state) for one in bookings(db) if one.state in LIVE]


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06}"


def _make_new(session: Session) -> None:
    session.exec(select(Group).where(Group.slug == "strickcafe")).one().trust = Trust.NEW


def give_card(db: Database, slug: str = "strickcafe") -> str:
    with db.writing() as session:
        return cards.give_card(session, slug, now=clock.now(), who="desk:manager")


# Holding


async def test_a_tap_on_a_time_holds_it_at_this_kiosk_for_everybody_to_see(sqlite_db, kiosk, start):
    state = await kiosk.choose(start)

    (booking,) = bookings(sqlite_db)
    assert (state.screen, state.held and state.held.uid) == (Screen.SIGN, booking.uid)
    assert (booking.state, booking.starts_at, booking.facts) == (State.HELD, start, {"by": "kiosk:1"})
    assert state.held is not None
    assert state.held.token not in repr(state)


@pytest.mark.parametrize(
    "way_out",
    [[("back", "")], [("home", "")], [("groups", "0"), ("back", ""), ("back", "")], [("newcomer", ""), ("home", "")]],
    ids=["back", "start", "back from the groups", "start from the reasons"],
)
async def test_whoever_goes_back_or_away_gives_the_time_back(sqlite_db, kiosk, start, way_out):
    await kiosk.choose(start)

    state = await kiosk.walk(*way_out)

    assert state.held is None
    assert live(sqlite_db) == []


async def test_another_time_is_held_instead_of_the_first(sqlite_db, kiosk, start):
    await kiosk.choose(start)

    await kiosk.walk(("back", ""), ("take-time", (start + timedelta(hours=2)).isoformat()))

    assert live(sqlite_db) == [("12:00", State.HELD)]


async def test_stepping_aside_for_the_language_keeps_the_time(sqlite_db, kiosk, start):
    held = (await kiosk.choose(start)).held

    state = await kiosk.walk(("languages", ""), ("speak", "en"))

    assert (state.screen, state.held, state.aids.language) == (Screen.SIGN, held, "en")
    assert live(sqlite_db) == [("10:00", State.HELD)]


async def test_a_time_that_somebody_else_holds_offers_three_others_and_keeps_the_choices(
    sqlite_db, kiosk, other_kiosk, start
):
    await other_kiosk.choose(start)

    state = await kiosk.choose(start)
    chosen = await kiosk.tap("other-time", "0")

    assert (state.screen, state.room, state.minutes, len(state.others)) == (Screen.TIME, "stueble", 60, 3)
    assert state.reasons[0].startswith("Der Raum ist schon belegt:")
    assert (chosen.screen, chosen.start, chosen.minutes) == (Screen.SIGN, state.others[0].start, 60)


async def test_whoever_wants_the_kitchen_too_is_offered_other_times_with_it(kiosk, other_kiosk, start):
    await other_kiosk.choose(start, room="quartierraum")

    state = await kiosk.choose(start, room="quartierraum+kueche")

    assert {other.room for other in state.others} == {"quartierraum+kueche"}


async def test_a_kiosk_holds_no_third_time(sqlite_db, kiosk, start):
    with sqlite_db.writing() as session:
        house = occupancy.house_facts(session)
        for clock_time in ("14:00", "16:00"):
            asked = wish(clock_time, day=local(start, BERLIN).date(), room="stueble", group_slug="", title="")
            holds.hold(session, house, asked, who="kiosk:1", now=clock.now())

    state = await kiosk.choose(start)

    assert state.screen is Screen.TIME
    assert state.reasons == ("Gerade wählt hier schon jemand. Bitte versuchen Sie es in drei Minuten noch einmal.",)


async def test_a_hold_that_runs_out_is_told_on_the_screen_and_held_again_where_one_was(
    sqlite_db, kiosk, pin, start, monkeypatch
):
    await kiosk.choose(start)
    await kiosk.sign(pin)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=3, seconds=1))

    drawing = await kiosk.visit._drawing()
    assert "Die Zeit zum Buchen ist um" in drawing
    assert 'data-tap="hold-again"' in drawing
    assert 'data-tap="confirm"' not in drawing
    again = await kiosk.tap("hold-again")

    assert (again.screen, again.proved) == (Screen.CHECK, "strickcafe")
    assert "Stimmt alles?" in await kiosk.visit._drawing()
    assert (await kiosk.tap("confirm")).screen is Screen.DONE
    assert live(sqlite_db) == [("10:00", State.CONFIRMED)]


async def test_too_late_by_a_moment_nothing_is_booked_and_the_time_is_offered_again(
    sqlite_db, kiosk, pin, start, monkeypatch
):
    await kiosk.choose(start)
    await kiosk.sign(pin)
    with sqlite_db.writing() as session:  # the clock's job was first
        booking = session.exec(select(Booking)).one()
        holds.let_go(session, occupancy.house_facts(session), booking.uid, who="kiosk:1", now=clock.now())

    state = await kiosk.tap("confirm")

    assert (state.screen, state.done, state.proved) == (Screen.CHECK, None, "strickcafe")
    assert 'data-tap="hold-again"' in await kiosk.visit._drawing()


async def test_a_page_that_is_gone_gives_its_time_back(sqlite_db, kiosk, start, monkeypatch):
    monkeypatch.setattr("kiosk.pages.visit._RETURNS_WITHIN", 0.0)
    await kiosk.choose(start)

    await kiosk.visit.left()

    assert live(sqlite_db) == []
    assert 'data-tap="hold-again"' in await kiosk.visit._drawing()  # should the line come back after all


# Who


async def test_the_right_pin_leads_to_the_check_and_is_kept_nowhere(kiosk, pin, start):
    await kiosk.choose(start)

    state = await kiosk.sign(pin)

    assert (state.screen, state.proved, state.by_card) == (Screen.CHECK, "strickcafe", False)
    assert pin not in repr(vars(kiosk.visit))


async def test_a_wrong_pin_is_told_at_once_and_keeps_the_choices(sqlite_db, kiosk, pin, start):
    before = await kiosk.choose(start)

    state = await kiosk.sign(wrong(pin))

    reason = "Die PIN stimmt nicht. Sie haben noch 4 Versuche."
    assert state == replace(before, screen=Screen.PIN, group="strickcafe", reasons=(reason,))
    assert live(sqlite_db) == [("10:00", State.HELD)]


async def test_the_fifth_wrong_pin_locks_even_the_right_one(sqlite_db, kiosk, pin, start):
    await kiosk.choose(start)
    await kiosk.walk(("groups", "0"), ("take-group", "strickcafe"))

    locked = [(await kiosk.tap("pin", wrong(pin))).locked for _number in range(5)]
    last = await kiosk.tap("pin", pin)

    assert locked == [False, False, False, False, True]
    assert (last.screen, last.locked, last.proved) == (Screen.PIN, True, "")


async def test_a_group_without_a_pin_is_answered_as_one_with_a_wrong_pin(kiosk, start):
    await kiosk.choose(start)

    state = await kiosk.sign("000000", group="vhs")

    assert state.reasons == ("Die PIN stimmt nicht. Sie haben noch 4 Versuche.",)


async def test_a_card_leads_to_the_check_at_once(sqlite_db, kiosk, start):
    code = give_card(sqlite_db)
    await kiosk.choose(start)

    state = await kiosk.tap("card", code)
    done = await kiosk.tap("confirm")

    assert (state.screen, state.proved, state.by_card) == (Screen.CHECK, "strickcafe", True)
    assert code not in repr(vars(kiosk.visit))
    assert done.screen is Screen.DONE
    assert [(one.title, one.source) for one in bookings(sqlite_db)] == [(TITLE, "card")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (lambda code: "", "Das war nicht zu lesen."),
        (lambda code: code[:12], "Das war nicht zu lesen."),
        (lambda code: code + code, "Das war nicht zu lesen."),
        (lambda code: cards.new_code(), "Diese Karte gilt hier nicht oder nicht mehr."),
    ],
    ids=["unreadable", "a part", "two cards", "another house"],
)
async def test_what_is_no_card_of_this_house_is_said_on_the_same_screen(sqlite_db, kiosk, start, typed, said):
    code = give_card(sqlite_db)
    before = await kiosk.choose(start)

    state = await kiosk.tap("card", typed(code))

    assert replace(state, reasons=()) == before
    assert state.reasons[0].startswith(said)


async def test_a_replaced_card_opens_nothing(sqlite_db, kiosk, start):
    old, new = give_card(sqlite_db), give_card(sqlite_db)
    await kiosk.choose(start)

    refused = await kiosk.tap("card", old)
    taken = await kiosk.tap("card", new)

    assert (refused.screen, taken.screen) == (Screen.SIGN, Screen.CHECK)


async def test_a_closed_group_is_named_on_no_screen(sqlite_db, kiosk, start):
    code = give_card(sqlite_db, "shg-a")
    await kiosk.choose(start)

    await kiosk.tap("card", code)
    drawing = await kiosk.visit._drawing()
    state = await kiosk.tap("confirm")

    assert "Geschlossene Gruppe" in drawing
    assert "Selbsthilfegruppe" not in drawing
    assert 'data-tap="audience"' not in drawing
    assert (state.made().public, [one.listing for one in bookings(sqlite_db)]) == (False, [Listing.NEUTRAL])


# The booking


async def test_buchen_books_what_was_chosen(sqlite_db, kiosk, pin, start):
    await kiosk.choose(start)
    check = await kiosk.sign(pin)

    state = await kiosk.tap("confirm")

    (booking,) = bookings(sqlite_db)
    assert state == replace(
        check, screen=Screen.DONE, held=None, proved="", done=Done(code=booking.code, asked=False, public=True)
    )
    assert (booking.title, booking.source, booking.state) == (TITLE, "kiosk", State.CONFIRMED)
    assert (booking.starts_at, booking.ends_at) == (start, start + timedelta(hours=1))


async def test_for_the_group_alone_means_no_public_page(sqlite_db, kiosk, pin, start):
    await kiosk.choose(start)
    await kiosk.sign(pin)

    state = await kiosk.walk(("audience", "group"), ("confirm", ""))

    assert state.made().public is False
    assert [booking.listing for booking in bookings(sqlite_db)] == [Listing.INTERNAL]


async def test_a_new_group_asks_and_is_told_so(sqlite_db, kiosk, pin, start):
    await work.writing(sqlite_db, _make_new)
    await kiosk.choose(start)
    await kiosk.sign(pin)

    state = await kiosk.tap("confirm")

    assert (state.screen, state.made().asked, state.made().public) == (Screen.DONE, True, False)


async def test_a_new_group_hears_what_is_too_soon_and_gets_times_that_are_not(sqlite_db, kiosk, pin, start):
    await work.writing(sqlite_db, _make_new)
    await kiosk.choose(start - timedelta(days=6))
    await kiosk.sign(pin)

    early = await kiosk.tap("confirm")
    later = await kiosk.walk(("other-time", "0"), ("confirm", ""))

    assert early.reasons[0].startswith("Das ist zu kurzfristig. Möglich ist es ab ")
    assert (early.screen, len(early.others), early.proved) == (Screen.CHECK, 3, "strickcafe")
    assert (later.screen, later.made().asked) == (Screen.DONE, True)
    assert len(live(sqlite_db)) == 1


async def test_another_time_is_not_offered_where_it_does_not_help(sqlite_db, kiosk, pin, start):
    with sqlite_db.writing() as session:
        house = occupancy.house_facts(session)
        for number in range(8):
            day = local(start, BERLIN).date() + timedelta(days=number + 1)
            asked = wish("10:00", day=day, minutes=60, room="stueble")
            lifecycle.request_booking(session, house, asked, who="group:strickcafe", now=clock.now())
    await kiosk.choose(start)
    await kiosk.sign(pin)

    state = await kiosk.tap("confirm")

    assert (state.screen, state.others, len(state.reasons)) == (Screen.CHECK, (), 1)


async def test_a_child_that_taps_a_hundred_times_books_once(sqlite_db, kiosk, pin, start):
    await kiosk.choose(start)
    await kiosk.sign(pin)

    await asyncio.gather(*(kiosk.visit._tapped(Tap("confirm", "", 90 + number)) for number in range(100)))

    assert kiosk.visit._state.screen is Screen.DONE
    assert live(sqlite_db) == [("10:00", State.CONFIRMED)]


# Somebody new


async def test_somebody_new_asks_without_a_word_and_takes_one_along(sqlite_db, kiosk, start):
    await kiosk.choose(start)

    check = await kiosk.walk(("newcomer", ""), ("take-reason", "group"), ("take-persons", "4"))
    state = await kiosk.tap("confirm")

    (booking,) = bookings(sqlite_db)
    assert (check.screen, check.asking.usage, check.asking.persons) == (Screen.CHECK, "group", 4)
    assert (booking.state, booking.persons, booking.source) == (State.REQUESTED, 4, "kiosk_slip")
    assert state.made().code_word == newcomers.code_word(booking)
    assert newcomers.code_word(booking) in await kiosk.visit._drawing()


async def test_the_way_back_of_somebody_new_keeps_what_was_said(kiosk, start):
    await kiosk.choose(start)
    await kiosk.walk(("newcomer", ""), ("take-reason", "group"), ("take-persons", "4"))

    screens = [(await kiosk.tap("back")).screen for _tap in range(4)]

    assert screens == [Screen.PERSONS, Screen.REASON, Screen.SIGN, Screen.TIME]


async def test_a_time_too_soon_for_somebody_new_is_told_before_the_questions(kiosk, start):
    await kiosk.choose(start - timedelta(days=6))

    early = await kiosk.tap("newcomer")
    later = await kiosk.tap("other-time", "0")

    assert (early.screen, len(early.others)) == (Screen.SIGN, 3)
    assert early.reasons[0].startswith("Das ist zu kurzfristig.")
    assert (later.screen, later.asking.new) == (Screen.REASON, True)


# On the phone


def take_along(db: Database, state: KioskState) -> None:
    assert state.held is not None
    with db.writing() as session:
        handover.take_along(session, occupancy.house_facts(session), state.held.token, now=clock.now())


async def test_the_kiosk_follows_the_phone_and_lets_nothing_go(sqlite_db, kiosk, start):
    held = await kiosk.choose(start)
    take_along(sqlite_db, held)

    await kiosk.visit._redraw()
    handed = kiosk.visit._state
    await kiosk.tap("home")

    assert (handed.screen, handed.held, handed.handed) == (Screen.HANDED, None, held.held)
    assert live(sqlite_db) == [("10:00", State.HELD)]


async def test_what_the_phone_booked_is_shown_and_closes_by_itself(sqlite_db, kiosk, start):
    state = await kiosk.choose(start)
    take_along(sqlite_db, state)
    await kiosk.visit._redraw()
    assert state.held is not None
    with sqlite_db.writing() as session:
        house, now = occupancy.house_facts(session), clock.now()
        holds.finish_hold(session, house, state.held.uid, title=TITLE, group_slug="strickcafe", who="x", now=now)
        handover.used(session, state.held.token, now=now)

    await kiosk.visit._redraw()

    assert (kiosk.visit._state.screen, kiosk.visit._state.made().by_phone) == (Screen.DONE, True)
    assert 'data-closes="3"' in await kiosk.visit._drawing()


async def test_a_phone_that_gives_up_leads_back_to_the_kiosk(sqlite_db, kiosk, start):
    state = await kiosk.choose(start)
    take_along(sqlite_db, state)
    await kiosk.visit._redraw()
    assert state.held is not None
    with sqlite_db.writing() as session:
        holds.let_go(session, occupancy.house_facts(session), state.held.uid, who="clock", now=clock.now())

    await kiosk.visit._redraw()

    assert 'data-tap="hold-again"' in await kiosk.visit._drawing()
    assert (await kiosk.tap("hold-again")).screen is Screen.SIGN


async def test_the_kiosk_goes_on_with_the_time_that_the_phone_chose_instead(sqlite_db, kiosk, start):
    state = await kiosk.choose(start)
    take_along(sqlite_db, state)
    await kiosk.visit._redraw()
    assert state.held is not None
    later = wish("15:00", day=start.date(), minutes=90, room="quartierraum", group_slug="", title="")
    with sqlite_db.writing() as session:
        token = book.hold(session, later, state.held.token, who="phone:1", now=clock.now())

    await kiosk.visit._redraw()

    handed = kiosk.visit._state
    assert (handed.screen, handed.room, handed.start, handed.minutes) == (
        Screen.HANDED,
        "quartierraum",
        later.start,
        90,
    )
    assert live(sqlite_db) == [("15:00", State.HELD)]
    with sqlite_db.writing() as session:
        house, held = occupancy.house_facts(session), handover.opened_by(session, token, now=clock.now()).booking
        holds.finish_hold(session, house, held.uid, title=TITLE, group_slug="strickcafe", who="x", now=clock.now())
        handover.used(session, token, now=clock.now())
    await kiosk.visit._redraw()
    assert (kiosk.visit._state.screen, kiosk.visit._state.made().by_phone) == (Screen.DONE, True)
    assert "15:00" in kiosk.visit._window_drawing()
