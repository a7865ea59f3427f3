"""The line in front of a meeting: offers with a deadline, parties that fit, nobody oversold, nobody forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from booking import jobs, lifecycle, meetings, moves, occupancy, refusals, seatcount, seatletters, seatline, signups
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.seatletters import Contact
from booking.seatline import Party, served
from models.bookings import Booking
from models.database import Database
from models.letters import Letter
from models.meetings import Ended, Seat, SeatContact, SeatLink, Standing
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

NEXT_WEEK = TUESDAY - timedelta(days=5)  # so early that a day is left for an answer
HOUR = timedelta(hours=1)
IN, OFFERED, WAITING = Standing.IN, Standing.OFFERED, Standing.WAITING


@pytest.fixture
def meeting(session: Session, house: HouseFacts) -> Booking:
    """The Strickcafé's date with four seats, five days ahead."""
    return at_the_strickcafe(session, house)


def at_the_strickcafe(session: Session, house: HouseFacts, capacity: int = 4) -> Booking:
    booking = lifecycle.request_booking(session, house, wish(), who="group:strickcafe", now=NEXT_WEEK)
    booking.capacity = capacity
    session.add(booking)
    session.flush()
    return booking


def take(session, house, meeting, persons=1, mail="", now=NEXT_WEEK):
    contact = Contact(email=mail) if mail else None
    return signups.take_seat(session, house, meeting.code, persons, contact=contact, now=now)


def give_back(session, house, view, now=NEXT_WEEK + HOUR):
    signups.cancel_seat(session, house, view.token, now=now)


def stands(session, *views):
    return [session.get_one(Seat, view.id).standing for view in views]


def free(session, house, meeting):
    date = meetings.occurrence(session, house, meeting.code, now=NEXT_WEEK)
    return date.taken, date.offered, date.waiting, date.free


def letters(session) -> list[tuple[str, str | None]]:
    found = session.exec(select(Letter).where(col(Letter.kind).startswith("seat-")).order_by(col(Letter.id)))
    return [(letter.kind, letter.address) for letter in found]


class TestWhoIsServed:
    """The rule alone, without a database."""

    @pytest.mark.parametrize(
        ("line", "places", "chosen"),
        [
            ([Party(1), Party(1)], 1, [0]),
            ([Party(2), Party(1)], 2, [0]),
            ([Party(3), Party(1)], 1, [1]),
            ([Party(3), Party(2), Party(1)], 2, [1]),
            ([Party(3, passed=3), Party(1)], 2, []),
            ([Party(3, passed=2), Party(2), Party(1)], 2, [2]),
            ([Party(3, passed=3), Party(1)], 4, [0, 1]),
            ([Party(9), Party(1)], 1, [1]),
            ([], 3, []),
        ],
        ids=[
            "the first",
            "the larger one where it fits",
            "a smaller one with what the larger cannot use",
            "in order among those that fit",
            "kept for who was passed enough",
            "only so many as may still pass",
            "both where there is room",
            "nothing is kept for more than the meeting holds",
            "nobody waits",
        ],
    )
    def test_in_order_those_that_fit(self, line, places, chosen):
        assert served(line, places, capacity=8, keeps=True) == chosen

    def test_on_the_last_day_nothing_is_kept(self):
        assert served([Party(3, passed=3), Party(1), Party(1)], 2, capacity=8, keeps=False) == [1, 2]

    @settings(deadline=None)
    @given(
        sizes=st.lists(st.integers(1, 8), min_size=1, max_size=20),
        freed=st.lists(st.integers(1, 4), min_size=60, max_size=60),
    )
    def test_nobody_starves_and_nobody_is_passed_by_more_persons_than_it_brings(self, sizes, freed):
        line, places = [Party(size) for size in sizes], 0
        for number in freed:
            places += number
            chosen = served(line, places, capacity=8, keeps=True)
            places -= sum(line[place].persons for place in chosen)
            line = passed_by(line, chosen)
            assert places >= 0
            assert all(party.passed <= party.persons for party in line)
        assert line == [] or sum(freed) < 2 * sum(sizes)


