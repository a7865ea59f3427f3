"""The house closes: everything it meets is told before, left out or decided, and comes back when it opens after all."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from booking import closures, decisions, lifecycle, moves, occupancy, offers, refusals, series, settling, signups, waits
from booking.facts import ClosureFacts
from booking.hits import Kind
from booking.refusals import Refused
from booking.settling import Decision, Do
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from models.requests import Wait, Waiting
from models.rooms import Closure, House, UsageType
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

DESK = "desk:manager"
MORNING = (8 * 60, 12 * 60)
ALL_ROOMS = ("quartierraum", "stueble", "kueche")


def closure(first=WEDNESDAY, last=None, hours=(0, 1440), rooms=ALL_ROOMS, text="Der Boden wird gemacht."):
    return ClosureFacts("", first, last or first, hours[0], hours[1], rooms, text)


def book(session, house, clock="14:00", **wished) -> Booking:
    return lifecycle.request_booking(session, house, wish(clock, **wished), who="group", now=TUESDAY)


def weekly(session, house, clock="18:00", number=3, **wished) -> Series:
    wished = {"group_slug": "vhs", **wished}
    rule = f"FREQ=WEEKLY;COUNT={number}"
    return series.request_series(session, house, wish(clock, rrule=rule, **wished), who="group:vhs", now=TUESDAY)


def close(session, house, what=None, **more) -> Closure:
    return closures.add_closure(session, house, what or closure(), who=DESK, now=TUESDAY, **more)


def states(session, made: Series) -> list[tuple[State, str]]:
    return [(one.state, one.reason) for one in series.dates(session, made)]


def told(session) -> list[str]:
    return [letter.kind for letter in session.exec(select(Letter))]


def written(session) -> list[str]:
    return [entry.what for entry in session.exec(select(JournalEntry).order_by(col(JournalEntry.id)))]


def test_a_closure_says_before_what_it_would_meet_and_changes_nothing(session, house):
    single = book(session, house, persons=12)
    asked = book(session, house, "10:00", usage="course")
    made = weekly(session, house)
    other_day = book(session, house, day=WEDNESDAY + timedelta(days=1))
    signups.take_seat(session, house, single.code, 3, now=TUESDAY)
    waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)
    before = written(session)

    hits = closures.preview_closure(session, house, closure(), now=TUESDAY)

    assert {(hit.kind, hit.uid) for hit in hits if hit.kind is not Kind.WAIT} == {
        (Kind.SINGLE, single.uid),
        (Kind.REQUEST, asked.uid),
        (Kind.DATE, series.dates(session, made)[0].uid),
    }
    assert other_day.uid not in {hit.uid for hit in hits}
    [seats] = [hit.seated for hit in hits if hit.uid == single.uid]
    assert (seats, len(hits)) == (3, 4)
    assert written(session) == before


@pytest.mark.parametrize(
    ("hours", "rooms", "met"),
    [
        ((0, 1440), ALL_ROOMS, True),
        ((0, 1440), ("stueble",), False),
        ((0, 1440), ("kueche",), False),
        ((15 * 60 + 30, 1440), ALL_ROOMS, True),
        ((15 * 60 + 45, 1440), ALL_ROOMS, False),
        (MORNING, ALL_ROOMS, False),
    ],
    ids=["all day", "another room", "an extra that it does not have", "its tear-down", "right after", "the morning"],
)
def test_a_closure_meets_floor_and_time_with_set_up(session, house, hours, rooms, met):
    book(session, house)  # until 15:30, cleared at 15:45

    hits = closures.preview_closure(session, house, closure(hours=hours, rooms=rooms), now=TUESDAY)

    assert bool(hits) is met


def test_a_closed_kitchen_meets_the_room_that_has_it(session, house):
    book(session, house, extras=("kueche",))

    hits = closures.preview_closure(session, house, closure(rooms=("kueche",)), now=TUESDAY)

    assert [hit.room_name for hit in hits] == ["Quartierraum mit Teeküche"]


def test_dates_of_a_series_are_left_out_and_told_in_one_letter(session, house):
    made = weekly(session, house, number=4)

    close(session, house, closure(WEDNESDAY, WEDNESDAY + timedelta(days=7)))

    skipped = (State.SKIPPED, "closure")
    assert states(session, made) == [skipped, skipped, (State.CONFIRMED, ""), (State.CONFIRMED, "")]
    assert told(session) == ["series-confirmed", "series-skipped"]
    [letter] = session.exec(select(Letter).where(Letter.kind == "series-skipped"))
    assert letter.facts["dates"] == ["2026-11-25T18:00", "2026-12-02T18:00"]
    assert written(session).count("booking.skipped") == 2


def test_single_dates_stay_until_the_desk_decides(session, house):
    single = book(session, house)

    close(session, house)

    assert single.state is State.CONFIRMED
    after = occupancy.house_facts(session)
    [hit] = closures.preview_closure(session, after, after.closures[-1], now=TUESDAY)
    assert (hit.uid, settling.usual_decision(after, hit)) == (single.uid, Do.LATER)


def test_a_date_that_is_cancelled_is_told_the_house_s_sentence(session, house):
    single, other = book(session, house), book(session, house, "17:00")

    close(session, house, decisions={single.uid: Decision(Do.CANCEL), other.uid: Decision(Do.CANCEL, "Rohrbruch.")})

    assert [(one.state, one.note) for one in (single, other)] == [
        (State.CANCELLED, "Der Boden wird gemacht."),
        (State.CANCELLED, "Rohrbruch."),
    ]
    assert told(session).count("booking-cancelled") == 2


def test_a_date_that_is_kept_stays_possible(session, house):
    """The Christmas café takes place although the house is closed."""
    single = book(session, house)

    row = close(session, house, decisions={single.uid: Decision(Do.KEEP)})

    after = occupancy.house_facts(session)
    assert single.override == [row.slug]
    assert decisions.objections(session, after, single) == []
    assert closures.preview_closure(session, after, after.closures[-1], now=TUESDAY) == []
    assert told(session)[-1] == "booking-kept"


def test_what_the_town_set_a_priority_for_is_kept_by_itself(session, house):
    session.add(UsageType(slug="town", name="Veranstaltung der Stadt", priority=1, position=9))
    occupancy.house_changed(session)
    house = occupancy.house_facts(session)
    ours = book(session, house, usage="town", group_slug="vhs")

    row = close(session, house)

    assert ours.override == [row.slug]


def test_a_decision_can_be_made_later(session, house):
    one, other = book(session, house), book(session, house, "17:00")
    row = close(session, house)
    after = occupancy.house_facts(session)

    for booking, do in ((one, Do.KEEP), (other, Do.CANCEL)):
        settling.decide(session, after, booking.uid, Decision(do), slug=row.slug, who=DESK, now=TUESDAY)

    assert (one.override, other.state, other.note) == ([row.slug], State.CANCELLED, "Der Boden wird gemacht.")
    assert closures.preview_closure(session, after, after.closures[-1], now=TUESDAY) == []


def test_a_request_waits_on_and_a_yes_lifts_the_closure_for_it(session, house):
    asked = book(session, house, usage="course")
    row = close(session, house)
    after = occupancy.house_facts(session)
    assert [reason.code for reason in decisions.objections(session, after, asked)] == ["closed"]

    decisions.approve_booking(session, after, asked.uid, who=DESK, now=TUESDAY)

    assert (asked.state, asked.override) == (State.CONFIRMED, [row.slug])
    assert decisions.objections(session, after, asked) == []


def test_offers_are_let_go_of_and_who_waited_waits_again(session, house):
    single = book(session, house)
    wait = waits.wait_for(session, house, wish(group_slug="vhs"), who="group:vhs", now=TUESDAY)
    lifecycle.cancel_booking(session, house, single.uid, who="group:strickcafe", now=TUESDAY)
    assert wait.state is Waiting.OFFERED

    close(session, house)

    [offer] = session.exec(select(Booking).where(Booking.id != single.id))
    assert (offer.state, session.get_one(Wait, wait.id).state) == (State.EXPIRED, Waiting.WAITING)
    assert offers.offers_of(session, offer.group_id, now=TUESDAY) == []
    assert told(session)[-1] == "booking-offer_over"


def test_everything_comes_back_when_the_house_opens_after_all(session, house):
    made = weekly(session, house)
    before = states(session, made)
    row = close(session, house, closure(WEDNESDAY, WEDNESDAY + timedelta(days=7)))

    back = closures.remove_closure(session, occupancy.house_facts(session), row.slug, who=DESK, now=TUESDAY)

    assert states(session, made) == before
    assert len(back) == 2
    assert told(session)[-1] == "series-revived"
    assert closures.preview_closure(session, occupancy.house_facts(session), closure(), now=TUESDAY)


def test_a_date_stays_out_where_something_else_is_in_its_way(session, house):
    """Indico#4180: a skipped date is revived, but never on top of somebody else."""
    made = weekly(session, house, number=4)
    two_weeks = closure(WEDNESDAY, WEDNESDAY + timedelta(days=14))
    row = close(session, house, two_weeks)
    second = closure(WEDNESDAY, text="Putzen.")
    close(session, occupancy.house_facts(session), second)
    lifted = replace(wish("18:00", day=WEDNESDAY + timedelta(days=7)), override=(row.slug,))
    lifecycle.request_booking(session, occupancy.house_facts(session), lifted, who=DESK, now=TUESDAY)

    closures.remove_closure(session, occupancy.house_facts(session), row.slug, who=DESK, now=TUESDAY)

    assert states(session, made) == [
        (State.SKIPPED, "closure"),
        (State.SKIPPED, "clash"),
        (State.CONFIRMED, ""),
        (State.CONFIRMED, ""),
    ]


