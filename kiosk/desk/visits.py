"""Who is at the desk: the cookie of a logged-in browser, and its open windows, which close with it."""

from collections import defaultdict
from dataclasses import dataclass

from fastapi import HTTPException, Request
from nicegui import Client

from booking import access
from booking.clock import now
from kiosk.work import reading, writing
from models.database import Database, Session

COOKIE = "desk"
LOGIN = "/desk/login"
LOGIN_AGAIN = "/desk/login?ended=1"


class Ended(Exception):
    """The login has ended: after log-out here or elsewhere, or after 8 hours."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One logged-in browser; *role* is what the desk calls whoever sits there."""

    token: str
    role: str

    def who(self, session: Session) -> str:
        """Return how the journal calls whoever acts. Raises Ended if the login has ended meanwhile.

        Asked again with every act: the page was checked when it was opened, its socket never is.
        """
        staff = access.staff_by_token(session, self.token, now=now())
        if staff is None:
            raise Ended
        return access.desk_name(staff)


class Visits:
    """Every open window of the desk in this process, by the login it belongs to."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._windows: dict[str, set[Client]] = defaultdict(set)

    async def current(self, request: Request) -> Visit:
        """Return who asks for a page of the desk, or send the browser to the login."""
        token = request.cookies.get(COOKIE, "")
        staff = await reading(self._db, lambda session: access.staff_by_token(session, token, now=now()))
        if staff is None:
            raise HTTPException(303, headers={"Location": LOGIN_AGAIN if token else LOGIN})
        return Visit(token, staff.role.value)

    def opened(self, visit: Visit, client: Client) -> None:
        """Remember an open window until it is gone."""
        self._windows[visit.token].add(client)
        client.on_delete(lambda: self._forget(visit.token, client))

    async def end(self, token: str) -> None:
        """Log out: the login ends at once, and every window of it turns to the login page."""
        await writing(self._db, lambda session: access.logout(session, token))
        for client in tuple(self._windows.get(token, ())):
            client.open(LOGIN)

    def _forget(self, token: str, client: Client) -> None:
        self._windows[token].discard(client)
        if not self._windows[token]:
            del self._windows[token]
