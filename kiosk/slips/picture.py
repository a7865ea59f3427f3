"""A slip as one picture of dots: so every script is right, whatever signs the printer itself knows."""

from collections.abc import Callable

from PIL import Image, ImageDraw

from kiosk.slips import lettering
from kiosk.slips.content import Line, Slip
from kiosk.slips.lettering import Piece

_LONGEST = 200  # signs of one paragraph; a title of the town has at most 80
_DARK = 150  # grey that is still printed
_EDGE = 8  # dots left free on both sides: printers differ
_HIGH = 4000  # dots; more than any slip


class Undrawable(Exception):
    """A script of the slip cannot be set here."""


def draw(slip: Slip, dots: int) -> Image.Image:
    """Return *slip*, *dots* wide, black on white. Raises Undrawable where letters cannot be joined as they must."""
    if slip.rtl and not lettering.knows_scripts():
        raise Undrawable
    canvas = Image.new("L", (dots, _HIGH), 255)
    paper = _Paper(ImageDraw.Draw(canvas), dots, slip.rtl)
    paper.put(Line(slip.house, plain=True), 24)
    paper.rule()
    paper.put(Line(slip.heading), 30)
    paper.put_large(slip.code_word)
    paper.rule()
    for line in slip.what:
        paper.put(line, 30)
    paper.rule()
    for line in slip.how:
        paper.put(line, 26)
    whole = canvas.crop((0, 0, dots, paper.below))
    return whole.point([0 if grey < _DARK else 255 for grey in range(256)]).convert("1")


class _Paper:
    """Where the next line goes."""

    def __init__(self, canvas: ImageDraw.ImageDraw, dots: int, rtl: bool) -> None:
        self._canvas, self._dots, self._rtl = canvas, dots, rtl
        self.below = 8

    def put(self, line: Line, size: int) -> None:
        """Put a paragraph."""
        weight, rtl = 800 if line.bold else 600, self._rtl and not line.plain
        text = lettering.readable(line.text)[:_LONGEST]
        for words in _wrapped(text, lambda some: self._fits(some, rtl, weight, size)):
            self._set(lettering.pieces(words, rtl=rtl), weight, size)
        self.below += size // 4

    def put_large(self, text: str) -> None:
        """Put the code word as large as it fits: in one line, or a word in each."""
        text = lettering.readable(text)
        lines = [text] if self._fits(text, False, 800, 56) else text.split()
        size = next((size for size in range(80, 24, -2) if all(self._fits(one, False, 800, size) for one in lines)), 24)
        for line in lines:
            self._set(lettering.pieces(line, rtl=False), 800, size)
        self.below += size // 4

    def rule(self) -> None:
        """Put a line across."""
        self._canvas.rectangle((_EDGE, self.below + 6, self._dots - _EDGE, self.below + 8), fill=0)
        self.below += 20

    def _fits(self, text: str, rtl: bool, weight: int, size: int) -> bool:
        return lettering.width(lettering.pieces(text, rtl=rtl), weight, size) <= self._dots - 2 * _EDGE

    def _set(self, line: list[Piece], weight: int, size: int) -> None:
        left = self._dots - _EDGE - lettering.width(line, weight, size) if self._rtl else _EDGE
        lettering.draw(self._canvas, line, weight, size, left, self.below + size)
        self.below += size * 4 // 3


def _wrapped(text: str, fits: Callable[[str], bool]) -> list[str]:
    """Return *text* in lines that fit; a word that is too long for one goes on in the next."""
    lines: list[str] = []
    for word in text.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
            continue
        while not fits(word) and len(word) > 1:
            most = next((end for end in range(len(word) - 1, 1, -1) if fits(word[:end])), 1)
            most = word.rfind("/", 0, most) + 1 or most  # where an address is broken
            lines.append(word[:most])
            word = word[most:]  # noqa: PLW2901 # its rest
        lines.append(word)
    return lines
