"""The API, driven as programs drive it; on both databases."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from booking import access, clock, occupancy, signups
from booking.seatletters import Contact
from models.bookings import Booking
from models.meetings import Seat
from models.rooms import House
from tests.support.cast import BERLIN, at, move_in
from tests.support.programs import api_of, as_group, keys_of, working_day

BERLIN_CLOCK = "14:00"


@pytest.fixture
def keys(db) -> dict[str, str]:
    with db.writing() as session:
        move_in(session)
        return keys_of(session, "strickcafe", "vhs")


@pytest.fixture
def client(db, keys) -> Iterator[TestClient]:
    with api_of(db) as client:
        yield client


@pytest.fixture
def day():
    """A working day that is far enough ahead, whenever the test runs."""
    return working_day()


def wanted(day, clock_time="14:00", minutes=60, **changes) -> dict[str, Any]:
    start = at(day, clock_time).astimezone(BERLIN)
    asked = {
        "room": "stueble",
        "start": start.isoformat(),
        "end": (start + timedelta(minutes=minutes)).isoformat(),
        "title": "Stricken für den Basar",
    }
    return {**asked, **changes}


def book(client, keys, day, *, group="strickcafe", **changes):
    return client.post("/api/v1/bookings", json=wanted(day, **changes), headers=as_group(keys[group]))


def test_a_group_books_sees_and_cancels(client, keys, day):
    made = book(client, keys, day)
    assert made.status_code == 201
    uid = made.json()["uid"]
    assert {name: made.json()[name] for name in ("state", "room", "title")} == {
        "state": "confirmed",
        "room": "stueble",
        "title": "Stricken für den Basar",
    }

    busy = client.get("/api/v1/rooms/stueble/busy", params={"from": day.isoformat(), "to": day.isoformat()})
    assert busy.json() == [
        {
            "start": made.json()["start"],
            "end": made.json()["end"],
            "uid": uid,
            "title": "Stricken für den Basar",
        }
    ]

    assert client.delete(f"/api/v1/bookings/{uid}", headers=as_group(keys["strickcafe"])).status_code == 204
    assert client.delete(f"/api/v1/bookings/{uid}", headers=as_group(keys["strickcafe"])).status_code == 204
    after = client.get("/api/v1/rooms/stueble/busy", params={"from": day.isoformat(), "to": day.isoformat()})
    assert after.json() == []
    shown = client.get("/api/v1/meetings", params={"from": day.isoformat(), "to": day.isoformat()}).json()
    assert [one["status"] for one in shown] == ["cancelled"]


def test_the_straight_way_and_the_frameworks_tell_the_same(client, keys, day):
    """The kind of the body decides: with a charset it is not what kiosk.routes.api.straight understands at once."""

    def ask(kind: str, **changes: Any) -> tuple[int, Any]:
        headers = {**as_group(keys["strickcafe"]), "Content-Type": kind}
        answer = client.post("/api/v1/bookings", content=json.dumps(wanted(day, **changes)), headers=headers)
        return answer.status_code, answer.json()

    straight, framework = "application/json", "application/json; charset=utf-8"
    (first, one), (second, other) = ask(straight), ask(framework, clock_time="16:00")

    assert (first, second, sorted(one)) == (201, 201, sorted(other))
    assert ask(straight) == ask(framework)  # it is taken
    assert ask(straight, title="", persons=0) == ask(framework, title="", persons=0)


def test_a_taken_time_gets_the_clash_and_three_free_times(client, keys, day):
    first = book(client, keys, day).json()

    answer = book(client, keys, day, group="vhs")

    assert answer.status_code == 409
    assert [clash["uid"] for clash in answer.json()["clashes"]] == [first["uid"]]
    assert len(answer.json()["alternatives"]) == 3
    for free in answer.json()["alternatives"]:
        again = wanted(day) | {"start": free["start"], "end": free["end"]}
        made = client.post("/api/v1/bookings", json=again, headers=as_group(keys["vhs"]))
        assert made.status_code == 201
        client.delete(f"/api/v1/bookings/{made.json()['uid']}", headers=as_group(keys["vhs"]))


def test_every_free_time_that_is_told_is_free(client, keys, day):
    book(client, keys, day)

    free = client.get(
        "/api/v1/rooms/stueble/free", params={"from": day.isoformat(), "to": day.isoformat(), "minutes": 60}
    ).json()

    assert (free[0]["start"][11:16], free[-1]["end"][11:16]) == ("08:00", "22:00")
    assert all(one["end"] <= wanted(day)["start"] or one["start"] >= wanted(day)["end"] for one in free)


def test_all_objections_come_at_once_with_word_and_sentence(client, keys, day):
    answer = book(client, keys, day, clock_time="05:10", minutes=5, title="<b>", persons=99)

    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == [
        "title_refused",
        "too_many_persons",
        "off_grid",
        "too_short",
        "outside_hours",
    ]
    assert answer.json()["errors"][3]["message"] == "Das ist zu kurz. Der Raum wird für mindestens 30 Minuten vergeben."


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "Treffen\r\nBCC: alle@example.org",
    "BEGIN:VALARM\nACTION:DISPLAY",
    "\u202eUmgedrehter Text",
    '=HYPERLINK("http://evil.example","klick")',
    "javascript:alert(1)",
    "",
    "x" * 2000,
]


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_are_refused_and_nothing_is_stored(client, keys, day, db, title):
    answer = book(client, keys, day, title=title)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"].endswith(".")
    with db.reading() as session:
        assert session.exec(select(Booking)).all() == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("{", ["body"]),
        ("[]", ["body"]),
        ("null", ["body"]),
        ('"text"', ["body"]),
        ("{}", ["room", "start", "end", "title"]),
        ('{"room": 1, "start": "gestern", "end": [], "title": null}', ["room", "start", "end", "title"]),
        ('{"room":"stueble","start":"2026-12-01T10:00","end":"2026-12-01T11:00","title":"x"}', ["start", "end"]),
        ('{"room":"a","start":"2026-12-01T10:00Z","end":"2026-12-01T11:00Z","title":"x","wo":1}', ["wo"]),
    ],
    ids=["no JSON", "a list", "null", "a text", "nothing in it", "wrong kinds", "no time zone", "an unknown field"],
)
def test_what_cannot_be_read_is_told_in_german(client, keys, body, fields):
    headers = {**as_group(keys["strickcafe"]), "Content-Type": "application/json"}
    answer = client.post("/api/v1/bookings", content=body, headers=headers)

    assert answer.status_code == 422
    errors = [error for error in answer.json()["errors"] if error["code"] == "malformed"]
    assert [error["field"] for error in errors] == fields
    assert all(error["message"].startswith("Die Angabe „") for error in errors)


@pytest.mark.parametrize("path", ["holds", "waits", "series/preview"])
def test_every_wish_is_read_as_far_as_it_can_be(client, keys, day, path):
    body = {**wanted(day), "persons": "viele", "room": "turm"}

    answer = client.post(f"/api/v1/{path}", json=body, headers=as_group(keys["strickcafe"]))

    assert [error["code"] for error in answer.json()["errors"]] == ["malformed", "unknown_room"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"room": "turm"}, ["unknown_room"]),
        ({"title": "Mehr auf www.example.org", "usage": "private"}, ["title_refused", "usage_not_allowed"]),
        ({"start": "2020-12-02T10:00Z", "end": "2020-12-02T11:00Z"}, ["in_the_past"]),
        ({"start": "2026-12-02T11:00Z", "end": "2026-12-02T10:00Z"}, ["end_before_start"]),
        ({"title": 7, "layout": "bett"}, ["unknown_layout"]),
        ({"start": "gestern", "room": "kueche"}, ["room_only_as_extra"]),
        ({"room": 1, "start": "2020-12-02T10:00Z", "end": "2020-12-02T11:00Z"}, ["in_the_past"]),
        ({"room": None, "title": ""}, ["title_refused"]),
    ],
    ids=["room", "words", "past", "backwards", "no title", "no time", "no room", "nothing said"],
)
def test_what_speaks_against_the_rest_is_told_beside_what_cannot_be_read(client, keys, day, changes, codes):
    body = {**wanted(day), "persons": "viele", **changes}

    answer = client.post("/api/v1/bookings", json=body, headers=as_group(keys["strickcafe"]))

    found = [error["code"] for error in answer.json()["errors"]]
    assert (answer.status_code, [code for code in found if code != "malformed"]) == (422, codes)
    assert "malformed" in found


def test_a_rule_that_cannot_be_kept_is_told_beside_what_cannot_be_read(client, keys, day):
    body = {**wanted(day), "persons": "viele", "rrule": "FREQ=SECONDLY"}

    answer = client.post("/api/v1/bookings", json=body, headers=as_group(keys["strickcafe"]))

    assert [error["code"] for error in answer.json()["errors"]] == ["malformed", "rule_refused"]


def test_who_has_the_room_is_told_beside_what_cannot_be_read(client, keys, day):
    book(client, keys, day)

    answer = client.post("/api/v1/bookings", json={**wanted(day), "open": "ja"}, headers=as_group(keys["vhs"]))

    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (422, ["malformed", "taken"])


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer falsch", "Basic x"])
def test_without_the_key_of_a_group_nothing_is_booked(client, keys, day, authorization):
    headers = {"Authorization": authorization} if authorization else {}

    answer = client.post("/api/v1/bookings", json=wanted(day), headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "no_key")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("start", "end", "codes"),
    [
        ("2026-12-02T10:00Z", "2062-12-02T11:00Z", ["too_long"]),
        ("0001-01-01T00:00Z", "2026-12-02T11:00Z", ["malformed"]),
        ("2026-12-02T10:00Z", "9999-12-31T23:59Z", ["malformed"]),
        ("2026-12-02T11:00Z", "2026-12-02T10:00Z", ["end_before_start"]),
    ],
    ids=["a year too many", "long ago", "far away", "backwards"],
)
def test_times_that_no_calendar_holds_are_refused_at_once(client, keys, day, start, end, codes):
    answer = book(client, keys, day, start=start, end=end)

    assert (answer.status_code, [error["code"] for error in answer.json()["errors"]]) == (422, codes)


@pytest.mark.parametrize("start", [1796200000, "1796200001", "morgen", "2026-12-02"])
def test_a_time_is_iso_8601_and_nothing_else(client, keys, day, start):
    answer = book(client, keys, day, start=start)

    assert [(error["code"], error["field"]) for error in answer.json()["errors"]] == [("malformed", "start")]


@pytest.mark.parametrize(
    ("path", "sent", "told"),
    [
        ("bookings", {"open": "ja"}, ("open", "true oder false")),
        ("bookings", {"choices": [{"date": "2026-12-09T12:30", "do": "x"}]}, ("choices.do", "skip, time, room")),
        ("series/x/preview", {"scope": {"kind": "x"}, "change": {}}, ("scope.kind", "this, following, all, between")),
        (
            "series/x/preview",
            {"scope": {"kind": "all"}, "change": {"until": "2027-02-30"}},
            ("change.until", "ein Tag"),
        ),
        ("series/x/preview", {"scope": {"kind": "all"}, "change": {"until": 5}}, ("change.until", "ein Tag wie")),
        (
            "series/x/preview",
            {"scope": {"kind": "all"}, "change": {"start": "25:00"}},
            ("change.start", "eine Uhrzeit"),
        ),
        ("rounds/x/wishes", {"choices": [{"room": "r", "weekday": "mon", "start": "7"}]}, ("choices.start", "Uhrzeit")),
    ],
)
def test_what_is_unreadable_says_what_would_be_read(client, keys, day, path, sent, told):
    field, expected = told
    body = {**wanted(day), **sent} if path == "bookings" else sent

    answer = client.post(f"/api/v1/{path}", json=body, headers=as_group(keys["strickcafe"]))

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert expected in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("body", [b"\xff", b"[" * 50_000], ids=["no UTF-8", "very deep"])
def test_bytes_that_are_no_json_are_told(client, keys, body):
    headers = {**as_group(keys["strickcafe"]), "Content-Type": "application/json"}

    answer = client.post("/api/v1/bookings", content=body, headers=headers)

    assert answer.status_code in (400, 422)
    assert "JSON" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("since", ["0001-01-05", "9999-12-30", "0001-01-05T00:00", "9999-12-31T23:59-12:00"])
@pytest.mark.parametrize("path", ["/api/v1/meetings", "/api/v1/rooms/stueble/busy", "/api/v1/rooms/stueble/free"])
def test_windows_that_no_calendar_holds_are_refused(client, path, since):
    answer = client.get(path, params={"from": since})

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "malformed")


def test_a_room_cannot_be_set_up_in_an_unknown_way(client, keys, day):
    answer = book(client, keys, day, layout="kreis")

    assert [error["code"] for error in answer.json()["errors"]] == ["unknown_layout"]


def test_who_guesses_keys_is_slowed_down(client, keys, day):
    codes = [client.post("/api/v1/bookings", json=wanted(day)).status_code for _try in range(22)]

    assert codes == [401] * 20 + [429] * 2
    assert book(client, keys, day).status_code == 201


def test_an_old_key_stops_working(client, keys, day, db):
    with db.writing() as session:
        access.new_group_key(session, "strickcafe", now=clock.now())

    assert book(client, keys, day).status_code == 401


def test_a_key_that_booked_before_stops_working_when_it_is_replaced(client, keys, day, db):
    assert book(client, keys, day).status_code == 201

    with db.writing() as session:
        keys["strickcafe"], old = access.new_group_key(session, "strickcafe", now=clock.now()), keys["strickcafe"]

    # The slot is taken; whoever has no key any more is not told so, however often they ask.
    answers = [client.post("/api/v1/bookings", json=wanted(day), headers=as_group(old)) for _try in range(2)]
    assert [(one.status_code, one.json()["errors"][0]["code"]) for one in answers] == [(401, "no_key")] * 2
    assert book(client, keys, day).status_code == 409


def test_a_booking_of_another_group_is_theirs(client, keys, day):
    uid = book(client, keys, day).json()["uid"]

    answer = client.delete(f"/api/v1/bookings/{uid}", headers=as_group(keys["vhs"]))

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (404, "unknown_booking")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/rooms/keller/busy", 422, "unknown_room"),
        ("GET", "/api/v1/rooms/kueche/free", 422, "room_only_as_extra"),
        ("GET", "/api/v1/rooms/stueble/busy?from=gestern", 422, "malformed"),
        ("GET", "/api/v1/rooms/stueble/busy?from=2026-12-02&to=2026-12-01", 422, "end_before_start"),
        ("GET", "/api/v1/rooms/stueble/busy?from=2026-12-02&to=2036-12-01", 422, "malformed"),
        ("GET", "/api/v1/rooms/stueble/free?minutes=0", 422, "malformed"),
        ("GET", "/api/v1/rooms/stueble/free?minutes=viele", 422, "malformed"),
        ("GET", "/api/v1/meetings?to=9999-12-31", 422, "malformed"),
        ("GET", "/api/v1/meetings/xxxxxxx", 404, "unknown_meeting"),
        ("POST", "/api/v1/meetings/xxxxxxx/seats", 404, "unknown_meeting"),
        ("DELETE", "/api/v1/seats/xxxxxxx", 404, "unknown_seat"),
        ("GET", "/api/v1/nirgends", 404, "http_404"),
        ("PUT", "/api/v1/rooms", 405, "http_405"),
    ],
)
def test_every_wrong_address_is_told(client, method, path, status, code):
    answer = client.request(method, path, json={} if method == "POST" else None)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert answer.json()["errors"][0]["message"].endswith(".")


def test_who_tries_many_seats_is_slowed_down(client, keys):
    elsewhere = TestClient(client.app, client=("192.0.2.7", 50000))

    codes = [elsewhere.delete("/api/v1/seats/xxxxxxx").status_code for _try in range(61)]

    assert codes == [404] * 60 + [429]
    assert client.delete("/api/v1/seats/xxxxxxx").status_code == 404


def test_seats_are_taken_waited_for_and_given_back(client, keys, day, db):
    code = book(client, keys, day, title="Kleine Runde").json()["code"]
    path = f"/api/v1/meetings/{code}/seats"

    first = client.post(path, json={"persons": 8})
    second = client.post(path, json={"persons": 2})

    assert first.status_code == 201
    assert set(first.json()) == {"code_word", "token", "persons", "state"}
    assert second.json()["waiting"] == 1
    assert client.get(f"/api/v1/meetings/{code}").json()["free"] == 0
    assert client.delete(f"/api/v1/seats/{first.json()['token']}").status_code == 204
    assert client.get(f"/api/v1/meetings/{code}").json()["free"] == 6
    with db.reading() as session:
        assert len(session.exec(select(Seat)).all()) == 2


@pytest.mark.parametrize("body", [{"persons": 0}, {"persons": 99}, {"persons": "2"}, {"persons": 1.5}, {"name": "x"}])
def test_odd_numbers_of_persons(client, keys, day, body):
    code = book(client, keys, day).json()["code"]

    assert client.post(f"/api/v1/meetings/{code}/seats", json=body).status_code == 422


def test_a_series_through_the_api(client, keys, day):
    made = book(client, keys, day, rrule="FREQ=WEEKLY;COUNT=4", minutes=30)

    assert made.status_code == 201
    assert len(made.json()["dates"]) == 4
    gone = client.delete(f"/api/v1/bookings/{made.json()['uid']}", headers=as_group(keys["strickcafe"]))
    assert gone.status_code == 204
    again = book(client, keys, day, group="vhs", rrule="FREQ=WEEKLY;COUNT=4", minutes=30)
    assert again.status_code == 201


def test_the_house_is_healthy_and_explains_itself(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert "/api/v1/bookings" in client.get("/api/openapi.json").json()["paths"]
    assert "/api/v1/bookings" in client.get("/api/docs").text


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/m/a%00b"),
        ("GET", "/s/a%00b"),
        ("GET", "/s/%00/absagen"),
        ("GET", "/qr/meeting/a%00b.svg"),
        ("GET", "/qr/calendar/a%00b.svg"),
        ("GET", "/calendar?feed=a%00b"),
        ("GET", "/api/v1/meetings/a%00b"),
        ("POST", "/api/v1/meetings/a%00b/seats"),
        ("DELETE", "/api/v1/seats/a%00b"),
        ("GET", "/api/v1/rooms/a%00b/free"),
        ("GET", "/api/v1/bookings/a%00b"),
        ("DELETE", "/api/v1/bookings/a%00b"),
    ],
)
def test_an_address_with_a_nul_leads_nowhere(client, keys, method, path):
    answer = client.request(method, path, headers=as_group(keys["strickcafe"]))

    assert answer.status_code == 404
    if path.startswith("/api/"):
        assert answer.json()["errors"][0]["message"] == "Diese Adresse gibt es nicht."
    else:
        assert "Das gibt es hier nicht" in answer.text


@pytest.mark.parametrize(
    "changes",
    [
        {"room": "a\0b"},
        {"usage": "a\0b"},
        {"layout": "a\0b"},
        {"rrule": "FREQ=WEEKLY;COUNT=2\0"},
        {"extras": ["a\0b"]},
        {"title": "a\0b"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_wish_with_a_nul_is_refused(client, keys, day, changes):
    answer = book(client, keys, day, **changes)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"].endswith(".")


def test_a_refusal_is_told_in_the_time_of_the_house(db, client, keys, day):
    with db.writing() as session:
        house = session.get_one(House, 1)
        house.timezone, house.revision = "America/New_York", house.revision + 1
    first = wanted(day)

    answers = [client.post("/api/v1/bookings", json=first, headers=as_group(keys[slug])) for slug in ("vhs", "vhs")]

    told = [one for answer in answers for one in answer.json().get("clashes", [])]
    assert told
    assert all(one["start"][-6:] in ("-05:00", "-04:00") for one in told)
    assert all(BERLIN_CLOCK not in one["message"] for one in told)


@pytest.mark.parametrize(
    ("path", "said"), [("/s/geheim", "/s/{token}"), ("/api/v1/bookings/geheim", "/api/v1/bookings/{uid}")]
)
def test_a_fault_of_ours_is_logged_without_what_was_asked(db, client, keys, caplog, path, said):
    with db.writing() as session:
        house = session.get_one(House, 1)
        house.timezone, house.revision = "Tulpe/Nirgends", house.revision + 1

    assert client.get(path, headers=as_group(keys["vhs"])).status_code == 500

    ours = [record for record in caplog.records if record.name == "kiosk.troubles"]
    assert [record.getMessage() for record in ours] == [f"GET {said} failed"]
    assert "geheim" not in "".join(str(record.exc_text) for record in ours)


def test_what_is_offered_to_who_waits_is_told_beside_what_is_taken_and_waited_for(client, keys, day, db):
    code = book(client, keys, day, title="Kleine Runde").json()["code"]
    path = f"/api/v1/meetings/{code}"
    first = client.post(f"{path}/seats", json={"persons": 8}).json()
    with db.writing() as session:
        house, reach = occupancy.house_facts(session), Contact(email="zweite@example.org")
        signups.take_seat(session, house, code, 8, contact=reach, now=clock.now())
    full = client.get(path).json()

    client.delete(f"/api/v1/seats/{first['token']}")

    asked = client.get(path).json()
    assert [(one["offered"], one["waiting"], one["free"]) for one in (full, asked)] == [(0, 8, 0), (8, 0, 0)]
    assert first["state"] == "in"
