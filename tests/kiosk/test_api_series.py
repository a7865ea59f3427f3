"""Series through the API: looked at first, saved with choices, changed, single dates brought back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.support.cast import BERLIN, at, move_in
from tests.support.programs import api_of, as_group, keys_of, working_day

WEEKLY = {"rrule": "FREQ=WEEKLY;COUNT=4", "clock_time": "14:00"}


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
    end = start + timedelta(minutes=minutes)
    asked = {"room": "stueble", "start": start.isoformat(), "end": end.isoformat(), "title": "Stricken"}
    return {**asked, **changes}


def book(client, keys, day, *, group="strickcafe", **changes):
    return client.post("/api/v1/bookings", json=wanted(day, **changes), headers=as_group(keys[group]))


def post(client, keys, path, body, *, group="strickcafe"):
    return client.post(f"/api/v1/{path}", json=body, headers=as_group(keys[group]))


def patch(client, keys, uid, body, *, group="strickcafe"):
    return client.patch(f"/api/v1/series/{uid}", json=body, headers=as_group(keys[group]))


def look(client, keys, uid, *, group="strickcafe"):
    return client.get(f"/api/v1/series/{uid}", headers=as_group(keys[group]))


def codes(answer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def times(series) -> list[str]:
    return [one["start"][11:16] for one in series["dates"] if one["state"] == "confirmed"]


def test_a_series_is_looked_at_then_saved_with_choices(client, keys, day):
    book(client, keys, day + timedelta(days=7), group="vhs", title="Kurs am Abend")
    body = wanted(day, **WEEKLY)

    seen = post(client, keys, "series/preview", body)
    assert seen.status_code == 200
    assert ([one["state"] for one in seen.json()["dates"]], seen.json()["possible"]) == (
        ["free", "clash", "free", "free"],
        False,
    )
    clash = seen.json()["dates"][1]
    assert clash["errors"][0]["title"] == "Kurs am Abend"
    assert clash["other_rooms"][0]["room"] == "quartierraum"

    plain = post(client, keys, "bookings", body)
    assert (plain.status_code, codes(plain)) == (409, ["taken"])
    assert plain.json()["alternatives"]
    choice = {"date": clash["date"], "do": "time", "start": clash["other_times"][0]["start"]}
    made = post(client, keys, "bookings", {**body, "choices": [choice]})
    assert made.status_code == 201
    assert [one["start"] for one in made.json()["dates"]][1] == clash["other_times"][0]["start"]


def test_a_skipped_date_comes_back_when_it_is_free(client, keys, day):
    other = book(client, keys, day, group="vhs").json()["uid"]
    body = {**wanted(day, **WEEKLY), "choices": [{"date": f"{day}T14:00", "do": "skip"}]}
    made = post(client, keys, "bookings", body).json()
    skipped = made["dates"][0]
    assert (skipped["state"], skipped["reason"]) == ("skipped", "clash")

    refused = post(client, keys, f"bookings/{skipped['uid']}/revive", {})
    assert (refused.status_code, codes(refused)) == (409, ["taken"])
    client.delete(f"/api/v1/bookings/{other}", headers=as_group(keys["vhs"]))
    back = post(client, keys, f"bookings/{skipped['uid']}/revive", {})
    assert (back.status_code, back.json()["state"]) == (200, "confirmed")


def test_a_series_is_changed_with_its_revision(client, keys, day):
    made = book(client, keys, day, rrule="FREQ=WEEKLY;COUNT=4").json()
    change = {"scope": {"kind": "all"}, "change": {"start": "16:00"}, "revision": made["revision"]}

    seen = post(client, keys, f"series/{made['uid']}/preview", change)
    assert (seen.json()["possible"], times(look(client, keys, made["uid"]).json())) == (True, ["14:00"] * 4)
    done = patch(client, keys, made["uid"], change)
    assert (done.status_code, times(done.json())) == (200, ["16:00"] * 4)
    again = patch(client, keys, made["uid"], change)
    assert (again.status_code, codes(again)) == (409, ["changed_meanwhile"])


def test_this_and_following_answers_with_the_series_that_follows(client, keys, day):
    made = book(client, keys, day, rrule="FREQ=WEEKLY;COUNT=4").json()
    third = made["dates"][2]["uid"]

    scope = {"kind": "following", "booking": third}
    done = patch(client, keys, made["uid"], {"scope": scope, "change": {"days": 1}}).json()

    assert done["uid"] != made["uid"]
    assert [one["uid"] for one in done["dates"]] == [one["uid"] for one in made["dates"][2:]]
    assert len(look(client, keys, made["uid"]).json()["dates"]) == 2


def test_extras_and_left_out_dates_and_a_horizon(client, keys, day):
    body = {
        **wanted(day, rrule="FREQ=WEEKLY", minutes=30),
        "left_out": [f"{day + timedelta(days=7)}"],
        "extra": [f"{day + timedelta(days=1)}T09:00"],
        "pause_school": True,
    }

    made = post(client, keys, "bookings", body)

    assert made.status_code == 201
    assert made.json()["horizon"]
    assert [(one["date"], one["state"]) for one in made.json()["dates"]][:3] == [
        (f"{day}T14:00", "confirmed"),
        (f"{day + timedelta(days=1)}T09:00", "confirmed"),
        (f"{day + timedelta(days=7)}T14:00", "skipped"),
    ]


def test_another_groups_series_is_not_theirs(client, keys, day):
    made = book(client, keys, day, rrule="FREQ=WEEKLY;COUNT=2").json()
    change = {"scope": {"kind": "all"}, "change": {"cancel": True}}

    assert look(client, keys, made["uid"], group="vhs").status_code == 404
    assert patch(client, keys, made["uid"], change, group="vhs").status_code == 404
    assert post(client, keys, f"series/{made['uid']}/preview", change, group="vhs").status_code == 404
    assert post(client, keys, f"bookings/{made['dates'][0]['uid']}/revive", {}, group="vhs").status_code == 404
    assert look(client, keys, "niemand").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"scope": {"kind": "all"}},
        {"scope": {"kind": "some"}, "change": {}},
        {"scope": {"kind": "all"}, "change": {"start": "25:00"}},
        {"scope": {"kind": "all"}, "change": {"start": 3600}},
        {"scope": {"kind": "all"}, "change": {"start": "14:00+01:00"}},
        {"scope": {"kind": "all"}, "change": {"days": "1"}},
        {"scope": {"kind": "all"}, "change": {"days": 10**30}},
        {"scope": {"kind": "all"}, "change": {"minutes": 10**30}},
        {"scope": {"kind": "all"}, "change": {"until": "9999-99-99"}},
        {"scope": {"kind": "all"}, "change": {"until": 5}},
        {"scope": {"kind": "all"}, "change": {"rrule": "FREQ=SECONDLY"}},
        {"scope": {"kind": "all"}, "change": {"title": "a\x00b"}},
        {"scope": {"kind": "all"}, "change": {"room": "a\x00b"}},
        {
            "scope": {"kind": "all"},
            "change": {"start": "16:00"},
            "choices": [{"date": "2026-01-01T10:00", "do": "skip"}],
        },
        {"scope": {"kind": "between", "first": "2026-01-01", "last": "9999-12-31"}, "change": {"rrule": "FREQ=DAILY"}},
        {"scope": {"kind": "all"}, "change": {"owner": "x"}},
    ],
)
def test_what_cannot_be_read_is_refused(client, keys, day, body):
    made = book(client, keys, day, rrule="FREQ=WEEKLY;COUNT=2").json()

    assert patch(client, keys, made["uid"], body).status_code == 422
    assert post(client, keys, f"series/{made['uid']}/preview", body).status_code in (200, 422)


@pytest.mark.parametrize(
    "changes",
    [
        {"rrule": None},
        {"choices": [{"date": "x", "do": "skip"}]},
        {"choices": [{"date": "2026-12-02T14:00", "do": "burn"}]},
        {"left_out": ["gestern"]},
        {"left_out": [5]},
        {"left_out": ["9999-12-31T23:59:59-14:00"]},
        {"extra": ["0001-01-01T00:00:00+14:00"]},
    ],
    ids=str,
)
def test_a_preview_of_nonsense_is_refused(client, keys, day, changes):
    body = {**wanted(day, rrule="FREQ=WEEKLY;COUNT=2"), **changes}

    assert post(client, keys, "series/preview", body).status_code == 422
