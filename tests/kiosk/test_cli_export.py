"""`treffpunkt export`: everything of the house for other programs."""

import json
import shutil

import pytest

from kiosk.cli import main


@pytest.fixture
def house(loaded, tmp_path, monkeypatch):
    """A demo house in a folder of its own."""
    monkeypatch.setenv("TREFFPUNKT_DATA", str(shutil.copytree(loaded, tmp_path / "data")))
    return tmp_path


def test_a_house_is_written_into_a_folder(house, capsys):
    assert main(["export", str(house / "alles")]) == 0

    assert f"Alles steht in {house / 'alles'}." in capsys.readouterr().out
    told = json.loads((house / "alles" / "haus.json").read_text(encoding="utf-8"))
    assert told["version"] == 1
    assert told["with_contacts"] is False
    assert (house / "alles" / "kalender" / "all.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_document_alone_with_how_people_are_reached(house, capsys):
    assert main(["export", "--with-contacts", str(house / "haus.json")]) == 0

    assert "womit man Menschen erreicht" in capsys.readouterr().out
    assert json.loads((house / "haus.json").read_text(encoding="utf-8"))["with_contacts"] is True


def test_a_zip_once(house, capsys):
    assert main(["export", str(house / "a.zip")]) == 0
    assert main(["export", str(house / "a.zip")]) == 1
    assert "Überschrieben wird nichts." in capsys.readouterr().err


def test_an_empty_house_has_nothing_to_tell(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "data"))

    assert main(["export", str(tmp_path / "alles")]) == 1

    assert capsys.readouterr().err.strip()
    assert not (tmp_path / "alles").exists()


def test_a_place_that_nobody_may_write_to_is_told(house, capsys):
    (house / "datei").write_text("")
    assert main(["export", str(house / "datei" / "alles")]) == 1
    assert "ist nicht zu schreiben" in capsys.readouterr().err


def test_the_house_as_a_file_that_loads_again(house, capsys, monkeypatch):
    assert main(["export", "--as-house", str(house / "haus.yaml")]) == 0
    assert "`treffpunkt load` nimmt es." in capsys.readouterr().out

    monkeypatch.setenv("TREFFPUNKT_DATA", str(house / "elsewhere"))
    assert main(["load", str(house / "haus.yaml")]) == 0
    assert "Terminreihen: 30" in capsys.readouterr().out
