"""The terminal, as people go through it."""

from collections.abc import Iterator
from datetime import timedelta

from camera import GROUP, THURSDAY, opened
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col, select

from booking import onsite, screens
from models.database import Database
from models.tables import bookings
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import SIZES, TABLETS, Kiosk


def kiosk_screens(browser: Browser, demo: dict[str, str], size: str) -> Iterator[tuple[str, Page]]:
    """Go through the kiosk as people do, and book once."""
    page = opened(browser, *SIZES[size])
    kiosk = Kiosk(page, demo["kiosk"])
    yield "home", page
    yield from reading_screens(kiosk)
    kiosk.tap("programme", then="programme")
    kiosk.tap("see-day", THURSDAY.isoformat())
    yield "programme", page
    yield from looking_screens(kiosk)
    yield from booking_screens(kiosk, demo)
    yield from group_screens(kiosk, demo)
    yield from staff_screens(kiosk, demo)
    page.context.close()


def tablet_screens(browser: Browser, demo: dict[str, str], size: str) -> Iterator[tuple[str, Page]]:
    """Look at a few screens as a tablet shows them."""
    page = opened(browser, *TABLETS[size])
    kiosk = Kiosk(page, demo["kiosk"])
    yield "home", page
    kiosk.tap("programme", then="programme").tap("see-day", THURSDAY.isoformat())
    yield "programme", page
    kiosk.tap("see-choice", "families")
    kiosk.use(page.get_by_role("button").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting")
    yield "meeting", page
    kiosk.tap("home", then="home").tap("book", then="day").take_room("stueble")
    yield "book-day", page
    page.context.close()


def reading_screens(kiosk: Kiosk) -> Iterator[tuple[str, Page]]:
    """Read the start as others do: in another language, from right to left, large, with contrast, by night."""
    page = kiosk.page
    kiosk.tap("languages", then="language")
    yield "languages", page
    kiosk.tap("speak", "ar", then="home")
    yield "home-arabic", page
    kiosk.tap("languages", then="language").tap("speak", "uk", then="home").tap("large")
    yield "home-ukrainian-large", page
    kiosk.tap("large").tap("contrast").tap("languages", then="language").tap("speak", "de", then="home")
    yield "home-contrast", page
    kiosk.tap("contrast")
    page.evaluate("() => document.documentElement.classList.add('night')")
    yield "home-night", page
    page.evaluate("() => document.documentElement.classList.remove('night')")


def looking_screens(kiosk: Kiosk) -> Iterator[tuple[str, Page]]:
    """Find something for families, take a seat without a phone, look around in a quarter, ask for help."""
    page = kiosk.page
    kiosk.tap("see-choice", "families")
    yield "families", page
    kiosk.use(page.get_by_role("button").filter(has_text="Adventsbasteln"))
    kiosk.on("meeting")
    yield "meeting", page
    kiosk.tap("who", then="who")
    yield "who", page
    kiosk.tap("back", then="meeting").tap("without-phone", then="seats")
    yield "seats", page
    kiosk.tap("take-seat", "2", then="seat")
    yield "seat", page
    kiosk.tap("home", then="home").tap("quarters", then="quarters")
    yield "quarters", page
    kiosk.tap("quarter", "holdergraben", then="quarter")
    yield "quarter", page
    kiosk.tap("help", then="help")
    yield "help", page
    kiosk.tap("office", then="office")
    yield "office", page
    kiosk.tap("back", then="help").tap("about", then="about-us")
    yield "about", page
    kiosk.tap("home", then="home").tap("calendar", then="calendar")
    yield "calendar", page


def booking_screens(kiosk: Kiosk, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Book a room as a group with its PIN, and ask for one as somebody new."""
    page = kiosk.page
    kiosk.tap("home", then="home").tap("book", then="day").take_room("stueble")
    yield "book-day", page
    kiosk.tap("take-day", THURSDAY.isoformat(), then="time")
    yield "book-time", page
    kiosk.tap("take-length", "60").tap("take-time", then="sign")
    yield "book-sign", page
    kiosk.find_group(GROUP)
    yield "book-group", page
    kiosk.tap("take-group", GROUP, then="pin")
    yield "book-pin", page
    kiosk.type_pin(demo["group_pin"])
    yield "book-check", page
    kiosk.tap("confirm", then="done")
    yield "book-done", page
    kiosk.tap("home", then="home")
    start = f"{THURSDAY + timedelta(days=9)}T14:00:00+01:00"
    kiosk.choose("stueble", start[:10], start, 60).tap("newcomer", then="reason")
    yield "book-reason", page
    kiosk.tap("take-reason", then="head-count")
    yield "book-persons", page
    kiosk.tap("take-persons", then="check").tap("confirm", then="done")
    yield "book-asked", page


def group_screens(kiosk: Kiosk, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Look at a group's own dates; come, go, and tell what is broken."""
    page = kiosk.page
    kiosk.tap("home", then="home").tap("mine", then="mine")
    yield "mine-card", page
    kiosk.tap("mine-by-pin", then="mine-group")
    kiosk.use(page.locator(".tabs [data-tap=page]").last)
    kiosk.tap("mine-group", GROUP, then="mine-pin").type_pin(demo["group_pin"], then="mine-dates")
    yield "mine-dates", page
    kiosk.use(kiosk.control("mine-open"))
    kiosk.on("mine-date")
    yield "mine-date", page
    kiosk.tap("mine-ask", "cancel", then="mine-sure")
    yield "mine-sure", page
    kiosk.tap("home", then="home").tap("arrive", then="arrived")
    yield "arrived", page
    kiosk.tap("broken", then="broken")
    yield "broken", page
    kiosk.tap("home", then="home").tap("leave", then="leaving").tap("leave-item")
    yield "leaving", page
    kiosk.tap("leave-done", then="heads")
    yield "heads", page
    kiosk.tap("heads", then="left")
    yield "left", page
    nobody_came(demo["database"])


def staff_screens(kiosk: Kiosk, demo: dict[str, str]) -> Iterator[tuple[str, Page]]:
    """Tell something in the window of this kiosk, and let the staff in."""
    db, today = Database(demo["database"]), DEMO_DAY.date()
    with db.writing() as session:
        machine = screens.screens(session)[0].id
        screens.measure(session, machine, diagonal_inch=24, lower_edge_mm=800, who="desk:1", now=DEMO_DAY)
        text = "Heute ist der Lift defekt. Der Eingang im Hof ist ohne Stufen."
        onsite.put_up_notice(session, machine, text, today, today=today, who="desk:1", now=DEMO_DAY)
        code = onsite.offer_code(session, machine, who="desk:1", now=DEMO_DAY + timedelta(minutes=5))
    db.close()
    kiosk.tap("home", then="home")
    expect(kiosk.page.locator("[data-notice]")).to_be_visible()
    yield "notice", kiosk.page
    kiosk.hold_up(code).on("staff")
    yield "staff", kiosk.page
    kiosk.tap("staff-reach", then="staff-reach").tap("staff-touch", "top-left")
    yield "staff-reach", kiosk.page


def nobody_came(database: str) -> None:
    """Let the next size find the group at the door as this one did."""
    db = Database(database)
    with db.writing() as session:
        for booking in session.exec(select(bookings.Booking).where(col(bookings.Booking.arrived_at).is_not(None))):
            booking.arrived_at = booking.left_at = booking.head_count = None
    db.close()
