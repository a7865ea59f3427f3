"""The manager's day at the desk, in a real browser on the running demo."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from booking import clock
from tests.support.desk import at_desk, connected, log_in, status
from tests.support.kept import kept_on
from tests.support.server import Server
from tests.support.waiting import until

ROOM = "quartierraum"
WRONG = "falsch, ganz falsch"
NewPage = Callable[..., Page]


@dataclass
class Demo:
    """The running demo, and the Strickcafé that asks for its room by the API."""

    server: Server
    told: dict[str, Any]

    def free_time(self) -> dict[str, str]:
        """Return the first half hour from tomorrow on in which the room is free."""
        first = clock.now() + timedelta(days=1)
        window = {"from": first.isoformat(), "to": (first + timedelta(days=60)).isoformat(), "minutes": 30}
        for length in (7, 28):
            window["to"] = (first + timedelta(days=length)).isoformat()
            if found := self.server.get(f"/api/v1/rooms/{ROOM}/free", params=window).json():
                return {"start": found[0]["start"], "end": found[0]["end"]}
        raise AssertionError("the room is not free in four weeks")

    def book(self, title: str, **wish: Any) -> dict[str, Any]:
        """Book the room for the Strickcafé; return what the API tells."""
        asked = {"room": ROOM, "title": title, **self.free_time(), **wish}
        answer = httpx.post(f"{self.server.url}/api/v1/bookings", json=asked, headers=self._key)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def ask(self, title: str) -> dict[str, Any]:
        """Ask the desk for the room: a course needs its yes."""
        asked = self.book(title, usage="course", persons=9)
        assert asked["state"] == "requested"
        return asked

    def state(self, booking: dict[str, Any]) -> str:
        """Return how a booking stands."""
        answer = httpx.get(f"{self.server.url}/api/v1/bookings/{booking['uid']}", headers=self._key)
        return str(answer.json()["state"])

    def take_back(self, *bookings: dict[str, Any]) -> None:
        """Cancel as the group does; a group may hold only a few single dates."""
        for booking in bookings:
            httpx.delete(f"{self.server.url}/api/v1/bookings/{booking['uid']}", headers=self._key)

    def public_page(self, booking: dict[str, Any]) -> str:
        """Return the page that everybody sees of a booking."""
        return self.server.get(f"/m/{booking['code']}").text

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.told['group_key']}"}


@pytest.fixture(scope="module")
def demo(start_server: Callable[..., Server]) -> Demo:
    server = start_server("demo", "--json")
    return Demo(server, server.told())


@pytest.fixture
def bookings(demo: Demo) -> Iterator[list[dict[str, Any]]]:
    """What a test booked; taken back at its end."""
    made: list[dict[str, Any]] = []
    yield made
    demo.take_back(*made)


@pytest.fixture
def desk(demo: Demo, new_page: NewPage) -> Callable[..., Page]:
    """Give the way to log in as the manager, each time in a browser of its own."""

    def open_desk(width: int = 1280, height: int = 800) -> Page:
        page = at_desk(new_page(width=width, height=height), demo.told, "/desk")
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        return page

    return open_desk


def card(page: Page, booking: dict[str, Any]) -> Locator:
    """Return the request as it stands on the desk."""
    return page.locator(f".card[data-uid='{booking['uid']}']")


def row(page: Page, demo: Demo, booking: dict[str, Any]) -> Locator:
    """Turn to the week of a booking and return its row."""
    day = datetime.fromisoformat(booking["start"]).date()
    page.goto(f"{demo.told['desk']}?week={day.isoformat()}")
    connected(page)
    return page.locator(f".booking[data-uid='{booking['uid']}']")


def focused(page: Page) -> str:
    """Return the words of the control that has the focus."""
    return str(page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent.trim()"))


# Logging in and out


def test_without_a_login_there_is_only_the_form(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    for path in ("/desk", "/desk/groups"):
        page.goto(demo.server.url + path)
        expect(page).to_have_url(f"{demo.told['desk']}/login")

    log_in(page, demo.told, WRONG)
    expect(page.get_by_role("alert")).to_have_text("Name oder Passwort stimmt nicht.")
    expect(page.get_by_label("Passwort")).to_be_focused()
    log_in(page, demo.told)

    expect(page).to_have_url(demo.told["desk"])
    expect(page.get_by_role("heading", name="Anfragen warten")).to_be_visible()


def test_after_five_wrong_tries_the_form_says_how_long_to_wait(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{demo.told['desk']}/login")
    for _ in range(5):
        log_in(page, demo.told, WRONG, name="hausmeisterei")

    expect(page.get_by_role("alert")).to_have_text("Zu viele falsche Versuche. Bitte warten Sie 1 Minute.")


def test_a_log_out_closes_every_window_of_the_login(demo: Demo, desk: Callable[..., Page]) -> None:
    first = desk()
    second = first.context.new_page()
    second.goto(f"{demo.told['desk']}/groups")
    connected(second)

    first.get_by_role("button", name="Abmelden").click()

    expect(first).to_have_url(f"{demo.told['desk']}/login")
    expect(second).to_have_url(f"{demo.told['desk']}/login")
    second.goto(demo.told["desk"])
    expect(second).to_have_url(f"{demo.told['desk']}/login")


def test_whoever_was_logged_out_meanwhile_can_change_nothing(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    asked = demo.ask("Kurs: Sterne falten")
    bookings.append(asked)
    # Drawing the new card asks who looks; only what is pressed after that is meant here.
    expect(card(page, asked)).to_be_visible()
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie.get("name") == "desk")
    # Another process of the house ends the login: this one hears nothing of it.
    _end_login_elsewhere(demo, token)

    card(page, asked).get_by_role("button", name="Zusagen").click()

    expect(page).to_have_url(f"{demo.told['desk']}/login?ended=1")
    expect(page.get_by_role("alert")).to_contain_text("Ihre Anmeldung ist zu Ende.")
    assert demo.state(asked) == "requested"


def _end_login_elsewhere(demo: Demo, token: str) -> None:
    from booking import desksessions
    from models.database import Database

    db = Database(demo.told["database"])
    with db.writing() as session:
        desksessions.end(session, token)
    db.close()


# Requests


def test_a_request_is_granted_with_one_press(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    asked = demo.ask("Kurs: Socken stricken")
    bookings.append(asked)
    expect(card(page, asked)).to_contain_text("Der Raum ist frei. Nichts spricht dagegen.")

    card(page, asked).get_by_role("button", name="Zusagen").click()

    expect(card(page, asked)).to_have_count(0)
    expect(status(page)).to_contain_text("Zugesagt: Kurs: Socken stricken")
    assert demo.state(asked) == "confirmed"
    assert "wartet" in focused(page) or "warten" in focused(page) or focused(page) == "Anfragen"


def test_a_request_is_declined_only_with_a_reason(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    asked = demo.ask("Kurs: Filzen")
    bookings.append(asked)
    card(page, asked).get_by_role("button", name="Absagen").click()
    dialog = page.get_by_role("dialog", name="Anfrage absagen")

    dialog.get_by_role("button", name="Absagen").click()
    expect(dialog.get_by_role("alert")).to_have_text("Bitte nennen Sie einen Grund.")
    dialog.get_by_label("Anderer Grund").check()
    dialog.get_by_role("button", name="Absagen").click()
    expect(dialog.get_by_role("alert")).to_have_text("Bitte nennen Sie einen Grund.")
    assert demo.state(asked) == "requested"
    dialog.get_by_label("Ein Satz dazu").fill("Ruf an: 030 2312512")
    dialog.get_by_role("button", name="Absagen").click()
    expect(dialog.get_by_role("alert")).to_have_text("Im Text darf keine Telefonnummer stehen.")
    dialog.get_by_label("Ein Satz dazu").fill("Der Boden wird gemacht.")
    dialog.get_by_role("button", name="Absagen").click()

    expect(dialog).to_have_count(0)
    expect(card(page, asked)).to_have_count(0)
    expect(status(page)).to_contain_text("Abgesagt: Kurs: Filzen")
    assert demo.state(asked) == "declined"


def test_of_two_who_decide_at_once_the_second_is_told(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    first, second = desk(), desk()
    asked = demo.ask("Kurs: Häkeln")
    bookings.append(asked)
    card(second, asked).get_by_role("button", name="Absagen").click()
    dialog = second.get_by_role("dialog")
    dialog.get_by_label("Kein Platz zu dieser Zeit").check()

    card(first, asked).get_by_role("button", name="Zusagen").click()
    expect(card(second, asked)).to_have_count(0)
    dialog.get_by_role("button", name="Absagen").click()

    expect(dialog.get_by_role("alert")).to_have_text("Das wurde schon entschieden: zugesagt.")
    assert demo.state(asked) == "confirmed"


def test_what_comes_in_appears_by_itself_and_disturbs_nobody(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    one = demo.ask("Kurs: Erster")
    bookings.append(one)
    card(page, one).get_by_role("button", name="Absagen").click()
    dialog = page.get_by_role("dialog")
    sentence = dialog.get_by_label("Ein Satz dazu")
    sentence.fill("Halb geschrieb")

    two = demo.ask("Kurs: Zweiter")
    bookings.append(two)
    expect(card(page, two)).to_be_attached()
    sentence.press_sequentially("en")

    expect(sentence).to_have_value("Halb geschrieben")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert focused(page).startswith("Absagen: Kurs: Erster")


def test_what_is_pressed_without_a_connection_is_not_done_later(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    one, two = demo.ask("Kurs: Funkloch"), demo.ask("Kurs: Tunnel")
    bookings.extend([one, two])
    card(page, two).get_by_role("button", name="Absagen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Private Feier").check()
    page.evaluate("window.socket.disconnect()")
    dialog.get_by_role("button", name="Absagen").dispatch_event("click")
    card(page, one).get_by_role("button", name="Zusagen").dispatch_event("click")
    page.evaluate("window.socket.connect()")
    connected(page)

    # Whatever was kept would arrive before this answer.
    dialog.get_by_role("button", name="Zurück").click()
    expect(dialog).to_have_count(0)
    assert (demo.state(one), demo.state(two)) == ("requested", "requested")


# The week


def test_a_cancelled_booking_is_told_to_everybody(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    booking = demo.book("Basar der Strickerinnen")
    bookings.append(booking)
    line = row(page, demo, booking)
    line.get_by_role("button", name="Absagen").click()
    dialog = page.get_by_role("dialog", name="Termin absagen")
    expect(dialog).to_contain_text("Niemand ist angemeldet.")
    dialog.get_by_label("Mitteilung an alle").fill("Der Basar fällt wegen Krankheit aus.")
    dialog.get_by_role("button", name="Termin absagen").click()

    expect(line.locator(".state")).to_contain_text("abgesagt")
    expect(line).to_contain_text("Der Basar fällt wegen Krankheit aus.")
    expect(line.get_by_role("button", name="Absagen")).to_have_count(0)
    public = demo.public_page(booking)
    assert "Fällt aus" in public
    assert "Der Basar fällt wegen Krankheit aus." in public
    assert demo.state(booking) == "cancelled"


def test_what_is_on_now_is_ended_and_not_cancelled(demo: Demo, desk: Callable[..., Page]) -> None:
    page = desk()
    line = page.get_by_role("row").filter(has_text="Elterncafé").filter(has_text="09:30 – 11:30 Uhr").first
    expect(line.get_by_role("button", name="Absagen")).to_have_count(0)
    line.get_by_role("button", name="Jetzt beenden").click()
    dialog = page.get_by_role("dialog", name="Jetzt beenden")
    expect(dialog).to_contain_text("Der Raum ist dann gleich wieder frei.")
    dialog.get_by_role("button", name="Jetzt beenden").click()

    expect(status(page)).to_have_text("Beendet: Elterncafé. Der Raum ist wieder frei.")


def test_a_title_is_switched_off_everywhere_at_once(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    title = "Unmögliches Wort"
    page = desk()
    booking = demo.book(title)
    bookings.append(booking)
    line = row(page, demo, booking)
    assert title in demo.public_page(booking)

    line.get_by_role("button", name="Titel verbergen").click()
    expect(line.locator(".state")).to_contain_text("Titel verborgen", timeout=1000)
    until(lambda: title not in demo.public_page(booking), seconds=1.0)
    assert title not in demo.server.get("/").text
    assert title not in demo.server.get("/calendar/all.ics").text
    line.get_by_role("button", name="Titel wieder zeigen").click()

    expect(line.locator(".state")).not_to_contain_text("Titel verborgen")
    until(lambda: title in demo.public_page(booking), seconds=1.0)


def test_a_title_opens_everything_about_its_booking(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    booking = demo.book("Offene Masche")
    bookings.append(booking)
    httpx.post(f"{demo.server.url}/api/v1/meetings/{booking['code']}/seats", json={"persons": 3}).raise_for_status()
    line = row(page, demo, booking)
    expect(line.locator(".seats")).to_contain_text("3 von")

    line.get_by_role("button", name="Einzelheiten").click()

    dialog = page.get_by_role("dialog", name="Offene Masche")
    expect(dialog).to_contain_text(f"/m/{booking['code']}")
    expect(dialog.locator(".journal li")).to_have_count(2)
    expect(dialog.locator(".journal li").last).to_contain_text("Platz genommen")
    dialog.get_by_role("button", name="Schließen").click()
    expect(dialog).to_have_count(0)
    assert focused(page).startswith("Einzelheiten: Offene Masche")


def test_the_weeks_are_turned_and_kept_in_the_address(demo: Demo, desk: Callable[..., Page]) -> None:
    page = desk()
    heading = page.locator("#week-heading")
    this_week = heading.inner_text()

    page.get_by_role("button", name="Nächste Woche").click()
    expect(heading).not_to_have_text(this_week)
    next_week = heading.inner_text()
    expect(page).to_have_url(re.compile(r"\?week=\d{4}-\d{2}-\d{2}$"))
    page.reload()
    expect(heading).to_have_text(next_week)
    connected(page)
    page.get_by_role("button", name="Diese Woche").click()

    expect(heading).to_have_text(this_week)
    expect(page).to_have_url(demo.told["desk"])


@pytest.mark.parametrize("wanted", ["nonsense", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_week_that_cannot_be_shown_is_this_week(demo: Demo, desk: Callable[..., Page], wanted: str) -> None:
    page = desk()
    this_week = page.locator("#week-heading").inner_text()

    page.goto(f"{demo.told['desk']}?week={wanted}")

    expect(page.locator("#week-heading")).to_have_text(this_week)


# Groups


def test_a_new_pin_is_shown_once(demo: Demo, desk: Callable[..., Page]) -> None:
    page = desk()
    page.get_by_role("link", name="Gruppen").click()
    connected(page)
    line = page.locator("[data-slug=gruene-gasse]")
    expect(line).to_contain_text("keine")

    line.get_by_role("button", name="Neue PIN").click()
    page.get_by_role("dialog", name="Neue PIN").get_by_role("button", name="PIN machen").click()
    shown = page.get_by_role("dialog", name="Neue PIN: Initiative Grüne Gasse")
    expect(shown.locator(".secret")).to_have_text(re.compile(r"^\d{3} \d{3}$"))
    pin = shown.locator(".secret").inner_text()
    page.keyboard.press("Escape")
    expect(shown).to_be_visible()
    shown.get_by_role("button", name="Ich habe es aufgeschrieben").click()

    expect(shown).to_have_count(0)
    expect(line).to_contain_text("hat eine")
    assert pin not in kept_on(page)
    assert pin.replace(" ", "") not in kept_on(page)


def test_a_new_key_books_and_the_old_one_does_not(demo: Demo, desk: Callable[..., Page]) -> None:
    page = desk()
    page.goto(f"{demo.told['desk']}/groups")
    connected(page)
    keys = []
    for _ in range(2):
        page.locator("[data-slug=vhs]").get_by_role("button", name="Neuer Schlüssel").click()
        page.get_by_role("dialog").get_by_role("button", name="Schlüssel machen").click()
        keys.append(page.locator(".secret").inner_text())
        page.get_by_role("button", name="Ich habe es aufgeschrieben").click()
        expect(page.get_by_role("dialog")).to_have_count(0)

    answers = [
        httpx.get(f"{demo.server.url}/api/v1/bookings/none", headers={"Authorization": f"Bearer {key}"}).status_code
        for key in keys
    ]
    assert answers == [401, 404]


# For everybody


def test_the_desk_works_by_keyboard_alone(
    demo: Demo, desk: Callable[..., Page], bookings: list[dict[str, Any]]
) -> None:
    page = desk()
    asked = demo.ask("Kurs: Tasten")
    bookings.append(asked)
    expect(card(page, asked)).to_be_attached()
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt"

    _tab_to(page, "Absagen: Kurs: Tasten")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Anfrage absagen")
    expect(dialog.get_by_label("Private Feier")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_label("Verkauf oder Werbung")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # in the line to write: sends

    expect(dialog).to_have_count(0)
    expect(card(page, asked)).to_have_count(0)
    assert demo.state(asked) == "declined"


def _tab_to(page: Page, words: str) -> None:
    for _ in range(60):
        if focused(page).startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"60 times Tab did not reach {words}")
