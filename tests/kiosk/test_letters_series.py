"""Letters about a series, taken into a calendar as mail programs do (RFC 5546): what stands there is what is booked.

Every calendar part is read and expanded by two libraries that know nothing of each other.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

import pytest
import recurring_ical_events
import vobject
from icalendar import Calendar
from sqlmodel import Session, col, select

from booking import decisions, edits, lifecycle, moves, revivals, series
from booking.changes import Change, Scope
from booking.facts import HouseFacts
from booking.settings import Settings
from kiosk import letters
from models.bookings import Booking, Series, State
from models.community import Group, Trust
from models.letters import Letter
from tests.support import samples
from tests.support.cast import BERLIN, TUESDAY, at, move_in, wish

SETTINGS = Settings(public_url="https://quartier.example.org", mailbox="raum@example.org")
GROUP = "group:strickcafe"
SIX = "FREQ=WEEKLY;COUNT=6"


def calendar_parts(session: Session, number: int) -> list[str]:
    """Return what the letter of this *number* says to calendar programs, part by part."""
    row = session.get_one(Letter, number)
    letter = samples.letter(row.kind, row.facts, number=number)
    parts = letters.written(session, letter, SETTINGS, now=TUESDAY).walk()
    kept = [part for part in parts if part.get_content_type() == "text/calendar"]
    return [bytes(part.get_payload(decode=True)).decode() for part in kept]


class Receiver:
    """Somebody's calendar, which takes every letter in: the newest of each UID counts, what is cancelled is gone."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.read = 0
        self.held: dict[str, str] = {}
        self.sequence: dict[str, int] = {}

    def takes_in(self) -> "Receiver":
        """Read what came since the last look."""
        self.session.flush()
        for row in self.session.exec(select(Letter).where(Letter.id > self.read).order_by(col(Letter.id))).all():
            self.read = row.id
            for part in calendar_parts(self.session, row.id):
                self._takes(part)
        return self

    def _takes(self, told: str) -> None:
        calendar = Calendar.from_ical(told)
        events = calendar.walk("VEVENT")
        (uid,) = {str(event["UID"]) for event in events}
        newest = max(int(str(event["SEQUENCE"])) for event in events)
        known = self.sequence.get(uid, -1)
        # A letter is written when it leaves: one that waited tells the same as the one after it, by the same number.
        assert newest > known or _expanded(told) == _expanded(self.held[uid]), "a program would keep what it knows"
        self.sequence[uid] = newest
        if calendar["METHOD"] == "CANCEL":
            self.held.pop(uid, None)
        else:
            assert calendar["METHOD"] == "REQUEST"
            self.held[uid] = told

    def starts(self) -> list[datetime]:
        """Return when everything begins that stands there."""
        by_rule = sorted(start for told in self.held.values() for start in _expanded(told))
        assert by_rule == sorted(start for told in self.held.values() for start in _expanded_otherwise(told))
        return by_rule


def _expanded(told: str) -> list[datetime]:
    found = recurring_ical_events.of(Calendar.from_ical(told)).between(TUESDAY, TUESDAY + timedelta(days=400))
    return [event["DTSTART"].dt for event in found]


def _expanded_otherwise(told: str) -> list[datetime]:
    whole = vobject.readOne(told)
    moved = [event for event in whole.vevent_list if hasattr(event, "recurrence_id")]
    (main,) = [event for event in whole.vevent_list if event not in moved]
    rules = main.getrruleset()
    given = [main.dtstart.value] if rules is None else [start.replace(tzinfo=BERLIN) for start in rules]
    gone = {event.recurrence_id.value.replace(tzinfo=BERLIN) for event in moved}
    return [*({*given} - gone), *(event.dtstart.value for event in moved)]


@pytest.fixture
def session(sqlite_db) -> Iterator[Session]:
    with sqlite_db.writing() as session:
        yield session


@pytest.fixture
def house(session) -> HouseFacts:
    return move_in(session, quota={})


@pytest.fixture
def receiver(session) -> Receiver:
    return Receiver(session)


@pytest.fixture
def weekly(session, house) -> Series:
    return series.request_series(session, house, wish("14:00", rrule=SIX), who=GROUP, now=TUESDAY)


Edit = Callable[..., Series]


@pytest.fixture
def edit(session, house, weekly, receiver) -> Edit:
    """Change the weekly series from one of its dates on, by number."""

    def edited(number: int, change: Change, kind: str = "following", made: Series | None = None, **more) -> Series:
        receiver.takes_in()
        row = series.dates(session, made or weekly)[number]
        scope = Scope(kind=kind, booking=row.uid)  # type: ignore[arg-type]
        return edits.edit_series(session, house, (made or weekly).uid, change, scope, who=GROUP, now=TUESDAY, **more)

    return edited


