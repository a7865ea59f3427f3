"""The API for what becomes of a booking, driven as programs drive it; on both databases."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from booking import clock, occupancy, questions
from models.bookings import Booking
from models.rooms import House, Section
from tests.support.cast import BERLIN, at, move_in
from tests.support.programs import api_of, as_group, keys_of, working_day


class Groups:
    """Programs of two groups and of nobody, asking one house."""

    def __init__(self, client: TestClient, keys: dict[str, str]) -> None:
        self.client, self.keys = client, keys
        self.day = working_day()

    def ask(self, method: str, path: str, body: Any = None, *, group: str = "strickcafe") -> tuple[int, Any]:
        """Return status and answer of a request to `/api/v1/{path}`."""
        key = self.keys.get(group)
        headers = as_group(key) if key else {}
        answer = self.client.request(method, f"/api/v1/{path}", json=body, headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    def at(self, clock_time: str, days: int = 0) -> str:
        """Return a time of the day that all stories are about."""
        return at(self.day + timedelta(days=days), clock_time).astimezone(BERLIN).isoformat()

    def wanted(self, start: str = "14:00", end: str = "15:00", **changes: Any) -> dict[str, Any]:
        """Return the wish for the Stüble."""
        times = {"start": self.at(start), "end": self.at(end)}
        return {"room": "stueble", **times, "title": "Stricken für den Basar", **changes}

    def book(self, start: str = "14:00", end: str = "15:00", *, group: str = "strickcafe", **changes: Any) -> Any:
        """Book and return what the API tells of it."""
        status, told = self.ask("POST", "bookings", self.wanted(start, end, **changes), group=group)
        assert status == 201, told
        return told


@pytest.fixture
def groups(db) -> Iterator[Groups]:
    with db.writing() as session:
        move_in(session)
        session.get_one(House, 1).revision += 1
        session.add(Section(name="checklists", content={"leave": [{"slug": "licht", "text": "Licht aus"}]}))
        keys = keys_of(session, "strickcafe", "vhs", "neue-nachbarn")
    with api_of(db) as client:
        yield Groups(client, keys)


def running(db, uid: str) -> None:
    """Let the booking *uid* be in its middle right now: rules of the house allow any hour and any step."""
    with db.writing() as session:
        booking = session.exec(select(Booking).where(Booking.uid == uid)).one()
        begun = clock.now().replace(second=0, microsecond=0) - timedelta(minutes=30)
        booking.starts_at = booking.busy_from = begun
        booking.ends_at = booking.busy_until = begun + timedelta(hours=1)


def codes(answer: tuple[int, Any]) -> tuple[int, list[str]]:
    status, told = answer
    return status, [error["code"] for error in told["errors"]]


def test_a_hold_becomes_a_booking(groups):
    status, held = groups.ask("POST", "holds", groups.wanted(title=""))
    assert (status, held["state"], held["title"]) == (201, "held", "Vormerkung")
    day = groups.day.isoformat()
    (busy,) = groups.ask("GET", f"rooms/stueble/busy?from={day}&to={day}")[1]
    assert "title" not in busy

    status, made = groups.ask("POST", f"holds/{held['uid']}/finish", {"title": "Stricken", "persons": 5})

    assert (status, made["uid"], made["state"], made["title"]) == (200, held["uid"], "confirmed", "Stricken")
    assert "held_until" not in made
    assert codes(groups.ask("DELETE", f"holds/{held['uid']}")) == (409, ["already_decided"])


def test_a_hold_is_let_go(groups):
    uid = groups.ask("POST", "holds", groups.wanted())[1]["uid"]

    assert codes(groups.ask("DELETE", f"holds/{uid}", group="vhs")) == (404, ["unknown_booking"])
    assert groups.ask("DELETE", f"holds/{uid}") == (204, None)
    assert groups.ask("DELETE", f"holds/{uid}") == (204, None)
    assert groups.book(group="vhs")["state"] == "confirmed"


def test_a_hold_that_is_over_is_told_with_free_times(groups, db):
    uid = groups.ask("POST", "holds", groups.wanted())[1]["uid"]
    with db.writing() as session:
        session.exec(select(Booking)).one().held_until = clock.now()

    status, told = groups.ask("POST", f"holds/{uid}/finish", {"title": "Stricken"})

    assert codes((status, told)) == (409, ["hold_over"])
    assert told["errors"][0]["message"].endswith(".")
    assert len(told["alternatives"]) == 3


def test_a_group_holds_two_times_and_no_more(groups):
    for start, end in (("08:00", "09:00"), ("10:00", "11:00")):
        assert groups.ask("POST", "holds", groups.wanted(start, end))[0] == 201

    assert codes(groups.ask("POST", "holds", groups.wanted())) == (429, ["many_holds"])
    key = as_group(groups.keys["strickcafe"])
    wait = groups.client.post("/api/v1/holds", json=groups.wanted(), headers=key).headers["Retry-After"]
    assert 0 < int(wait) <= 180


def test_a_booking_moves(groups):
    made = groups.book()

    status, moved = groups.ask("PATCH", f"bookings/{made['uid']}", {"start": groups.at("16:00"), "revision": 0})
    assert (status, moved["uid"], moved["revision"]) == (200, made["uid"], 1)
    assert (moved["start"], moved["end"]) == (groups.at("16:00"), groups.at("17:00"))

    again = groups.ask("PATCH", f"bookings/{made['uid']}", {"start": groups.at("18:00"), "revision": 0})
    assert codes(again) == (409, ["changed_meanwhile"])
    room = groups.ask("PATCH", f"bookings/{made['uid']}", {"room": "quartierraum", "extras": ["kueche"]})
    assert (room[0], room[1]["room"], room[1]["start"]) == (200, "quartierraum", groups.at("16:00"))
    (shown,) = groups.ask("GET", f"meetings?from={groups.day}&to={groups.day}")[1]
    assert (shown["status"], shown["moved_from"]) == ("moved", {"start": groups.at("14:00"), "room": "stueble"})


def test_a_bad_end_is_told_by_the_name_that_was_sent(groups):
    uid = groups.book()["uid"]

    _status, told = groups.ask("POST", f"bookings/{uid}/extend", {"until": "9999-12-31T23:00:00+00:00"})

    assert [(error["code"], error["field"]) for error in told["errors"]] == [("malformed", "until")]


def test_a_time_that_somebody_has_is_told_with_others(groups):
    groups.book("16:00", "17:00", group="vhs")
    uid = groups.book()["uid"]

    status, told = groups.ask("PATCH", f"bookings/{uid}", {"start": groups.at("16:30")})

    assert (status, len(told["clashes"]), len(told["alternatives"])) == (409, 1, 3)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "bookings/{}", {"start": "2026-12-02T14:00"}),
        ("PATCH", "bookings/{}", {"start": 1796200000}),
        ("PATCH", "bookings/{}", {"title": "Anders"}),
        ("PATCH", "bookings/{}", {"room": "a\0b"}),
        ("PATCH", "bookings/{}", {"revision": "0"}),
        ("POST", "bookings/{}/extend", {}),
        ("POST", "bookings/{}/extend", {"until": "2026-12-02T14:00"}),
        ("POST", "bookings/{}/leave", {}),
        ("POST", "bookings/{}/leave", {"head_count": "12"}),
        ("POST", "bookings/{}/leave", {"head_count": 1.5}),
        ("POST", "bookings/{}/leave", {"head_count": 1, "undone": "licht"}),
        ("POST", "bookings/{}/arrive", {"damage": ["a\0b"]}),
        ("POST", "bookings/{}/arrive", {"damage": ["light"] * 21}),
        ("POST", "bookings/{}/answer", {}),
        ("POST", "bookings/{}/answer", {"text": 12}),
        ("POST", "holds", {"room": "stueble"}),
        ("POST", "holds/{}/finish", {}),
        ("POST", "holds/{}/finish", {"title": "x", "persons": "5"}),
    ],
    ids=str,
)
def test_what_cannot_be_read_is_told(groups, method, path, body):
    uid = groups.book()["uid"]

    status, told = groups.ask(method, path.format(uid), body)

    assert (status, {error["code"] for error in told["errors"]}) == (422, {"malformed"})
    assert all(error["message"].endswith(".") for error in told["errors"])


PATHS = [
    ("PATCH", "bookings/{}", {}),
    ("POST", "bookings/{}/extend", {"until": "2030-12-02T14:00:00+01:00"}),
    ("POST", "bookings/{}/end", None),
    ("POST", "bookings/{}/arrive", {}),
    ("POST", "bookings/{}/leave", {"head_count": 3}),
    ("POST", "bookings/{}/answer", {"text": "Ja."}),
    ("GET", "bookings/{}/questions", None),
    ("POST", "holds/{}/finish", {"title": "Stricken"}),
    ("DELETE", "holds/{}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), PATHS, ids=str)
def test_what_is_not_the_groups_own_is_not_touched(groups, method, path, body):
    uid = groups.book()["uid"]

    assert codes(groups.ask(method, path.format(uid), body, group="vhs")) == (404, ["unknown_booking"])
    assert codes(groups.ask(method, path.format("nichts"), body)) == (404, ["unknown_booking"])
    assert codes(groups.ask(method, path.format(uid), body, group="")) == (401, ["no_key"])


def test_a_meeting_begins_gets_longer_and_ends(groups, db):
    uid = groups.book()["uid"]
    assert codes(groups.ask("POST", f"bookings/{uid}/arrive")) == (409, ["not_yet"])
    assert codes(groups.ask("POST", f"bookings/{uid}/end")) == (409, ["not_yet"])
    longer = groups.ask("POST", f"bookings/{uid}/extend", {"until": groups.at("16:00")})
    assert (longer[0], longer[1]["end"]) == (200, groups.at("16:00"))
    shorter = groups.ask("POST", f"bookings/{uid}/extend", {"until": groups.at("15:00")})
    assert codes(shorter) == (422, ["not_longer"])

    running(db, uid)
    arrived = groups.ask("POST", f"bookings/{uid}/arrive", {"damage": ["light"], "note": "Eine Lampe flackert."})
    assert arrived[0] == 200, arrived
    status, ended = groups.ask("POST", f"bookings/{uid}/end")
    assert (status, ended["state"]) == (200, "confirmed")
    assert groups.ask("POST", f"bookings/{uid}/leave", {"head_count": 7, "undone": ["licht"]})[0] == 200
    with db.reading() as session:
        booking = session.exec(select(Booking)).one()
        assert (booking.head_count, booking.arrived_at is not None, booking.left_at is not None) == (7, True, True)


def test_what_the_house_does_not_know_is_told_when_leaving(groups, db):
    uid = groups.book()["uid"]
    running(db, uid)

    answer = groups.ask("POST", f"bookings/{uid}/leave", {"head_count": 99, "undone": ["keller"], "damage": ["dach"]})

    assert codes(answer) == (422, ["bad_number", "unknown_item", "unknown_item"])
    assert "keller" in answer[1]["errors"][1]["message"]


def test_the_desk_asks_and_the_group_answers(groups, db):
    uid = groups.book(usage="course")["uid"]
    assert codes(groups.ask("POST", f"bookings/{uid}/answer", {"text": "Ja."})) == (409, ["no_question"])
    with db.writing() as session:
        house = occupancy.house_facts(session)
        questions.ask(session, house, uid, "Wie viele kommen?", who="desk:manager", now=clock.now())

    (open_,) = groups.ask("GET", f"bookings/{uid}/questions")[1]
    assert set(open_) == {"text", "asked_at"}
    assert codes(groups.ask("POST", f"bookings/{uid}/answer", {"text": "a\0b"})) == (422, ["text_refused"])
    assert codes(groups.ask("POST", f"bookings/{uid}/answer", {"text": "a" * 501})) == (422, ["text_refused"])
    status, told = groups.ask("POST", f"bookings/{uid}/answer", {"text": "Zwölf."})

    assert (status, told["text"], told["answer"]) == (200, "Wie viele kommen?", "Zwölf.")
    assert [one["answer"] for one in groups.ask("GET", f"bookings/{uid}/questions")[1]] == ["Zwölf."]


def test_a_newcomer_who_moves_waits_for_the_desk(groups):
    made = groups.book(group="neue-nachbarn")

    status, told = groups.ask("PATCH", f"bookings/{made['uid']}", {"room": "quartierraum"}, group="neue-nachbarn")

    assert (status, told["state"]) == (200, "requested")
    assert "held_until" in told
