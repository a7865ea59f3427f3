"""Groups wait by the API for a time that somebody has, and take or leave what is offered; on both databases."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from booking import clock
from tests.support.cast import BERLIN, at, move_in
from tests.support.programs import api_of, as_group, keys_of, working_day

GROUPS = ("strickcafe", "shg-a", "vhs")


class Neighbour:
    """A group that speaks to the API."""

    def __init__(self, client: TestClient, key: str) -> None:
        self._client = client
        self.headers = as_group(key)

    def asks(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        """Return status and body of the answer."""
        answer = self._client.request(method, f"/api/v1/{path}", json=body or None, headers=self.headers)
        return answer.status_code, answer.json() if answer.content else None


@pytest.fixture
def neighbours(db) -> Iterator[list[Neighbour]]:
    """The Strickcafé, the self-help group and the Volkshochschule."""
    with db.writing() as session:
        move_in(session)
        keys = keys_of(session, *GROUPS)
    with api_of(db) as client:
        yield [Neighbour(client, keys[slug]) for slug in GROUPS]


@pytest.fixture
def slot() -> dict[str, str]:
    """Two o'clock on a Wednesday that is far enough ahead, whenever the test runs."""
    return wanted(working_day())


def wanted(day: date) -> dict[str, str]:
    start: datetime = at(day, "14:00").astimezone(BERLIN)
    end = start + timedelta(hours=1)
    return {"room": "stueble", "start": start.isoformat(), "end": end.isoformat(), "title": "Stricken"}


def test_a_group_waits_is_offered_the_time_and_takes_it(neighbours, slot):
    knitters, _others, school = neighbours
    status, first = school.asks("POST", "bookings", **slot)
    assert status == 201

    status, made = knitters.asks("POST", "waits", **slot)
    assert (status, made["state"], made["place"], made["start"]) == (201, "waiting", 1, slot["start"])
    assert knitters.asks("GET", "waits") == (200, [made])
    assert knitters.asks("GET", "offers") == (200, [])

    school.asks("DELETE", f"bookings/{first['uid']}")
    [offer] = knitters.asks("GET", "offers")[1]
    assert (offer["state"], offer["start"]) == ("held", slot["start"])
    assert clock.now() < datetime.fromisoformat(offer["until"]) < clock.now() + timedelta(hours=25)
    assert knitters.asks("GET", "waits")[1] == [made | {"state": "offered", "place": 0}]

    for _ in range(2):
        status, taken = knitters.asks("POST", f"offers/{offer['uid']}/accept")
        assert (status, taken["state"], taken["uid"]) == (200, "confirmed", offer["uid"])
    assert knitters.asks("GET", "waits") == knitters.asks("GET", "offers") == (200, [])


def test_what_one_group_leaves_the_next_is_offered(neighbours, slot):
    knitters, others, school = neighbours
    first = school.asks("POST", "bookings", **slot)[1]
    knitters.asks("POST", "waits", **slot)
    second = others.asks("POST", "waits", **slot)[1]
    assert second["place"] == 2
    school.asks("DELETE", f"bookings/{first['uid']}")
    [offer] = knitters.asks("GET", "offers")[1]

    assert others.asks("POST", f"offers/{offer['uid']}/accept")[0] == 404
    assert knitters.asks("POST", f"offers/{offer['uid']}/decline") == (204, None)

    [next_offer] = others.asks("GET", "offers")[1]
    assert next_offer["start"] == slot["start"]
    assert others.asks("DELETE", f"waits/{second['uid']}") == (204, None)
    assert others.asks("GET", "offers") == (200, [])
    assert knitters.asks("POST", "bookings", **slot)[0] == 201


def test_a_wait_that_makes_no_sense_is_refused_in_words(neighbours, slot):
    knitters, others, school = neighbours

    status, free = knitters.asks("POST", "waits", **slot)
    assert (status, free["errors"][0]["code"]) == (409, "not_taken")
    assert free["errors"][0]["message"] == "Diese Zeit ist frei. Sie können sie gleich buchen."

    school.asks("POST", "bookings", **slot)
    made = knitters.asks("POST", "waits", **slot)[1]
    status, again = knitters.asks("POST", "waits", **slot)
    assert (status, again["errors"][0]["code"]) == (409, "already_waiting")
    assert knitters.asks("POST", "waits", **slot, rrule="FREQ=DAILY;COUNT=2")[0] == 422
    assert knitters.asks("POST", "waits", **slot | {"title": ""})[0] == 422
    assert others.asks("DELETE", f"waits/{made['uid']}")[0] == 404
    assert others.asks("DELETE", "waits/unknown")[0] == 404
    assert others.asks("POST", "offers/unknown/accept")[0] == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "waits"), ("POST", "waits"), ("GET", "offers")])
def test_nobody_waits_without_a_key(neighbours, method, path):
    neighbours[0].headers = {}

    assert neighbours[0].asks(method, path)[0] == 401
