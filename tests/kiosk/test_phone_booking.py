"""What is held at the kiosk is finished on one's own phone: looking changes nothing, the PIN is one's own, once."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import col, select
from starlette.testclient import TestClient

from booking import access, clock, handover, holds, newcomers, occupancy
from booking.refusals import Alternative
from booking.settings import Settings
from booking.span import Span, local
from kiosk import phone, troubles
from kiosk.phone import slots
from models.bookings import Booking, State
from models.database import Database
from models.journal import JournalEntry
from tests.kiosk.conftest import spoken
from tests.support.cast import BERLIN, move_in, wish

SECRET = "a secret of sixteen"
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def pin(sqlite_db) -> str:
    with sqlite_db.writing() as session:
        move_in(session)
        return access.new_group_pin(session, "strickcafe", SECRET, now=clock.now())


@pytest.fixture
def browse(sqlite_db, pin) -> Iterator[TestClient]:
    """A phone without scripts."""
    app, settings = FastAPI(), Settings(public_url="https://quartier.example.org", secret=SECRET)
    app.state.settings = settings
    phone.register(app, sqlite_db, settings)
    troubles.register(app)
    with TestClient(app, raise_server_exceptions=False, follow_redirects=False, headers=OURS) as client:
        yield client


@pytest.fixture
def path(sqlite_db, pin) -> str:
    """What the QR code leads to: the Stüble in a week at ten, held at the kiosk."""
    return _path(sqlite_db)


def _path(db: Database, clock_time: str = "10:00", *, days: int = 7, room: str = "stueble") -> str:
    day = local(clock.now(), BERLIN).date() + timedelta(days=days)
    with db.writing() as session:
        house, now = occupancy.house_facts(session), clock.now()
        asked = wish(clock_time, day=day, minutes=60, room=room, group_slug="", title="", source="kiosk")
        held = holds.hold(session, house, asked, who="kiosk:1", now=now)
        return f"/b/{handover.hand_over(session, held.uid, now=now)}"


def booking(db: Database) -> Booking:
    with db.reading() as session:
        return session.exec(select(Booking).order_by(col(Booking.id).desc())).one()


def acts(db: Database) -> list[str]:
    with db.reading() as session:
        return [entry.what for entry in session.exec(select(JournalEntry)) if entry.booking_id]


def book(browse, path, pin, group="strickcafe"):
    return browse.post(path, data={"way": "gruppe", "group": group, "pin": pin})


def test_looking_shows_what_is_held_and_changes_nothing(browse, sqlite_db, path):
    before = booking(sqlite_db)

    answers = [browse.get(f"{path}{query}") for query in ("", "?als=gruppe", "?als=neu", "?als=<b>", "") for _ in "ab"]

    assert {answer.status_code for answer in answers} == {200}
    said = spoken(answers[0])
    assert "Diese Zeit wird für Sie freigehalten" in said
    assert ("Stüble" in said, "10:00 – 11:00 Uhr" in said) == (True, True)
    assert booking(sqlite_db).model_dump() == before.model_dump()
    assert acts(sqlite_db) == ["booking.held"]


def test_nobody_else_learns_of_the_link(browse, path):
    answer = browse.get(path)

    assert {name: answer.headers[name] for name in ("cache-control", "x-robots-tag", "referrer-policy")} == {
        "cache-control": "no-store",
        "x-robots-tag": "noindex, nofollow",
        "referrer-policy": "no-referrer",
    }
    assert "set-cookie" not in answer.headers
    assert len(answer.content) < 60_000
    assert "<script" not in answer.text


def test_choosing_a_way_tells_the_kiosk_and_gives_ten_minutes(browse, sqlite_db, path):
    answer = browse.post(path, data={"way": "gruppe"})

    held = booking(sqlite_db)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?als=gruppe")
    assert held.held_until is not None
    assert held.held_until - held.created_at > timedelta(minutes=9)
    assert acts(sqlite_db) == ["booking.held", "booking.taken_along"]
    assert "PIN der Gruppe: 6 Ziffern" in spoken(browse.get(answer.headers["location"]))


def test_the_right_pin_books_and_only_this_phone_sees_what(browse, sqlite_db, path, pin):
    answer = book(browse, path, f" {pin[:3]} {pin[3:]} ")

    own, made = answer.headers["location"], booking(sqlite_db)
    assert (answer.status_code, made.state, made.source) == (303, State.CONFIRMED, "phone_qr")
    assert own != path
    assert "Gebucht!" in spoken(browse.get(own))
    assert f'href="/m/{made.code}"' in browse.get(own).text
    old = browse.get(path)
    assert "Hier ist schon alles erledigt" in spoken(old)
    assert made.code not in old.text
    assert pin not in old.text + answer.text


def test_a_wrong_pin_is_told_and_counted_and_keeps_the_group(browse, sqlite_db, path, pin):
    wrong = f"{(int(pin) + 1) % 1_000_000:06}"

    answers = [book(browse, path, wrong) for _number in range(5)]
    last = book(browse, path, pin)

    assert "Sie haben noch 4 Versuche." in spoken(answers[0])
    assert '<option value="strickcafe" selected>' in answers[0].text
    assert wrong not in answers[0].text
    assert (answers[4].status_code, last.status_code) == (429, 429)
    assert "Zu viele falsche Versuche." in spoken(last)
    assert booking(sqlite_db).state is State.HELD


@pytest.mark.parametrize("group", ["niemand", "shg-a", "vhs"], ids=["no group", "a closed group", "without a PIN"])
def test_whatever_group_is_named_the_answer_is_the_same(browse, path, group):
    assert "Die PIN stimmt nicht. Sie haben noch 4 Versuche." in spoken(book(browse, path, "123456", group))


def test_somebody_new_asks_and_gets_a_word(browse, sqlite_db, path):
    answer = browse.post(path, data={"way": "neu", "usage": "group", "persons": "6"})

    own, made = answer.headers["location"], booking(sqlite_db)
    word = newcomers.code_word(made)
    assert (made.state, made.persons, made.source) == (State.REQUESTED, 6, "phone_qr")
    assert re.fullmatch(r"\w+ \w+ \d+", word)
    assert word in spoken(browse.get(own))
    assert word not in browse.get(path).text
    again = browse.post(path, data={"way": "neu", "usage": "group", "persons": "6"})
    assert again.status_code == 409
    assert newcomers.code_word(booking(sqlite_db)) == word


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"usage": "group", "persons": ""}, "Bitte wählen Sie eine Zahl von 1 bis 8."),
        ({"usage": "group", "persons": "9"}, "Höchstens 8 sind möglich."),
        ({"usage": "private", "persons": "4"}, "Private Feiern sind hier nicht möglich."),
        ({"usage": "<script>", "persons": "4"}, "Diese Art der Nutzung gibt es hier nicht."),
    ],
    ids=["nobody", "too many", "private", "made up"],
)
def test_what_the_house_does_not_allow_is_told_beside_the_form(browse, sqlite_db, path, fields, said):
    answer = browse.post(path, data={"way": "neu", **fields})

    assert (answer.status_code, said in spoken(answer)) == (422, True)
    assert "<script>" not in answer.text
    assert booking(sqlite_db).state is State.HELD


def test_after_the_minutes_the_phone_leads_back_to_the_kiosk(browse, sqlite_db, path, pin, monkeypatch):
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=3, seconds=1))

    late = book(browse, path, pin)

    assert (late.status_code, booking(sqlite_db).state) == (409, State.HELD)
    assert "Gehen Sie zum Bildschirm im Haus" in spoken(browse.get(path))
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=10, seconds=1))
    old = browse.get(path)
    assert (old.status_code, "Diese Adresse gilt nicht oder nicht mehr." in spoken(old)) == (404, True)


@pytest.mark.parametrize("token", ["invented", "a" * 22, "%00", "..%2f..", "'--"])
def test_an_invented_address_is_told_kindly(browse, token):
    for answer in (browse.get(f"/b/{token}"), browse.post(f"/b/{token}", data={"way": "gruppe"})):
        assert answer.status_code == 404
        assert "<h1>" in answer.text


def test_no_other_site_can_press_the_button(browse, sqlite_db, path, pin):
    answer = browse.post(
        path,
        data={"way": "gruppe", "group": "strickcafe", "pin": pin},
        headers={"sec-fetch-site": "cross-site"},
    )

    assert (answer.status_code, booking(sqlite_db).state) == (422, State.HELD)
    assert acts(sqlite_db) == ["booking.held"]


def test_two_phones_with_one_code_book_once(browse, sqlite_db, path, pin):
    first, second = book(browse, path, pin), book(browse, path, pin)

    assert (first.status_code, second.status_code) == (303, 409)
    assert "booking.confirmed" in acts(sqlite_db)
    assert acts(sqlite_db).count("booking.confirmed") == 1


def first_slot(page) -> dict[str, str]:
    """Return what the form of the first free time instead sends."""
    form = page.text.partition('action="/book"')[2].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {**dict(hidden), "time": re.findall(r'name="time" value="([^"]+)"', form)[0]}


def test_another_time_lets_go_of_what_the_kiosk_holds(browse, sqlite_db, pin):
    early = _path(sqlite_db, days=1)
    offered = browse.post(early, data={"way": "neu"})

    chosen = browse.post("/book", data=first_slot(offered))

    with sqlite_db.reading() as session:
        first, second = session.exec(select(Booking).order_by(col(Booking.id)))
    assert (offered.status_code, chosen.status_code) == (422, 303)
    assert (first.state, second.state) == (State.EXPIRED, State.HELD)
    assert acts(sqlite_db)[-3:] == ["booking.let_go", "booking.held", "booking.taken_along"]
    assert "Hier ist schon alles erledigt" in spoken(browse.get(early))


def test_a_time_that_is_gone_meanwhile_leaves_what_the_kiosk_holds(browse, sqlite_db, pin):
    early = _path(sqlite_db, days=1)
    sent = first_slot(browse.post(early, data={"way": "neu"}))
    browse.post("/book", data={"time": sent["time"], "once": "somebody else"})

    late = browse.post("/book", data=sent)

    assert late.status_code == 409
    assert "Diese Zeit wird für Sie freigehalten" in spoken(browse.get(early))
    assert first_slot(late)["instead_of"] == sent["instead_of"]  # and the next choice swaps it, too


def test_a_room_with_the_kitchen_is_offered_again_with_it(sqlite_db, pin):
    with sqlite_db.reading() as session:
        house = occupancy.house_facts(session)
    span = Span(wish("10:00").start, wish("10:00").end)
    offered = [("quartierraum", "quartierraum+kueche"), ("quartierraum", "quartierraum"), ("stueble", "quartierraum")]

    values = [slots.instead(house, Alternative(room, span), wanted).value for room, wanted in offered]

    assert [value.split(" ")[0] for value in values] == ["quartierraum+kueche", "quartierraum", "stueble"]
