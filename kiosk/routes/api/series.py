"""Series of the own group: looked at before they are saved, changed, single dates brought back."""

from typing import Any

from fastapi import APIRouter

from booking import clock, occupancy, preview, refusals
from booking.facts import HouseFacts
from booking.preview import PlannedDate, Preview
from booking.refusals import Refused
from kiosk import answers, work
from kiosk.routes.api.asked import Db
from kiosk.routes.api.bookings import BookingIn, choices_of, series_wish
from kiosk.routes.api.who import Who
from models.community import Group
from models.database import Session

router = APIRouter(tags=["series"])


@router.post("/series/preview")
async def look_ahead(db: Db, who: Who, wanted: BookingIn) -> dict[str, Any]:
    """Tell every date that a series would have, what is in its way, and what would be possible; store nothing."""
    return await work.reading(db, lambda session: _look_ahead(session, who, wanted))


def _look_ahead(session: Session, group: Group, wanted: BookingIn) -> dict[str, Any]:
    house = occupancy.house_facts(session)
    if wanted.rrule is None:
        raise Refused(refusals.RuleRefused("malformed"))
    wish, choices = series_wish(wanted, group), choices_of(wanted.choices)
    return _told(house, preview.preview(session, house, wish, choices=choices, now=clock.now()))


def _told(house: HouseFacts, seen: Preview) -> dict[str, Any]:
    return {
        "possible": seen.possible,
        "errors": [answers.error(reason, house.zone) for reason in seen.reasons],
        "dates": [_date_told(house, date) for date in seen.dates],
    }


def _date_told(house: HouseFacts, date: PlannedDate) -> dict[str, Any]:
    told: dict[str, Any] = {
        "date": date.rule_start.isoformat(timespec="minutes"),
        "state": date.state,
        **answers.alternative(refusals.Alternative(date.room, date.span), house.zone),
        "errors": [answers.error(reason, house.zone) for reason in date.reasons],
    }
    for name, offered in (("other_times", date.other_times), ("other_rooms", date.other_rooms)):
        if offered:
            told[name] = [answers.alternative(one, house.zone) for one in offered]
    return told | {name: value for name in ("why", "moved", "uid") if (value := getattr(date, name))}
