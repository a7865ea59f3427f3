"""`treffpunkt print`: a sheet as a file, from the command line of a house that nobody has open."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from booking import clock
from kiosk.cli import main
from kiosk.paper import press
from kiosk.theme import ASSETS
from tests.support import paper

DAY = "2026-11-25"


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    """The folder of a house with the dates of the demo."""
    folder: Path = tmp_path_factory.mktemp("daten")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TREFFPUNKT_DATA", str(folder))
        patch.chdir(folder)
        patch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))
        assert main(["load", str(ASSETS / "demo" / "demo.yaml")]) == 0
    return folder


@pytest.fixture
def house(data, monkeypatch, tmp_path: Path) -> Path:
    """The same, with an address in the web; the folder is where one works."""
    monkeypatch.setenv("TREFFPUNKT_DATA", str(data))
    monkeypatch.setenv("TREFFPUNKT_PUBLIC_URL", "https://quartier.example.org")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 20, 9, tzinfo=UTC))
    return tmp_path


def test_the_poster_of_a_week_comes_in_its_format_and_both_languages_in_place_of_the_old_one(house, capsys):
    file = house / "plakat.pdf"
    file.write_text("das alte")

    done = main(["print", "poster", "--week", DAY, "--format", "A3", "--language", "de", "--language", "ar", str(file)])

    assert (done, capsys.readouterr().out) == (0, f"{file}: Wochenplakat, Seiten: 1\n")
    pdf = file.read_bytes()
    assert set(paper.millimetres(pdf)) == {(297, 420)}
    assert paper.codes(pdf) == ["https://quartier.example.org/"]
    assert "Montag, 23. November" in " ".join(paper.texts(pdf))
    assert paper.faults(pdf) == []
    assert [one.name for one in house.iterdir()] == ["plakat.pdf"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["slips", "--week", DAY], "Kommen Sie vorbei!"),
        (["door", "--room", "stueble", "--day", DAY], "Stüble"),
        (["letter", "--language", "tr"], "quartier.example.org"),
        (["day", "--day", DAY], "Der Tag im Haus"),
    ],
)
def test_every_other_sheet_is_printed_as_well(house, asked, words):
    assert main(["print", *asked, "blatt.pdf"]) == 0

    assert words in " ".join(paper.texts((house / "blatt.pdf").read_bytes()))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["door", "--room", "keller"], "--room keller gibt es nicht. Es gibt: quartierraum"),
        (["letter", "--quarter", "nirgends"], "--quarter nirgends gibt es nicht."),
        (["poster", "--room", "stueble"], "Wochenplakat kennt --room nicht."),
        (["day", "--language", "en"], "Tagesblatt für den Hausdienst kennt --language nicht."),
        (["poster", "--week", "1999-01-01"], "1999-01-01 liegt zu weit weg."),
        (["door", "--week", DAY, "--day", DAY], "Entweder --week oder --day."),
        (["poster", *["--language", "de"] * 3], "Ein Blatt hat eine Sprache oder zwei."),
    ],
)
def test_what_cannot_be_printed_is_told_and_no_file_is_made(house, capsys, asked, told):
    assert main(["print", *asked, "blatt.pdf"]) == 1

    assert told in capsys.readouterr().err
    assert not list(house.iterdir())


def test_a_folder_that_is_not_there_and_a_house_without_an_address_are_told(house, capsys, monkeypatch):
    assert main(["print", "poster", "weg/plakat.pdf"]) == 1
    assert "weg/plakat.pdf lässt sich nicht schreiben" in capsys.readouterr().err

    monkeypatch.delenv("TREFFPUNKT_PUBLIC_URL")
    assert main(["print", "poster", "plakat.pdf"]) == 1
    assert "TREFFPUNKT_PUBLIC_URL ist nicht gesetzt" in capsys.readouterr().err


def test_where_the_press_fails_the_old_file_stays(house, capsys, monkeypatch):
    (house / "plakat.pdf").write_text("das alte")
    monkeypatch.setattr(press, "_TYPESETTING", house / "keines.py")

    assert main(["print", "poster", "plakat.pdf"]) == 1

    assert "Das Blatt konnte nicht gesetzt werden." in capsys.readouterr().err
    assert (house / "plakat.pdf").read_text() == "das alte"
