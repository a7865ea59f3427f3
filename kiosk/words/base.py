"""What tables of sentences are made of."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from booking.i18n import _
from booking.refusals import Refusal

Sentence = Callable[[Any, ZoneInfo], str]
Table = dict[type[Refusal], Sentence]


def fixed(text: str) -> Sentence:
    """Return the sentence that says *text*, whatever the facts are."""
    return lambda _reason, _zone: _(text)
