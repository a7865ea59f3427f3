"""The commands as the town's technician types them."""

import io
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from booking import access, clock, desksessions, screens, seals
from booking.i18n import N_
from booking.refusals import Refused, TooSoon
from kiosk.cli import main
from kiosk.theme import ASSETS
from models.bookings import Booking
from models.database import Database
from models.rooms import House
from models.staff import Role, Staff

DEMO = ASSETS / "demo" / "demo.yaml"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder of the town's own, and the address of the file that the commands make in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TREFFPUNKT_DATA", str(tmp_path / "daten"))
    monkeypatch.setattr(sys, "stdin", io.StringIO())  # nobody sits there to be asked
    return f"sqlite:///{tmp_path / 'daten' / 'treffpunkt.db'}"


def rows(url: str, table):
    database = Database(url)
    with database.reading() as session:
        found = session.exec(select(table)).all()
    database.close()
    return found


def change(url: str, statement: str) -> None:
    database = Database(url)
    with database.writing() as session:
        session.connection().exec_driver_sql(statement)
    database.close()


def test_a_house_is_loaded_checked_and_a_group_gets_its_key(url, capsys):
    assert main(["load", str(DEMO)]) == 0
    assert "Gruppen: 26" in capsys.readouterr().out

    assert main(["group-key", "strickcafe"]) == 0
    key = capsys.readouterr().out.strip()
    assert main(["rename", "group", "strickcafe", "Maschenwerk"]) == 0
    assert main(["rename", "room", "stueble", "Kaminzimmer"]) == 0
    assert main(["rename", "house", "Haus am Markt"]) == 0
    assert "Heißt jetzt: Maschenwerk" in capsys.readouterr().out
    database = Database(url)
    with database.reading() as session:
        group = access.group_by_key(session, key)
        assert group is not None
        assert (group.slug, group.name) == ("strickcafe", "Maschenwerk")
    database.close()

    assert main(["check"]) == 0
    assert capsys.readouterr().out.endswith("Alles in Ordnung.\n")


def test_loading_twice_is_refused(url, capsys):
    main(["load", str(DEMO)])
    before = len(rows(url, Booking))

    assert main(["load", str(DEMO)]) == 1
    assert "schon ein Haus" in capsys.readouterr().err
    assert len(rows(url, Booking)) == before


def test_a_file_with_a_mistake_stores_nothing(url, capsys, tmp_path):
    broken = tmp_path / "haus.yaml"
    broken.write_text(
        DEMO.read_text(encoding="utf-8").replace("group: strickcafe", "group: strikcafe"), encoding="utf-8"
    )

    assert main(["load", str(broken)]) == 1
    said = capsys.readouterr().err
    assert "Zeile" in said
    assert "strikcafe" in said
    assert rows(url, House) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["load", "gibtsnicht.yaml"], "gibtsnicht.yaml"),
        (["group-key", "niemand"], "Diese Gruppe gibt es hier nicht."),
        (["rename", "group", "niemand", "Alle"], "Diese Gruppe gibt es hier nicht."),
        (["check"], N_("Es gibt noch keine Datenbank: mit `treffpunkt init` oder `load` beginnen.")),
        (["init"], "--name und --admin"),
        (["init", "--name", "Haus", "--admin", "chef", "--timezone", "Mars/Base"], "eine Zeitzone wie Europe/Berlin"),
        (["init", "--name", "Haus", "--admin", "chef", "--timezone", "../etc"], "eine Zeitzone wie Europe/Berlin"),
        (["user", "a\nb"], "ein Name von 1 bis 64 Zeichen"),
        (["user", ""], "ein Name von 1 bis 64 Zeichen"),
    ],
)
def test_what_cannot_be_done_is_said_in_german(url, capsys, arguments, said):
    assert main(arguments) == 1
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("port", ["99999", "0", "-1", "²", "http"])
def test_what_is_no_port_is_not_opened(url, capsys, port):
    with pytest.raises(SystemExit):
        main(["serve", f"--port={port}"])

    assert "ist kein Anschluss von 1 bis 65535" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"),
    [("TREFFPUNKT_DATABSE", "x"), ("TREFFPUNKT_DATABASE", "mysql://x"), ("TREFFPUNKT_SECRET", "kurz")],
)
def test_a_wrong_setting_stops_every_command(url, capsys, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    assert main(["check"]) == 1
    assert name in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told(url, capsys, monkeypatch):
    monkeypatch.setenv("TREFFPUNKT_DATABASE", "postgresql://niemand@127.0.0.1:1/haus")

    assert main(["check"]) == 1
    assert capsys.readouterr().err.startswith("Die Datenbank ist nicht zu erreichen")


def test_a_check_in_a_wrong_folder_makes_nothing_there(url, tmp_path):
    assert main(["check"]) == 1

    assert list(tmp_path.iterdir()) == []


def test_a_check_mends_nothing_before_it_looks(url, capsys):
    main(["load", str(DEMO)])
    change(url, "DROP TRIGGER booking_no_overlap_insert")

    for _time in range(2):
        assert main(["check"]) == 1
        assert "booking_no_overlap fehlt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", "Die Datenbank hat den Stand 0000"),
        ("DELETE FROM alembic_version", "Es gibt noch keine Datenbank"),
        ("DELETE FROM house", N_("Das Haus ist noch leer: mit `treffpunkt init` oder `load` beginnen.")),
    ],
)
def test_a_check_of_a_database_that_is_not_ready_says_so(url, capsys, statement, said):
    main(["init", "--name", "Stadthaus", "--admin", "manager"])
    change(url, statement)

    assert main(["check"]) == 1
    assert said in capsys.readouterr().err


