"""Everything that speaks against a wish is told at once, each reason with what would be possible."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking import decisions, lifecycle, refusals
from booking.refusals import Refused
from kiosk.words import sentences
from models.meetings import Signup
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, wish


def refused(session, house, asked) -> Refused:
    with pytest.raises(Refused) as answer:
        lifecycle.request_booking(session, house, asked, who="group", now=TUESDAY)
    return answer.value


def book(session, house, **asked):
    return lifecycle.request_booking(session, house, wish(**asked), who="group", now=TUESDAY)


def test_a_wish_that_cannot_be_read_to_its_end_hears_everything_else_too(session, house):
    book(session, house)
    asked = wish("05:07", group_slug="niemand", title="www.example.org", usage="unsinn", persons=99)
    asked = replace(asked, end=at(WEDNESDAY, "23:40"))

    answer = refused(session, house, asked)

    assert [reason.code for reason in answer.reasons] == [
        "unknown_group", "title_refused", "unknown_usage", "too_many_persons", "off_grid", "too_long",
        "outside_hours", "taken",
    ]  # fmt: skip


def test_an_unknown_room_hides_neither_words_nor_times(session, house):
    answer = refused(session, house, wish("14:05", room="turm", title="", day=date(2026, 11, 1)))

    assert [reason.code for reason in answer.reasons] == ["unknown_room", "title_refused", "off_grid", "in_the_past"]
    assert answer.reasons[0] == refusals.UnknownRoom("turm", ("quartierraum", "stueble"))


def test_times_that_make_no_sense_hide_no_words(session, house):
    answer = refused(session, house, replace(wish(title="", usage="private"), end=at(WEDNESDAY, "13:00")))

    assert [reason.code for reason in answer.reasons] == ["end_before_start", "title_refused", "usage_not_allowed"]


@pytest.mark.parametrize(
    ("persons", "layout", "stored", "seats"),
    [
        (None, None, "tables", 28),
        (28, None, "tables", 28),
        (29, None, "rows", 40),
        (41, None, "standing", 50),
        (20, "rows", "rows", 40),
    ],
    ids=["nobody said", "at tables", "too many for tables", "only standing", "as was said"],
)
def test_a_room_is_set_up_so_that_all_fit_in(session, house, persons, layout, stored, seats):
    made = book(session, house, persons=persons, layout=layout)

    assert (made.layout, made.signup, made.capacity) == (stored, Signup.WAITLIST, seats)
    assert decisions.objections(session, house, made) == []


def test_too_many_for_a_layout_hear_which_one_would_do(session, house):
    answer = refused(session, house, wish(persons=35, layout="tables"))

    assert answer.reasons == (refusals.TooManyPersons(28, ("standing", "rows")),)
    assert sentences(answer.reasons, BERLIN) == [
        "So viele Personen passen so nicht hinein. Höchstens 28 sind möglich, mehr nur im Stehen oder mit Stuhlreihen."
    ]


def test_refusals_name_what_there_is_instead(session, house):
    kitchen = refused(session, house, wish(room="kueche"))
    unknown = refused(session, house, wish(usage="unsinn", layout="kreis"))
    book(session, house, minutes=300, clock="08:15")
    full = refused(session, house, wish(day=WEDNESDAY + timedelta(days=1), minutes=240))

    assert sentences((*kitchen.reasons, *unknown.reasons, *full.reasons), BERLIN) == [
        "„Teeküche“ gibt es nur zusammen mit „Quartierraum“.",
        "Diese Art der Nutzung gibt es hier nicht. Es gibt: open_event, group, course.",
        "So lässt sich der Raum nicht bestuhlen. Möglich ist: im Stehen oder mit Stuhlreihen oder an Tischen.",
        "Ihre Gruppe hätte in der Woche ab Montag, 23. November mehr als 8 Stunden. Frei sind noch 3 Stunden.",
    ]


def test_the_hours_told_are_those_of_all_parts_of_a_room(session, house):
    """A kitchen that opens later opens the room with the kitchen later."""
    kitchen = house.room("kueche")
    later = tuple(replace(one, opens_min=600) if one.room_id == kitchen.id else one for one in house.openings)
    other = replace(house, openings=later)

    answer = refused(session, other, wish("09:00", extras=("kueche",)))

    assert answer.reasons == (refusals.OutsideHours(WEDNESDAY, (("10:00", "22:00"),), 15, 15),)