def booked(session) -> list[datetime]:
    """Return when everything begins that is promised."""
    rows = session.exec(select(Booking).where(Booking.state == State.CONFIRMED))
    return sorted(row.starts_at.astimezone(BERLIN) for row in rows)


def last(session) -> int:
    """Return the number of the newest letter."""
    return max(session.exec(select(Letter.id)), default=0)


def test_this_and_following_shortens_the_old_series_and_enters_the_new_one(session, receiver, weekly, edit):
    old = receiver.takes_in().sequence[f"{weekly.uid}@quartier.example.org"]

    later = edit(3, Change(start=time(17)))

    assert receiver.takes_in().starts() == booked(session)
    assert {start.hour for start in receiver.starts()} == {14, 17}
    assert set(receiver.held) == {f"{one.uid}@quartier.example.org" for one in (weekly, later)}
    assert receiver.sequence[f"{weekly.uid}@quartier.example.org"] == old + 1
    assert "UNTIL=20261209T225959Z" in receiver.held[f"{weekly.uid}@quartier.example.org"]


@pytest.mark.parametrize("number", [1, 2, 5], ids=["after the first", "in the middle", "before the last"])
@pytest.mark.parametrize(
    "change",
    [
        Change(start=time(17)),
        Change(days=1),
        Change(room="stueble"),
        Change(rrule="FREQ=WEEKLY;INTERVAL=2"),
        Change(cancel=True),
    ],
    ids=["later", "the day after", "another room", "every two weeks", "cancelled"],
)
def test_wherever_a_series_is_cut_the_calendar_shows_what_is_booked(session, receiver, edit, number, change):
    edit(number, change)

    assert receiver.takes_in().starts() == booked(session)


def test_exceptions_before_and_after_the_cut_stay_what_they_are(session, house, receiver, weekly, edit):
    rows = series.dates(session, weekly)
    for row, clock in ((rows[1], "11:00"), (rows[4], "12:00")):
        moves.move_booking(session, house, row.uid, start=at(row.wall_from.date(), clock), who=GROUP, now=TUESDAY)
    lifecycle.cancel_booking(session, house, rows[2].uid, who=GROUP, now=TUESDAY)

    edit(3, Change(start=time(17)))

    assert receiver.takes_in().starts() == booked(session)
    assert [start.hour for start in receiver.starts()] == [14, 11, 17, 12, 17]


@pytest.mark.parametrize("number", [0, 3, 5], ids=["first", "one in the middle", "last"])
def test_a_date_that_moves_goes_along_wherever_it_stands_in_its_series(session, house, receiver, weekly, number):
    receiver.takes_in()
    row = series.dates(session, weekly)[number]

    moves.move_booking(session, house, row.uid, start=at(row.wall_from.date(), "11:00"), who=GROUP, now=TUESDAY)

    assert receiver.takes_in().starts() == booked(session)
    assert len(receiver.held) == 1


def test_what_is_left_of_nothing_leaves_the_calendar(session, house, receiver, weekly, edit):
    for row in series.dates(session, weekly)[:2]:
        lifecycle.cancel_booking(session, house, row.uid, who=GROUP, now=TUESDAY)

    later = edit(2, Change(start=time(17)))

    assert receiver.takes_in().starts() == booked(session)
    assert set(receiver.held) == {f"{later.uid}@quartier.example.org"}


def test_cut_twice_all_three_stand_there(session, receiver, weekly, edit):
    later = edit(2, Change(start=time(17)))
    edit(2, Change(start=time(19)), made=later)

    assert [start.hour for start in receiver.takes_in().starts()] == [14, 14, 17, 17, 19, 19]


@pytest.fixture
def added(session, house, receiver, weekly) -> Booking:
    """A Friday morning beside the rule of the weekly series."""
    receiver.takes_in()
    friday = at(series.dates(session, weekly)[1].wall_from.date() + timedelta(days=2), "10:00")
    return revivals.add_date(session, house, weekly.uid, friday, who=GROUP, now=TUESDAY)


