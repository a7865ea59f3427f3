"""Files of MRBS are read in its own shapes (tables.my.sql, db_version 28 and 81), strictly, and never run."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from booking.mrbs import MrbsRefused, read_mrbs
from booking.mrbs.sql import read_tables
from tests.support.mrbs import BERLIN, CALENDAR, NEW, OLD, Mrbs, at

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TUESDAYS = ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"]


def read(text: str | bytes):
    return read_mrbs(text if isinstance(text, bytes) else text.encode(), zone=BERLIN, now=NOW)


def refused(text: str | bytes) -> str:
    with pytest.raises(MrbsRefused) as told:
        read(text)
    return str(told.value)


def filled(columns=None) -> Mrbs:
    mrbs = Mrbs(columns or NEW)
    mrbs.entry("2026-12-03 10:00", "2026-12-03 12:00", 'Frühstück; "Käse" & d\'Or\n(mit \\)', room=2, create_by="anna")
    mrbs.series(2, TUESDAYS, "19:00", "21:00", "Chor", rep_opt="0010000", status=1)
    return mrbs


@pytest.mark.parametrize("columns", [NEW, OLD], ids=["1.11", "1.4"])
@pytest.mark.parametrize("form", ["mysqldump", "phpmyadmin"])
def test_both_kinds_of_dumps_say_the_same(columns, form):
    found = read(getattr(filled(columns), form)())

    (single,) = found.singles
    assert (single.title, single.room, single.area) == ('Frühstück; "Käse" & d\'Or\n(mit \\)', "Stube", "Haus")
    assert (single.starts, single.ends) == tuple(
        datetime.fromtimestamp(at(f"2026-12-03 {t}:00"), UTC) for t in (10, 12)
    )
    assert (single.creator, single.private, single.open) == ("anna", False, False)
    (run,) = found.runs
    assert run.rules == ("FREQ=WEEKLY;BYDAY=TU",)
    assert [date.starts.date().isoformat() for date in run.dates] == TUESDAYS
    assert {date.private for date in run.dates} == {True}
    assert found.rooms == {("Haus", "Saal"), ("Haus", "Stube")}
    assert found.problems == ()


def test_each_booking_knows_its_line():
    text = filled().phpmyadmin()

    (single,) = read(text).singles

    line = next(number for number, said in enumerate(text.split("\n"), 1) if "Frühstück" in said)
    assert single.where == f"Zeile {line}, Buchung 1"


def test_tables_may_have_another_prefix_and_stand_in_a_named_database():
    mrbs = filled()
    mrbs.prefix = "raum_"
    text = mrbs.mysqldump().replace("INSERT INTO `raum_entry`", "INSERT INTO `haus`.`raum_entry`")

    assert len(read(text).singles) == 1


def test_old_windows_programs_write_other_letters():
    assert read(filled().mysqldump().encode("cp1252")).singles[0].title.startswith("Frühstück")


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (r"'it\'s'", "it's"),
        ("'it''s'", "it's"),
        (r"'a\\n'", "a\\n"),
        (r"'a\nb'", "a\nb"),
        (r"'100\%'", "100\\%"),
        ("_binary 'x'", "x"),
        ("0x4d52", "MR"),
        ("NULL", None),
        ("-3", -3),
        ("1.5", 1.5),
        ("TRUE", 1),
        ("'-- no comment; (1),(2)'", "-- no comment; (1),(2)"),
        ("'/* none */ # none'", "/* none */ # none"),
    ],
)
def test_values_mean_what_mysql_means(value, meant):
    (row,) = read_tables(f"-- a comment\nINSERT INTO t (`a`) VALUES ({value}) /* end */;")["t"].rows

    assert row.values == {"a": meant}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("INSERT INTO t (a) VALUES (NOW());", "„NOW“"),
        ("INSERT INTO t (a) VALUES (1+1);", "„+“"),
        ("INSERT INTO t (a) VALUES (1),\n(2, 3);", "Zeile 2: „t“ hat 1 Spalten, hier stehen 2 Werte."),
        ("INSERT INTO t (a) SELECT 1;", "„SELECT“"),
        ("INSERT INTO t (a) VALUES (1),", "abgeschnitten"),
        ("INSERT INTO t (a) VALUES ('offen", "„'“"),
        ("INSERT INTO t (a) VALUES (LOAD_FILE('/etc/passwd'));", "„LOAD_FILE“"),
    ],
)
def test_what_is_no_fixed_value_is_refused_with_its_line(text, told):
    with pytest.raises(MrbsRefused) as refusal:
        read_tables(text)
    assert told in str(refusal.value)


def test_other_statements_are_passed_over_and_never_run():
    text = (
        "DROP TABLE mrbs_entry; DELETE FROM mrbs_room; CREATE TRIGGER x BEFORE INSERT ON y FOR EACH ROW SET @a = 1;\n"
    )

    assert len(read(text + filled().mysqldump()).singles) == 1


def test_what_is_not_of_mrbs_is_refused_by_name():
    assert "nicht die Tabellen von MRBS" in refused("CREATE TABLE t (a int);")
    assert "nicht die Tabellen von MRBS" in refused(b"\x89PNG\r\n\x00\xff")
    assert "PostgreSQL" in refused("--\n-- PostgreSQL database dump\n--\n")
    assert "nicht von MRBS" in refused(CALENDAR.replace("//MRBS//", "//Andere//"))
    assert "abgeschnitten" in refused(filled().mysqldump()[:-400].rpartition("),(")[0])


def test_what_cannot_be_a_booking_is_told_with_its_line():
    mrbs = filled()
    mrbs.rows["area"].append({"id": 2, "area_name": "Schule", "enable_periods": 1})
    mrbs.rows["room"].append({"id": 3, "area_id": 2, "room_name": "Klasse"})
    mrbs.entry("2026-12-03 12:00", "2026-12-03 12:01", room=3)
    mrbs.entry("2026-12-03 12:00", "2026-12-03 12:30", room=99)
    mrbs.entry("2026-12-03 12:00", "2026-12-03 11:00")
    mrbs.entry("2026-12-03 12:00", "2026-12-03 13:00", start_time=0)

    problems = read(mrbs.phpmyadmin()).problems

    assert [problem.partition(": ")[2] for problem in problems] == [
        "„Schule“ rechnet in Zeitabschnitten statt Uhrzeiten.",
        "Der Raum dieser Buchung steht nicht in der Datei.",
        "Anfang und Ende dieser Buchung ergeben keinen Sinn.",
        "Anfang und Ende dieser Buchung ergeben keinen Sinn.",
    ]
    assert all(problem.startswith("Zeile ") for problem in problems)


def test_the_calendar_of_a_report_is_read_too():
    found = read(CALENDAR)

    (single,) = found.singles
    assert (single.title, single.room, single.open) == ("Flohmarkt", "Saal", True)
    (run,) = found.runs
    assert run.rules == ("FREQ=WEEKLY;BYDAY=TU",)
    assert Counter(date.room for date in run.dates) == {"Saal": 19, "Stube": 1}
    assert {date.starts.astimezone(BERLIN).hour for date in run.dates} == {19, 20}
    assert "Muster" not in repr(found)
    assert "mailto" not in repr(found)


def test_nothing_about_people_is_read():
    mrbs = filled()
    mrbs.entry("2026-12-04 10:00", "2026-12-04 12:00", description="Frau Muster 07032 123456", info_text="krank")

    assert "Muster" not in repr(read(mrbs.mysqldump()))
    assert "krank" not in repr(read(mrbs.mysqldump()))
