"""What is stored about me, on a phone without a script: two taps from the page to a file, two to nothing left."""

import json
import os
from pathlib import Path

import httpx
import pytest

from models.database import Database
from tests.support.everything import found
from tests.support.fixtures_web import DEMO_DAY
from tests.support.phone import RULER, every_page
from tests.support.phone_views import group_pages
from tests.support.views import broken_rules_now

MAIL = "rosa@example.org"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.mark.parametrize("width", [390, 320])
def test_somebody_with_a_seat_reads_takes_along_and_erases_it(server, new_page, width):
    seat = every_page(server, DEMO_DAY)["seat"]
    httpx.post(f"{server.url}{seat}/adresse", data={"email": MAIL}, headers={"sec-fetch-site": "same-origin"})
    page = new_page(width, 844, base_url=server.url, java_script_enabled=False)

    page.goto(seat)
    page.get_by_role("link", name="Was ist über mich gespeichert?").click()
    keep(page, f"seat-{width}")
    assert MAIL in page.locator("main").inner_text()
    with page.expect_download() as started:
        page.get_by_role("link", name="Als Datei mitnehmen").click()
    told = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    assert {"seat", "seat_contact"} <= {one["kind"] for one in told["found"]}

    page.get_by_role("link", name="Alles löschen").click()
    keep(page, f"seat-ask-{width}")
    page.get_by_role("button", name="Ja, alles löschen").click()

    assert page.locator("h1").inner_text() == "Alles gelöscht"
    page.goto(seat)
    assert page.locator("h1").inner_text() == "Das gibt es hier nicht"
    db = Database(server.told()["database"])
    with db.reading() as session:
        assert found(session, MAIL) == []
    db.close()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_somebody_leaves_a_group_for_good(server, new_page, language):
    paths = group_pages(server.url, server.told()["database"], DEMO_DAY)
    home, faults = paths["dates"], {}
    for width in (390, 320):
        ruled = new_page(width, 844, base_url=server.url)
        for name in ("stored", "erase"):
            ruled.goto(f"{paths[name]}?lang={language}")
            faults[f"{name} {width}"] = [*ruled.evaluate(RULER), *broken_rules_now(ruled, strong=True)]
    assert {name: some for name, some in faults.items() if some} == {}
    page = new_page(390, 844, base_url=server.url, java_script_enabled=False)

    page.goto(f"{home}?lang={language}")
    page.locator(f'main a[href^="{home}/daten"]').click()
    keep(page, f"group-{language}")
    page.locator(f'a[href^="{home}/loeschen"]').click()
    keep(page, f"group-ask-{language}")
    page.locator("main button").click()

    assert page.url.endswith(f"/geloescht?lang={language}")
    assert page.goto(home).status == 404


def keep(page, name: str) -> None:
    """Keep a picture for whoever wants to look."""
    if folder := os.environ.get("TREFFPUNKT_LOOK"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
