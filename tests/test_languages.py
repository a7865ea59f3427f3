"""Every language of the house says the same things, fills the same places and counts as its grammar wants."""

import re

import pytest

from booking.i18n import LANGUAGES, _, ngettext, speaking, spoken
from kiosk import calendar_words
from tests.support import catalogue
from tests.support.cast import TUESDAY

PLACE = re.compile(r"\{(\w+)\}")


def forms(message) -> list[str]:
    """Return what a language says for *message*: one form, or as many as it counts with."""
    return list(message.string) if message.pluralizable else [message.string]


def places(text: str, message) -> set[str]:
    """Return the places of *text*; a number may speak for itself: "ein Platz" needs no digit."""
    return set(PLACE.findall(text)) - ({"number"} if message.pluralizable else set())


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_translation_fills_the_same_places(language):
    wrong = [
        message.id
        for message in catalogue.said(language)
        if message.id and any(forms(message))
        for text in forms(message)
        if places(text, message) != places(" ".join(message.id) if message.pluralizable else message.id, message)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", catalogue.OTHERS)
def test_a_language_counts_with_all_its_forms(language):
    said = catalogue.said(language)
    numbered = [message for message in said if message.id and message.pluralizable and any(message.string)]

    assert [message.id for message in numbered if len(message.string) != said.num_plurals] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_days_are_named_in_each_language(code):
    day = TUESDAY.date()
    with speaking(code):
        long, short = calendar_words.long_day(day), calendar_words.short_day(day)

    assert str(day.day) in long
    assert str(day.day) in short
    assert long.replace(" ", "") != short.replace(" ", "")


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
