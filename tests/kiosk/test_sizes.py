"""Nobody can fill the memory of the house: what is too large is not read."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from kiosk import troubles
from kiosk.sizes import MOST_BYTES, SmallBodies


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = FastAPI()

    @app.post("/api/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    with TestClient(SmallBodies(app, troubles.too_large)) as client:
        yield client


@pytest.mark.parametrize(("size", "status"), [(0, 200), (MOST_BYTES, 200), (MOST_BYTES + 1, 413)])
def test_an_announced_size_is_believed(client, size, status):
    assert client.post("/api/echo", content=b"x" * size).status_code == status


def test_what_comes_in_pieces_is_counted(client):
    pieces = (b"x" * 1000 for _number in range(100))

    answer = client.post("/api/echo", content=pieces)

    assert answer.status_code == 413
    assert answer.json()["errors"][0]["message"] == "Das ist zu viel auf einmal."


def test_a_page_says_it_in_words(client):
    answer = client.post("/m/abcdefg", content=b"x" * (MOST_BYTES + 1))

    assert answer.status_code == 413
    assert "<html" in answer.text
