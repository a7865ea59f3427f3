"""A real mail server for the tests, with the moods that real ones have."""

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from booking.mailserver import MailServer
from tests.support.waiting import free_port

USER, PASSWORD = "haus", "geheim-und-lang"
SENDER = "treffpunkt@example.org"


@dataclass
class PostOffice:
    """Takes letters and keeps them. Each mood says what it answers instead of taking one."""

    letters: list[tuple[str, bytes]] = field(default_factory=list)  # receiver, text
    refuses: dict[str, str] = field(default_factory=dict)  # receiver → answer to RCPT
    greylists: set[str] = field(default_factory=set)  # answered with 451 the first time
    at_text: str = ""  # its answer to a whole letter, which it does not take
    hangs_at: str = ""  # "connect", "text": never answers
    breaks_at: str = ""  # "text": takes the letter, and hangs up without a word
    logins: list[str] = field(default_factory=list)
    port: int = 0

    def server(self, **facts: Any) -> MailServer:
        """Return its address as the house knows it."""
        return MailServer(**{"host": "localhost", "port": self.port, "sender": SENDER, **facts})

    @property
    def url(self) -> str:
        """Its address as a town writes it into the settings."""
        return f"smtp://localhost:{self.port}?from={SENDER}"

    def receivers(self) -> list[str]:
        """Return who got letters, in order."""
        return [receiver for receiver, _text in self.letters]

    # What aiosmtpd asks

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        if address in self.greylists:
            self.greylists.discard(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.hangs_at == "text":
            await asyncio.sleep(3600)
        if self.at_text:
            return self.at_text
        self.letters.append((envelope.rcpt_tos[0], _bytes(envelope.content)))
        if self.breaks_at == "text":
            server.transport.abort()
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _way: str, given: Any) -> AuthResult:
        """Let in who knows user and passphrase."""
        self.logins.append(given.login.decode())
        known = (given.login.decode(), given.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=known, handled=False)


@contextmanager
def post_office(*, tls: ssl.SSLContext | None = None, logs_in: bool = False, **moods: Any) -> Iterator[PostOffice]:
    """Open a post office on this machine; with *tls* it offers STARTTLS, and *logs_in* only whom it knows."""
    office = PostOffice(port=free_port(), **moods)
    if office.hangs_at == "connect":
        with socket.create_server(("127.0.0.1", office.port)):  # lets everybody in, and never says a word
            yield office
        return
    login: dict[str, Any] = (
        {"authenticator": office.authenticate, "auth_require_tls": tls is not None} if logs_in else {}
    )
    controller = Controller(
        office, hostname="127.0.0.1", port=office.port, tls_context=tls, ready_timeout=30, enable_SMTPUTF8=True, **login
    )
    controller.start()
    try:
        yield office
    finally:
        controller.stop(no_assert=True)


def _bytes(content: bytes | str | None) -> bytes:
    return content.encode() if isinstance(content, str) else content or b""


def own_certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return a server's side with a certificate that nobody signed, and a house's side that trusts it."""
    openssl = shutil.which("openssl")
    assert openssl, "openssl is needed"
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    asked = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, "req", "-x509", *asked, *names], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))
