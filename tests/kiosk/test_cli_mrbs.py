"""`treffpunkt import --from-mrbs`: look first, then take all of it or nothing."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from booking import clock
from kiosk.cli import main
from tests.support.house import PLAIN
from tests.support.mrbs import CALENDAR, Mrbs


@pytest.fixture
def house(tmp_path, monkeypatch):
    """An open house in a folder of its own, and a dump that fits into it."""
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "data"))
    (tmp_path / "house.yaml").write_text(PLAIN, encoding="utf-8")
    assert main(["load", str(tmp_path / "house.yaml")]) == 0
    mrbs = Mrbs()
    mrbs.series(2, ["2031-03-18", "2031-03-25", "2031-04-01"], "19:00", "21:00", "Chor", rep_opt="0010000")
    mrbs.entry("2031-03-20 10:00", "2031-03-20 12:00", "Frühstück", room=2)
    mrbs.entry("2020-03-20 10:00", "2020-03-20 12:00", "Lange her")
    (tmp_path / "mrbs.sql").write_text(mrbs.phpmyadmin(), encoding="utf-8")
    return tmp_path


def bookings(house) -> int:
    file = house / f"{len(list(house.iterdir()))}.json"
    assert main(["export", str(file)]) == 0
    return len(json.loads(file.read_text(encoding="utf-8"))["bookings"])


def test_looking_first_stores_nothing(house, capsys):
    command = ["import", "--from-mrbs", str(house / "mrbs.sql"), "--others", "probe"]

    assert main([*command, "--dry-run"]) == 0
    looked = capsys.readouterr().out
    assert bookings(house) == 0
    capsys.readouterr()
    assert main(command) == 0
    taken = capsys.readouterr().out
    assert bookings(house) == 4

    assert looked == taken.replace("Übernommen ist:", "Übernommen würde:")
    assert taken.splitlines() == [
        "Übernommen ist:",
        "  Terminreihen: 1 (3 Termine)",
        "  einzelne Termine: 1",
        "  vergangene Termine, die dort bleiben: 1",
    ]


def test_what_is_unclear_is_told_and_nothing_is_stored(house, capsys):
    assert main(["import", "--from-mrbs", str(house / "mrbs.sql"), "--mrbs-room", "Saal=keller"]) == 1

    said = capsys.readouterr().err
    assert "Einen Raum „keller“ gibt es hier nicht." in said
    assert "Zu welcher Gruppe gehören 4 Buchungen von „strickcafe“?" in said
    assert bookings(house) == 0


def test_a_calendar_of_mrbs_is_taken_too(house, capsys, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    (house / "mrbs.ics").write_bytes(CALENDAR.encode())

    assert main(["import", "--from-mrbs", str(house / "mrbs.ics"), "--others", "probe"]) == 0

    assert "Terminreihen: 1 (19 Termine)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["gibtsnicht.sql"], "ist nicht lesbar"),
        (["house.yaml"], "nicht die Tabellen von MRBS"),
        (["mrbs.sql", "--mrbs-room", "Saal"], "NAME=SLUG"),
        (["mrbs.sql", "--room", "Saal=saal"], "Zu --from-mrbs gehört --mrbs-room NAME=SLUG."),
        (["mrbs.sql", "--name", "Verein", "--hints"], "Das gehört nicht zu --from-mrbs: --name, --hints"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(house, capsys, arguments, told):
    with suppress(SystemExit):  # argparse ends by itself
        assert main(["import", "--from-mrbs", str(house / arguments[0]), *arguments[1:]]) == 1
    assert told in capsys.readouterr().err
