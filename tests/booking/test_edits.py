"""A series changed: one date, this and following, all, or those between two days; exceptions stay."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import col, select

from booking import journal, lifecycle, meetings, moves, series, signups, waits
from booking.changes import Change, Scope
from booking.edits import edit_series, preview_edit
from booking.preview import Choice
from booking.reconcile import reconcile
from booking.refusals import Refused
from models.bookings import Booking, Series, State
from models.journal import JournalEntry
from models.letters import Letter
from models.requests import Waiting
from models.rooms import Holiday
from tests.support.cast import TUESDAY, WEDNESDAY, at, move_in, wish

WHO = "group:strickcafe"
SIX = "FREQ=WEEKLY;COUNT=6"
ALL = Scope(kind="all")


@pytest.fixture
def house(session):
    return move_in(session, quota={})


def week(number: int, weekday: int = 2) -> date:
    return WEDNESDAY + timedelta(days=7 * number + weekday - 2)


def ask(session, house, rule: str = SIX, **changes) -> Series:
    asked = wish(rrule=rule, **changes)
    return series.request_series(session, house, asked, who=WHO, now=TUESDAY)


def edit(session, house, made: Series, change: Change, scope: Scope, *choices, now=TUESDAY, **more) -> Series:
    return edit_series(session, house, made.uid, change, scope, choices=choices, who=WHO, now=now, **more)


def this(row: Booking) -> Scope:
    return Scope(kind="this", booking=row.uid)


def following(row: Booking) -> Scope:
    return Scope(kind="following", booking=row.uid)


def between(first: date, last: date) -> Scope:
    return Scope(kind="between", first=first, last=last)


def rows_of(session, made: Series) -> list[Booking]:
    return series.dates(session, made)


def times(session, made: Series) -> list[str]:
    """Return day and hours of every date that takes place."""
    return [
        f"{one.wall_from:%a %d.%m. %H:%M}-{one.wall_to:%H:%M}"
        for one in rows_of(session, made)
        if one.state in (State.CONFIRMED, State.REQUESTED)
    ]


def starts(session, made: Series) -> list[str]:
    return [text.partition("-")[0] for text in times(session, made)]


def weekly(clock: str, weekday: int = 2, weeks: range = range(6)) -> list[str]:
    return [f"{week(number, weekday):%a %d.%m.} {clock}" for number in weeks]


def codes(act) -> list[str]:
    with pytest.raises(Refused) as caught:
        act()
    return [reason.code for reason in caught.value.reasons]


# All


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(start=time(17)), weekly("17:00")),
        (Change(days=1), weekly("14:00", 3)),
        (Change(days=-2, start=time(13, 30)), weekly("13:30", 0)),
        (Change(rrule="FREQ=WEEKLY;INTERVAL=2"), weekly("14:00", weeks=range(0, 6, 2))),
        (Change(until=week(3)), weekly("14:00", weeks=range(4))),
        (Change(until=week(7)), weekly("14:00", weeks=range(8))),
        (Change(rrule="FREQ=WEEKLY;COUNT=2", days=1), weekly("14:00", 3, weeks=range(2))),
        (Change(rrule="FREQ=WEEKLY;BYDAY=TH;COUNT=3"), weekly("14:00", 3, weeks=range(3))),
    ],
    ids=[
        "another hour",
        "the day after",
        "two days before, a little earlier",
        "every two weeks",
        "an earlier end",
        "a later end",
        "another rule a day later",
        "another rule on another day",
    ],
)
def test_all_dates_change(session, house, change, expected):
    # The first date leaves a day before it that is still ahead.
    made = ask(session, house, "FREQ=WEEKLY;COUNT=6", day=week(0))

    now = TUESDAY - timedelta(days=7)
    changed = edit(session, house, made, change, ALL, now=now)

    assert changed is made
    live = [one for one in rows_of(session, made) if one.state is State.CONFIRMED]
    assert starts(session, made) == expected
    assert all(one.rule_start == one.wall_from and not one.moved for one in live)


def test_all_dates_get_longer_and_another_room(session, house):
    made = ask(session, house, persons=6)
    seats = {row.capacity for row in rows_of(session, made)}

    edit(session, house, made, Change(minutes=120, room="stueble"), ALL)

    rows = rows_of(session, made)
    assert {(row.wall_to - row.wall_from, row.room_id) for row in rows} == {
        (timedelta(hours=2), house.rooms_by_slug["stueble"].id)
    }
    assert (seats, {row.capacity for row in rows}) == ({28}, {8})
    assert (made.minutes, made.room_id) == (120, house.rooms_by_slug["stueble"].id)


def test_neighbours_of_one_series_may_move_into_each_others_place(session, house):
    made = ask(session, house, "FREQ=DAILY;COUNT=4", room="stueble", clock="10:00", minutes=300)
    edit(session, house, made, Change(days=1), ALL)

    assert starts(session, made) == [f"{WEDNESDAY + timedelta(days=n):%a %d.%m.} 10:00" for n in range(1, 5)]


def test_what_is_over_stays(session, house):
    made = ask(session, house)
    now = at(week(2), "16:00")

    edit(session, house, made, Change(days=1, start=time(18)), ALL, now=now)

    # Not a second date in the week of the one that is just over.
    assert starts(session, made) == weekly("14:00", weeks=range(3)) + weekly("18:00", 3, weeks=range(3, 6))


def test_exceptions_survive_every_change(session, house):
    made = ask(session, house)
    rows = rows_of(session, made)
    moves.move_booking(session, house, rows[1].uid, start=at(week(1, 4), "10:00"), who=WHO, now=TUESDAY)
    lifecycle.cancel_booking(session, house, rows[2].uid, who=WHO, now=TUESDAY)
    edit(session, house, made, Change(title="Weihnachtsfeier"), this(rows[3]))

    for change in (Change(start=time(17)), Change(days=1), Change(title="Stricken"), Change(days=-1, start=time(14))):
        edit(session, house, made, change, ALL)

    assert starts(session, made) == [
        *weekly("14:00", weeks=range(1)),
        f"{week(1, 4):%a %d.%m.} 10:00",
        *weekly("14:00", weeks=range(3, 6)),
    ]
    assert [(row.state, row.moved, row.title) for row in rows_of(session, made)][1:4] == [
        (State.CONFIRMED, True, "Stricken"),
        (State.CANCELLED, False, "Stricken für den Basar"),
        (State.CONFIRMED, False, "Weihnachtsfeier"),
    ]


def test_a_cancelled_date_never_comes_back_by_a_change_of_its_series(session, house):
    """MRBS #659, #1179, #1532: there a change deletes all rows and makes them anew."""
    made = ask(session, house)
    gone = rows_of(session, made)[2]
    lifecycle.cancel_booking(session, house, gone.uid, who=WHO, now=TUESDAY)

    edit(session, house, made, Change(start=time(17)), ALL)
    edit(session, house, made, Change(rrule="FREQ=WEEKLY;COUNT=12"), ALL)
    later = edit(session, house, made, Change(days=1), following(rows_of(session, made)[1]))

    assert (gone.state, gone.series_id) == (State.CANCELLED, later.id)
    assert [row.rule_start for row in rows_of(session, later)].count(gone.rule_start) == 1


