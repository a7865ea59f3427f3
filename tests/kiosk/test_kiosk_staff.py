"""The staff at a kiosk: let in by a code at any screen, for a minute at a time; and the notice in its window."""

import pytest

from booking import clock, onsite, screens
from kiosk.components.region import Tap
from tests.support.cast import TUESDAY, move_in
from tests.support.visitor import Visitor

UNREADABLE = "Das war nicht zu lesen. Bitte halten Sie die Karte noch einmal hin."


@pytest.fixture
async def visitor(sqlite_db, monkeypatch):
    with sqlite_db.writing() as session:
        move_in(session)
    somebody = Visitor(sqlite_db, TUESDAY)
    monkeypatch.setattr(clock, "now", lambda: somebody.now)
    return await somebody.open()


def code_for(visitor):
    with visitor.db.writing() as session:
        return onsite.offer_code(session, screens.screens(session)[0].id, who="desk:manager", now=visitor.now)


async def test_a_code_opens_the_strip_at_any_screen_and_ends_the_visit_before(visitor):
    await visitor.tap("programme")
    await visitor.tap("large")

    await visitor.tap("staff", code_for(visitor))

    assert visitor.screen == "staff"
    assert "Büro: Eingang" in visitor.words
    assert 'data-look=""' in visitor.drawing
    assert 'data-after="60"' in visitor.drawing
    await visitor.tap("home")
    assert visitor.screen == "home"


async def test_a_used_an_old_and_an_invented_code_could_not_be_read(visitor):
    old = code_for(visitor)
    used = code_for(visitor)
    await visitor.tap("staff", used)
    await visitor.tap("home")
    await visitor.tap("programme")

    for code in (used, old, "TS" + "0" * 28):
        await visitor.tap("staff", code)
        assert (visitor.screen, UNREADABLE in visitor.words) == ("sorry", True)
        await visitor.tap("back")
        assert visitor.screen == "programme"


async def test_a_minute_later_the_strip_does_nothing_more(visitor):
    await visitor.tap("staff", code_for(visitor))
    visitor.wait(seconds=50)
    await visitor.tap("staff-reach")
    assert 'data-after="60"' in visitor.drawing
    for corner in ("top-left", "top-right", "bottom-left"):
        await visitor.tap("staff-touch", corner)
    assert "Tippen Sie in jede Ecke." in visitor.words
    await visitor.tap("staff-touch", "bottom-right")
    assert "Alle vier Ecken reagieren." in visitor.words

    visitor.wait(seconds=60)
    await visitor.tap("staff-strip")

    assert visitor.screen == "home"


async def test_the_corners_are_measured_in_millimetres(visitor):
    with visitor.db.writing() as session:
        kiosk = screens.screens(session)[0].id
        screens.seen(session, kiosk, screens.Heartbeat(version="1", width=1080, height=1920), now=visitor.now)
        screens.measure(session, kiosk, diagonal_inch=24, lower_edge_mm=800, who="desk:manager", now=visitor.now)
    await visitor.tap("staff", code_for(visitor))
    assert "Tasten von 800 bis 1099 mm über dem Boden" in visitor.words

    await visitor.tap("staff-reach")

    assert visitor.words.count("1099 mm") == 2
    assert visitor.words.count("800 mm") == 2


async def test_a_notice_stands_in_the_window_of_its_kiosk_alone_and_is_taken_down_on_the_spot(visitor):
    with visitor.db.writing() as session:
        kiosk = screens.screens(session)[0].id
        today = TUESDAY.date()
        onsite.put_up_notice(session, kiosk, "Lift <defekt>", today, today=today, who="desk:m", now=visitor.now)
        found = screens.screen(session, kiosk)
    visit = visitor.visit
    assert "Lift" not in visit._window_drawing()
    visit.told_of_device(found)
    assert 'Hinweis: <strong lang="de">Lift &lt;defekt&gt;</strong>' in visit._window_drawing()
    await visitor.tap("programme")
    assert "Lift &lt;defekt&gt;" in visit._window_drawing()
    assert "Lift" not in visit._board.window_in("de")  # what all others show

    await visitor.tap("staff", code_for(visitor))
    assert "Lift <defekt> (bis" in visitor.words
    await visitor.tap("staff-take-down")

    with visitor.db.reading() as session:
        assert screens.screen(session, kiosk).notice is None


async def test_a_strip_that_nobody_touches_closes_when_something_changes_elsewhere(visitor):
    await visitor.tap("staff", code_for(visitor))

    visitor.wait(seconds=61)
    await visitor.visit._redraw()
    await visitor.look()

    assert visitor.screen == "home"


async def test_a_browser_that_is_no_kiosk_lets_nobody_in(visitor):
    code = code_for(visitor)
    visitor.visit._screen = None
    await visitor.look()

    assert "data-staff" not in visitor.drawing
    await visitor.visit._tapped(Tap("staff", code, 1))
    await visitor.look()
    assert visitor.screen == "home"
