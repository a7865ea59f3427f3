"""A letter is carried by one carrier at a time and arrives at most once; on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import col, select

from booking import jobs, outbox, post
from booking.outbox import CLAIM, FORGET_ALL, FORGET_SENT, LIFE, PAUSES, Trouble
from booking.refusals import Refused
from models.database import Database
from models.journal import JournalEntry
from models.letters import Delivery, Letter
from tests.support.cast import TUESDAY, move_in

ADDRESS, OTHER = "nachbarin@example.org", "andere@example.org"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DESK = "desk:manager"


def queue(session, mark="1", *, address=ADDRESS, kind="seat-moved", now=TUESDAY, **facts):
    post.queue_for(session, kind, address, f"{kind}:{mark}", {"persons": 2, **facts}, now=now)


def letters(session) -> list[Letter]:
    session.expire_all()
    return list(session.exec(select(Letter).order_by(col(Letter.id))))


def taken(session, now=TUESDAY):
    mine = outbox.claim(session, now=now)
    assert mine is not None, "no letter is due"
    return mine


def test_a_letter_is_claimed_handed_over_and_sent(session):
    queue(session, now=TUESDAY)

    mine = taken(session)
    assert (mine.address, mine.facts, mine.tries) == (ADDRESS, {"persons": 2}, 1)
    assert outbox.claim(session, now=TUESDAY) is None
    assert outbox.hand_over(session, mine, now=TUESDAY)
    outbox.sent(session, mine, now=TUESDAY + MINUTE)

    (letter,) = letters(session)
    assert (letter.delivery, letter.sent_at, letter.trouble) == (Delivery.SENT, TUESDAY + MINUTE, "")
    assert not outbox.is_due(session, now=TUESDAY + DAY)


def test_what_passes_is_tried_again_after_longer_and_longer_pauses_and_then_given_up(session):
    queue(session)
    now, waited = TUESDAY, []
    for _pause in PAUSES:
        outbox.failed(session, taken(session, now), "asked_to_wait 451", now=now)
        (letter,) = letters(session)
        assert not outbox.is_due(session, now=letter.due_at - MINUTE / 2)
        waited.append(letter.due_at - now)
        now = letter.due_at

    outbox.failed(session, taken(session, now), "asked_to_wait 451", now=now)

    (letter,) = letters(session)
    assert tuple(waited) == PAUSES
    assert 4.5 * DAY < now - TUESDAY < 5 * DAY
    assert (letter.delivery, letter.trouble) == (Delivery.DEAD, "asked_to_wait 451")
    assert session.exec(select(JournalEntry.what)).all() == ["letter.dead"]


def test_letters_to_one_address_stay_in_order(session):
    queue(session, "1")
    queue(session, "2")
    queue(session, "3", address=OTHER)

    first = taken(session)
    assert taken(session).address == OTHER
    outbox.failed(session, first, "asked_to_wait 451", now=TUESDAY)
    assert not outbox.is_due(session, now=TUESDAY)

    again = taken(session, TUESDAY + MINUTE)
    assert again.id == first.id
    outbox.dead(session, again, "address_refused 550", now=TUESDAY + MINUTE)
    assert taken(session, TUESDAY + MINUTE).once == "seat-moved:2"


def test_a_letter_that_only_waits_its_turn_of_the_hour_keeps_no_other_back(session):
    for number in range(4):
        queue(session, f"{number}", kind="seat-taken")
    queue(session, "5", kind="seat-cancelled")

    kinds = []
    while mine := outbox.claim(session, now=TUESDAY):
        kinds.append(mine.kind)
        outbox.sent(session, mine, now=TUESDAY)

    assert kinds == ["seat-taken"] * 3 + ["seat-cancelled"]


def test_a_claim_that_was_left_before_anything_was_handed_over_passes_to_the_next(session):
    queue(session)
    lost = taken(session)

    assert not outbox.is_due(session, now=TUESDAY + CLAIM - MINUTE)
    mine = taken(session, TUESDAY + CLAIM)

    assert not outbox.hand_over(session, lost, now=TUESDAY + CLAIM)
    assert outbox.hand_over(session, mine, now=TUESDAY + CLAIM)
    outbox.sent(session, lost, now=TUESDAY + CLAIM)
    assert letters(session)[0].delivery is Delivery.WAITING


def test_a_carrier_that_ended_after_it_handed_over_leaves_an_uncertain_letter_that_is_never_carried_by_itself(session):
    queue(session)
    outbox.hand_over(session, taken(session), now=TUESDAY)

    for later in (CLAIM, HOUR, DAY, LIFE):
        outbox.settle(session, TUESDAY + later)
        assert not outbox.is_due(session, now=TUESDAY + later)

    (letter,) = letters(session)
    assert (letter.delivery, letter.trouble) == (Delivery.DEAD, Trouble.UNCERTAIN)


def test_the_desk_may_send_an_uncertain_letter_once_more(session):
    queue(session)
    lost = taken(session)
    outbox.hand_over(session, lost, now=TUESDAY)
    outbox.settle(session, TUESDAY + CLAIM)

    outbox.retry(session, [lost.id], who=DESK, now=TUESDAY + HOUR)

    mine = taken(session, TUESDAY + HOUR)
    assert (mine.id, mine.once, mine.tries) == (lost.id, lost.once, 2)
    assert not outbox.hand_over(session, lost, now=TUESDAY + HOUR)
    outbox.sent(session, mine, now=TUESDAY + HOUR)
    assert letters(session)[0].delivery is Delivery.SENT


def test_what_is_under_way_is_neither_retried_nor_put_away(session):
    queue(session)
    mine = taken(session)

    for do in (outbox.retry, outbox.put_away):
        with pytest.raises(Refused) as caught:
            do(session, [mine.id], who=DESK, now=TUESDAY)
        assert [reason.code for reason in caught.value.reasons] == ["unknown_letter"]


def test_what_is_put_away_is_forgotten_and_never_queued_again(session):
    queue(session)

    outbox.put_away(session, [letters(session)[0].id], who=DESK, now=TUESDAY)
    queue(session)

    (letter,) = letters(session)
    assert (letter.delivery, letter.address, letter.facts) == (Delivery.DEAD, None, {})
    assert outbox.counts(session) == (0, 0)


def test_the_desk_sees_what_is_dead_and_what_waits_without_whom_it_is_for(session):
    for number in range(3):
        queue(session, f"{number}", address=f"{number}@example.org")
    outbox.dead(session, taken(session), "address_refused 550", now=TUESDAY)
    outbox.sent(session, taken(session), now=TUESDAY)

    seen = [(letter.kind, letter.trouble, letter.dead) for letter in outbox.shown(session, most=10)]

    assert seen == [("seat-moved", "address_refused 550", True), ("seat-moved", "", False)]
    assert outbox.counts(session) == (1, 1)
    assert "@" not in repr(outbox.shown(session, most=10))


@pytest.mark.parametrize("tried", [False, True], ids=["never tried", "tried before"])
def test_nobody_is_told_news_of_last_week_for_the_first_time(session, tried):
    queue(session)
    if tried:
        outbox.failed(session, taken(session), "not_reached", now=TUESDAY)

    outbox.settle(session, TUESDAY + LIFE)

    assert letters(session)[0].trouble == ("not_reached" if tried else Trouble.TOO_OLD)
    assert letters(session)[0].delivery is (Delivery.WAITING if tried else Delivery.DEAD)


def test_an_offer_that_is_over_is_not_told_any_more(session):
    queue(session, "1", kind="seat-offered", until=(TUESDAY + HOUR).isoformat())
    queue(session, "2", kind="seat-offered", until=(TUESDAY + 2 * HOUR).isoformat())

    outbox.settle(session, TUESDAY + HOUR)

    assert [letter.delivery for letter in letters(session)] == [Delivery.DEAD, Delivery.WAITING]


def test_what_arrived_is_forgotten_after_an_hour_and_everything_after_thirty_days(session):
    queue(session, "1")
    outbox.sent(session, taken(session), now=TUESDAY)
    queue(session, "2", address=OTHER)
    outbox.dead(session, taken(session), "address_refused 550", now=TUESDAY)
    queue(session, "3", address="dritte@example.org")

    outbox.settle(session, TUESDAY + FORGET_SENT)
    assert [(letter.address is None, letter.facts == {}) for letter in letters(session)] == [
        (True, True),
        (False, False),
        (False, False),
    ]

    outbox.settle(session, TUESDAY + FORGET_ALL)
    assert all((letter.address, letter.facts) == (None, {}) for letter in letters(session))
    assert all(letter.delivery is not Delivery.WAITING for letter in letters(session))


def test_the_jobs_settle_letters_each_night_and_whenever_it_is_due(session):
    move_in(session)
    queue(session)
    outbox.hand_over(session, taken(session), now=TUESDAY)

    assert jobs.anything_due(session, now=TUESDAY + CLAIM)
    jobs.run(session, now=TUESDAY + CLAIM)

    assert letters(session)[0].trouble == Trouble.UNCERTAIN


def test_many_carriers_claim_each_letter_once(db: Database):
    with db.writing() as session:
        for number in range(40):
            queue(session, f"{number}", address=f"{number % 10}@example.org")

    def carry(_number: int) -> list[int]:
        mine: list[int] = []
        while True:
            with db.writing() as session:
                claim = outbox.claim(session, now=TUESDAY)
            if claim is None:
                return mine
            with db.writing() as session:
                assert outbox.hand_over(session, claim, now=TUESDAY)
            mine.append(claim.id)
            with db.writing() as session:
                outbox.sent(session, claim, now=TUESDAY)

    with ThreadPoolExecutor(4) as carriers:
        carried = [number for mine in carriers.map(carry, range(4)) for number in mine]

    # A carrier that saw only letters behind others of the same address went home early; the rest carried on.
    assert sorted(carried) == sorted(set(carried))
    with db.reading() as session:
        left = [letter.id for letter in letters(session) if letter.delivery is Delivery.WAITING]
    assert sorted([*carried, *left]) == list(range(1, 41))
