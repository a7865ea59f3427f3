"""What a feed holds of a house with more than fits: each date before each word, but for the next weeks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from booking.feeds.fitting import KEPT_WHOLE, Named, fitting, shortened
from booking.feeds.packing import Piece
from booking.feeds.wire import Entry, Words, entry_bytes

MOST, MANY = 490_000, 999
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
USUAL = (
    "Wir kochen zusammen und essen an einem großen Tisch. Bitte bringen Sie etwas mit, das Sie mögen.\n"
    "Bitte anmelden: auf dieser Seite oder am Bildschirm im Haus.\nEs lädt ein: Strick- und Spielecafé\n"
    "Mehr dazu: https://quartier.example.org/m/abcdef"
)


def entry(number: int, description: str) -> Entry:
    """Return one meeting of many, as feeds tell it."""
    starts = NOON + timedelta(hours=12 * number)
    words = Words(
        summary="Kochen und Reden am großen Tisch",
        description=description,
        location="Quartierraum, Quartierraum Kernstadt, Beispielgasse 1, 71083 Herrenberg",
        place=(48.5967, 8.8706),
        url="https://quartier.example.org/m/abcdef",
        categories=("Essen und Kochen", "für alle"),
    )
    uid = f"0b5d2f9c-2b53-4f0e-9d0a-{number:012}@quartier.example.org"
    return Entry(
        uid=uid, touched=NOON, revision=1, tzid="UTC", starts=starts, ends=starts + timedelta(hours=2), words=words
    )


def named(one: Entry) -> Named:
    return one.uid, Piece(entry_bytes(one), b"")


def fitted(text: str) -> list[Named]:
    entries = [entry(number, text) for number in range(MANY)]
    short: Callable[[int], Named] = lambda number: named(shortened(entries[number]))  # noqa: E731
    found = fitting([named(one) for one in entries], short, MOST, 0)
    assert [uid for uid, _piece in found] == [one.uid for one in entries[: len(found)]]
    assert sum(len(piece.told) for _uid, piece in found) <= MOST
    return found


def whole(found: list[Named]) -> int:
    """Return how many have their words; none has them after one that has not."""
    has = [b"DESCRIPTION" in piece.told for _uid, piece in found]
    assert has == sorted(has, reverse=True)
    return has.count(True)


@pytest.mark.parametrize("text", ["", "Mehr dazu: https://quartier.example.org/m/abcdef"])
def test_short_entries_all_fit(text: str) -> None:
    assert len(fitted(text)) == MANY


def test_words_of_what_is_far_ahead_go_before_a_date_does() -> None:
    found = fitted(USUAL)

    assert len(named(entry(0, USUAL))[1].told) * MANY > MOST * 1.5
    assert len(found) == MANY
    assert whole(found) > KEPT_WHOLE


def test_the_next_weeks_keep_their_words_whatever_comes_later() -> None:
    found = fitted(USUAL * 6)

    assert whole(found) == KEPT_WHOLE
    assert KEPT_WHOLE < len(found) < MANY
