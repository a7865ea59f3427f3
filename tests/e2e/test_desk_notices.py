"""Notices and who helps, written at the desk and read in the window of the house; in a real browser."""

from playwright.sync_api import expect

from tests.support.desk import at_desk, faults, press_next, status


def test_a_notice_and_a_number_are_written_and_stay_after_a_mistake(start_server, new_page):
    server = start_server("demo", "--json")
    page = at_desk(new_page(width=1280, height=900), server.told(), "/desk/notices")
    assert faults(page) == []
    page.get_by_role("button", name="Hinweis schreiben").click()
    dialog = page.get_by_role("dialog", name="Hinweis schreiben")
    dialog.get_by_label("Überschrift").fill("Der Aufzug steht")
    dialog.get_by_label("Text").fill("Mehr unter www.example.org")
    dialog.get_by_role("button", name="Speichern").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Internet-Adresse")
    expect(dialog.get_by_label("Überschrift")).to_have_value("Der Aufzug steht")
    dialog.get_by_label("Text").fill("Bitte die Rampe am Hof nehmen.")
    dialog.get_by_role("button", name="Speichern").click()
    expect(status(page)).to_contain_text("Der Aufzug steht")

    press_next(page.get_by_role("button", name="Zeile hinzufügen"))
    dialog = page.get_by_role("dialog", name="Zeile hinzufügen")
    dialog.get_by_label("Überschrift").fill("Aufzugdienst")
    dialog.get_by_label("Telefon").fill("0800 111222")
    dialog.get_by_role("button", name="Speichern").click()
    last = page.locator("ol.hours > li").last
    expect(last).to_contain_text("0800 111222")
    press_next(last.get_by_role("button", name="Nach oben"))
    expect(page.locator("ol.hours > li").nth(-2)).to_contain_text("Aufzugdienst")

    telephone = at_desk(new_page(width=390, height=844), server.told(), "/desk/notices")
    expect(telephone.get_by_text("Bitte die Rampe am Hof nehmen.")).to_be_visible()
    assert faults(telephone) == []
