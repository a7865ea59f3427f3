"""The desk asks an office of the town about one booking: its link opens one question and takes one answer."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from booking import decisions, halftokens, jobs, lifecycle, officequestions, privacy, seals
from booking.occupancy import house_facts
from booking.refusals import Refused
from models.bookings import Booking
from models.community import Group, Listing
from models.database import Database
from models.journal import JournalEntry
from models.letters import Delivery, Letter
from models.requests import OfficeQuestion
from tests.support.cast import TUESDAY, move_in, wish

DESK, GROUP = "desk:manager", "group:neue-nachbarn"
DAY = date(2026, 12, 2)
SECRET = "ein Geheimnis des Hauses"
MINUTE = timedelta(minutes=1)
BAUHOF = {"office": "Bauhof", "address": "bauhof@example.org", "text": "Ist der Weg frei?\nUnd wann?"}


def wished(session: Session, house, **changes) -> Booking:
    asked = wish("14:00", day=DAY, **{"group_slug": "neue-nachbarn", **changes})
    return lifecycle.request_booking(session, house, asked, who=GROUP, now=TUESDAY)


def ask(session: Session, house, booking: Booking, now=TUESDAY, **changes) -> OfficeQuestion:
    return officequestions.ask(session, house, booking.uid, **{**BAUHOF, **changes}, who=DESK, now=now)


def letter(session: Session) -> Letter:
    session.flush()
    return session.exec(select(Letter).where(Letter.kind == officequestions.LETTER)).one()


def chance(session: Session) -> str:
    return str(letter(session).facts["token"])


def refused(do, *args, **named) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **named)
    return [reason.code for reason in caught.value.reasons]


def acts(session: Session) -> list[tuple[str, str]]:
    session.flush()
    rows = session.exec(select(JournalEntry).where(JournalEntry.what.startswith("booking.office"))).all()
    return [(row.what, row.who) for row in rows]


def test_an_office_gets_one_letter_and_its_link_shows_the_date_without_persons(session, house):
    booking = wished(session, house, persons=12)

    question = ask(session, house, booking)

    assert letter(session).address == "bauhof@example.org"
    assert set(letter(session).facts) == {"office_question", "token"}  # neither question nor date waits in the outbox
    asked = officequestions.opened(session, house, chance(session), now=TUESDAY + MINUTE)
    assert (asked.question.id, asked.title, asked.room, asked.persons) == (
        question.id,
        "Stricken für den Basar",
        "Quartierraum",
        12,
    )
    assert (asked.starts.isoformat(), asked.question.text) == ("2026-12-02T14:00:00+01:00", BAUHOF["text"])


def test_the_answer_is_kept_and_may_be_corrected_until_the_desk_closes_it(session, house):
    booking = wished(session, house)
    ask(session, house, booking)
    token = chance(session)

    officequestions.answer(session, token, " Ja. ", stamp="-", now=TUESDAY + MINUTE)
    (told,) = officequestions.of_booking(session, booking.id)
    assert (told.answer, told.answered_at) == ("Ja.", TUESDAY + MINUTE)
    stamp = officequestions.stamp_of(told)
    officequestions.answer(session, token, "Doch nicht.", stamp=stamp, now=TUESDAY + 2 * MINUTE)
    assert told.answer == "Doch nicht."
    officequestions.close(session, booking.uid, told.id, who=DESK, now=TUESDAY + 3 * MINUTE)

    now = TUESDAY + 4 * MINUTE
    assert refused(officequestions.opened, session, house, token, now=now) == ["office_link_over"]
    stamp = officequestions.stamp_of(told)
    assert refused(officequestions.answer, session, token, "x", stamp=stamp, now=now) == ["office_link_over"]
    assert told.answer == "Doch nicht."
    assert acts(session) == [
        ("booking.office_asked", DESK),
        ("booking.office_answered", "office"),
        ("booking.office_answered", "office"),
        ("booking.office_closed", DESK),
    ]


def test_of_two_who_answer_for_one_office_the_second_reads_the_first(session, house):
    ask(session, house, wished(session, house))
    officequestions.answer(session, chance(session), "Ja.", stamp="-", now=TUESDAY)

    late = refused(officequestions.answer, session, chance(session), "Nein.", stamp="-", now=TUESDAY)

    assert late == ["changed_meanwhile"]


def test_a_question_that_is_taken_back_is_not_sent_and_opens_nothing(session, house):
    booking = wished(session, house)
    question = ask(session, house, booking)
    token = chance(session)

    officequestions.close(session, booking.uid, question.id, who=DESK, now=TUESDAY)

    session.expire_all()
    assert (letter(session).delivery, letter(session).address, letter(session).facts) == (Delivery.DEAD, None, {})
    assert refused(officequestions.opened, session, house, token, now=TUESDAY) == ["office_link_over"]
    again = refused(officequestions.close, session, booking.uid, question.id, who=DESK, now=TUESDAY)
    assert again == ["unknown_office_question"]
    assert acts(session)[-1] == ("booking.office_revoked", DESK)


def test_a_question_is_closed_only_at_its_own_booking(session, house):
    question = ask(session, house, wished(session, house))
    other = lifecycle.request_booking(session, house, wish("10:00"), who="group:strickcafe", now=TUESDAY)

    assert refused(officequestions.close, session, other.uid, question.id, who=DESK, now=TUESDAY) == [
        "unknown_office_question"
    ]
    assert refused(officequestions.close, session, other.uid, 0, who=DESK, now=TUESDAY) == ["unknown_office_question"]


@pytest.mark.parametrize("how", ["thirty days", "declined", "over"])
def test_the_link_ends_with_its_time_and_with_what_it_is_about(session, house, how):
    booking = wished(session, house)
    now = TUESDAY + MINUTE
    if how == "declined":
        ask(session, house, booking)
        decisions.decline_booking(session, house, booking.uid, reason="no_room", who=DESK, now=now)
    elif how == "over":
        ask(session, house, booking)
        decisions.approve_booking(session, house, booking.uid, who=DESK, now=now)
        assert officequestions.opened(session, house, chance(session), now=now)  # granted and to come
        now = booking.ends_at
    else:
        ask(session, house, booking, now=TUESDAY)
        now = TUESDAY + officequestions.LASTS

    assert refused(officequestions.opened, session, house, chance(session), now=now) == ["office_link_over"]
    if how != "thirty days":
        assert refused(ask, session, house, booking, now=now) == ["nothing_to_ask"]


@pytest.mark.parametrize("why", ["hidden", "neutral date", "neutral group"])
def test_a_title_that_tells_of_somebodys_health_or_was_hidden_stays_in_the_house(session, house, why):
    booking = wished(session, house)
    booking.title_hidden = why == "hidden"
    booking.listing = Listing.NEUTRAL if why == "neutral date" else booking.listing
    if why == "neutral group":
        session.get_one(Group, booking.group_id).listing = Listing.NEUTRAL
    ask(session, house, booking)

    assert officequestions.opened(session, house, chance(session), now=TUESDAY).title == ""


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"office": ""}, ["title_refused"]),
        ({"office": "Bauhof www.example.org"}, ["title_refused"]),
        ({"address": ""}, ["bad_address"]),
        ({"address": "bauhof@example.org, andere@example.org"}, ["bad_address"]),
        ({"address": "bauhof@example.org\r\nBcc: x@example.org"}, ["bad_address"]),
        ({"text": " "}, ["text_refused"]),
        ({"text": "x" * 1001}, ["text_refused"]),
    ],
)
def test_what_cannot_be_asked_is_not_stored(session, house, changes, codes):
    booking = wished(session, house)

    assert refused(ask, session, house, booking, **changes) == codes
    assert officequestions.of_booking(session, booking.id) == []


def test_a_thousand_signs_are_a_question_and_an_answer(session, house):
    booking = wished(session, house)
    ask(session, house, booking, text="x" * 1000)
    assert refused(officequestions.answer, session, chance(session), "y" * 1001, stamp="-", now=TUESDAY) == [
        "text_refused"
    ]
    officequestions.answer(session, chance(session), "y" * 1000, stamp="-", now=TUESDAY)
    assert len(officequestions.of_booking(session, booking.id)[0].answer) == 1000


def test_the_token_is_128_random_bits_kept_as_a_seal_and_worthless_without_the_houses_secret(session, house):
    question = ask(session, house, wished(session, house))
    half = chance(session)
    assert len(half) == 22
    assert question.token_hash == seals.token_seal(half)
    assert halftokens.half_of(half, SECRET) == ""
    assert halftokens.half_of(halftokens.whole(half, "another"), SECRET) == ""
    assert halftokens.half_of(halftokens.whole(half, SECRET), SECRET) == half
    assert refused(officequestions.opened, session, house, "", now=TUESDAY) == ["office_link_over"]


def test_ninety_days_after_the_date_nothing_is_left_but_that_an_office_was_asked(db: Database):
    with db.writing() as session:
        move_in(session)
        house = house_facts(session)
        booking = wished(session, house)
        ends = booking.ends_at
        ask(session, house, booking)
        officequestions.answer(session, chance(session), "Der Weg ist frei.", stamp="-", now=TUESDAY)
    for now, left in ((ends + timedelta(days=89), 1), (ends + officequestions.KEPT, 0)):
        with db.writing() as session:
            jobs.run(session, now=now)
        with db.reading() as session:
            assert len(session.exec(select(OfficeQuestion)).all()) == left
    with db.reading() as session:
        assert letter(session).address is None
        assert ("booking.office_asked", DESK) in acts(session)


def test_an_office_whose_address_was_erased_answers_no_more(session, house):
    ask(session, house, wished(session, house))
    token = chance(session)

    privacy.erase(session, privacy.recognise(session, "bauhof@example.org"), secret=SECRET, who=DESK, now=TUESDAY)

    assert refused(officequestions.opened, session, house, token, now=TUESDAY) == ["office_link_over"]