def test_a_moved_date_comes_back_to_where_it_was_moved(session, house):
    made = weekly(session, house)
    second = series.dates(session, made)[1]
    thursday = WEDNESDAY + timedelta(days=8)
    moves.move_booking(session, house, second.uid, start=at(thursday, "16:00"), who=DESK, now=TUESDAY)
    row = close(session, house, closure(thursday))
    assert (second.state, second.reason) == (State.SKIPPED, "closure")

    closures.remove_closure(session, occupancy.house_facts(session), row.slug, who=DESK, now=TUESDAY)

    assert (second.state, second.moved, second.starts_at) == (State.CONFIRMED, True, at(thursday, "16:00"))
    assert second.facts["moved_from"]["start"] == "2026-12-02T18:00:00"


def test_what_was_lifted_for_a_date_stays_lifted_when_it_comes_back(session, house):
    floor = close(session, house)
    lifted = wish("18:00", rrule="FREQ=WEEKLY;COUNT=2", override=(floor.slug,), by_desk=True)
    made = series.request_series(session, occupancy.house_facts(session), lifted, who=DESK, now=TUESDAY)
    windows = close(session, occupancy.house_facts(session), closure(text="Fenster."))
    assert states(session, made) == [(State.SKIPPED, "closure"), (State.CONFIRMED, "")]

    closures.remove_closure(session, occupancy.house_facts(session), windows.slug, who=DESK, now=TUESDAY)

    assert states(session, made) == [(State.CONFIRMED, "")] * 2
    assert [date.override for date in series.dates(session, made)] == [[floor.slug], []]


