"""Feeds over HTTP: unchanged costs nothing, a change is there at once, and no cookie is ever set."""

import gzip
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import select

from booking import feedkeys
from booking.feeds import EVERYTHING, FeedStore
from booking.owndates import group_by_slug
from kiosk.routes.feeds import FeedLayer, Message, Receive, Send
from models.bookings import Booking
from models.database import Database
from tests.support.feed_rows import BASE_URL, MONDAY, FeedHouse

NOW = MONDAY + timedelta(minutes=10)
LAST_MODIFIED = "Mon, 23 Nov 2026 12:00:00 GMT"


class Behind:
    """The application behind the feeds: answers everything else, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def __call__(self, scope: Message, _receive: Receive, send: Send) -> None:
        self.asked.append((scope["type"], scope.get("path", "")))
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": [(b"set-cookie", b"a=b")]})
            await send({"type": "http.response.body", "body": b"behind"})


@pytest.fixture
def house(sqlite_db: Database) -> FeedHouse:
    """Give a house with one date."""
    with sqlite_db.writing() as session:
        house = FeedHouse(session)
        house.date("2026-12-01 14:00", title="Café")
    return house


@pytest.fixture
def behind() -> Behind:
    """Give the application behind the feeds."""
    return Behind()


@pytest.fixture
def layer(sqlite_db: Database, house: FeedHouse, behind: Behind) -> Iterator[FeedLayer]:
    """Give the feeds of that house in front of an application."""
    layer = FeedLayer(behind, FeedStore(sqlite_db, BASE_URL), now=lambda: NOW)
    yield layer
    layer.close()


@pytest.fixture
async def client(layer: FeedLayer) -> AsyncIterator[httpx.AsyncClient]:
    """Give a calendar program that has no copy of anything and takes bytes as they are."""
    headers = {"accept-encoding": "identity"}
    async with httpx.AsyncClient(transport=httpx.ASGITransport(layer), base_url=BASE_URL, headers=headers) as client:
        yield client


async def test_a_feed_is_a_calendar_that_everybody_may_keep_and_must_ask_for(client: httpx.AsyncClient) -> None:
    answer = await client.get(EVERYTHING)

    assert answer.status_code == 200
    assert answer.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert dict(answer.headers) == {
        "etag": answer.headers["etag"],
        "cache-control": "public, no-cache",
        "vary": "accept-encoding",
        "access-control-allow-origin": "*",
        "content-type": "text/calendar; charset=utf-8",
        "x-content-type-options": "nosniff",
        "last-modified": LAST_MODIFIED,
        "content-length": str(len(answer.content)),
    }


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ("{etag}", 304),
        ("{strong}", 304),
        ('"other", {etag}', 304),
        ('W/"other",{strong} , "x"', 304),
        ("*", 304),
        ('"other"', 200),
        ("{etag}x", 200),
        ("{bare}", 200),
        ("", 200),
    ],
)
async def test_a_copy_is_known_by_its_tag(client: httpx.AsyncClient, tags: str, status: int) -> None:
    etag = (await client.get(EVERYTHING)).headers["etag"]
    strong = etag.removeprefix("W/")

    told = tags.format(etag=etag, strong=strong, bare=strong.strip('"'))
    answer = await client.get(EVERYTHING, headers={"if-none-match": told})

    assert answer.status_code == status
    assert bool(answer.content) == (status == 200)
    assert answer.headers["etag"] == etag


async def test_an_unchanged_feed_sends_no_body_and_few_headers(client: httpx.AsyncClient) -> None:
    answer = await client.get(EVERYTHING, headers={"if-none-match": "*"})

    assert {*answer.headers} == {"etag", "cache-control", "vary", "access-control-allow-origin"}


@pytest.mark.parametrize(
    ("since", "status"),
    [
        (LAST_MODIFIED, 304),
        ("Mon, 23 Nov 2026 13:00:00 GMT", 304),
        ("Mon, 23 Nov 2026 11:59:59 GMT", 200),
        ("yesterday", 200),
        ("", 200),
    ],
)
async def test_a_copy_without_a_tag_is_known_by_its_date(client: httpx.AsyncClient, since: str, status: int) -> None:
    answer = await client.get(EVERYTHING, headers={"if-modified-since": since})

    assert answer.status_code == status


async def test_a_tag_counts_before_a_date(client: httpx.AsyncClient) -> None:
    headers = {"if-none-match": '"other"', "if-modified-since": LAST_MODIFIED}

    assert (await client.get(EVERYTHING, headers=headers)).status_code == 200


async def test_head_tells_the_same_without_the_calendar(client: httpx.AsyncClient) -> None:
    whole = await client.get(EVERYTHING)

    head = await client.head(EVERYTHING)

    assert (head.status_code, head.headers, head.content) == (200, whole.headers, b"")
    assert (await client.head(EVERYTHING, headers={"if-none-match": whole.headers["etag"]})).status_code == 304


@pytest.mark.parametrize(
    ("encodings", "compressed"),
    [
        ("gzip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("br, GZIP", True),
        ("*", True),
        ("x-gzip", True),
        ("gzip;q=0.001", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=much", False),
        ("", False),
    ],
)
async def test_a_calendar_is_compressed_for_those_who_can_read_it(
    layer: FeedLayer, client: httpx.AsyncClient, encodings: str, compressed: bool
) -> None:
    whole = await client.get(EVERYTHING)

    status, headers, body = await raw(layer, EVERYTHING, [(b"accept-encoding", encodings.encode())])

    assert status == 200
    assert headers[b"etag"] == whole.headers["etag"].encode()
    assert (headers.get(b"content-encoding") == b"gzip") == compressed
    assert len(body) == int(headers[b"content-length"])
    assert (gzip.decompress(body) if compressed else body) == whole.content


async def raw(
    layer: FeedLayer, path: str, headers: list[tuple[bytes, bytes]], method: str = "GET"
) -> tuple[int, dict[bytes, bytes], bytes]:
    """Ask as a server does, without a client that helps."""
    sent: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("a feed needs no body")

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "headers": headers}
    await layer(scope, receive, send)
    start, *bodies = sent
    return start["status"], dict(start["headers"]), b"".join(body["body"] for body in bodies)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
async def test_a_feed_can_only_be_read(client: httpx.AsyncClient, method: str) -> None:
    answer = await client.request(method, EVERYTHING)

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.text == "Ein Kalender kann nur gelesen werden."


@pytest.mark.parametrize("path", ["/calendar/nothing.ics", "/calendar/group/nobody.ics", "/m/zzzzzzz.ics"])
async def test_an_unknown_feed_says_so(client: httpx.AsyncClient, behind: Behind, path: str) -> None:
    answer = await client.get(path)

    assert (answer.status_code, answer.text) == (404, "Diesen Kalender gibt es nicht.")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert behind.asked == []


@pytest.mark.parametrize("path", ["/", "/calendar", "/calendar/", "/m/abc", "/desk", "/x.ics", "/api/v1/rooms"])
async def test_everything_else_goes_to_the_application(client: httpx.AsyncClient, behind: Behind, path: str) -> None:
    answer = await client.get(path)

    assert (answer.text, behind.asked) == ("behind", [("http", path)])


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
async def test_what_is_no_request_goes_to_the_application(layer: FeedLayer, behind: Behind, kind: str) -> None:
    async def nothing(*_message: object) -> Any: ...

    await layer({"type": kind, "path": EVERYTHING}, nothing, nothing)

    assert behind.asked == [(kind, EVERYTHING)]


async def test_robots_may_fetch_feeds_and_nothing_personal(client: httpx.AsyncClient) -> None:
    told = (await client.get("/robots.txt")).text.splitlines()

    assert "Allow: /calendar/" in told
    assert {"Disallow: /s/", "Disallow: /b/", "Disallow: /g/", "Disallow: /desk"} <= {*told}


async def test_no_cookie_is_set(client: httpx.AsyncClient) -> None:
    for path in (EVERYTHING, "/m/code-1.ics", "/calendar/nothing.ics", "/robots.txt"):
        assert "set-cookie" not in (await client.get(path)).headers


async def test_a_change_is_in_the_next_answer(sqlite_db: Database, house: FeedHouse, client: httpx.AsyncClient) -> None:
    etag = (await client.get(EVERYTHING)).headers["etag"]
    assert (await client.get(EVERYTHING, headers={"if-none-match": etag})).status_code == 304

    with sqlite_db.writing() as session:
        house.session = session
        house.changed(session.exec(select(Booking)).one(), now=NOW, title="Teestube")

    answer = await client.get(EVERYTHING, headers={"if-none-match": etag, "if-modified-since": LAST_MODIFIED})
    assert answer.status_code == 200
    assert answer.headers["etag"] != etag
    assert "SUMMARY;LANGUAGE=de:Teestube" in answer.text


async def test_a_date_that_is_gone_has_no_feed_any_more(
    sqlite_db: Database, house: FeedHouse, client: httpx.AsyncClient
) -> None:
    assert (await client.get("/m/code-1.ics")).status_code == 200

    with sqlite_db.writing() as session:
        house.session = session
        house.changed(session.exec(select(Booking)).one(), now=NOW, listing="internal")

    assert (await client.get("/m/code-1.ics")).status_code == 404


async def test_without_a_database_calendars_are_told_to_come_back(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'no-such-folder' / 'house.db'}")
    layer = FeedLayer(Behind(), FeedStore(db, BASE_URL))

    status, headers, body = await raw(layer, EVERYTHING, [])

    assert (status, headers[b"retry-after"]) == (503, b"60")
    assert body.decode() == "Der Kalender ist gerade nicht erreichbar."
    layer.close()


async def test_a_warm_feed_never_waits(layer: FeedLayer, client: httpx.AsyncClient) -> None:
    await client.get(EVERYTHING)
    at_once = raw(layer, EVERYTHING, [(b"if-none-match", b"*")])

    with pytest.raises(StopIteration) as answer:
        at_once.send(None)  # a coroutine that never gives way ends at its first step

    assert answer.value.value[0] == 304


async def test_a_feed_stays_as_it_was_while_the_database_is_away(
    sqlite_db: Database, house: FeedHouse, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    before = await client.get(EVERYTHING)
    with sqlite_db.writing() as session:  # so that the next poll has to look
        house.session = session
        house.date("2026-12-02 14:00", title="Rat")
    path = Path(str(sqlite_db.engine.url.database))
    sqlite_db.engine.dispose()
    away = path.rename(path.with_suffix(".away"))
    path.mkdir()  # a file that cannot be opened

    first, again = await client.get(EVERYTHING), await client.get(EVERYTHING)
    path.rmdir()
    away.rename(path)
    sqlite_db._tell([])  # as when others are heard again

    assert [(answer.status_code, answer.content) for answer in (first, again)] == [(200, before.content)] * 2
    assert (await client.get(EVERYTHING)).content.count(b"BEGIN:VEVENT") == 2
    assert [record.getMessage() for record in caplog.records if "no look" in record.getMessage()] == [
        f"no look at the database for {EVERYTHING}: (sqlite3.OperationalError) unable to open database file"
    ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/calendar/all.atom", "application/atom+xml; charset=utf-8"),
        ("/calendar/all.json", "application/feed+json; charset=utf-8"),
    ],
)
async def test_news_are_kept_like_calendars(client: httpx.AsyncClient, behind: Behind, path: str, kind: str) -> None:
    answer = await client.get(path)
    again = await client.get(path, headers={"if-none-match": answer.headers["etag"]})

    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert (again.status_code, again.content) == (304, b"")
    assert behind.asked == []


async def test_a_groups_own_calendar_is_kept_by_nobody_else_and_ends_with_its_address(
    sqlite_db: Database, house: FeedHouse, client: httpx.AsyncClient
) -> None:
    with sqlite_db.writing() as session:
        group = group_by_slug(session, "strickcafe")
        token = feedkeys.new_key(session, group.id, who="group:strickcafe", now=MONDAY)
    path = f"/calendar/private/{token}.ics"

    answer = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})

    assert (answer.status_code, again.status_code, again.content) == (200, 304, b"")
    for told in (answer, again):
        assert told.headers["cache-control"] == "private, no-cache"
        assert told.headers["x-robots-tag"] == "noindex, nofollow"
        assert "access-control-allow-origin" not in told.headers
    with sqlite_db.writing() as session:
        feedkeys.take_keys(session, group_by_slug(session, "strickcafe").id, who="desk:manager", now=MONDAY)
    assert (await client.get(path)).status_code == 404


async def ask(layer: FeedLayer, address: str, path: str = EVERYTHING, **headers: str) -> httpx.Response:
    """Ask from the internet *address*."""
    transport = httpx.ASGITransport(layer, client=(address, 4711))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        return await client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def test_whole_calendars_are_limited_and_asking_about_a_copy_is_not(layer: FeedLayer) -> None:
    etag = (await ask(layer, "192.0.2.1")).headers["etag"]
    for _number in range(59):
        assert (await ask(layer, "192.0.2.1")).status_code == 200

    refused = await ask(layer, "192.0.2.1")

    assert (refused.status_code, refused.text) == (
        429,
        "Das waren zu viele Kalender in einer Minute. Bitte später noch einmal.",
    )
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (await ask(layer, "192.0.2.1", if_none_match=etag)).status_code == 304
    assert (await ask(layer, "192.0.2.2")).status_code == 200
    assert (await ask(layer, "127.0.0.1")).status_code == 200


async def test_whoever_guesses_addresses_is_put_off(layer: FeedLayer) -> None:
    codes = [(await ask(layer, "192.0.2.1", f"/calendar/private/{number}.ics")).status_code for number in range(61)]

    assert codes == [404] * 60 + [429]


async def test_behind_a_proxy_the_limit_is_of_whom_it_names(sqlite_db: Database, house: FeedHouse) -> None:
    layer = FeedLayer(Behind(), FeedStore(sqlite_db, BASE_URL), now=lambda: NOW, trust_proxy=True)
    for _number in range(60):
        await ask(layer, "127.0.0.1", x_forwarded_for="192.0.2.1")

    assert (await ask(layer, "127.0.0.1", x_forwarded_for="192.0.2.1")).status_code == 429
    assert (await ask(layer, "127.0.0.1", x_forwarded_for="192.0.2.1, 192.0.2.2")).status_code == 200
    layer.close()