def passed_by(line, chosen):
    """Return who is left of *line*, with what went past it."""
    after = [
        Party(party.persons, party.passed + sum(line[one].persons for one in chosen if one > place))
        for place, party in enumerate(line)
    ]
    return [party for place, party in enumerate(after) if place not in chosen]


def test_who_left_an_address_is_asked_and_has_a_day(session, house, meeting):
    first = take(session, house, meeting, 4)
    second = take(session, house, meeting, 2, "zweite@example.org")

    give_back(session, house, first)

    seen = signups.seat(session, house, second.token, now=NEXT_WEEK + HOUR)
    assert (seen.standing, seen.waiting) == (OFFERED, 0)
    assert seen.offered_until == NEXT_WEEK + timedelta(hours=25)
    assert free(session, house, meeting) == (0, 2, 0, 2)
    assert letters(session) == [
        ("seat-waiting", "zweite@example.org"),
        ("seat-offered", "zweite@example.org"),
    ]


def test_yes_makes_it_a_seat_and_twice_changes_nothing(session, house, meeting):
    first = take(session, house, meeting, 4)
    second = take(session, house, meeting, 2, "zweite@example.org")
    give_back(session, house, first)

    for _press in range(2):
        signups.accept(session, second.id, who="visitor", now=NEXT_WEEK + 2 * HOUR)

    assert stands(session, second) == [IN]
    assert letters(session)[-1] == ("seat-taken", "zweite@example.org")
    assert len(letters(session)) == 3


def test_no_passes_it_on(session, house, meeting):
    first = take(session, house, meeting, 4)
    second, third = two_who_wait(session, house, meeting)
    give_back(session, house, first)

    for _press in range(2):
        signups.decline(session, second.id, who="visitor", now=NEXT_WEEK + 2 * HOUR)

    assert stands(session, third) == [OFFERED]
    assert session.get_one(Seat, second.id).ended is Ended.DECLINED


def two_who_wait(session, house, meeting):
    return (
        take(session, house, meeting, 3, "zweite@example.org"),
        take(session, house, meeting, 3, "dritte@example.org"),
    )


def test_an_offer_that_nobody_answers_goes_to_the_next_and_its_holder_leaves_the_line(session, house, meeting):
    first = take(session, house, meeting, 4)
    second, third = two_who_wait(session, house, meeting)
    give_back(session, house, first)
    over = NEXT_WEEK + timedelta(hours=25)

    assert jobs.next_moment(session, now=NEXT_WEEK + 2 * HOUR) == over
    assert not jobs.anything_due(session, now=over - timedelta(seconds=1))
    assert jobs.anything_due(session, now=over)
    jobs.run(session, now=over)

    assert (session.get_one(Seat, second.id).ended, stands(session, third)) == (Ended.LAPSED, [OFFERED])
    assert session.get_one(Seat, third.id).offered_until == over + timedelta(hours=24)
    assert letters(session)[-2:] == [
        ("seat-given-back", "zweite@example.org"),
        ("seat-offered", "dritte@example.org"),
    ]
    assert not jobs.anything_due(session, now=over)


@pytest.mark.parametrize("answer", [signups.accept, signups.decline])
def test_an_answer_comes_too_late(session, house, meeting, answer):
    first = take(session, house, meeting, 4)
    second = take(session, house, meeting, 2, "zweite@example.org")
    give_back(session, house, first)

    with pytest.raises(Refused) as late:
        answer(session, second.id, who="visitor", now=NEXT_WEEK + timedelta(hours=25))

    assert late.value.reasons == (refusals.SeatOfferOver(),)


def test_nobody_answers_what_is_not_offered(session, house, meeting):
    take(session, house, meeting, 4)
    second = take(session, house, meeting, 1)

    for answer in (signups.accept, signups.decline):
        with pytest.raises(Refused):
            answer(session, second.id, who="visitor", now=NEXT_WEEK)


