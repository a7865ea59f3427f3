"""The neighbours' quiet hours: told to everybody who reaches into them, an objection only to what is loud."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from booking import lifecycle, occupancy, quiet, refusals
from booking.facts import HouseFacts, QuietRules
from booking.quiet import QuietTimes
from booking.refusals import Refused
from booking.span import Span
from kiosk.quiet_words import quiet_sentence
from models.community import Group
from models.rooms import Section
from tests.support.cast import BERLIN, TUESDAY, WEDNESDAY, at, wish

THURSDAY = WEDNESDAY + timedelta(days=1)
SECTION = {
    "night": {"start": "21:00", "end": "08:00"},
    "midday_quiet": {"start": "12:30", "end": "14:00"},
    "windows_closed_for_music_after": "20:00",
}


@pytest.fixture
def quiet_house(session, house) -> HouseFacts:
    session.add(Section(name="quiet", content=SECTION))
    occupancy.house_changed(session)
    return occupancy.house_facts(session)


def span(start: str, end: str, day: date = WEDNESDAY, until: date | None = None) -> Span:
    return Span(at(day, start), at(until or day, end))


def test_the_section_of_the_file_is_read():
    assert QuietRules.from_facts(SECTION) == QuietRules((21 * 60, 8 * 60), (750, 840), 20 * 60)
    assert QuietRules.from_facts({"midday_quiet": None}) == QuietRules() == QuietRules.from_facts(None)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (span("09:00", "12:30"), None),
        (span("12:00", "13:00"), QuietTimes(None, span("12:30", "13:00"), None)),
        (span("18:00", "20:00"), None),
        (span("18:00", "20:30"), QuietTimes(None, None, at(WEDNESDAY, "20:00"))),
        (span("20:30", "22:00"), QuietTimes(span("21:00", "22:00"), None, at(WEDNESDAY, "20:30"))),
        (span("06:00", "09:00"), QuietTimes(span("06:00", "08:00"), None, at(WEDNESDAY, "06:00"))),
        (
            span("22:00", "09:00", until=THURSDAY),
            QuietTimes(span("22:00", "08:00", until=THURSDAY), None, at(WEDNESDAY, "22:00")),
        ),
    ],
    ids=["the morning", "lunch", "ends as windows close", "windows", "late", "early", "through the night"],
)
def test_what_reaches_into_the_quiet_hours_is_told(quiet_house, asked, told):
    assert quiet.quiet(quiet_house, asked) == told


@pytest.mark.parametrize("night", [date(2027, 3, 27), date(2027, 10, 30)], ids=["23 hours", "25 hours"])
def test_the_quiet_of_the_night_lasts_through_a_change_of_clocks(quiet_house, night):
    asked = Span(at(night, "20:00"), at(night + timedelta(days=1), "09:00"))

    told = quiet.quiet(quiet_house, asked)

    assert told.night == Span(at(night, "21:00"), at(night + timedelta(days=1), "08:00"))


def test_only_what_is_loud_is_refused_and_offered_another_time(session, quiet_house):
    for noise in (None, "music"):
        asked = wish("20:00", noise=noise, group_slug="vhs", day=WEDNESDAY if noise else THURSDAY)
        lifecycle.request_booking(session, quiet_house, asked, who="group:vhs", now=TUESDAY)

    with pytest.raises(Refused) as refused:
        loud = wish("20:00", noise="loud", day=date(2026, 11, 27))
        lifecycle.request_booking(session, quiet_house, loud, who="group", now=TUESDAY)

    assert refused.value.reasons == (refusals.QuietHours("night", date(2026, 11, 27), "21:00", "08:00"),)
    assert [one.span.end for one in refused.value.alternatives] == [
        at(date(2026, 11, 27), clock) for clock in ("21:00", "20:45", "20:30")
    ]


def test_a_loud_group_is_loud_unless_it_says_otherwise(session, quiet_house):
    group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    group.facts = {"noise": "loud"}
    session.flush()

    with pytest.raises(Refused):
        lifecycle.request_booking(session, quiet_house, wish("12:00"), who="group", now=TUESDAY)

    calm = replace(wish("12:00"), noise="music")
    assert lifecycle.request_booking(session, quiet_house, calm, who="group", now=TUESDAY).facts == {"noise": "music"}


def test_the_neighbours_are_spoken_of_in_short_sentences(quiet_house):
    told = quiet.quiet(quiet_house, span("13:00", "22:00"))

    assert quiet_sentence(told, BERLIN) == (
        "Ab 20:00 Uhr bleiben bei Musik die Fenster zu. Von 13:00 bis 14:00 Uhr ist Mittagsruhe: bitte leise. "
        "Von 21:00 bis 22:00 Uhr ist Nachtruhe: bitte leise."
    )
    assert quiet_sentence(None, BERLIN) == ""
