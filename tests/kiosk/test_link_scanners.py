"""Programs that look at every link before a person does: mail scanners, previews of messengers (UX §10, 10).

Whatever letter they find, looking at all of it changes nothing in the house, byte for byte.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import clock, decisions, lifecycle, members, occupancy, questions, signups
from booking.owndates import group_by_slug
from booking.seatletters import Contact
from booking.settings import Settings
from kiosk import letters
from models.bookings import Booking
from models.community import Trust
from models.letters import Letter
from models.meetings import Signup
from models.members import Duty
from tests.support import samples
from tests.support.everything import everything
from tests.support.group_phone import GroupPhone, group_phone

PUBLIC = "https://quartier.example.org"
SETTINGS = Settings(
    public_url=PUBLIC, mail_url="smtp://mail.example.org?from=treffpunkt@example.org", mailbox="raum@example.org"
)
DESK = "desk:manager"
ROBOTS = ("WhatsApp/2.23", "Mozilla/5.0 (compatible; SafeLinks)", "facebookexternalhit/1.1", "")


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db, mail_url=SETTINGS.mail_url, mailbox=SETTINGS.mailbox) as opened:
        with sqlite_db.writing() as session:
            group = group_by_slug(session, "strickcafe")
            members.add_member(
                session, group.id, Duty.RESPONSIBLE, email="gruppe@example.org", who="x", now=clock.now()
            )
        yield opened


def _seats(phone: GroupPhone) -> None:
    """One has a seat, one is offered one and has a day to answer, one waits."""
    uid = phone.booked()
    with phone.db.writing() as session:
        house, now = occupancy.house_facts(session), clock.now()
        meeting = session.exec(select(Booking).where(col(Booking.uid) == uid)).one()
        meeting.signup, meeting.capacity = Signup.WAITLIST, 4
        session.flush()
        taken = [
            signups.take_seat(session, house, meeting.code, 4, contact=Contact(email=f"{name}@example.org"), now=now)
            for name in ("erste", "zweite", "dritte")
        ]
        signups.cancel_seat(session, house, taken[0].token, now=now + timedelta(minutes=1))


def _bookings(phone: GroupPhone) -> None:
    """One is promised, one taken back, one asked about and waits for the desk, one is a series."""
    phone.booked("08:30")
    gone = phone.booked("16:15")
    phone.repeated("11:00")
    with phone.db.writing() as session:
        lifecycle.cancel_booking(session, occupancy.house_facts(session), gone, who=DESK, now=clock.now())
        group_by_slug(session, "strickcafe").trust = Trust.NEW
    asked = phone.booked("18:15")
    with phone.db.writing() as session:
        house = occupancy.house_facts(session)
        questions.ask(session, house, asked, "Wie viele kommen?", who=DESK, now=clock.now())
    declined = phone.booked("11:00", day=phone.day + timedelta(days=1))
    with phone.db.writing() as session:
        house = occupancy.house_facts(session)
        decisions.decline_booking(
            session, house, declined, reason="other", text="Leider nein.", who=DESK, now=clock.now()
        )


def _links(phone: GroupPhone) -> dict[str, set[str]]:
    """Return the links of every letter that waits, by its kind: of the text, of the HTML and of the calendar part."""
    found: dict[str, set[str]] = {}
    with phone.db.reading() as session:
        for row in session.exec(select(Letter)).all():
            claim = samples.letter(row.kind, row.facts, language=row.language, number=row.id)
            mail = letters.written(session, claim, SETTINGS, now=clock.now())
            texts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
            unfolded = " ".join(text.replace("\r\n ", "") for text in texts)
            found.setdefault(row.kind, set()).update(re.findall(rf"{PUBLIC}([^\s\"'<>]*)", unfolded))
    return found


def _stored(phone: GroupPhone) -> str:
    with phone.db.reading() as session:
        return everything(session)


def test_looking_at_every_link_of_every_letter_changes_nothing(phone):
    _seats(phone)
    _bookings(phone)
    phone.client.post("/g", data={"email": "gruppe@example.org"})
    links, before = _links(phone), _stored(phone)
    every = set().union(*links.values())

    seen: dict[str, Any] = {}
    for robot in ROBOTS:
        for path in every:
            answer = phone.client.get(path, headers={"user-agent": robot}, follow_redirects=True)
            seen[path] = answer.status_code
            phone.client.head(path, headers={"user-agent": robot}, follow_redirects=True)
            phone.client.options(path, headers={"user-agent": robot})

    assert _stored(phone) == before
    assert {kind for kind, paths in links.items() if paths} >= {
        *("seat-taken", "seat-waiting", "seat-offered", "group-sign-in"),
        *("booking-confirmed", "series-confirmed"),
    }
    assert {path: code for path, code in seen.items() if code != 200} == {}


def test_every_address_that_a_form_of_a_letters_page_sends_to_shows_only_what_it_would_do(phone):
    _seats(phone)
    phone.client.post("/g", data={"email": "gruppe@example.org"})
    before = _stored(phone)
    ways = set()
    for path in set().union(*_links(phone).values()):
        page = phone.client.get(path, follow_redirects=True)
        ways |= set(re.findall(r'action="(/[^"]+)"', page.text))

    answers = {way: phone.client.get(way).status_code for way in ways}

    assert _stored(phone) == before
    assert len(ways) > 3
    assert {way: code for way, code in answers.items() if code >= 500} == {}