@pytest.mark.parametrize(
    ("before", "closes_min", "hours"),
    [(120, 0, 24), (30, 0, 15), (8, 0, 4), (3, 0, None), (30, 24 * 60, 3), (20, 24 * 60, None)],
    ids=["a day", "half of what is left", "still half", "too late to ask", "before sign-up ends", "sign-up has ended"],
)
def test_an_answer_is_due_well_before_the_start(session, house, meeting, before, closes_min, hours):
    meeting.signup_closes_min = closes_min
    now = meeting.starts_at - timedelta(hours=before)

    until = seatline.answer_by(meeting, now)

    assert until == (None if hours is None else now + timedelta(hours=hours))


def test_near_the_start_the_place_is_theirs_at_once_and_they_are_told(session, house, meeting):
    first = take(session, house, meeting, 4)
    second = take(session, house, meeting, 2, "zweite@example.org")

    give_back(session, house, first, now=at(WEDNESDAY, "12:00"))

    assert stands(session, second) == [IN]
    assert letters(session)[-1] == ("seat-taken", "zweite@example.org")


def test_a_party_that_does_not_fit_keeps_its_place_and_is_not_passed_for_ever(session, house, meeting):
    held = [take(session, house, meeting) for _ in range(4)]
    family = take(session, house, meeting, 2)
    singles = [take(session, house, meeting) for _ in range(4)]

    for view in held[:2]:
        give_back(session, house, view)
    assert stands(session, family, *singles) == [WAITING, IN, IN, WAITING, WAITING]
    give_back(session, house, held[2])
    assert stands(session, family, *singles[2:]) == [WAITING, WAITING, WAITING]
    give_back(session, house, held[3])

    assert stands(session, family, *singles[2:]) == [IN, WAITING, WAITING]


def test_on_the_last_day_a_kept_place_is_better_taken(session, house, meeting):
    held = [take(session, house, meeting) for _ in range(4)]
    family = take(session, house, meeting, 4)
    single = take(session, house, meeting)
    session.get_one(Seat, family.id).passed = 4
    give_back(session, house, held[0])
    assert stands(session, single) == [WAITING]
    evening = at(WEDNESDAY, "14:00") - timedelta(days=1)
    assert not seatline.something_over(session, evening - timedelta(seconds=1))

    jobs.run(session, now=evening)

    assert stands(session, family, single) == [WAITING, IN]
    assert not seatline.something_over(session, evening)


def test_a_larger_capacity_lets_in_who_waits(db):
    with open_house(db) as (session, house):
        meeting = at_the_strickcafe(session, house)
        take(session, house, meeting, 4)
        second, third = take(session, house, meeting, 2), take(session, house, meeting, 2, "dritte@example.org")
    with db.writing() as session:
        found = session.get_one(Booking, meeting.id)
        found.capacity = 8
        seatline.watch(session, found, NEXT_WEEK + HOUR)

    with db.reading() as session:
        assert stands(session, second, third) == [IN, OFFERED]


@contextmanager
def open_house(db: Database) -> Iterator[tuple[Session, HouseFacts]]:
    """Write in the house of the cast; what follows the seats happens at the end."""
    with db.writing() as session:
        yield session, move_in(session)


def test_a_moved_meeting_tells_who_has_a_seat_in_the_same_transaction(db):
    with open_house(db) as (session, house):
        meeting = at_the_strickcafe(session, house)
        take(session, house, meeting, 2, "erste@example.org")
        take(session, house, meeting, 1)
    with db.writing() as session:
        house = occupancy.house_facts(session)
        start = at(WEDNESDAY, "17:00")
        moves.move_booking(session, house, meeting.uid, start=start, who="desk:manager", now=NEXT_WEEK + HOUR)

    with db.reading() as session:
        (letter,) = session.exec(select(Letter).where(Letter.kind == "seat-moved"))
    assert letter.address == "erste@example.org"
    assert letter.facts["was"]["start"] == "2026-11-25T14:00"
    assert letter.facts["booking"] == meeting.uid


