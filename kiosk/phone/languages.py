"""Which language a page for phones speaks: the one in its address, else what the browser asks for. No cookie."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from starlette.requests import Request

from booking.i18n import FIRST_LANGUAGE, LANGUAGES, Language, speaking, spoken
from booking.settings import Settings
from kiosk.phone import addresses

_MOST_WISHES, _MOST_FIELDS = 30, 12  # a header or an address with more is no person's
_OURS = re.compile(r"[\w/+-]{1,80}")  # what our own addresses hold; nothing else is said back to whoever sent it
# Plain German is a choice that no browser makes. Bosnian and Serbian share a catalogue with Croatian, as its name says.
_BY_TAG = {
    **{code: code for code, language in LANGUAGES.items() if code == language.tag},
    **dict.fromkeys(("bs", "sr", "sh"), "hr"),
}
_FILE = re.compile(r"\.(atom|ics|json|vcf)\b")  # for programs, which speak no language
# Open Graph wants a country with each language, though it says nothing about who reads.
_LOCALES = {"en_GB": "en_GB", "uk": "uk_UA", "ar": "ar_AR"}
_WEIGHT = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)
# Links and forms that lead to a page for phones. Text on a page holds no bare quotation mark, so that only ours match.
_WAYS = re.compile(r' (href|action)="(/(?!assets/|qr/|api/|desk|kiosk)[^"#]*)(?=["#])')


@dataclass(frozen=True, slots=True)
class Asked:
    """The address of a page, and whether the language stands in it; then every link of the page keeps it."""

    site: str = ""
    path: str = "/"
    query: tuple[tuple[str, str], ...] = ()  # without the language
    chosen: bool = False

    def address(self, language: str = "") -> str:
        """Return the path that was asked for with its query, in *language* if one is named."""
        query = urlencode([*self.query, *([(addresses.LANGUAGE, language)] if language else [])], safe="/")
        return f"{self.path}?{query}" if query else self.path


@dataclass(frozen=True, slots=True)
class Way:
    """The same page in another language."""

    language: Language
    path: str
    spoken: bool  # this is the one that is shown


_NOTHING = Asked()
_asked: ContextVar[Asked] = ContextVar("asked", default=_NOTHING)


def asked() -> Asked:
    """Return what the page that is made here and now was asked for."""
    return _asked.get()


@contextmanager
def answering(request: Request) -> Iterator[None]:
    """Speak inside the block as *request* wants it, and let the links of its page keep a chosen language."""
    named = known(request.query_params.get(addresses.LANGUAGE, ""))
    token = _asked.set(_read(request, bool(named)))
    try:
        with speaking(named or wanted(",".join(request.headers.getlist("accept-language")))):
            yield
    finally:
        _asked.reset(token)


def known(name: str) -> str:
    """Return the code of the language that is called *name* (its code or its tag); empty if the house speaks it not."""
    asked_for = name.strip().lower().replace("_", "-")
    return next((one.code for one in LANGUAGES.values() if asked_for in (one.code.replace("_", "-"), one.tag)), "")


def wanted(header: str) -> str:
    """Return the best language of the house for an Accept-Language *header* (RFC 9110 §12.5.4); German if none fits.

    Ranges are shortened until one is known (RFC 4647 §3.4): `de-AT` is German. Of two that are wanted as much the
    first counts.
    """
    wishes = [_wish(part) for part in header.split(",", _MOST_WISHES)[:_MOST_WISHES]]
    refused = {_lookup(tag) for tag, weight in wishes if weight == 0}
    for tag, weight in sorted(wishes, key=lambda wish: -wish[1]):
        code = FIRST_LANGUAGE if tag == "*" else _lookup(tag)
        if weight > 0 and code and code not in refused:
            return code
    return FIRST_LANGUAGE


def _wish(part: str) -> tuple[str, float]:
    tag, *parameters = (piece.strip() for piece in part.split(";"))
    weights = [_WEIGHT.fullmatch(one) for one in parameters if one.lower().startswith("q=")]
    if not weights:
        return tag.lower(), 1.0
    return tag.lower(), float(weights[0][1]) if weights[0] else 0.001  # no weight that can be read: last of all


def _lookup(tag: str) -> str:
    while tag and tag not in _BY_TAG:
        tag = tag.rpartition("-")[0]
    return _BY_TAG.get(tag, "")


def _read(request: Request, chosen: bool) -> Asked:
    app = request.scope.get("app")
    settings = getattr(app.state, "settings", None) if app is not None else None
    return Asked(
        site=addresses.base(request, settings or Settings()),
        path="/" + quote(request.scope["path"], errors="replace").lstrip("/"),  # two slashes would lead to another site
        query=tuple(
            (name, value)
            for name, value in request.query_params.multi_items()[:_MOST_FIELDS]
            if name != addresses.LANGUAGE and _OURS.fullmatch(name) and _OURS.fullmatch(value)
        ),
        chosen=chosen,
    )


def kept(path: str) -> str:
    """Return *path* with the language that was chosen; as it is where the browser decides, or it names one itself."""
    if not asked().chosen or _FILE.search(path) or f"{addresses.LANGUAGE}=" in path:
        return path
    return f"{path}{'&' if '?' in path else '?'}{addresses.LANGUAGE}={spoken().code}"


def kept_in(page: str) -> str:
    """Return the HTML *page* with the chosen language in each of its links and forms, so that none forgets it."""
    if not asked().chosen:
        return page
    return _WAYS.sub(
        lambda way: f' {way[1]}="{kept(way[2]).replace(f"&{addresses.LANGUAGE}=", f"&amp;{addresses.LANGUAGE}=")}', page
    )


def ways() -> list[Way]:
    """Return the page that was asked for in every language of the house."""
    return [Way(one, asked().address(one.code), one is spoken()) for one in LANGUAGES.values()]


def alternates(path: str) -> list[tuple[str, str]]:
    """Return (hreflang, whole address) of *path* in each language that search engines know."""
    joint = "&" if "?" in path else "?"
    known_to_all = [code for code, language in LANGUAGES.items() if code == language.tag]
    return [
        *((code, f"{asked().site}{path}{joint}{addresses.LANGUAGE}={code}") for code in known_to_all),
        ("x-default", asked().site + path),
    ]


def canonical(path: str) -> str:
    """Return the whole address under which the page *path* is known in the language that it is shown in."""
    return asked().site + kept(path)


def locale() -> str:
    """Return the spoken language as messengers write it: `de_DE`."""
    cldr = spoken().cldr
    return _LOCALES.get(cldr, f"{cldr}_{cldr.upper()}")


def headers() -> dict[str, str]:
    """Return what an answer says of its language, and whether another browser would get another one."""
    return {"Content-Language": spoken().tag, **({} if asked().chosen else {"Vary": "Accept-Language"})}
