"""What the shop window shows while somebody books, comes, goes or looks at own dates: others read it, too."""

from datetime import date, timedelta

import pytest

from booking import cards, holds, lifecycle, occupancy
from kiosk.pages.book_window import week_of
from kiosk.pages.plan import MOST, plan
from models.database import Database
from models.rooms import Section
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

TODAY = date(2026, 11, 24)


@pytest.fixture
def house(sqlite_db: Database) -> Database:
    with sqlite_db.writing() as session:
        session.add(
            Section(name="checklists", content={"arrive": [], "leave": [{"slug": "licht", "text": "Licht aus"}]})
        )
        move_in(session)
    return sqlite_db


def card_of(db: Database, group: str) -> str:
    with db.writing() as session:
        return cards.give_card(session, group, now=TUESDAY, who="desk:manager")


# Raum buchen


async def test_the_week_of_the_room_stands_in_the_window(visitor):
    await visitor.tap("book")

    assert visitor.window.split("10:00 ")[-1] == (
        "Quartierraum 08:00 15:00 22:00 Heute 24.11. frei Mi 25.11. frei Do 26.11. frei Fr 27.11. frei Sa 28.11. frei"
        " So 29.11. frei Mo 30.11. frei frei belegt"
    )


async def test_whoever_chose_a_day_sees_its_week(visitor):
    await visitor.tap("book")
    await visitor.tap("take-day", "2026-12-03")

    assert "Di 1.12. frei" in visitor.window
    assert "Heute" not in visitor.window
    assert visitor.visit._window_drawing().count('aria-current="date"') == 1


@pytest.mark.parametrize(
    ("chosen", "first"),
    [(0, 0), (6, 0), (7, 7), (120, 119)],
    ids=["today", "the last of the first week", "the first of the next", "far ahead"],
)
def test_weeks_begin_today_as_the_strip_of_days_does(chosen, first):
    days = week_of(TODAY + timedelta(days=chosen), TODAY)

    assert days == tuple(TODAY + timedelta(days=first + number) for number in range(7))


async def test_the_own_time_is_not_shown_as_taken(visitor, house):
    await visitor.tap("book")
    await visitor.tap("take-day", "2026-11-25")
    await visitor.tap("take-time", "2026-11-25T14:00:00+01:00")
    drawing = visitor.visit._window_drawing()

    assert visitor.screen == "sign"
    assert "14:00 – 15:30 Uhr Mittwoch, 25. November Quartierraum" in visitor.window
    assert (drawing.count('class="yours" x="42'), drawing.count('class="taken" x="4')) == (1, 0)
    with house.writing() as session:
        other = wish("18:00", group_slug="", title="", source="kiosk")
        holds.hold(session, occupancy.house_facts(session), other, who="kiosk:9", now=TUESDAY)
    await visitor.look()
    assert visitor.visit._window_drawing().count('class="taken" x="69') == 1


async def test_what_will_be_booked_is_told_before_and_after(visitor, house):
    await visitor.tap("book")
    await visitor.tap("take-day", "2026-11-25")
    await visitor.tap("take-time", "2026-11-25T14:00:00+01:00")
    await visitor.tap("card", card_of(house, "strickcafe"))
    facts = (
        "Quartierraum Mittwoch, 25. November 14:00 – 15:30 Uhr mit Aufbau und Abbau: 13:45 – 15:45 Uhr"
        " Strick- und Spielecafé Offen für alle, mit Anmeldung"
    )

    assert visitor.window.endswith(f"Das wird gebucht {facts}")
    await visitor.tap("audience", "group")
    assert visitor.window.endswith("Strick- und Spielecafé Nur unsere Gruppe")
    await visitor.tap("audience", "all")
    await visitor.tap("confirm")
    assert visitor.window.endswith(f"Gebucht! {facts}")


