"""Words of a drawing that belong together stay in one line: a day and its month, a number and what it counts, times."""

import re

_TEXT = re.compile(r">[^<>]+<")
_SPACE = "\u00a0"
_TOGETHER = (
    # "25. November", "18:00 Uhr", "3 Minuten"; a longer word may begin its own line, or it would overflow a narrow one
    (re.compile(r"(\d\.?) (?=[^\W\d_]{1,12}\b)"), rf"\1{_SPACE}"),
    (re.compile(r"(\d) – (?=\d)"), rf"\1{_SPACE}–{_SPACE}"),
    (re.compile(r"\b(\w\w) (?=\d{1,2}\.\d{1,2}\.)"), rf"\1{_SPACE}"),  # "Fr 4.12."
    (re.compile(r" · "), f"{_SPACE}· "),  # never at the beginning of a line
)


def unbroken(drawing: str) -> str:
    """Return *drawing*, HTML of our templates, with spaces that hold such words together; attributes stay."""
    return _TEXT.sub(_held, drawing)


def _held(found: re.Match[str]) -> str:
    words = found[0]
    for pattern, together in _TOGETHER:
        words = pattern.sub(together, words)
    return words
