"""A QR code as a drawing inside a page."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup

from booking.i18n import _
from kiosk.components.codes import AT_KIOSK, QUIET_ZONE, Reading, modules


def qr_svg(address: str, *, reading: Reading = AT_KIOSK, printed: bool = False, label: str = "") -> Markup:
    """Return *address* as a QR code: black on white, also on a dark page, with its quiet zone.

    It is as large as its surroundings let it be or, to be *printed*, as *reading* needs it. It speaks the address to
    who cannot see it, or *label* where it holds no address.
    """
    side, path = _drawing(address, reading)
    size = Markup(' width="{0}mm" height="{0}mm"').format(qr_millimetres(address, reading)) if printed else Markup()
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}"{size} role="img"'
        ' aria-label="{label}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(side=side, size=size, label=label or _("QR-Code: {address}", address=address_in_words(address)), path=path)


def qr_millimetres(address: str, reading: Reading) -> float:
    """Return how wide the code of *address* has to be on paper, with its quiet zone."""
    side, _path = _drawing(address, reading)
    return round(side * reading.module, 1)


@lru_cache(maxsize=512)
def _drawing(content: str, reading: Reading) -> tuple[int, str]:
    """Return the side in modules, with the quiet zone, and the dark modules as a path."""
    rows = modules(content, reading)
    return len(rows) + 2 * QUIET_ZONE, "".join(_dark_runs(row, y) for y, row in enumerate(rows, QUIET_ZONE))


def address_in_words(url: str) -> str:
    """Return an address as people read and type it: `quartier.example.org/m/k7wq2xa`."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc}{parts.path.rstrip('/')}{query}"


def _dark_runs(row: Sequence[bool], y: int) -> str:
    """Return the dark modules of a row as bars: one for each run, so that no seams show between modules."""
    bars, x = [], QUIET_ZONE
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            bars.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(bars)
