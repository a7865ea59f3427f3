"""Booking at the kiosk in a real browser: PIN, once, the nearest free times; and every change comes by itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import select

from booking import clock, journal
from models.bookings import Booking
from models.database import Database
from tests.support.kiosk import SIZES, Kiosk
from tests.support.server import Server
from tests.support.waiting import until

# The demo starts on Wednesday, 25 November 2026.
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, 27) + timedelta(days=number) for number in range(4))
HOSTILE = "<img src=x onerror=alert(1)><b>fett</b>"
GROUP_NAME = "Strick- und Spielecafé"


class Demo:
    """The running demo and what its group can do by the API."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.told: dict[str, Any] = server.told()

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = httpx.post(self.server.url + path, json=body, headers=self._key, timeout=10)
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def book(self, start: str, end: str, title: str = "Basar", day: date = SATURDAY) -> dict[str, Any]:
        """Book the Stüble for the group and return what the API tells."""
        times = {"start": f"{day}T{start}:00+01:00", "end": f"{day}T{end}:00+01:00"}
        return self.post("/api/v1/bookings", {"room": "stueble", "title": title, **times})

    def cancel(self, uid: str) -> None:
        answer = httpx.delete(f"{self.server.url}/api/v1/bookings/{uid}", headers=self._key, timeout=10)
        assert answer.status_code == 204, answer.text

    def busy(self, day: date = SATURDAY) -> list[str]:
        """Return when the Stüble is taken."""
        window = {"from": f"{day}T00:00:00+01:00", "to": f"{day}T23:59:00+01:00"}
        found = self.server.get("/api/v1/rooms/stueble/busy", params=window).json()
        return [f"{one['start'][11:16]}–{one['end'][11:16]}" for one in found]

    def take_all_back(self) -> None:
        """Cancel what the group booked: it may hold only a few dates."""
        database = Database(self.told["database"])
        with database.reading() as session:
            ours = [one.uid for one in session.exec(select(Booking)) if one.source in ("kiosk", "api")]
        database.close()
        for uid in ours:
            httpx.delete(f"{self.server.url}/api/v1/bookings/{uid}", headers=self._key, timeout=10)

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.told['group_key']}"}


@pytest.fixture(scope="module")
def running(start_server) -> Iterator[Demo]:
    server = start_server("demo", "--json")
    yield Demo(server)
    server.stop()


@pytest.fixture
def demo(running) -> Iterator[Demo]:
    yield running
    running.take_all_back()


@pytest.fixture
def open_kiosk(new_page, demo):
    return lambda size="portrait": Kiosk(new_page(*SIZES[size]), demo.told["kiosk"])


@pytest.fixture
def kiosk(open_kiosk):
    return open_kiosk()


def at_the_keypad(kiosk: Kiosk, demo: Demo, day: date = SATURDAY) -> Kiosk:
    """Choose the Stüble from ten to eleven, and the group."""
    kiosk.choose("stueble", day.isoformat(), f"{day}T10:00:00+01:00", 60)
    kiosk.find_group(demo.told["group"])
    return kiosk.tap("take-group", demo.told["group"], then="pin")


def test_the_big_room_can_be_had_with_the_kitchen(kiosk, demo):
    start = f"{SUNDAY}T11:00:00+01:00"
    kiosk.choose("quartierraum+kueche", SUNDAY.isoformat(), start, 60).find_group(demo.told["group"])
    kiosk.tap("take-group", demo.told["group"], then="pin").type_pin(demo.told["group_pin"])
    expect(kiosk.page.get_by_text("Quartierraum mit Teeküche")).to_be_visible()
    kiosk.use(kiosk.control("confirm"))
    kiosk.on("done")

    window = {"from": f"{SUNDAY}T00:00:00+01:00", "to": f"{SUNDAY}T23:59:00+01:00"}
    busy = demo.server.get("/api/v1/rooms/quartierraum/busy", params=window).json()
    assert [one["start"][11:16] for one in busy] == ["10:45"]


@pytest.mark.parametrize("size", SIZES)
def test_a_group_books_by_its_pin(open_kiosk, demo, size):
    kiosk = at_the_keypad(open_kiosk(size), demo).type_pin(demo.told["group_pin"])

    expect(kiosk.page.get_by_text("Samstag, 28. November")).to_be_visible()
    expect(kiosk.page.get_by_text("10:00 – 11:00 Uhr")).to_be_visible()
    kiosk.tap("confirm", then="done")

    expect(kiosk.page.get_by_role("heading", name="Gebucht")).to_be_visible()
    assert demo.busy() == ["10:00–11:00"]
    address = kiosk.page.locator(".address").inner_text()
    assert GROUP_NAME in httpx.get(f"http://{address}").text
    assert demo.told["group_pin"] not in kiosk.page.content()
    assert demo.told["group_pin"] not in "".join(demo.server.log)


def test_only_the_group_means_nothing_about_it_is_public(kiosk, demo):
    at_the_keypad(kiosk, demo, FRIDAY).type_pin(demo.told["group_pin"])
    kiosk.tap("audience", "group").tap("confirm", then="done")

    assert demo.busy(FRIDAY).count("10:00–11:00") == 1
    expect(kiosk.page.locator(".code")).to_have_count(0)
    kiosk.tap("home", then="home").tap("programme", then="programme").tap("see-day", FRIDAY.isoformat())
    expect(kiosk.page.locator(".row").first).to_be_visible()
    expect(kiosk.page.locator(".row").filter(has_text=GROUP_NAME)).to_have_count(0)


