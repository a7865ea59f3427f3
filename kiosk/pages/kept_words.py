"""What the kept programme says, in every language of the house: its page changes them without a server."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from booking.i18n import FIRST_LANGUAGE, LANGUAGES, N_, Language, _, speaking
from booking.meetings import Occurrence
from kiosk.calendar_words import long_day, short_day, short_weekday
from kiosk.components.meeting_words import title_of

_MOST_DAYS = 64  # remembered for each language: the picture's days, and those of a while before
_WORDS = {
    "window": N_("Schaufenster"),
    "now": N_("Jetzt"),
    "until": N_("bis {time} Uhr"),
    "next": N_("Als Nächstes"),
    "no_more": N_("Hier steht kein Treffen mehr."),
    "stand": N_("Stand"),
    "moment": N_("{day}, {time}"),
    "what_is_on": N_("Was ist los?"),
    "who_helps": N_("Wer hilft mir?"),
    "language": N_("Sprache"),
    "no_booking": N_("Buchen geht gerade nicht. Bald geht es von allein weiter."),
    "choose_day": N_("Tag wählen"),
    "choose_language": N_("Sprache wählen"),
    "Today": N_("Heute"),
    "today": N_("heute"),
    "tomorrow": N_("morgen"),
    "till": N_("bis {time}"),
    "cancelled": N_("fällt aus"),
    "running": N_("läuft gerade"),
    "nothing": N_("Hier ist nichts geplant."),
    "too_old": N_("Dieses Programm ist abgelaufen. Bitte fragen Sie im Haus."),
    "turn": N_("Blättern"),
    "earlier": N_("Frühere Treffen"),
    "later": N_("Spätere Treffen"),
    "before": N_("Vorherige"),
    "after": N_("Weitere"),
    "house": N_("Fragen zum Haus?"),
    "views": N_("Programm oder Hilfe"),
    "programme": N_("Programm"),
    "help": N_("Wer hilft?"),
    "aids": N_("Lesehilfen"),
    "larger": N_("Größer"),
    "contrast": N_("Kontrast"),
    "done": N_("Fertig"),
}


@lru_cache(maxsize=len(LANGUAGES))
def words_in(code: str) -> dict[str, str]:
    """Return every sentence of the page in the language *code*; `{time}` and `{day}` are filled in by the page."""
    with speaking(code):
        return {name: _(words) for name, words in _WORDS.items()}


@lru_cache(maxsize=_MOST_DAYS * len(LANGUAGES))
def day_in(code: str, day: date) -> tuple[str, str, str]:
    """Return how *day* is called in the language *code*: on its own, beside a time, on its tab."""
    with speaking(code):
        return long_day(day), short_day(day), short_weekday(day)


def spoken_everywhere(days: Sequence[date], dates: Sequence[Occurrence]) -> dict[str, Any]:
    """Return, by language, all that the page says in it: sentences, *days*, and titles that are not the German ones.

    A title is found by the number of its date in *dates*.
    """
    return {code: _said(language, days, dates) for code, language in LANGUAGES.items()}


def _said(language: Language, days: Sequence[date], dates: Sequence[Occurrence]) -> dict[str, Any]:
    return {
        "tag": language.tag,
        "dir": language.direction,
        "locale": language.cldr.replace("_", "-"),
        "words": words_in(language.code),
        "days": {day.isoformat(): day_in(language.code, day) for day in days},
        "titles": _titles(language.code, dates),
    }


def _titles(code: str, dates: Sequence[Occurrence]) -> dict[int, tuple[str, str]]:
    if code == FIRST_LANGUAGE:
        return {}
    with speaking(code):
        told = {number: title_of(one) for number, one in enumerate(dates)}
    return {number: (one.words, one.lang) for number, one in told.items() if one.lang != FIRST_LANGUAGE}
