"""Programs of groups that speak to the API of a small house, without a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from typing import Any, cast

from fastapi import FastAPI
from starlette.datastructures import State
from starlette.testclient import TestClient

from booking import access, clock
from booking.settings import Settings
from booking.span import local
from kiosk.app import register_plain
from models.database import Database, Session
from tests.support.cast import BERLIN


class _House:
    """The database of the house that is asked now."""

    db: Database

    def __getattr__(self, name: str) -> Any:
        return getattr(self.db, name)

    def listen(self, _told: Callable[..., None]) -> Callable[[], None]:
        """Tell nobody of changes: when pages are declared there is no house yet."""
        return lambda: None


@cache
def _declared() -> tuple[FastAPI, _House]:
    # Declaring the API takes longer than most of its tests, so it is done once.
    app, house = FastAPI(), _House()
    register_plain(app, cast(Database, house), Settings(public_url="http://testserver"))
    return app, house


@contextmanager
def api_of(db: Database) -> Iterator[TestClient]:
    """Give the way to ask the API of the house in *db*; one house at a time. It remembers nothing of another."""
    app, house = _declared()
    house.db = db
    app.state = State({"db": db, "settings": app.state.settings})
    with TestClient(app, raise_server_exceptions=False, client=("127.0.0.1", 50000)) as client:
        yield client


def keys_of(session: Session, *slugs: str) -> dict[str, str]:
    """Give each of these groups a fresh key; return them by slug."""
    return {slug: access.new_group_key(session, slug, now=clock.now()) for slug in slugs}


def as_group(key: str) -> dict[str, str]:
    """Return the headers of a program that shows *key*."""
    return {"Authorization": f"Bearer {key}"}


def working_day() -> date:
    """Return a Wednesday that is far enough ahead, whenever the test runs."""
    today = local(clock.now(), BERLIN).date()
    return today + timedelta(days=7 + (2 - today.weekday()) % 7)
