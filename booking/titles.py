"""What may stand as a title on a public screen, in a calendar and in a letter."""

import re
import unicodedata

from booking.refusals import TextRefused, TitleRefused

LONGEST = 80
LONGEST_TEXT = 500

# Letters of any script, digits, spaces and the punctuation of ordinary titles.
_PUNCTUATION = set(" .,;:!?'’‘‚„“”\"«»()[]–—-&/%°§€#*…·+|")
_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# U+200C and U+200D join letters in Persian, Kurdish and Ukrainian spelling aids; they draw nothing.
_JOINERS = set("\u200c\u200d")
# Explicit signs of direction turn round what other people wrote beside them; for `str.translate`.
DIRECTIONS = {ord(sign): None for sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"}
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_LINK = re.compile(
    r"(?i)\b(?:javascript|data|vbscript|https?|ftp|file|mailto|tel|sms|webcals?)\s*:"
    r"|\bwww\."
    r"|\b[\w-]{2,}\.(?:de|com|org|net|eu|info|biz|io|app|link|shop|online|example|test|ru|tr|ua|ro|it|hr)\b"
)
_MAIL = re.compile(r"\S@\S")
_PHONE = re.compile(r"(?:\+|\b00?)[\d][\d\s()/.-]{5,}\d")
_CALENDAR = re.compile(r"(?i)\b(?:begin|end)\s*:\s*v\w+")


def clean(title: str) -> str:
    """Return *title* composed (NFC), with single spaces and none at its ends."""
    return re.sub(r" {2,}", " ", unicodedata.normalize("NFC", title)).strip(" ")


def objections(title: str, *, field: str = "title") -> list[TitleRefused]:
    """Return everything that keeps *title* from a public screen; nothing if it may stand there.

    Another line for everybody is told by its own *field*.
    UX §10, threats 7, 11, 13, 16 and 23: a title is shown to everybody, so it is plain words.
    """
    text = clean(title)
    checks = {
        "empty": not any(sign.isalnum() for sign in text),
        "too_long": len(text) > LONGEST,
        "line_break": any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in text),
        "bidi": any(sign in _BIDI for sign in text),
        "marks": has_piled_marks(text),
        "link": bool(_LINK.search(text) or _CALENDAR.search(text)),
        "mail": bool(_MAIL.search(text)),
        "phone": bool(_PHONE.search(text)),
        "formula": text[:1] in ("=", "+", "-", "@"),
        "sign": any(not _is_plain(sign) for sign in text),
    }
    return [TitleRefused(kind, field) for kind, wrong in checks.items() if wrong]


def text_objections(text: str, *, longest: int = LONGEST_TEXT) -> list[TextRefused]:
    """Return everything that keeps *text* from a letter or a screen of the desk; lines may break in it.

    It has at most *longest* signs.
    """
    text = clean_text(text)
    checks = {
        "empty": not any(sign.isalnum() for sign in text),
        "too_long": len(text) > longest,
        "sign": any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in text) or bool(_BIDI & set(text)),
        "marks": has_piled_marks(text),
    }
    return [TextRefused(kind, longest) for kind, wrong in checks.items() if wrong]


def clean_text(text: str) -> str:
    """Return *text* composed (NFC), with every line break as one sign and no blanks at its ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def visible(text: str) -> str:
    """Return *text* as it may be told again to whoever sent it: short, without signs that draw nothing or turn it."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) not in _UNSEEN)
    return seen if len(seen) <= LONGEST else seen[: LONGEST - 1] + "…"


def tamed(text: str) -> str:
    """Return what of *text*, which strangers wrote, may stand on a public screen; empty if nothing is left.

    What `objections` finds is taken out: links, addresses, numbers to call, signs that no title needs.
    """
    words = unicodedata.normalize("NFC", text)
    for _round in range(3):  # what is left may only now stand side by side
        words = "".join(map(_tamed, " ".join(word for word in words.split() if not _leads_away(word))))
        words = " ".join(word for word in words.split() if set(word) - _JOINERS)
        words = " ".join(_PHONE.sub(" ", _LINK.sub(" ", _CALENDAR.sub(" ", _thinned(words)))).split())
    words = words.lstrip("=+-@ ")
    short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
    return short if not objections(short) else ""


def _tamed(sign: str) -> str:
    if unicodedata.category(sign) in ("Cc", "Zl", "Zp"):
        return " "
    if sign in _BIDI or not (_is_plain(sign) or sign == "@"):  # an address goes as a whole word
        return "" if unicodedata.category(sign) in (*_UNSEEN, "Mn", "Me", "Sk", "So") else " "
    return sign


def _leads_away(word: str) -> bool:
    return "@" in word or bool(_LINK.search(word))


def _thinned(text: str) -> str:
    """Return *text* with at most two marks on a letter."""
    kept, run = [], 0
    for sign in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(sign) else 0
        if run <= 2:
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def _is_plain(sign: str) -> bool:
    category = unicodedata.category(sign)
    # Control and bidi signs have a sentence of their own.
    return (
        category[0] in "LM"
        or category == "Nd"
        or sign in _PUNCTUATION
        or sign in _JOINERS
        or sign in _BIDI
        or category in ("Cc", "Zl", "Zp")
    )


def has_piled_marks(text: str) -> bool:
    run = 0
    for sign in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > 2:
            return True
    return False
