"""The look of phone pages, inside each page: on a slow line a style of its own would be a second way there and back."""

import base64
import hashlib
import re
from functools import cache

from markupsafe import Markup

from kiosk.theme import ASSETS

_SHEETS = {
    "phone": ("fonts", "tokens", "phone"),
    "group": ("phone-group",),  # on top of the first
}
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_LOOSE = re.compile(r"\s*([{};,])\s*")  # never around + - > : where a blank has a meaning


@cache
def inside(name: str) -> Markup:
    """Return the sheet *name* as it stands inside a page, between `<style>` and `</style>`.

    Browsers are told its hash (sources), so that no other style can act, whatever finds its way into a page.
    """
    written = "".join((ASSETS / f"css/{part}.css").read_text(encoding="utf-8") for part in _SHEETS[name])
    return Markup(shorter(written).replace('url("../', 'url("/assets/'))  # noqa: S704 - our own files, no one's input


def shorter(sheet: str) -> str:
    """Return *sheet* without remarks and without blanks that say nothing; no string of it may hold such signs."""
    return _LOOSE.sub(r"\1", " ".join(_REMARK.sub("", sheet).split())).replace(";}", "}")


@cache
def sources() -> str:
    """Return what the Content-Security-Policy of a phone page allows as style: these sheets and no other."""
    return " ".join(f"'sha256-{_digest(inside(name))}'" for name in _SHEETS)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