def test_a_cancelled_meeting_tells_them_once_and_takes_back_what_is_offered(db):
    with open_house(db) as (session, house):
        meeting = at_the_strickcafe(session, house)
        first = take(session, house, meeting, 4)
        second = take(session, house, meeting, 2, "zweite@example.org")
        give_back(session, house, first)
    for _time in range(2):
        with db.writing() as session:
            house = occupancy.house_facts(session)
            lifecycle.cancel_booking(session, house, meeting.uid, who="desk", now=NEXT_WEEK + 2 * HOUR)

    with db.reading() as session:
        assert letters(session)[-1] == ("seat-cancelled", "zweite@example.org")
        assert [kind for kind, _ in letters(session)].count("seat-cancelled") == 1
        assert stands(session, second) == [WAITING]
        with pytest.raises(Refused):
            signups.accept(session, second.id, who="visitor", now=NEXT_WEEK + 3 * HOUR)


def test_whoever_looks_after_a_cancellation_sees_it(db):
    with open_house(db) as (session, house):
        meeting = at_the_strickcafe(session, house)
        view = take(session, house, meeting)
        meeting.facts = {}
        session.flush()
        lifecycle.cancel_booking(session, house, meeting.uid, who="desk", now=NEXT_WEEK)
        seen = signups.seat(session, house, view.token, now=NEXT_WEEK)

    assert seen.occurrence.status == "cancelled"


def test_a_letters_own_link_opens_the_same_seat(session, house, meeting):
    view = take(session, house, meeting, 2, "erste@example.org")
    (letter,) = session.exec(select(Letter).where(Letter.kind == "seat-taken"))

    assert letter.facts["token"] != view.token
    assert signups.seat(session, house, letter.facts["token"], now=NEXT_WEEK).id == view.id


def test_a_week_after_the_meeting_nobodys_address_is_left(session, house, meeting):
    view = take(session, house, meeting, 2, "erste@example.org")
    over = at(WEDNESDAY, "15:30")
    jobs.run(session, now=over + seatletters.CODE_KEPT)

    assert session.get_one(Seat, view.id).code_word == ""
    assert session.exec(select(SeatLink)).all() == []
    assert [row.email for row in session.exec(select(SeatContact))] == ["erste@example.org"]
    with pytest.raises(Refused):
        signups.seat(session, house, view.token, now=over + seatletters.CODE_KEPT)
    jobs.run(session, now=over + seatletters.KEPT)

    assert session.exec(select(SeatContact)).all() == []
    assert session.get_one(Seat, view.id).persons == 2
    assert not seatletters.something_old(session, over + seatletters.KEPT)


def test_pretix_1163_whoever_gives_back_a_place_from_the_line_is_not_in_it_any_more(session, house, meeting):
    """A person got a place from the waiting list, cancelled, and was first in line again, or kept the voucher."""
    first = take(session, house, meeting, 4)
    second, third = take(session, house, meeting, 4, "zweite@example.org"), take(session, house, meeting, 4)
    give_back(session, house, first)
    signups.accept(session, second.id, who="visitor", now=NEXT_WEEK + 2 * HOUR)

    give_back(session, house, second, now=NEXT_WEEK + 3 * HOUR)

    assert stands(session, third) == [IN]
    assert not signups.seat(session, house, second.token, now=NEXT_WEEK + 3 * HOUR).offered_until
    assert [kind for kind, _ in letters(session)].count("seat-offered") == 1


def test_pretix_1405_a_place_from_the_line_that_is_given_back_is_free_again(db):
    """Capacity 12 to 1 and back to 12, a place from the waiting list, cancelled: one place stayed "reserved"."""
    with open_house(db) as (session, house):
        meeting = at_the_strickcafe(session, house, capacity=1)
        take(session, house, meeting)
        second = take(session, house, meeting, 1, "zweite@example.org")
    with db.writing() as session:
        found = session.get_one(Booking, meeting.id)
        found.capacity = 12
        seatline.watch(session, found, NEXT_WEEK + HOUR)
    with db.writing() as session:
        house = occupancy.house_facts(session)
        assert free(session, house, meeting) == (1, 1, 0, 10)
        signups.accept(session, second.id, who="visitor", now=NEXT_WEEK + 2 * HOUR)
        assert free(session, house, meeting) == (2, 0, 0, 10)
        give_back(session, house, second, now=NEXT_WEEK + 3 * HOUR)

        assert free(session, house, meeting) == (1, 0, 0, 11)


