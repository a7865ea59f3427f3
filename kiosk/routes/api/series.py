"""Series of the own group: looked at before they are saved, changed, single dates brought back."""

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from booking import clock, occupancy, preview, refusals, revivals, series
from booking.changes import Change, Scope
from booking.edits import edit_series, preview_edit
from booking.facts import HouseFacts
from booking.preview import PlannedDate, Preview
from booking.recurrence import MOST_DATES
from booking.refusals import Refused
from kiosk import answers, work
from kiosk.routes.api.asked import Db
from kiosk.routes.api.bookings import BookingIn, ChoiceIn, Text, choices_of, series_wish
from kiosk.routes.api.partly import tells_the_rest
from kiosk.routes.api.told import booking_told, series_told
from kiosk.routes.api.who import Who
from models.community import Group
from models.database import Session

router = APIRouter(tags=["series"])


def _written(pattern: str) -> BeforeValidator:
    """Return a check that takes text of this form only: the framework would also take seconds since 1970."""

    def check(value: object) -> object:
        if value is None or (isinstance(value, str) and re.fullmatch(pattern, value)):
            return value
        raise PydanticCustomError("iso", "not an ISO 8601 day or time of day")

    return BeforeValidator(check)


Day = Annotated[date | None, _written(r"\d{4}-\d\d-\d\d")]
Clock = Annotated[time | None, _written(r"\d\d:\d\d")]


class ScopeIn(BaseModel):
    """Which dates: `booking` names the date of `this` and `following`, `first` and `last` the days of `between`."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["this", "following", "all", "between"]
    booking: Text | None = Field(default=None, max_length=80)
    first: Day = None
    last: Day = None


class ChangeIn(BaseModel):
    """What is to be different; what is not named stays. `start` is a time of day on the clock of the house."""

    model_config = ConfigDict(extra="forbid")

    start: Clock = Field(default=None, examples=["17:30"])
    minutes: StrictInt | None = None
    days: StrictInt = 0
    room: Text | None = Field(default=None, max_length=80)
    extras: list[Text] | None = Field(default=None, max_length=10)
    title: str | None = Field(default=None, max_length=1000)
    rrule: Text | None = Field(default=None, max_length=500)
    until: Day = None
    cancel: bool = False
    note: str = Field(default="", max_length=1000)


class EditIn(BaseModel):
    """A change of a series; `revision` is the one that was read, so that nobody's change is lost."""

    model_config = ConfigDict(extra="forbid")

    scope: ScopeIn
    change: ChangeIn
    choices: list[ChoiceIn] = Field(default=[], max_length=MOST_DATES)
    revision: StrictInt | None = None


@router.post("/series/preview")
@tells_the_rest
async def look_ahead(db: Db, who: Who, wanted: BookingIn) -> dict[str, Any]:
    """Tell every date that a series would have, what is in its way, and what would be possible; store nothing."""
    return await work.reading(db, lambda session: _look_ahead(session, who, wanted))


@router.get("/series/{uid}")
async def look_at(db: Db, who: Who, uid: str) -> dict[str, Any]:
    """Tell one series of the own group with all of its dates."""
    return await work.reading(db, lambda session: _look_at(session, who, uid))


@router.post("/series/{uid}/preview")
async def look_at_change(db: Db, who: Who, uid: str, wanted: EditIn) -> dict[str, Any]:
    """Tell what a change would make of each date; store nothing."""
    return await work.reading(db, lambda session: _look_at_change(session, who, uid, wanted))


@router.patch("/series/{uid}")
async def change(db: Db, who: Who, uid: str, wanted: EditIn) -> dict[str, Any]:
    """Change dates of a series; the answer is the series to which they belong now."""
    return await work.writing(db, lambda session: _change(session, who, uid, wanted))


@router.post("/bookings/{uid}/revive")
async def revive(db: Db, who: Who, uid: str) -> dict[str, Any]:
    """Let a date of a series that was skipped or cancelled take place after all."""
    return await work.writing(db, lambda session: _revive(session, who, uid))


def _look_ahead(session: Session, group: Group, wanted: BookingIn) -> dict[str, Any]:
    house = occupancy.house_facts(session)
    if wanted.rrule is None:
        raise Refused(refusals.RuleRefused("malformed"))
    wish, choices = series_wish(wanted, group), choices_of(wanted.choices)
    return _told(house, preview.preview(session, house, wish, choices=choices, now=clock.now()))


def _look_at(session: Session, group: Group, uid: str) -> dict[str, Any]:
    found = series.series_by_uid(session, uid, group_id=group.id)
    if found is None:
        raise Refused(refusals.UnknownBooking())
    return series_told(occupancy.house_facts(session), found, series.dates(session, found))


def _look_at_change(session: Session, group: Group, uid: str, wanted: EditIn) -> dict[str, Any]:
    house = occupancy.house_facts(session)
    about = _about(wanted, group)
    return _told(house, preview_edit(session, house, uid, *_read(wanted), now=clock.now(), **about))


def _change(session: Session, group: Group, uid: str, wanted: EditIn) -> dict[str, Any]:
    house, who, about = occupancy.house_facts(session), f"group:{group.slug}", _about(wanted, group)
    done = edit_series(session, house, uid, *_read(wanted), who=who, now=clock.now(), **about)
    return series_told(house, done, series.dates(session, done))


def _revive(session: Session, group: Group, uid: str) -> dict[str, Any]:
    house, who = occupancy.house_facts(session), f"group:{group.slug}"
    row = revivals.revive(session, house, uid, who=who, now=clock.now(), group_id=group.id)
    return booking_told(house, row)


def _read(wanted: EditIn) -> tuple[Change, Scope]:
    told = wanted.change.model_dump()
    extras = told.pop("extras")
    return Change(**told, extras=None if extras is None else tuple(extras)), Scope(**wanted.scope.model_dump())


def _about(wanted: EditIn, group: Group) -> dict[str, Any]:
    return {"choices": choices_of(wanted.choices), "group_id": group.id, "revision": wanted.revision}


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