def test_a_rule_that_has_a_date_again_brings_it_back(session, house):
    made = ask(session, house)
    edit(session, house, made, Change(rrule="FREQ=WEEKLY;INTERVAL=2"), ALL)
    assert [(row.state, row.reason) for row in rows_of(session, made)][:2] == [
        (State.CONFIRMED, ""),
        (State.CANCELLED, "rule"),
    ]

    edit(session, house, made, Change(rrule="FREQ=WEEKLY"), ALL)

    assert starts(session, made) == weekly("14:00")


def test_closed_days_count_anew_at_the_new_times(session, house):
    made = ask(session, house, "FREQ=WEEKLY;COUNT=3", day=date(2026, 12, 18))

    assert [row.state for row in rows_of(session, made)] == [State.CONFIRMED, State.SKIPPED, State.CONFIRMED]
    edit(session, house, made, Change(days=-1), ALL)
    assert [row.state for row in rows_of(session, made)] == [State.CONFIRMED] * 3
    edit(session, house, made, Change(days=1), ALL)
    assert [(row.state, row.reason) for row in rows_of(session, made)][1] == (State.SKIPPED, "holiday")


def test_all_clashes_of_a_change_are_told_at_once_and_nothing_is_done(session, house):
    made = ask(session, house)
    for number in (1, 4):
        other = wish("18:00", day=week(number), group_slug="vhs", title="Kurs")
        lifecycle.request_booking(session, house, other, who="x", now=TUESDAY)
    before = [(row.starts_at, row.state, row.revision) for row in rows_of(session, made)]
    letters = len(session.exec(select(Letter)).all())

    with pytest.raises(Refused) as caught:
        edit(session, house, made, Change(start=time(17)), ALL)

    assert [(reason.code, reason.title) for reason in caught.value.reasons] == [("taken", "Kurs")] * 2
    assert {one.span.start.date() for one in caught.value.alternatives} == {week(1), week(4)}
    assert [(row.starts_at, row.state, row.revision) for row in rows_of(session, made)] == before
    assert len(session.exec(select(Letter)).all()) == letters


