"""How hard a passphrase is to guess, asked of nobody outside: common words, patterns, names of the house are cheap.

The way of counting is zxcvbn's (Wheeler, USENIX Security 2016), as far as a desk needs it: a text is cut into what a
guesser would try, and the cheapest cut counts. NIST SP 800-63B asks for length and such a list, and for no odd signs.
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from booking.refusals import CommonPassphrase, Refused, WeakPassphrase

SHORTEST, LONGEST = 12, 256
ENOUGH = 38.0  # bits: a thousand years at three tries a second; the desk takes far fewer

_ROWS = ("1234567890", "qwertzuiopü", "asdfghjklöä", "yxcvbnm", "qwertyuiop", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_RUNS = tuple(run for row in _ROWS for run in (row, row[::-1]))
_LOOKS_LIKE = str.maketrans("@4301!$57", "aaeoiisst")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_WORD = 24
_LIST = Path(__file__).resolve().parent.parent / "assets" / "passphrases" / "common.txt"
Pieces = Iterator[tuple[int, float]]  # how long a piece is that begins here, and how many bits it costs


def check(passphrase: str, own: Iterable[str] = ()) -> None:
    """Raise Refused(WeakPassphrase) or Refused(CommonPassphrase) if *passphrase* is too short or easy to guess.

    *own* are names that a guesser knows: of the login, of the house.
    """
    if not SHORTEST <= len(passphrase) <= LONGEST:
        raise Refused(WeakPassphrase(at_least=SHORTEST, at_most=LONGEST))
    if bits(passphrase, own) < ENOUGH:
        raise Refused(CommonPassphrase())


def bits(passphrase: str, own: Iterable[str] = ()) -> float:
    """Return the least number of bits that guessing *passphrase* takes; at most what its first 64 signs take."""
    text = unicodedata.normalize("NFKC", passphrase).casefold()[:64]
    words = _common() | {word: 1.0 for name in own for word in re.findall(r"\w{3,}", name.casefold())}
    cost = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for length, bits_of_it in _pieces(text, start, words):
            end = start + length
            cost[end] = min(cost[end], cost[start] + bits_of_it)
    return cost[-1]


def _pieces(text: str, start: int, words: dict[str, float]) -> Pieces:
    sign = text[start]
    yield 1, 3.4 if sign.isdigit() else 4.7 if sign.isalpha() else 5.0
    yield from _words(text[start : start + _LONGEST_WORD], words)
    yield from _runs(text[start:])
    if _YEAR.match(text, start):
        yield 4, 6.0
    for length in range(1, min(start, len(text) - start) + 1):  # the same once more
        if text[start : start + length] == text[start - length : start]:
            yield length, 1.0


def _words(text: str, words: dict[str, float]) -> Pieces:
    plain = text.translate(_LOOKS_LIKE)
    for length in range(3, len(text) + 1):
        found = min(words.get(text[:length], math.inf), words.get(plain[:length], math.inf) + 1)
        if found < math.inf:
            yield length, found


def _runs(text: str) -> Pieces:
    """Yield what lies side by side on a keyboard or in the alphabet, from three signs on."""
    longest = max((_shared(text, run[at:]) for run in _RUNS for at in [run.find(text[0])] if at >= 0), default=0)
    for length in range(3, longest + 1):
        yield length, 5.0


def _shared(text: str, run: Sequence[str]) -> int:
    return next(
        (number for number, (one, other) in enumerate(zip(text, run, strict=False)) if one != other),
        min(len(text), len(run)),
    )


@lru_cache(maxsize=1)
def _common() -> dict[str, float]:
    """Return the words of the list with their bits: the hundredth takes about 7."""
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    listed, _line, german = "\n".join(lines).partition("# German")
    ranks: dict[str, float] = {}
    for part in (listed, german):
        for rank, word in enumerate((one for one in part.split("\n") if one and one[0] != "#"), start=2):
            ranks.setdefault(word, math.log2(rank))
    return ranks
