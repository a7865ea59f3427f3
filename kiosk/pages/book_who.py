"""Raum buchen: which group, and its PIN."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from booking import cards
from booking.community import GroupCard
from booking.seals import PIN_LENGTH
from kiosk.pages.book_over import while_held
from kiosk.pages.choice import choice_words, countdown
from kiosk.pages.scene import Page, Scene, page_of
from kiosk.pages.state import Held

GROUPS = 6  # on a page
TABS = 6  # jumps through the alphabet


@dataclass(frozen=True, kw_only=True, slots=True)
class JumpTab:
    """A jump to the page where these first letters are."""

    page: int
    letters: str
    chosen: bool


def first_letter(name: str) -> str:
    """Return the letter under which people look for *name*: `Ö` is found under `O`."""
    letters = [sign for sign in unicodedata.normalize("NFD", name.upper()) if sign.isalnum()]
    return letters[0] if letters else "#"


def jump_tabs(groups: Sequence[GroupCard], number: int) -> list[JumpTab]:
    """Return the jumps through the list of *groups* that stands at page *number*."""
    return letter_tabs([group.name for group in groups], number, GROUPS)


def letter_tabs(names: Sequence[str], number: int, size: int) -> list[JumpTab]:
    """Return at most TABS jumps that together reach every page of *size* names; none if there is one page only.

    With a page or two for each jump its letters are those of its pages: `A–F`, `G–K`.
    """
    pages = page_of(names, 0, size).pages
    if pages == 1:
        return []
    share = -(-pages // TABS)  # pages for each jump
    return [
        JumpTab(
            page=first,
            letters=_letters(names[first * size : (first + share) * size]),
            chosen=first <= number < first + share,
        )
        for first in range(0, pages, share)
    ]


def _letters(names: Sequence[str]) -> str:
    first, last = first_letter(names[0]), first_letter(names[-1])
    return first if first == last else f"{first}–{last}"


def sorted_groups(scene: Scene) -> list[GroupCard]:
    """Return the groups that everybody may know of, as people look for them."""
    return sorted(scene.board.groups, key=lambda group: (first_letter(group.name), group.name.casefold()))


@while_held
def draw_groups(scene: Scene, held: Held) -> str:
    """Draw the list of groups."""
    state = scene.state
    groups = sorted_groups(scene)
    page: Page[GroupCard] = page_of(groups, state.page, GROUPS)
    return scene.draw(
        "book_group.html",
        groups=page,
        tabs=jump_tabs(groups, page.number),
        choice=choice_words(scene.board.house, state),
        countdown=countdown(held.until, scene.now),
    )


def group_name(scene: Scene) -> str:
    """Return how a screen may call the chosen group; empty if none was chosen."""
    slug = scene.state.group
    known = next((group.name for group in scene.board.groups if group.slug == slug), "")
    if known or not slug:
        return known
    found = cards.holder(scene.session, slug)  # came by its card, and is named to nobody else
    return found.name if found else ""


@while_held
def draw_pin(scene: Scene, held: Held) -> str:
    """Draw the keypad. What is typed stays in the browser until all digits are there, and is never shown."""
    state = scene.state
    return scene.draw(
        "book_pin.html",
        group=group_name(scene),
        length=PIN_LENGTH,
        locked=state.locked,
        choice=choice_words(scene.board.house, state),
        countdown=countdown(held.until, scene.now),
    )
