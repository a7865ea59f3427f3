"""Reads values with lines into the dataclasses of the schema, told by their annotations.

Every mistake is noted with its line and reading goes on, so that all can be told at once.
"""

import types
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from booking.housefile.lines import Keyed, Listed, Node, Scalar
from booking.housefile.schema import AtLeast, Check, Defines, Entry, Notes, Reads, Refers
from booking.i18n import N_, _, ngettext

BROKEN = object()  # stands for a value that was told as a fault
_OURS = {"line", "key_lines"}  # fields of an Entry that the file does not name

Record = TypeVar("Record")
Read = Callable[[Node, Notes], Any]


def read_record(kind: type[Record], node: Node, notes: Notes) -> Record | None:
    """Return *node* as a *kind*; none, and faults in *notes*, if a part of it cannot be read."""
    result = _reader(cast(Any, kind))(node, notes)
    return None if result is BROKEN else cast(Record, result)


@cache
def _reader(kind: Any) -> Read:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return _or_nothing(_reader(next(part for part in arguments if part is not types.NoneType)))
    if origin is tuple:
        return _many(_reader(arguments[0])) if arguments[-1] is Ellipsis else _pair(_reader(arguments[0]))
    if origin is dict:
        return _by_key(_reader(arguments[0]), _reader(arguments[1]))
    if origin is Literal:
        return _choice({word: word for word in arguments})
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    if issubclass(kind, StrEnum):
        return _choice({member.value: member for member in kind})
    return _SINGLE[kind]


def _scalar(expected: str, fits: Callable[[Any], bool]) -> Read:
    def read(node: Node, notes: Notes) -> Any:
        if isinstance(node, Scalar) and fits(node.value):
            return node.value
        notes.fault(node.line, _("Erwartet wird {expected}, nicht {found}.", expected=_(expected), found=_shown(node)))
        return BROKEN

    return read


def _shown(node: Node) -> str:
    if isinstance(node, Listed):
        return _("eine Liste")
    if isinstance(node, Keyed):
        return _("Schlüssel mit Werten")
    return _("nichts") if node.value is None else f"„{str(node.value)[:40]}“"


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_whole(value: Any) -> bool:
    # Beyond this a number fits no column.
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**9


_SINGLE: dict[Any, Read] = {
    str: _scalar(N_("ein Text"), lambda value: isinstance(value, str)),
    int: _scalar(N_("eine ganze Zahl"), _is_whole),
    bool: _scalar(N_("true oder false"), lambda value: isinstance(value, bool)),
    date: _scalar(N_("ein Tag wie 2026-11-23"), _is_day),
    Any: lambda node, _notes: node,
}


def _choice(words: dict[Any, Any]) -> Read:
    def read(node: Node, notes: Notes) -> Any:
        if isinstance(node, Scalar) and type(node.value) in (str, int) and node.value in words:
            return words[node.value]
        allowed = ", ".join(map(str, words))
        notes.fault(node.line, _("Möglich ist nur: {allowed}; nicht {found}.", allowed=allowed, found=_shown(node)))
        return BROKEN

    return read


def _or_nothing(read_it: Read) -> Read:
    def read(node: Node, notes: Notes) -> Any:
        return None if isinstance(node, Scalar) and node.value is None else read_it(node, notes)

    return read


def _many(read_item: Read) -> Read:
    """A list; a broken item is left out, so that the others can be looked at."""

    def read(node: Node, notes: Notes) -> Any:
        if not isinstance(node, Listed):
            notes.fault(node.line, _("Erwartet wird eine Liste, nicht {found}.", found=_shown(node)))
            return BROKEN
        items = (read_item(item, notes) for item in node.items)
        return tuple(item for item in items if item is not BROKEN)

    return read


def _pair(read_item: Read) -> Read:
    def read(node: Node, notes: Notes) -> Any:
        if not isinstance(node, Listed) or len(node.items) != 2:
            notes.fault(node.line, _("Erwartet werden genau zwei Werte: [von, bis]."))
            return BROKEN
        items = tuple(read_item(item, notes) for item in node.items)
        return BROKEN if BROKEN in items else items

    return read


