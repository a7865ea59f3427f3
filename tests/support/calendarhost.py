"""A machine of somebody else that gives out a calendar, in every mood that one can have: bytes as a test says them."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Answer = Callable[[socket.socket, str], None]  # what is done on a line, given the head of what was asked


@dataclass
class Host:
    """A server that listens, and what it was asked so far."""

    port: int
    asked: list[str] = field(default_factory=list)  # the heads of requests, as they came

    def address(self, path: str = "/kalender.ics", *, name: str = "kalender.example", scheme: str = "http") -> str:
        """Return the address of *path* here, by a name that only the test's resolver knows."""
        return f"{scheme}://{name}:{self.port}{path}"


@contextmanager
def calendar_host(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[Host]:
    """Listen on this machine; *answer* is called in a thread of its own for every request."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = Host(listener.getsockname()[1])
        over = threading.Event()

        def serve(line: socket.socket) -> None:
            with suppress(OSError, ssl.SSLError), line:
                line.settimeout(10)
                talking = tls.wrap_socket(line, server_side=True) if tls else line
                with talking:
                    head = _head(talking)
                    host.asked.append(head)
                    answer(talking, head)

        def listen() -> None:
            while not over.is_set():
                with suppress(OSError):
                    line, _who = listener.accept()
                    threading.Thread(target=serve, args=(line,), daemon=True).start()

        listener.settimeout(0.1)
        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            over.set()
            thread.join()


def says(body: bytes = b"", *, status: str = "200 OK", length: int | None = None, **headers: str) -> Answer:
    """Answer every request with *body*; *length* is told where it is not the true one."""
    told = {"content_length": str(len(body) if length is None else length), "connection": "close", **headers}
    lines = [f"HTTP/1.1 {status}", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items()), "", ""]

    def answer(line: socket.socket, _head: str) -> None:
        line.sendall("\r\n".join(lines).encode() + body)

    return answer


def _head(line: socket.socket) -> str:
    told = b""
    while b"\r\n\r\n" not in told and (more := line.recv(4096)):
        told += more
    return told.decode("latin-1")
