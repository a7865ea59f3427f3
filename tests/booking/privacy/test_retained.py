"""What goes next, told before it goes; and the journal, which goes back a year."""

from datetime import timedelta

from sqlmodel import select as chosen

from booking import jobs, journal, lifecycle, signups
from booking.privacy import retained
from booking.seatletters import Contact
from models.journal import JournalEntry
from models.meetings import Signup
from tests.support.cast import TUESDAY, move_in, wish

DAY = timedelta(days=1)


def test_what_is_foretold_is_what_goes(db):
    with db.writing() as session:
        house = move_in(session)
        meeting = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=TUESDAY)
        meeting.signup, meeting.capacity = Signup.SEATS, 8
        session.flush()
        signups.take_seat(session, house, meeting.code, 2, contact=Contact(email="a@example.org"), now=TUESDAY)

        told = {one.about: one.numbers for one in retained.going(session, now=TUESDAY)}

        assert told["seat_codes"] == (0, 1, 1)
        assert told["seat_contacts"] == (0, 0, 1)
        assert told["journal"] == (0, 0, 0)
        jobs.run(session, now=TUESDAY + 30 * DAY)
        after = {one.about: one.numbers for one in retained.going(session, now=TUESDAY + 30 * DAY)}
        assert (after["seat_codes"][0], after["seat_contacts"][0]) == (0, 0)


def test_the_journal_forgets_after_a_year_but_its_newest_line(db):
    with db.writing() as session:
        house = move_in(session)
        for number in range(3):
            journal.record(session, "group.key_changed", who="operator", now=TUESDAY + number * DAY)
        newest = journal.newest(session)

        assert not journal.something_old(session, TUESDAY + journal.KEPT - timedelta(minutes=1))
        assert journal.something_old(session, TUESDAY + journal.KEPT)
        assert journal.forget_old(session, house, TUESDAY + journal.KEPT) == 1
        assert journal.forget_old(session, house, TUESDAY + 2 * journal.KEPT) == 1

        assert [entry.id for entry in session.exec(chosen(JournalEntry))] == [newest]
        assert not journal.something_old(session, TUESDAY + 2 * journal.KEPT)
