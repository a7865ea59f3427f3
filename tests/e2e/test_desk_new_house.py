"""The desk of a house in which nothing is yet, and of one with a single room; in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.desk import at_desk, connected, faults, status
from tests.support.fixtures_web import DEMO_DAY
from tests.support.server import Server, run_command

NewPage = Callable[..., Page]
PAGES = (
    "/desk",
    "/desk/book",
    "/desk/closures",
    "/desk/hours",
    "/desk/groups",
    "/desk/rounds",
    "/desk/kiosks",
    "/desk/waits",
    "/desk/letters",
    "/desk/calendars",
)
ONE_ROOM = """
meta: {version: 1, timezone: Europe/Berlin, locale: de-DE}
site: {slug: probe, name: Probehaus, short: Probe, city: Herrenberg, public_domain: probe.example.org}
rooms:
  - {slug: saal, name: Saal, capacity: {standing: 50, rows: 40, tables: 28}, default_layout: tables, public: true}
opening_hours:
  saal:
    mon: &day [["08:00", "22:00"]]
    tue: *day
    wed: *day
    thu: *day
    fri: *day
    sat: *day
    sun: *day
usage_types:
  - {slug: open_event, name: Offenes Treffen, allowed: true, approval: auto_if_trusted, fee: 0}
booking_rules:
  slot_step_min: 15
  min_public_min: 15
  max_public_min: 1440
  min_lead_hours: {trusted: 0, new: 0}
  max_ahead_days: {single: null, series: null}
  quota: {future_single_per_group: null, hours_per_group_week: null, held_requests_per_new_contact: null}
contacts:
  - {slug: probe, function: Probe, email: probe@example.org}
groups:
  - {slug: probe, name: Probegruppe, kind: town, trust: partner, listing: public, contact: probe, key: vor_ort}
"""


def opened(start_server: Callable[..., Server], folder: Path, said: str) -> tuple[Server, dict[str, str]]:
    """Open the house in *folder*; *said* tells the password of its desk."""
    server = start_server("serve", environment={"TREFFPUNKT_DATA": str(folder)}, now=DEMO_DAY)
    password = re.search(r"Passwort: (\S+)", said)
    assert password is not None, said
    return server, {"desk": f"{server.url}/desk", "desk_user": "leitung", "desk_password": password[1]}


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)], ids=["laptop", "telephone"])
def test_an_empty_house_says_what_is_missing(
    start_server: Callable[..., Server], new_page: NewPage, tmp_path: Path, width: int, height: int
) -> None:
    said = run_command(
        "init", "--name", "Neues Haus", "--admin", "leitung", environment={"TREFFPUNKT_DATA": str(tmp_path)}
    )
    server, told = opened(start_server, tmp_path, said)
    page = at_desk(new_page(width=width, height=height), told, "/desk")
    said_by, found = {}, {}
    for path in PAGES:
        page.goto(server.url + path)
        connected(page)
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        said_by[path] = page.locator("main").inner_text()
        found[path] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert "Keine Anfrage wartet." in said_by["/desk"]
    assert "Das Haus hat noch keine Gruppe oder keinen Raum." in said_by["/desk/book"]
    assert "Kein Schließtag steht bevor." in said_by["/desk/closures"]
    assert "Noch keine Gruppe." in said_by["/desk/groups"]
    assert "Noch keine Belegungsrunde." in said_by["/desk/rounds"]
    assert "Niemand wartet." in said_by["/desk/waits"]
    assert "Es ist keine Post eingerichtet: Briefe warten." in said_by["/desk/letters"]


def test_in_a_house_with_one_room_everything_can_be_done(
    start_server: Callable[..., Server], new_page: NewPage, tmp_path: Path
) -> None:
    house, data = tmp_path / "house.yaml", {"TREFFPUNKT_DATA": str(tmp_path)}
    house.write_text(ONE_ROOM, encoding="utf-8")
    run_command("load", str(house), environment=data)
    server, told = opened(start_server, tmp_path, run_command("user", "leitung", environment=data))
    page = at_desk(new_page(width=1280, height=800), told, "/desk/book")
    page.get_by_label("Gruppe").select_option(label="Probegruppe")
    page.get_by_label("Titel", exact=True).fill("Singen")
    page.get_by_label("Tag", exact=True).fill("2026-12-01")
    page.get_by_label("Von").fill("17:00")
    page.get_by_label("Bis", exact=True).fill("18:00")
    page.get_by_role("button", name="Eintragen").click()
    page.get_by_role("link", name="Den Termin ansehen").click()
    connected(page)
    page.get_by_label("Von", exact=True).fill("19:00")
    page.get_by_label("Bis", exact=True).fill("20:00")
    page.get_by_role("button", name="Verlegen", exact=True).click()
    expect(status(page)).to_have_text("Verlegt: Dienstag, 1. Dezember, 19:00 – 20:00 Uhr.")

    page.goto(f"{server.url}/desk/closures")
    connected(page)
    page.get_by_label("Erster Tag").fill("2026-12-01")
    page.get_by_label("Letzter Tag").fill("2026-12-01")
    page.get_by_label("Satz für alle").fill("Der Boden wird gemacht.")
    page.get_by_role("button", name="Ansehen, was das trifft").click()

    expect(page.get_by_label("Di 1.12., 19:00 – 20:00 Uhr: Singen (Probegruppe), Saal")).to_be_visible()
    assert faults(page) == []
