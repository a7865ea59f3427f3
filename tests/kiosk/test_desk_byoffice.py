"""The link of an office's letter: one question, answered by a press and never by a look, without a log-in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from booking import clock, halftokens, lifecycle, officequestions, outbox
from booking.correspondence import Needless
from booking.occupancy import house_facts
from booking.outbox import Claim
from booking.settings import Settings
from kiosk import letters
from kiosk.desk import byletter, byoffice
from kiosk.methods import HeadLikeGet
from models.bookings import Booking
from models.database import Database
from models.letters import Letter
from models.requests import OfficeQuestion
from tests.kiosk.conftest import spoken
from tests.support.cast import BERLIN, move_in, wish
from tests.support.everything import everything

DESK, GROUP, SECRET = "desk:manager", "group:neue-nachbarn", "ein Geheimnis des Hauses"
SETTINGS = Settings(public_url="http://testserver", secret=SECRET)
SENT = {"sec-fetch-site": "same-origin"}
QUESTION = "Ist die Zufahrt frei?\n<script>alert(1)</script>"


class House:
    """A house on the real clock whose desk asked the building yard, and the browser there."""

    def __init__(self, db: Database) -> None:
        self.db = db
        day = clock.now().astimezone(BERLIN).date() + timedelta(days=8)
        with db.writing() as session:
            move_in(session)
            house = house_facts(session)
            asked = wish("14:00", day=day, group_slug="neue-nachbarn", persons=12)
            booking = lifecycle.request_booking(session, house, asked, who=GROUP, now=clock.now())
            self.uid = booking.uid
            question = officequestions.ask(
                session,
                house,
                booking.uid,
                office="Bauhof",
                address="bauhof@example.org",
                text=QUESTION,
                who=DESK,
                now=clock.now(),
            )
            self.question = question.id
        app = FastAPI()
        byoffice.register(app, db, SETTINGS)
        byletter.register(app, db, SETTINGS)
        app.add_middleware(HeadLikeGet)
        self.office = TestClient(app, follow_redirects=False)
        self.link = f"/o/{halftokens.whole(self.letter().facts['token'], SECRET)}"

    def letter(self) -> Letter:
        with self.db.reading() as session:
            return session.exec(select(Letter).where(Letter.kind == officequestions.LETTER)).one()

    def row(self) -> OfficeQuestion:
        with self.db.reading() as session:
            return session.get_one(OfficeQuestion, self.question)

    def stored(self) -> str:
        with self.db.reading() as session:
            return everything(session)

    def close(self) -> None:
        with self.db.writing() as session:
            officequestions.close(session, self.uid, self.question, who=DESK, now=clock.now())

    def answers(self, text: str, page: Any = None, headers: Any = None) -> Any:
        """Press the button of the page as it was shown, or as it is now."""
        shown = (page or self.office.get(self.link)).text
        found = re.search(r'name="stamp" value="([^"]+)"', shown)
        data = {"text": text, "stamp": found[1] if found else ""}
        return self.office.post(self.link, data=data, headers=headers or SENT)


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    house = House(sqlite_db)
    with house.office:
        yield house


def test_the_page_shows_the_question_and_the_date_and_no_person(house: House):
    page = house.office.get(house.link)
    said = re.sub(r"\s", " ", spoken(page))

    for words in ("Frage an: Bauhof", "Ist die Zufahrt frei?", "Quartierraum", "14:00 – 15:30 Uhr", "12"):
        assert words in said, words
    assert "Stricken für den Basar" in said
    for hidden in ("Balkonkraftwerk", "@example.org", "<script", 'href="/desk'):
        assert hidden not in page.text, hidden


def test_an_answer_stands_there_and_may_be_corrected(house: House):
    sent = house.answers("Ja, ab acht Uhr.")
    assert (sent.status_code, sent.headers["location"]) == (303, f"{house.link}?done=1")
    thanks = house.office.get(sent.headers["location"])
    assert "Danke! Ihre Antwort ist im Büro des Hauses." in spoken(thanks)
    assert house.row().answer == "Ja, ab acht Uhr."

    assert house.answers("Erst ab neun.\nBitte klingeln.").status_code == 303
    assert house.row().answer == "Erst ab neun.\nBitte klingeln."


def test_nobody_is_thanked_who_has_not_answered(house: House):
    assert "Danke!" not in house.office.get(f"{house.link}?done=1").text


def test_looking_changes_nothing(house: House):
    before = house.stored()
    for robot in ("WhatsApp/2.23", "Mozilla/5.0 (compatible; SafeLinks)", ""):
        for purpose in ("prefetch", ""):
            headers = {"user-agent": robot, "sec-purpose": purpose}
            assert house.office.get(house.link, headers=headers).status_code == 200
            assert house.office.head(house.link, headers=headers).status_code == 200
    assert house.stored() == before


def test_every_answer_keeps_the_token_to_itself(house: House):
    for answer in (
        house.office.get(house.link),
        house.answers(" "),
        house.answers("Ja."),
        house.office.get("/o/x"),
        house.answers("Ja.", headers={"sec-fetch-site": "cross-site"}),
    ):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_form_of_another_page_answers_nothing(house: House):
    page = house.office.get(house.link)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.invalid"}):
        assert house.answers("Ja.", page, headers).status_code == 403
    assert house.row().answer == ""


def test_what_cannot_be_answered_is_said_and_what_was_typed_stays(house: House):
    long = house.answers("y" * 1001)
    assert long.status_code == 422
    assert "Höchstens 1000 Zeichen" in spoken(long)
    assert "y" * 1001 in long.text
    assert house.answers(" ").status_code == 422
    bare = house.office.post(house.link, data={"text": "Ja."}, headers=SENT)  # without the stamp
    assert bare.status_code == 409
    large = house.office.post(house.link, data={"text": "y" * 200_000}, headers=SENT)
    assert large.status_code in (400, 413)
    assert house.row().answer == ""


def test_whoever_answers_second_reads_the_first_answer_and_keeps_the_own(house: House):
    page = house.office.get(house.link)
    house.answers("Ja.")

    late = house.answers("Nein, gesperrt.", page)

    assert late.status_code == 409
    assert "Inzwischen hat jemand anderes in Ihrem Amt geantwortet." in spoken(late)
    assert "Nein, gesperrt." in late.text
    assert house.row().answer == "Ja."


def test_what_the_desk_closed_opens_and_takes_nothing(house: House):
    page = house.office.get(house.link)
    house.close()

    for answer in (house.office.get(house.link), house.answers("Ja.", page)):
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr." in spoken(answer)
        assert "Ist die Zufahrt frei?" not in answer.text
    assert house.row().answer == ""


def test_what_the_outbox_holds_opens_nothing_and_no_other_page(house: House):
    half = house.letter().facts["token"]

    assert house.office.get(f"/o/{half}").status_code == 404
    assert house.office.get(f"/o/{halftokens.whole(half, 'somebody else')}").status_code == 404
    assert house.office.get(house.link.replace("/o/", "/d/")).status_code == 404


def test_whoever_tries_tokens_is_slowed_down(house: House):
    answers = [house.office.get(f"/o/{number:054d}") for number in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {404}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["retry-after"]) > 0


def claimed(session: Session) -> Claim:
    """Let a carrier take letters until it has the office's."""
    while claim := outbox.claim(session, now=clock.now()):
        if claim.kind == officequestions.LETTER:
            return claim
    raise AssertionError


def written(house: House) -> EmailMessage:
    with house.db.writing() as session:
        return letters.written(session, claimed(session), SETTINGS, now=clock.now())


def test_the_letter_tells_the_question_the_date_and_the_link_and_no_person(house: House):
    mail = written(house)
    plain = mail.get_body(("plain",))
    assert plain is not None
    text = str(plain.get_content())

    assert mail["To"] == "bauhof@example.org"
    assert "Bauhof" in str(mail["Subject"])
    for words in ("> Ist die Zufahrt frei?", "Raum: Quartierraum", f"http://testserver{house.link}"):
        assert words in text, words
    assert "Balkonkraftwerk" not in text


def test_a_letter_about_what_is_over_is_not_written(house: House):
    with house.db.writing() as session:
        claim = claimed(session)
        booking = session.exec(select(Booking).where(Booking.uid == house.uid)).one()
        lifecycle.cancel_booking(session, house_facts(session), booking.uid, who=DESK, now=clock.now())
        with pytest.raises(Needless):
            letters.written(session, claim, SETTINGS, now=clock.now())
