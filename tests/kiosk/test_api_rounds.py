"""The half-year round by the API, as groups' programs drive it; on both databases."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from booking import clock, occupancy, roundbook, roundend, rounds
from booking.span import local
from models.database import Database
from tests.support.cast import BERLIN, move_in
from tests.support.programs import api_of, as_group, keys_of

DESK = "desk:manager"
TUESDAY_EVENING = {"room": "quartierraum", "weekday": "tue", "start": "19:00"}
WISH = {"title": "Stricken am Abend", "minutes": 90, "choices": [TUESDAY_EVENING]}


@pytest.fixture
def keys(db: Database) -> dict[str, str]:
    with db.writing() as session:
        move_in(session)
        return keys_of(session, "strickcafe", "vhs", "shg-a")


@pytest.fixture
def client(db: Database, keys: dict[str, str]) -> Iterator[TestClient]:
    with api_of(db) as client:
        yield client


@pytest.fixture
def uid(db: Database, keys: dict[str, str]) -> str:
    """A round that begins in two months, whenever the test runs."""
    today = local(clock.now(), BERLIN).date()
    with db.writing() as session:
        made = rounds.open_round(
            session,
            occupancy.house_facts(session),
            name="Nächstes Halbjahr",
            starts_on=today + timedelta(days=60),
            ends_on=today + timedelta(days=200),
            apply_until=today + timedelta(days=20),
            who=DESK,
            now=clock.now(),
        )
        return made.uid


def decide(db: Database, uid: str) -> None:
    now = clock.now() + timedelta(days=21)
    with db.writing() as session:
        house = occupancy.house_facts(session)
        rounds.propose(session, house, uid, who=DESK, now=now)
        revision = roundbook.round_by_uid(session, uid).revision
        roundend.decide(session, house, uid, who=DESK, now=now, revision=revision)


def ask(client: TestClient, keys: dict[str, str], uid: str, group: str = "strickcafe", **changes: Any) -> Any:
    return client.post(f"/api/v1/rounds/{uid}/wishes", json={**WISH, **changes}, headers=as_group(keys[group]))


def mine(client: TestClient, keys: dict[str, str], uid: str, group: str = "strickcafe") -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/rounds/{uid}/wishes", headers=as_group(keys[group]))
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()
    return told


def test_everybody_may_know_which_rounds_there_are(client: TestClient, uid: str) -> None:
    [told] = client.get("/api/v1/rounds").json()

    assert (told["uid"], told["name"], told["open"], told["decided"]) == (uid, "Nächstes Halbjahr", True, False)
    assert date.fromisoformat(told["from"]) < date.fromisoformat(told["to"])


def test_a_group_wishes_reads_changes_and_withdraws(client: TestClient, keys: dict[str, str], uid: str) -> None:
    made = ask(client, keys, uid)
    assert made.status_code == 201
    assert made.json()["choices"] == [{**TUESDAY_EVENING, "text": "dienstags, 19:00 – 20:30 Uhr, Quartierraum"}]
    address = f"/api/v1/rounds/{uid}/wishes/{made.json()['uid']}"

    first_and_third = {**TUESDAY_EVENING, "monthly": [1, 3], "pause_school": True}
    changed = client.put(address, json={**WISH, "choices": [first_and_third]}, headers=as_group(keys["strickcafe"]))
    assert changed.json()["choices"][0]["text"] == (
        "am ersten und dritten Dienstag im Monat, 19:00 – 20:30 Uhr, Quartierraum, nicht in den Schulferien"
    )
    assert mine(client, keys, uid) == [changed.json()]
    assert mine(client, keys, uid, "vhs") == []

    assert client.delete(address, headers=as_group(keys["vhs"])).status_code == 404
    assert client.delete(address, headers=as_group(keys["strickcafe"])).status_code == 204
    assert client.delete(address, headers=as_group(keys["strickcafe"])).status_code == 404


def test_what_came_of_it_is_told_once_it_is_decided(
    client: TestClient, keys: dict[str, str], uid: str, db: Database
) -> None:
    ask(client, keys, uid)
    ask(client, keys, uid, "shg-a", title="Geschlossene Gruppe")
    assert "outcome" not in mine(client, keys, uid)[0]

    decide(db, uid)

    [won], [lost] = mine(client, keys, uid, "shg-a"), mine(client, keys, uid)
    assert won["outcome"]["given"]["text"] == "dienstags, 19:00 – 20:30 Uhr, Quartierraum"
    assert won["outcome"]["series"]
    assert lost["outcome"]["given"] is None
    assert lost["outcome"]["reasons"] == [{"choice": 0, "code": "given", "because": "quiet"}]
    assert lost["outcome"]["reasons_text"] == [
        "dienstags, 19:00 – 20:30 Uhr, Quartierraum: "
        "Eine andere Gruppe gehört zu den Gruppen, denen das Haus besonders Platz macht."
    ]
    assert len(lost["outcome"]["free_times"]) == 3
    assert "Selbsthilfe" not in str(lost)


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"choices": []}, 422, "number_of_choices"),
        ({"choices": [{**TUESDAY_EVENING, "start": "25:00"}]}, 422, "malformed"),
        ({"choices": [{**TUESDAY_EVENING, "weekday": "die"}]}, 422, "malformed"),
        ({"choices": [{**TUESDAY_EVENING, "monthly": [1], "every_weeks": 2}]}, 422, "malformed"),
        ({"choices": [{**TUESDAY_EVENING, "monthly": [6]}]}, 422, "malformed"),
        ({"choices": [{**TUESDAY_EVENING, "start": "21:30"}]}, 422, "outside_hours"),
        ({"group": "vhs"}, 422, "malformed"),
        ({"title": "<b>"}, 422, "title_refused"),
        ({"persons": 0}, 422, "malformed"),
    ],
    ids=["no time", "no clock", "no weekday", "two rhythms", "sixth", "too late", "another group", "title", "nobody"],
)
def test_a_wish_that_makes_no_sense_is_refused_with_code_and_sentence(
    client: TestClient, keys: dict[str, str], uid: str, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = client.post(f"/api/v1/rounds/{uid}/wishes", json={**WISH, **changes}, headers=as_group(keys["strickcafe"]))

    assert answer.status_code == status
    assert code in [error["code"] for error in answer.json()["errors"]]
    assert all(error["message"] for error in answer.json()["errors"])
    assert mine(client, keys, uid) == []


def test_without_a_key_nobody_wishes_and_an_unknown_round_is_not_there(
    client: TestClient, keys: dict[str, str], uid: str
) -> None:
    assert client.post(f"/api/v1/rounds/{uid}/wishes", json=WISH).status_code == 401
    assert client.get(f"/api/v1/rounds/{uid}/wishes").status_code == 401
    assert ask(client, keys, "gibtesnicht").status_code == 404


def test_when_the_list_is_closed_it_says_since_when(
    client: TestClient, keys: dict[str, str], uid: str, db: Database
) -> None:
    yesterday = local(clock.now(), BERLIN).date() - timedelta(days=1)
    with db.writing() as session:
        house, revision = occupancy.house_facts(session), roundbook.round_by_uid(session, uid).revision
        rounds.set_deadline(session, house, uid, yesterday, who=DESK, now=clock.now(), revision=revision)

    answer = ask(client, keys, uid)

    assert answer.status_code == 409
    assert [(error["code"], error["until"]) for error in answer.json()["errors"]] == [
        ("round_closed", yesterday.isoformat())
    ]
