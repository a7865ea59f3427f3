"""Every refusal has a German sentence, and each sentence is whole."""

import ast
from collections import Counter
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from booking import refusals
from booking.refusals import Refusal
from booking.span import Span
from kiosk import answers, calendar_words, words
from kiosk.words import demands, life, outside, rounds

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
EVERY = sorted(Refusal.__subclasses__(), key=lambda kind: kind.__name__)
SAMPLES: dict[Any, Any] = {
    int: 8,
    str: "Stüble",
    date: date(2026, 11, 25),
    datetime: NOON,
    timedelta: timedelta(minutes=15),
    Span: Span(NOON, NOON + timedelta(hours=1)),
    str | None: None,
    date | None: None,
    date | datetime: date(2026, 11, 25),
    tuple[datetime, ...]: (NOON,),
    tuple[str, ...]: ("tables", "rows"),
    tuple[tuple[str, str], ...]: (("08:00", "22:00"),),
}


def sample(refusal: type[Refusal], **said: str) -> Refusal:
    """Return a refusal with plausible facts, where nothing else is *said*."""
    hints = get_type_hints(refusal)
    # Said as the house wrote them.
    own_words = {"text": "Heute wird geputzt.", "why": "Dafür ist der Raum nicht da.", **said}
    return refusal(**{field.name: own_words.get(field.name, SAMPLES[hints[field.name]]) for field in fields(refusal)})


def samples() -> list[Refusal]:
    spoken = {
        refusals.RuleRefused: demands._RULES,
        refusals.TextRefused: life._TEXTS,
        refusals.PeriodRefused: rounds._PERIODS,
        refusals.NotFetched: outside._FETCHED,
        refusals.CalendarIncomplete: outside._INCOMPLETE,
    }
    plain = [sample(kind, what="wait") for kind in EVERY if kind not in (*spoken, refusals.TitleRefused)]
    lines = [refusals.TitleRefused(word, field) for field in ("title", "note") for word in demands._TITLES]
    return [*plain, *lines, *(sample(kind, kind=word) for kind, texts in spoken.items() for word in texts)]


def named(reason: Refusal) -> str:
    return " ".join(filter(None, (reason.code, getattr(reason, "kind", ""), getattr(reason, "field", ""))))


@pytest.mark.parametrize("reason", samples(), ids=named)
def test_each_refusal_is_a_sentence(reason):
    said = words.sentence(reason, BERLIN)

    assert said[0].isupper() or said[0] in "„"
    assert said.endswith(".")
    assert "{" not in said


def test_what_is_told_again_holds_nothing_that_turns_or_hides_it():
    room = refusals.UnknownRoom("\u202emuar\x07\u200b" + "x" * 200)
    odd = refusals.Malformed("\u2066feld\r\n", "ein Text")

    assert words.sentence(room, BERLIN) == f"Den Raum „muar{'x' * 75}…“ gibt es hier nicht."
    assert answers.error(room, BERLIN)["room"] == f"muar{'x' * 75}…"
    assert words.sentence(odd, BERLIN).startswith("Die Angabe „feld“ ist nicht lesbar.")
    assert answers.error(odd, BERLIN)["field"] == "feld"


def test_a_sentence_beside_a_title_is_told_as_such():
    assert words.sentence(refusals.TitleRefused("sign", "note"), BERLIN) == (
        "Im Text sind nur Buchstaben, Zahlen und einfache Satzzeichen möglich."
    )


def test_no_refusal_has_two_sentences():
    """The second would win without a word."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(words.__file__).parent.glob("*.py")]
    tables = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    keys = Counter(ast.unparse(key) for table in tables for key in table.keys if isinstance(key, ast.Attribute))

    assert keys == {f"refusals.{kind.__name__}": 1 for kind in EVERY}


def test_codes_are_stable_and_unique():
    assert len({kind.code for kind in EVERY}) == len(EVERY)


@pytest.mark.parametrize("reason", samples(), ids=named)
def test_each_refusal_is_an_answer_of_the_api(reason):
    answer = answers.error(reason, BERLIN)

    # Whose something is, is nobody else's business.
    assert answer["code"] == ("unknown_wait" if isinstance(reason, refusals.NotYours) else reason.code)
    assert answers.status((reason,)) in (401, 403, 404, 409, 422, 429, 503, 507)


def test_a_taken_room_is_told_with_its_times():
    span = Span(NOON, NOON + timedelta(hours=1))

    assert words.sentence(refusals.Taken(span, "x", "Stricken"), BERLIN) == (
        "Der Raum ist schon belegt: Mittwoch, 25. November, 12:00 – 13:00 Uhr (Stricken)."
    )


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "1 Minute"),
        (45, "45 Minuten"),
        (60, "1 Stunde"),
        (90, "1½ Stunden"),
        (100, "100 Minuten"),
        (300, "5 Stunden"),
    ],
)
def test_durations_as_people_say_them(minutes, said):
    assert calendar_words.duration(minutes) == said
