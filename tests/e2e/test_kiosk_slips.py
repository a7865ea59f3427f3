"""A kiosk with a receipt printer: a slip with one tap, and what everybody reads when the printer hangs up."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from booking.i18n import LANGUAGES
from tests.support.desk import at_desk
from tests.support.kiosk import SIZES, Kiosk
from tests.support.kiosk_house import SATURDAY
from tests.support.server import run_command
from tests.support.slipprinter import picture_of
from tests.support.slipprinter import printer as printer_on
from tests.support.waiting import until

MORNING = datetime(2026, 11, 28, 8, 20, tzinfo=UTC)  # before the sign-up for the afternoon ends


@pytest.fixture(scope="module")
def printer():
    with printer_on() as there:
        yield there


@pytest.fixture(scope="module")
def demo(start_server, printer):
    server = start_server("demo", "--json", environment={"TREFFPUNKT_PRINTER": printer.address}, now=MORNING)
    yield server.told()
    server.stop()


def faults_everywhere(kiosk: Kiosk, *languages: str) -> dict[str, list[str]]:
    """Measure the screen in *languages*, usual and large, in every size."""
    found: dict[str, list[str]] = {}
    for language in languages:
        screen = kiosk.screen
        kiosk.tap("languages", then="language").tap("speak", language, then=screen)
        for _look in ("usual", "large"):
            for size, (width, height) in SIZES.items():
                kiosk.page.set_viewport_size({"width": width, "height": height})
                if faults := kiosk.faults():
                    found[f"{language} {size}"] = faults
            kiosk.page.set_viewport_size({"width": 1080, "height": 1920})
            kiosk.tap("large")
    return found


def test_a_seat_is_taken_home_on_paper_with_one_tap_more(new_page, demo, printer):
    kiosk = Kiosk(new_page(*SIZES["portrait"], reduced_motion="reduce"), demo["kiosk"])
    kiosk.tap("programme", then="programme")
    kiosk.use(kiosk.page.locator(".row").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting").tap("without-phone", then="seats").tap("take-seat", "2", then="seat")
    assert faults_everywhere(kiosk, *LANGUAGES) == {}

    kiosk.tap("languages", then="language").tap("speak", "de", then="seat").tap("print-slip")

    expect(kiosk.page.get_by_text("Der Zettel kommt.")).to_be_visible()
    until(lambda: printer.slips)
    assert picture_of(printer.slips[0]).width == 576
    assert faults_everywhere(kiosk, "ro", "ar") == {}

    # It hangs up: the visitor reads it at once, without a tap, and the desk too
    kiosk.tap("languages", then="language").tap("speak", "de", then="seat")
    printer.mood = "hangs up"
    kiosk.tap("print-slip")
    expect(kiosk.page.get_by_text("Der Drucker geht gerade nicht. Bitte merken oder aufschreiben.")).to_be_visible()
    expect(kiosk.control("print-slip")).to_have_count(0)
    assert faults_everywhere(kiosk, *LANGUAGES) == {}
    desk = at_desk(new_page(1280, 800), demo, "/desk")
    desk.get_by_role("link", name="Die Verbindung zum Zettel-Drucker brach ab.").click()
    expect(desk.get_by_role("heading", name="Bildschirme", exact=True).first).to_be_visible()
    expect(desk.get_by_text("Die Verbindung zum Zettel-Drucker brach ab.")).to_be_visible()
    environment = {"TREFFPUNKT_PRINTER": printer.address, "TREFFPUNKT_DATABASE": demo["database"]}
    with pytest.raises(AssertionError, match="Die Verbindung zum Zettel-Drucker brach ab"):
        run_command("check", environment=environment)
    printer.mood = "well"
    assert f"Zettel-Drucker: 127.0.0.1:{printer.port}" in run_command("check", environment=environment)


def test_somebody_new_takes_the_code_word_of_the_wish_home(new_page, start_server, printer):
    printer.mood, before = "well", len(printer.slips)
    server = start_server("demo", "--json", environment={"TREFFPUNKT_PRINTER": printer.address})
    kiosk = Kiosk(new_page(*SIZES["portrait"], reduced_motion="reduce"), server.told()["kiosk"])
    day = SATURDAY.isoformat()
    kiosk.choose("stueble", day, f"{day}T10:00:00+01:00", 60)
    kiosk.tap("newcomer", then="reason").tap("take-reason", then="head-count").tap("take-persons", then="check")
    kiosk.tap("confirm", then="done")
    assert faults_everywhere(kiosk, "de", "ro", "uk", "ar") == {}

    kiosk.tap("print-slip")

    until(lambda: len(printer.slips) > before)
    assert faults_everywhere(kiosk, "de", "ro", "ar") == {}
    server.stop()
