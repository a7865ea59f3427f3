"""What is stored about me: told, taken along, erased, by whoever has the address; nobody else, and never by looking."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from booking import clock, members, occupancy, signups
from booking.i18n import LANGUAGES
from booking.owndates import group_by_slug
from booking.seatletters import Contact
from models.community import Contact as GroupContact
from models.meetings import SeatContact, Signup
from models.members import Duty, Member
from tests.kiosk.conftest import spoken
from tests.support.everything import everything, found
from tests.support.group_phone import GroupPhone, group_phone

MAIL = "rosa@example.org"


@pytest.fixture
def seat(neighbourhood) -> str:
    """Take a seat at a meeting that asks for no name; return the path of its page."""
    code = neighbourhood.meeting(capacity=4, signup=Signup.WAITLIST, title="Mittagstisch")
    with neighbourhood.db.writing() as session:
        house = occupancy.house_facts(session)
        taken = signups.take_seat(session, house, code, 2, contact=Contact(email=MAIL), now=clock.now())
        return f"/s/{taken.token}"


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db) as opened:
        yield opened


def stored(db) -> str:
    with db.reading() as session:
        return everything(session)


def test_the_page_of_a_seat_leads_to_everything_and_two_presses_erase_it(neighbourhood, browse, seat):
    assert f'href="{seat}/daten"' in browse.get(seat).text

    told = browse.get(f"{seat}/daten")
    for words in ("Mittagstisch", MAIL, "Personen 2", "eine Woche nach dem Treffen", "Briefe an Sie 1"):
        assert words in spoken(told)
    assert f'href="{seat}/loeschen"' in told.text
    asked = browse.get(f"{seat}/loeschen")
    assert "Ihr Platz wird abgesagt." in spoken(asked)
    assert f'<form method="post" action="{seat}/loeschen"' in asked.text
    done = browse.post(f"{seat}/loeschen")

    assert (done.status_code, done.headers["location"]) == (303, "/geloescht")
    assert "Alles gelöscht" in spoken(browse.get("/geloescht"))
    assert neighbourhood.seats() == [(2, False)]
    with neighbourhood.db.reading() as session:
        assert session.exec(select(SeatContact)).all() == []
        assert found(session, MAIL) == []


def test_the_file_has_everything_as_rows_and_no_secret(browse, seat):
    answer = browse.get(f"{seat}/daten.json")

    told = json.loads(answer.content)
    assert answer.headers["content-disposition"].startswith('attachment; filename="auskunft-')
    assert answer.headers["cache-control"] == "no-store"
    assert {one["kind"] for one in told["found"]} == {"seat", "seat_contact", "seat_link", "letter"}
    assert seat.rpartition("/")[2] not in answer.text
    assert "token" not in answer.text


def test_looking_changes_nothing_and_nobody_else_learns_of_it(neighbourhood, browse, seat):
    before = stored(neighbourhood.db)

    for path in (f"{seat}/daten", f"{seat}/loeschen", f"{seat}/daten.json", "/geloescht"):
        answers = [browse.get(path), browse.request("HEAD", path), browse.options(path)]
        head = answers[0].headers
        assert (head["x-robots-tag"], head["cache-control"]) == ("noindex, nofollow", "no-store")
        assert head["referrer-policy"] == "no-referrer"

    assert stored(neighbourhood.db) == before


def test_a_second_press_and_an_address_that_opens_nothing_end_alike(neighbourhood, browse, seat):
    answers = [browse.post(f"{path}/loeschen") for path in (seat, seat, "/s/erfundenerfunden")]

    assert {(one.status_code, one.headers["location"]) for one in answers} == {(303, "/geloescht")}
    for path in (f"{seat}/daten", f"{seat}/loeschen", f"{seat}/daten.json", "/b/erfundenerfunden/daten"):
        gone = browse.get(path)
        assert gone.status_code == 404
        assert "Wer hilft mir?" in spoken(gone)


def test_another_site_erases_nothing_and_who_tries_many_links_is_slowed_down(neighbourhood, browse, seat):
    assert browse.post(f"{seat}/loeschen", headers={"sec-fetch-site": "cross-site"}).status_code == 422
    assert neighbourhood.seats() == [(2, True)]

    tries = [browse.post("/s/unbekannt/loeschen").status_code for _try in range(61)]

    assert tries == [303] * 60 + [429]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_these_pages_and_keeps_itself(browse, seat, language):
    tag = language.replace("_", "-")
    for path in ("/daten", "/loeschen"):
        answer = browse.get(f"{seat}{path}?lang={tag}")
        assert answer.status_code == 200
        assert f'lang="{LANGUAGES[language].tag}"' in answer.text[:80]
        assert f"{seat}?lang={language}" in answer.text.replace("&amp;", "&")
    assert browse.post(f"{seat}/loeschen?lang={tag}").headers["location"] == f"/geloescht?lang={language}"


# A group


def reach(phone: GroupPhone) -> None:
    """Give the group a contact of its own, and whoever answers for it a mail address."""
    with phone.db.writing() as session:
        group = group_by_slug(session, phone.slug)
        contact = GroupContact(slug="eigene", function="Gruppenleitung", email="kontakt@example.org", phone="07032 1")
        session.add(contact)
        session.flush()
        group.contact_id = contact.id
        session.exec(select(Member)).one().email = MAIL


def test_whoever_answers_for_a_group_reads_it_all_and_goes(phone):
    reach(phone)
    uid = phone.booked()
    assert f'href="{phone.home}/daten"' in phone.get().text

    told = spoken(phone.get("/daten"))
    for words in (MAIL, "Gruppenleitung, 07032 1, kontakt@example.org", "Handys mit dieser Seite 1"):
        assert words in told
    kinds = {one["kind"] for one in phone.get("/daten.json").json()["found"]}
    assert kinds == {"members", "member_links", "contact", "letter"}
    asked = phone.get("/loeschen")
    assert "Danach ist niemand für die Gruppe verantwortlich." in spoken(asked)
    assert f'href="{phone.home}/uebergeben"' in asked.text
    done = phone.post("/loeschen")

    assert (done.status_code, done.headers["location"]) == (303, "/geloescht")
    assert phone.get().status_code == 404
    with phone.db.reading() as session:
        assert found(session, MAIL, "kontakt@example.org") == []
    assert phone.booking(uid).released_at is None
    assert ("person.erased", f"group:{phone.slug}") in phone.acts()
    assert phone.post("/loeschen").headers["location"] == "/geloescht"


def test_a_helper_goes_alone_and_sees_nothing_of_others(phone):
    reach(phone)
    leader, token = phone.token, phone.new_token(Duty.HELPER)
    phone.token = token

    told = spoken(phone.get("/daten"))
    assert MAIL not in told
    assert "Kontakt der Gruppe" not in told
    assert "Andere handeln weiter" in spoken(phone.get("/loeschen"))
    phone.post("/loeschen")

    with phone.db.reading() as session:
        assert [one.email for one in session.exec(select(Member))] == [MAIL]
        assert members.opened_by(session, leader).leads


def test_looking_at_what_is_stored_of_a_group_changes_nothing(phone):
    before = stored(phone.db)

    for path in ("/daten", "/daten.json", "/loeschen"):
        assert phone.get(path).status_code == 200

    assert stored(phone.db) == before
    assert phone.client.get("/g/erfunden/daten").status_code == 404


# Somebody new


def test_somebody_new_takes_the_wish_back_and_the_word_with_it(phone):
    start = f"{phone.day + timedelta(days=7)}T12:00:00+00:00"
    held = phone.client.post("/book", data={"time": f"quartierraum 60 {start}"}).headers["location"]
    asked = phone.client.post(held, data={"way": "neu", "usage": "group", "persons": "6"}).headers["location"]
    assert f'href="{asked}/daten"' in phone.client.get(asked).text
    assert 'name="group"' in phone.client.get(f"{phone_holds(phone, start)}?als=gruppe").text

    told = spoken(phone.client.get(f"{asked}/daten"))
    word = " ".join(told.partition("Ihr Merkwort ")[2].split()[:3])
    assert "Personen 6" in told
    with phone.db.reading() as session:
        assert found(session, word) == [word]
    assert "Ihre Anfrage wird zurückgenommen." in spoken(phone.client.get(f"{asked}/loeschen"))
    done = phone.client.post(f"{asked}/loeschen")

    assert (done.status_code, done.headers["location"]) == (303, "/geloescht")
    with phone.db.reading() as session:
        assert found(session, word) == []
    assert phone.client.get(asked).status_code == 404
    assert phone.bookings()[0].state == "cancelled"


def phone_holds(phone: GroupPhone, start: str) -> str:
    """Hold a time a day later; return the path that goes on with it."""
    later = start.replace("T12", "T15")
    return str(phone.client.post("/book", data={"time": f"quartierraum 60 {later}"}).headers["location"])
