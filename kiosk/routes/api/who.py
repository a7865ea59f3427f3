"""Whose request it is: the group whose key came with it."""

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Header, Request

from booking import access, refusals
from booking.refusals import Refused
from kiosk import work
from kiosk.guard import Limiter, caller
from kiosk.routes.api.asked import Db, settings
from models.community import Group

_WRONG_KEYS = 20
_WHILE = timedelta(minutes=10)


async def _group(
    request: Request, db: Db, authorization: Annotated[str, Header(max_length=300, include_in_schema=False)] = ""
) -> Group:
    """Return whose key came with the request; too many wrong ones from one address are refused."""
    scheme, _space, key = authorization.partition(" ")
    found = await work.reading(db, lambda session: access.group_by_key(session, key.strip()))
    if scheme.lower() == "bearer" and found is not None:
        return found
    limiter = getattr(request.app.state, "wrong_keys", None)
    if limiter is None:
        limiter = request.app.state.wrong_keys = Limiter(_WRONG_KEYS, _WHILE)
    limiter.pass_or_refuse(caller(request, settings(request).trust_proxy))
    raise Refused(refusals.NoKey())


Who = Annotated[Group, Depends(_group)]
