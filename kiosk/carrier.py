"""Takes letters to the mail server. It blocks, and so works in a thread of its own; every wait has an end."""

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from booking.mailserver import MailServer
from booking.outbox import Trouble

CONNECT_SECONDS = 10.0
WAIT_SECONDS = 30.0  # for each answer; a hanging server keeps nobody longer
TEXT_WAIT_SECONDS = 120.0  # for the answer to a whole letter: some servers read it first
_ENDS = 421  # the server ends the conversation: no letter's fault


class NotCarried(Exception):
    """The letter did not arrive. *trouble* is a word of booking.outbox.Trouble, with the server's code if it gave one.

    *passes*: another try may go well. *everybody*: no other letter would arrive now either.
    """

    def __init__(self, trouble: Trouble, code: int | None = None, *, passes: bool, everybody: bool = False) -> None:
        super().__init__(trouble)
        self.trouble = str(trouble) if code is None else f"{trouble} {code}"
        self.passes = passes
        self.everybody = everybody


class Withdrawn(Exception):
    """Whoever asked for it does not want the letter handed over any more."""


@dataclass(slots=True)
class Carrier:
    """One conversation with a mail server, for one letter after another; any thread may break it off with `close`."""

    server: MailServer
    trusted: ssl.SSLContext | None = None  # none: the authorities that this machine trusts
    wait: float = WAIT_SECONDS
    text_wait: float = TEXT_WAIT_SECONDS
    _line: smtplib.SMTP | None = field(default=None, init=False)
    _plug: socket.socket | None = field(default=None, init=False)  # the same connection; pulled, everything on it ends

    def carry(self, receiver: str, text: bytes, hand_over: Callable[[], bool]) -> None:
        """Take *text*, a whole message with CRLF, to *receiver*; *hand_over* is called right before the server gets it.

        If it says False, nothing is handed over: raises Withdrawn. Raises NotCarried if it did not arrive, or may not
        have (Trouble.UNCERTAIN).
        """
        with self._in_words():
            line = self._talking()
            line.rset()
            self._sender(line)
            _receiver(line, receiver)
            self._text(line, text, hand_over)

    def try_out(self) -> None:
        """Connect, log in and name the sender, and hand nothing over. Raises NotCarried with what is in the way."""
        try:
            with self._in_words():
                self._sender(self._talking())
        finally:
            self.part()

    def part(self) -> None:
        """End the conversation as is polite (RFC 5321, 4.1.1.10)."""
        if self._line is not None:
            with suppress(OSError):
                self._line.docmd("QUIT")
        self.close()

    def close(self) -> None:
        """Break the conversation off; who waits for an answer waits no longer."""
        plug, line, self._plug, self._line = self._plug, self._line, None, None
        if plug is not None:
            with suppress(OSError):
                plug.shutdown(socket.SHUT_RDWR)
            plug.close()
        if line is not None:
            line.close()

    def _talking(self) -> smtplib.SMTP:
        """Return a conversation in which letters may be handed over."""
        if self._line is not None:
            with suppress(OSError):
                if self._line.noop()[0] == 250:
                    return self._line
            self.close()
        self._line = line = _Line(self.server, self._trust(), self.wait, self._plugged)
        line.ehlo_or_helo_if_needed()
        if not self.server.wrapped:
            self._secure(line)
        if self.server.user:
            line.login(self.server.user, self.server.password)
        return line

    def _plugged(self, connection: socket.socket) -> None:
        self._plug = connection.dup()

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Tell every way in which a conversation can end as NotCarried; it goes on only after one letter's trouble."""
        try:
            yield
        except NotCarried as why:
            if why.everybody:
                self.close()
            raise
        except (OSError, UnicodeError) as error:
            self.close()
            raise _named(error) from error
        except BaseException:
            self.close()
            raise

    def _secure(self, line: smtplib.SMTP) -> None:
        if line.has_extn("starttls"):
            line.starttls(context=self._trust())
            line.ehlo()
        elif self.server.insists:
            raise NotCarried(Trouble.PLAIN, passes=True, everybody=True)

    def _trust(self) -> ssl.SSLContext:
        return self.trusted or ssl.create_default_context()

    def _sender(self, line: smtplib.SMTP) -> None:
        code, _said = line.mail(self.server.sender)
        if code != 250:
            raise NotCarried(Trouble.SENDER, code, passes=True, everybody=True)

    def _text(self, line: smtplib.SMTP, text: bytes, hand_over: Callable[[], bool]) -> None:
        code, _said = line.docmd("DATA")
        if code != 354:
            raise _refused(Trouble.TEXT, code)
        if not hand_over():
            raise Withdrawn
        try:
            _wait_for(line, self.text_wait)
            line.send(_dotted(text))
            code, _said = line.getreply()
            _wait_for(line, self.wait)
        except OSError as error:
            # The last line may have arrived, and with it the letter.
            raise NotCarried(Trouble.UNCERTAIN, passes=False, everybody=True) from error
        if code != 250:
            raise _refused(Trouble.TEXT, code)