def _by_key(read_key: Read, read_value: Read) -> Read:
    def read(node: Node, notes: Notes) -> Any:
        if not isinstance(node, Keyed):
            notes.fault(node.line, _("Erwartet werden Schlüssel mit Werten, nicht {found}.", found=_shown(node)))
            return BROKEN
        pairs = [
            (read_key(Scalar(node.key_lines[key], key), notes), read_value(value, notes))
            for key, value in node.entries.items()
        ]
        return {key: value for key, value in pairs if BROKEN not in (key, value)}

    return read


def _annotated(kind: Any, marks: tuple[Any, ...]) -> Read:
    read_it = _reader(Any if any(isinstance(mark, Reads) for mark in marks) else kind)

    def read(node: Node, notes: Notes) -> Any:
        value = read_it(node, notes)
        for mark in marks:
            if value is not BROKEN:
                value = _marked(mark, value, node, notes)
        return value

    return read


def _marked(mark: Any, value: Any, node: Node, notes: Notes) -> Any:
    if isinstance(mark, Defines):
        notes.define(mark.kind, value, node.line)
    elif isinstance(mark, Refers):
        notes.use(mark, value, node.line)
    elif isinstance(mark, AtLeast) and isinstance(node, Listed) and len(node.items) < mark.number:
        notes.fault(
            node.line, ngettext("Es fehlt ein Eintrag.", "Es fehlen Einträge: {number} sind nötig.", mark.number)
        )
        return BROKEN
    elif isinstance(mark, Check) and (objection := mark.objection(value)):
        notes.fault(node.line, objection)
        return BROKEN
    elif isinstance(mark, Reads):
        return _read_in_its_way(mark, node, notes)
    return value


def _read_in_its_way(mark: Reads, node: Node, notes: Notes) -> Any:
    try:
        return mark.way(node.value if isinstance(node, Scalar) else None)
    except ValueError as error:
        notes.fault(node.line, _("{error} Da steht {found}.", error=error, found=_shown(node)))
        return BROKEN


def _record(kind: type[Any]) -> Read:
    hints = get_type_hints(kind, include_extras=True)
    keys = {item.name.rstrip("_"): item for item in fields(kind) if item.name not in _OURS}
    shorthand: str | None = getattr(kind, "shorthand", None)

    def read(node: Node, notes: Notes) -> Any:
        if shorthand and isinstance(node, Scalar):
            node = Keyed(node.line, {shorthand: node}, {shorthand: node.line})
        if not isinstance(node, Keyed):
            notes.fault(node.line, _("Erwartet werden Schlüssel mit Werten, nicht {found}.", found=_shown(node)))
            return BROKEN
        _tell_unknown(node, keys, notes)
        values = {item.name: _part(node, key, item, hints[item.name], notes) for key, item in keys.items()}
        if BROKEN in values.values():
            return BROKEN
        entry = kind(line=node.line, key_lines=node.key_lines, **values)
        return entry if not _tell_objections(entry, notes) else BROKEN

    return read


def _part(node: Keyed, key: str, item: "Field[Any]", hint: Any, notes: Notes) -> Any:
    if key in node.entries:
        return _reader(hint)(node.entries[key], notes)
    if item.default is not MISSING:
        return item.default
    if item.default_factory is not MISSING:
        return item.default_factory()
    notes.fault(node.line, _("Es fehlt „{key}“.", key=key))
    return BROKEN


def _tell_unknown(node: Keyed, keys: dict[str, Any], notes: Notes) -> None:
    for key in node.entries:
        if key not in keys:
            allowed = ", ".join(sorted(keys))
            text = _("„{key}“ ist hier nicht bekannt. Möglich ist: {allowed}.", key=key[:40], allowed=allowed)
            notes.fault(node.key_lines[key], text)


def _tell_objections(entry: Entry, notes: Notes) -> bool:
    objections = [*entry.objections()]
    for key, text in objections:
        notes.fault(entry.line_of(key), text)
    return bool(objections)