def test_a_refusal_is_told_in_the_time_of_the_house(url, capsys, monkeypatch):
    def refuse(_session, _slug, *, now):
        raise Refused(TooSoon(7, datetime(2026, 12, 2, 17, 0, tzinfo=UTC)))

    main(["init", "--name", "Stadthaus", "--admin", "manager", "--timezone", "America/New_York"])
    monkeypatch.setattr(access, "new_group_key", refuse)

    assert main(["group-key", "strickcafe"]) == 1
    assert "12:00 Uhr" in capsys.readouterr().err


def test_an_empty_house_has_a_way_in_and_takes_a_file(url, capsys):
    assert main(["init", "--name", "Stadthaus", "--admin", "manager"]) == 0
    assert "Passwort: " in capsys.readouterr().out

    (house,) = rows(url, House)
    assert (house.name, house.timezone) == ("Stadthaus", "Europe/Berlin")
    empty = house.revision
    assert main(["check"]) == 0
    assert main(["init", "--name", "Zweites", "--admin", "manager"]) == 1
    assert main(["load", str(DEMO)]) == 0
    (house,) = rows(url, House)
    assert house.name == "Quartierraum Kernstadt"
    assert house.revision > empty
    assert len(rows(url, Staff)) == 1


def test_a_second_login_of_the_same_name_is_refused(url, capsys):
    main(["init", "--name", "Stadthaus", "--admin", "manager"])

    assert main(["user", "manager"]) == 1
    assert "gibt es im Büro schon" in capsys.readouterr().err
    assert main(["user", "hausdienst"]) == 0


def test_a_login_of_any_role_is_added_and_helped_in_again(url, capsys):
    main(["init", "--name", "Stadthaus", "--admin", "manager"])
    assert main(["user", "hausdienst", "--role", "caretaker"]) == 0
    db = Database(url)
    with db.writing() as session:
        staff = session.exec(select(Staff).where(Staff.login == "hausdienst")).one()
        staff.factor, staff.password_hash = "set up", "lost"
        desksessions.begin(session, staff, "", now=clock.now())
    capsys.readouterr()

    assert main(["user", "niemand", "--again"]) == 1
    assert "gibt es nicht mehr" in capsys.readouterr().err
    assert main(["user", "Hausdienst", "--again"]) == 0

    password = capsys.readouterr().out.splitlines()[0].partition(": ")[2]
    with db.reading() as session:
        staff = session.exec(select(Staff).where(Staff.login == "hausdienst")).one()
        assert (staff.role, staff.factor) == (Role.CARETAKER, "")
        assert seals.password_fits(staff.password_hash, password)
        assert desksessions.counts(session, now=clock.now()) == {}
    db.close()


def test_a_demo_overwrites_nothing(url, capsys, tmp_path):
    main(["load", str(DEMO)])

    assert main(["demo", "--data", str(tmp_path / "daten")]) == 1
    assert "überschreibt nichts" in capsys.readouterr().err


def test_a_kiosk_is_paired_from_the_command_line_and_watched_by_the_check(url, capsys, monkeypatch):
    monkeypatch.setenv("TREFFPUNKT_PUBLIC_URL", "https://quartier.example.org")
    monkeypatch.setenv("TREFFPUNKT_SECRET", "ein Geheimnis nur für Tests")
    assert main(["load", str(DEMO)]) == 0
    capsys.readouterr()

    assert main(["kiosk", "pair", "--name", "Flur"]) == 0
    told = capsys.readouterr().out
    code = told.splitlines()[0].removeprefix("Code: ").replace(" ", "")
    database = Database(url)
    with database.writing() as session:
        token = screens.pair(session, code, "ein Geheimnis nur für Tests", now=clock.now())
        assert isinstance(token, str)
        screen = screens.screen_of(session, token)
        assert screen is not None
    assert main(["check"]) == 0
    assert "Bildschirm Flur: noch nie gesehen" in capsys.readouterr().out
    with database.writing() as session:
        beat = screens.Heartbeat(version="", width=1, height=1)
        screens.seen(session, screen.id, beat, now=clock.now() - timedelta(minutes=90))
    database.close()

    assert main(["check"]) == 0
    assert "Bildschirm Flur: zuletzt gesehen vor 1 Stunde" in capsys.readouterr().out
    assert f"https://quartier.example.org/kiosk/pair?code={code}" in told
