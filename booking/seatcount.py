"""How many seats a meeting has, changed by the desk while people have some or wait."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from booking import journal, meetings, refusals, seatline
from booking.facts import HouseFacts
from booking.places import OWN_SEATS
from booking.refusals import Refused
from models.bookings import LIVE, Booking, Series
from models.meetings import COUNTED


def set_seats(
    session: Session,
    house: HouseFacts,
    code: str,
    seats: int,
    *,
    whole_series: bool = False,
    who: str,
    now: datetime,
) -> list[Booking]:
    """Let the date *code* have so many *seats*; with *whole_series* every date of its series that comes, too.

    Who has a seat, or is offered one, keeps it, also where that is more than there are: then nobody comes in before
    enough were given back, and the desk is told (`booking.meetings.Occurrence.over`). What becomes free goes to who
    waits, in order. A date keeps its number when its series changes; dates of the series that are made later have
    the number of the last change for all. In a smaller room a date has what that holds, and its own number again
    when it goes back.

    Returns the dates that changed. Raises Refused: UnknownMeeting, NoSignup, MeetingOver, BadNumber up to what its
    room holds.
    """
    date = meetings.occurrence(session, house, code, now=now)
    if date.signup not in COUNTED:
        raise Refused(refusals.NoSignup())
    if date.ends <= now:
        raise Refused(refusals.MeetingOver())
    named = session.get_one(Booking, date.booking_id)
    most = _holds(house, named)
    if not 1 <= seats <= most:
        raise Refused(refusals.BadNumber(1, most))
    found: Iterable[Booking] = [named]
    if whole_series and named.series_id is not None:
        session.get_one(Series, named.series_id).capacity = seats
        found = _ahead(session, named.series_id, now)
    return [one for one in found if _set(session, house, one, seats, who, now)]


def _holds(house: HouseFacts, booking: Booking) -> int:
    return house.main_room(house.rooms_by_id[booking.room_id]).holds(booking.layout)


def _ahead(session: Session, series_id: int, now: datetime) -> Iterable[Booking]:
    look = select(Booking).where(
        col(Booking.series_id) == series_id,
        col(Booking.ends_at) > now,
        col(Booking.state).in_(LIVE),
        col(Booking.signup).in_(COUNTED),
    )
    return session.exec(look.order_by(col(Booking.starts_at), col(Booking.id))).all()


def _set(session: Session, house: HouseFacts, booking: Booking, seats: int, who: str, now: datetime) -> bool:
    fitting = min(seats, _holds(house, booking))
    booking.facts = {**booking.facts, OWN_SEATS: seats}
    session.add(booking)
    if booking.capacity == fitting:
        return False
    before, booking.capacity, booking.updated_at = booking.capacity, fitting, now
    session.flush()
    about = {"before": before, "seats": fitting}
    journal.record(session, "meeting.seats_set", who=who, now=now, booking_id=booking.id, **about)
    seatline.pass_on(session, booking, who=who, now=now)
    return True
