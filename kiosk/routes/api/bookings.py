"""Groups book by their key, cancel and look at what is theirs."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, StrictInt
from pydantic_core import PydanticCustomError

from booking import clock, lifecycle, occupancy, series
from booking.book import booking_by_uid
from booking.preview import Choice
from booking.recurrence import MOST_DATES
from booking.wishes import Wish
from kiosk import work
from kiosk.routes.api.asked import Db
from kiosk.routes.api.partly import tells_the_rest
from kiosk.routes.api.told import booking_told, series_told
from kiosk.routes.api.who import Key, Who, WhoWrites
from models.community import Group
from models.database import Session

_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")

router = APIRouter(tags=["bookings"])


# PostgreSQL stores and compares no NUL; the title has a rule of its own.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]


def _iso_text(value: object) -> object:
    # The framework would also take seconds since 1970, which nobody means.
    if isinstance(value, str) and _ISO.match(value):
        return value
    raise PydanticCustomError("datetime_iso", "not an ISO 8601 time")


Time = Annotated[datetime, BeforeValidator(_iso_text)]


def _offset(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise PydanticCustomError("timezone_aware", "a time without an offset")
    return moment


Instant = Annotated[Time, AfterValidator(_offset)]


def _day_or_time(value: object) -> date | datetime:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value) if len(value) == len("2026-12-02") else datetime.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("datetime_iso", "not an ISO 8601 day or time")


DayOrTime = Annotated[date | datetime, PlainValidator(_day_or_time, json_schema_input_type=str)]


class DateIn(BaseModel):
    """What is wished for one date; times are ISO 8601 with an offset."""

    model_config = ConfigDict(extra="forbid")

    room: Text = Field(max_length=80, examples=["quartierraum"])
    start: Instant = Field(examples=["2026-12-02T12:30:00+01:00"])
    end: Instant = Field(examples=["2026-12-02T14:00:00+01:00"])
    title: str = Field(max_length=1000)
    persons: StrictInt | None = None
    extras: list[Text] = Field(default=[], max_length=10)
    usage: Text | None = Field(default=None, max_length=80)
    layout: Text | None = Field(default=None, max_length=20)
    noise: Literal["music", "loud"] | None = None
    open: bool = True


class ChoiceIn(BaseModel):
    """What is to become of one date of a series, named by its place in the rule on the clock of the house."""

    model_config = ConfigDict(extra="forbid")

    date: Time = Field(examples=["2026-12-09T12:30"])
    do: Literal["skip", "time", "room"]
    start: Time | None = None
    room: Text | None = Field(default=None, max_length=80)


class BookingIn(DateIn):
    """A wish; `rrule` (RFC 5545) makes it a series. Times of `extra` and `left_out` may go without an offset."""

    rrule: Text | None = Field(default=None, max_length=500, examples=["FREQ=WEEKLY;COUNT=8"])
    pause_school: bool = False
    extra: list[Time] = Field(default=[], max_length=MOST_DATES)
    left_out: list[DayOrTime] = Field(default=[], max_length=MOST_DATES, examples=[["2026-12-09"]])
    choices: list[ChoiceIn] = Field(default=[], max_length=MOST_DATES)


@router.post("/bookings", status_code=201)
@tells_the_rest
async def book(db: Db, who: WhoWrites, wanted: BookingIn) -> Response:
    """Book a room, or ask for it where the desk decides; with `rrule` a whole series."""
    return JSONResponse(await work.writing(db, lambda session: _book(session, who, wanted)), 201)


@router.get("/bookings/{uid}")
async def look_at(db: Db, who: Who, uid: str) -> dict[str, Any]:
    """Tell one booking of the own group."""

    def look(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        return booking_told(house, booking_by_uid(session, uid, group_id=who.id))

    return await work.reading(db, look)


@router.delete("/bookings/{uid}", status_code=204)
async def cancel(db: Db, who: Who, uid: str) -> Response:
    """Take a booking back, or every date of a series that is still ahead."""
    await work.writing(db, lambda session: _cancel(session, uid, who))
    return Response(status_code=204)


def _book(session: Session, key: Key, wanted: BookingIn) -> dict[str, Any]:
    group = key.group(session)
    wish = series_wish(wanted, group)
    house, now, who = occupancy.house_facts(session), clock.now(), f"group:{group.slug}"
    if wish.rrule is None:
        one = lifecycle.request_booking(session, house, wish, who=who, now=now, group=group)
        return booking_told(house, one)
    made = series.request_series(session, house, wish, choices=choices_of(wanted.choices), who=who, now=now)
    return series_told(house, made, series.dates(session, made))


def _cancel(session: Session, uid: str, group: Group) -> None:
    house, now, who = occupancy.house_facts(session), clock.now(), f"group:{group.slug}"
    found = series.series_by_uid(session, uid, group_id=group.id)
    if found is not None:
        series.cancel_series(session, found, who=who, now=now)
    else:
        lifecycle.cancel_booking(session, house, uid, who=who, now=now, group_id=group.id)


def series_wish(wanted: BookingIn, group: Group) -> Wish:
    """Return what *group* wishes, with what only a series has."""
    return replace(
        wish_of(wanted, group, wanted.rrule),
        pause_school=wanted.pause_school,
        extra=tuple(wanted.extra),
        left_out=tuple(wanted.left_out),
    )


def choices_of(chosen: list[ChoiceIn]) -> list[Choice]:
    """Return what became of single dates, as the use cases take it."""
    return [Choice(one.date, one.do, one.start, one.room) for one in chosen]


def wish_of(wanted: DateIn, group: Group, rrule: str | None = None) -> Wish:
    """Return what *group* wishes."""
    return Wish(
        room=wanted.room,
        start=wanted.start,
        end=wanted.end,
        title=wanted.title,
        group_slug=group.slug,
        persons=wanted.persons,
        extras=tuple(wanted.extras),
        usage=wanted.usage,
        open_to_all=wanted.open,
        layout=wanted.layout,
        noise=wanted.noise,
        source="api",
        rrule=rrule,
    )
