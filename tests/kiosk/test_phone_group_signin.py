"""Signing in by letter on the phone: the answer never tells who is known, and a mail program signs nobody in."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from booking import clock, members
from booking.owndates import group_by_slug
from models.letters import Letter
from models.members import Duty, MemberLink, SignIn
from tests.kiosk.conftest import spoken
from tests.support.group_phone import GroupPhone, group_phone


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db, mail_url="smtp://mail.example.org") as opened:
        with sqlite_db.writing() as session:
            group = group_by_slug(session, "strickcafe")
            members.add_member(session, group.id, Duty.DEPUTY, email="gruppe@example.org", who="x", now=clock.now())
        yield opened


def letters(phone) -> list[Letter]:
    with phone.db.reading() as session:
        return list(session.exec(select(Letter)))


def links(phone) -> int:
    with phone.db.reading() as session:
        return len(session.exec(select(MemberLink)).all())


def ask(phone, email: str, **headers: str):
    return phone.client.post("/g", data={"email": email}, headers=headers)


def test_the_answer_is_the_same_whether_the_address_is_known_or_not(phone):
    known, unknown = ask(phone, "gruppe@example.org"), ask(phone, "fremd@example.org")

    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text
    assert "Kennt das Haus diese Adresse, kommt gleich eine E-Mail." in spoken(known)
    assert [letter.address for letter in letters(phone)] == ["gruppe@example.org"]


def test_the_letter_is_in_the_language_of_the_page(phone):
    phone.client.post("/g?lang=uk", data={"email": "gruppe@example.org"})

    assert [letter.language for letter in letters(phone)] == ["uk"]


def test_a_look_ahead_signs_nobody_in_and_the_press_leads_to_a_fresh_address(phone):
    ask(phone, "gruppe@example.org")
    path, before = str(letters(phone)[0].facts["path"]), links(phone)

    looks = [phone.client.get(path) for _look in range(3)] + [phone.client.head(path)]
    assert [look.status_code for look in looks] == [200] * 4
    assert "Strick" not in looks[0].text
    assert links(phone) == before

    entered = phone.client.post(path)
    assert (entered.status_code, links(phone)) == (303, before + 1)
    assert "Strick- und Spielecafé" in spoken(phone.client.get(entered.headers["location"]))
    assert entered.headers["location"].rpartition("/")[2] not in path
    again = phone.client.post(path)
    assert again.status_code == 404
    assert "Dieser Link gilt 15 Minuten und nur einmal." in spoken(again)
    assert phone.client.get(path).status_code == 404


@pytest.mark.parametrize("email", ["", "kein", "a@b.de\r\nBcc: c@d.de", "<script>@x.de"])
def test_what_is_no_address_is_told_and_stays_in_the_form(phone, email):
    answer = ask(phone, email)

    assert answer.status_code == 422
    assert "Das ist keine ganze E-Mail-Adresse." in spoken(answer)
    assert "<script>" not in answer.text
    assert letters(phone) == []


def test_no_other_site_asks_for_letters_or_signs_in(phone):
    ask(phone, "gruppe@example.org")
    path = str(letters(phone)[0].facts["path"])

    answers = [
        ask(phone, "gruppe@example.org", **{"sec-fetch-site": "cross-site"}),
        phone.client.post(path, headers={"sec-fetch-site": "cross-site"}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    with phone.db.reading() as session:
        assert [one.used_at for one in session.exec(select(SignIn))] == [None]


def test_whoever_asks_for_too_many_letters_waits(phone):
    codes = [ask(phone, f"fremd{number}@example.org").status_code for number in range(12)]

    assert codes == [200] * 10 + [429] * 2


@pytest.mark.parametrize("path", ["/g/anmelden/invented", "/g/anmelden/%00"])
def test_an_invented_way_in_is_told_kindly(phone, path):
    for answer in (phone.client.get(path), phone.client.post(path)):
        assert (answer.status_code, "<h1>" in answer.text) == (404, True)


def test_a_house_that_writes_no_letters_says_so_and_keeps_none(sqlite_db):
    with group_phone(sqlite_db) as phone:
        with sqlite_db.writing() as session:
            group = group_by_slug(session, "strickcafe")
            members.add_member(session, group.id, Duty.DEPUTY, email="gruppe@example.org", who="x", now=clock.now())

        answers = [phone.client.get("/g"), ask(phone, "gruppe@example.org")]

        assert all("Dieses Haus verschickt keine E-Mails." in spoken(answer) for answer in answers)
        assert letters(phone) == []