def test_a_closure_that_moves_lets_some_dates_back_and_leaves_others_out(session, house):
    made = weekly(session, house)
    row = close(session, house)
    later = closure(WEDNESDAY + timedelta(days=7))

    closures.change_closure(session, occupancy.house_facts(session), row.slug, later, who=DESK, now=TUESDAY)

    assert [state for state, _reason in states(session, made)] == [State.CONFIRMED, State.SKIPPED, State.CONFIRMED]


def test_a_series_that_still_waits_comes_back_waiting(session, house):
    made = weekly(session, house, group_slug="neue-nachbarn", day=WEDNESDAY + timedelta(days=7))
    row = close(session, house, closure(WEDNESDAY + timedelta(days=7)))

    closures.remove_closure(session, occupancy.house_facts(session), row.slug, who=DESK, now=TUESDAY)

    dates = series.dates(session, made)
    assert {date.state for date in dates} == {State.REQUESTED}
    assert len({date.held_until for date in dates}) == 1


def test_the_house_is_another_one_for_everybody(session, house):
    close(session, house)

    after = occupancy.house_facts(session)
    assert (after.revision, session.get_one(House, 1).revision) == (house.revision + 1, house.revision + 1)
    with pytest.raises(Refused) as refused:
        book(session, after)
    assert [reason.code for reason in refused.value.reasons] == ["closed"]


