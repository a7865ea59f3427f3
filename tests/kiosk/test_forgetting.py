"""`treffpunkt forget` erases somebody, and a copy that is put back is told so."""

import io
import json
import sys
from contextlib import contextmanager

import pytest
from sqlmodel import select

from booking import clock
from kiosk.cli import main
from kiosk.theme import ASSETS
from models.database import Database
from models.meetings import Seat, SeatContact
from tests.support.everything import found

MAIL = "rosa@example.org"


@pytest.fixture
def house(tmp_path, monkeypatch, capsys):
    """A loaded house with Rosa's address at a seat; returns its folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "daten"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert main(["load", str(ASSETS / "demo" / "demo.yaml")]) == 0
    with opened(tmp_path) as session:
        seat = session.exec(select(Seat)).first()
        session.add(SeatContact(seat_id=seat.id, email=MAIL, name="Rosa Beispiel", created_at=clock.now()))
    capsys.readouterr()
    return tmp_path


@contextmanager
def opened(folder):
    """Open the house in *folder*."""
    db = Database(f"sqlite:///{folder / 'daten' / 'treffpunkt.db'}")
    try:
        with db.writing() as session:
            yield session
    finally:
        db.close()


def test_somebody_is_told_and_then_erased_also_in_a_copy_that_is_put_back(house, capsys):
    assert main(["backup", str(house / "vorher.backup")]) == 0
    capsys.readouterr()
    assert main(["forget", MAIL, "--show"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert MAIL in [one["data"].get("email") for one in told["found"]]

    assert main(["forget", MAIL]) == 1
    assert "--yes" in capsys.readouterr().err
    assert main(["forget", MAIL, "--yes"]) == 0
    out = capsys.readouterr().out
    assert "Adresse oder Name zu einem Platz: 1" in out
    assert MAIL not in out
    with opened(house) as session:
        assert found(session, MAIL, "Rosa Beispiel") == []

    assert main(["restore", str(house / "vorher.backup")]) == 0
    assert "ist auch darin gelöscht" in capsys.readouterr().out
    with opened(house) as session:
        assert found(session, MAIL, "Rosa Beispiel") == []


def test_a_lost_house_is_told_by_a_later_copy_beside_the_one_that_is_put_back(house, capsys):
    assert main(["backup", str(house / "vorher.backup")]) == 0
    assert main(["forget", MAIL, "--yes"]) == 0
    assert main(["backup", str(house / "nachher.backup")]) == 0
    (house / "daten" / "treffpunkt.db").unlink()

    assert main(["restore", str(house / "vorher.backup")]) == 0

    with opened(house) as session:
        assert found(session, MAIL) == []


def test_who_is_not_known_or_not_named_is_told(house, capsys, monkeypatch):
    assert main(["forget", "niemand@example.org", "--yes"]) == 0
    assert "Darüber steht nichts" in capsys.readouterr().out
    assert main(["forget", "x"]) == 1
    assert "Bitte nennen Sie eine E-Mail-Adresse" in capsys.readouterr().err
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{MAIL}\n"))
    assert main(["forget", "--yes"]) == 0
    assert "Gelöscht." in capsys.readouterr().out