def test_a_date_beside_the_rule_has_a_name_of_its_own_and_the_rule_stays_one(session, house, receiver, weekly, added):
    names = {f"{one.uid}@quartier.example.org" for one in (weekly, added)}
    assert receiver.takes_in().starts() == booked(session)
    assert set(receiver.held) == names

    second, third = (row for row in series.dates(session, weekly)[1:4] if row.uid != added.uid)
    lifecycle.cancel_booking(session, house, second.uid, who=GROUP, now=TUESDAY)
    assert receiver.takes_in().starts() == booked(session)
    moves.move_booking(session, house, third.uid, start=at(third.wall_from.date(), "16:00"), who=GROUP, now=TUESDAY)
    assert receiver.takes_in().starts() == booked(session)
    moves.move_booking(session, house, added.uid, start=at(added.wall_from.date(), "11:00"), who=GROUP, now=TUESDAY)
    assert receiver.takes_in().starts() == booked(session)
    assert set(receiver.held) == names


def test_a_date_beside_the_rule_leaves_the_calendar_alone(session, house, receiver, weekly, added):
    receiver.takes_in()

    lifecycle.cancel_booking(session, house, added.uid, who=GROUP, now=TUESDAY)

    assert receiver.takes_in().starts() == booked(session)
    assert set(receiver.held) == {f"{weekly.uid}@quartier.example.org"}


def test_a_date_beside_the_rule_goes_along_with_the_series(session, receiver, weekly, edit, added):
    edit(0, Change(start=time(17)), kind="all")
    assert receiver.takes_in().starts() == booked(session)

    series.cancel_series(session, weekly, who=GROUP, now=TUESDAY)
    assert receiver.takes_in().starts() == booked(session) == []


def test_where_no_one_rule_says_it_any_more_the_old_entry_ends(session, receiver, weekly, edit):
    edit(0, Change(rrule="FREQ=MONTHLY;BYDAY=2WE,4WE"), kind="all")

    told = [Calendar.from_ical(part) for part in calendar_parts(session, last(session))]

    names = [(str(one["METHOD"]), {str(event["UID"]) for event in one.walk("VEVENT")}) for one in told]
    (published, dates), *ended = names
    assert (published, len(dates)) == ("PUBLISH", 2)
    assert ended == [("CANCEL", {f"{weekly.uid}@quartier.example.org"})]
    sequence = int(str(told[1].walk("VEVENT")[0]["SEQUENCE"]))
    assert sequence > receiver.sequence[f"{weekly.uid}@quartier.example.org"]


def test_what_no_one_rule_said_from_the_first_has_nothing_to_end(session, house):
    made = series.request_series(
        session, house, wish("14:00", rrule="FREQ=MONTHLY;BYDAY=2WE,4WE;COUNT=6"), who=GROUP, now=TUESDAY
    )

    (part,) = calendar_parts(session, last(session))

    assert made.state is State.CONFIRMED
    assert Calendar.from_ical(part)["METHOD"] == "PUBLISH"


def test_a_series_that_was_never_promised_tells_of_itself_once(session, house, receiver, edit, weekly):
    session.exec(select(Group).where(Group.slug == "strickcafe")).one().trust = Trust.NEW
    weekly.state = State.REQUESTED
    for row in series.dates(session, weekly):
        row.state = State.REQUESTED
    session.flush()
    before = last(session)

    edit(3, Change(title="Nadeln"), group_id=weekly.group_id)

    told = session.exec(select(Letter.kind).where(Letter.id > before)).all()
    assert told == ["series-changed"]


def test_the_letter_of_the_old_series_says_why_it_comes(session, weekly, edit):
    edit(3, Change(start=time(17)))
    followed, changed = session.exec(select(Letter).order_by(col(Letter.id).desc()).limit(2)).all()[::-1]

    letter = samples.letter(followed.kind, followed.facts)
    said = letters.written(session, letter, SETTINGS, now=TUESDAY).get_body(("plain",)).get_content()

    assert (followed.kind, changed.kind) == ("series-followed", "series-changed")
    assert "Ihre Terminreihe endet früher" in said
    assert "Die Termine danach gehören jetzt zu einer neuen Reihe." in said
    assert said.count("14:00 – 15:30 Uhr") == 3


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_what_the_desk_answers_to_a_cut_series_stands_in_the_calendar(session, house, receiver, weekly, edit, answer):
    session.exec(select(Group).where(Group.slug == "strickcafe")).one().trust = Trust.NEW
    later = edit(3, Change(start=time(17)), group_id=weekly.group_id)
    assert receiver.takes_in().starts() == booked(session)
    assert later.state is State.REQUESTED

    if answer == "yes":
        decisions.approve_booking(session, house, later.uid, who="desk:manager", now=TUESDAY)
    else:
        decisions.decline_booking(session, house, later.uid, reason="no_room", text="", who="desk:manager", now=TUESDAY)

    assert receiver.takes_in().starts() == booked(session)
    assert {start.hour for start in receiver.starts()} == {14, 17 if answer == "yes" else 14}