def test_a_change_is_shown_before_it_is_stored_and_takes_choices(session, house):
    made = ask(session, house)
    for number in (1, 3, 4):
        other = wish("18:00", day=week(number), group_slug="vhs", title="Kurs")
        lifecycle.request_booking(session, house, other, who="x", now=TUESDAY)
    change = Change(start=time(17))

    seen = preview_edit(session, house, made.uid, change, ALL, now=TUESDAY)
    bad = [one for one in seen.dates if one.state == "clash"]
    assert [one.rule_start.date() for one in bad] == [week(1), week(3), week(4)]
    assert starts(session, made) == weekly("14:00")
    choices = [
        Choice(bad[0].rule_start, "skip"),
        Choice(bad[1].rule_start, "time", start=bad[1].other_times[0].span.start),
        Choice(bad[2].rule_start, "room", room=bad[2].other_rooms[0].room),
    ]
    assert preview_edit(session, house, made.uid, change, ALL, choices=choices, now=TUESDAY).possible
    edit(session, house, made, change, ALL, *choices)

    assert [(row.state, row.reason, row.moved) for row in rows_of(session, made)] == [
        (State.CONFIRMED, "", False),
        (State.SKIPPED, "clash", False),
        (State.CONFIRMED, "", False),
        (State.CONFIRMED, "", True),
        (State.CONFIRMED, "", True),
        (State.CONFIRMED, "", False),
    ]


# Every stretch of a series


@pytest.mark.parametrize(
    ("kind", "changed"),
    [("this", [2]), ("following", [2, 3, 4, 5]), ("between", [2, 3]), ("all", [0, 1, 2, 3, 4, 5])],
)
def test_time_room_and_title_of_any_stretch_change(session, house, kind, changed):
    made = ask(session, house)
    rows = rows_of(session, made)
    scopes = {"this": this(rows[2]), "following": following(rows[2]), "between": between(week(2), week(3)), "all": ALL}

    edit(session, house, made, Change(start=time(17), room="stueble", title="Häkeln"), scopes[kind])

    stueble, big = (house.rooms_by_slug[slug].id for slug in ("stueble", "quartierraum"))
    assert [(f"{row.wall_from:%d.%m. %H:%M}", row.room_id, row.title) for row in rows] == [
        (f"{week(number):%d.%m.} 17:00", stueble, "Häkeln")
        if number in changed
        else (f"{week(number):%d.%m.} 14:00", big, "Stricken für den Basar")
        for number in range(6)
    ]
    assert {row.state for row in rows} == {State.CONFIRMED}


# This and following


