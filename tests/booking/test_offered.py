"""What is offered can be booked, and what is not offered is refused with a reason: on random houses, in the database.

cal.diy#29532: the list of free times and the check of a wish computed buffers differently.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, select

from booking import lifecycle, occupancy, refusals, wishes
from booking.facts import HouseFacts
from booking.refusals import Refused
from booking.span import day_span, local, minute_of
from booking.wishes import Wish
from models.community import Group, Trust
from models.database import Database
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, move_in
from tests.support.drawn_houses import Story, stories

# What the list cannot know, because it is the same for everybody.
SHARES = (refusals.ManyHours, refusals.ManySingles, refusals.ManyRequests)


class Undo(Exception):
    """Nothing of an example is kept."""


def wished(story: Story, start: datetime) -> Wish:
    end = start + timedelta(minutes=story.minutes)
    return Wish(room=story.room, extras=story.extras, start=start, end=end, title="Treffen", group_slug=story.group)


def refusal_of(session: Session, house: HouseFacts, wish: Wish, now: datetime) -> Refused | None:
    """Return why *wish* cannot be booked, none if it can; the book stays as it is."""
    try:
        with session.begin_nested():
            lifecycle.request_booking(session, house, wish, who="group", now=now)
            raise Undo
    except Undo:
        return None
    except Refused as refused:
        return refused


def every_start(story: Story, step: int) -> list[datetime]:
    """Return each start of the day on a step of the clock, where an hour comes twice both of its times."""
    whole = day_span(story.day, BERLIN)
    minutes = range(int(whole.length / timedelta(minutes=1)))
    moments = (whole.start + timedelta(minutes=number) for number in minutes)
    return [
        moment for moment in moments if (local(moment, BERLIN).hour * 60 + local(moment, BERLIN).minute) % step == 0
    ]


@pytest.mark.slow
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_every_offered_time_can_be_booked_and_every_other_is_refused(db: Database, story: Story) -> None:
    with suppress(Undo), db.writing() as session:
        house = story.move_in(session)
        room = house.room(story.room, story.extras)
        trusted = session.exec(select(Group).where(Group.slug == story.group)).one().trust is not Trust.NEW
        free = occupancy.free_slots(session, house, room, story.day, story.minutes, now=story.now, trusted=trusted)
        offered = {span.start for span in free}

        for number, start in enumerate(every_start(story, house.rules.slot_step_min)):
            wish = wished(story, start)
            reasons = wishes.objections_to(session, house, wishes.read_wish(session, house, wish), story.now)
            if any(isinstance(reason, refusals.Taken) for reason in reasons) and story.lapsed:
                refused = refusal_of(session, house, wish, story.now)  # it may be let go of by who asks
                reasons = list(refused.reasons) if refused else []
            against = [reason for reason in reasons if not isinstance(reason, SHARES)]
            assert (start in offered) is (not against), (start, reasons)
            if number % 8 == story.days_before:  # the check is one thing; some are booked to the end
                refused = refusal_of(session, house, wish, story.now)
                assert (refused.reasons if refused else ()) == tuple(reasons)
        raise Undo


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_every_alternative_can_be_booked_by_whoever_is_told_of_it(db: Database, story: Story) -> None:
    """Also where the group has used up its hours of a week: then other weeks are offered."""
    with suppress(Undo), db.writing() as session:
        house = story.move_in(session)
        for minute in (0, 600, 840, 1380):
            wish = wished(story, minute_of(story.day, minute, BERLIN))
            refused = refusal_of(session, house, wish, story.now)
            for other in refused.alternatives if refused else ():
                again = wished(story, other.span.start)
                assert refusal_of(session, house, again, story.now) is None
        raise Undo


def test_list_and_check_know_the_same_buffers(db: Database) -> None:
    """cal.diy#29532: a time right after somebody's tear-down was offered and then refused."""
    with db.writing() as session:
        house = move_in(session)
        there = Wish(
            room="quartierraum",
            start=minute_of(WEDNESDAY, 600, BERLIN),
            end=minute_of(WEDNESDAY, 660, BERLIN),
            title="Treffen",
            group_slug="strickcafe",
        )
        lifecycle.request_booking(session, house, there, who="group:strickcafe", now=TUESDAY)

        free = occupancy.free_slots(session, house, house.room("quartierraum"), WEDNESDAY, 60, now=TUESDAY)

        starts = [local(span.start, BERLIN).strftime("%H:%M") for span in free]
        # Set up from 9:45, cleared by 11:15: the next begins when both its set-up and that are done.
        assert starts[:6] == ["08:15", "08:30", "11:30", "11:45", "12:00", "12:15"]


@pytest.mark.parametrize(
    ("day", "clock", "fold", "code"),
    [
        ("2026-10-25", "02:00", 0, None),
        ("2026-10-25", "02:30", 0, "twice_on_the_clock"),  # it would end when clocks show 02:00 again
        ("2026-10-25", "02:30", 1, "twice_on_the_clock"),
        ("2027-10-31", "02:00", 1, "twice_on_the_clock"),
        ("2026-03-29", "03:30", 0, None),
        ("2027-03-28", "03:30", 0, None),
    ],
)
def test_the_nights_in_which_clocks_change(db: Database, day: str, clock: str, fold: int, code: str | None) -> None:
    start = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=BERLIN, fold=fold)
    story = Story(
        day=start.date(), days_before=1, rules={}, hours={"quartierraum": [(0, 1440)]}, old_hours=[(0, 1440)],
        closures=[], holiday=None, buffers={}, taken=[], lapsed=[], own=[], room="quartierraum", extras=(), minutes=30,
        group="strickcafe",
    )  # fmt: skip
    with db.writing() as session:
        house = story.move_in(session)

        refused = refusal_of(session, house, wished(story, start.astimezone(UTC)), story.now)

    assert [reason.code for reason in refused.reasons] == [code] if code and refused else refused is None
