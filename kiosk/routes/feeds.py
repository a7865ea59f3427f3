"""Feeds, answered in front of everything else: a poll that finds nothing new costs as little as a ping.

Put `FeedLayer` outermost around the application. It knows the addresses of feeds and /robots.txt and
passes everything else on, untouched. A feed that is current is answered on the event loop from ready
headers and bytes; otherwise a thread of its own looks at the database first, so that what was
committed before the request came is in the answer, and the loop never waits. While the database
cannot be read, feeds stay as they were.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Any

from booking import clock
from booking.feeds import Feed, FeedStore, is_feed_path
from booking.i18n import _
from models.outages import outage_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

# Google reads no feed whose address robots may not fetch.
ROBOTS = """User-agent: *
Allow: /calendar/
Allow: /m/
Disallow: /api/
Disallow: /b/
Disallow: /desk
Disallow: /g/
Disallow: /kiosk
Disallow: /s/
"""
_ROBOTS_PATH = "/robots.txt"
_MOST_READY = 2_000
_log = logging.getLogger(__name__)

# Everybody may keep a copy and must ask whether it still holds: a title that the desk switched off
# is gone from every calendar at its next look, and asking costs nothing.
_ALWAYS: Headers = (
    (b"cache-control", b"public, no-cache"),
    (b"vary", b"accept-encoding"),
    (b"access-control-allow-origin", b"*"),
)
_NO_BODY: Message = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """One feed with everything that is sent about it."""

    feed: Feed
    etag: bytes
    plain: tuple[Message, Message]
    gzipped: tuple[Message, Message]
    unchanged: Message


class FeedLayer:
    """The application *app* behind the feeds of *store*. *now* is the clock, asked once for each look."""

    def __init__(self, app: Application, store: FeedStore, now: Callable[[], datetime] = clock.now) -> None:
        self._app = app
        self._store = store
        self._now = now
        self._ready: dict[str, Ready] = {}
        # One thread: looks wait for each other, and nobody else waits for them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="feeds")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request for a feed; pass everything else on."""
        if scope["type"] == "http":
            path: str = scope["path"]
            ready = self._ready.get(path)
            if ready is not None and self._store.is_current(ready.feed):
                await _answer(ready, scope, send)
                return
            if is_feed_path(path) or path == _ROBOTS_PATH:
                await self._answer_slowly(path, scope, send)
                return
        await self._app(scope, receive, send)

    def close(self) -> None:
        """Let go of the thread and stop listening; no request may come after."""
        self._thread.shutdown()
        self._store.close()

    async def _answer_slowly(self, path: str, scope: Message, send: Send) -> None:
        if path == _ROBOTS_PATH:
            await _say(scope, send, 200, ROBOTS, {})
            return
        try:
            ready = await asyncio.get_running_loop().run_in_executor(self._thread, self._look, path)
        except Exception as error:
            ready = self._ready.get(path)
            _tell_the_log(path, error)
            if ready is None:
                # Calendar programs keep what they have and come back.
                await _say(scope, send, 503, _("Der Kalender ist gerade nicht erreichbar."), {"retry-after": "60"})
                return
        if ready is None:
            await _say(scope, send, 404, _("Diesen Kalender gibt es nicht."), {})
        else:
            await _answer(ready, scope, send)

    def _look(self, path: str) -> Ready | None:
        feed = self._store.bring(path, now=self._now())
        if feed is None:
            self._ready.pop(path, None)
            return None
        before = self._ready.get(path)
        if before is not None and before.feed is feed:
            return before
        if len(self._ready) >= _MOST_READY:
            self._ready.clear()
        ready = self._ready[path] = _made_ready(feed)
        return ready


def _tell_the_log(path: str, error: Exception) -> None:
    if outage_of(error) is None:
        _log.error("no look at the database for %s", path, exc_info=error)
    else:
        _log.warning("no look at the database for %s: %s", path, str(error).partition("\n")[0])


async def _answer(ready: Ready, scope: Message, send: Send) -> None:
    method = scope["method"]
    if method not in ("GET", "HEAD"):
        await _say(scope, send, 405, _("Ein Kalender kann nur gelesen werden."), {"allow": "GET, HEAD"})
        return
    tags = since = encodings = b""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            tags = tags + b"," + value if tags else value
        elif name == b"accept-encoding":
            encodings = encodings + b"," + value if encodings else value
        elif name == b"if-modified-since":
            since = value
    if _has_it(ready, tags, since):
        await send(ready.unchanged)
        await send(_NO_BODY)
        return
    start, body = ready.gzipped if encodings and _takes_gzip(encodings) else ready.plain
    await send(start)
    await send(_NO_BODY if method == "HEAD" else body)


def _has_it(ready: Ready, tags: bytes, since: bytes) -> bool:
    """Whether the caller's copy is this one (RFC 9110 §13.2.2: If-Modified-Since counts only without a tag)."""
    if tags:
        return tags == ready.etag or _names(tags, ready.etag)
    return bool(since) and _is_newer(since, ready.feed.last_modified)


def _names(tags: bytes, etag: bytes) -> bool:
    # Our tags are hex, so no comma can stand inside one.
    wanted = etag.removeprefix(b"W/")
    return any(tag.strip().removeprefix(b"W/") in (b"*", wanted) for tag in tags.split(b","))


def _is_newer(since: bytes, last_modified: datetime | None) -> bool:
    if last_modified is None:
        return False
    try:
        moment = parsedate_to_datetime(since.decode("ascii"))
    except (ValueError, TypeError):
        return False
    return moment.replace(tzinfo=moment.tzinfo or UTC) >= last_modified


@lru_cache(maxsize=64)
def _takes_gzip(encodings: bytes) -> bool:
    """Whether an Accept-Encoding takes gzip; `q=0` refuses, a name counts before `*`."""
    weights = dict(_weight(part) for part in encodings.lower().split(b",") if part.strip())
    named = [weights[name] for name in (b"gzip", b"x-gzip") if name in weights]
    return any(named) if named else bool(weights.get(b"*"))


def _weight(part: bytes) -> tuple[bytes, float]:
    name, _semicolon, rest = part.partition(b";")
    key, _equals, value = rest.strip().partition(b"=")
    try:
        weight = float(value) if key.strip() == b"q" else 1.0
    except ValueError:
        weight = 0.0
    return name.strip(), weight


def _made_ready(feed: Feed) -> Ready:
    etag = feed.etag.encode()
    about = ((b"etag", etag), *_ALWAYS)
    kind: Headers = ((b"content-type", b"text/calendar; charset=utf-8"), (b"x-content-type-options", b"nosniff"))
    if feed.last_modified is not None:
        kind = (*kind, (b"last-modified", format_datetime(feed.last_modified, usegmt=True).encode()))
    full = (*about, *kind)
    return Ready(
        feed=feed,
        etag=etag,
        plain=_messages(full, feed.body),
        gzipped=_messages((*full, (b"content-encoding", b"gzip")), feed.gzipped),
        unchanged={"type": "http.response.start", "status": 304, "headers": about},
    )


def _messages(headers: Headers, body: bytes) -> tuple[Message, Message]:
    sized = (*headers, (b"content-length", str(len(body)).encode()))
    return (
        {"type": "http.response.start", "status": 200, "headers": sized},
        {"type": "http.response.body", "body": body},
    )


async def _say(scope: Message, send: Send, status: int, sentence: str, headers: dict[str, str]) -> None:
    body = sentence.encode()
    told = {
        "content-type": "text/plain; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
        **headers,
    }
    sent = [(name.encode(), value.encode()) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": sent})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
