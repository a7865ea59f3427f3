"""The report's periods, and its sheet of paper."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from booking import community, occupancy
from booking.community import Quarter
from booking.report import report
from kiosk.desk import periods
from kiosk.desk.periods import NoPeriod, Period
from kiosk.paper import press
from kiosk.paper.house import house_of
from kiosk.paper.report import report_sheet
from models.bookings import Booking
from models.community import District
from models.meetings import Meeting
from tests.support import paper
from tests.support.house import demo_house

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)
ALTSTADT = [Quarter("altstadt", "Altstadt", "")]


@pytest.mark.parametrize(("name", "since", "last"), [
    ("Dieser Monat", "2026-11-01", "2026-11-30"), ("Letzter Monat", "2026-10-01", "2026-10-31"),
    ("Dieses Vierteljahr", "2026-10-01", "2026-12-31"), ("Letztes Vierteljahr", "2026-07-01", "2026-09-30"),
    ("Dieses Halbjahr", "2026-07-01", "2026-12-31"), ("Letztes Halbjahr", "2026-01-01", "2026-06-30"),
    ("Dieses Jahr", "2026-01-01", "2026-12-31"), ("Letztes Jahr", "2025-01-01", "2025-12-31"),
])  # fmt: skip
def test_usual_periods_are_one_click_away(name, since, last):
    offered = dict(periods.offered(TODAY, ""))

    assert (offered[name].since.isoformat(), offered[name].last.isoformat()) == (since, last)


def test_the_running_half_year_is_told_if_nothing_is_asked_for():
    assert periods.read({}, ALTSTADT, TODAY) == Period(date(2026, 7, 1), date(2026, 12, 31))
    assert periods.read({"quarter": "altstadt"}, ALTSTADT, TODAY).quarter == "altstadt"


@pytest.mark.parametrize(("asked", "why"), [
    ({"from": "2026-12-01", "to": "2026-11-01"}, "vor dem ersten"),
    ({"from": "1.7.2026"}, "2026-11-29"),
    ({"from": "0001-01-01"}, "zwischen 2000 und 2200"),
    ({"from": "2001-01-01", "to": "2026-11-01"}, "zehn Jahre"),
    ({"quarter": "nirgends"}, "Dieses Viertel"),
])  # fmt: skip
def test_what_is_no_period_is_told(asked, why):
    with pytest.raises(NoPeriod, match=why):
        periods.read(asked, ALTSTADT, TODAY)


def test_a_quarter_has_a_report_of_its_own_and_both_can_be_printed_for_everybody(sqlite_db):
    demo_house(sqlite_db, datetime(2026, 9, 1, 9, tzinfo=UTC))
    with sqlite_db.writing() as session:
        house, quarter = occupancy.house_facts(session), community.quarters(session)[0]
        of_it = session.exec(select(District).where(District.slug == quarter.slug)).one()
        meeting = session.exec(select(Meeting).join(Booking).where(Booking.state == "confirmed")).first()
        meeting.district_id = of_it.id
        session.flush()
        whole, own = (
            report(session, house, date(2026, 7, 1), date(2027, 1, 1), quarter=one, now=NOW) for one in (None, quarter)
        )
        sheets = [report_sheet(house_of(session, house, ""), one, now=NOW) for one in (whole, own)]

    told, of_quarter = ({figure.key: figure.number for figure in one.figures} for one in (whole, own))
    assert told["dates"] > (of_quarter["dates"] or 0)
    assert "new_groups" in told
    assert "new_groups" not in of_quarter
    for sheet, one in zip(sheets, (whole, own), strict=True):
        pdf = press.typeset(sheet.name, press.job_of(sheet)).pdf
        assert paper.faults(pdf) == []
        text = " ".join(paper.texts(pdf))
        assert "01.07.2026 bis 31.12.2026" in text
        assert (quarter.name in text.split("Gedruckt")[0]) is (one is own)
        assert "Selbsthilfe" not in text
