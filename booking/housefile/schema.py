"""The words in which the sections of a house's file are declared.

A section is a frozen dataclass; its annotations, with the marks below, are its schema.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from booking.housefile.faults import Fault
from booking.i18n import N_, _

Objections = Iterator[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A part of the file with keys; knows its line and those of its keys."""

    line: int
    key_lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Return the line of *key*, or of the whole entry where the key is absent."""
        return self.key_lines.get(key, self.line)

    def objections(self) -> Objections:
        """Yield (key, sentence) for what is wrong between its keys."""
        yield from ()


@dataclass(frozen=True)
class Defines:
    """Marks a text that gives something of this *kind* its name; no other may have it."""

    kind: str


@dataclass(frozen=True, init=False)
class Refers:
    """Marks a text that must be a name of one of these *kinds*."""

    kinds: tuple[str, ...]
    if_listed: bool  # only when the file lists any: a plain house has no tags

    def __init__(self, *kinds: str, if_listed: bool = False) -> None:
        object.__setattr__(self, "kinds", kinds)
        object.__setattr__(self, "if_listed", if_listed)


@dataclass(frozen=True)
class AtLeast:
    """Marks a list that needs so many items; broken ones count."""

    number: int


@dataclass(frozen=True)
class Check:
    """Marks a value that *objection* may find fault with; it returns the sentence, or nothing."""

    objection: Callable[[Any], str | None]


@dataclass(frozen=True)
class Reads:
    """Marks a value that is read in its own way; *way* raises ValueError with the sentence."""

    way: Callable[[Any], Any]


class Notes:
    """What was found while reading: faults, names given and names used."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.names: dict[str, dict[str, int]] = {}
        self._used: list[tuple[Refers, str, int]] = []

    def fault(self, line: int, text: str) -> None:
        """Note a mistake."""
        self.faults.append(Fault(line, text))

    def define(self, kind: str, name: str, line: int) -> None:
        """Note that *name* now stands for something; a second time is a mistake."""
        names = self.names.setdefault(kind, {})
        if name in names:
            self.fault(line, _("„{name}“ gibt es schon in Zeile {first}.", name=name, first=names[name]))
        names.setdefault(name, line)

    def use(self, mark: Refers, name: str, line: int) -> None:
        """Note that *name* must stand for something, wherever in the file it is defined."""
        self._used.append((mark, name, line))

    def loose_ends(self) -> Iterator[Fault]:
        """Yield the names that stand for nothing."""
        for mark, name, line in self._used:
            known = [self.names.get(kind, {}) for kind in mark.kinds]
            if any(name in names for names in known) or (mark.if_listed and not any(known)):
                continue
            kind = _(" oder ").join(kind_word(kind) for kind in mark.kinds)
            yield Fault(line, _("Das gibt es nicht: {kind} „{name}“.", kind=kind, name=name))


# What the kinds of names are called

_KIND_WORDS = {
    "access": N_("das Zugangswort"),
    "audience": N_("die Zielgruppe"),
    "closure": N_("der Schließtag"),
    "code_word": N_("das Merkwort"),
    "contact": N_("die Kontaktstelle"),
    "district": N_("das Stadtviertel"),
    "group": N_("die Gruppe"),
    "idea_topic": N_("das Ideenthema"),
    "language": N_("die Sprache"),
    "meeting": N_("das Treffen"),
    "project": N_("das Projekt"),
    "room": N_("der Raum"),
    "round": N_("die Belegungsrunde"),
    "series": N_("die Terminreihe"),
    "topic": N_("das Thema"),
    "usage": N_("die Nutzungsart"),
}


def kind_word(kind: str) -> str:
    """Return what a *kind* of names is called, with its article."""
    return _(_KIND_WORDS[kind])
