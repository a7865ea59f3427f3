"""The report of a house: read from both databases, told as text and as a table for programs."""

import csv
import io
import sys
from datetime import UTC, date, datetime

import pytest

from booking import occupancy
from booking.report import Report, Table, report
from kiosk import reportwords
from kiosk.cli import main
from kiosk.theme import ASSETS
from tests.support.house import demo_house

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
LOADED = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def autumn(db) -> Report:
    """The demo house's report from September to December."""
    demo_house(db, LOADED)
    with db.reading() as session:
        return report(session, occupancy.house_facts(session), date(2026, 9, 1), date(2027, 1, 1), now=NOW)


def test_the_demo_house_has_figures_on_both_databases(autumn):
    told = {figure.key: figure.number for figure in autumn.figures}

    assert told["dates"] > told["public_dates"] > 100
    assert told["hours"] > told["dates"]
    assert told["groups"] >= 20
    assert {table.key for table in autumn.tables} == set(reportwords.TABLES)
    assert {figure.key for figure in autumn.figures} == set(reportwords.FIGURES)


def test_each_figure_and_table_says_what_was_counted(autumn):
    file = io.StringIO()
    reportwords.write_csv(autumn, file)
    text = "\n".join(reportwords.lines(autumn))

    assert set(reportwords.MEANINGS) == set(reportwords.TABLES)
    for table in autumn.tables:
        if table.rows:
            assert reportwords.MEANINGS[table.key] in text
            assert reportwords.MEANINGS[table.key] in file.getvalue()


def test_hours_of_rooms_and_kinds_of_groups_are_told(autumn):
    told = {table.key: dict(table.rows) for table in autumn.tables}

    used, free = told["room_hours"]["Quartierraum"]
    assert 100 < used < free < 2000
    assert {"initiative", "closed"} <= set(told["kinds"])
    assert "self_help" not in told["kinds"]


def test_no_closed_group_is_named(autumn):
    text = "\n".join(reportwords.lines(autumn))

    assert "shg" not in text.lower()
    assert "Selbsthilfe" not in text


def test_the_table_for_programs_is_read_by_them_and_holds_no_formula(autumn):
    file = io.StringIO()
    hostile = Table("rooms", ("dates", "visits"), (("=cmd|' /C calc'!A0", (12, None)),))
    reportwords.write_csv(
        Report(since=autumn.since, until=autumn.until, figures=autumn.figures, tables=(hostile,)), file
    )

    read = list(csv.reader(io.StringIO(file.getvalue()), delimiter=";"))

    assert {len(row) for row in read} == {4}
    assert ["Termine", "", read[1][2], read[1][3]] == read[1]
    assert [row[1] for row in read if "calc" in row[1]] == ["'=cmd|' /C calc'!A0"] * 2
    assert read[-2][2] == "<5"


def test_the_command_tells_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "daten"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    main(["load", str(ASSETS / "demo" / "demo.yaml")])
    capsys.readouterr()

    assert main(["report", "--from", "2026-07-01", "--to", "2026-12-31"]) == 0
    assert "Bericht 01.07.2026 bis 31.12.2026" in capsys.readouterr().out
    assert main(["report", "--from", "2026-07-01", "--to", "2026-12-31", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("Bericht;01.07.2026 bis 31.12.2026;;")
    assert main(["report", "--from", "2026-07-01", "--to", "2026-12-31", "--quarter", "nirgends"]) == 1
    assert "Das Viertel nirgends gibt es nicht" in capsys.readouterr().err
    assert main(["report", "--from", "2026-12-31", "--to", "2026-07-01"]) == 1
    assert "nicht vor dem Tag" in capsys.readouterr().err
