"""What is told of a wish of which not all can be read: what that is, and what speaks against the rest."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from booking import access, clock, occupancy, partly
from booking.partly import Parts
from booking.refusals import Refusal, Refused
from kiosk import work
from kiosk.routes.api.who import key_of
from models.database import Session

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_TIMES, _LISTS = ("start", "end"), ("extras",)


def tells_the_rest(endpoint: Endpoint) -> Endpoint:
    """Let *endpoint*, which takes a wish, answer what it cannot read with all else that speaks against the wish."""
    setattr(endpoint, "tells_rest", _rest)  # noqa: B010 - for kiosk.troubles, which knows no endpoint
    return endpoint


async def _rest(request: Request, error: RequestValidationError) -> tuple[Refusal, ...]:
    """Return what speaks against what could be read; nothing where that cannot be asked now."""
    unread = {str(one["loc"][1]) for one in error.errors() if len(one["loc"]) > 1}
    if not isinstance(error.body, dict):
        return ()
    parts = _parts({name: value for name, value in error.body.items() if name not in unread and value is not None})

    def look(session: Session) -> tuple[Refusal, ...]:
        group = access.group_by_key(session, key_of(request.headers.get("authorization", "")))
        house = occupancy.house_facts(session)
        return tuple(partly.objections(session, house, group, parts, now=clock.now())) if group is not None else ()

    try:
        return await work.reading(request.app.state.db, look)
    except Refused:
        return ()


def _parts(read: Mapping[str, Any]) -> Parts:
    known = {name: value for name, value in read.items() if name in Parts.__dataclass_fields__}
    known |= {name: datetime.fromisoformat(known[name]) for name in _TIMES if name in known}
    known |= {name: tuple(known[name]) for name in _LISTS if name in known}
    return Parts(**known)
