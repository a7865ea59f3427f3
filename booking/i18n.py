"""Languages: the catalogue of every sentence on a screen. The German sentence is its own key."""

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "treffpunkt"
LOCALE = Path(__file__).resolve().parent.parent / "assets" / "locale"
FIRST_LANGUAGE = "de"


@cache
def catalogue(language: str = FIRST_LANGUAGE) -> gettext.NullTranslations:
    """Return the sentences of *language*; what is missing there is said in German."""
    return gettext.translation(DOMAIN, LOCALE, languages=[language], fallback=True)


def _(message: str, /, **values: object) -> str:
    """Return *message* in German, with `{name}` filled in from *values*."""
    return filled(catalogue().gettext(message), values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the sentence that fits *number*, which fills `{number}`."""
    return filled(catalogue().ngettext(one, many, number), {"number": number, **values})


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark *message* for the catalogue; whoever shows it later says it through `_`."""
    return message


def filled(message: str, values: dict[str, object]) -> str:
    """Fill `{name}` places; a sentence without places may hold braces."""
    return message.format(**values) if values else message
