"""Every address below /desk, asked by every role: what is answered is what the table of rights says."""

import json
import re
import subprocess
import sys

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from booking import clock, desksessions, rights
from booking.refusals import NotYourDuty, Refused
from booking.rights import Area, Right
from kiosk.desk.visits import COOKIE, Ended, NotAllowed, Visit, Visits
from models.database import Database
from models.staff import Role, Staff
from tests.support.server import ROOT

OPEN = {
    "/desk/login",
    "/desk/login/address/{token}",
    "/desk/login/code",
    "/desk/login/code/passkey",
    "/desk/login/code/passkey/challenge",
    "/desk/login/invited/{token}",
    "/desk/login/passkey",
    "/desk/login/passkey/challenge",
    "/desk/login/town",
    "/desk/login/town/back",
    "/desk/logout",
}  # where nobody is logged in yet, or any more
# In a process of its own: NiceGUI keeps its pages in the module.
ROUTES = """
import json, sys, nicegui
from fastapi import FastAPI
from booking.settings import Settings
from kiosk import desk
from kiosk.desk.visits import Visits
from kiosk.live import Live
from models.database import Database

db = Database(sys.argv[1])
app = FastAPI()
desk.register(app, db, Live(db), Settings(secret="s" * 40, public_url="http://testserver"))
guards = lambda route: [one.call for one in route.dependant.dependencies]
found = [
    (method, route.path, any(getattr(one, "__func__", None) is Visits.current for one in guards(route)))
    for each in (app, nicegui.app)
    for route in each.routes
    if hasattr(route, "dependant") and route.path.startswith("/desk")
    for method in route.methods - {"HEAD"}
]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str, bool]]:
    """Every method and path of the desk, and whether it asks who is there."""
    url = f"sqlite:///{tmp_path_factory.mktemp('routes')}/house.db"
    done = subprocess.run([sys.executable, "-c", ROUTES, url], cwd=ROOT, capture_output=True, text=True, check=True)
    found = [tuple(each) for each in json.loads(done.stdout) if each[1] not in OPEN]
    assert len(found) > 20
    return found


@pytest.fixture
def tokens(sqlite_db: Database) -> dict[Role, str]:
    """One login of each role."""
    given = {}
    with sqlite_db.writing() as session:
        for role in Role:
            staff = Staff(login=role.value, role=role, password_hash="-", created_at=clock.now())
            session.add(staff)
            session.flush()
            given[role] = desksessions.begin(session, staff, "", now=clock.now())
    return given


def asked(method: str, path: str, token: str) -> Request:
    cookie = (b"cookie", f"{COOKIE}={token}".encode())
    return Request({"type": "http", "method": method, "path": path, "headers": [cookie], "query_string": b""})


def test_every_address_of_the_desk_asks_who_is_there_and_stands_in_the_table(routes):
    assert [path for _method, path, guarded in routes if not guarded] == []
    assert {rights.area_of(path) for _method, path, _guarded in routes} <= set(Area)


async def test_every_role_opens_what_the_table_says_and_nothing_else(sqlite_db, routes, tokens):
    visits, opened, expected = Visits(sqlite_db), {}, {}

    for method, path, _guarded in routes:
        for role, token in tokens.items():
            needs = Right.SEE if method == "GET" else Right.ACT
            expected[method, path, role] = rights.right(role, rights.area_of(path)) >= needs
            try:
                visit = await visits.current(asked(method, re.sub("{[^}]*}", "x", path), token))
            except NotAllowed:
                opened[method, path, role] = False
            else:
                opened[method, path, role] = visit.role == role

    assert opened == expected
    assert {True, False} == set(opened.values())


def test_every_role_does_what_the_table_says_and_nothing_else(sqlite_db, tokens):
    def answer(session, role, area):
        try:
            return Visit(tokens[role], role.value, area).who(session, Right.ACT)
        except Refused as refused:
            return refused.reasons

    with sqlite_db.reading() as session:
        answers = {(role, area): answer(session, role, area) for role in Role for area in Area}

    assert answers == {
        (role, area): f"desk:{role}" if rights.right(role, area) is Right.ACT else (NotYourDuty(),)
        for role in Role
        for area in Area
    }


def test_an_open_page_learns_that_its_role_was_taken_back(sqlite_db, tokens):
    visit = Visit(tokens[Role.MANAGER], Role.MANAGER, Area.GROUPS)
    with sqlite_db.writing() as session:
        desksessions.staff_by_token(session, visit.token, now=clock.now()).role = Role.CARETAKER

    with sqlite_db.reading() as session, pytest.raises(Refused, match="not_your_duty"):
        visit.who(session, Right.SEE)


def test_a_page_acts_for_another_area_only_with_its_right(sqlite_db, tokens):
    visit = Visit(tokens[Role.CARETAKER], Role.CARETAKER, Area.HOME)

    with sqlite_db.reading() as session:
        assert visit.who(session, Right.ACT, Area.DAMAGES) == "desk:caretaker"
        with pytest.raises(Refused):
            visit.who(session, Right.ACT)


async def test_who_owes_the_second_step_opens_the_own_login_alone(sqlite_db, tokens):
    token = tokens[Role.MANAGER]
    visits = Visits(sqlite_db, second_step="manager")

    with pytest.raises(HTTPException) as sent:
        await visits.current(asked("GET", "/desk/groups", token))
    own = await visits.current(asked("GET", "/desk/account", token))
    other = await visits.current(asked("GET", "/desk", tokens[Role.CARETAKER]))

    assert (sent.value.status_code, sent.value.headers) == (303, {"Location": "/desk/account"})
    assert (own.owes_step, other.owes_step) == (True, False)
    with sqlite_db.reading() as session:
        assert own.who(session, Right.ACT) == "desk:manager"
        with pytest.raises(Refused, match="step_demanded"):
            own.who(session, Right.SEE, Area.GROUPS)


async def test_a_login_that_ended_opens_nothing_and_does_nothing(sqlite_db, tokens):
    token = tokens[Role.MANAGER]
    with sqlite_db.writing() as session:
        desksessions.end(session, token)

    with pytest.raises(HTTPException) as sent:
        await Visits(sqlite_db).current(asked("GET", "/desk/groups", token))
    with sqlite_db.reading() as session, pytest.raises(Ended):
        Visit(token, Role.MANAGER, Area.GROUPS).who(session, Right.SEE)

    assert sent.value.headers == {"Location": "/desk/login?ended=1"}
