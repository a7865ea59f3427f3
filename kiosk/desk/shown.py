"""One booking as the page of the desk shows it, read in one look."""

from dataclasses import dataclass
from datetime import datetime

from booking import access, grouppast, journal, ledger, officequestions, questions
from booking.facts import HouseFacts
from booking.ledger import DeskRow
from kiosk import wishwords
from kiosk.desk import rows, wording
from models import requests
from models.bookings import Booking, Hold, State
from models.database import Session


@dataclass(frozen=True, slots=True)
class Shown:
    """One booking as it was read in one look."""

    booking: Booking
    row: DeskRow
    facts: list[tuple[str, str]]
    story: list[tuple[str, str, str]]
    asked: list[requests.Question]
    offices: list[requests.OfficeQuestion]  # what offices of the town were asked
    rooms: dict[str, str]  # slug → name
    groups: dict[str, str]  # slug → name
    step_min: int
    at: datetime

    @property
    def may_ask_offices(self) -> bool:
        """Whether offices can still be asked, and answer."""
        return officequestions.may_ask(self.booking, self.at)

    @property
    def ahead(self) -> bool:
        """Whether it is promised and has not begun."""
        return self.booking.state is State.CONFIRMED and self.at < self.booking.starts_at

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return self.booking.ends_at <= self.at

    @property
    def runs(self) -> bool:
        """Whether it is on now."""
        return self.booking.state is State.CONFIRMED and self.booking.starts_at <= self.at < self.booking.ends_at

    @property
    def offered(self) -> bool:
        """Whether its group may still take it."""
        until = self.booking.held_until
        return self.row.held_for is Hold.OFFER and until is not None and self.at < until


def past_facts(session: Session, house: HouseFacts, row: DeskRow, at: datetime) -> list[tuple[str, str]]:
    """Return how it went with the group of a wish that waits."""
    if not row.waits or row.group_id is None:
        return []
    return wishwords.past(grouppast.past(session, row.group_id, now=at), house)


def read(session: Session, house: HouseFacts, at: datetime, *, uid: str) -> Shown:
    """Return the booking *uid* as the desk reads it now. Raises Refused(UnknownBooking)."""
    booking, row = ledger.desk_row(session, house, uid)
    return Shown(
        booking=booking,
        row=row,
        facts=[*rows.details(row, house), *past_facts(session, house, row, at)],
        story=wording.story(journal.story(session, booking.id), house.zone, row.group_name),
        asked=questions.questions_of(session, [booking.id]),
        offices=officequestions.of_booking(session, booking.id),
        rooms={room.slug: room.name for room in house.bookable_rooms},
        groups={group.slug: group.name for group in access.group_accesses(session, now=at)},
        step_min=house.rules.slot_step_min,
        at=at,
    )
