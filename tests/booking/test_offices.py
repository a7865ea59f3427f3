"""Whom to ask: functions that agreed, and hours that are kept."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from booking import community, meetings, occupancy, offices
from booking.offices import Office
from models.bookings import State
from models.community import Contact, District, Group, Listing
from models.rooms import Closure, House, Section
from tests.support.cast import BERLIN, TUESDAY
from tests.support.feed_rows import FeedHouse

OFFICE = [
    {"day": "tue", "start": "09:00", "end": "12:00", "contact": "manager"},
    {"day": "mon", "start": "10:00", "end": "12:00", "contact": "council", "every": "1. und 3. Montag"},
    {"day": "fri", "start": "10:00", "end": "12:00", "contact": "council", "every": "nach Aushang"},
]


@pytest.fixture
def office(session, house):
    """A manager with a card, a council without, and their hours."""
    session.add(Contact(slug="manager", function="Quartiersmanagerin", phone="030 23125-101", card=True, position=1))
    session.add(Contact(slug="council", function="Stadtseniorenrat", phone="030 23125-102", position=2))
    session.add(Section(name="staffed_hours", content=OFFICE))
    session.get_one(House, 1).revision += 1
    session.flush()
    return occupancy.house_facts(session)


def told(session, house, at):
    return [
        (f"{one.starts:%d.%m. %H}–{one.ends:%H}", one.function, one.office)
        for one in offices.staffed(session, house, at)
    ]


def test_only_who_agreed_has_a_card(session, office):
    manager = Office(
        slug="manager", function="Quartiersmanagerin", unit="", phone="030 23125-101", email="", hours="", text=""
    )

    assert offices.offices(session) == {"manager": manager}


def test_the_hours_of_a_fortnight_are_told_as_they_are_kept(session, office):
    # TUESDAY is the 24th of November 2026; the first Monday of December is the 7th.
    assert told(session, office, TUESDAY) == [
        ("24.11. 09–12", "Quartiersmanagerin", "manager"),
        ("01.12. 09–12", "Quartiersmanagerin", "manager"),
        ("07.12. 10–12", "Stadtseniorenrat", ""),
    ]
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=BERLIN)
    assert told(session, office, noon)[0][0] == "01.12. 09–12"


def test_nobody_is_promised_while_the_house_is_closed(session, office):
    day = TUESDAY.date()
    rooms = [room.slug for room in office.public_rooms]
    session.add(Closure(slug="putzen", starts_on=day, ends_on=day, rooms=rooms, public_text="Heute wird geputzt."))
    session.get_one(House, 1).revision += 1
    session.flush()

    assert told(session, occupancy.house_facts(session), TUESDAY)[0][0] == "01.12. 09–12"


def test_a_house_without_hours_promises_nothing(session, house):
    assert offices.staffed(session, house, TUESDAY) == ()


def test_a_group_answers_by_its_function(session, office):
    group = session.exec(select(Group).where(Group.slug == "strickcafe")).one()
    group.contact_id = session.exec(select(Contact.id).where(Contact.slug == "manager")).one()
    session.flush()

    about = community.group_about(session, "strickcafe")

    assert (about.function, about.office) == ("Quartiersmanagerin", "manager")
    assert community.group_about(session, "shg-a") is None
    assert community.group_about(session, "neue-nachbarn") is None


# What is on in a quarter, and of a group


@pytest.fixture
def rows(session) -> FeedHouse:
    """A house with a quarter and its talk in three months."""
    rows = FeedHouse(session, now=TUESDAY)
    session.add(District(slug="alzental", name="Alzental", position=1))
    session.flush()
    district = session.exec(select(District.id)).one()
    talk = rows.meeting("Stadtviertelgespräch", district_id=district, titles={"en": "Talk"}, title_simple="Reden")
    dates: list[tuple[str, str, dict[str, Any]]] = [
        ("2026-11-23 18:00", "Stadtviertelgespräch", {}),
        ("2027-02-23 18:00", "Stadtviertelgespräch", {}),
        ("2027-02-24 18:00", "Rundgang durchs Viertel", {}),
        ("2027-02-25 18:00", "Stadtviertelgespräch", {"state": State.CANCELLED}),
        ("2027-02-26 18:00", "Stadtviertelgespräch", {"title_hidden": True}),
    ]
    for start, title, facts in dates:
        rows.date(start, title=title, meeting_id=talk.id, **facts)
    rows.date("2026-12-01 14:00", title="Stricken")
    return rows


def test_the_next_talks_of_a_quarter_are_known_months_ahead(session, rows):
    house = occupancy.house_facts(session)

    found = meetings.coming_in(session, house, "alzental", now=TUESDAY)

    assert [one.title for one in found] == ["Stadtviertelgespräch", "Rundgang durchs Viertel"]
    assert meetings.coming_in(session, house, "altstadt", now=TUESDAY) == []


def test_a_date_with_a_title_of_its_own_is_not_called_as_its_meeting_is_elsewhere(session, rows):
    talk, walk = meetings.coming_in(session, occupancy.house_facts(session), "alzental", now=TUESDAY)

    assert (talk.titles, talk.title_simple) == ({"en": "Talk"}, "Reden")
    assert (walk.titles, walk.title_simple) == ({}, "")


def test_the_next_dates_of_a_group_are_those_that_everybody_may_join(session, rows):
    rows.date("2026-12-02 14:00", title="Vorstand", listing=Listing.INTERNAL)
    house = occupancy.house_facts(session)

    found = meetings.coming_of(session, house, "strickcafe", now=TUESDAY, number=2)

    assert [one.title for one in found] == ["Stricken", "Stadtviertelgespräch"]


def test_the_quarters_stand_in_the_order_of_the_house(session, rows):
    session.add(District(slug="altstadt", name="Altstadt", position=0))
    session.flush()

    assert [quarter.slug for quarter in community.quarters(session)] == ["altstadt", "alzental"]
