"""What the town says on the board, and who helps, written at the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking import noticeboard, occupancy, refusals
from booking.contacts import help_list
from booking.noticeboard import HelpLine, Notice
from booking.refusals import Refused
from tests.support.cast import TUESDAY, WEDNESDAY

DESK = "desk:manager"
SNOW = Notice(
    title="Bitte Gehwege streuen",
    text="Wer Hilfe braucht: 0123 456789 anrufen.",
    starts_on=WEDNESDAY,
    ends_on=WEDNESDAY + timedelta(days=9),
    contact="gruppe",
)


def put_up(session, house, notice=SNOW):
    noticeboard.put_up(session, house, notice, who=DESK, now=TUESDAY)
    return occupancy.house_facts(session)


def write(session, house, *lines):
    before = noticeboard.help_lines(house)
    noticeboard.write_help(session, house, before, lines, who=DESK, now=TUESDAY)
    return occupancy.house_facts(session)


def test_a_notice_is_put_up_changed_and_taken_down(session, house):
    house = put_up(session, house)
    [there] = noticeboard.notices(house)
    assert replace(there, slug="") == SNOW
    assert house.sections["announcements"][0]["title_simple"] == "Bitte Gehwege streuen"

    house = put_up(session, house, replace(there, title="Es schneit"))
    assert [(one.slug, one.title) for one in noticeboard.notices(house)] == [(there.slug, "Es schneit")]

    noticeboard.take_down(session, house, there.slug, who=DESK, now=TUESDAY)
    house = occupancy.house_facts(session)
    assert noticeboard.notices(house) == []
    with pytest.raises(Refused) as caught:
        noticeboard.take_down(session, house, there.slug, who=DESK, now=TUESDAY)
    assert caught.value.reasons == (refusals.UnknownItem(there.slug),)


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"title": ""}, ["malformed"]),
        ({"title": "x" * 81}, ["malformed"]),
        ({"text": "Alles unter www.example.org"}, ["title_refused"]),
        ({"title": "Ruf 0123 456789 an"}, ["title_refused"]),
        ({"ends_on": WEDNESDAY - timedelta(days=1)}, ["end_before_start"]),
        ({"contact": "niemand"}, ["malformed"]),
        ({"slug": "weg"}, ["unknown_item"]),
    ],
)
def test_a_notice_that_cannot_be_is_refused(session, house, wrong, codes):
    with pytest.raises(Refused) as caught:
        put_up(session, house, replace(SNOW, **wrong))

    assert [reason.code for reason in caught.value.reasons] == codes
    assert noticeboard.notices(occupancy.house_facts(session)) == []


def test_who_helps_is_written_in_order(session, house):
    police, nurse = (
        HelpLine(icon="polizei", title="Polizei", phone="110"),
        HelpLine(icon="pflege", title="Pflege", phone="+49 123 4567"),
    )

    house = write(session, house, police, nurse)
    house = write(session, house, nurse, police)

    assert [line.title for line in help_list(session, house)] == ["Pflege", "Polizei"]
    assert write(session, house).sections["help_directory"] == []


@pytest.mark.parametrize(
    "line",
    [
        HelpLine(icon="hand", title="", phone="110"),
        HelpLine(icon="hand", title="Jemand", phone="eins eins null"),
        HelpLine(icon="hand", title="Jemand", phone=""),
        HelpLine(icon="hand", title="Jemand", contact="niemand"),
    ],
)
def test_a_line_that_cannot_be_is_refused(session, house, line):
    with pytest.raises(Refused) as caught:
        write(session, house, line)

    assert [reason.code for reason in caught.value.reasons] == ["malformed"]


def test_a_list_that_somebody_else_changed_meanwhile_is_not_written_over(session, house):
    house = write(session, house, HelpLine(icon="polizei", title="Polizei", phone="110"))

    with pytest.raises(Refused) as caught:
        noticeboard.write_help(session, house, [], [], who=DESK, now=TUESDAY)

    assert caught.value.reasons == (refusals.ChangedMeanwhile(),)
