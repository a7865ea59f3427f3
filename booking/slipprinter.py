"""The address of a receipt printer, as a town writes it down: `network://host:port` or `cups://queue`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

EXPECTED = "network://HOST:PORT or cups://QUEUE; ?width=58 or 80 (mm), &status=no for a printer that never answers"
_PORT = 9100  # where such printers listen
_DOTS = {"58": 384, "80": 576}  # printable, at 8 dots a millimetre
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}")
# Nothing that a command could take for an option of its own.
_QUEUE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}")


class Unreadable(ValueError):
    """A text is no address of a printer; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPrinter:
    """Where slips are printed. Either *host* or *queue* is set."""

    host: str = ""
    port: int = _PORT
    queue: str = ""
    dots: int = _DOTS["80"]  # across
    answers: bool = True  # false: it never says how it is; what it was sent counts as printed

    @property
    def shown(self) -> str:
        """Return where it is, for people."""
        return self.queue or f"{self.host}:{self.port}"


def read(text: str) -> SlipPrinter:
    """Return the printer that *text* is. Raises Unreadable."""
    try:
        parts = urlsplit(text)
        port = parts.port if parts.scheme == "network" else None
        query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True) if parts.query else []
    except ValueError as error:
        raise Unreadable("it cannot be taken apart") from error
    said = dict(query)
    if parts.path not in ("", "/") or parts.fragment or "@" in parts.netloc:
        raise Unreadable("it says more than where the printer is")
    if len(said) != len(query) or not said.keys() <= {"width", "status"}:
        raise Unreadable("only width= and status= may be said")
    if said.get("width", "80") not in _DOTS or said.get("status", "no") != "no":
        raise Unreadable("width= or status= is not understood")
    dots, answers = _DOTS[said.get("width", "80")], "status" not in said
    if parts.scheme == "network" and _HOST.fullmatch(parts.hostname or ""):
        return SlipPrinter(host=parts.hostname or "", port=_PORT if port is None else port, dots=dots, answers=answers)
    if parts.scheme == "cups" and _QUEUE.fullmatch(parts.netloc) and answers:
        return SlipPrinter(queue=parts.netloc, dots=dots)
    raise Unreadable("it is not network://HOST:PORT or cups://QUEUE")
