"""How it went with groups so far, as whoever decides reads it."""

from datetime import timedelta

from sqlmodel import Session, col, select

from booking import grouppast, lifecycle
from booking.facts import HouseFacts
from models.bookings import Booking, State
from models.community import Group
from tests.support.cast import TUESDAY, WEDNESDAY, wish


def numbers(known: grouppast.Past) -> tuple[int, ...]:
    return known.held, known.cancelled, known.missed, known.declined, known.ahead, known.waiting


def test_each_group_is_told_by_itself_also_one_without_any_date(session: Session, house: HouseFacts) -> None:
    for number in range(4):
        wanted = wish(day=WEDNESDAY + timedelta(days=number))
        lifecycle.request_booking(session, house, wanted, who="group:strickcafe", now=TUESDAY)
    held, gone, missed, said_no = session.exec(select(Booking).order_by(col(Booking.starts_at))).all()
    held.state = State.CONFIRMED
    for one, state in ((gone, State.CANCELLED), (missed, State.CANCELLED), (said_no, State.DECLINED)):
        one.state, one.released_at = state, TUESDAY
    missed.reason = grouppast.NO_SHOW
    session.flush()
    ids = {group.slug: group.id for group in session.exec(select(Group)).all()}

    found = grouppast.pasts(session, ids.values(), now=TUESDAY + timedelta(days=30))

    assert set(found) == set(ids.values())
    assert numbers(found[ids["strickcafe"]]) == (1, 1, 1, 1, 0, 0)
    assert numbers(found[ids["vhs"]]) == (0, 0, 0, 0, 0, 0)
    assert found[ids["strickcafe"]] == grouppast.past(session, ids["strickcafe"], now=TUESDAY + timedelta(days=30))
    assert grouppast.pasts(session, [], now=TUESDAY) == {}
