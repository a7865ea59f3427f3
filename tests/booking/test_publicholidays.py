"""Public holidays of the Land: moving feasts, what was taken out, and what is booked on a day that is new."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.easter import easter
from sqlmodel import col, select

from booking import decisions, imports, jobs, lifecycle, newhouse, occupancy, publicholidays, refusals, series
from booking.facts import HouseFacts
from booking.refusals import Refused
from models.bookings import Booking, State
from models.journal import JournalEntry
from models.letters import Letter
from models.rooms import Holiday, House, Section, UsageType
from tests.support.cast import TUESDAY, WEDNESDAY, move_in, wish
from tests.support.house import DEMO, PLAIN

LAW = date(2027, 1, 6)  # a Wednesday that a new law made a holiday
ASCENSION = date(2027, 5, 6)


def follow(session, house, *listed):
    """Let the cast's house have the holidays of its Land."""
    publicholidays.follow(session, session.get_one(House, 1), listed, now=TUESDAY)
    session.flush()
    return publicholidays.bring(session, house, TUESDAY)


def closed_days(session) -> list[date]:
    look = select(Holiday).where(col(Holiday.school).is_(False)).order_by(col(Holiday.starts_on))
    return [free.starts_on for free in session.exec(look)]


def before_the_law(session) -> HouseFacts:
    """Return the house as it was when nobody had heard of LAW."""
    follow(session, occupancy.house_facts(session))
    session.delete(session.exec(select(Holiday).where(Holiday.starts_on == LAW)).one())
    kept = session.get_one(Section, "public_holidays")
    known = {day: name for day, name in kept.content["known"].items() if day != LAW.isoformat()}
    kept.content = {**kept.content, "known": known}
    occupancy.house_changed(session)
    return occupancy.house_facts(session)


def test_moving_feasts_follow_easter_for_five_years():
    found = publicholidays.holidays_of("BW", range(2026, 2031))

    for year in range(2026, 2031):
        of_year = {day for day in found if day.year == year}
        moving = {easter(year) + timedelta(days=after) for after in (-2, 1, 39, 50, 60)}
        fixed = {(1, 1), (1, 6), (5, 1), (10, 3), (11, 1), (12, 25), (12, 26)}
        assert of_year == moving | {date(year, month, day) for month, day in fixed}


def test_the_demo_s_own_list_says_what_the_law_says():
    text = DEMO.read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.startswith("  - {date: "))
    listed = [date.fromisoformat(line.split("date: ")[1][:10]) for line in lines]
    own = [day for day in listed if date(2026, 10, 1) <= day <= date(2027, 10, 3)][:13]

    by_law = publicholidays.holidays_of("BW", (2026, 2027))

    assert own == [day for day in by_law if own[0] <= day <= own[-1]]


def test_a_new_house_has_the_holidays_of_three_years(db):
    with db.writing() as session:
        newhouse.create(session, "Haus", "Europe/Berlin", now=TUESDAY)

    with db.reading() as session:
        days = closed_days(session)
        assert not publicholidays.is_due(session, TUESDAY)
        assert publicholidays.is_due(session, TUESDAY + timedelta(days=1))
    assert (days[0], days[-1], len(days)) == (date(2026, 12, 25), date(2028, 12, 26), 26)


@pytest.mark.parametrize(
    ("timezone", "locale", "state", "land"),
    [
        ("Europe/Berlin", "de-DE", None, "BW"),
        ("Europe/Berlin", "de-DE", "BY", "BY"),
        ("Europe/Vienna", "de-AT", None, None),
        ("America/New_York", "de-DE", None, None),
        ("Europe/Berlin", "en-GB", None, None),
    ],
)
def test_the_land_is_told_or_follows_from_where_the_house_is(timezone, locale, state, land):
    house = House(slug="h", name="H", short="H", timezone=timezone, locale=locale, about={"state": state})

    assert publicholidays.land_of(house) == land


def test_a_house_elsewhere_has_no_land_s_holidays(db):
    with db.writing() as session:
        newhouse.create(session, "House", "America/New_York", now=TUESDAY)
        assert closed_days(session) == []
        assert not publicholidays.is_due(session, TUESDAY + timedelta(days=1))


def test_a_file_s_own_list_counts_as_far_as_it_goes(db):
    """What the file leaves out between its first and its last day stays open; what comes later is the Land's."""
    text = DEMO.read_text(encoding="utf-8")
    without = "\n".join(line for line in text.splitlines() if "Fronleichnam" not in line)

    with db.writing() as session:
        imports.load(session, without, now=TUESDAY)
        days = closed_days(session)

    assert date(2027, 5, 27) not in days
    assert [day for day in days if date(2027, 10, 3) < day < date(2028, 1, 7)] == [
        date(2027, 11, 1),
        date(2027, 12, 25),
        date(2027, 12, 26),
        date(2028, 1, 1),
        date(2028, 1, 6),
    ]


