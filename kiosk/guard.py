"""Who calls, how often, and from which page: what every anonymous write is asked first."""

import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from booking.refusals import Malformed, Refused, TooManyTries

FORM_BYTES = 4096
_USUAL_PORTS = {"http": 80, "https": 443}

# No script, no frame, nothing from elsewhere; the pages bring styles, pictograms and forms only.
PLAIN_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Limiter:
    """Lets each key do at most *limit* acts in any stretch of *window*.

    Kept in memory, and only for the window: not the key (an address) but its hash under a key of this
    process. At most *keys* are known at once; the one unused for longest is forgotten first.
    Not for several threads at once: ask it on the event loop. *seconds* is a clock that never jumps.
    """

    def __init__(
        self, limit: int, window: timedelta, *, keys: int = 10_000, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._window = window.total_seconds()
        self._keys = keys
        self._seconds = seconds
        self._seal = secrets.token_bytes(16)
        self._acts: OrderedDict[bytes, deque[float]] = OrderedDict()  # when, oldest first; keys by their last act

    def pass_or_refuse(self, *key: str) -> None:
        """Count one act of *key*. Raises Refused(TooManyTries), and counts nothing, if it did too many."""
        self.look(*key)
        self.count(*key)

    def look(self, *key: str) -> None:
        """Raise Refused(TooManyTries) if *key* did too many; count nothing."""
        self._forget_old()
        acts = self._acts.get(self._sealed(key))
        if acts is None:
            return
        over = len(acts) - self._limit
        wait = acts[over] + self._window - self._seconds() if over >= 0 else 0.0
        if wait > 0:
            raise Refused(TooManyTries(timedelta(seconds=wait)))

    def count(self, *key: str) -> None:
        """Count one act of *key*."""
        self._forget_old()
        sealed = self._sealed(key)
        acts = self._acts.setdefault(sealed, deque(maxlen=self._limit))
        acts.append(self._seconds())
        self._acts.move_to_end(sealed)
        if len(self._acts) > self._keys:
            self._acts.popitem(last=False)

    def __len__(self) -> int:
        """How many keys it knows now."""
        self._forget_old()
        return len(self._acts)

    def _forget_old(self) -> None:
        """Drop the keys that did nothing for a whole window; they stand at the old end."""
        edge = self._seconds() - self._window
        while self._acts and next(iter(self._acts.values()))[-1] <= edge:
            self._acts.popitem(last=False)

    def _sealed(self, key: tuple[str, ...]) -> bytes:
        return hashlib.blake2b("\0".join(key).encode(), digest_size=16, key=self._seal).digest()


class Marks:
    """Gives whoever calls a mark by which the book counts what one of them holds and asks for (UX §10, 6).

    It is far too short to find the address again, thousands share each, and the key goes with the process.
    """

    def __init__(self) -> None:
        self._seal = secrets.token_bytes(16)

    def of(self, caller: str) -> str:
        """Return the mark of *caller*: three hexadecimal digits."""
        return hashlib.blake2b(caller.encode(), digest_size=2, key=self._seal).hexdigest()[:3]


def retry_after(wait: timedelta) -> str:
    """Return *wait* for the header Retry-After: whole seconds, at least one."""
    return str(max(1, math.ceil(wait.total_seconds())))


def caller(request: Request, trust_proxy: bool) -> str:
    """Return the address a request comes from, for limits only; an IPv6 household (/64) counts as one.

    With *trust_proxy* it is what our own proxy saw: the last entry of X-Forwarded-For. The entries
    before it are written by whoever asks.
    """
    seen = request.client.host if request.client else ""
    if trust_proxy:
        forwarded = ",".join(request.headers.getlist("x-forwarded-for")).rsplit(",", 1)[-1].strip()
        seen = forwarded if _address(forwarded) else seen
    address = _address(seen)
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address or seen)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def same_origin(request: Request, public_url: str = "") -> bool:
    """Whether a form was sent from one of our own pages, as far as the browser tells.

    Our pages ask browsers to tell no referrer, so they send `Origin: null`; every current one says
    Sec-Fetch-Site instead, and that decides. Programs, which send neither, forge no one's click.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin == "null" or is_ours(origin, request.headers.get("host", ""), public_url)


def is_ours(origin: str, host: str, public_url: str = "") -> bool:
    """Whether *origin*, as a browser tells it, is the house: by the *host* that was asked or its public address."""
    scheme = origin.partition("://")[0]  # the browser's: ours may be another behind a proxy
    ours = {_host_and_port(f"{scheme}://{host}"), _host_and_port(public_url)}
    return _host_and_port(origin) in ours - {None}


def _host_and_port(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _USUAL_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


async def small_form(request: Request) -> dict[str, str]:
    """Return the fields of a form that was sent, each name once.

    Raises Refused(Malformed) if it is no form of ours: too long, not urlencoded, not UTF-8, with a NUL in it.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused(Malformed("content-type", "application/x-www-form-urlencoded"))
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_BYTES:
            raise Refused(Malformed("body", f"at most {FORM_BYTES} bytes"))
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError as error:
        raise Refused(Malformed("body", "name=value")) from error
    if any("\0" in text for field in fields.items() for text in field):
        raise Refused(Malformed("body", "name=value"))  # PostgreSQL stores and compares no such text
    return fields
