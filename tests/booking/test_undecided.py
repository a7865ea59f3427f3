"""What somebody still has to decide is found without reading the whole book."""

from sqlalchemy import text

from booking import book, overdue
from booking.overdue import undecided
from models.bookings import UNDECIDED, State
from tests.support.cast import TUESDAY


def test_the_small_index_serves_every_look_for_it(session, house):
    look = f"SELECT id FROM booking WHERE {UNDECIDED} ORDER BY starts_at"
    if session.get_bind().dialect.name == "sqlite":
        plan = session.connection().execute(text(f"EXPLAIN QUERY PLAN {look}")).all()
    else:
        session.connection().execute(text("SET LOCAL enable_seqscan = off"))  # so few rows are read quicker as a whole
        plan = session.connection().execute(text(f"EXPLAIN {look}")).all()

    assert "booking_undecided" in str(plan)


def test_every_look_for_it_says_so_in_the_words_of_the_index():
    assert str(undecided()) == UNDECIDED
    for look in (overdue.waits_for_desk(), overdue.is_over(TUESDAY)):
        assert f"{UNDECIDED} AND" in str(look)


def test_the_words_name_the_states():
    named = {state for state in State if f"'{state}'" in UNDECIDED}

    assert named == {*book.WAITING}
