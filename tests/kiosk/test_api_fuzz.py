"""The API asked for what its own description allows, and for what it does not: it says why it will not, in words."""

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.support.cast import move_in
from tests.support.programs import api_of, as_group, keys_of

EXAMPLES = int(os.environ.get("TREFFPUNKT_FUZZ", "12"))


@pytest.fixture(scope="module")
def house(databases):
    """A house in which a group has a key."""
    from models.database import Database

    with databases.migrated("sqlite") as url:
        db = Database(url)
        with db.writing() as session:
            move_in(session)
            key = keys_of(session, "strickcafe")["strickcafe"]
        with api_of(db) as client:
            yield client.app, key
        db.close()


def test_whatever_is_asked_is_answered_in_words(house):
    app, key = house
    operations = [found.ok() for found in schemathesis.openapi.from_asgi("/api/openapi.json", app).get_all_operations()]
    statuses: dict[str, set[int]] = {}
    for operation in operations:
        _ask(operation, key, statuses.setdefault(operation.label, set()))

    assert len(operations) > 20
    assert {label for label, found in statuses.items() if not found} == set()


def _ask(operation: Any, key: str, statuses: set[int]) -> None:
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @seed(1)
    @given(case=st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes)))
    def ask(case: Any) -> None:
        answer = case.call(headers={**(case.headers or {}), **as_group(key)})
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
        if answer.status_code >= 400:
            told = answer.json()
            assert told.get("errors") or told.get("clashes"), told

    ask()