async def test_a_closed_group_is_named_in_no_window(visitor, house):
    await visitor.tap("book")
    await visitor.tap("take-day", "2026-11-25")
    await visitor.tap("take-time", "2026-11-25T14:00:00+01:00")
    await visitor.tap("card", card_of(house, "shg-a"))

    assert visitor.screen == "check"
    assert "Gruppe Geschlossene Gruppe" in visitor.words
    assert visitor.window.endswith("14:00 – 15:30 Uhr mit Aufbau und Abbau: 13:45 – 15:45 Uhr")
    await visitor.tap("home")
    await visitor.tap("mine")
    await visitor.tap("mine-card", card_of(house, "shg-a"))
    assert visitor.screen == "mine-dates"
    assert "Gruppe" not in visitor.window


async def test_what_somebody_new_asks_for_is_in_no_window(visitor):
    await visitor.tap("book")
    await visitor.tap("take-day", "2026-12-03")
    await visitor.tap("take-time", "2026-12-03T14:00:00+01:00")
    await visitor.tap("newcomer")
    await visitor.tap("take-reason", "group")
    await visitor.tap("take-persons", "10")

    assert visitor.screen == "check"
    assert "Gruppentreffen" in visitor.words
    assert "Das wird angefragt Quartierraum Donnerstag, 3. Dezember" in visitor.window
    assert "Gruppentreffen" not in visitor.window
    await visitor.tap("confirm")
    word = visitor.words.split("aufschreiben: ")[1].split(" Kommen")[0].split(" Quartierraum")[0]
    assert "Angefragt Quartierraum" in visitor.window
    assert word not in visitor.window


# Meine Termine, Wir sind da


async def test_a_group_at_its_dates_sees_what_everybody_may_know_of_it(visitor, house):
    with house.writing() as session:
        facts = occupancy.house_facts(session)
        for wanted in (wish(), wish("18:00", title="Vorstand", open_to_all=False)):
            lifecycle.request_booking(session, facts, wanted, who="group:strickcafe", now=TUESDAY)
    await visitor.open()
    await visitor.tap("mine")
    await visitor.tap("mine-card", card_of(house, "strickcafe"))

    assert "Vorstand" in visitor.words
    assert visitor.window.endswith(
        "Strick- und Spielecafé Als Nächstes 14:00 morgen Stricken für den Basar Quartierraum · noch 28 frei"
    )


async def test_a_group_finds_the_room_as_it_asked_and_leaves_it_as_usual(visitor, house):
    with house.writing() as session:
        facts = occupancy.house_facts(session)
        wanted = wish(persons=15, layout="rows")
        lifecycle.request_booking(session, facts, wanted, who="group:strickcafe", now=TUESDAY)
    visitor.now = at(WEDNESDAY, "13:50")
    await visitor.open()
    await visitor.tap("arrive", next(tap.split()[1] for tap in visitor.taps if tap.startswith("arrive ")))

    assert visitor.window.endswith("Stühle in Reihen Quartierraum")
    assert visitor.visit._window_drawing().count('class="chair"') == 15
    visitor.now = at(WEDNESDAY, "15:20")
    await visitor.open()
    await visitor.tap("leave", next(tap.split()[1] for tap in visitor.taps if tap.startswith("leave ")))
    assert visitor.window.endswith("Tische und Stühle Quartierraum")


@pytest.mark.parametrize("layout", ["tables", "rows", "standing"])
@pytest.mark.parametrize("persons", [0, 1, 7, 28, 50])
def test_everybody_in_a_sketch_is_in_the_room_and_nobody_on_another(layout, persons):
    drawn = plan(layout, persons)
    everybody = [*drawn.chairs, *drawn.people]

    assert len(everybody) >= max(1, min(persons, MOST))
    assert all(0 < one.x < 150 and 0 < one.y < 90 for one in everybody)
    assert all(
        abs(one.x - other.x) + abs(one.y - other.y) > 5
        for number, one in enumerate(everybody)
        for other in everybody[:number]
    )
