"""What a screen of the panel asks and says, read from its drawing: choices side by side, words, sentences."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WORD = re.compile(r"\w")
_END_OF_SENTENCE = re.compile(r"(?<=[.!?:])\s+")
_ALONE = {"br", "wbr", "img", "path", "circle", "rect", "ellipse", "polyline", "polygon", "line"}
_GLANCED = {"button", "dt"}  # controls, and the names of facts beside their pictograms
_EVERYWHERE = {"bar", "aids"}  # the same on every screen


@dataclass
class Said:
    """What somebody has to take in."""

    choices: dict[str, int] = field(default_factory=dict)  # controls by the place in which they stand side by side
    words: int = 0  # beside what stands in controls and rows and names facts: one passes over them
    sentences: list[str] = field(default_factory=list)


def said(drawing: str) -> Said:
    """Return what the panel in *drawing* asks and says."""
    reader = _Reader()
    reader.feed(drawing)
    return reader.said


def words_of(text: str) -> list[str]:
    """Return the words of *text*; marks and numbers alone are none, times are."""
    return [word for word in text.split() if _WORD.search(word)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said = Said()
        self._open: list[tuple[str, set[str], bool]] = []  # tag, classes, whether it is seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Go in; count a control in the nearest group or list around it."""
        if tag in _ALONE:
            return
        values = dict(attrs)
        classes = set((values.get("class") or "").split())
        if tag == "button" and not self._within(_EVERYWHERE):
            place = next((" ".join(sorted(names)) for name, names, _ in reversed(self._open) if names), "")
            self.said.choices[place] = self.said.choices.get(place, 0) + 1
        seen = tag not in ("svg", "style") and "hidden" not in values and "unseen" not in classes
        self._open.append((tag, classes, seen))

    def handle_endtag(self, tag: str) -> None:
        """Go out to what *tag* opened."""
        tags = [name for name, _classes, _seen in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        if self._within(_EVERYWHERE) or not all(seen for _tag, _classes, seen in self._open):
            return
        self.said.sentences += [one for one in _END_OF_SENTENCE.split(data.strip()) if words_of(one)]
        if not self._within({"row", "call"}) and not any(tag in _GLANCED for tag, _classes, _seen in self._open):
            self.said.words += len(words_of(data))

    def _within(self, classes: set[str]) -> bool:
        return any(names & classes for _tag, names, _seen in self._open)
