"""What becomes of a booking after it was made: held, finished, moved, longer, begun, left; the group's own only."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from booking import clock, holds, moves, occupancy, presence, questions
from booking.book import booking_by_uid
from kiosk import work
from kiosk.routes.api.asked import Db
from kiosk.routes.api.bookings import DateIn, Instant, Text, wish_of
from kiosk.routes.api.partly import tells_the_rest
from kiosk.routes.api.told import booking_told, question_told
from kiosk.routes.api.who import Who
from models.bookings import Booking
from models.community import Group
from models.database import Session

router = APIRouter(tags=["life of a booking"])

Items = Annotated[list[Text], Field(max_length=20)]
Words = Annotated[str, Field(max_length=2000)]  # the house's own limit is told in a sentence


class HoldIn(DateIn):
    """What is held for some minutes; what it is for may be said when it is finished."""

    title: str = Field(default="", max_length=1000)


class FinishIn(BaseModel):
    """What the held time is for."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(max_length=1000)
    persons: StrictInt | None = None
    usage: Text | None = Field(default=None, max_length=80)
    layout: Text | None = Field(default=None, max_length=20)
    open: bool = True


class MoveIn(BaseModel):
    """Where it moves: what is not named stays. With `revision`, only if nobody changed it since."""

    model_config = ConfigDict(extra="forbid")

    start: Instant | None = None
    end: Instant | None = None
    room: Text | None = Field(default=None, max_length=80)
    extras: list[Text] | None = Field(default=None, max_length=10)
    revision: StrictInt | None = None


class ExtendIn(BaseModel):
    """Until when it lasts now."""

    model_config = ConfigDict(extra="forbid")

    until: Instant
    revision: StrictInt | None = None


class AnswerIn(BaseModel):
    """What the group answers to the desk."""

    model_config = ConfigDict(extra="forbid")

    text: Words


class ArriveIn(BaseModel):
    """In which state the room was found."""

    model_config = ConfigDict(extra="forbid")

    damage: Items = []
    note: Words = ""


class LeaveIn(ArriveIn):
    """How many there were, and what of the house's list is not done."""

    head_count: StrictInt
    undone: Items = []


@router.post("/holds", status_code=201)
@tells_the_rest
async def hold(db: Db, who: Who, wanted: HoldIn) -> dict[str, Any]:
    """Hold a time for some minutes while somebody says what it is for."""
    wish = wish_of(wanted, who)

    def change(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        held = holds.hold(session, house, wish, who=f"group:{who.slug}", now=clock.now())
        return booking_told(house, held)

    return await work.writing(db, change)


@router.post("/holds/{uid}/finish")
async def finish(db: Db, who: Who, uid: str, told: FinishIn) -> dict[str, Any]:
    """Book what was held, or ask for it where the desk decides."""
    about = told.model_dump(exclude={"open"})
    return await _change(db, who, holds.finish_hold, uid, **about, open_to_all=told.open)


@router.delete("/holds/{uid}", status_code=204)
async def let_go(db: Db, who: Who, uid: str) -> Response:
    """Give a held time back."""
    await _change(db, who, holds.let_go, uid)
    return Response(status_code=204)


@router.patch("/bookings/{uid}")
async def move(db: Db, who: Who, uid: str, to: MoveIn) -> dict[str, Any]:
    """Put a booking at another time or in another room; newcomers then wait for the desk again."""
    extras = None if to.extras is None else tuple(to.extras)
    return await _change(db, who, moves.move_booking, uid, **to.model_dump(exclude={"extras"}), extras=extras)


@router.post("/bookings/{uid}/extend")
async def extend(db: Db, who: Who, uid: str, to: ExtendIn) -> dict[str, Any]:
    """Let a booking last longer, also while it runs."""
    return await _change(db, who, moves.extend, uid, **to.model_dump())


@router.post("/bookings/{uid}/end")
async def end(db: Db, who: Who, uid: str) -> dict[str, Any]:
    """End a booking that runs now; what is left of its time is free."""
    return await _change(db, who, moves.end_early, uid)


@router.post("/bookings/{uid}/arrive")
async def arrive(db: Db, who: Who, uid: str, found: ArriveIn | None = None) -> dict[str, Any]:
    """Say that the group is there."""
    return await _change(db, who, presence.check_in, uid, **(found or ArriveIn()).model_dump())


@router.post("/bookings/{uid}/leave")
async def leave(db: Db, who: Who, uid: str, left: LeaveIn) -> dict[str, Any]:
    """Say that the group goes, how many came and what is left to do."""
    return await _change(db, who, presence.check_out, uid, **left.model_dump())


@router.get("/bookings/{uid}/questions")
async def asked(db: Db, who: Who, uid: str) -> list[dict[str, Any]]:
    """Tell what the desk asked about a wish, oldest first; of a series, by its first date that waits."""

    def look(session: Session) -> list[dict[str, Any]]:
        house, booking = occupancy.house_facts(session), booking_by_uid(session, uid, group_id=who.id)
        return [question_told(house, one) for one in questions.questions_of(session, [booking.id])]

    return await work.reading(db, look)


@router.post("/bookings/{uid}/answer")
async def answer(db: Db, who: Who, uid: str, told: AnswerIn) -> dict[str, Any]:
    """Answer what the desk asked about a wish, or about a series by its own id."""

    def change(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        return question_told(house, questions.answer(session, house, uid, told.text, **_by(who)))

    return await work.writing(db, change)


async def _change(db: Db, group: Group, do: Callable[..., Booking], uid: str, **what: Any) -> dict[str, Any]:
    """Let the group do one thing with a booking of its own; tell it as it stands then."""

    def change(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        return booking_told(house, do(session, house, uid, **what, **_by(group)))

    return await work.writing(db, change)


def _by(group: Group) -> dict[str, Any]:
    return {"who": f"group:{group.slug}", "now": clock.now(), "group_id": group.id}
