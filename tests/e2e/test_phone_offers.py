"""A place that becomes free finds who waits for it: on phones, without a script, in two taps."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.support.views import broken_rules_now

MAIL = "zweite@example.org"


@pytest.fixture(scope="module")
def server(start_server):
    return start_server("demo", "--json")


@pytest.fixture(scope="module")
def programme(server):
    """What one can sign up for in the next months."""
    today = datetime.now(UTC).date()
    window = {"from": str(today + timedelta(days=2)), "to": str(today + timedelta(days=120))}
    return [one for one in server.get("/api/v1/meetings", params=window).json() if one["open"]]


def neighbours(server, code, persons):
    """Take seats for *persons* as others do; return their tokens."""
    parties = [8] * (persons // 8) + [persons % 8] * (persons % 8 > 0)
    path = f"{server.url}/api/v1/meetings/{code}/seats"
    return [httpx.post(path, json={"persons": party}).json()["token"] for party in parties]


def tap(page, *names):
    """Tap each control and return how many taps that were."""
    for name in names:
        choice = page.get_by_role("radio", name=name, exact=True)
        press = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
        choice.or_(press).or_(page.locator("summary", has_text=name)).first.click()
    return len(names)


def test_two_phones_and_one_place(server, new_page, programme):
    """J3 is a scan and two taps; the answer to an offer is one."""
    date = next(one for one in programme if one["signup"] == "waitlist" and (one["free"] or 0) > 8)
    phone = new_page(390, 844, java_script_enabled=False, base_url=server.url)
    phone.goto(f"/m/{date['code']}")
    assert tap(phone, "2", "Platz nehmen") == 2
    assert phone.locator("h1").inner_text() == "Ihr Platz ist sicher"
    mine = phone.url
    neighbours(server, date["code"], date["free"] - 2)

    other = new_page(390, 844, java_script_enabled=False, base_url=server.url)
    other.goto(f"/m/{date['code']}")
    tap(other, "2", "Nachricht per E-Mail bekommen")
    other.get_by_label("E-Mail-Adresse (freiwillig)").fill(MAIL)
    other.get_by_role("button", name="Auf die Warteliste").click()
    assert "Wird ein Platz frei, schreiben wir Ihnen." in other.locator("main").inner_text()

    tap(phone, "Ich kann nicht kommen", "Ja, Platz freigeben")
    other.reload()
    assert other.locator("h1").inner_text() == "Ein Platz ist für Sie frei"
    for page in (new_page(390, 844, base_url=server.url), new_page(320, 640, base_url=server.url, color_scheme="dark")):
        for path in (other.url, mine, f"/m/{date['code']}"):
            page.goto(path)
            assert (
                broken_rules_now(page, strong=True),
                page.evaluate("document.documentElement.scrollWidth <= innerWidth"),
            ) == (
                [],
                True,
            )
    assert tap(other, "Ja, ich nehme den Platz") == 1
    assert other.locator("h1").inner_text() == "Ihr Platz ist sicher"


def test_a_course_is_taken_as_a_whole_and_left_for_one_day(server, new_page, programme):
    lunch = [one for one in programme if one["signup"] == "seats" and "Mittagstisch" in one["title"]]
    phone = new_page(390, 844, java_script_enabled=False, base_url=server.url)
    neighbours(server, lunch[2]["code"], lunch[2]["free"])
    phone.goto(f"/m/{lunch[0]['code']}")

    phone.get_by_role("radio", name="Termine ab diesem Tag").check()
    tap(phone, "Platz nehmen")
    assert "An 1 Termin dieser Reihe sind nicht genug Plätze frei." in phone.get_by_role("alert").inner_text()
    phone.get_by_role("checkbox", name="Trotzdem anmelden").check()
    tap(phone, "Platz nehmen")

    assert phone.locator("h1").inner_text() == "Ihre Plätze sind sicher"
    dates = phone.locator(".dates li")
    number = dates.count()
    dates.nth(1).get_by_role("link").click()
    tap(phone, "Ja, Platz freigeben")
    assert phone.locator(".dates .gone").count() == 1
    assert phone.locator(".dates li").count() == number
    page = new_page(320, 640, base_url=server.url)
    page.goto(phone.url)
    assert broken_rules_now(page, strong=True) == []