def test_following_dates_become_a_series_of_their_own(session, house):
    made = ask(session, house)
    rows = rows_of(session, made)
    seat = signups.take_seat(session, house, rows[4].code, 2, now=TUESDAY)

    later = edit(session, house, made, Change(start=time(17)), following(rows[3]))

    assert (later.follows_id, later.uid == made.uid) == (made.id, False)
    assert starts(session, made) == weekly("14:00", weeks=range(3))
    assert starts(session, later) == weekly("17:00", weeks=range(3, 6))
    assert [row.uid for row in rows_of(session, later)] == [row.uid for row in rows[3:]]
    assert meetings.crowds(session, [rows[4].id])[rows[4].id].seated == seat.persons


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(rrule="FREQ=WEEKLY;INTERVAL=2"), weekly("14:00", weeks=range(2, 6, 2))),
        (Change(rrule="FREQ=WEEKLY;COUNT=6"), weekly("14:00", weeks=range(2, 8))),
        (Change(days=2), weekly("14:00", 4, weeks=range(2, 4)) + weekly("14:00", 4, weeks=range(5, 6))),
        (Change(room="stueble", title="Häkeln"), weekly("14:00", weeks=range(2, 6))),
    ],
    ids=["every two weeks", "six more", "on Fridays, but for Christmas", "another room and title"],
)
def test_this_and_following_change(session, house, change, expected):
    made = ask(session, house)

    later = edit(session, house, made, change, following(rows_of(session, made)[2]))

    assert starts(session, made) == weekly("14:00", weeks=range(2))
    assert starts(session, later) == expected


def test_following_from_the_first_date_on_is_all(session, house):
    made = ask(session, house)

    assert edit(session, house, made, Change(start=time(9)), following(rows_of(session, made)[0])) is made