def test_a_file_without_holidays_and_land_is_open_on_all_days(db):
    with db.writing() as session:
        imports.load(session, PLAIN, now=TUESDAY)

        assert closed_days(session) == []
        assert not publicholidays.is_due(session, TUESDAY + timedelta(days=1))


def test_each_night_brings_what_is_missing_and_nothing_twice(session, house):
    assert follow(session, house, date(2026, 12, 25)) == 25  # the first day of Christmas is there

    tomorrow, next_year = TUESDAY + timedelta(days=1), datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert jobs.run(session, now=tomorrow) == 0
    assert not jobs.anything_due(session, now=tomorrow)
    assert publicholidays.bring(session, occupancy.house_facts(session), next_year) == 12
    days = closed_days(session)
    assert len(days) == len(set(days)) == 26 + 12


def test_what_is_booked_on_a_day_that_is_new_is_treated_as_by_a_closure(session, house):
    house = before_the_law(session)
    weekly = wish("18:00", day=LAW - timedelta(days=7), group_slug="vhs", rrule="FREQ=WEEKLY;COUNT=3")
    made = series.request_series(session, house, weekly, who="group:vhs", now=TUESDAY)
    single = lifecycle.request_booking(session, house, wish(day=LAW), who="group:strickcafe", now=TUESDAY)

    assert jobs.run(session, now=TUESDAY + timedelta(days=1)) == 1

    states = [(date.state, date.reason) for date in series.dates(session, made)]
    assert states == [(State.CONFIRMED, ""), (State.SKIPPED, "holiday"), (State.CONFIRMED, "")]
    assert session.get_one(Booking, single.id).state is State.CONFIRMED
    after = occupancy.house_facts(session)
    assert [reason.code for reason in decisions.objections(session, after, single)] == ["public_holiday"]
    kinds = [letter.kind for letter in session.exec(select(Letter))]
    assert kinds == ["series-confirmed", "booking-confirmed", "series-skipped"]


def test_what_the_town_does_on_a_holiday_stays(session, house):
    session.add(UsageType(slug="town", name="Veranstaltung der Stadt", priority=1, position=9))
    house = before_the_law(session)
    ours = wish(day=LAW, usage="town", group_slug="vhs")
    single = lifecycle.request_booking(session, house, ours, who="group:vhs", now=TUESDAY)

    jobs.run(session, now=TUESDAY + timedelta(days=1))

    after = occupancy.house_facts(session)
    assert decisions.objections(session, after, single) == []


def test_a_holiday_that_the_desk_opened_stays_open(session, house):
    follow(session, house)
    house = occupancy.house_facts(session)
    opening = wish("18:00", day=ASCENSION - timedelta(days=7), group_slug="vhs", rrule="FREQ=WEEKLY;COUNT=2")
    made = series.request_series(session, house, opening, who="group:vhs", now=TUESDAY)
    assert [date.reason for date in series.dates(session, made)] == ["", "holiday"]

    back = publicholidays.open_on(session, house, ASCENSION, who="desk:manager", now=TUESDAY)

    house = occupancy.house_facts(session)
    assert [date.state for date in series.dates(session, made)] == [State.CONFIRMED, State.CONFIRMED]
    assert len(back) == 1
    assert publicholidays.bring(session, house, TUESDAY + timedelta(days=1)) == 0
    assert ASCENSION not in closed_days(session)
    assert [free.starts_on for free in publicholidays.opened(session, house, now=TUESDAY)] == [ASCENSION]


def test_the_desk_can_close_it_again(session, house):
    follow(session, house)
    publicholidays.open_on(session, occupancy.house_facts(session), ASCENSION, who="desk:manager", now=TUESDAY)
    house = occupancy.house_facts(session)

    publicholidays.close_on(session, house, ASCENSION, who="desk:manager", now=TUESDAY)

    assert ASCENSION in closed_days(session)
    with pytest.raises(Refused) as refused:
        publicholidays.close_on(session, occupancy.house_facts(session), ASCENSION, who="desk:manager", now=TUESDAY)
    assert refused.value.reasons == (refusals.UnknownClosure(),)


def test_every_change_is_journalled(session, house):
    follow(session, house)
    publicholidays.open_on(session, occupancy.house_facts(session), ASCENSION, who="desk:manager", now=TUESDAY)

    entries = session.exec(select(JournalEntry).order_by(col(JournalEntry.id))).all()
    assert [entry.what for entry in entries] == ["house.holidays", "house.holiday_opened"]


def test_a_house_that_never_followed_a_land_is_left_alone(db):
    with db.writing() as session:
        move_in(session)
        assert not publicholidays.is_due(session, TUESDAY + timedelta(days=400))
        assert WEDNESDAY not in closed_days(session)
