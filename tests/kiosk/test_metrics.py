"""What is told to whatever watches over the house."""

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from booking.settings import Settings
from kiosk.app import register_plain

NEAR = ("127.0.0.1", 50000)


@pytest.fixture
def app(sqlite_db, tmp_path):
    """The plain pages with what counts them."""
    app = FastAPI()
    return register_plain(app, sqlite_db, Settings(public_url="http://testserver", backups=str(tmp_path)))


def figures(answer: Any) -> dict[tuple[str, ...], float]:
    """Return every figure by its name and labels, read by another's parser."""
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_a_watcher_on_this_machine_reads_how_the_house_is(app):
    with TestClient(app, client=NEAR) as watcher:
        watcher.get("/healthz")
        watcher.get("/api/v1/nothing")

        told = figures(watcher.get("/metrics"))

    assert told["treffpunkt_database_up",] == 1
    assert told["treffpunkt_requests_total", "phone", "2xx"] == 1
    assert told["treffpunkt_requests_total", "api", "4xx"] == 1
    assert told["treffpunkt_request_seconds_bucket", "phone", "+Inf"] == 1
    assert told["treffpunkt_request_seconds_count", "phone"] == 1
    assert told["treffpunkt_letters", "dead"] == 0
    assert told["process_resident_memory_bytes",] > 10_000_000
    assert not [key for key in told if key[0] == "treffpunkt_copy_age_seconds"]


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (("192.0.2.7", 50000), {}),
        (NEAR, {"X-Forwarded-For": "127.0.0.1"}),
        (NEAR, {"Forwarded": "for=127.0.0.1"}),
        (("somebody", 50000), {}),
    ],
)
def test_nobody_else_reads_it(app, client, headers):
    with TestClient(app, client=client) as stranger:
        assert stranger.get("/metrics", headers=headers).status_code == 404


def test_a_database_that_is_away_is_told_and_not_hidden(app, sqlite_db):
    with sqlite_db.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE journal RENAME TO lost")

    with TestClient(app, client=NEAR) as watcher:
        told = figures(watcher.get("/metrics"))

    assert told["treffpunkt_database_up",] == 0
    assert ("treffpunkt_letters", "dead") not in told
