"""Who reads the calendars, from the poll to the page: programs come as they do, the house changes, a night passes."""

import sqlite3
from datetime import datetime

import httpx
import pytest

from tests.support.cast import BERLIN
from tests.support.desk import at_desk
from tests.support.server import Server

EVENING = datetime(2026, 11, 25, 18, 5, tzinfo=BERLIN)
MORNING = datetime(2026, 11, 26, 8, 35, tzinfo=BERLIN)
FEED = "/calendar/all.ics"
GOOGLE = "Mozilla/5.0 (compatible; Google-Calendar-Importer; +http://www.google.com/calendar)"
APPLE = "iOS/18.0 (22A3354) dataaccessd/1.0"
THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0"
IPHONES = 5  # fewer are not told of in public


def fetch(server: Server, program: str, copy: str = "") -> tuple[int, str]:
    """Fetch the calendar as *program* does that has a *copy* with this tag; return status and tag."""
    known = {"if-none-match": copy} if copy else {}
    answer = httpx.get(server.url + FEED, headers={"user-agent": program, "accept-encoding": "gzip", **known})
    return answer.status_code, answer.headers["etag"]


@pytest.fixture(scope="module")
def morning_after(start_server, tmp_path_factory):
    """A house whose calendar was fetched in the evening and, after a change in the night, by some in the morning."""
    folder = tmp_path_factory.mktemp("house")
    evening = start_server("demo", "--json", "--data", str(folder), now=EVENING)
    told = evening.told()
    first = [fetch(evening, program) for program in (GOOGLE, THUNDERBIRD, *[APPLE] * IPHONES)]
    assert {status for status, _tag in first} == {200}
    assert len({tag for _status, tag in first}) == 1
    old = first[0][1]
    assert fetch(evening, THUNDERBIRD, old) == (304, old)
    evening.stop()

    settings = {"TREFFPUNKT_DATABASE": told["database"], "TREFFPUNKT_DATA": str(folder)}
    morning = start_server("serve", environment=settings, port=evening.port, now=MORNING)
    wish = {"room": "stueble", "start": "2026-12-08T17:00:00+01:00", "end": "2026-12-08T18:30:00+01:00", "title": "Tee"}
    key = {"authorization": f"Bearer {told['group_key']}"}
    assert httpx.post(f"{morning.url}/api/v1/bookings", json=wish, headers=key).status_code == 201
    renewed = [fetch(morning, APPLE, old) for _phone in range(IPHONES)]
    assert {status for status, _tag in renewed} == {200}
    assert fetch(morning, APPLE, renewed[0][1]) == (304, renewed[0][1])
    morning.stop()

    server = start_server("serve", environment=settings, port=evening.port, now=MORNING)
    return {**told, "desk": f"{server.url}/desk"}, server


def test_desk_and_public_see_who_shows_which_state(morning_after, new_page):
    told, server = morning_after
    desk = at_desk(new_page(1280, 800), told, "/desk/subscribers")

    rows = desk.get_by_role("table").first.get_by_role("row").all_inner_texts()
    seen = {row.split("\t")[0].strip(): " ".join(row.split()) for row in rows}
    assert "in der letzten Stunde hat den neuesten Stand etwa 5" in seen["Apple (iPhone, iPad, Mac)"]
    assert "vor 14 Stunden zeigt den Stand von gestern, 18:0" in seen["Google"]
    assert "vor 14 Stunden zeigt den Stand von gestern, 18:0" in seen["Thunderbird"]

    phone = new_page(390, 844, base_url=server.url, java_script_enabled=False)
    phone.goto("/calendar?feed=all")
    public = " ".join(phone.locator(".readers").inner_text().split())
    assert "Google Zuletzt geholt: vor 14 Stunden zeigt den Stand von gestern, 18:0" in public
    assert "Apple (iPhone, iPad, Mac) Zuletzt geholt: in der letzten Stunde hat den neuesten Stand" in public
    assert "Wie viele: etwa 5" in public
    assert "Thunderbird" not in public  # one alone could be known by it


def test_what_is_kept_names_kinds_of_programs_and_no_address(morning_after):
    told, _server = morning_after
    with sqlite3.connect(told["database"].removeprefix("sqlite:///")) as database:
        kept = database.execute("SELECT * FROM feed_polls").fetchall()
    words = {value for row in kept for value in row if isinstance(value, str)}

    assert {"google", "apple", "thunderbird"} <= words
    assert not any("127.0.0.1" in word or "Mozilla" in word or "dataaccessd" in word for word in words)
