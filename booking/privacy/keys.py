"""Pure: by which words somebody is known, and where in a text they stand.

A key is words in small letters with single spaces between them: an e-mail address is one, a code word three. It is
found as whole words only, so that who is called Ros is not found in roses.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from booking import seals

MOST_WORDS, LONGEST, SHORTEST = 6, 254, 3
_WORD = re.compile(r"[^\s,;:!?()<>\[\]{}\"'„“”‚‘’»«/|\\*_…]+")


class Keys(Protocol):
    """What is looked for."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where in *text* it stands, in order and apart from each other."""


def key_of(typed: str) -> str:
    """Return what was *typed* as a key; empty if it is too short or too long to mean somebody."""
    words = [word for word, _start, _end in _words(typed[: LONGEST + 1])]
    key = " ".join(words)
    return key if len(typed) <= LONGEST and len(words) <= MOST_WORDS and len(key) >= SHORTEST else ""


@dataclass(frozen=True, slots=True)
class Exact:
    """Keys as they are."""

    keys: frozenset[str]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where in *text* one of them stands."""
        folded = _same(text)
        near = [key for key in self.keys if key.partition(" ")[0] in folded]
        if not near:
            return []
        return _spans(text, {key.count(" ") + 1 for key in near}, lambda key: key in self.keys)


@dataclass(frozen=True, slots=True)
class Sealed:
    """Keys of which only seals are known; *by_words*: how many words → the seals of such keys."""

    by_words: Mapping[int, frozenset[str]]
    secret: str

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where in *text* one of them stands."""
        return [
            span
            for number, known in self.by_words.items()
            for span in _spans(text, {number}, lambda key, known=known: seals.code_seal(key, self.secret) in known)
        ]


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a plain *value*: itself, or what stands somewhere in its lists and mappings."""
    if isinstance(value, bytes):
        yield value.decode("utf-8", errors="replace")
    elif isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, Iterable):
        for one in value:
            yield from texts(one)


def standing_in(keys: Keys, value: Any) -> bool:
    """Whether one of *keys* stands somewhere in the plain *value*."""
    return any(keys.spans(text) for text in texts(value))


def without(keys: Keys, value: Any) -> Any:
    """Return the plain *value* with one sign, …, wherever one of *keys* stood."""
    if isinstance(value, bytes):
        return without(keys, value.decode("utf-8", errors="replace")).encode()
    if isinstance(value, str):
        for start, end in reversed(keys.spans(value)):
            value = f"{value[:start]}…{value[end:]}"
        return value
    if isinstance(value, Mapping):
        return {name: without(keys, one) for name, one in value.items()}
    return [without(keys, one) for one in value] if isinstance(value, list) else value


def _spans(text: str, lengths: Iterable[int], known: Any) -> list[tuple[int, int]]:
    words, found, last = list(_words(text)), [], -1
    for place in range(len(words)):
        for length in sorted(lengths, reverse=True):
            some = words[place : place + length]
            if len(some) == length and some[0][1] >= last and known(" ".join(word for word, _s, _e in some)):
                last = some[-1][2]
                found.append((some[0][1], last))
                break
    return found


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text):
        plain = match[0].strip(".-–")
        if plain:
            start = match.start() + match[0].index(plain)
            yield _same(plain), start, start + len(plain)


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
