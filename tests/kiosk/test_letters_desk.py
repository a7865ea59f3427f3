"""Letters to the desk: facts and what is in the way, one link where somebody decides, nothing once nothing waits.

Carried to a real mail server.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from sqlmodel import Session, col, select

from booking import clock, decisions, desknews, halftokens, jobs, lifecycle, series
from booking.correspondence import Needless
from booking.occupancy import house_facts
from booking.outbox import Claim
from booking.settings import Settings
from kiosk import delivery, letters
from kiosk.carrier import Carrier
from kiosk.live import Live
from models.bookings import Booking, State
from models.community import Group, Trust
from models.database import Database
from models.letters import Delivery, Letter
from models.staff import DecisionLink, News, Role, Staff
from tests.support.cast import BERLIN, TUESDAY, move_in, wish
from tests.support.mailserver import PostOffice, post_office

DESK, GROUP, SECRET = "desk:manager", "group:neue-nachbarn", "ein Geheimnis des Hauses"
DAY = date(2026, 12, 2)
PUBLIC = "https://quartier.example.org"
SETTINGS = Settings(public_url=PUBLIC, secret=SECRET, mail_url="smtp://localhost?from=treffpunkt@example.org")
NEVER = 3600.0


@pytest.fixture
def session(sqlite_db: Database) -> Iterator[Session]:
    with sqlite_db.writing() as session:
        move_in(session)
        yield session


def somebody(session: Session, role: Role = Role.MANAGER, *, news: News = News.AT_ONCE) -> Staff:
    address = f"{role.value.replace('_', '-')}@example.org"
    staff = Staff(login=role.value, role=role, password_hash="-", address=address, news=news, created_at=TUESDAY)
    session.add(staff)
    session.flush()
    return staff


def asked(session: Session, clock_time: str = "14:00", **changes: Any) -> Booking:
    changes = {"group_slug": "neue-nachbarn", "persons": 12, "day": DAY, **changes}
    now = changes.pop("now", TUESDAY)
    return lifecycle.request_booking(session, house_facts(session), wish(clock_time, **changes), who=GROUP, now=now)


def claims(session: Session, kind: str = "desk-") -> list[Claim]:
    session.flush()
    rows = session.exec(select(Letter).where(col(Letter.kind).startswith(kind)).order_by(col(Letter.id)))
    return [
        Claim(one.id, 1, one.kind, str(one.address), one.language, one.facts, one.once, one.created_at) for one in rows
    ]


def mail(session: Session, claim: Claim) -> EmailMessage:
    sent = letters.written(session, claim, SETTINGS, now=TUESDAY).as_bytes()
    received = BytesParser(policy=policy.default).parsebytes(sent)
    assert isinstance(received, EmailMessage)
    return received


def plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").replace("\u202f", " ").replace("\xa0", " ")


def test_it_says_who_wants_what_when_and_what_is_in_the_way_and_has_one_link(session):
    somebody(session)
    booking = asked(session)
    (claim,) = claims(session)
    letter = mail(session, claim)
    said = plain(letter)

    assert letter["Subject"].startswith("Eine Anfrage wartet · Stricken für den Basar · Mi 2.12.")
    for words in (
        "Wer: Balkonkraftwerk-Stammtisch (neu im Haus)",
        "Wann: Mittwoch, 2. Dezember, 14:00 – 15:30 Uhr",
        "Raum: Quartierraum",
        "Personen: 12",
        "Dagegen spricht: nichts, der Raum ist frei",
        "Entschieden wird erst, wenn Sie auf der Seite einen Knopf drücken.",
    ):
        assert words in said
    token = halftokens.whole(claim.facts["token"], SECRET)
    assert re.findall(rf"{PUBLIC}\S+", said) == [f"{PUBLIC}/d/{token}"]
    assert booking.uid not in said
    assert "gruppen@example.org" not in letter.as_string()
    booking.state, booking.released_at = State.CONFLICT, TUESDAY
    session.flush()
    asked(session, group_slug="strickcafe")
    assert "Dagegen spricht: Der Raum ist schon belegt" in plain(mail(session, claim))


def test_who_only_reads_gets_the_facts_and_no_link_that_decides(session):
    somebody(session, Role.SENIORS_COUNCIL)
    asked(session)
    said = plain(mail(session, claims(session)[0]))

    assert "Entscheiden kann das Quartiersmanagement." in said
    assert re.findall(rf"{PUBLIC}\S+", said) == [f"{PUBLIC}/desk"]


def test_a_neutral_group_is_not_named(session):
    somebody(session)
    session.exec(select(Group).where(Group.slug == "shg-a")).one().trust = Trust.NEW
    asked(session, group_slug="shg-a", title="Abend der Selbsthilfegruppe A")

    letter = mail(session, claims(session)[0])

    assert "Selbsthilfegruppe" not in letter.as_string() + plain(letter) + str(letter["Subject"])
    assert "Wer: Geschlossene Gruppe" in plain(letter)


def test_the_daily_letter_has_each_wish_with_its_own_link(session):
    somebody(session, news=News.DAILY)
    asked(session)
    weekly = wish("18:00", day=DAY, group_slug="neue-nachbarn", rrule="FREQ=WEEKLY;COUNT=3", title="Werkstatt")
    series.request_series(session, house_facts(session), weekly, who=GROUP, now=TUESDAY + timedelta(minutes=1))
    jobs.run(session, now=TUESDAY + timedelta(days=1))
    (claim,) = claims(session, "desk-digest")

    letter = mail(session, claim)

    assert letter["Subject"] == "Tagesbrief: Das wartet auf das Büro · 2 Anfragen"
    links = re.findall(rf"{PUBLIC}\S+", plain(letter))
    assert links == [f"{PUBLIC}/d/{halftokens.whole(one['token'], SECRET)}" for one in claim.facts["wishes"]]
    assert "Reihe: 3 Termine" in plain(letter)
    first = session.exec(select(Booking).where(col(Booking.series_id).is_(None))).one()
    decisions.approve_booking(session, house_facts(session), first.uid, who=DESK, now=TUESDAY)
    assert "1 Anfrage wartet." in plain(mail(session, claim))


@pytest.mark.parametrize("why", ["decided", "taken back", "paused", "other address", "role", "gone"])
def test_it_is_needless_once_nothing_waits_or_its_receiver_may_not_read_it(session, why):
    staff = somebody(session)
    booking = asked(session)
    (claim,) = claims(session)
    house = house_facts(session)
    if why == "decided":
        decisions.approve_booking(session, house, booking.uid, who=DESK, now=TUESDAY)
    elif why == "taken back":
        lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)
    elif why == "gone":
        session.delete(session.exec(select(DecisionLink)).one())
        session.flush()
        session.delete(staff)
    else:
        staff.paused_at = TUESDAY if why == "paused" else None
        staff.address = "andere@example.org" if why == "other address" else staff.address
        staff.role = Role.CARETAKER if why == "role" else staff.role
    session.flush()

    with pytest.raises(Needless):
        mail(session, claim)


def test_a_link_that_was_let_go_of_stands_in_no_letter(session):
    staff = somebody(session)
    asked(session)
    desknews.let_go(session, [staff.id])

    said = plain(mail(session, claims(session)[0]))

    assert re.findall(rf"{PUBLIC}\S+", said) == [f"{PUBLIC}/desk"]


def test_the_link_that_proves_an_address_goes_to_that_address_only_while_it_counts(session):
    staff = somebody(session)
    chance = "ein-Zeichen-aus-Zufall"
    staff.address_hash, staff.address_wish = desknews.seals.token_seal(chance), "neu@example.org"
    claim = Claim(7, 1, "desk-address", "neu@example.org", "de", {"staff": staff.id, "token": chance}, "x", TUESDAY)
    session.flush()

    token = halftokens.whole(chance, SECRET)
    assert re.findall(rf"{PUBLIC}\S+", plain(mail(session, claim))) == [f"{PUBLIC}/desk/login/address/{token}"]
    with pytest.raises(Needless):
        mail(session, replace(claim, facts={"staff": staff.id, "token": "an older one"}))


# Carried


@asynccontextmanager
async def post_round(db: Database, office: PostOffice):
    live = Live(db, look_every=NEVER)
    async with live.running(), delivery.running(db, live, SETTINGS, carrier=Carrier(office.server()), every=NEVER):
        yield


async def eventually(question: Callable[[], bool]) -> None:
    async with asyncio.timeout(15):
        while not question():
            await asyncio.sleep(0.02)


async def test_it_arrives_soon_and_what_was_decided_before_goes_nowhere_and_troubles_nobody(sqlite_db):
    day = clock.now().astimezone(BERLIN).date() + timedelta(days=8)
    with sqlite_db.writing() as session:
        move_in(session)
        somebody(session)
        gone = asked(session, day=day, now=clock.now()).uid
        decisions.approve_booking(session, house_facts(session), gone, who=DESK, now=clock.now())

    with post_office() as office:
        async with post_round(sqlite_db, office):
            with sqlite_db.writing() as session:
                asked(session, "18:00", day=day, now=clock.now())
            await eventually(lambda: "manager@example.org" in office.receivers())
            await eventually(lambda: len(office.letters) == 4)

    with sqlite_db.reading() as session:
        rows = {row.id: row for row in session.exec(select(Letter).where(Letter.kind == "desk-request"))}
        needless, arrived = (rows[number] for number in sorted(rows))
        assert (needless.delivery, needless.address, needless.facts) == (Delivery.DEAD, None, {})
        assert arrived.delivery is Delivery.SENT
        assert [kind for kind in office.receivers() if kind == "manager@example.org"] == ["manager@example.org"]
