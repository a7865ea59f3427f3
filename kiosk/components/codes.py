"""What a QR code is made of: as few modules as its reading distance allows, so that each is as large as it can be.

All codes of the house are drawn by kiosk.components.qr or, for a slip of paper, by kiosk.slips; both ask here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData  # type: ignore[import-untyped]

QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for it, and phones need it on a dark page
_LEVELS = {
    "L": qrcode.ERROR_CORRECT_L,
    "M": qrcode.ERROR_CORRECT_M,
    "Q": qrcode.ERROR_CORRECT_Q,
    "H": qrcode.ERROR_CORRECT_H,
}
# A code is read from ten times its side: the rule of thumb for codes with about as many modules as an address of ours
# has, quiet zone included. A phone whose preview has 1,900 pixels a row sees four or five of them for each module then.
_PARTS_OF_DISTANCE = 400


@dataclass(frozen=True, slots=True)
class Reading:
    """From where a code is read, and how much of it may be unreadable."""

    distance: int  # millimetres
    level: str  # the least error correction: "L" 7 %, "M" 15 %, "Q" 25 % of the code may be lost

    @property
    def module(self) -> float:
        """The least side of a module in millimetres."""
        return self.distance / _PARTS_OF_DISTANCE


AT_KIOSK = Reading(600, "M")  # glass with fingerprints and a lamp in it
IN_HAND = Reading(300, "Q")  # paper: it gets dirty and is folded
ON_NOTICE = Reading(700, "Q")  # a sheet on a door or a board
ON_BOARD = Reading(1000, "Q")  # a large one
ON_POSTER = Reading(1500, "Q")


@lru_cache(maxsize=512)
def modules(content: str, reading: Reading) -> tuple[tuple[bool, ...], ...]:
    """Return the rows of the code of *content*, true where it is dark, without the quiet zone.

    It has the fewest modules that *reading* allows and, among those, bears the most loss. An address may be written
    with its scheme and host in capitals, which mean the same (RFC 3986, 6.2.2.1) and take less room: only where that
    saves modules, because people compare the address that their phone shows with the words beside the code.
    """
    parts = min(_ways(content), key=lambda way: _version(way, reading.level))
    version = _version(parts, reading.level)
    best = next(level for level in reversed(_LEVELS) if _version(parts, level) == version or level == reading.level)
    code = _code(parts, best)
    code.make()
    return tuple(tuple(row) for row in code.get_matrix())


def _ways(content: str) -> list[Sequence[object]]:
    """Return how *content* can be written, the plain way first."""
    parts = urlsplit(content)
    if not (parts.scheme in ("http", "https") and parts.netloc):
        return [[content]]
    head = f"{parts.scheme}://{parts.netloc}/".upper()
    rest = content[len(head) :]
    if not set(head) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"):
        return [[content]]
    capitals = [QRData(head.encode(), MODE_ALPHA_NUM, check_data=False)]
    if rest:
        capitals.append(QRData(rest.encode(), MODE_8BIT_BYTE, check_data=False))
    return [[content], capitals]


def _version(parts: Sequence[object], level: str) -> int:
    version: int = _code(parts, level).best_fit(start=1)
    return version


def _code(parts: Sequence[object], level: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=_LEVELS[level], border=0)
    for part in parts:
        code.add_data(part)
    return code
