"""The link of a letter to the desk: one wish, decided by a press and never by a look, once, by who may."""

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import col, select

from booking import clock, decisions, desknews, halftokens, lifecycle, moves, questions, series, staffing
from booking.occupancy import house_facts
from booking.settings import Settings
from kiosk.desk import byletter, proof
from kiosk.methods import HeadLikeGet
from models.bookings import Booking, State
from models.community import Group, Trust
from models.database import Database
from models.journal import JournalEntry
from models.letters import Letter
from models.requests import Question
from models.staff import DecisionLink, Role, Staff
from tests.kiosk.conftest import spoken
from tests.support.cast import BERLIN, at, move_in, wish
from tests.support.everything import everything

DESK, GROUP, SECRET = "desk:manager", "group:neue-nachbarn", "ein Geheimnis des Hauses"
SETTINGS = Settings(public_url="http://testserver", secret=SECRET)
SENT = {"sec-fetch-site": "same-origin"}


class House:
    """A house on the real clock with a manager who is written to, and the mail program that opens the links."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.day = clock.now().astimezone(BERLIN).date() + timedelta(days=8)
        with db.writing() as session:
            move_in(session)
            for group in session.exec(select(Group)):
                group.created_at = clock.now() - timedelta(days=400)
            self.staff = self.add(session, "leitung", Role.MANAGER)
        app = FastAPI()
        byletter.register(app, db, SETTINGS)
        proof.register(app, db, SETTINGS)
        app.add_middleware(HeadLikeGet)
        self.mail = TestClient(app, follow_redirects=False)

    @staticmethod
    def add(session: Any, login: str, role: Role) -> int:
        address = f"{login}@example.org"
        staff = Staff(login=login, role=role, password_hash="-", address=address, created_at=clock.now())
        session.add(staff)
        session.flush()
        return staff.id

    def asks(self, clock_time: str = "14:00", **changes: Any) -> str:
        """Let a new group ask for the room; return where the link of the letter leads."""
        changes = {"group_slug": "neue-nachbarn", **changes}
        with self.db.writing() as session:
            asked = wish(clock_time, day=self.day, **changes)
            lifecycle.request_booking(session, house_facts(session), asked, who=GROUP, now=clock.now())
        return self.link()

    def link(self, staff: int = 0) -> str:
        """Return where the link of the last letter leads."""
        with self.db.reading() as session:
            letters = session.exec(select(Letter).where(col(Letter.kind).startswith("desk-")).order_by(col(Letter.id)))
            mine = [one for one in letters if one.facts["staff"] == (staff or self.staff)]
            return f"/d/{halftokens.whole(mine[-1].facts['token'], SECRET)}"

    def booking(self) -> Booking:
        with self.db.reading() as session:
            return session.exec(select(Booking).order_by(col(Booking.id).desc())).first()  # type: ignore[return-value]

    def stored(self) -> str:
        with self.db.reading() as session:
            return everything(session)

    def acts(self) -> list[tuple[str, str]]:
        with self.db.reading() as session:
            rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.id))).all()
            return [(row.what, row.who) for row in rows if row.who == DESK]

    def do(self, change: Any) -> None:
        """Let something happen to the newest booking meanwhile."""
        uid = self.booking().uid
        with self.db.writing() as session:
            change(session, house_facts(session), uid)


@pytest.fixture
def house(sqlite_db: Database) -> Iterator[House]:
    house = House(sqlite_db)
    with house.mail:
        yield house


def press(house: House, link: str, act: str, page: Any = None, **fields: str) -> Any:
    """Press a button of the page as it was shown, or as it is now."""
    page = page or house.mail.get(link)
    found = re.search(r'name="stamp" value="([^"]+)"', page.text)
    stamp = found[1] if found else ""
    return house.mail.post(link, data={"act": act, "stamp": stamp, **fields}, headers=SENT)


def test_the_page_shows_what_is_asked_what_is_in_the_way_how_it_went_so_far_and_what_each_press_does(house: House):
    page = house.mail.get(house.asks())
    said = spoken(page)

    for words in (
        *("Stricken für den Basar", "Balkonkraftwerk-Stammtisch (neu im Haus)", "14:00 – 15:30 Uhr", "Quartierraum"),
        *("Der Raum ist frei. Nichts spricht dagegen.", "Die Gruppe bisher", "Im letzten Jahr 0 Termine"),
        *("Der Raum ist dann fest vergeben. Die Gruppe bekommt gleich einen Brief.", "Private Feier"),
        "Die Zeit wird frei. Wer darauf wartet, bekommt sie angeboten. Die Gruppe bekommt gleich einen Brief.",
    ):
        assert words in said.replace("\u202f", " ").replace("\xa0", " "), words
    assert "gruppen@example.org" not in page.text
    assert "<script" not in page.text


def test_every_answer_keeps_the_token_to_itself(house: House):
    link = house.asks()
    for answer in (house.mail.get(link), press(house, link, "no"), press(house, link, "yes"), house.mail.get("/d/x")):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_whoever_only_looks_decides_nothing(house: House):
    link = house.asks()
    before = house.stored()

    for robot in ("WhatsApp/2.23", "Mozilla/5.0 (compatible; SafeLinks)", ""):
        for purpose in ("prefetch", "prefetch;prerender", ""):
            headers = {"user-agent": robot, "sec-purpose": purpose, "purpose": purpose}
            assert house.mail.get(link, headers=headers).status_code == 200
            assert house.mail.head(link, headers=headers).status_code == 200
            assert house.mail.get(f"{link}?act=yes&done=yes", headers=headers).status_code == 200
            house.mail.options(link, headers=headers)

    assert house.stored() == before
    assert "Zugesagt" not in spoken(house.mail.get(f"{link}?done=yes")).replace("Zugesagt und noch", "")


def test_yes_is_one_press_and_the_second_one_is_told_kindly(house: House):
    link = house.asks()
    first = house.mail.get(link)

    answer = press(house, link, "yes", first)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{link}?done=yes")
    assert house.booking().state is State.CONFIRMED
    assert "Zugesagt. Danke!" in spoken(house.mail.get(f"{link}?done=yes"))
    assert house.acts() == [("desk.decided_by_letter", DESK), ("booking.confirmed", DESK)]
    assert "Abgesagt. Danke!" not in spoken(house.mail.get(f"{link}?done=no"))  # an address is easily written
    before = house.stored()
    for again in (press(house, link, "yes", first), press(house, link, "no", first, reason="private")):
        assert again.status_code == 409
        assert "Diese Anfrage ist schon entschieden: zugesagt." in spoken(again)
        assert "Büro (Quartiersmanagement)" in spoken(again)
    assert house.stored() == before
    assert "<form" not in house.mail.get(link).text


def test_no_wants_a_reason_and_keeps_what_was_typed(house: House):
    link = house.asks()

    missing = press(house, link, "no", reason="other")
    wrong = press(house, link, "no", reason="other", text="x" * 90)

    assert missing.status_code == wrong.status_code == 422
    assert 'value="other" required checked' in missing.text
    assert "<details open" in missing.text
    assert "x" * 90 in wrong.text
    assert house.booking().state is State.REQUESTED
    assert press(house, link, "no", reason="other", text="Da ist Ferienbetreuung").status_code == 303
    assert house.booking().state is State.DECLINED
    with house.db.reading() as session:
        told = session.exec(select(Letter).where(Letter.kind == "booking-declined")).one()
    assert told.facts["text"] == "Da ist Ferienbetreuung"


def test_a_question_back_leaves_it_open_and_is_asked_once(house: House):
    link = house.asks()

    assert press(house, link, "ask", text="").status_code == 422
    assert press(house, link, "ask", text="Wie viele kommen?").status_code == 303

    page = house.mail.get(f"{link}?done=ask")
    assert "Die Frage ist unterwegs." in spoken(page)
    assert "Wie viele kommen? noch keine Antwort" in spoken(page)
    assert 'value="ask"' not in page.text
    again = press(house, link, "ask", text="Und wann?")
    assert (again.status_code, "Es ist schon eine Frage offen." in spoken(again)) == (409, True)
    with house.db.writing() as session:
        assert len(session.exec(select(Question)).all()) == 1
        uid = session.exec(select(Booking)).one().uid
        questions.answer(session, house_facts(session), uid, "Zwölf.", who=GROUP, now=clock.now())
    assert "Wie viele kommen? Zwölf." in spoken(house.mail.get(link))
    assert press(house, house.link(), "yes").status_code == 303  # the link of the letter about the answer
    assert "schon entschieden: zugesagt" in spoken(house.mail.get(link))


def test_what_changed_meanwhile_is_shown_and_asked_about_anew(house: House):
    link = house.asks()
    shown = house.mail.get(link)

    def moved(session: Any, facts: Any, uid: str) -> None:
        start = at(house.day, "16:00")
        moves.move_booking(
            session,
            facts,
            uid,
            start=start,
            end=start + timedelta(hours=1),
            who=GROUP,
            now=clock.now(),
            group_id=session.exec(select(Booking)).one().group_id,
        )

    house.do(moved)

    answer = press(house, link, "yes", shown)

    assert answer.status_code == 409
    assert "Es ist nichts entschieden: Bitte sehen Sie noch einmal hin." in spoken(answer)
    assert "16:00 – 17:00" in spoken(answer).replace("\u202f", " ").replace("\xa0", " ")
    assert house.booking().state is State.REQUESTED
    assert press(house, link, "yes", answer).status_code == 303


def test_a_change_that_is_refused_leaves_the_old_date_and_the_page_says_so(house: House):
    with house.db.writing() as session:
        facts, group = house_facts(session), session.exec(select(Group).where(Group.slug == "neue-nachbarn")).one()
        booking = lifecycle.request_booking(
            session, facts, wish(day=house.day, group_slug=group.slug), who=GROUP, now=clock.now()
        )
        decisions.approve_booking(session, facts, booking.uid, who=DESK, now=clock.now())
        start = at(house.day, "17:00")
        about = {"start": start, "end": start + timedelta(hours=1), "who": GROUP, "now": clock.now()}
        moves.move_booking(session, facts, booking.uid, group_id=group.id, **about)  # type: ignore[arg-type]
    link = house.link()

    assert press(house, link, "no", reason="no_room").status_code == 303

    assert "Der alte Termin bleibt zugesagt." in spoken(house.mail.get(f"{link}?done=no"))
    assert house.booking().state is State.CONFIRMED


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        ("taken back", "Diese Anfrage ist erledigt: Sie wurde zurückgenommen."),
        ("declined", "Diese Anfrage ist schon entschieden: abgesagt."),
    ],
)
def test_what_is_over_says_so_and_by_whom(house: House, happens: str, said: str):
    link = house.asks()
    shown = house.mail.get(link)

    def over(session: Any, facts: Any, uid: str) -> None:
        if happens == "taken back":
            lifecycle.cancel_booking(session, facts, uid, who=GROUP, now=clock.now())
        else:
            decisions.decline_booking(session, facts, uid, reason="no_room", who=DESK, now=clock.now())

    house.do(over)

    assert said in spoken(house.mail.get(link))
    assert said in spoken(press(house, link, "yes", shown))
    assert house.booking().state in (State.CANCELLED, State.DECLINED)


def test_what_is_in_the_way_is_said_and_a_taken_room_is_never_given_twice(house: House):
    link = house.asks()
    with house.db.writing() as session:
        mine = session.exec(select(Booking)).one()
        mine.state, mine.released_at = State.CONFLICT, clock.now()
        session.flush()
        lifecycle.request_booking(
            session, house_facts(session), wish(day=house.day), who="group:strickcafe", now=clock.now()
        )

    page = house.mail.get(link)
    answer = press(house, link, "yes", page)

    assert "Das spricht dagegen:" in spoken(page)
    assert "Der Raum ist schon belegt" in spoken(page)
    assert answer.status_code == 422
    assert "Der Raum ist schon belegt" in spoken(answer)


def test_a_neutral_group_is_named_neither_in_the_letter_nor_on_the_page(house: House):
    with house.db.writing() as session:
        session.exec(select(Group).where(Group.slug == "shg-a")).one().trust = Trust.NEW
    page = house.mail.get(house.asks(group_slug="shg-a", title="Abend der Selbsthilfegruppe A"))

    assert "Selbsthilfegruppe" not in page.text
    assert "Geschlossene Gruppe" in spoken(page)


def test_a_whole_series_is_decided_with_one_press(house: House):
    with house.db.writing() as session:
        weekly = wish("18:00", day=house.day, group_slug="neue-nachbarn", rrule="FREQ=WEEKLY;COUNT=4")
        series.request_series(session, house_facts(session), weekly, who=GROUP, now=clock.now())
    link = house.link()
    page = house.mail.get(link)
    assert "Alle 4 Termine sind dann fest vergeben." in spoken(page)

    assert press(house, link, "yes", page).status_code == 303

    with house.db.reading() as session:
        assert {one.state for one in session.exec(select(Booking))} == {State.CONFIRMED}
    assert "schon entschieden: zugesagt" in spoken(house.mail.get(link))


# Who may


@pytest.mark.parametrize("how", ["paused", "role", "passphrase", "removed", "too old"])
def test_a_link_is_dead_when_its_login_is(house: House, how: str):
    with house.db.writing() as session:
        access = house.add(session, "vertretung", Role.MANAGER)
    house.asks()
    link, shown = house.link(access), house.mail.get(house.link(access))
    assert shown.status_code == 200
    with house.db.writing() as session:
        now = clock.now()
        if how == "paused":
            staffing.pause(session, access, paused=True, who=DESK, now=now)
        elif how == "role":
            staffing.give_role(session, access, Role.SENIORS_COUNCIL, who=DESK, now=now)
        elif how == "passphrase":
            staffing.invite_again(session, access, who=DESK, now=now)
        elif how == "removed":
            staffing.remove(session, access, who=DESK, now=now)
        else:
            session.exec(select(DecisionLink).where(DecisionLink.staff_id == access)).one().ends_at = now

    for answer in (house.mail.get(link), press(house, link, "yes", shown)):
        assert answer.status_code == 404
        assert "Dieser Link gilt nicht mehr." in spoken(answer)
    assert house.booking().state is State.REQUESTED


def test_also_a_link_that_outlived_the_role_decides_nothing(house: House):
    link = house.asks()
    with house.db.writing() as session:  # as if the role were changed behind `staffing`
        session.get_one(Staff, house.staff).role = Role.CARETAKER

    assert house.mail.get(link).status_code == 404


def test_what_the_outbox_holds_opens_nothing(house: House):
    house.asks()
    with house.db.reading() as session:
        chance = session.exec(select(Letter).where(Letter.kind == "desk-request")).one().facts["token"]

    assert house.mail.get(f"/d/{chance}").status_code == 404
    assert house.mail.get(f"/d/{halftokens.whole(chance, 'somebody else')}").status_code == 404


def test_a_form_of_another_page_is_not_taken(house: House):
    link = house.asks()
    stamp = re.search(r'name="stamp" value="([^"]+)"', house.mail.get(link).text)[1]  # type: ignore[index]

    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        answer = house.mail.post(link, data={"act": "yes", "stamp": stamp}, headers=headers)
        assert answer.status_code == 403
    assert house.booking().state is State.REQUESTED


@pytest.mark.parametrize(
    "fields", [{}, {"act": "yes"}, {"act": "yes", "stamp": "x"}, {"act": "delete"}, {"act": "\0"}, {"act": "a" * 5000}]
)
def test_made_up_forms_decide_nothing(house: House, fields: dict[str, str]):
    link = house.asks()
    before = house.stored()

    answer = house.mail.post(link, data=fields, headers=SENT)

    assert answer.status_code in (400, 409)
    assert house.stored() == before


def test_who_tries_tokens_is_slowed_down(house: House):
    link = house.asks()

    answers = [house.mail.get(f"/d/{number:054d}") for number in range(61)]

    assert {answer.status_code for answer in answers[:60]} == {404}
    assert answers[60].status_code == 429
    assert int(answers[60].headers["retry-after"]) > 0
    assert house.mail.get(link).status_code == 429


def test_what_people_typed_is_text(house: House):
    link = house.asks()
    with house.db.writing() as session:
        session.exec(select(Booking)).one().title = "<b>Stricken</b> & mehr"
    page = press(house, link, "ask", text="x" * 501 + "<img src=x>")

    assert "<b>" not in page.text
    assert "<img" not in page.text
    assert "<b>Stricken</b> & mehr" in html.unescape(page.text)


# The proof of an address


def test_an_address_is_proven_by_a_press_and_never_by_a_look(house: House):
    chance = "ein-Zeichen-aus-Zufall"
    with house.db.writing() as session:
        staff = session.get_one(Staff, house.staff)
        staff.address, staff.address_wish = "", "leitung@example.org"
        staff.address_hash, staff.address_until = desknews.seals.token_seal(chance), clock.now() + timedelta(days=1)
    link = f"/desk/login/address/{halftokens.whole(chance, SECRET)}"
    before = house.stored()

    page = house.mail.get(link)
    house.mail.head(link)

    assert house.stored() == before
    assert "l…@example.org" in spoken(page)
    assert "leitung@" not in page.text
    assert house.mail.post(link, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert house.stored() == before
    assert "Danke!" in spoken(house.mail.post(link, headers=SENT))
    assert "Dieser Link gilt zwei Tage und nur einmal." in spoken(house.mail.post(link, headers=SENT))
    assert house.mail.get(link).status_code == 404
    with house.db.reading() as session:
        assert session.get_one(Staff, house.staff).address == "leitung@example.org"


def test_a_link_of_one_kind_opens_nothing_of_the_other(house: House):
    link = house.asks()

    assert house.mail.get(link.replace("/d/", "/desk/login/address/")).status_code == 404
