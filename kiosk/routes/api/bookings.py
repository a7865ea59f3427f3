"""Groups book by their key, cancel and look at what is theirs."""

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from booking import clock, lifecycle, occupancy, refusals, series
from booking.book import booking_by_uid
from booking.i18n import _
from booking.refusals import Refused
from booking.wishes import Wish
from kiosk import work
from kiosk.routes.api.asked import Db
from kiosk.routes.api.told import booking_told
from kiosk.routes.api.who import Who
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


class DateIn(BaseModel):
    """What is wished for one date; times are ISO 8601 with an offset."""

    model_config = ConfigDict(extra="forbid")

    room: Text = Field(max_length=80, examples=["quartierraum"])
    start: Time = Field(examples=["2026-12-02T12:30:00+01:00"])
    end: Time = Field(examples=["2026-12-02T14:00:00+01:00"])
    title: str = Field(max_length=1000)
    persons: StrictInt | None = None
    extras: list[Text] = Field(default=[], max_length=10)
    usage: Text | None = Field(default=None, max_length=80)
    layout: Text | None = Field(default=None, max_length=20)
    open: bool = True


class BookingIn(DateIn):
    """A wish; `rrule` (RFC 5545) makes it a series."""

    rrule: Text | None = Field(default=None, max_length=500, examples=["FREQ=WEEKLY;COUNT=8"])


@router.post("/bookings", status_code=201)
async def book(db: Db, who: Who, wanted: BookingIn) -> dict[str, Any]:
    """Book a room, or ask for it where the desk decides; with `rrule` a whole series."""
    wish = wish_of(wanted, who, wanted.rrule)
    return await work.writing(db, lambda session: _book(session, wish))


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


def _book(session: Session, wish: Wish) -> dict[str, Any]:
    house, now, who = occupancy.house_facts(session), clock.now(), f"group:{wish.group_slug}"
    if wish.rrule is None:
        return booking_told(house, lifecycle.request_booking(session, house, wish, who=who, now=now))
    made = series.request_series(session, house, wish, who=who, now=now)
    dates = [booking_told(house, date) for date in series.dates(session, made)]
    return {"uid": made.uid, "state": str(made.state), "room": wish.room, "dates": dates}


def _cancel(session: Session, uid: str, group: Group) -> None:
    house, now, who = occupancy.house_facts(session), clock.now(), f"group:{group.slug}"
    found = series.series_by_uid(session, uid, group_id=group.id)
    if found is not None:
        series.cancel_series(session, found, who=who, now=now)
    else:
        lifecycle.cancel_booking(session, house, uid, who=who, now=now, group_id=group.id)


def wish_of(wanted: DateIn, group: Group, rrule: str | None = None) -> Wish:
    """Return what *group* wishes. Raises Refused(Malformed) for each time without an offset."""
    expected = _("Datum, Uhrzeit und Zeitzone, zum Beispiel 2026-12-02T12:30:00+01:00")
    times = {"start": wanted.start, "end": wanted.end}
    wrong = [refusals.Malformed(name, expected) for name, moment in times.items() if moment.utcoffset() is None]
    if wrong:
        raise Refused(*wrong)
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
        source="api",
        rrule=rrule,
    )
