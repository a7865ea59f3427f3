"""Words on paper: each with its language and direction, in one language or in two beside each other."""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from booking.i18n import FIRST_LANGUAGE, LANGUAGES, speaking, spoken
from booking.titles import DIRECTIONS
from kiosk.theme import ASSETS

Said = dict[str, str]  # t: the words, lang: BCP 47 without its private part, dir

_LONG_WORD = re.compile(r"\S{31,}")
_SOFT_HYPHEN, _KEPT_SPACE = "\u00ad", "\u00a0"
_APART = "\ue000\ue001"  # stand for U+2068 and U+2069, which people may not write
_DRAWN_ALIKE = {0x2BC: "\u2019"}  # the apostrophe of Ukrainian, as the house's own font has it
_DAY = re.compile(r"(?<=\d) (?=\w)|(?<=\d\.) (?=\w)|(?<=\w) (?=\d{4})")


def said(words: str, tag: str = "") -> Said:
    """Return *words* in the language *tag*, else in the spoken one, as far as the house's fonts have their signs."""
    language = next((one for one in LANGUAGES.values() if one.tag == tag), spoken()) if tag else spoken()
    return {"t": readable(words), "lang": language.tag.partition("-")[0], "dir": language.direction}


def in_german(words: str) -> Said:
    """Return what people wrote down in German: names of rooms, of the house."""
    return said(words, FIRST_LANGUAGE)


def in_each(languages: Sequence[str], make: Callable[[], str]) -> list[Said]:
    """Return what *make* says in each of *languages*; the same words are said once."""
    found: list[Said] = []
    for language in languages:
        with speaking(language):
            one = said(make())
        if one["t"] and one["t"] not in (other["t"] for other in found):
            found.append(one)
    return found


def apart(words: str) -> str:
    """Return *words* to stand by themselves inside a sentence of any direction: a telephone number, an address."""
    return f"{_APART[0]}{readable(words)}{_APART[1]}"


def day_kept(words: str) -> str:
    """Return *words* so that no line ends between a day, its month and the year."""
    return _DAY.sub(_KEPT_SPACE, words)


def readable(words: str, *, unbroken: bool = False) -> str:
    """Return *words* in one line, composed, without signs that no font of the house has or that turn lines around.

    A word that is longer than any line gets places where it may be broken, unless it shall stay *unbroken*.
    """
    plain = unicodedata.normalize("NFC", words).translate({**DIRECTIONS, **_DRAWN_ALIKE})
    signs = (" " if sign.isspace() and sign != _KEPT_SPACE else sign for sign in plain)
    line = re.sub(" {2,}", " ", "".join(sign for sign in signs if sign in _APART or _has(sign))).strip(" ")
    line = line.translate({ord(_APART[0]): "\u2068", ord(_APART[1]): "\u2069"})
    return line if unbroken else _LONG_WORD.sub(lambda word: _SOFT_HYPHEN.join(re.findall(r".{1,10}", word[0])), line)


def _has(sign: str) -> bool:
    if unicodedata.category(sign) == "Cc":
        return False
    firsts, lasts = _known()
    place = bisect_right(firsts, ord(sign)) - 1
    return place >= 0 and ord(sign) <= lasts[place]


@cache
def _known() -> tuple[list[int], list[int]]:
    ranges: list[list[Any]] = json.loads((ASSETS / "paper/fonts/signs.json").read_text(encoding="utf-8"))
    return [first for first, _last in ranges], [last for _first, last in ranges]
