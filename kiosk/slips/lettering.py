"""Text in all scripts of the house, set with its own fonts: which font has a sign, and in which order they stand."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from PIL import ImageDraw, ImageFont, features

from kiosk.theme import ASSETS

_LATIN, _LATIN_EXT = "atkinson-hyperlegible-next-latin", "atkinson-hyperlegible-next-latin-ext"
_CYRILLIC, _ARABIC = "noto-sans-cyrillic", "noto-sans-arabic"
# As in assets/css/fonts.css and fonts-more.css: first and last code point, and the font that has them.
_RANGES = (
    (0x20, 0x7E, _LATIN),
    (0xA1, 0xFF, _LATIN),
    (0x131, 0x131, _LATIN),
    (0x152, 0x153, _LATIN),
    (0x100, 0x24F, _LATIN_EXT),
    (0x2BB, 0x2BC, _LATIN),
    (0x400, 0x45F, _CYRILLIC),
    (0x490, 0x491, _CYRILLIC),
    (0x600, 0x6FF, _ARABIC),
    (0x1E00, 0x1EFF, _LATIN_EXT),
    (0x2010, 0x2026, _LATIN),
    (0x2039, 0x203A, _LATIN),
    (0x20AC, 0x20AC, _LATIN),
    (0x2116, 0x2116, _CYRILLIC),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Signs of one font and direction; pieces stand beside each other from left to right."""

    font: str
    text: str
    rtl: bool


def knows_scripts() -> bool:
    """Whether this Pillow can join Arabic letters; its wheels can."""
    return bool(features.check("raqm"))


def readable(text: str) -> str:
    """Return *text* with plain spaces, and without what no font of the house has or what turns lines around."""
    plain = (" " if sign.isspace() or unicodedata.category(sign) == "Zs" else sign for sign in _composed(text))
    return " ".join("".join(sign for sign in plain if _font_of(sign)).split())


def pieces(text: str, *, rtl: bool) -> list[Piece]:
    """Return readable *text* as it stands in one line of a paragraph that runs from right to left, or left to right.

    The Unicode Bidirectional Algorithm (UAX #9) without its embeddings: `readable` has taken them out.
    """
    signs = [(_font_of(sign), sign, level) for sign, level in zip(text, _levels(text, rtl=rtl), strict=True)]
    parts = [
        Piece(font, "".join(sign for _font, sign, _level in some), level % 2 == 1)
        for (font, level), some in groupby(signs, key=lambda one: (one[0], one[2]))
    ]
    levels = [level for (_font, level), _some in groupby(signs, key=lambda one: (one[0], one[2]))]
    for least in range(max(levels, default=0), 0, -1):  # rule L2
        parts, levels = _reversed_from(parts, levels, least)
    return parts


def width(line: list[Piece], weight: int, size: int) -> float:
    """Return how wide *line* is, in dots."""
    return sum(_font(one.font, weight, size).getlength(one.text, direction=_way(one)) for one in line)


def draw(canvas: ImageDraw.ImageDraw, line: list[Piece], weight: int, size: int, left: float, base: float) -> None:
    """Draw *line* from *left* on, standing on *base*."""
    for one in line:
        font = _font(one.font, weight, size)
        canvas.text((left, base), one.text, fill=0, font=font, anchor="ls", direction=_way(one))
        left += font.getlength(one.text, direction=_way(one))


def _way(one: Piece) -> str | None:
    return ("rtl" if one.rtl else "ltr") if knows_scripts() else None


@cache
def _font(name: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(ASSETS / f"fonts/{name}-{weight}-normal.woff2"), size)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _font_of(sign: str) -> str:
    return next((font for first, last, font in _RANGES if first <= ord(sign) <= last), "")


def _levels(text: str, *, rtl: bool) -> list[int]:
    kinds = _numbers([unicodedata.bidirectional(sign) for sign in text], rtl=rtl)
    base = "R" if rtl else "L"
    resolved: list[str] = []
    for neutral, some in groupby(range(len(kinds)), key=lambda at: kinds[at] not in ("L", "R", "EN")):
        places = list(some)
        if not neutral:
            resolved += [kinds[at] for at in places]
            continue
        before = _side(kinds[places[0] - 1]) if places[0] else base
        after = _side(kinds[places[-1] + 1]) if places[-1] + 1 < len(kinds) else base
        resolved += [before if before == after else base] * len(places)  # rules N1 and N2
    return [_level(kind, rtl=rtl) for kind in resolved]


def _numbers(kinds: list[str], *, rtl: bool) -> list[str]:
    """Return *kinds* with numbers told apart by what stands before them: rules W2 to W7, as far as people write."""
    strong, told = "R" if rtl else "L", []
    for at, kind in enumerate(kinds):
        if kind in ("R", "AL"):
            strong = "R"
        elif kind == "L":
            strong = "L"
        between = 0 < at < len(kinds) - 1 and kinds[at - 1] == kinds[at + 1] == "EN" and kind in ("CS", "ES")
        number = kind in ("EN", "AN") or between
        told.append(("L" if strong == "L" else "EN") if number else "R" if kind == "AL" else kind)
    return told


def _side(kind: str) -> str:
    return "R" if kind == "EN" else kind


def _level(kind: str, *, rtl: bool) -> int:
    if rtl:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1, "EN": 2}[kind]


def _reversed_from(parts: list[Piece], levels: list[int], least: int) -> tuple[list[Piece], list[int]]:
    new_parts: list[Piece] = []
    new_levels: list[int] = []
    for turned, some in groupby(range(len(parts)), key=lambda at: levels[at] >= least):
        places = list(some)[:: -1 if turned else 1]
        new_parts += [parts[at] for at in places]
        new_levels += [levels[at] for at in places]
    return new_parts, new_levels
