"""The report at the desk: read, taken along, for everybody; the demo is on Wednesday, 25 November 2026."""

import csv
import io

import httpx
import pytest
from playwright.sync_api import expect

from tests.e2e.test_desk_keyboard import tab_to
from tests.support import paper
from tests.support.desk import at_desk, connected, faults
from tests.support.views import broken_rules_now

_PATIENCE = 60_000  # milliseconds, for the press on a busy machine


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


def downloaded(page, name):
    with page.expect_download(timeout=_PATIENCE) as waiting:
        page.get_by_role("link", name=name).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_the_report_of_this_month_takes_two_clicks_and_comes_along_as_pdf_and_table(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk")

    page.get_by_role("link", name="Bericht", exact=True).click()
    page.get_by_role("link", name="Dieser Monat").click()
    expect(page.get_by_role("heading", name="01.11.2026 bis 30.11.2026")).to_be_visible()
    connected(page)

    row = page.get_by_role("row", name="Termine Termine, die stattgefunden haben")
    number = row.get_by_role("cell").inner_text()
    name, pdf = downloaded(page, "Herunterladen (PDF)")
    assert name == "bericht-2026-11-01-2026-11-30.pdf"
    assert paper.faults(pdf) == []
    assert number in " ".join(paper.texts(pdf))
    name, table = downloaded(page, "Als Tabelle (CSV)")
    assert name == "bericht-2026-11-01-2026-11-30.csv"
    read = list(csv.reader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert read[1][:3] == ["Termine", "", number]


def test_another_period_and_quarter_by_keyboard_alone(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/report?from=2026-01-01&to=2026-06-30")

    tab_to(page, "Viertel")
    page.keyboard.press("ArrowDown")
    name = page.get_by_label("Viertel").locator("option:checked").inner_text()
    tab_to(page, "Ansehen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/report?*quarter=*")

    expect(page.get_by_role("heading", name=f"01.01.2026 bis 30.06.2026, {name}")).to_be_visible()


def test_it_is_fit_for_everybody_on_screen_and_paper(server, new_page):
    for width, height in ((1280, 800), (390, 844)):
        page = at_desk(new_page(width, height), server.told(), "/desk/report?from=2026-07-01&to=2026-12-31")
        expect(page.get_by_role("img", name="Termine nach Monat: am meisten")).to_be_visible()
        assert broken_rules_now(page) == []
        assert faults(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".bar rect").first).to_be_visible()


def test_what_is_no_period_is_told_and_nobody_else_reads_it(server, new_page):
    page = at_desk(new_page(1280, 800), server.told(), "/desk/report?from=2026-12-01&to=2026-11-01")

    expect(page.get_by_role("alert").filter(has_text="Der letzte Tag liegt vor dem ersten.")).to_be_visible()
    assert page.request.get(f"{server.url}/desk/report/bericht.csv?quarter=nirgends").status == 400
    for path in ("", "/bericht.csv", "/bericht.pdf"):
        answer = httpx.get(f"{server.url}/desk/report{path}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login")
