"""Hands a slip to the printer (ESC/POS). It blocks, and so works in a thread of its own; every wait has an end."""

import shutil
import socket
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from booking.slipprinter import SlipPrinter
from kiosk.slips.content import Slip

_HOW_IS_THE_PAPER = b"\x10\x04\x04"  # DLE EOT 4: answered at once
_IS_IT_PRINTED = b"\x1d\x72\x01"  # GS r 1: answered when all that came before is on paper


class Trouble(StrEnum):
    """Why there is no slip."""

    AWAY = "away"
    SILENT = "silent"
    BROKEN = "broken"
    PAPER = "paper"
    NO_COMMAND = "no-command"  # lp is not installed
    QUEUE = "queue"  # lp does not take it
    UNDRAWABLE = "undrawable"


class NotPrinted(Exception):
    """There is no slip, or perhaps half a one."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, kw_only=True, slots=True)
class Waits:
    """Seconds until it is given up."""

    connect: float = 3.0
    answer: float = 3.0
    paper: float = 15.0  # until the slip is out
    queue: float = 10.0


def print_slip(printer: SlipPrinter, slip: Slip, waits: Waits) -> None:
    """Print *slip* and cut it off. Raises NotPrinted."""
    data = as_bytes(slip, printer.dots)
    if printer.queue:
        _run(["lp", "-d", printer.queue, "-o", "raw", "-s", "-"], data, waits)
    else:
        _talk(printer, waits, lambda line: _print_on(line, printer, data, waits))


def try_out(printer: SlipPrinter, waits: Waits) -> None:
    """Ask the printer how it is, and print nothing. Raises NotPrinted with what is in the way."""
    if printer.queue:
        _run(["lpstat", "-p", printer.queue], b"", waits)
    else:
        _talk(printer, waits, lambda line: _ask_for_paper(line, printer))


def as_bytes(slip: Slip, dots: int) -> bytes:
    """Return what the printer reads: begin afresh, one picture, cut. Raises NotPrinted."""
    from escpos.printer import Dummy  # half a second, and only where there is a printer

    from kiosk.slips import picture

    try:
        drawing = picture.draw(slip, dots)
    except picture.Undrawable as error:
        raise NotPrinted(Trouble.UNDRAWABLE) from error
    paper = Dummy()
    # Else it does not know how wide the paper is, and prints a sentence about it among the program's own.
    paper.profile.profile_data = {**paper.profile.profile_data, "media": {"width": {"pixels": dots}}}
    paper.hw("INIT")
    paper.image(drawing, impl="bitImageRaster")
    paper.cut()
    return bytes(paper.output)


def _talk(printer: SlipPrinter, waits: Waits, what: Callable[[socket.socket], None]) -> None:
    try:
        with socket.create_connection((printer.host, printer.port), waits.connect) as line:
            line.settimeout(waits.answer)
            what(line)
    except TimeoutError as error:
        raise NotPrinted(Trouble.SILENT) from error
    except ConnectionRefusedError as error:
        raise NotPrinted(Trouble.AWAY) from error
    except ConnectionError as error:
        raise NotPrinted(Trouble.BROKEN) from error
    except (OSError, UnicodeError) as error:
        raise NotPrinted(Trouble.AWAY) from error


def _print_on(line: socket.socket, printer: SlipPrinter, data: bytes, waits: Waits) -> None:
    _ask_for_paper(line, printer)
    line.settimeout(waits.paper)
    line.sendall(data)
    if printer.answers:
        line.sendall(_IS_IT_PRINTED)
        if _heard(line) & 0x0C:
            raise NotPrinted(Trouble.PAPER)


def _ask_for_paper(line: socket.socket, printer: SlipPrinter) -> None:
    if printer.answers:
        line.sendall(_HOW_IS_THE_PAPER)
        if _heard(line) & 0x60:
            raise NotPrinted(Trouble.PAPER)


def _heard(line: socket.socket) -> int:
    answer = line.recv(1)
    if not answer:
        raise NotPrinted(Trouble.BROKEN)
    return answer[0]


def _run(command: list[str], data: bytes, waits: Waits) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise NotPrinted(Trouble.NO_COMMAND)
    try:
        # The queue's name was read strictly (booking.slipprinter), and no shell reads it.
        done = subprocess.run(  # noqa: S603
            [program, *command[1:]], input=data, capture_output=True, timeout=waits.queue, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrinted(Trouble.SILENT) from error
    except OSError as error:
        raise NotPrinted(Trouble.NO_COMMAND) from error
    if done.returncode:
        raise NotPrinted(Trouble.QUEUE)
