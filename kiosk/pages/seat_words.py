"""Ihr Merkwort, said without typing: the first word, the second, then the number. Nothing tells which there are."""

import unicodedata

from booking import codewords
from booking.i18n import _
from kiosk.pages.book_who import first_letter, letter_tabs
from kiosk.pages.scene import Scene, page_of
from kiosk.pages.state import SeatSought

WORDS = 6  # on a page; the 48 of a house are eight pages, two for each tab
LONGEST_NUMBER = 5  # digits; houses with few words have long ones (booking.codewords)


def sought(scene: Scene) -> SeatSought:
    """Return what was said so far; nothing on the first screen."""
    return scene.state.seat.sought or SeatSought()


def draw_word(scene: Scene) -> str:
    """Draw the house's words in alphabetical order, for the first or the second of a code word."""
    said = sought(scene).words
    # The words of a house differ from each other within a code word (booking.codewords).
    words = sorted({*codewords.words_of(scene.board.house)} - {*said}, key=_as_looked_for)
    page = page_of(words, scene.state.page, WORDS)
    return scene.draw(
        "seat_word.html",
        title=_("Wie heißt das zweite Wort?") if said else _("Wie heißt das erste Wort?"),
        said=said,
        words=page,
        tabs=letter_tabs(words, page.number, WORDS),
    )


def _as_looked_for(word: str) -> tuple[str, str]:
    """Return where people look for *word*: `Käfer` before `Kaffee` and `Kerze`."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
    return first_letter(word), plain


def draw_number(scene: Scene) -> str:
    """Draw the keypad for the number; it is no secret by itself, so it is shown."""
    return scene.draw("seat_number.html", said=sought(scene).words, length=LONGEST_NUMBER)