def test_a_double_tap_books_once(kiosk, demo):
    at_the_keypad(kiosk, demo).type_pin(demo.told["group_pin"])

    kiosk.control("confirm").dblclick()

    kiosk.on("done")
    assert demo.busy() == ["10:00–11:00"]


def test_taps_that_a_browser_sends_again_book_once(kiosk, demo):
    at_the_keypad(kiosk, demo).type_pin(demo.told["group_pin"])
    kiosk.page.evaluate(
        """() => {
            const emit = window.socket.emit.bind(window.socket);
            window.socket.emit = (...sent) => { emit(...sent); emit(...sent); emit(...sent); };
        }"""
    )

    kiosk.tap("confirm", then="done")

    assert demo.busy() == ["10:00–11:00"]


def test_a_time_that_is_taken_under_the_finger_offers_the_nearest_free_ones(kiosk, demo):
    at_the_keypad(kiosk, demo).type_pin(demo.told["group_pin"])
    demo.book("10:00", "11:00")

    kiosk.tap("confirm")

    expect(kiosk.page.get_by_role("alert")).to_contain_text("Der Raum ist schon belegt")
    others = kiosk.page.locator("[data-tap=other-time]")
    expect(others).to_have_count(3)
    assert kiosk.faults() == []
    chosen = others.first.locator("strong").inner_text()
    kiosk.use(others.first)
    expect(kiosk.page.locator(".check-list").get_by_text(f"{chosen[:5]} –")).to_be_visible()
    kiosk.tap("confirm", then="done")
    assert len(demo.busy()) == 2


# Push


def test_a_booking_appears_on_an_open_kiosk_without_a_tap(open_kiosk, demo):
    kiosk = open_kiosk("landscape").tap("programme", then="programme").tap("see-day", SUNDAY.isoformat())
    row = kiosk.page.locator(".row").filter(has_text="Filzen für Kinder")
    expect(row).to_have_count(0)

    booked = demo.book("15:00", "16:00", title="Filzen für Kinder", day=SUNDAY)
    expect(row).to_be_visible()
    expect(row).to_contain_text("noch 8 Plätze")

    demo.post(f"/api/v1/meetings/{booked['code']}/seats", {"persons": 3})
    expect(row).to_contain_text("noch 5 Plätze")
    kiosk.use(row)
    kiosk.on("meeting")
    expect(kiosk.page.get_by_text("noch 5 Plätze")).to_be_visible()

    demo.cancel(booked["uid"])
    expect(kiosk.page.get_by_text("fällt aus")).to_be_visible()


def test_a_free_time_disappears_as_soon_as_somebody_has_it(kiosk, demo):
    kiosk.tap("book", then="room").tap("take-room", "stueble", then="day").tap("take-day", SATURDAY.isoformat())
    ten = kiosk.control("take-time", f"{SATURDAY}T10:00:00+01:00")
    expect(ten).to_be_visible()

    demo.book("09:30", "11:00")

    expect(ten).to_have_count(0)


def test_what_people_write_is_shown_as_text_everywhere(kiosk, demo):
    """The house refuses such titles; this one came past it, by another program on the same database."""
    kiosk.tap("programme", then="programme").tap("see-day", MONDAY.isoformat())
    booked = demo.book("11:30", "12:30", title="Filzen", day=MONDAY)
    database = Database(demo.told["database"])
    with database.writing() as session:
        one = session.exec(select(Booking).where(Booking.uid == booked["uid"])).one()
        one.title = HOSTILE
        journal.record(session, "booking.changed", who="test", now=clock.now(), booking_id=one.id)
    database.close()

    row = kiosk.page.locator(".row").filter(has_text=HOSTILE)
    expect(row).to_be_visible()
    kiosk.use(row)

    expect(kiosk.on("meeting").page.get_by_role("heading", name=HOSTILE)).to_be_visible()
    assert kiosk.page.locator(".panel img, .panel b, .window img").count() == 0


# This locks the group's PIN, so it comes last.


def test_the_fifth_wrong_pin_locks_and_says_until_when(kiosk, demo):
    wrong = f"{(int(demo.told['group_pin']) + 1) % 1_000_000:06}"
    at_the_keypad(kiosk, demo)

    for left in (4, 3, 2, 1):
        kiosk.type_pin(wrong).tap("confirm", then="pin")
        expect(kiosk.page.get_by_role("alert")).to_contain_text(f"noch {left} Versuch")
    kiosk.type_pin(wrong).tap("confirm", then="pin")

    expect(kiosk.page.get_by_role("alert")).to_contain_text("15 Minuten")
    assert kiosk.page.locator("[data-key]").count() == 0
    assert kiosk.faults() == []
    kiosk.tap("back", then="group").tap("take-group", demo.told["group"], then="pin")
    kiosk.type_pin(demo.told["group_pin"]).tap("confirm", then="pin")
    expect(kiosk.page.get_by_role("alert")).to_contain_text("Minuten")
    assert until(lambda: demo.busy() == [], what="no booking") is True
