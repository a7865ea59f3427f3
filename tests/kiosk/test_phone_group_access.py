"""Who acts for a group, on its own phone: functions, hand-over, key and calendar; each secret is shown once."""

import re
from collections.abc import Iterator

import pytest
from sqlmodel import select

from booking import access, cards, clock, members
from booking.feeds import FeedStore
from booking.owndates import group_by_slug
from models.members import Duty, FeedKey, Member, MemberLink
from tests.kiosk.conftest import spoken
from tests.support.group_phone import GroupPhone, group_phone, links_of


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db) as opened:
        yield opened


def address_on(answer) -> str:
    """Return the path of the address that a page shows once."""
    (found,) = re.findall(r"https://quartier\.example\.org(/g/[\w-]+)", spoken(answer))
    return str(found)


def functions(phone) -> list[tuple[Duty, str]]:
    with phone.db.reading() as session:
        return [(one.duty, one.email) for one in session.exec(select(Member)).all()]


def stored(phone, secret: str) -> bool:
    """Whether *secret* stands in a table as it is."""
    with phone.db.reading() as session:
        return any(secret in repr(row) for table in (MemberLink, FeedKey) for row in session.exec(select(table)))


def test_somebody_new_helps_and_gets_an_own_address_that_is_shown_once(phone):
    answer = phone.post("/zugang", aufgabe="keys", email="tuer@example.org")

    path = address_on(answer)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert 'class="qr"' in answer.text
    assert phone.client.get(path).status_code == 200
    assert path not in phone.get("/zugang").text
    assert not stored(phone, path.rpartition("/")[2])
    assert functions(phone) == [(Duty.RESPONSIBLE, ""), (Duty.KEYS, "tuer@example.org")]


def test_what_is_no_address_is_told_and_stays_in_the_form(phone):
    answer = phone.post("/zugang", aufgabe="deputy", email="tuer@")

    assert (answer.status_code, 'value="tuer@"' in answer.text) == (422, True)
    assert '<option value="deputy" selected>' in answer.text
    assert len(functions(phone)) == 1


def test_a_function_gets_another_address_is_locked_and_struck(phone):
    other = address_on(phone.post("/zugang", aufgabe="helper"))
    path = links_of(phone.get("/zugang"), "/zugang/")[1].removeprefix(phone.home)

    fresh = address_on(phone.post(path, do="neu"))
    assert [phone.client.get(one).status_code for one in (other, fresh)] == [404, 200]
    assert phone.post(path, do="email", email="hilft@example.org").headers["location"].endswith("gesagt=address")
    assert 'value="hilft@example.org"' in phone.get(path).text
    assert phone.post(path, do="sperren").headers["location"].endswith("gesagt=taken")
    assert phone.client.get(fresh).status_code == 404
    assert "gesperrt" in spoken(phone.get("/zugang"))
    assert phone.post(path, do="streichen").headers["location"].endswith("gesagt=removed")
    assert functions(phone) == [(Duty.RESPONSIBLE, "")]
    assert phone.post(path, do="neu").status_code == 404


def test_only_whoever_answers_for_the_group_says_who_else_acts(phone):
    token = phone.new_token(Duty.DEPUTY)
    with phone.db.reading() as session:
        uid = session.exec(select(Member)).first().uid

    answers = [
        phone.client.post(f"/g/{token}{path}", data=fields)
        for path, fields in (
            ("/zugang", {"aufgabe": "helper"}),
            ("/zugang", {"do": "schluessel"}),
            (f"/zugang/{uid}", {"do": "neu"}),
            ("/uebergeben", {}),
        )
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert phone.client.get(f"/g/{token}/uebergeben").status_code == 403
    assert "Ändern kann das, wer für die Gruppe verantwortlich ist." in spoken(phone.client.get(f"/g/{token}/zugang"))
    assert phone.get().status_code == 200


def test_nobody_strikes_the_last_who_answers_for_the_group(phone):
    path = links_of(phone.get("/zugang"), "/zugang/")[0].removeprefix(phone.home)

    answer = phone.post(path, do="streichen")

    assert (answer.status_code, phone.get().status_code) == (409, 200)
    assert "Jemand muss für die Gruppe verantwortlich bleiben." in spoken(answer)


def test_handed_over_the_old_phone_is_out_at_once_and_the_dates_stay(phone):
    uid = phone.booked()
    with phone.db.writing() as session:
        card = cards.give_card(session, "strickcafe", now=clock.now(), who="desk:manager")
        key = access.new_group_key(session, "strickcafe", now=clock.now())
    open_page = phone.get(f"/termin/{uid}/absagen")

    answer = phone.post("/uebergeben", schluessel="1")

    fresh = address_on(answer)
    assert "Ihre eigene Adresse gilt nicht mehr." in spoken(answer)
    assert links_of(answer, phone.home) == []
    assert (open_page.status_code, phone.get().status_code) == (200, 404)
    assert phone.post(f"/termin/{uid}/absagen").status_code == 404
    assert phone.post("/uebergeben").status_code == 404
    assert "Strick- und Spielecafé" in spoken(phone.client.get(f"{fresh}/termin/{uid}"))
    with phone.db.reading() as session:
        assert cards.holder_of(session, card).slug == "strickcafe"
        assert access.group_by_key(session, key) is None


def test_a_fresh_key_books_by_program_and_is_shown_once(phone):
    answer = phone.post("/zugang", do="schluessel")

    (key,) = re.findall(r'<p class="copy" translate="no">([\w-]+)</p>', answer.text)
    with phone.db.reading() as session:
        assert access.group_by_key(session, key).slug == "strickcafe"
    assert key not in phone.get("/zugang").text


def test_the_calendar_of_its_own_is_an_address_shown_once_and_ended_at_once(phone):
    phone.booked()
    answer = phone.post("/kalender", do="neu")
    (path,) = set(re.findall(r"https://quartier\.example\.org(/calendar/private/[\w-]+\.ics)", spoken(answer)))
    store = FeedStore(phone.db, "https://quartier.example.org")
    assert b"Stricken" in store.bring(path, now=clock.now()).body

    assert path not in phone.get("/kalender").text
    assert not stored(phone, path.rpartition("/")[2].removesuffix(".ics"))
    assert phone.post("/kalender", do="sperren").headers["location"].endswith("gesagt=ended")
    assert store.bring(path, now=clock.now()) is None
    store.close()


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/zugang", {"aufgabe": "chef"}),
        ("/zugang", {}),
        ("/zugang/nichts", {"do": "neu"}),
        ("/kalender", {"do": "?"}),
        ("/kalender", {}),
    ],
    ids=["made up", "nothing", "nobody", "no such button", "no button"],
)
def test_what_no_page_of_ours_sends_changes_nothing(phone, path, fields):
    before = phone.acts()

    assert phone.post(path, **fields).status_code in (404, 422)
    assert phone.acts() == before


def test_no_other_site_hands_the_group_over(phone):
    answers = [
        phone.client.post(phone.home + path, data={"do": "neu"}, headers={"sec-fetch-site": "cross-site"})
        for path in ("/uebergeben", "/zugang", "/kalender")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert phone.get().status_code == 200


def test_too_many_presses_with_one_link_wait(phone):
    codes = [phone.post("/kalender", do="neu").status_code for _press in range(62)]

    assert (codes[:60], codes[60:]) == ([200] * 60, [429] * 2)
    with phone.db.reading() as session:
        group = group_by_slug(session, "strickcafe")
        assert len(members.members_of(session, group.id)) == 1
