"""The cast of the tests: a small house and who uses it. The Strickcafé books, the manager decides."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlmodel import Session

from booking import occupancy
from booking.facts import HouseFacts
from booking.span import instant
from booking.wishes import Wish
from models.community import Contact, Group, Listing, Trust
from models.rooms import Closure, Holiday, House, Opening, Room, UsageType

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10:00 in Herrenberg
WEDNESDAY = date(2026, 11, 25)
RULES: dict[str, Any] = {
    "slot_step_min": 15,
    "min_public_min": 30,
    "max_public_min": 300,
    "min_lead_hours": {"trusted": 0, "new": 48},
    "max_ahead_days": {"single": 120, "series": 330},
    "quota": {"future_single_per_group": 8, "hours_per_group_week": 8, "held_requests_per_new_contact": 2},
    "request_hold_hours": 48,
}


def move_in(session: Session, **rules: Any) -> HouseFacts:
    """Store the house: a big room with set-up times, the Stüble, the kitchen between them, four groups."""
    session.add(House(slug="haus", name="Quartierraum Kernstadt", short="Quartierraum", rules={**RULES, **rules}))
    _rooms(session)
    session.add(
        Closure(
            slug="heizung",
            starts_on=date(2026, 11, 30),
            ends_on=date(2026, 11, 30),
            from_min=8 * 60,
            to_min=12 * 60,
            rooms=["quartierraum"],
            public_text="Am Montagvormittag wird die Heizung gewartet.",
        )
    )
    session.add(Holiday(name="1. Weihnachtstag", starts_on=date(2026, 12, 25), ends_on=date(2026, 12, 25)))
    _usages(session)
    _groups(session)
    session.flush()
    return occupancy.house_facts(session)


def _rooms(session: Session) -> None:
    places: dict[str, Any] = {"standing": 50, "rows": 40, "tables": 28}
    small: dict[str, Any] = {"standing": 8, "rows": 8, "tables": 8}
    big = Room(slug="quartierraum", name="Quartierraum", lo=2, hi=3, setup_min=15, teardown_min=15, **places)
    rooms = [
        big,
        Room(slug="stueble", name="Stüble", lo=0, hi=1, position=1, **small),
        Room(slug="kueche", name="Teeküche", lo=1, hi=2, position=2, public=False, **small),
    ]
    session.add_all(rooms)
    session.flush()
    both = Room(slug="quartierraum+kueche", name="Quartierraum mit Teeküche", lo=1, hi=3, main_id=big.id, position=3)
    both.extras, both.public, both.setup_min, both.teardown_min = ["kueche"], False, 15, 15
    session.add(both)
    session.flush()
    hours = [
        {
            "room_id": room.id,
            "weekday": day,
            "opens_min": 600 if day == 6 else 480,
            "closes_min": 1200 if day == 6 else 1320,
        }
        for room in rooms
        for day in range(7)
    ]
    session.execute(insert(Opening), hours)  # thousands of stories begin here, and objects would take thrice as long


def _usages(session: Session) -> None:
    session.add(UsageType(slug="open_event", name="Offenes Treffen"))
    session.add(UsageType(slug="group", name="Gruppentreffen", position=1))
    session.add(UsageType(slug="course", name="Kurs", needs_approval=True, position=2))
    why = "Private Feiern sind hier nicht möglich."
    session.add(UsageType(slug="private", name="Private Feier", allowed=False, why=why, position=3))


def _groups(session: Session) -> None:
    contact = Contact(slug="gruppe", function="Gruppenleitung", email="gruppen@example.org")
    session.add(contact)
    session.flush()
    for slug, name, trust, listing in (
        ("strickcafe", "Strick- und Spielecafé", Trust.TRUSTED, Listing.PUBLIC),
        ("neue-nachbarn", "Balkonkraftwerk-Stammtisch", Trust.NEW, Listing.INTERNAL),
        ("shg-a", "Selbsthilfegruppe A", Trust.TRUSTED, Listing.NEUTRAL),
        ("vhs", "Volkshochschule", Trust.PARTNER, Listing.PUBLIC),
    ):
        group = Group(slug=slug, name=name, trust=trust, listing=listing, contact_id=contact.id, created_at=TUESDAY)
        session.add(group)


def at(day: date, clock: str) -> datetime:
    """Return the instant at which clocks in Herrenberg show *clock* on *day*."""
    hour, minute = clock.split(":")
    return instant(datetime(day.year, day.month, day.day, int(hour), int(minute)), BERLIN)


def wish(clock: str = "14:00", *, day: date = WEDNESDAY, minutes: int = 90, **changes: Any) -> Wish:
    """Return what the Strickcafé asks for: the big room on Wednesday, unless told otherwise."""
    start = at(day, clock)
    asked: dict[str, Any] = {
        "room": "quartierraum",
        "start": start,
        "end": start + timedelta(minutes=minutes),
        "title": "Stricken für den Basar",
        "group_slug": "strickcafe",
    }
    return Wish(**{**asked, **changes})
