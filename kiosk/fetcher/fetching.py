"""One look at the address of a foreign calendar, with every redirect on the way checked anew.

It blocks, and so works in a thread of its own. The address is a secret: it stands in no error and no log.
"""

import logging
import re
import ssl
from dataclasses import dataclass, field

import httpcore

from booking.fetched import Fetched, NotModified
from booking.refusals import NotFetched, Refused
from kiosk.fetcher import lines
from kiosk.fetcher.bodies import LARGEST, unpacked
from kiosk.fetcher.networks import is_everybodys
from kiosk.fetcher.targets import Target, target

MOST_REDIRECTS = 3
SECONDS = 10.0  # for all of it, from the name to the last byte
_REDIRECTS = (301, 302, 303, 307, 308)
_ASKED = {
    "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Connection": "close",
    "User-Agent": "Treffpunkt",
}
_MARK = re.compile(r"[\x20-\x7e]{1,300}")  # what is sent back to the server as it wrote it
# Pictures, films and archives; everything else may be a calendar that a server does not know by its name.
_NO_TEXT = re.compile(r"(?:image|audio|video|font)/|application/(?:pdf|zip|x-tar|gzip)\b", re.IGNORECASE)
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<", re.IGNORECASE)

# At its finest it would write every header of an answer, among them the addresses that redirects lead to.
logging.getLogger("httpcore").setLevel(logging.WARNING)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What may be reached, and how. Only tests, whose servers are on this machine, take others; no setting does."""

    plain: bool = False  # http and every port as well
    is_allowed: lines.IsAllowed = is_everybodys
    resolve: lines.Resolve = lines.resolve
    trusted: ssl.SSLContext | None = None  # none: the authorities that browsers trust
    seconds: float = SECONDS


@dataclass(frozen=True)
class Fetcher:
    """Looks at addresses; a booking.fetched.Fetch."""

    limits: Limits = field(default_factory=Limits)

    def __call__(self, address: str, *, etag: str, modified: str) -> Fetched | NotModified:
        """Return what *address* has, if it is not what it was at the look that gave *etag* and *modified*.

        Raises Refused(NotFetched) for everything that can go wrong on the way.
        """
        limits = self.limits
        deadline = lines.Deadline(limits.seconds)
        where = target(address, plain=limits.plain)
        headers = _ASKED | _conditions(etag, modified)
        for _turn in range(MOST_REDIRECTS + 1):
            way = lines.Lines(deadline, limits.resolve, limits.is_allowed)
            found = _look(where, headers, way, limits.trusted)
            if not isinstance(found, str):
                return found
            where = where.then(found, plain=limits.plain)
        raise Refused(NotFetched("redirects"))


def _conditions(etag: str, modified: str) -> dict[str, str]:
    marks = {"If-None-Match": etag, "If-Modified-Since": modified}
    return {name: value for name, value in marks.items() if _MARK.fullmatch(value)}


def _look(
    where: Target, headers: dict[str, str], way: lines.Lines, trusted: ssl.SSLContext | None
) -> Fetched | NotModified | str:
    """Return what is there, or where a redirect leads to."""
    url = httpcore.URL(scheme=where.scheme, host=where.host, port=where.port, target=where.path)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=trusted, max_connections=1, network_backend=way) as pool,
            pool.stream("GET", url, headers=[*headers.items()]) as answer,
        ):
            return _answered(answer, is_conditional="If-None-Match" in headers or "If-Modified-Since" in headers)
    except httpcore.TimeoutException:
        why = "too_slow"
    except httpcore.ConnectError:
        why = "no_connection"
    except httpcore.NetworkError:
        why = "cut_off"
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        # h11 names a body that is shorter than it was announced as the peer's fault, as everything else.
        why = "cut_off" if "incomplete" in str(error) or "closed connection" in str(error) else "garbled"
    raise Refused(NotFetched(why))


def _answered(answer: httpcore.Response, *, is_conditional: bool) -> Fetched | NotModified | str:
    if answer.status == 304 and is_conditional:
        return NotModified()
    if answer.status in _REDIRECTS:
        location = _header(answer, b"location")
        if not location:
            raise Refused(NotFetched("redirects"))
        return location
    if answer.status != 200:
        raise Refused(NotFetched("status", status=answer.status))
    return Fetched(_calendar(answer), _kept(answer, b"etag"), _kept(answer, b"last-modified"))


def _calendar(answer: httpcore.Response) -> bytes:
    if _NO_TEXT.match(_header(answer, b"content-type")):
        raise Refused(NotFetched("no_calendar"))
    length = _header(answer, b"content-length")
    if length.isdigit() and int(length) > LARGEST:
        raise Refused(NotFetched("too_large"))
    content = unpacked(answer.iter_stream(), _header(answer, b"content-encoding").strip().lower())
    if _PAGE.match(content):  # a page to sign in on, mostly
        raise Refused(NotFetched("no_calendar"))
    return content


def _kept(answer: httpcore.Response, name: bytes) -> str:
    value = _header(answer, name)
    return value if _MARK.fullmatch(value) else ""


def _header(answer: httpcore.Response, name: bytes) -> str:
    values = [value for key, value in answer.headers if key.lower() == name]
    return values[0].decode("utf-8", errors="replace") if len(values) == 1 else ""
