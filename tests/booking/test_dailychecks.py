"""What somebody looks at once a day in the house."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import dailychecks, refusals
from booking.dailychecks import CHECKS, QR
from booking.refusals import Refused
from models.journal import JournalEntry
from tests.support.cast import TUESDAY

DAY = timedelta(days=1)


def looked(session, house, now):
    return [check.name for check in dailychecks.checks_of_today(session, house, now=now) if check.at is not None]


def test_what_is_looked_at_once_a_day_is_open_again_tomorrow(session, house):
    assert looked(session, house, TUESDAY) == []

    dailychecks.note_check(session, house, QR, who="desk:caretaker", now=TUESDAY)
    dailychecks.note_check(session, house, QR, who="desk:manager", now=TUESDAY + timedelta(hours=1))

    assert looked(session, house, TUESDAY + timedelta(hours=12)) == [QR]
    assert looked(session, house, TUESDAY + DAY) == []
    [entry] = session.exec(select(JournalEntry).where(col(JournalEntry.what) == "house.checked"))
    assert (entry.who, entry.facts) == ("desk:caretaker", {"reason": QR})


def test_everything_can_be_looked_at_and_nothing_else(session, house):
    for name in CHECKS:
        dailychecks.note_check(session, house, name, who="desk:manager", now=TUESDAY)
    with pytest.raises(Refused) as caught:
        dailychecks.note_check(session, house, "roof", who="desk:manager", now=TUESDAY)

    assert looked(session, house, TUESDAY) == [*CHECKS]
    assert caught.value.reasons == (refusals.UnknownItem("roof"),)
