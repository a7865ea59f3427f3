"""A code on paper: as large as its reading distance asks, with what it is for and the address in words."""

from collections.abc import Callable, Sequence
from typing import Any

from booking.i18n import _, speaking
from kiosk.components.codes import Reading
from kiosk.components.qr import address_in_words, qr_millimetres, qr_svg
from kiosk.paper.saying import in_each, readable


def code(address: str, reading: Reading, languages: Sequence[str], what_for: Callable[[], str]) -> dict[str, Any]:
    """Return the code of *address* for a layout, with what it is for in each of *languages*."""
    words = address_in_words(address)
    with speaking(languages[0]):
        spoken_as = _("QR-Code: {address}", address=words)
    return {
        "svg": str(qr_svg(address, reading=reading, label="QR")),
        "mm": qr_millimetres(address, reading),
        "words": in_each(languages, what_for),
        "alt": readable(spoken_as, unbroken=True),
        "address": readable(words, unbroken=True),
    }
