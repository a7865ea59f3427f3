"""The address of a mail server, as a town writes it down: `smtp://user:password@host:port?from=…&tls=required`."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

EXPECTED = "smtp://USER:PASSWORD@HOST:PORT?from=ADDRESS or smtps://…; &tls=required insists on STARTTLS"
_PORTS = {"smtps": 465, "smtp": 25}
_SUBMISSION = 587  # where one logs in (RFC 6409)
_HERE = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Unreadable(ValueError):
    """A text is no address of a mail server; says why, and repeats nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Who takes the house's letters, and whom they come from. Its text holds no password."""

    host: str
    port: int
    user: str = ""  # empty: nobody logs in
    password: str = field(default="", repr=False)
    wrapped: bool = False  # TLS from the first byte on
    insists: bool = False  # on TLS: without it nothing is handed over
    sender: str  # the address in From

    @property
    def shown(self) -> str:
        """Return where it is, for people."""
        return f"{self.host}:{self.port}"


def read(text: str) -> MailServer:
    """Return the server that *text* is. Raises Unreadable.

    A password travels only where the line is kept secret, but for a server on this machine.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else []
    except ValueError as error:
        raise Unreadable("it cannot be taken apart") from error
    said = dict(query)
    if parts.scheme not in _PORTS or not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise Unreadable("it is not smtp://HOST or smtps://HOST")
    if len(said) != len(query) or not {"from"} <= said.keys() <= {"from", "tls"}:
        raise Unreadable("from= is missing, or something else is said")
    if said.get("tls", "required") != "required" or not is_address(said["from"]):
        raise Unreadable("from= or tls= is not understood")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise Unreadable("user and password belong together")
    wrapped = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (_SUBMISSION if user and not wrapped else _PORTS[parts.scheme]),
        user=user,
        password=password,
        wrapped=wrapped,
        insists="tls" in said or (bool(user) and parts.hostname not in _HERE),
        sender=said["from"],
    )


def is_address(text: str) -> bool:
    """Whether *text* is one plain address, without a name and without signs that mean something in a header."""
    return _ADDRESS.fullmatch(text) is not None
