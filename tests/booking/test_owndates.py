"""What a group has ahead and what it may do with each date; the code of the key box; on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from booking import displacement, keybox, lifecycle, moves, occupancy, owndates, presence, questions, waits
from booking.door import Step
from booking.owndates import May, OwnDate, Stand
from booking.refusals import Refused
from models.bookings import Booking
from models.community import Group
from models.journal import JournalEntry
from tests.support.cast import TUESDAY, WEDNESDAY, at, wish

GROUP, DESK = "group:strickcafe", "desk:manager"
THURSDAY = WEDNESDAY + timedelta(days=1)


@pytest.fixture
def booking(session, house) -> Booking:
    """The Strickcafé on Wednesday from 14:00 to 15:30."""
    return lifecycle.request_booking(session, house, wish(), who=GROUP, now=TUESDAY)


def dates(session, house, now=TUESDAY, slug="strickcafe") -> list[OwnDate]:
    return owndates.dates_ahead(session, house, slug, now=now)


def one(session, house, booking, now=TUESDAY, slug="strickcafe") -> OwnDate:
    return owndates.own_date(session, house, slug, booking.uid, now=now)


def refused(do, *args: Any, **asked: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        do(*args, **asked)
    return [reason.code for reason in caught.value.reasons]


def test_a_group_sees_its_own_dates_in_order(session, house, booking):
    lifecycle.request_booking(session, house, wish("09:00", day=WEDNESDAY), who=GROUP, now=TUESDAY)
    lifecycle.request_booking(session, house, wish("18:00", group_slug="vhs"), who="group:vhs", now=TUESDAY)

    assert [(date.starts.hour, date.title, date.stand) for date in dates(session, house)] == [
        (9, "Stricken für den Basar", Stand.CONFIRMED),
        (14, "Stricken für den Basar", Stand.CONFIRMED),
    ]


def test_what_can_be_done_follows_the_clock(session, house, booking):
    found = {
        clock: one(session, house, booking, at(WEDNESDAY, clock)).may for clock in ("10:00", "14:00", "15:29", "15:30")
    }

    assert found == {
        "10:00": (May.LONGER, May.MOVE, May.CANCEL),
        "14:00": (May.LONGER, May.END),
        "15:29": (May.LONGER, May.END),
        "15:30": (),
    }
    assert one(session, house, booking, at(WEDNESDAY, "14:00")).step is Step.ARRIVE
    assert dates(session, house, at(WEDNESDAY, "15:30")) == []


def test_who_has_left_cannot_stay_longer(session, house, booking):
    now = at(WEDNESDAY, "15:00")
    presence.check_out(session, house, booking.uid, head_count=3, frees=False, who="visitor", now=now)

    assert one(session, house, booking, now).may == ()


def test_what_was_asked_and_asked_back_is_said(session, house):
    asked = lifecycle.request_booking(
        session, house, wish(day=WEDNESDAY + timedelta(days=7), group_slug="neue-nachbarn"), who=GROUP, now=TUESDAY
    )
    before = one(session, house, asked, slug="neue-nachbarn")
    questions.ask(session, house, asked.uid, "Kommen auch Kinder?", who=DESK, now=TUESDAY)

    after = one(session, house, asked, slug="neue-nachbarn")
    assert (before.stand, after.stand) == (Stand.ASKED, Stand.QUESTION)
    assert after.may == (May.LONGER, May.MOVE, May.CANCEL)


def test_a_moved_date_says_so(session, house, booking):
    moves.move_booking(session, house, booking.uid, start=at(THURSDAY, "14:00"), who=DESK, now=TUESDAY)

    assert [(date.starts.date(), date.stand) for date in dates(session, house)] == [(THURSDAY, Stand.MOVED)]


def test_what_gave_way_and_what_is_offered_instead_stand_side_by_side(session, house, booking):
    displacement.displace(session, house, booking.uid, text="Wahllokal", who=DESK, now=TUESDAY)

    found = {date.stand: date.may for date in dates(session, house)}

    assert found == {Stand.DISPLACED: (), Stand.INSTEAD: (May.ACCEPT, May.DECLINE)}


def test_a_freed_time_is_offered_until_it_lapses(session, house, booking):
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)
    lifecycle.cancel_booking(session, house, booking.uid, who=GROUP, now=TUESDAY)

    (offer,) = dates(session, house, slug="vhs")

    assert (offer.stand, offer.may) == (Stand.OFFERED, (May.ACCEPT, May.DECLINE))
    assert offer.until is not None
    assert dates(session, house, offer.until, slug="vhs") == []
    assert dates(session, house) == []
    assert one(session, house, booking).stand is Stand.CANCELLED


def test_the_dates_of_others_are_theirs(session, house, booking):
    assert refused(one, session, house, booking, slug="vhs") == ["not_yours"]
    assert refused(dates, session, house, slug="nobody") == ["unknown_group"]


def test_a_closed_group_has_no_titles(session, house):
    lifecycle.request_booking(
        session, house, wish(group_slug="shg-a", title="Trauer", room="stueble"), who="group:shg-a", now=TUESDAY
    )

    assert [date.title for date in dates(session, house, slug="shg-a")] == [""]


# Longer, elsewhere


def ends(session, house, booking, clock="10:00") -> list[str]:
    now = at(WEDNESDAY, clock)
    return [f"{end:%H:%M}" for end in owndates.longer_ends(session, house, "strickcafe", booking.uid, now=now)]


def test_a_date_can_last_until_the_next_one_sets_up(session, house, booking):
    free = ends(session, house, booking)
    lifecycle.request_booking(session, house, wish("17:00", group_slug="vhs"), who="group:vhs", now=TUESDAY)

    assert free == ["16:00", "16:30", "17:00", "17:30"]
    assert ends(session, house, booking, "15:00") == ["16:00", "16:30"]  # 15 minutes each to clear up and to set up


def test_its_own_time_is_free_to_it(session, house, booking):
    found = owndates.other_times(
        session, house, "strickcafe", booking.uid, WEDNESDAY, WEDNESDAY, now=at(WEDNESDAY, "09:00")
    )

    starts = [f"{span.start.astimezone(house.zone):%H:%M}" for span in found]
    assert {"13:30", "14:30"} <= {*starts}
    assert "14:00" not in starts
    assert {span.length for span in found} == {timedelta(minutes=90)}


# The key box


@pytest.fixture
def group(session, house) -> Group:
    """The Strickcafé, which takes its key from the box."""
    found: Group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    found.facts = {"key": "tresorcode"}
    keybox.set_code(session, "47 11", who=DESK, now=TUESDAY)
    return found


def show(session, house, booking, group, clock: str) -> str:
    return keybox.show_code(session, house, booking.uid, group=group, who=GROUP, now=at(WEDNESDAY, clock)).code


@pytest.mark.parametrize(
    ("clock", "shown"),
    [("12:44", False), ("12:45", True), ("15:29", True), ("15:30", False)],
    ids=["too early", "an hour before the set-up", "nearly over", "over"],
)
def test_the_code_is_shown_shortly_before(session, house, booking, group, clock, shown):
    assert (May.KEY in one(session, house, booking, at(WEDNESDAY, clock)).may) is shown
    if shown:
        assert show(session, house, booking, group, clock) == "4711"
    else:
        assert refused(show, session, house, booking, group, clock) == ["key_not_now"]


def test_the_code_is_for_whoever_takes_the_key_from_the_box(session, house, booking, group):
    vhs = session.exec(select(Group).where(Group.slug == "vhs")).one()
    assert refused(show, session, house, booking, vhs, "14:00") == ["not_yours"]
    group.facts = {"key": "dauerschluessel"}

    assert refused(show, session, house, booking, group, "14:00") == ["key_not_now"]


def test_a_date_that_was_called_off_opens_nothing(session, house, booking, group):
    lifecycle.cancel_booking(session, house, booking.uid, who=DESK, now=TUESDAY)

    assert refused(show, session, house, booking, group, "14:00") == ["already_decided"]


def test_a_house_without_a_box_has_no_code(session, house, booking, group):
    keybox.set_code(session, "", who=DESK, now=TUESDAY)

    assert keybox.box_code(session) is None
    assert May.KEY not in one(session, house, booking, at(WEDNESDAY, "14:00")).may


@pytest.mark.parametrize("code", ["12", "1234567890123", "12-34", "٤٧١١"])
def test_a_code_is_digits_and_letters(session, house, code):
    assert refused(keybox.set_code, session, code, who=DESK, now=TUESDAY) == ["malformed"]


def test_the_code_is_in_no_book(session, house, booking, group):
    show(session, house, booking, group, "14:00")

    entries = session.exec(select(JournalEntry).where(JournalEntry.what.startswith("key."))).all()
    assert [entry.what for entry in entries] == ["key.code_set", "key.shown"]
    assert "4711" not in str([entry.model_dump() for entry in entries])
    occupancy.house_changed(session)
    assert "key_box" not in occupancy.house_facts(session).sections