def test_indico_3036_a_withdrawal_is_filled_from_the_waiting_list_by_itself(session, house, meeting):
    """Since 2017: organisers keep a second form as waiting list and fill every withdrawal by hand."""
    held = [take(session, house, meeting) for _ in range(4)]
    line = [take(session, house, meeting) for _ in range(3)]

    for view in held[:2]:
        give_back(session, house, view)

    assert stands(session, *line) == [IN, IN, WAITING]
    assert signups.seat(session, house, line[2].token, now=NEXT_WEEK).waiting == 1


ACTS = st.lists(
    st.tuples(st.sampled_from(["come", "come with a mail", "leave", "yes", "no", "wait", "seats"]), st.integers(1, 4)),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_taken_offered_and_free_are_always_the_capacity_or_it_is_told(sqlite_db, acts):
    """Whatever people and the desk do: never oversold, nobody loses a seat, the line keeps its order."""
    with sqlite_db.writing() as session:
        house = move_in(session)
        meeting = at_the_strickcafe(session, house, capacity=8)
        story = Story(session, house, meeting)
        for act, number in acts:
            story.tell(act, number)
            story.check()
        session.rollback()


class Story:
    """What people do at one meeting."""

    def __init__(self, session: Session, house: HouseFacts, meeting: Booking) -> None:
        self.session, self.house, self.meeting = session, house, meeting
        self.now: datetime = NEXT_WEEK
        self.inside: set[int] = set()
        self.taken = 0

    def tell(self, act: str, number: int) -> None:
        self.now += timedelta(minutes=1)
        live = [seat for seat in self.seats() if seat.released_at is None]
        offered = [seat for seat in live if seat.standing is OFFERED]
        if act.startswith("come"):
            mail = f"{len(self.seats())}@example.org" if "mail" in act else ""
            take(self.session, self.house, self.meeting, number, mail, now=self.now)
        elif act == "leave" and live:
            gone = live[number % len(live)]
            self.inside.discard(gone.id)
            signups.give_back(self.session, gone.id, who="visitor", now=self.now)
        elif act in ("yes", "no") and offered:
            answer = signups.accept if act == "yes" else signups.decline
            answer(self.session, offered[number % len(offered)].id, who="visitor", now=self.now)
        elif act == "seats":
            count = 4 * number  # no party is larger than the meeting
            seatcount.set_seats(self.session, self.house, self.meeting.code, count, who="desk:manager", now=self.now)
        elif act == "wait" and self.now + timedelta(hours=25) < self.meeting.starts_at:
            self.now += timedelta(hours=25)
            jobs.run(self.session, now=self.now)

    def seats(self) -> list[Seat]:
        return list(self.session.exec(select(Seat).order_by(col(Seat.id))))

    def check(self) -> None:
        live = [seat for seat in self.seats() if seat.released_at is None]
        persons = {standing: sum(s.persons for s in live if s.standing is standing) for standing in Standing}
        date = meetings.occurrence(self.session, self.house, self.meeting.code, now=self.now)
        taken = persons[IN] + persons[OFFERED]
        capacity = self.meeting.capacity or 0
        assert taken <= max(capacity, self.taken), "where there are too many nobody comes in"
        assert date.over == max(0, taken - capacity)
        assert (date.taken, date.offered, date.waiting) == (persons[IN], persons[OFFERED], persons[WAITING])
        assert date.free == (0 if persons[WAITING] else capacity - taken + date.over)
        inside = {seat.id for seat in live if seat.standing is IN}
        assert self.inside <= inside
        line = [seat for seat in live if seat.standing is WAITING]
        assert [seatline.place_in_line(self.session, seat) for seat in line] == list(range(1, len(line) + 1))
        assert not line or line[0].persons > capacity - taken
        assert all(seat.passed <= seat.persons for seat in line)
        self.inside, self.taken = inside, taken
