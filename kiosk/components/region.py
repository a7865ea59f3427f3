"""A part of the kiosk's screen: HTML from the server, taps from the visitor."""

import html
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

_CONTROL = re.compile(r'data-tap="([^"]*)"(?: data-value="([^"]*)")?')
_CARD = re.compile(r'data-card="([^"]*)"')
_STAFF = re.compile(r'data-staff="([^"]*)"')
_HELD_UP = re.compile(r'data-held-up="([^"]*)"')
_HOLDER = re.compile(r"TP[0-9A-Z]{28}")  # the card of a group (booking.cards), where no screen asks for one
_CODE = re.compile(r"TS[0-9A-Z]{28}")  # that lets the staff in (booking.onsite), held up at whatever screen
_READ = re.compile(r"[0-9A-Z]{0,64}")  # what a scanner read; nothing: it could not be read
_TIMES = re.compile(r'data-times="([^"]*)"')  # a time that somebody else took under the finger is told, not ignored
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00[+-]\d\d:\d\d")
_KEYPAD = re.compile(r'data-keypad="([^"]*)" data-length="(\d+)"(?: data-shortest="(\d+)")?')


@dataclass(frozen=True, slots=True)
class Tap:
    """A control that somebody used; *number* counts the taps of one visit."""

    action: str
    value: str
    number: int

    @classmethod
    def read(cls, args: Any) -> "Tap | None":
        """Return the tap in what a browser sent; none if it is not one."""
        match args:
            case {"action": str(action), "value": str(value), "number": int(number)}:
                return cls(action, value, number)
        return None


class Region(ui.element, component="region.js"):
    """Shows *drawing*; calls *on_tap* for controls that are on the screen now, and for no others.

    *drawing* is HTML of our own templates, which escape every value.
    """

    def __init__(self, drawing: str, on_tap: Callable[[Tap], Awaitable[None]] | None = None) -> None:
        super().__init__()
        self._on_tap = on_tap
        self._props["html"] = drawing
        self._props["answered"] = 0
        self._props["takes-taps"] = on_tap is not None
        if on_tap:
            self.on("tap", self._tapped)

    @property
    def drawing(self) -> str:
        """What it shows."""
        shown: str = self._props["html"]
        return shown

    def show(self, drawing: str) -> None:
        """Show *drawing*; nothing is sent if it is shown already."""
        if drawing != self.drawing:
            self._props["html"] = drawing
            self.update()

    def answer(self, number: int, drawing: str) -> None:
        """Show *drawing* as the answer to tap *number*; until then the browser takes no other tap."""
        self._props["html"] = drawing
        self._props["answered"] = max(number, self._props["answered"])
        self.update()

    async def _tapped(self, event: GenericEventArguments) -> None:
        tap = Tap.read(event.args)
        if tap is None or self._on_tap is None:
            return
        if offers(self.drawing, tap):
            await self._on_tap(tap)
        else:  # a tap on what was there a moment ago, or no tap at all
            self.answer(tap.number, self.drawing)


def offers(drawing: str, tap: Tap) -> bool:
    """Whether *drawing* holds the control that *tap* names: what is not on the screen cannot be used."""
    controls = {(html.unescape(action), html.unescape(value)) for action, value in _CONTROL.findall(drawing)}
    if (tap.action, tap.value) in controls:
        return True
    card = _CARD.search(drawing)
    if card and html.unescape(card[1]) == tap.action:
        return _READ.fullmatch(tap.value) is not None
    staff = _STAFF.search(drawing)
    if staff and html.unescape(staff[1]) == tap.action:
        return _CODE.fullmatch(tap.value) is not None
    held_up = _HELD_UP.search(drawing)
    if held_up and html.unescape(held_up[1]) == tap.action:
        return _HOLDER.fullmatch(tap.value) is not None
    times = _TIMES.search(drawing)
    if times and html.unescape(times[1]) == tap.action:
        return _TIME.fullmatch(tap.value) is not None
    keypad = _KEYPAD.search(drawing)
    return bool(keypad and html.unescape(keypad[1]) == tap.action and _fits(tap.value, keypad[2], keypad[3]))


def _fits(digits: str, length: str, shortest: str | None) -> bool:
    """Whether a keypad of *length* could have sent *digits*; with a *shortest* they are sent by a key of their own."""
    return digits.isascii() and digits.isdigit() and int(shortest or length) <= len(digits) <= int(length)
