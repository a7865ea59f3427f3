"""Tables in a MySQL dump (mysqldump, MariaDB, phpMyAdmin): read strictly, as values only; nothing is run.

Read are CREATE TABLE, for the order of columns, and INSERT with fixed values. Every other statement is passed over.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from booking.i18n import _
from booking.mrbs.found import MrbsRefused

Value = str | int | float | None

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[ \t].*|--(?=\r?\n|$)|\#.*|/\*[\s\S]*?\*/)
    |(?P<text>'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*")
    |(?P<name>`(?:[^`]|``)*`)
    |(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<hex>0x[0-9A-Fa-f]+\b)
    |(?P<word>[A-Za-z_@$][\w@$]*)
    |(?P<sign>[\s\S])""",
    re.VERBOSE,
)
_ESCAPED = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a"}
_ESCAPE = re.compile(r"\\([\s\S])|''|\"\"")
_NO_COLUMN = {"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "INDEX", "FOREIGN", "FULLTEXT", "SPATIAL", "CHECK"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its line in the file."""

    line: int
    values: dict[str, Value]


@dataclass(slots=True)
class SqlTable:
    """A table: its columns, where the dump tells them, and its rows."""

    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


def read_tables(text: str) -> dict[str, SqlTable]:
    """Return every table that *text* fills or makes, by its name without the database's. Raises MrbsRefused."""
    return _Dump(text).read()


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    at: int

    def says(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


class _Dump:
    def __init__(self, text: str) -> None:
        self._line_starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
        self._tokens = self._cut(text)
        self._tables: dict[str, SqlTable] = {}

    def read(self) -> dict[str, SqlTable]:
        for token in self._tokens:
            if token.says("CREATE"):
                self._create()
            elif token.says("INSERT", "REPLACE"):
                self._insert()
            elif token.text != ";":
                self._skip()
        return self._tables

    @staticmethod
    def _cut(text: str) -> Iterator[_Token]:
        for match in _TOKEN.finditer(text):
            kind = match.lastgroup or "sign"
            if kind != "space":
                yield _Token(kind, match.group(), match.start())

    def _next(self) -> _Token:
        token = next(self._tokens, None)
        if token is None:
            raise MrbsRefused(_("Der Dump ist abgeschnitten: Sein Ende fehlt."))
        return token

    def _skip(self) -> None:
        """Pass over the rest of a statement."""
        for token in self._tokens:
            if token.text == ";":
                return

    def _name(self, token: _Token) -> tuple[str, _Token]:
        """Return the last part of `database`.`table` that begins with *token*, and what comes after it."""
        while True:
            if token.kind not in ("name", "word"):
                raise self._wrong(token)
            name, after = _bare(token), self._next()
            if after.text != ".":
                return name, after
            token = self._next()

    def _create(self) -> None:
        token = self._next()
        if not token.says("TABLE"):
            return self._skip()
        token = self._next()
        while token.says("IF", "NOT", "EXISTS"):
            token = self._next()
        name, token = self._name(token)
        if token.text != "(":
            return self._skip()
        self._tables.setdefault(name, SqlTable()).columns = self._columns()
        return self._skip()

    def _columns(self) -> list[str]:
        columns, depth, begins = [], 1, True
        while depth:
            token = self._next()
            if begins and token.kind in ("name", "word") and token.text.upper() not in _NO_COLUMN:
                columns.append(_bare(token))
            begins = depth == 1 and token.text == ","
            depth += (token.text == "(") - (token.text == ")")
        return columns

    def _insert(self) -> None:
        token = self._next()
        while token.says("INTO", "IGNORE", "LOW_PRIORITY", "DELAYED"):
            token = self._next()
        name, token = self._name(token)
        table = self._tables.setdefault(name, SqlTable())
        columns = table.columns
        if token.text == "(":
            columns = self._listed()
            token = self._next()
        if not token.says("VALUES", "VALUE"):
            raise self._wrong(token)
        while True:
            table.rows.append(self._row(name, columns))
            token = self._next()
            if token.text == ";":
                return
            if token.text != ",":
                raise self._wrong(token)

    def _listed(self) -> list[str]:
        names = []
        while True:
            token = self._next()
            if token.kind not in ("name", "word"):
                raise self._wrong(token)
            names.append(_bare(token))
            if (token := self._next()).text == ")":
                return names
            if token.text != ",":
                raise self._wrong(token)

    def _row(self, name: str, columns: list[str]) -> Row:
        token = self._next()
        if token.text != "(":
            raise self._wrong(token)
        line, values = self._line(token), []
        while True:
            values.append(self._value())
            token = self._next()
            if token.text == ")":
                break
            if token.text != ",":
                raise self._wrong(token)
        if len(values) != len(columns):
            text = _(
                "Zeile {line}: „{table}“ hat {wanted} Spalten, hier stehen {number} Werte.",
                line=line,
                table=name,
                wanted=len(columns),
                number=len(values),
            )
            raise MrbsRefused(text)
        return Row(line, dict(zip(columns, values, strict=True)))

    def _value(self) -> Value:
        token = self._next()
        if token.kind == "word" and token.text.startswith("_"):  # _binary 'x', _utf8mb4 'x'
            token = self._next()
        if token.kind == "text":
            return _unescaped(token.text)
        if token.kind == "number":
            return float(token.text) if set(token.text) & set(".eE") else int(token.text)
        if token.kind == "hex":
            return bytes.fromhex(token.text[2:].rjust(len(token.text[2:]) + len(token.text) % 2, "0")).decode(
                errors="replace"
            )
        if token.says("NULL"):
            return None
        if token.says("TRUE", "FALSE"):
            return int(token.says("TRUE"))
        raise self._wrong(token)

    def _line(self, token: _Token) -> int:
        return bisect_right(self._line_starts, token.at)

    def _wrong(self, token: _Token) -> MrbsRefused:
        found = token.text[:30]
        return MrbsRefused(
            _(
                "Zeile {line}: „{found}“ steht, wo ein Dump von MySQL feste Werte hat.",
                line=self._line(token),
                found=found,
            )
        )


def _bare(token: _Token) -> str:
    return token.text[1:-1].replace("``", "`") if token.kind == "name" else token.text


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_meant, text[1:-1])


def _meant(match: "re.Match[str]") -> str:
    sign: str | None = match.group(1)
    if sign is None:
        return match.group()[0]
    # \% and \_ stay as they are in MySQL, with their backslash: they are for LIKE.
    return f"\\{sign}" if sign in "%_" else _ESCAPED.get(sign, sign)
