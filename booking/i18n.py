"""Languages: the catalogue of every sentence on a screen. The German sentence is its own key.

German is spoken unless somebody says otherwise with `speaking`; that choice belongs to the task or
thread that made it and ends with its block.
"""

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "treffpunkt"
LOCALE = Path(__file__).resolve().parent.parent / "assets" / "locale"
FIRST_LANGUAGE = "de"


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the house. *code* names its catalogue, *tag* is BCP 47, *cldr* says dates and numbers."""

    code: str
    tag: str
    name: str  # as its speakers call it; no flags, a language is no country
    cldr: str
    direction: str = "ltr"


# The languages of the quarter by number of speakers (UX §6.5), plain German beside German.
LANGUAGES = {
    language.code: language
    for language in (
        Language("de", "de", "Deutsch", "de"),
        Language("de_simple", "de-x-simple", "Einfach", "de"),
        Language("en", "en", "English", "en_GB"),
        Language("tr", "tr", "Türkçe", "tr"),
        Language("uk", "uk", "Українська", "uk"),
        Language("ro", "ro", "Română", "ro"),
        Language("it", "it", "Italiano", "it"),
        Language("hr", "hr", "Hrvatski / Bosanski / Srpski", "hr"),
        Language("ar", "ar", "العربية", "ar", "rtl"),
    )
}

_spoken: ContextVar[str] = ContextVar("spoken", default=FIRST_LANGUAGE)


def spoken() -> Language:
    """Return the language that is spoken here and now."""
    return LANGUAGES[_spoken.get()]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak the language *code* inside the block; German if the house does not know it."""
    token = _spoken.set(code if code in LANGUAGES else FIRST_LANGUAGE)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def catalogue(language: str = FIRST_LANGUAGE) -> gettext.NullTranslations:
    """Return the sentences of *language*; what is missing there is said in German."""
    file = LOCALE / f"{language}.po"
    if language == FIRST_LANGUAGE or not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        sentences = read_po(source, locale=LANGUAGES[language].cldr, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, sentences)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(message: str, /, **values: object) -> str:
    """Return *message* in the spoken language, with `{name}` filled in from *values*."""
    return filled(catalogue(_spoken.get()).gettext(message), values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the sentence that fits *number*, which fills `{number}`."""
    return filled(catalogue(_spoken.get()).ngettext(one, many, number), {"number": number, **values})


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark *message* for the catalogue; whoever shows it later says it through `_`."""
    return message


def filled(message: str, values: dict[str, object]) -> str:
    """Fill `{name}` places; a sentence without places may hold braces."""
    return message.format(**values) if values else message