class _Line(smtplib.SMTP):
    """A connection that tells *plugged* about itself before it first waits for an answer."""

    def __init__(
        self, server: MailServer, trusted: ssl.SSLContext, wait: float, plugged: Callable[[socket.socket], None]
    ) -> None:
        self._trusted = trusted if server.wrapped else None
        self._plugged = plugged
        super().__init__(server.host, server.port, timeout=wait)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = socket.create_connection((host, port), min(CONNECT_SECONDS, timeout))
        connection.settimeout(timeout)
        self._plugged(connection)
        return self._trusted.wrap_socket(connection, server_hostname=host) if self._trusted else connection


def _receiver(line: smtplib.SMTP, address: str) -> None:
    code, _said = line.rcpt(address)
    if code in (250, 251):
        return
    if code == 552:  # older servers mean 452 (RFC 5321, 4.5.3.1.10)
        raise NotCarried(Trouble.LATER, code, passes=True)
    raise _refused(Trouble.ADDRESS, code)


def _refused(trouble: Trouble, code: int) -> NotCarried:
    """Return what the server's *code* says: 5xx is for good, anything else for now (RFC 5321, 4.2.1)."""
    if 500 <= code <= 599:
        return NotCarried(trouble, code, passes=False)
    return NotCarried(Trouble.LATER, _as_code(code), passes=True, everybody=code == _ENDS)


def _wait_for(line: smtplib.SMTP, seconds: float) -> None:
    if line.sock is not None:
        line.sock.settimeout(seconds)


def _dotted(text: bytes) -> bytes:
    """Return *text* as DATA wants it: lines that begin with a dot have two, and one stands alone at the end."""
    lines = text.rstrip(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


# In this order: some of them are kinds of others.
_TROUBLES: tuple[tuple[type[Exception], Trouble], ...] = (
    (smtplib.SMTPAuthenticationError, Trouble.LOGIN),
    (ssl.SSLCertVerificationError, Trouble.CERTIFICATE),
    (UnicodeError, Trouble.LOGIN),  # a password with signs that its way to log in does not know
    (smtplib.SMTPNotSupportedError, Trouble.LOGIN),  # it offers no way to log in
    (smtplib.SMTPResponseException, Trouble.LATER),
    (TimeoutError, Trouble.SILENT),
    (smtplib.SMTPException, Trouble.BROKEN),
    (ConnectionResetError, Trouble.BROKEN),
    (OSError, Trouble.AWAY),
)


def _named(error: Exception) -> NotCarried:
    """Return what *error* says about the server; the next try may go well."""
    # smtplib tells a wait that was too long as a connection that was closed.
    cause = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else None
    told = cause if isinstance(cause, TimeoutError) else error
    trouble = next(trouble for kind, trouble in _TROUBLES if isinstance(told, kind))
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    return NotCarried(trouble, _as_code(code), passes=True, everybody=True)


def _as_code(code: int) -> int | None:
    return code if 100 <= code <= 599 else None  # -1 is no answer at all
