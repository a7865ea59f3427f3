"""A machine becomes a kiosk, is looked after and loses its rights: at the desk and at the machine, in real browsers."""

import re
from io import BytesIO

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.support.desk import at_desk, status
from tests.support.kept import kept_on
from tests.support.kiosk import SIZES, VOICE, Kiosk

# While another tap is answered the panel takes nothing.
_LOSE_ONE_CLICK = """() => document.addEventListener(
    "click", (event) => event.stopImmediatePropagation(), { capture: true, once: true })"""


def connected(page: Page, url: str) -> Page:
    page.goto(f"{url}/kiosk")
    page.wait_for_function("window.socket?.connected && window.did_handshake")
    return page


def tap_made_up(page: Page, action: str) -> None:
    """Send a tap on a control that the server never drew."""
    page.evaluate(
        """action => {
            const control = document.createElement("button");
            control.dataset.tap = action;
            document.querySelector(".panel").append(control);
            control.click();
        }""",
        action,
    )
    expect(page.locator(".panel")).to_have_attribute("aria-busy", "false")


def measure(desk: Page, card: Locator) -> None:
    """Fill in how large the machine is, first with a mistake."""
    card.get_by_role("button", name="Maße eintragen: Flur").click()
    form = desk.get_by_role("dialog")
    form.get_by_label("Diagonale in Zoll").fill("fünfzig")
    form.get_by_label("Unterkante des Bildes in mm").fill("700")
    form.get_by_role("button", name="Eintragen").click()
    expect(form.get_by_role("alert")).to_contain_text("Diagonale in Zoll")
    form.get_by_label("Diagonale in Zoll").fill("55,0")
    form.get_by_role("button", name="Eintragen").click()


def test_a_machine_is_paired_watched_and_revoked(start_server, new_page):
    server = start_server("demo", "--json")
    told = server.told()
    machine = connected(new_page(*SIZES["landscape"]), server.url)
    expect(machine.locator('[data-tap="programme"]')).to_be_visible()
    for action in ("book", "take-room", "confirm", "pin"):
        tap_made_up(machine, action)
    assert machine.locator("[data-screen]").get_attribute("data-screen") == "home"

    desk = at_desk(new_page(1280, 800), told, "/desk/kiosks")
    desk.get_by_label("Wo steht es?").fill("Flur")
    desk.get_by_role("button", name="Code machen").click()
    code = desk.locator(".secret").inner_text()
    desk.get_by_role("button", name="Ich habe es aufgeschrieben").click()

    machine.get_by_role("link", name="Dieses Gerät anmelden").click()
    for digit in code.replace(" ", ""):
        machine.get_by_role("button", name=digit, exact=True).click()
    machine.get_by_role("button", name="Anmelden").click()
    machine.wait_for_url(f"{server.url}/kiosk")
    expect(machine.locator('[data-tap="book"]')).to_be_visible()
    assert machine.evaluate("document.cookie") == ""

    card = desk.locator(".card", has=desk.get_by_role("heading", name="Flur"))
    expect(card).to_be_visible()
    machine.locator(".panel").click(position={"x": 5, "y": 5})  # somebody touches it
    with machine.expect_response("**/kiosk/alive") as heard:
        machine.reload()
    assert heard.value.status == 204
    desk.reload()
    expect(card).to_contain_text("meldet sich")
    expect(card).to_contain_text("1920 × 1080, quer")

    measure(desk, card)
    expect(card).to_contain_text("Tasten liegen bis zu 1385 mm hoch.")
    card.get_by_role("button", name="Tasten nach unten: Flur").click()
    expect(card).to_contain_text("Tasten von 700 bis 1100 mm über dem Boden")
    machine.wait_for_function("document.querySelector('.panel')?.getBoundingClientRect().height < 700")
    box = machine.locator(".panel").bounding_box()
    assert box is not None
    assert round(box["y"] + box["height"]) == 1080  # at the lower edge, whole

    machine.locator('[data-tap="book"]').click()
    expect(machine.locator('[data-tap="book"]')).to_have_count(0)
    desk.wait_for_timeout(450)
    card.get_by_role("button", name="Abmelden: Flur").click()
    desk.get_by_role("dialog").get_by_role("button", name="Abmelden").click()
    expect(status(desk)).to_have_text("Abgemeldet: Flur")

    expect(machine.get_by_role("link", name="Dieses Gerät anmelden")).to_be_visible(timeout=5000)
    said = "".join([*server.log, *server.output])
    cookies = [one["value"] for one in machine.context.cookies() if one["name"] == "kiosk"]
    assert [kept for kept in (code.replace(" ", ""), *cookies) if kept in re.sub(r'"kiosk": "[^"]+"', "", said)] == []
    server.stop()