def test_a_closure_that_is_not_stored_is_told_to_nobody(db):
    with db.writing() as session:
        known = move_in(session)

    with pytest.raises(RuntimeError, match="the disk is full"), db.writing() as other:
        close(other, known)
        occupancy.house_facts(other)
        raise RuntimeError("the disk is full")

    with db.writing() as other:
        close(other, known, closure(text="Etwas anderes."))
    with db.reading() as reading:
        texts = [one.public_text for one in occupancy.house_facts(reading).closures]
    assert texts == ["Am Montagvormittag wird die Heizung gewartet.", "Etwas anderes."]


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"rooms": ("turm",)}, ["unknown_room"]),
        ({"rooms": ()}, ["malformed"]),
        ({"last": WEDNESDAY - timedelta(days=1)}, ["end_before_start"]),
        ({"hours": (720, 720)}, ["end_before_start"]),
        ({"first": date(2026, 11, 1), "last": date(2026, 11, 2)}, ["in_the_past"]),
        ({"last": date(2029, 1, 1)}, ["malformed"]),
        ({"text": ""}, ["malformed"]),
        ({"text": "Infos: www.example.org"}, ["title_refused"]),
        ({"text": "", "rooms": ("turm", "keller")}, ["unknown_room", "unknown_room", "malformed"]),
    ],
    ids=["no such room", "no room", "ends before", "no time", "over", "years", "silent", "a link", "all at once"],
)
def test_a_closure_that_makes_no_sense_is_refused(session, house, changed, codes):
    with pytest.raises(Refused) as refused:
        close(session, house, closure(**changed))

    assert [reason.code for reason in refused.value.reasons] == codes
    assert len(session.exec(select(Closure)).all()) == 1


def test_a_decision_about_something_else_stores_nothing(session, house):
    other_day = book(session, house, day=WEDNESDAY + timedelta(days=1))

    with pytest.raises(Refused) as refused, session.begin_nested():
        close(session, house, decisions={other_day.uid: Decision(Do.CANCEL)})

    assert refused.value.reasons == (refusals.ChangedMeanwhile(),)
    assert len(session.exec(select(Closure)).all()) == 1


def test_a_closure_in_the_night_in_which_an_hour_is_missing(session, house):
    night = date(2027, 3, 28)
    what = closure(night, hours=(150, 180))  # from 02:30 to 03:00, which clocks do not show

    assert closures.preview_closure(session, house, what, now=TUESDAY) == []
    close(session, house, what)

    after = occupancy.house_facts(session)
    day = datetime(2027, 3, 28, 12, 15, tzinfo=at(night, "12:15").tzinfo)
    assert occupancy.free_slots(session, after, after.room("quartierraum"), day.date(), 60, now=at(night, "01:00"))
