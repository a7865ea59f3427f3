"""Dumps and calendars as an MRBS gives them out.

The tables are those of MRBS 1.11 (tables.my.sql, db_version 81; `mrbs_area` shortened) and, as `OLD`, those of
MRBS 1.4 (tables.my.sql, db_version 28: rep_num_weeks, repeat_id 0). The statements are as mysqldump and phpMyAdmin
write them; the calendar is as web/lib/MRBS/ICalendar/Event.php and Series.php write it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

BERLIN = ZoneInfo("Europe/Berlin")
Value = str | int | None

_AREA = "id disabled area_name sort_key timezone area_admin_email resolution enable_periods periods"
_ROOM = "id disabled area_id room_name sort_key description capacity room_admin_email invalid_types custom_html"
_REPEAT = (
    "id start_time end_time rep_type end_date rep_opt room_id timestamp create_by modified_by name type description "
    "rep_interval month_absolute month_relative status reminded info_time info_user info_text ical_uid ical_sequence"
)
_ENTRY = (
    "id start_time end_time entry_type repeat_id room_id timestamp create_by modified_by name type description status "
    "reminded info_time info_user info_text ical_uid ical_sequence ical_recur_id allow_registration registrant_limit "
    "registrant_limit_enabled registration_opens registration_opens_enabled registration_closes "
    "registration_closes_enabled"
)
NEW = {"area": _AREA, "room": _ROOM, "repeat": _REPEAT, "entry": _ENTRY}
OLD = {
    "area": "id disabled area_name area_admin_email resolution enable_periods",
    "room": "id disabled area_id room_name sort_key description capacity room_admin_email custom_html",
    "repeat": (
        "id start_time end_time rep_type end_date rep_opt room_id timestamp create_by name type description "
        "rep_num_weeks status reminded info_time info_user info_text ical_uid ical_sequence"
    ),
    "entry": (
        "id start_time end_time entry_type repeat_id room_id timestamp create_by name type description status reminded "
        "info_time info_user info_text ical_uid ical_sequence ical_recur_id"
    ),
}
_USUAL: dict[str, Value] = {
    "disabled": 0,
    "sort_key": "",
    "timezone": "Europe/Berlin",
    "resolution": 1800,
    "enable_periods": 0,
    "description": "",
    "capacity": 30,
    "timestamp": "2026-10-01 09:00:00",
    "create_by": "strickcafe",
    "modified_by": "",
    "type": "I",
    "status": 0,
    "ical_sequence": 0,
    "rep_opt": "0",
    "rep_interval": 1,
    "entry_type": 0,
    "registration_opens": 1209600,
    "registrant_limit_enabled": 1,
}
_ZERO = (
    "allow_registration",
    "registrant_limit",
    "registration_opens_enabled",
    "registration_closes",
    "registration_closes_enabled",
)


def at(clock: str) -> int:
    """Return the Unix time at which clocks in Herrenberg show *clock*: "2026-12-01 19:00"."""
    return int(datetime.fromisoformat(clock).replace(tzinfo=BERLIN).timestamp())


@dataclass
class Mrbs:
    """An MRBS with two rooms, `Saal` and `Stube`, that a test fills."""

    columns: dict[str, str] = field(default_factory=lambda: NEW)
    prefix: str = "mrbs_"
    rows: dict[str, list[dict[str, Value]]] = field(
        default_factory=lambda: {
            "area": [{"id": 1, "area_name": "Haus"}],
            "room": [{"id": 1, "area_id": 1, "room_name": "Saal"}, {"id": 2, "area_id": 1, "room_name": "Stube"}],
            "repeat": [],
            "entry": [],
        }
    )

    def entry(self, start: str, end: str, name: str = "Treffen", room: int = 1, **more: Value) -> int:
        """Add one booking; return its number."""
        number = len(self.rows["entry"]) + 1
        usual: dict[str, Value] = {"ical_uid": f"MRBS-{number:013x}-0a1b2c3d@mrbs.example.org"}
        times: dict[str, Value] = {"id": number, "start_time": at(start), "end_time": at(end), "name": name}
        self.rows["entry"].append(usual | times | {"room_id": room} | more)
        return number

    def series(self, kind: int, days: list[str], clock: str, until: str, name: str = "Reihe", **more: Value) -> int:
        """Add a series with an entry on each of *days*, at *clock*, to *until*; return the number of its rule."""
        number = len(self.rows["repeat"]) + 1
        uid = f"MRBS-{number:013x}-5e41e500@mrbs.example.org"
        first: dict[str, Value] = {"start_time": at(f"{days[0]} {clock}"), "end_time": at(f"{days[0]} {until}")}
        same: dict[str, Value] = {"name": name, "room_id": 1, "ical_uid": uid}
        rule = {"id": number, "rep_type": kind, "end_date": at(f"{days[-1]} {clock}")} | first | same
        self.rows["repeat"].append(rule | more)
        of_entry = {key: value for key, value in more.items() if key in NEW["entry"].split()}
        for day in days:
            recur = datetime.fromtimestamp(at(f"{day} {clock}"), ZoneInfo("UTC"))
            about: dict[str, Value] = {"repeat_id": number, "entry_type": 1, "ical_recur_id": f"{recur:%Y%m%dT%H%M%SZ}"}
            self.entry(f"{day} {clock}", f"{day} {until}", **(same | about | of_entry))  # type: ignore[arg-type]
        return number

    def mysqldump(self) -> str:
        """Return the dump as mysqldump writes it: columns in CREATE TABLE, many rows in one INSERT."""
        told = ["-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)\n--", "/*!40101 SET NAMES utf8mb4 */;"]
        for table, columns in self._tables():
            made = ",\n".join(f"  `{column}` {_kind(column)}" for column in columns)
            told += [
                f"DROP TABLE IF EXISTS `{table}`;",
                f"CREATE TABLE `{table}` (\n{made},\n  PRIMARY KEY (`id`),\n  KEY `idxSortKey` (`id`,`id`)\n) "
                "ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci;",
                f"LOCK TABLES `{table}` WRITE;\n/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;",
                *(
                    [f"INSERT INTO `{table}` VALUES {','.join(self._values(table, columns))};"]
                    if self._of(table)
                    else []
                ),
                f"/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;\nUNLOCK TABLES;",
            ]
        return "\n".join([*told, "-- Dump completed on 2026-11-24  9:00:00\n"])

    def phpmyadmin(self) -> str:
        """Return the dump as phpMyAdmin writes it: columns in INSERT, a row each line, keys afterwards."""
        told = [
            "-- phpMyAdmin SQL Dump\n-- version 5.2.0\n",
            'SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";',
            "START TRANSACTION;",
        ]
        for table, columns in self._tables():
            names = ", ".join(f"`{column}`" for column in columns)
            made = ",\n".join(f"  `{column}` {_kind(column)}" for column in columns)
            told.append(f"CREATE TABLE `{table}` (\n{made}\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;")
            if self._of(table):
                told.append(
                    f"INSERT INTO `{table}` ({names}) VALUES\n" + ",\n".join(self._values(table, columns)) + ";"
                )
            told.append(f"ALTER TABLE `{table}`\n  ADD PRIMARY KEY (`id`);")
        return "\n".join([*told, "COMMIT;\n"])

    def _tables(self) -> list[tuple[str, list[str]]]:
        users = [(f"{self.prefix}users", ["id", "level", "name", "password_hash", "email"])]
        return [(f"{self.prefix}{kind}", columns.split()) for kind, columns in self.columns.items()] + users

    def _of(self, table: str) -> list[dict[str, Value]]:
        people: list[dict[str, Value]] = [
            {"id": 1, "level": 2, "name": "admin", "password_hash": "$2y$10$x", "email": "a@b.example"}
        ]
        return self.rows.get(table.removeprefix(self.prefix), people)

    def _values(self, table: str, columns: list[str]) -> list[str]:
        rows = [{**_USUAL, **dict.fromkeys(_ZERO, 0), **row} for row in self._of(table)]
        return ["(" + ",".join(_sql(row.get(column)) for column in columns) + ")" for row in rows]


def _kind(column: str) -> str:
    return (
        "int NOT NULL DEFAULT '0' COMMENT 'Unix (seconds), UTC'"
        if column.endswith(("id", "_time"))
        else "varchar(80) DEFAULT NULL"
    )


def _sql(value: Value) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace('"', '\\"')
    return f"'{escaped}'"


CALENDAR = """BEGIN:VCALENDAR
PRODID:-//MRBS//NONSGML MRBS 1.11.3//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:PUBLISH
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:MRBS-6918a0c1e2f3a-1a2b3c4d@mrbs.example.org
DTSTAMP:20261124T080000Z
LAST-MODIFIED:20261001T070000Z
DTSTART;TZID=Europe/Berlin:20261201T190000
DTEND;TZID=Europe/Berlin:20261201T210000
RRULE:FREQ=WEEKLY;BYDAY=TU;UNTIL=20270420T170000Z
EXDATE;TZID=Europe/Berlin:20261229T190000
SUMMARY:Chor
DESCRIPTION:Frau Muster\\, Tel. 07032 123456
LOCATION:Haus - Saal
SEQUENCE:0
STATUS:CONFIRMED
ORGANIZER;CN=MRBS:mailto:mrbs@example.org
X-MRBS-TYPE:Internal
END:VEVENT
BEGIN:VEVENT
UID:MRBS-6918a0c1e2f3a-1a2b3c4d@mrbs.example.org
DTSTAMP:20261124T080000Z
DTSTART;TZID=Europe/Berlin:20270119T200000
DTEND;TZID=Europe/Berlin:20270119T220000
SUMMARY:Chor
LOCATION:Haus - Stube
SEQUENCE:1
RECURRENCE-ID:20270119T180000Z
STATUS:CONFIRMED
ORGANIZER;CN=MRBS:mailto:mrbs@example.org
END:VEVENT
BEGIN:VEVENT
UID:MRBS-6918a0c1e2f3b-1a2b3c4d@mrbs.example.org
DTSTAMP:20261124T080000Z
DTSTART;TZID=Europe/Berlin:20261205T100000
DTEND;TZID=Europe/Berlin:20261205T120000
SUMMARY:Flohmarkt
LOCATION:Haus - Saal
SEQUENCE:0
STATUS:TENTATIVE
ORGANIZER;CN=MRBS:mailto:mrbs@example.org
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")
