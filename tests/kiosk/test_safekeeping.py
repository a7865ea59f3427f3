"""Copies of the house: by command, each night, tried out; and the house put back."""

import io
import os
import shutil
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from booking import backups, clock
from kiosk import safekeeping
from kiosk.cli import main
from models import copyfiles
from models.community import Group
from models.copyfiles import Fault, NoCopy
from models.database import Database
from tests.support.house import demo_house
from tests.support.waiting import until

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
URL = "https://quartier.example.org"
SECRET = "a secret of this house"


@pytest.fixture
def data(loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a house that was loaded."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "daten"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return shutil.copytree(loaded, tmp_path / "daten")


@pytest.fixture
def at_nine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def groups(data: Path) -> set[str]:
    with closing(Database(f"sqlite:///{data / 'treffpunkt.db'}")) as db, db.reading() as session:
        return set(session.exec(select(Group.slug)))


def forget_a_group(data: Path) -> None:
    with closing(Database(f"sqlite:///{data / 'treffpunkt.db'}")) as db, db.writing() as session:
        group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
        group.slug = "vergessen"


def test_a_house_is_copied_and_put_back_and_what_was_there_is_kept(data, capsys):
    before = groups(data)
    assert main(["backup", "haus.backup"]) == 0
    assert f"Dazu gehört die Datei {data / 'secret'}" in capsys.readouterr().out
    forget_a_group(data)

    assert main(["restore", "haus.backup"]) == 0

    told = capsys.readouterr().out
    assert groups(data) == before
    kept = next(data.glob("before-restore-*.backup"))
    assert str(kept) in told
    assert "Geheimnis" not in told
    assert main(["restore", str(kept)]) == 0
    assert "vergessen" in groups(data)


def test_a_house_that_was_not_there_is_put_in_a_fresh_place(data, capsys, monkeypatch, tmp_path):
    assert main(["backup", "haus.backup"]) == 0
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "neu"))
    capsys.readouterr()

    assert main(["restore", "haus.backup"]) == 0

    assert groups(tmp_path / "neu") == groups(data)
    assert "Das Geheimnis ist ein anderes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "said"),
    [("nirgends.backup", "gibt es nicht"), ("brief.txt", "ist keine Sicherung"), ("kaputt.backup", "ist beschädigt")],
)
def test_what_is_no_copy_is_named_and_changes_nothing(data, capsys, tmp_path, file, said):
    before = groups(data)
    (tmp_path / "brief.txt").write_text("Liebe Nachbarn", encoding="utf-8")
    assert main(["backup", "kaputt.backup"]) == 0
    whole = (tmp_path / "kaputt.backup").read_bytes()
    (tmp_path / "kaputt.backup").write_bytes(whole[: len(whole) // 2])

    assert main(["restore", file]) == 1

    assert said in capsys.readouterr().err
    assert groups(data) == before
    assert not list(data.glob("before-restore-*"))


def test_nothing_is_written_over(data, capsys, tmp_path):
    (tmp_path / "haus.backup").write_text("etwas Wertvolles", encoding="utf-8")

    assert main(["backup", "haus.backup"]) == 1

    assert "gibt es schon" in capsys.readouterr().err
    assert (tmp_path / "haus.backup").read_text(encoding="utf-8") == "etwas Wertvolles"


def test_where_nothing_can_be_written_the_command_says_so(data, capsys):
    assert main(["backup", "gibt/es/nicht.backup"]) == 1
    assert "lässt sich nicht schreiben" in capsys.readouterr().err


def test_without_a_house_there_is_nothing_to_copy(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "daten"))

    assert main(["backup", "haus.backup"]) == 1
    assert "noch keine Datenbank" in capsys.readouterr().err


def test_an_open_house_is_copied_but_not_replaced(data, capsys):
    assert main(["backup", "haus.backup"]) == 0
    with closing(Database(f"sqlite:///{data / 'treffpunkt.db'}")) as at_work, at_work.reading() as session:
        session.exec(select(Group)).all()

        assert main(["backup", "noch.backup"]) == 0
        assert main(["restore", "haus.backup"]) == 1

    assert "noch offen" in capsys.readouterr().err
    assert not list(data.glob("before-restore-*"))


# Each night


def test_a_copy_that_is_put_back_gives_the_same_calendar(db, tmp_path, at_nine):
    demo_house(db, NOW)
    file = tmp_path / "haus.backup"
    safekeeping.make(db, file, SECRET)

    put_back = safekeeping.try_out(file, URL)

    assert put_back.count(b"BEGIN:VEVENT") > 20
    assert put_back == safekeeping._calendar(db, URL)


def test_each_night_a_copy_is_made_tried_out_and_old_ones_go(sqlite_db, tmp_path, at_nine):
    demo_house(sqlite_db, NOW)
    folder = tmp_path / "copies"
    folder.mkdir()
    old = [folder / backups.name_of(NOW.date() - timedelta(days=days)) for days in (1, 31, 60)]
    for file in old:
        file.touch()

    safekeeping.keep(sqlite_db, folder, SECRET, URL)
    safekeeping.keep(sqlite_db, folder, SECRET, URL)

    made = folder / backups.name_of(NOW.date())
    assert sorted(folder.iterdir()) == [old[0], made]
    copyfiles.look_through(made)
    assert copyfiles.about(made)["secret"] == safekeeping.mark(SECRET)


def test_a_copy_that_fails_its_trial_does_not_stay(sqlite_db, tmp_path, at_nine, monkeypatch):
    demo_house(sqlite_db, NOW)

    def fails(_file: Path, _base_url: str) -> bytes:
        raise NoCopy(Fault.DAMAGED)

    monkeypatch.setattr(safekeeping, "try_out", fails)

    with pytest.raises(NoCopy):
        safekeeping.keep(sqlite_db, tmp_path, SECRET, URL)

    assert not list(tmp_path.glob("treffpunkt-*"))


def test_what_another_process_is_writing_is_left_alone_and_what_it_left_behind_goes(sqlite_db, tmp_path, at_nine):
    demo_house(sqlite_db, NOW)
    part = tmp_path / f"{backups.name_of(NOW.date())}.part"
    part.touch()
    at_work = NOW.timestamp() - 60
    os.utime(part, (at_work, at_work))
    safekeeping.keep(sqlite_db, tmp_path, SECRET, URL)
    assert list(tmp_path.glob("treffpunkt-*")) == [part]

    left = NOW.timestamp() - timedelta(hours=7).total_seconds()
    os.utime(part, (left, left))
    safekeeping.keep(sqlite_db, tmp_path, SECRET, URL)
    assert [file.name for file in tmp_path.glob("treffpunkt-*")] == [backups.name_of(NOW.date())]


def test_the_check_says_how_old_the_newest_copy_is(data, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("TREFFPUNKT_BACKUPS", str(tmp_path / "copies"))
    assert main(["check"]) == 1
    assert "Sicherungen: Es gibt noch keine." in capsys.readouterr().err

    with closing(Database(f"sqlite:///{data / 'treffpunkt.db'}")) as db:
        safekeeping.keep(db, tmp_path / "copies", SECRET, URL)
        assert main(["check"]) == 0
        assert "Sicherungen: die letzte vom" in capsys.readouterr().out

        tomorrow = clock.now() + timedelta(hours=30)
        monkeypatch.setattr(clock, "now", lambda: tomorrow)
        assert main(["check"]) == 1
        assert "Die letzte ist vom" in capsys.readouterr().err


def test_a_served_house_copies_itself(start_server, tmp_path):
    folder = tmp_path / "copies"
    server = start_server("demo", "--json", environment={"TREFFPUNKT_BACKUPS": str(folder)})
    server.told()

    until(lambda: list(folder.glob("treffpunkt-*.backup")), seconds=60)

    server.stop()
    copyfiles.look_through(next(folder.glob("treffpunkt-*.backup")))
