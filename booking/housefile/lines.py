"""YAML in which every value knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from booking.housefile.faults import Fault, FileRefused
from booking.i18n import _

LONGEST = 2_000_000  # characters; the largest house has a fiftieth of it

# libyaml where it is built in: it reads the demo in a tenth of the time.
_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: text, number, yes or no, day, or nothing."""

    line: int
    value: Any


@dataclass(frozen=True, slots=True)
class Listed:
    """Values one after the other."""

    line: int
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Keyed:
    """Values under keys, each key with its line."""

    line: int
    entries: "dict[str, Node]"
    key_lines: dict[str, int] = field(default_factory=dict)


Node = Scalar | Listed | Keyed


@dataclass(frozen=True, slots=True)
class Document:
    """A file as YAML understands it, and what in it was probably meant otherwise."""

    root: Node
    warnings: tuple[Fault, ...]


def read_lines(text: str) -> Document:
    """Return the one document in *text*, with anchors and merge keys (`<<`) resolved.

    Raises FileRefused if it is no YAML, names a key twice or holds kinds that YAML alone does not have.
    """
    if len(text) > LONGEST:
        raise FileRefused(Fault(0, _("Die Datei ist zu groß.")))
    try:
        return _Reading(text).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FileRefused(_no_yaml(mark.line + 1 if mark else 0, error.problem or "")) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FileRefused(_no_yaml(0, str(error).splitlines()[0])) from error


def plain(node: Node) -> Any:
    """Return what *node* holds as JSON knows it; days as `2026-11-23`."""
    if isinstance(node, Listed):
        return [plain(item) for item in node.items]
    if isinstance(node, Keyed):
        return {key: plain(item) for key, item in node.entries.items()}
    return node.value.isoformat() if isinstance(node.value, date) else node.value


def _no_yaml(line: int, problem: str) -> Fault:
    return Fault(line, _("Das ist kein gültiges YAML ({problem}).", problem=problem))


class _Reading:
    """Turns yaml's nodes into ours; an anchor is turned once, however often it is used."""

    def __init__(self, text: str) -> None:
        self._loader = _Loader(text)
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()
        self._faults: list[Fault] = []
        self._warnings: list[Fault] = []

    def document(self) -> Document:
        try:
            root = self._loader.get_single_node()
            result = self._turned(root) if root is not None else Keyed(1, {})
        finally:
            self._loader.dispose()
        if self._faults:
            raise FileRefused(*self._faults)
        return Document(result, tuple(self._warnings))

    def _turned(self, node: yaml.Node) -> Node:
        if id(node) in self._open:
            self._fault(node, _("Ein Anker darf sich nicht selbst enthalten."))
            return Scalar(_line(node), None)
        if id(node) not in self._done:
            self._open.add(id(node))
            self._done[id(node)] = self._turn(node)
            self._open.discard(id(node))
        return self._done[id(node)]

    def _turn(self, node: yaml.Node) -> Node:
        if isinstance(node, yaml.SequenceNode):
            return Listed(_line(node), tuple(self._turned(item) for item in node.value))
        if isinstance(node, yaml.MappingNode):
            return self._keyed(node)
        return Scalar(_line(node), self._value(node))

    def _value(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            self._fault(node, _("„{value}“ kann nicht gelesen werden.", value=str(node.value)[:60]))
            return None

    def _keyed(self, node: yaml.MappingNode) -> Keyed:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        last: tuple[str, yaml.Node] | None = None
        for key, value in node.value:
            if key.tag == _MERGE:
                continue
            if last and node.flow_style and (whole := self._goes_on(entries[last[0]], last[1], key, value)):
                entries[last[0]] = whole
                continue
            name = self._key(key)
            if name in entries:
                self._fault(key, _("„{key}“ steht hier zweimal.", key=name))
            entries[name], lines[name] = self._turned(value), _line(key)
            last = name, value
        for merged in self._merged(node):
            for name, item in merged.entries.items():
                if name not in entries:
                    entries[name], lines[name] = item, merged.key_lines[name]
        return Keyed(_line(node), entries, lines)

    def _goes_on(self, so_far: Node, before: yaml.Node, key: yaml.Node, value: yaml.Node) -> Scalar | None:
        """Return the text *so_far* with *key* joined to it, if *key* was meant to be its end.

        In `{title: Hilfe (schnell, kostenlos), …}` YAML takes the comma for the end of the title.
        """
        no_colon = value.start_mark.index == value.end_mark.index == key.end_mark.index
        bare = isinstance(before, yaml.ScalarNode) and before.style not in ("'", '"')
        if not (no_colon and bare and isinstance(so_far, Scalar) and isinstance(so_far.value, str)):
            return None
        whole = f"{so_far.value}, {key.value}"
        text = _("Wegen des Kommas gehört der ganze Text in Anführungszeichen; gelesen als „{text}“.", text=whole)
        self._warnings.append(Fault(_line(key), text))
        return Scalar(so_far.line, whole)

    def _key(self, key: yaml.Node) -> str:
        if isinstance(key, yaml.ScalarNode):
            return str(key.value)  # also 12 and no: a key is always a word here
        self._fault(key, _("Ein Schlüssel muss ein Wort sein."))
        return ""

    def _merged(self, node: yaml.MappingNode) -> Iterator[Keyed]:
        for key, value in node.value:
            if key.tag == _MERGE:
                turned = self._turned(value)
                for part in turned.items if isinstance(turned, Listed) else (turned,):
                    if isinstance(part, Keyed):
                        yield part
                    else:
                        self._fault(key, _("„<<“ braucht einen Anker auf Schlüssel mit Werten."))

    def _fault(self, node: yaml.Node, text: str) -> None:
        self._faults.append(Fault(_line(node), text))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