def test_every_two_weeks_keeps_its_weeks_when_split(session, house):
    made = ask(session, house, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=8", day=WEDNESDAY)
    expected = [f"{row.wall_from + timedelta(days=1):%a %d.%m. %H:%M}" for row in rows_of(session, made)[3:]]

    later = edit(session, house, made, Change(days=1), following(rows_of(session, made)[3]))

    assert starts(session, later) == expected


def test_following_dates_are_cancelled(session, house):
    made = ask(session, house)

    edit(session, house, made, Change(cancel=True, note="Wir machen Pause."), following(rows_of(session, made)[2]))

    assert starts(session, made) == weekly("14:00", weeks=range(2))
    assert {(row.state, row.note) for row in rows_of(session, made)[2:]} == {(State.CANCELLED, "Wir machen Pause.")}
    assert made.state is State.CONFIRMED


# Between two days, and one date


def test_a_stretch_is_cancelled_over_the_holidays(session, house):
    """seatsurfing #1516."""
    made = ask(session, house)

    edit(session, house, made, Change(cancel=True), between(week(2, 0), week(3, 6)))

    assert starts(session, made) == weekly("14:00", weeks=range(2)) + weekly("14:00", weeks=range(4, 6))
    edit(session, house, made, Change(start=time(17)), ALL)
    assert starts(session, made) == weekly("17:00", weeks=range(2)) + weekly("17:00", weeks=range(4, 6))


def test_a_stretch_moves_apart_and_stays_there(session, house):
    made = ask(session, house)

    edit(session, house, made, Change(start=time(17), title="Winterstricken"), between(week(1), week(2)))
    edit(session, house, made, Change(start=time(9), title="Stricken"), ALL)

    rows = rows_of(session, made)
    assert [(f"{row.wall_from:%H:%M}", row.title) for row in rows] == [
        ("09:00", "Stricken"),
        ("17:00", "Winterstricken"),
        ("17:00", "Winterstricken"),
        ("09:00", "Stricken"),
        ("09:00", "Stricken"),
        ("09:00", "Stricken"),
    ]
    assert [row.moved and row.retitled for row in rows] == [False, True, True, False, False, False]
    assert rows[1].facts["moved_from"]["start"] == f"{week(1)}T14:00:00"


def test_one_date_that_goes_back_to_its_place_is_no_exception_any_more(session, house):
    made = ask(session, house)
    row = rows_of(session, made)[1]

    edit(session, house, made, Change(start=time(17)), this(row))
    edit(session, house, made, Change(start=time(14)), this(row))

    assert (row.moved, row.facts) == (False, {})


def test_one_date_is_cancelled(session, house):
    made = ask(session, house)
    row = rows_of(session, made)[1]

    edit(session, house, made, Change(cancel=True), this(row))

    assert (row.state, made.state) == (State.CANCELLED, State.CONFIRMED)


def test_the_last_date_that_is_cancelled_ends_the_series(session, house):
    made = ask(session, house, "FREQ=WEEKLY;COUNT=2")

    edit(session, house, made, Change(cancel=True), between(week(0), week(9)))

    assert made.state is State.CANCELLED


# Who may, and what makes no sense


def test_a_new_group_must_ask_again_when_its_dates_move(session, house):
    made = ask(session, house, day=week(1), group_slug="neue-nachbarn", minutes=60)
    for row in rows_of(session, made):
        row.state, row.held_until = State.CONFIRMED, None
    made.state = State.CONFIRMED
    session.flush()

    edit(session, house, made, Change(title="Solarstammtisch"), ALL, group_id=made.group_id)
    assert {row.state for row in rows_of(session, made)} == {State.CONFIRMED}
    edit(session, house, made, Change(start=time(17)), ALL, group_id=made.group_id)
    assert ({row.state for row in rows_of(session, made)}, made.state) == ({State.REQUESTED}, State.REQUESTED)


def test_what_the_desk_moves_needs_no_second_yes(session, house):
    made = ask(session, house, day=week(1), group_slug="neue-nachbarn", minutes=60)
    for row in rows_of(session, made):
        row.state, row.held_until = State.CONFIRMED, None
    made.state = State.CONFIRMED
    session.flush()

    edit(session, house, made, Change(start=time(17)), ALL)

    assert {row.state for row in rows_of(session, made)} == {State.CONFIRMED}


def test_only_the_desk_lifts_a_closure(session, house):
    made = ask(session, house, "FREQ=WEEKLY;COUNT=2", day=date(2026, 11, 23) + timedelta(days=1))
    row = rows_of(session, made)[0]
    to_monday = Change(days=6, start=time(9))

    by_group = {"override": ("heizung",), "group_id": made.group_id}
    assert codes(lambda: edit(session, house, made, to_monday, this(row), **by_group)) == ["closed"]
    edit(session, house, made, to_monday, this(row), override=("heizung",))

    assert f"{row.wall_from:%a %H:%M}" == "Mon 09:00"


def test_what_the_desk_lifts_is_lifted_only_where_it_is_in_the_way(session, house):
    made = ask(session, house, day=week(0))

    edit(session, house, made, Change(days=2), ALL, override=("public_holiday",))

    assert [(row.state, row.override) for row in rows_of(session, made)][3:] == [
        (State.CONFIRMED, []),
        (State.CONFIRMED, ["public_holiday"]),
        (State.CONFIRMED, []),
    ]
    assert not reconcile(session, house, made, who="clock", now=TUESDAY)
    edit(session, house, made, Change(days=3, start=time(9)), ALL, override=("heizung",))
    assert [(f"{row.wall_from:%d.%m.}", row.override) for row in rows_of(session, made) if row.override] == [
        ("30.11.", ["heizung"])
    ]


def test_somebody_elses_change_comes_first(session, house):
    made = ask(session, house)
    seen = made.revision
    edit(session, house, made, Change(start=time(17)), ALL, revision=seen)

    assert codes(lambda: edit(session, house, made, Change(start=time(9)), ALL, revision=seen)) == ["changed_meanwhile"]


def test_changes_that_make_no_sense_are_refused(session, house):
    made, other = ask(session, house), ask(session, house, clock="18:00")
    endless = ask(session, house, "FREQ=DAILY", room="stueble", minutes=30)
    first = rows_of(session, made)[0]
    later = Change(start=time(17))
    now = at(week(1), "20:00")

    def tried(change: Change, scope: Scope, **more) -> list[str]:
        return codes(lambda: edit(session, house, more.pop("made", made), change, scope, **more))

    assert tried(later, this(first), now=now) == ["meeting_over"]
    assert tried(later, following(first), now=now) == ["meeting_over"]
    assert tried(later, this(rows_of(session, other)[0])) == ["unknown_booking"]
    assert tried(later, ALL, group_id=made.group_id + 1) == ["not_yours"]
    assert tried(later, between(week(20), week(30))) == ["rule_refused"]
    assert tried(later, between(week(3), week(1))) == ["end_before_start"]
    assert tried(later, Scope(kind="between")) == ["end_before_start"]
    assert tried(Change(rrule="FREQ=DAILY"), between(week(1), week(2))) == ["rule_refused"]
    assert tried(Change(rrule="FREQ=SECONDLY;COUNT=9"), ALL) == ["rule_refused"]
    assert tried(Change(until=date(2020, 1, 1)), ALL) == ["rule_refused"]
    assert tried(Change(cancel=True), between(week(1), date(9999, 1, 1)), made=endless) == ["rule_refused"]
    assert tried(Change(days=99999), ALL) == ["rule_refused"]
    assert tried(Change(minutes=-5), ALL) == ["end_before_start"]
    assert tried(Change(minutes=10**12), ALL) == ["too_long"]
    assert tried(Change(until=date(9999, 12, 31)), ALL) == ["rule_refused"]
    assert tried(Change(title="www.beispiel.de"), ALL) == ["title_refused"]
    assert tried(Change(room="keller"), ALL) == ["unknown_room"]
    assert tried(Change(start=time(21, 30)), this(first)) == ["outside_hours"]
    assert codes(lambda: edit(session, house, made, later, ALL, Choice(datetime(2030, 1, 1), "skip"))) == [
        "unknown_date"
    ]
    lifecycle.cancel_booking(session, house, first.uid, who=WHO, now=TUESDAY)
    assert tried(later, this(first)) == ["already_decided"]
    series.cancel_series(session, made, who=WHO, now=TUESDAY)
    assert tried(later, ALL) == ["already_decided"]
    assert codes(lambda: edit_series(session, house, "niemand", later, ALL, who=WHO, now=TUESDAY)) == [
        "unknown_booking"
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (Change(), "nothing"),
        (Change(note="Bis bald"), "nothing"),
        (Change(cancel=True, title="Anders"), "cancel_only"),
        (Change(cancel=True, start=time(9)), "cancel_only"),
        (Change(until=date(9999, 12, 31)), "endless"),
    ],
)
def test_half_said_changes_are_told_what_is_wrong_with_them(session, house, change, kind):
    made = ask(session, house)

    with pytest.raises(Refused) as refused:
        edit(session, house, made, change, ALL)

    assert [reason.kind for reason in refused.value.reasons] == [kind]


