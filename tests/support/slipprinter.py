"""A receipt printer on this machine: takes what is printed and answers as such printers do, or as they fail."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal

from PIL import Image

Mood = Literal["well", "silent", "hangs up", "no paper", "runs out"]


class Printer:
    """Listens until it is switched off; *mood* says how it behaves."""

    def __init__(self, mood: Mood = "well", port: int = 0) -> None:
        self.mood: Mood = mood
        self.slips: list[bytes] = []
        self._door = socket.create_server(("127.0.0.1", port))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def address(self) -> str:
        """What the town writes down."""
        return f"network://127.0.0.1:{self.port}"

    def switch_off(self) -> None:
        """Answer nobody any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _who = self._door.accept()
                threading.Thread(target=self._hear, args=(line,), daemon=True).start()

    def _hear(self, line: socket.socket) -> None:
        heard = b""
        with line, suppress(OSError):
            while self.mood != "hangs up" and (some := line.recv(65536)):
                heard += some
                if self.mood == "silent":
                    continue
                if heard.startswith(b"\x10\x04\x04"):
                    heard = heard[3:]
                    line.sendall(b"\x72" if self.mood == "no paper" else b"\x12")
                if heard.endswith(b"\x1d\x72\x01"):
                    self.slips.append(heard[:-3])
                    line.sendall(b"\x0c" if self.mood == "runs out" else b"\x00")


@contextmanager
def printer(mood: Mood = "well") -> Iterator[Printer]:
    """Have a printer for a while."""
    switched_on = Printer(mood)
    try:
        yield switched_on
    finally:
        switched_on.switch_off()


def picture_of(data: bytes) -> Image.Image:
    """Return what *data* puts on paper. Raises AssertionError if it is more than: afresh, rasters, feed, cut."""
    assert data.startswith(b"\x1b@")
    rows, width, rest = b"", 0, data[2:]
    while rest.startswith(b"\x1dv0\x00"):
        width, high = int.from_bytes(rest[4:6], "little"), int.from_bytes(rest[6:8], "little")
        rows += rest[8 : 8 + width * high]
        rest = rest[8 + width * high :]
    assert rest == b"\x1bd\x06\x1dV\x00"
    return Image.frombytes("1", (width * 8, len(rows) // width), bytes(255 - byte for byte in rows))
