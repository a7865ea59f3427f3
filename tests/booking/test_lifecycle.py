"""A group asks for the room and takes it back; on both databases."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from booking import lifecycle, occupancy, refusals
from booking.refusals import Alternative, Refused
from booking.span import Span
from booking.wishes import Wish
from models.bookings import Booking, State
from models.community import Listing
from models.journal import JournalEntry
from models.letters import Letter
from models.meetings import Signup
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, wish


def book(session, house, asked=None, **changes) -> Booking:
    return lifecycle.request_booking(session, house, asked or wish(**changes), who="group:strickcafe", now=TUESDAY)


def refused(session, house, asked) -> Refused:
    with pytest.raises(Refused) as caught:
        book(session, house, asked)
    return caught.value


def test_a_trusted_group_has_the_room_at_once(session, house):
    booking = book(session, house)

    assert booking.state is State.CONFIRMED
    assert (booking.busy_from, booking.busy_until) == (at(WEDNESDAY, "13:45"), at(WEDNESDAY, "15:45"))
    assert (booking.signup, booking.capacity, booking.listing) == (Signup.WAITLIST, 28, Listing.PUBLIC)
    assert [entry.what for entry in session.exec(select(JournalEntry))] == ["booking.confirmed"]
    assert [letter.kind for letter in session.exec(select(Letter))] == ["booking-confirmed"]


def test_a_new_group_waits_for_the_desk_and_its_wish_lapses(session, house):
    booking = book(session, house, day=date(2026, 12, 2), group_slug="neue-nachbarn")

    assert (booking.state, booking.listing) == (State.REQUESTED, Listing.INTERNAL)
    assert booking.held_until == TUESDAY + timedelta(hours=48)


def test_a_course_waits_for_the_desk_also_from_a_group_we_know(session, house):
    booking = book(session, house, usage="course")

    assert (booking.state, booking.held_until) == (State.REQUESTED, None)


def test_a_neutral_group_stays_neutral(session, house):
    booking = book(session, house, group_slug="shg-a")

    assert (booking.listing, booking.signup, booking.usage) == (Listing.NEUTRAL, Signup.NONE, "group")


def test_a_group_may_show_less_of_itself(session, house):
    booking = book(session, house, open_to_all=False)

    assert (booking.listing, booking.signup) == (Listing.INTERNAL, Signup.NONE)


def test_a_taken_room_is_told_with_the_three_nearest_free_times(session, house):
    first = book(session, house)

    answer = refused(session, house, wish(minutes=60, group_slug="vhs"))

    taken = Span(at(WEDNESDAY, "13:45"), at(WEDNESDAY, "15:45"))
    assert answer.reasons == (refusals.Taken(taken, first.uid, "Stricken für den Basar"),)
    assert answer.alternatives == tuple(
        Alternative("quartierraum", Span(at(WEDNESDAY, start), at(WEDNESDAY, end)))
        for start, end in [("12:30", "13:30"), ("12:15", "13:15"), ("12:00", "13:00")]
    )


@pytest.mark.parametrize("listing", [{"open_to_all": False}, {"group_slug": "shg-a"}], ids=["internal", "neutral"])
def test_what_is_not_public_is_not_told_to_the_next_either(session, house, listing):
    book(session, house, **listing)

    answer = refused(session, house, wish(group_slug="vhs"))

    assert [reason.title for reason in answer.reasons] == [None]


def test_buffers_count_on_both_sides(session, house):
    book(session, house)

    assert refused(session, house, wish("15:45", group_slug="vhs")).reasons[0].code == "taken"
    assert book(session, house, wish("16:00", group_slug="vhs")).state is State.CONFIRMED


def test_the_kitchen_goes_with_one_room_only(session, house):
    book(session, house, extras=("kueche",))

    busy = occupancy.taken(session, house, house.room("kueche"), Span(at(WEDNESDAY, "13:00"), at(WEDNESDAY, "16:00")))

    assert len(busy) == 1
    assert book(session, house, wish(room="stueble", group_slug="vhs")).state is State.CONFIRMED


def test_everything_unknown_is_told_at_once(session, house):
    answer = refused(session, house, wish(room="keller", group_slug="niemand", minutes=0))

    assert [reason.code for reason in answer.reasons] == ["unknown_room", "unknown_group", "end_before_start"]


@pytest.mark.parametrize("extras", [("stueble",), ("keller",)])
def test_rooms_that_do_not_go_together_are_unknown(session, house, extras):
    assert refused(session, house, wish(extras=extras)).reasons[0].code == "unknown_room"


def test_nothing_is_stored_of_what_is_refused(session, house):
    refused(session, house, wish("03:00", title="<b>", persons=99))

    assert session.exec(select(Booking)).all() == []
    assert session.exec(select(JournalEntry)).all() == []


def test_a_tap_that_arrives_twice_books_once(session, house):
    first = book(session, house, once="a-mark-of-one-tap")

    assert book(session, house, once="a-mark-of-one-tap").uid == first.uid
    assert len(session.exec(select(Booking)).all()) == 1


def test_a_group_has_eight_single_dates_and_no_more(session, house):
    for number in range(8):
        book(session, house, day=WEDNESDAY + timedelta(days=7 * number), minutes=30)

    answer = refused(session, house, wish(day=WEDNESDAY + timedelta(days=70), minutes=30))

    assert answer.reasons == (refusals.ManySingles(8),)


def test_a_group_has_eight_hours_a_week_and_partners_as_many_as_they_need(session, house):
    for clock in ("08:15", "15:00"):
        book(session, house, wish(clock, minutes=240))

    answer = refused(session, house, wish(day=date(2026, 11, 26), minutes=30))

    assert answer.reasons == (refusals.ManyHours(8, date(2026, 11, 23)),)
    starts = [one.span.start.astimezone(BERLIN).date() for one in answer.alternatives]
    assert starts == [date(2026, 11, 30)] * 3  # no time of this week would help
    assert book(session, house, wish(day=date(2026, 11, 26), group_slug="vhs", minutes=300)).state is State.CONFIRMED


def test_a_newcomer_has_two_open_requests(session, house):
    for day in (2, 3):
        book(session, house, day=date(2026, 12, day), group_slug="neue-nachbarn")

    answer = refused(session, house, wish(day=date(2026, 12, 4), group_slug="neue-nachbarn"))

    assert answer.reasons == (refusals.ManyRequests(2),)


def test_a_cancelled_booking_frees_the_room_and_is_told(session, house):
    booking = book(session, house)

    lifecycle.cancel_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY, note="Fällt aus")

    assert (booking.state, booking.note, booking.revision) == (State.CANCELLED, "Fällt aus", 1)
    assert book(session, house, wish(group_slug="vhs")).state is State.CONFIRMED
    assert [letter.kind for letter in session.exec(select(Letter))] == [
        "booking-confirmed",
        "booking-cancelled",
        "booking-confirmed",
    ]


def test_the_desk_tells_the_group_why_and_the_public_what(session, house):
    booking = book(session, house)

    why = "Im Raum wird gemalt.\nBitte rufen Sie uns an."
    lifecycle.cancel_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY, note="Fällt aus", text=why)

    letter = session.exec(select(Letter).where(Letter.kind == "booking-cancelled")).one()
    assert (booking.note, letter.facts["text"]) == ("Fällt aus", why)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"text": "a\0b"}, ["text_refused"]),
        ({"text": "?" * 501, "note": "<b>"}, ["title_refused"] + ["text_refused"] * 2),
    ],
    ids=["NUL", "everything at once"],
)
def test_a_reason_that_cannot_be_sent_is_refused(session, house, told, found):
    booking = book(session, house)

    with pytest.raises(Refused) as caught:
        lifecycle.cancel_booking(session, house, booking.uid, who="desk:manager", now=TUESDAY, **told)

    assert [reason.code for reason in caught.value.reasons] == found
    assert booking.state is State.CONFIRMED


def test_cancelling_twice_changes_nothing(session, house):
    booking = book(session, house)
    for _time in range(2):
        lifecycle.cancel_booking(session, house, booking.uid, who="group:strickcafe", now=TUESDAY)

    assert booking.revision == 1


@pytest.mark.parametrize(
    ("uid", "group", "now", "code"),
    [
        ("", None, TUESDAY, "unknown_booking"),
        (None, 99, TUESDAY, "not_yours"),
        (None, None, TUESDAY + timedelta(days=3), "meeting_over"),
        (None, None, at(WEDNESDAY, "14:30"), "runs_now"),
    ],
    ids=["unknown", "of another group", "over", "half over"],
)
def test_what_cannot_be_cancelled(session, house, uid, group, now, code):
    booking = book(session, house)

    with pytest.raises(Refused) as caught:
        lifecycle.cancel_booking(session, house, booking.uid if uid is None else uid, who="x", now=now, group_id=group)

    assert caught.value.reasons[0].code == code


def test_a_hostile_note_is_refused(session, house):
    booking = book(session, house)

    with pytest.raises(Refused) as caught:
        lifecycle.cancel_booking(session, house, booking.uid, who="x", now=TUESDAY, note="<script>")

    assert caught.value.reasons == (refusals.TitleRefused("sign", "note"),)
    assert booking.state is State.CONFIRMED


def test_every_free_time_can_be_booked(session, house):
    book(session, house)

    for span in occupancy.free_slots(session, house, house.room("quartierraum"), WEDNESDAY, 120, now=TUESDAY):
        asked = wish(group_slug="vhs", minutes=120)
        booking = book(session, house, Wish(**{**_fields(asked), "start": span.start, "end": span.end}))
        lifecycle.cancel_booking(session, house, booking.uid, who="x", now=TUESDAY)


def _fields(asked):
    return {name: getattr(asked, name) for name in Wish.__slots__}


def test_what_the_desk_enters_for_a_new_group_is_booked_at_once(session, house):
    entered = wish("14:00", day=TUESDAY.date(), group_slug="neue-nachbarn", by_desk=True)

    booking = book(session, house, entered)

    assert booking.state is State.CONFIRMED


def test_the_desk_weighs_the_share_of_a_group_itself(session, house):
    for number in range(9):
        book(session, house, wish("13:00", day=WEDNESDAY + timedelta(days=number), minutes=300, by_desk=True))

    again = refused(session, house, wish("18:00", day=WEDNESDAY + timedelta(days=21)))
    assert {reason.code for reason in again.reasons} == {"many_singles"}


def test_the_desk_enters_nothing_that_the_house_forbids(session, house):
    book(session, house, wish("14:00", by_desk=True))

    found = refused(session, house, wish("14:00", by_desk=True, usage="private", minutes=20))

    assert {reason.code for reason in found.reasons} == {"taken", "too_short", "off_grid", "usage_not_allowed"}
