"""Who is at the desk: the cookie of a logged-in browser, and its open windows, which close with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import HTTPException, Request
from nicegui import Client

from booking import access, desksessions, rights, seals, secondstep
from booking.clock import now
from booking.refusals import NotYourDuty, Refused, StepDemanded
from booking.rights import Area, Right
from kiosk.work import reading, writing
from models.database import Database, Session
from models.staff import Role

COOKIE = "desk"
LOGIN = "/desk/login"
ACCOUNT = "/desk/account"  # where the second step is set up
LOGIN_AGAIN = "/desk/login?ended=1"
_LOOKS = ("GET", "HEAD")


class Ended(Exception):
    """The login has ended: after log-out here or elsewhere, when nobody did anything for long, or after 8 hours."""


class NotAllowed(Exception):
    """Whoever is logged in has no right to that page, see `booking.rights`."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One logged-in browser on a page of *area*; *role* is what the desk calls whoever sits there."""

    token: str
    role: str
    area: str
    owes_step: bool = False  # nothing but the own login may be seen or changed before, see `secondstep.is_owed`

    def who(self, session: Session, needs: Right, area: str = "") -> str:
        """Return how the journal calls whoever acts. Raises Ended if the login has ended meanwhile.

        Asked again with every act: the page was checked when it was opened, its socket never is.
        Raises Refused: NotYourDuty without the right that this *needs* in *area*, empty: that of the page; and
        StepDemanded.
        """
        staff = desksessions.staff_by_token(session, self.token, now=now())
        if staff is None:
            raise Ended
        if rights.right(staff.role, area or self.area) < needs:
            raise Refused(NotYourDuty())
        if self.owes_step and (area or self.area) != Area.ACCOUNT:
            raise Refused(StepDemanded())
        return access.desk_name(staff)

    def may_see(self, area: str) -> bool:
        """Whether to show what belongs to *area*."""
        return rights.may_see(Role(self.role), area)

    def may_act(self, area: str) -> bool:
        """Whether to offer what changes something in *area*."""
        return rights.may_act(Role(self.role), area)


class Visits:
    """Every open window of the desk in this process, by the login it belongs to.

    Of whom the house demands a *second_step*: `booking.settings`.
    """

    def __init__(self, db: Database, second_step: str = "off") -> None:
        self._db = db
        self._second_step = second_step
        self._windows: dict[str, set[Client]] = defaultdict(set)  # by the seal of the login's token

    async def current(self, request: Request) -> Visit:
        """Return who asks for a page of the desk, or send the browser to the login.

        Which area it is, says its address; a form that is sent there needs the right to act. Who owes a second step
        is sent where it is set up. Raises NotAllowed.
        """
        token = request.cookies.get(COOKIE, "")

        def ask(session: Session) -> tuple[Role, bool, bool] | None:
            staff = desksessions.staff_by_token(session, token, now=now())
            if staff is None:
                return None
            owes = secondstep.is_owed(session, staff, token, self._second_step)
            return staff.role, desksessions.is_unseen(session, token, now=now()), owes

        found = await reading(self._db, ask)
        if found is None:
            raise HTTPException(303, headers={"Location": LOGIN_AGAIN if token else LOGIN})
        role, unseen, owes = found
        area = rights.area_of(request.url.path)
        if rights.right(role, area) < (Right.SEE if request.method in _LOOKS else Right.ACT):
            raise NotAllowed
        if owes and area != Area.ACCOUNT:
            raise HTTPException(303, headers={"Location": ACCOUNT})
        if unseen:
            await writing(self._db, lambda session: desksessions.note_use(session, token, now=now()))
        return Visit(token, role.value, area, owes)

    def opened(self, visit: Visit, client: Client) -> None:
        """Remember an open window until it is gone."""
        seal = seals.token_seal(visit.token)
        self._windows[seal].add(client)
        client.on_delete(lambda: self._forget(seal, client))

    async def end(self, token: str) -> None:
        """Log out: the login ends at once, and every window of it turns to the login page."""
        await writing(self._db, lambda session: desksessions.end(session, token))
        self._turn([seals.token_seal(token)], LOGIN)

    def ended(self, ended: Iterable[str]) -> None:
        """Turn every window of the logins with these seals, which just ended, to the login page."""
        self._turn(ended, LOGIN_AGAIN)

    def _turn(self, ended: Iterable[str], address: str) -> None:
        for seal in ended:
            for client in tuple(self._windows.get(seal, ())):
                client.open(address)

    def _forget(self, seal: str, client: Client) -> None:
        self._windows[seal].discard(client)
        if not self._windows[seal]:
            del self._windows[seal]
