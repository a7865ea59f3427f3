"""The address of a foreign calendar, read strictly: what may be asked for, and under which name.

An address is a secret: whoever has it can read a calendar. Nothing here puts it into an error.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from booking.refusals import NotFetched, Refused

LONGEST = 2_000
PORTS = frozenset({443, 8443})  # others belong to services that are no calendars
_CALENDARS = {"webcal": "https", "webcals": "https"}  # how programs write an address that is to be subscribed
# Signs that some readers of an address leave out and others do not, so that both see different hosts.
_TWO_MEANINGS = re.compile(r"[\x00-\x20\x7f-\x9f\\]|%(?![0-9A-Fa-f]{2})")
# 127.1, 0x7f.0.0.1, 2130706433: the system reads them as addresses, though they look like names.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*", re.IGNORECASE)
_FOUR_NUMBERS = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")
_SIX = re.compile(r"[0-9a-f:.]+", re.IGNORECASE)  # no zone: fe80::1%eth0 is one of this machine's neighbours
_SAFE = "/:@!$&'()*+,;=~-._?%"


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: of which machine, at which of its doors. Printed, it tells the machine only."""

    scheme: str
    host: str  # ASCII, as the certificate and DNS know it
    port: int
    path: str = field(repr=False)  # with the query

    @property
    def address(self) -> str:
        """The whole address; a secret."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"

    def then(self, location: str, *, plain: bool) -> "Target":
        """Return where a redirect from here leads to; it is read as strictly."""
        try:
            return target(urljoin(self.address, location), plain=plain)
        except ValueError:
            raise Refused(NotFetched("address")) from None


def target(address: str, *, plain: bool = False) -> Target:
    """Return what *address* asks for. Raises Refused(NotFetched) if it is none, or nothing that may be asked for.

    *plain* also lets http and every port pass: for tests, which have no certificate.
    """
    told = address.strip()
    if not told or len(told) > LONGEST or _TWO_MEANINGS.search(told):
        raise Refused(NotFetched("address"))
    try:
        parts = urlsplit(told)
        port = parts.port
    except ValueError:
        raise Refused(NotFetched("address")) from None
    scheme = _scheme(parts, plain=plain)
    if "@" in parts.netloc:  # a name and a password would be sent to whoever answers
        raise Refused(NotFetched("address"))
    port = port if port is not None else {"http": 80, "https": 443}[scheme]
    if port not in PORTS and not plain:
        raise Refused(NotFetched("port"))
    return Target(scheme, _host(parts.hostname or ""), port, _path(parts))


def _scheme(parts: SplitResult, *, plain: bool) -> str:
    scheme = _CALENDARS.get(parts.scheme, parts.scheme)
    if scheme == "https" or (plain and scheme == "http"):
        return scheme
    raise Refused(NotFetched("not_https" if parts.netloc else "address"))


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_SAFE)
    return f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path


def _host(name: str) -> str:
    if ":" in name and _SIX.fullmatch(name):
        return name
    if _FOUR_NUMBERS.fullmatch(name):
        return name
    try:
        host = idna.encode(name.rstrip("."), uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise Refused(NotFetched("address")) from None
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        raise Refused(NotFetched("not_public"))
    return host
