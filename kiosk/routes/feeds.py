"""Feeds, answered in front of everything else: a poll that finds nothing new costs as little as a ping.

Put `FeedLayer` outermost around the application. It knows the addresses of feeds and /robots.txt and
passes everything else on, untouched. A feed that is current is answered on the event loop from ready
headers and bytes; otherwise a thread of its own looks at the database first, so that what was
committed before the request came is in the answer, and the loop never waits. While the database
cannot be read, feeds stay as they were.

Whoever has a copy may ask as often as wanted: that costs less than to refuse it. Whole calendars and
addresses that lead nowhere are limited (UX §10, 22).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Any

from starlette.requests import Request

from booking import clock
from booking.feeds import Feed, FeedStore, is_feed_path, is_private
from booking.i18n import _
from booking.refusals import Refused, TooManyTries
from kiosk import guard
from kiosk.polls import FIRST, RENEWED, UNCHANGED, About, PollCounter, about
from models.outages import outage_of

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
Headers = tuple[tuple[bytes, bytes], ...]

# Google reads no feed whose address robots may not fetch: groups' own calendars are kept out of searches by a header.
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
_MOST_BODIES = 60  # of one address in _WINDOW: one for each calendar of a large house
_WINDOW = timedelta(minutes=1)
# Whoever asks from this machine is a proxy that tells no addresses, and so is everybody, or nobody from outside.
_HERE = ("127.0.0.1", "::1", "")
_log = logging.getLogger(__name__)

# Everybody may keep a copy and must ask whether it still holds: a title that the desk switched off
# is gone from every calendar at its next look, and asking costs nothing.
_ALWAYS: Headers = (
    (b"cache-control", b"public, no-cache"),
    (b"vary", b"accept-encoding"),
    (b"access-control-allow-origin", b"*"),
)
# A group's own is nobody else's: no cache between may keep it, no page of others may read it.
_PRIVATE: Headers = (
    (b"cache-control", b"private, no-cache"),
    (b"vary", b"accept-encoding"),
    (b"x-robots-tag", b"noindex, nofollow"),
    (b"referrer-policy", b"no-referrer"),
)
_NO_BODY: Message = {"type": "http.response.body", "body": b""}


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """One feed with everything that is sent about it."""

    feed: Feed
    about: About  # as what it is counted
    etag: bytes
    plain: tuple[Message, Message]
    gzipped: tuple[Message, Message]
    unchanged: tuple[Message, Message]


class FeedLayer:
    """The application *app* behind the feeds of *store*; *polls* counts who asks.

    *now* is the clock, asked once for each look. With *trust_proxy*, X-Forwarded-For says who asks.
    """

    def __init__(
        self,
        app: Application,
        store: FeedStore,
        now: Callable[[], datetime] = clock.now,
        polls: PollCounter | None = None,
        *,
        trust_proxy: bool = False,
    ) -> None:
        self._app = app
        self._store = store
        self._now = now
        self._count = (polls or PollCounter()).count
        self._trust_proxy = trust_proxy
        self._limiter = guard.Limiter(_MOST_BODIES, _WINDOW)
        self._ready: dict[str, Ready] = {}
        # One thread: looks wait for each other, and nobody else waits for them.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="feeds")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request for a feed; pass everything else on."""
        if scope["type"] == "http":
            path: str = scope["path"]
            ready = self._ready.get(path)
            if ready is not None and self._store.is_current(ready.feed):
                await self._answer(ready, scope, send)
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
        if ready is not None:
            await self._answer(ready, scope, send)
        elif wait := self._wait(scope):
            await _put_off(scope, send, wait)
        else:
            await _say(scope, send, 404, _("Diesen Kalender gibt es nicht."), {})

    async def _answer(self, ready: Ready, scope: Message, send: Send) -> None:
        method = scope["method"]
        if method not in ("GET", "HEAD"):
            await _say(scope, send, 405, _("Ein Kalender kann nur gelesen werden."), {"allow": "GET, HEAD"})
            return
        tags, since, encodings, agent = _asked(scope["headers"])
        if _has_it(ready, tags, since):
            became, answer = UNCHANGED, ready.unchanged
        elif wait := self._wait(scope):
            await _put_off(scope, send, wait)
            return
        else:
            became = RENEWED if tags or since else FIRST
            answer = ready.gzipped if encodings and _takes_gzip(encodings) else ready.plain
        await send(answer[0])
        if method == "HEAD":
            await send(_NO_BODY)
            return
        self._count(ready.about, agent, became)
        await send(answer[1])

    def _wait(self, scope: Message) -> timedelta | None:
        """Count one more answer that costs something; return how long to wait if that is too much for one address."""
        client = scope.get("client")
        if not self._trust_proxy and (client is None or client[0] in _HERE):
            return None
        caller = guard.caller(Request(scope), self._trust_proxy)
        if caller in _HERE:
            return None
        try:
            self._limiter.pass_or_refuse(caller)
        except Refused as refused:
            (reason,) = refused.reasons
            return reason.wait if isinstance(reason, TooManyTries) else _WINDOW
        return None

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
        ready = self._ready[path] = _made_ready(path, feed)
        return ready


def _tell_the_log(path: str, error: Exception) -> None:
    path = "a group's own calendar" if is_private(path) else path  # its address is a key
    if outage_of(error) is None:
        _log.error("no look at the database for %s", path, exc_info=error)
    else:
        _log.warning("no look at the database for %s: %s", path, str(error).partition("\n")[0])


def _asked(headers: Headers) -> tuple[bytes, bytes, bytes, bytes]:
    """Return If-None-Match, If-Modified-Since, Accept-Encoding and User-Agent; empty where there is none."""
    tags = since = encodings = agent = b""
    for name, value in headers:
        if name == b"if-none-match":
            tags = tags + b"," + value if tags else value
        elif name == b"user-agent":
            agent = value
        elif name == b"accept-encoding":
            encodings = encodings + b"," + value if encodings else value
        elif name == b"if-modified-since":
            since = value
    return tags, since, encodings, agent


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


def _made_ready(path: str, feed: Feed) -> Ready:
    etag = feed.etag.encode()
    told = ((b"etag", etag), *(_PRIVATE if is_private(path) else _ALWAYS))
    kind: Headers = ((b"content-type", feed.content_type.encode()), (b"x-content-type-options", b"nosniff"))
    if feed.last_modified is not None:
        kind = (*kind, (b"last-modified", format_datetime(feed.last_modified, usegmt=True).encode()))
    full = (*told, *kind)
    return Ready(
        feed=feed,
        about=about(path, feed),
        etag=etag,
        plain=_messages(full, feed.body),
        gzipped=_messages((*full, (b"content-encoding", b"gzip")), feed.gzipped),
        unchanged=({"type": "http.response.start", "status": 304, "headers": told}, _NO_BODY),
    )


def _messages(headers: Headers, body: bytes) -> tuple[Message, Message]:
    sized = (*headers, (b"content-length", str(len(body)).encode()))
    return (
        {"type": "http.response.start", "status": 200, "headers": sized},
        {"type": "http.response.body", "body": body},
    )


async def _put_off(scope: Message, send: Send, wait: timedelta) -> None:
    # Calendar programs keep what they have and come back.
    headers = {"retry-after": guard.retry_after(wait)}
    await _say(scope, send, 429, _("Das waren zu viele Kalender in einer Minute. Bitte später noch einmal."), headers)


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
