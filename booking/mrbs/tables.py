"""The tables of MRBS as values: area, room, entry and repeat, of every version since 1.2.

The rows of `entry` are what counts: MRBS writes one for each date. `repeat` only says how they were meant.
"""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from booking.i18n import _
from booking.mrbs.found import Date, Found, MrbsRefused, Run
from booking.mrbs.repeats import rules_of
from booking.mrbs.sql import Row, SqlTable, read_tables

_NEEDED = {"id", "start_time", "end_time", "room_id", "name"}
_PRIVATE, _AWAITS_APPROVAL, _TENTATIVE = 1, 2, 4  # bits of `status`
_FAR = 2**33  # seconds: the year 2242
_CHANGED = 2  # `entry_type` of a date of a series that somebody changed


@dataclass(frozen=True, slots=True)
class _Room:
    name: str
    area: str
    in_periods: bool  # its times are made up: 12:00 is the first period, 12:01 the second


def from_dump(text: str, zone: ZoneInfo) -> Found:
    """Return every booking of the MRBS whose dump *text* is; its clocks were those of *zone*. Raises MrbsRefused."""
    tables = read_tables(text)
    prefix = _prefix(tables)
    rooms = _rooms(tables[f"{prefix}room"], tables[f"{prefix}area"])
    repeats = {_number(row, "id"): row for row in tables.get(f"{prefix}repeat", SqlTable()).rows}
    reader = _Reader(rooms)
    members: defaultdict[int, list[Date]] = defaultdict(list)
    singles: list[Date] = []
    for row in tables[f"{prefix}entry"].rows:
        date = reader.date(row)
        if date is not None:
            series = _number(row, "repeat_id")
            (members[series] if series in repeats else singles).append(date)
    runs = (_run(repeats[number], tuple(dates), zone) for number, dates in members.items())
    return Found(
        singles=tuple(singles),
        runs=tuple(runs),
        rooms=frozenset(
            (date.area, date.room) for date in (*singles, *(one for dates in members.values() for one in dates))
        ),
        problems=tuple(reader.problems),
    )


def _prefix(tables: dict[str, SqlTable]) -> str:
    """Return what the names of the tables begin with, `mrbs_` unless a town wished otherwise."""
    found = [
        name.removesuffix("entry") for name, table in tables.items() if name.endswith("entry") and _is_entry(table)
    ]
    whole = [prefix for prefix in found if {f"{prefix}room", f"{prefix}area"} <= {*tables}]
    if "mrbs_" in whole:
        return "mrbs_"
    if len(whole) != 1:
        raise MrbsRefused(_("Darin sind nicht die Tabellen von MRBS (mrbs_area, mrbs_room, mrbs_entry, mrbs_repeat)."))
    return whole[0]


def _is_entry(table: SqlTable) -> bool:
    return {*table.columns} >= _NEEDED or any({*row.values} >= _NEEDED for row in table.rows[:1])


def _rooms(rooms: SqlTable, areas: SqlTable) -> dict[int, _Room]:
    by_id = {_number(row, "id"): row for row in areas.rows}
    found = {}
    for row in rooms.rows:
        area = by_id.get(_number(row, "area_id"))
        name = _text(area, "area_name") if area else ""
        found[_number(row, "id")] = _Room(_text(row, "room_name"), name, bool(area and _number(area, "enable_periods")))
    return found


class _Reader:
    """Makes dates of rows, and notes what cannot be one."""

    def __init__(self, rooms: dict[int, _Room]) -> None:
        self._rooms = rooms
        self.problems: list[str] = []

    def date(self, row: Row) -> Date | None:
        """Return the date that *row* is; none if it is none, which is noted."""
        room = self._rooms.get(_number(row, "room_id"))
        start, end = _number(row, "start_time"), _number(row, "end_time")
        why = ""
        if room is None:
            why = _("Der Raum dieser Buchung steht nicht in der Datei.")
        elif room.in_periods:
            why = _("„{area}“ rechnet in Zeitabschnitten statt Uhrzeiten.", area=room.area)
        elif not 0 < start < end < _FAR:
            why = _("Anfang und Ende dieser Buchung ergeben keinen Sinn.")
        if room is None or why:
            self.problems.append(_("Zeile {line}: {why}", line=row.line, why=why))
            return None
        status = _number(row, "status")
        return Date(
            where=_("Zeile {line}, Buchung {number}", line=row.line, number=_number(row, "id")),
            mark=_mark(_text(row, "ical_uid"), _text(row, "ical_recur_id"), _number(row, "id")),
            room=room.name,
            area=room.area,
            starts=datetime.fromtimestamp(start, UTC),
            ends=datetime.fromtimestamp(end, UTC),
            title=_text(row, "name"),
            creator=_text(row, "create_by"),
            private=bool(status & _PRIVATE or _number(row, "private")),
            open=bool(status & (_AWAITS_APPROVAL | _TENTATIVE)),
            changed=_number(row, "entry_type") == _CHANGED,
        )


def _run(row: Row, dates: tuple[Date, ...], zone: ZoneInfo) -> Run:
    rules = rules_of(
        kind=_number(row, "rep_type"),
        start=datetime.fromtimestamp(_number(row, "start_time"), zone),
        days=_text(row, "rep_opt"),
        interval=max(1, _number(row, "rep_interval") or _number(row, "rep_num_weeks")),
        month_day=_number(row, "month_absolute"),
        month_week=_text(row, "month_relative"),
    )
    mark = _mark(_text(row, "ical_uid"), "series", _number(row, "id"))
    where = _("Zeile {line}, Reihe {number}", line=row.line, number=_number(row, "id"))
    return Run(where=where, mark=mark, rules=rules, dates=dates)


def _mark(uid: str, place: str, number: int) -> str:
    # MRBS gives all dates of a series one UID; whatever has none is known by its number.
    return hashlib.sha256(f"{uid or 'id'}|{place or number}".encode()).hexdigest()[:24]


def _number(row: Row, name: str) -> int:
    """Return a whole number; 0 where there is none."""
    value = row.values.get(name)
    if isinstance(value, str):
        return int(value) if re.fullmatch(r"-?\d{1,12}", value.strip()) else 0
    return int(value) if value is not None else 0


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return "" if value is None else str(value)
