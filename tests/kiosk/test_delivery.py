"""The house carries its letters to a real mail server: each once, also with two processes, a crash, or bad days."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import clock, lifecycle, outbox, post
from booking.occupancy import house_facts
from booking.outbox import Trouble
from booking.settings import Settings
from kiosk import delivery, work
from kiosk.carrier import Carrier
from kiosk.delivery import Postman
from kiosk.live import Live
from models.bookings import Booking
from models.database import Database
from models.letters import Delivery, Letter
from tests.support.cast import WEDNESDAY, move_in, wish
from tests.support.mailserver import PostOffice, post_office

NEVER = 3600.0
SETTINGS = Settings(public_url="https://quartier.example.org", mail_url="smtp://localhost?from=treffpunkt@example.org")


def furnish(db: Database, *, persons: int = 0) -> None:
    """Store a house with a booking, and a letter about it to the group, or to so many persons instead."""
    with db.writing() as session:
        house = move_in(session)
        day = WEDNESDAY + timedelta(days=7 * ((clock.now().date() - WEDNESDAY).days // 7 + 1))
        booking = lifecycle.request_booking(
            session, house, wish("14:00", day=day), who="group:strickcafe", now=clock.now()
        )
        if persons:
            outbox.put_away(session, [row.id for row in session.exec(select(Letter))], who="test", now=clock.now())
        for number in range(persons):
            queue(session, booking, f"{number}@example.org")


def queue(session, booking: Booking, address: str) -> None:
    facts = {"booking": booking.uid, "persons": 1, "code_word": "Birne Fuchs 42", "token": "geheimes-zeichen"}
    post.queue_for(session, "seat-moved", address, f"seat-moved:{address}", facts, now=clock.now())


def stored(db: Database) -> list[Letter]:
    with db.reading() as session:
        rows = session.exec(select(Letter).where(col(Letter.address).is_not(None)).order_by(col(Letter.id)))
        return list(rows)


def states(db: Database) -> list[tuple[Delivery, str]]:
    return [(letter.delivery, letter.trouble) for letter in stored(db)]


async def eventually(question: Callable[[], bool], what: str) -> None:
    async with asyncio.timeout(15):
        while not question():
            await asyncio.sleep(0.02)
    assert question(), what


@asynccontextmanager
async def post_round(db: Database, office: PostOffice, **facts):
    """Let the house carry letters to *office* as long as the context is open."""
    live = Live(db, look_every=NEVER)
    carrier = Carrier(office.server(), **facts)
    async with live.running(), delivery.running(db, live, SETTINGS, carrier=carrier, every=NEVER):
        yield


async def test_a_letter_goes_out_soon_after_what_it_tells(sqlite_db, caplog):
    caplog.set_level(logging.DEBUG)
    with post_office() as office:
        furnish(sqlite_db)
        async with post_round(sqlite_db, office):
            await eventually(lambda: office.letters != [], "the letter")
            with sqlite_db.writing() as session:
                queue(session, session.exec(select(Booking)).one(), "nachbarin@example.org")
                lifecycle.cancel_booking(
                    session, house_facts(session), session.exec(select(Booking)).one().uid, who="x", now=clock.now()
                )
            await eventually(lambda: len(office.letters) == 3, "the next ones")

        assert office.receivers() == ["gruppen@example.org", "nachbarin@example.org", "gruppen@example.org"]
        assert {letter.delivery for letter in stored(sqlite_db)} == {Delivery.SENT}
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("mail.", "asyncio"))]
    assert not any("@" in line or "geheimes" in line for line in ours)


async def test_two_processes_carry_each_letter_once(database_url):
    first, second = Database(database_url), Database(database_url)
    with post_office() as office:
        furnish(first, persons=30)
        async with post_round(first, office), post_round(second, office):
            await eventually(lambda: all(one.delivery is Delivery.SENT for one in stored(first)), "all letters")

        assert sorted(office.receivers()) == sorted(f"{number}@example.org" for number in range(30))
    first.close()
    second.close()


async def test_one_refused_address_keeps_no_other_letter_back_and_the_log_names_nobody(sqlite_db, caplog):
    with post_office(refuses={"1@example.org": "550 5.1.1 no such user 1@example.org"}) as office:
        furnish(sqlite_db, persons=3)
        async with post_round(sqlite_db, office):
            await eventually(lambda: len(office.letters) == 2, "the others")
            await eventually(lambda: Delivery.WAITING not in {one.delivery for one in stored(sqlite_db)}, "all")

    assert states(sqlite_db) == [
        (Delivery.SENT, ""),
        (Delivery.DEAD, "address_refused 550"),
        (Delivery.SENT, ""),
    ]
    assert "letter 3 did not arrive: address_refused 550" in caplog.messages
    assert "@" not in caplog.text


async def test_a_greylisted_letter_waits_a_minute_and_arrives(sqlite_db):
    with post_office(greylists={"0@example.org"}) as office:
        furnish(sqlite_db, persons=1)
        async with post_round(sqlite_db, office):
            await eventually(lambda: stored(sqlite_db)[0].trouble == "asked_to_wait 451", "the greylist")
        with sqlite_db.writing() as session:  # a minute goes by
            for row in session.exec(select(Letter)):
                row.due_at = clock.now()
        async with post_round(sqlite_db, office):
            await eventually(lambda: office.letters != [], "the letter")

    assert states(sqlite_db) == [(Delivery.SENT, "")]


async def test_a_server_that_is_away_gets_one_try_and_not_one_for_each_letter(sqlite_db):
    furnish(sqlite_db, persons=3)
    with post_office() as gone:
        pass
    async with post_round(sqlite_db, gone):
        await eventually(lambda: stored(sqlite_db)[0].trouble == "not_reached", "the try")

    assert [letter.tries for letter in stored(sqlite_db)] == [1, 0, 0]


@pytest.mark.parametrize("hangs_at", ["connect", "text"])
async def test_a_server_that_hangs_keeps_the_house_from_nothing_and_not_from_ending(sqlite_db, hangs_at, monkeypatch):
    monkeypatch.setattr(delivery, "_FAREWELL_SECONDS", 0.2)
    with post_office(hangs_at=hangs_at) as office:
        furnish(sqlite_db, persons=2)
        async with post_round(sqlite_db, office):
            await eventually(lambda: stored(sqlite_db)[0].tries == 1, "the claim")
            if hangs_at == "text":
                await eventually(lambda: stored(sqlite_db)[0].handed_at is not None, "the text")
            async with asyncio.timeout(2):
                await work.writing(sqlite_db, lambda session: outbox.settle(session, clock.now()))
                assert await work.reading(sqlite_db, outbox.counts) == (0, 2)

    # What the server may have is uncertain; what it does not have is due as before.
    uncertain = (Delivery.DEAD, Trouble.UNCERTAIN)
    assert states(sqlite_db)[0] == (uncertain if hangs_at == "text" else (Delivery.WAITING, ""))
    assert stored(sqlite_db)[0].tries == (1 if hangs_at == "text" else 0)


@pytest.mark.parametrize("ends", ["before", "after"])
async def test_a_program_that_is_killed_writes_to_nobody_twice(sqlite_db, ends):
    """Killed between two steps: before the text was handed over, or after it arrived and before that was noted."""
    with post_office() as office:
        furnish(sqlite_db, persons=1)
        with sqlite_db.writing() as session:
            mine = outbox.claim(session, now=clock.now())
        assert mine is not None
        if ends == "after":

            def hand_over() -> bool:
                with sqlite_db.writing() as session:
                    return outbox.hand_over(session, mine, now=clock.now())

            killed = Carrier(office.server())
            killed.carry(mine.address, b"Subject: x\r\n\r\nx\r\n", hand_over)
            killed.close()

        with sqlite_db.writing() as session:  # the claim of the program that was killed is over
            row = session.exec(select(Letter).where(col(Letter.id) == mine.id)).one()
            row.claimed_until = clock.now()
        with sqlite_db.writing() as session:
            outbox.settle(session, clock.now())
        postman = Postman(sqlite_db, SETTINGS, Carrier(office.server()))
        await postman.round()
        await postman.stop()
        postman.close()

        assert office.receivers() == ["0@example.org"]
    ended = (Delivery.DEAD, Trouble.UNCERTAIN) if ends == "after" else (Delivery.SENT, "")
    assert states(sqlite_db) == [ended]


async def test_a_letter_that_cannot_be_written_is_dead_and_says_in_the_log_only_where(sqlite_db, caplog):
    with post_office() as office:
        furnish(sqlite_db, persons=2)
        with sqlite_db.writing() as session:
            row = session.exec(select(Letter).where(col(Letter.address) == "0@example.org")).one()
            row.facts = {"booking": "0@example.org is no booking"}
        async with post_round(sqlite_db, office):
            await eventually(lambda: office.letters != [], "the other letter")

    assert states(sqlite_db) == [(Delivery.DEAD, Trouble.UNWRITABLE), (Delivery.SENT, "")]
    assert "seat-moved) cannot be written" in caplog.text
    assert "@" not in caplog.text


async def test_an_address_that_is_none_is_never_given_to_a_server(sqlite_db):
    with post_office() as office:
        furnish(sqlite_db, persons=1)
        with sqlite_db.writing() as session:
            for row in session.exec(select(Letter).where(col(Letter.address).is_not(None))):
                row.address = "a@example.org>\r\nRCPT TO:<b@example.org"
        async with post_round(sqlite_db, office):
            await eventually(lambda: states(sqlite_db)[0][0] is Delivery.DEAD, "the refusal")

        assert office.letters == []
    assert states(sqlite_db) == [(Delivery.DEAD, Trouble.ADDRESS)]


async def test_without_a_mail_server_letters_wait(sqlite_db):
    furnish(sqlite_db)
    live = Live(sqlite_db, look_every=NEVER)

    async with live.running(), delivery.running(sqlite_db, live, Settings()):
        assert states(sqlite_db) == [(Delivery.WAITING, "")]
