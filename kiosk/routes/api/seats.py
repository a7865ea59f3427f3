"""Seats for machines: a number of persons and a code, never a name."""

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, StrictInt

from booking import clock, occupancy, signups
from kiosk import work
from kiosk.guard import Limiter, caller
from kiosk.routes.api.asked import THIS_MACHINE, Db, settings
from models.database import Session

_WHILE = timedelta(minutes=10)
_FROM_ELSEWHERE, _FROM_HERE = 60, 5000

router = APIRouter(tags=["seats"])


class SeatsIn(BaseModel):
    """For how many persons a seat is wanted."""

    model_config = ConfigDict(extra="forbid")

    persons: StrictInt = 1


@router.post("/meetings/{code}/seats", status_code=201)
async def take(request: Request, db: Db, code: str, wanted: SeatsIn) -> dict[str, Any]:
    """Take seats, or a place on the waiting list: then the answer's `state` is "waiting", and `waiting` its place."""
    _admit(request, code)
    return await work.writing(db, lambda session: _take(session, code, wanted.persons))


@router.delete("/seats/{token}", status_code=204)
async def give_back(request: Request, db: Db, token: str) -> Response:
    """Give seats back; those who wait move up."""
    _admit(request, "given back")

    def change(session: Session) -> None:
        signups.cancel_seat(session, occupancy.house_facts(session), token, now=clock.now())

    await work.writing(db, change)
    return Response(status_code=204)


def _take(session: Session, code: str, persons: int) -> dict[str, Any]:
    view = signups.take_seat(session, occupancy.house_facts(session), code, persons, now=clock.now())
    waiting = {"waiting": view.waiting} if view.waiting else {}
    told = {"code_word": view.code_word, "token": view.token, "persons": view.persons}
    return {**told, "state": str(view.standing), **waiting}


def _admit(request: Request, what: str) -> None:
    """Count one act on *what*: a meeting, or giving back. Raises Refused(TooManyTries)."""
    # This machine is the kiosk itself, or a proxy behind which the whole town stands.
    where = caller(request, settings(request).trust_proxy)
    limits: dict[bool, Limiter] | None = getattr(request.app.state, "seat_limits", None)
    if limits is None:
        limits = {True: Limiter(_FROM_HERE, _WHILE), False: Limiter(_FROM_ELSEWHERE, _WHILE)}
        request.app.state.seat_limits = limits
    limits[where in THIS_MACHINE].pass_or_refuse(where, what)
