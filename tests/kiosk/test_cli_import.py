"""A foreign calendar on the command line: its dates a line each, and every mistake in German."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from booking import clock, meetings, outside
from booking.occupancy import house_facts
from booking.span import Span
from kiosk.cli import main
from models.bookings import Booking
from models.database import Database
from tests.support.house import plain_house

CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
SUMMARY:Chor\\, Probe
DTSTART;TZID=Europe/Berlin:20260324T190000
DTEND;TZID=Europe/Berlin:20260324T203000
RRULE:FREQ=WEEKLY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Ferien
DTSTART;VALUE=DATE:20260330
DTEND;VALUE=DATE:20260411
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Irgendwann
DTSTART:bald
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a calendar in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "chor.ics"
    path.write_text(CALENDAR, encoding="utf-8")
    return path


def run(*arguments: str) -> int:
    """Ask for the dates of a spring."""
    return main(["import", *arguments, "--from", "2026-03-01", "--to", "2026-06-01", "--dry-run"])


def test_a_calendar_is_shown_line_by_line_across_the_change_of_the_clocks(file, capsys):
    assert run(str(file)) == 0

    told = capsys.readouterr()
    assert told.out == (
        "20260324T180000Z\t20260324T193000Z\tChor, Probe\n"
        "20260330\t20260411\tFerien\n"
        "20260331T170000Z\t20260331T183000Z\tChor, Probe\n"
    )
    assert told.err == "„Irgendwann“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar.\n"
    assert list(file.parent.iterdir()) == [file]  # nothing is stored, no house is made


@pytest.mark.parametrize(
    ("text", "why"),
    [("Kein Kalender", "Das ist kein Kalender"), (CALENDAR[:-10], "Der Kalender ist abgeschnitten")],
)
def test_what_is_no_calendar_is_told_with_its_name(file, capsys, text, why):
    file.write_text(text, encoding="utf-8")

    assert run(str(file)) == 1
    assert capsys.readouterr().err.startswith(f"{file}: {why}")


def test_a_file_that_is_not_there_is_told(file, capsys):
    assert run("fehlt.ics") == 1
    assert "fehlt.ics ist nicht lesbar" in capsys.readouterr().err


@pytest.mark.parametrize(("since", "until"), [("2026-06-01", "2026-06-01"), ("2026-06-02", "2026-06-01")])
def test_days_the_wrong_way_round_are_told(file, capsys, since, until):
    assert main(["import", str(file), "--dry-run", "--from", since, "--to", until]) == 1
    assert "Der Tag nach --to" in capsys.readouterr().err


@pytest.mark.parametrize("day", ["morgen", "2026-02-30", "2026-03-01T10:00"])
def test_what_is_no_day_is_told(file, capsys, day):
    with pytest.raises(SystemExit):
        main(["import", str(file), "--dry-run", "--from", day, "--to", "2026-06-01"])

    assert f"{day} ist kein Tag wie 2026-11-29" in capsys.readouterr().err


def test_what_is_only_shown_names_its_days(file, capsys):
    assert main(["import", str(file), "--dry-run", "--from", "2026-03-01"]) == 1
    assert "--from und --to" in capsys.readouterr().err


COMING = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
SUMMARY:Konzert 🎶 www.example.org
DTSTART:{starts:%Y%m%dT%H%M%SZ}
DURATION:PT2H
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:Zweites Konzert
DTSTART:{starts:%Y%m%dT%H%M%SZ}
DURATION:PT1H
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:Irgendwann
DTSTART:bald
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def house(sqlite_url: str, file: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Give a house, and a calendar with two concerts next week at the same time."""
    monkeypatch.setenv("TREFFPUNKT_DATABASE", sqlite_url)
    db = Database(sqlite_url)
    plain_house(db, clock.now())
    starts = clock.now().replace(minute=0, second=0) + timedelta(days=7)
    file.write_text(COMING.format(starts=starts), encoding="utf-8")
    return db


def test_a_calendar_is_taken_into_the_house_as_meetings_of_others(house, file, capsys):
    assert main(["import", str(file), "--name", "Musikverein", "--place", "Stadthalle"]) == 0

    told = capsys.readouterr()
    assert told.out == "Musikverein: 2 Termine übernommen.\n"
    assert told.err == "„Irgendwann“ wird nicht gelesen: Tag oder Uhrzeit sind nicht lesbar.\n"
    with house.reading() as session:
        span = Span(clock.now(), clock.now() + timedelta(days=14))
        shown = meetings.programme(session, house_facts(session), span, now=clock.now())
    assert [(one.title, one.room_name, one.source) for one in shown] == [
        ("Zweites Konzert", "Stadthalle", "Musikverein"),  # the shorter one first
        ("Konzert", "Stadthalle", "Musikverein"),
    ]
    assert main(["check"]) == 0
    assert "Fremder Kalender Musikverein (Datei): 2 kommende Termine." in capsys.readouterr().out


def test_a_calendar_that_keeps_a_room_says_what_clashes(house, file, capsys):
    assert main(["import", str(file), "--name", "Altes Buch", "--room", "saal"]) == 0

    told = capsys.readouterr()
    assert told.out == "Altes Buch: 1 Termine übernommen.\n"
    assert " Konzert: " in told.err
    with house.reading() as session:
        kept = session.exec(select(Booking).where(Booking.source == "outside")).all()
    assert [booking.title for booking in kept] == ["Zweites Konzert"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ([], "Es fehlt --name"),
        (["--name", "Verein"], "Genau eines davon"),
        (["--name", "Verein", "--hints", "--place", "Halle"], "Genau eines davon"),
        (["--name", "Verein", "--room", "gibtesnicht"], "gibt es hier nicht"),
        (["--name", "Verein", "--hints", "--mrbs-room", "A=saal", "--leave"], "--from-mrbs: --mrbs-room, --leave"),
        (["--name", "www.example.org", "--hints"], "Im Text darf keine Internet-Adresse stehen."),
    ],
    ids=["no name", "nothing chosen", "two chosen", "no such room", "options of MRBS", "a name that is none"],
)
def test_what_is_missing_is_told_and_nothing_is_taken(house, file, capsys, more, why):
    assert main(["import", str(file), *more]) == 1

    assert why in capsys.readouterr().err
    with house.reading() as session:
        assert outside.sources(session, house_facts(session), now=clock.now()) == []


def test_the_same_name_twice_is_told(house, file, capsys):
    assert main(["import", str(file), "--name", "Verein", "--hints"]) == 0
    assert main(["import", str(file), "--name", "Verein", "--hints"]) == 1
    assert capsys.readouterr().err.endswith("Einen Kalender „Verein“ gibt es schon.\n")
