"""Every language of the house says the same things, fills the same places and counts as its grammar wants."""

import re
from collections.abc import Sequence
from gettext import c2py

import pytest
from babel import Locale, localedata
from babel.dates import format_date
from babel.messages.catalog import Message

from booking.i18n import LANGUAGES, _, ngettext, speaking, spoken
from kiosk import calendar_words
from kiosk.roundwords import hours_words
from tests.support import catalogue
from tests.support.cast import TUESDAY

KINDS = ("zero", "one", "two", "few", "many", "other")  # of numbers, in the order of CLDR
PLACE = re.compile(r"\{(\w+)\}")


def texts(said: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the forms of a sentence: one, or as many as a language counts with."""
    return (said,) if isinstance(said, str) else tuple(said or ())


def places(message: Message, text: str) -> set[str]:
    """Return the places of *text*; a number may speak for itself: "ein Platz" needs no digit."""
    return set(PLACE.findall(text)) - ({"number"} if message.pluralizable else set())


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_language_lacks_nothing(language):
    """Where this fails: `python -m tests.support.catalogue`, then say the new sentences in assets/locale/*.po."""
    said = catalogue.said(language)
    found = {message.id: said.get(texts(message.id)[0]) for message in catalogue.public() if message.id}

    assert [key for key, message in found.items() if message is None or not all(texts(message.string))] == []


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_translation_fills_the_same_places(language):
    wrong = [
        message.id
        for message in catalogue.said(language)
        if message.id
        for text in texts(message.string)
        if places(message, text) != places(message, " ".join(texts(message.id)))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_language_counts_with_all_its_forms(language):
    said = catalogue.said(language)
    numbered = [message for message in said if message.id and message.pluralizable]

    assert [message.id for message in numbered if len(texts(message.string)) != said.num_plurals] == []


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_number_takes_the_form_of_its_kind(language):
    """Forms are written from none to many; Babel's own rule for Arabic takes the last two for each other."""
    said = catalogue.said(language)
    which = Locale.parse(LANGUAGES[language].cldr).plural_form
    form_of = c2py(said.plural_expr)
    kinds: dict[int, set[str]] = {}
    for number in range(1000):
        kinds.setdefault(form_of(number), set()).add(which(number))

    order = [kind for form in sorted(kinds) for kind in kinds[form]]
    assert order == sorted(order, key=KINDS.index) or said.num_plurals == 1


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_are_named_in_each_language(code):
    day = TUESDAY.date()
    with speaking(code):
        long, short = calendar_words.long_day(day), calendar_words.short_day(day)

    assert str(day.day) in long
    assert str(day.day) in short
    assert long.replace(" ", "") != short.replace(" ", "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_of_what_is_known_of_a_language_only_days_are_kept(code):
    day, cldr = TUESDAY.date(), LANGUAGES[code].cldr
    whole = format_date(day, "full", locale=cldr)
    with speaking(code):
        assert calendar_words.long_day_with_year(day) == whole

    assert not {"currency_names", "languages", "unit_patterns"} & localedata.load(cldr).keys()


def test_a_language_ends_with_its_block():
    with speaking("ar"):
        assert (spoken().tag, spoken().direction) == ("ar", "rtl")
    assert spoken().tag == "de"


def test_an_unknown_language_is_german():
    with speaking("xx"):
        assert spoken().code == "de"


def test_what_a_language_lacks_is_said_in_german():
    with speaking("tr"):
        assert _("Das gibt es nur hier im Test: {name}", name="x") == "Das gibt es nur hier im Test: x"
        assert ngettext("{number} Ding", "{number} Dinge", 2) == "2 Dinge"


HALF_HOURS = {
    "de": "1,5 Stunden",
    "de_simple": "1,5 Stunden",
    "en": "1.5 hours",
    "tr": "1,5 saat",
    "uk": "1,5 год",
    "ro": "1,5 ore",
    "it": "1,5 ore",
    "hr": "1,5 h",
    "ar": "1.5 ساعات",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_part_of_an_hour_has_the_comma_of_each_language(code):
    with speaking(code):
        assert hours_words(90) == HALF_HOURS[code]
        assert calendar_words.number_words(2.0) == "2"
        assert calendar_words.number_words(21.25) == ("21.25" if code in ("en", "ar") else "21,25")


def test_one_hour_is_one():
    assert hours_words(60) == "1 Stunde"
