"""What stands on a slip: the code word and what it is for, in the visitor's language; nothing about a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. *plain*: from left to right in every language, as a title of the town, a number, an address."""

    text: str
    bold: bool = False
    plain: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """All words of one slip."""

    house: str
    heading: str  # what the code word is called
    code_word: str  # never in a log
    what: tuple[Line, ...]
    how: tuple[Line, ...]  # what to do with it
    rtl: bool = False
