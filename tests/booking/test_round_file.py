"""Rounds and wishes as the house's file tells them: all of it checked, then all of it stored."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from booking import roundbook
from booking.imports import FileRefused, load
from models.database import Database
from models.rooms import House
from models.rounds import Round, Stage
from tests.support.house import PLAIN, demo_house

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ROUNDS = """  allocation_rounds:
    - {name: Sommer, period: [2027-03-01, 2027-07-28], apply_until: 2027-01-31}
"""
WEIGHTS = """  round_weights:
    continuity: 90
    usage: {open_event: 30}
    quiet_groups: {kinds: [self_help], audiences: [], listings: [], trust: []}
    wishes_per_group: 1
  priority: [open_event]
"""
TIME = '{room: saal, day: tue, start: "19:00"}'


def wish(choices: str = TIME, **changes: Any) -> str:
    told = {"round": "Sommer", "group": "probe", "title": "Chor", "type": "open_event", "minutes": 90, **changes}
    facts = ", ".join(f"{name}: {value}" for name, value in told.items())
    return f"  - {{{facts}, choices: [{choices}]}}\n"


def file(*wishes: str, rounds: str = ROUNDS, more: str = "") -> str:
    rules = "  quota: {future_single_per_group: null"
    text = PLAIN.replace(rules, rounds + more + rules)
    return text + "round_wishes:\n" + "".join(wishes or (wish(),))


def faults(db: Database, text: str) -> list[str]:
    with db.writing() as session, pytest.raises(FileRefused) as caught:
        load(session, text, now=NOW)
    return [fault.text for fault in caught.value.faults]


def test_the_rounds_of_the_demo_are_there_and_the_winter_is_decided(sqlite_db: Database) -> None:
    demo_house(sqlite_db, NOW)

    with sqlite_db.reading() as session:
        cards = roundbook.rounds(session)
        assert [(card.name, card.stage, card.wishes) for card in cards] == [
            ("Sommerhalbjahr", Stage.OPEN, 9),
            ("Winterhalbjahr", Stage.DECIDED, 0),
        ]
        assert session.exec(select(House)).one().rules["allocation_rounds"][0]["name"] == "Winterhalbjahr"


def test_wishes_and_weights_are_stored_as_the_file_says(db: Database) -> None:
    text = file(
        wish('{room: saal, extras: [kueche], day: tue, start: "19:00", monthly: [1, 3], pause: school}', headcount=12),
        wish(group="still", open="false"),
        more=WEIGHTS,
    )
    with db.writing() as session:
        load(session, text, now=NOW)

    with db.reading() as session:
        found = session.exec(select(Round)).one()
        assert (found.weights["continuity"], found.weights["quiet"], found.weights["usage"]) == (
            90,
            60,
            {"open_event": 30},
        )
        assert (found.weights["order"], found.weights["wishes_per_group"]) == (["open_event"], 1)
        still, probe = (roundbook.wish_cards(session, found.id)[place] for place in (1, 0))
        assert (probe.persons, still.open_to_all, still.usage) == (12, False, "open_event")
        assert [choice.as_facts() for choice in probe.choices] == [
            {
                "room": "saal",
                "weekday": "tue",
                "start": "19:00",
                "extras": ["kueche"],
                "monthly": [1, 3],
                "pause_school": True,
            }
        ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (file(wish(round="Winter")), "Das gibt es nicht: die Belegungsrunde „Winter“."),
        (file(wish(group="chor")), "Das gibt es nicht: die Gruppe „chor“."),
        (file(wish('{room: keller, day: tue, start: "19:00"}')), "Das gibt es nicht: der Raum „keller“."),
        (file(wish('{room: kueche, day: tue, start: "19:00"}')), "So verleiht das Haus seine Räume nicht."),
        (file(wish('{room: saal, extras: [stube], day: tue, start: "19:00"}')), "So verleiht das Haus seine Räume"),
        (file(wish('{room: saal, day: tue, start: "19:07"}')), "Anfang und Ende liegen auf Schritten von 15 Minuten."),
        (file(wish('{room: saal, day: die, start: "19:00"}')), "Möglich ist nur: mon, tue"),
        (file(wish('{room: saal, day: tue, start: "19:00", every_weeks: 3}')), "Möglich ist nur: 1, 2, 4"),
        (file(wish('{room: saal, day: tue, start: "19:00", every_weeks: 2, monthly: [1]}')), "Entweder „every_weeks“"),
        (file(wish("")), "Es fehlt ein Eintrag."),
        (file(wish(", ".join([TIME] * 6))), "Höchstens 5 Zeiten sind möglich."),
        (file(wish(minutes=5)), "So lange oder so kurz wird kein Raum vergeben."),
        (file(wish(headcount=99)), "So viele Menschen passen nicht hinein."),
        (file(wish(type="private")), "Private Feiern sind hier nicht möglich."),
        (file(wish(title='"Ruf an 030 2312512"')), "So kann der Titel nicht öffentlich gezeigt werden"),
        (file(wish(), wish(), more=WEIGHTS), "Eine Gruppe kann nur einen Wunsch anmelden."),
        (file(rounds=ROUNDS + ROUNDS.split("\n", 1)[1]), "„Sommer“ gibt es schon"),
        (
            file(rounds=ROUNDS + "    - {name: Juli, period: [2027-07-01, 2027-08-28], apply_until: 2027-01-31}\n"),
            "„Sommer“ und „Juli“ überschneiden sich.",
        ),
        (file(more="  round_weights: {free_percent: 0}\n"), "Erwartet wird eine Zahl von 1 bis 100, nicht 0."),
    ],
    ids=[
        "no such round",
        "no such group",
        "no such room",
        "kitchen alone",
        "not joined",
        "off the grid",
        "no weekday",
        "every three weeks",
        "two rhythms",
        "no time",
        "six times",
        "too short",
        "too many people",
        "private",
        "title",
        "too many wishes",
        "round twice",
        "rounds overlap",
        "no percent",
    ],
)
def test_every_mistake_is_told_and_nothing_is_stored(sqlite_db: Database, text: str, told: str) -> None:
    assert any(told in fault for fault in faults(sqlite_db, text)), faults(sqlite_db, text)
    with sqlite_db.reading() as session:
        assert session.exec(select(Round)).all() == []
