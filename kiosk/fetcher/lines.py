"""The line to another machine: only to an address that was looked at, and never for longer than the time there is.

The name is asked for once, its addresses are checked, and the line is opened to one of these: a name server that
answers differently the next time is never asked a next time.
"""

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

import httpcore

from booking.refusals import NotFetched, Refused
from kiosk.fetcher.networks import Address

Resolve = Callable[[str, int], list[str]]
IsAllowed = Callable[[Address], bool]

_PATIENCE = 4.0  # seconds for one address, as long as there is another


def resolve(host: str, port: int) -> list[str]:
    """Return every address that *host* has, as this machine's resolver tells it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Deadline:
    """When it is over, from now on, in seconds."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises Refused(NotFetched) if there are none."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise Refused(NotFetched("too_slow"))
        return left


class Lines(httpcore.NetworkBackend):
    """Opens lines for httpcore, which speaks to the name (Host, SNI, certificate) and is connected to an address."""

    def __init__(self, deadline: Deadline, resolve: Resolve, is_allowed: IsAllowed) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._is_allowed = is_allowed
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # there is one time for all
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Open a line to *host*. Raises Refused(NotFetched) if one of its addresses is not everybody's."""
        addresses = self._addresses(host, port)
        for address in addresses[:-1]:
            try:
                return self._opened(address, port, min(self._deadline.left(), _PATIENCE))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._opened(addresses[-1], port, self._deadline.left())

    def _opened(self, address: str, port: int, seconds: float) -> "Line":
        return Line(self._plain.connect_tcp(address, port, timeout=seconds, socket_options=[]), self._deadline)

    def _addresses(self, host: str, port: int) -> list[str]:
        found = [ip_address(one) for one in self._asked(host, port)]
        # One that is not allowed spoils all: a name that is here and there at once is a trap.
        if not all(map(self._is_allowed, found)):
            raise Refused(NotFetched("not_public"))
        return [str(one) for one in found]

    def _asked(self, host: str, port: int) -> list[str]:
        """Ask the resolver, which knows no deadline, in a thread that nobody waits for longer than there is time."""
        answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=ask, name="calendar-name", daemon=True).start()
        try:
            answer = answers.get(timeout=self._deadline.left())
        except queue.Empty:
            raise Refused(NotFetched("too_slow")) from None
        if isinstance(answer, Exception) or not answer:
            raise Refused(NotFetched("unknown_host"))
        return answer


class Line(httpcore.NetworkStream):
    """An open line whose every wait ends with the deadline, so that a server which drips is not waited for."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Return what has come, at most *max_bytes*."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send *buffer*."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> "Line":
        """Have the other machine prove that it is *server_hostname*. Raises Refused(NotFetched) if it cannot."""
        try:
            return Line(self._stream.start_tls(ssl_context, server_hostname, self._deadline.left()), self._deadline)
        except httpcore.ConnectError as error:
            if isinstance(error.__context__, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError):
                raise Refused(NotFetched("no_trust")) from None
            raise

    def get_extra_info(self, info: str) -> Any:
        """Return what the line knows of itself."""
        return self._stream.get_extra_info(info)