def code_on(desk: Page) -> str:
    """Read the code that the desk shows, as a scanner does."""
    picture = desk.locator(".group-card img").first
    expect(picture).to_be_visible()
    found = zxingcpp.read_barcode(Image.open(BytesIO(picture.screenshot())))
    assert found is not None
    return found.text


def test_the_desk_reaches_a_kiosk_and_its_staff_on_the_spot(start_server, new_page):
    server = start_server("demo", "--json")
    told = server.told()
    page = new_page()
    page.add_init_script(VOICE)
    kiosk, window = Kiosk(page, told["kiosk"]), page.locator(".window")
    desk = at_desk(new_page(1280, 1000), told, "/desk/kiosks")
    card = desk.locator(".card").first
    name = card.get_by_role("heading").inner_text()

    card.get_by_role("button", name=f"Hinweis schreiben: {name}").click()
    form = desk.get_by_role("dialog")
    form.get_by_role("button", name="Aufhängen").click()
    expect(form.get_by_role("alert")).to_contain_text("Hinweis")
    form.get_by_label("Hinweis").fill("Heute ist der Lift defekt.")
    desk.wait_for_timeout(1000)  # sooner it would be the second half of a double click
    form.get_by_role("button", name="Aufhängen").click()
    expect(window.locator("[data-notice]")).to_have_text("Hinweis: Heute ist der Lift defekt.")
    expect(card).to_contain_text("Heute ist der Lift defekt. (bis")
    assert kiosk.faults() == []
    page.get_by_role("button", name="Vorlesen").click()
    assert page.evaluate("window.said[0].text") == "Hinweis: Heute ist der Lift defekt."

    kiosk.tap("programme", then="programme")
    card.get_by_role("button", name=f"Vor Ort öffnen: {name}").click()
    code = code_on(desk)
    desk.get_by_role("button", name="Fertig").click()
    kiosk.hold_up(code).on("staff")
    expect(page.locator(".screen")).to_contain_text("Tasten" if "mm" in card.inner_text() else "noch nicht eingetragen")
    assert kiosk.faults() == []
    kiosk.tap("staff-reach", then="staff-reach")
    for corner in page.locator(".corner").all():
        kiosk.use(corner)
        expect(page.locator(".panel")).to_have_attribute("aria-busy", "false")
    expect(page.get_by_role("heading", name="Alle vier Ecken reagieren.")).to_be_visible()
    kiosk.tap("staff-strip", then="staff").tap("staff-take-down")
    expect(window.locator("[data-notice]")).to_have_count(0)
    page.evaluate(f"window.isTheSame = true; ({_LOSE_ONE_CLICK})()")
    kiosk.wait_out(61, then="home").wait_seconds(0.4)
    assert page.evaluate("window.isTheSame")  # it closed by itself, long before anybody is asked whether they are there

    kiosk.hold_up(code)
    expect(page.get_by_role("alert")).to_contain_text("Das war nicht zu lesen.")
    assert (kiosk.screen, code in kept_on(page), code in "".join(server.log)) == ("sorry", False, False)
    assert kiosk.faults() == []
    kiosk.tap("back", then="home")

    kiosk.tap("programme", then="programme")
    page.evaluate("window.sameAsBefore = true")
    card.get_by_role("button", name=f"Neu laden: {name}").click()
    kiosk.on("home")
    assert page.evaluate("window.sameAsBefore") is None
    server.stop()
