"""Whose request it is: the group whose key came with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, NoReturn

from fastapi import Depends, Header, Request

from booking import access, refusals, seals
from booking.refusals import Refused
from kiosk import work
from kiosk.guard import Limiter, caller
from kiosk.routes.api.asked import Db, settings
from models.community import Group
from models.database import Session

_WRONG_KEYS = 20
_WHILE = timedelta(minutes=10)
_MOST_KNOWN = 1_000
LONGEST_KEY = 300  # signs of the header
_Sent = Annotated[str, Header(max_length=LONGEST_KEY, include_in_schema=False)]


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was some group's when it was looked up; whether it still is, the writing transaction asks."""

    text: str
    known: set[str]  # the seals of such keys

    def group(self, session: Session) -> Group:
        """Return whose it is now. Raises Refused(NoKey) if it was replaced meanwhile."""
        found = access.group_by_key(session, self.text)
        if found is None:
            self.known.discard(seals.token_seal(self.text))
            raise Refused(refusals.NoKey())
        return found


async def _group(request: Request, db: Db, authorization: _Sent = "") -> Group:
    """Return whose key came with the request; too many wrong ones from one address are refused."""
    key = key_of(authorization)
    found = await work.reading(db, lambda session: access.group_by_key(session, key)) if key else None
    return found or _refuse(request)


async def writing_key(request: Request, db: Db, authorization: _Sent = "") -> Key:
    """Return the key that came with the request, looked up only once: the transaction that it is for asks again.

    A wrong one is refused here, so that it keeps nobody waiting who writes.
    """
    known: set[str] | None = getattr(request.app.state, "known_keys", None)
    if known is None or len(known) >= _MOST_KNOWN:
        known = request.app.state.known_keys = set()
    key = Key(key_of(authorization), known)
    seal = seals.token_seal(key.text)
    if seal not in known:
        await _group(request, db, authorization)
        known.add(seal)
    return key


def key_of(authorization: str) -> str:
    """Return the key that an `Authorization` header shows; empty if it shows none."""
    scheme, _space, key = authorization.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _refuse(request: Request) -> NoReturn:
    limiter = getattr(request.app.state, "wrong_keys", None)
    if limiter is None:
        limiter = request.app.state.wrong_keys = Limiter(_WRONG_KEYS, _WHILE)
    limiter.pass_or_refuse(caller(request, settings(request).trust_proxy))
    raise Refused(refusals.NoKey())


Who = Annotated[Group, Depends(_group)]
WhoWrites = Annotated[Key, Depends(writing_key)]