def test_a_room_with_more_people_than_it_holds_is_refused(session, house):
    made = ask(session, house)
    rows = rows_of(session, made)
    for _number in range(3):
        signups.take_seat(session, house, rows[2].code, 4, now=TUESDAY)

    found = codes(lambda: edit(session, house, made, Change(room="stueble"), ALL))

    assert found == ["seats_taken"]


# Who hears of it


def test_one_letter_and_one_line_for_the_series_and_one_for_each_date(session, house):
    made = ask(session, house)
    edit(session, house, made, Change(start=time(17), title="Stricken"), ALL)

    letters = list(session.exec(select(Letter).order_by(col(Letter.id))))
    assert [letter.kind for letter in letters] == ["series-confirmed", "series-changed"]
    assert letters[1].facts == {
        "series": made.uid,
        "scope": "all",
        "held": 6,
        "skipped": 0,
        "cancelled": 0,
        "retitled": 6,
    }
    lines = session.exec(select(JournalEntry).where(col(JournalEntry.series_id) == made.id)).all()
    assert [line.what for line in lines] == ["series.confirmed", "series.changed"]
    first = rows_of(session, made)[0]
    assert [line.what for line in journal.story(session, first.id)] == ["booking.moved", "booking.retitled"]


def test_what_a_change_lets_go_of_is_offered_to_whoever_waits(session, house):
    made = ask(session, house)
    line = waits.wait_for(session, house, wish(day=week(2), group_slug="vhs", title="Kurs"), who="x", now=TUESDAY)

    edit(session, house, made, Change(start=time(17)), ALL)

    assert line.state is Waiting.OFFERED


def test_a_pause_in_school_holidays_survives(session):
    session.add(Holiday(name="Weihnachtsferien", starts_on=week(4), ends_on=week(5), school=True))
    house = move_in(session, quota={})
    made = ask(session, house, pause_school=True)

    edit(session, house, made, Change(start=time(17)), ALL)

    assert [(row.reason, f"{row.wall_from:%H:%M}") for row in rows_of(session, made)][3:] == [
        ("", "17:00"),
        ("school_holiday", "17:00"),
        ("school_holiday", "17:00"),
    ]
