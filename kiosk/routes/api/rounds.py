"""Half-year rounds for machines: groups wish for fixed times, and read what came of it."""

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from booking import clock, occupancy, refusals, roundbook, roundwishes
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.i18n import _
from booking.outcomes import Outcome
from booking.refusals import Refused
from booking.roundbook import WishCard
from booking.roundwishes import MOST_CHOICES, Asked
from booking.span import local
from kiosk import work
from kiosk.roundwords import choice_words, reason_words, skipped_words
from kiosk.routes.api.asked import Db
from kiosk.routes.api.bookings import Text
from kiosk.routes.api.who import Who
from models.community import Group, Listing
from models.database import Session
from models.rounds import Stage

router = APIRouter(tags=["rounds"])

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


def _clock_text(value: object) -> object:
    if isinstance(value, str) and _CLOCK.fullmatch(value):
        return value
    raise PydanticCustomError("clock", "not a time like 18:15")


class ChoiceIn(BaseModel):
    """A fixed time that would do: one weekday, every so many weeks or at places of the month (-1 is the last)."""

    model_config = ConfigDict(extra="forbid")

    room: Text = Field(max_length=80, examples=["quartierraum"])
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    start: Annotated[str, BeforeValidator(_clock_text)] = Field(examples=["18:15"])
    every_weeks: Literal[1, 2, 4] = 1
    monthly: list[Literal[1, 2, 3, 4, 5, -1]] = Field(default=[], max_length=5)
    extras: list[Text] = Field(default=[], max_length=10)
    pause_school: bool = False


class WishIn(BaseModel):
    """A wish, its choices best first; `like` names a series that is to go on as before."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(default="", max_length=1000)
    minutes: StrictInt | None = Field(default=None, ge=1, le=1440)
    choices: list[ChoiceIn] = Field(default=[], max_length=MOST_CHOICES)
    like: Text | None = Field(default=None, max_length=40)
    usage: Text | None = Field(default=None, max_length=80)
    persons: StrictInt | None = Field(default=None, ge=1, le=100_000)
    layout: Text | None = Field(default=None, max_length=20)
    open: bool = True
    rank: StrictInt | None = Field(default=None, ge=0, le=1000)


@router.get("/rounds")
async def rounds(db: Db) -> list[dict[str, Any]]:
    """Tell every round, the latest period first."""
    return await work.reading(db, _rounds)


@router.get("/rounds/{uid}/wishes")
async def wishes(db: Db, who: Who, uid: str) -> list[dict[str, Any]]:
    """Tell the wishes of the own group; once the round is decided, with what came of each and why."""
    return await work.reading(db, lambda session: _wishes(session, uid, who))


@router.post("/rounds/{uid}/wishes", status_code=201)
async def wish_for(db: Db, who: Who, uid: str, wanted: WishIn) -> dict[str, Any]:
    """Wish for a fixed time."""

    def wish(session: Session) -> dict[str, Any]:
        house, asked = occupancy.house_facts(session), _asked(wanted, who)
        made = roundwishes.wish_for(session, house, uid, asked, who=f"group:{who.slug}", now=clock.now())
        return _wish(session, uid, made.uid, who)

    return await work.writing(db, wish)


@router.put("/rounds/{uid}/wishes/{wish}")
async def change(db: Db, who: Who, uid: str, wish: str, wanted: WishIn) -> dict[str, Any]:
    """Make a wish another one."""

    def change_it(session: Session) -> dict[str, Any]:
        house = occupancy.house_facts(session)
        _in_round(session, uid, wish)
        roundwishes.change_wish(
            session, house, wish, _asked(wanted, who), who=f"group:{who.slug}", now=clock.now(), group_id=who.id
        )
        return _wish(session, uid, wish, who)

    return await work.writing(db, change_it)


@router.delete("/rounds/{uid}/wishes/{wish}", status_code=204)
async def withdraw(db: Db, who: Who, uid: str, wish: str) -> Response:
    """Take a wish back."""

    def take_back(session: Session) -> None:
        house = occupancy.house_facts(session)
        _in_round(session, uid, wish)
        roundwishes.withdraw_wish(session, house, wish, who=f"group:{who.slug}", now=clock.now(), group_id=who.id)

    await work.writing(db, take_back)
    return Response(status_code=204)


def _in_round(session: Session, uid: str, wish: str) -> None:
    if roundbook.wish_by_uid(session, wish)[1].uid != uid:
        raise Refused(refusals.UnknownWish())


def _asked(wanted: WishIn, group: Group) -> Asked:
    choices = tuple(Choice.from_facts(one.model_dump()) for one in wanted.choices)
    if any(one.monthly and one.every_weeks != 1 for one in wanted.choices):
        raise Refused(refusals.Malformed("monthly", _("entweder monthly oder every_weeks")))
    return Asked(
        group_slug=group.slug,
        title=wanted.title,
        minutes=wanted.minutes,
        choices=choices,
        like=wanted.like,
        usage=wanted.usage,
        persons=wanted.persons,
        layout=wanted.layout,
        open_to_all=wanted.open,
        rank=wanted.rank,
    )


def _rounds(session: Session) -> list[dict[str, Any]]:
    house = occupancy.house_facts(session)
    today = local(clock.now(), house.zone).date()
    return [
        {
            "uid": card.uid,
            "name": card.name,
            "from": card.starts_on.isoformat(),
            "to": card.ends_on.isoformat(),
            "apply_until": card.apply_until.isoformat(),
            "decided": card.stage is Stage.DECIDED,
            "open": card.takes_wishes(today),
        }
        for card in roundbook.rounds(session)
    ]


def _wishes(session: Session, uid: str, group: Group) -> list[dict[str, Any]]:
    house, found = occupancy.house_facts(session), roundbook.round_by_uid(session, uid)
    names = _names(session, found.id, group)
    decided = found.stage is Stage.DECIDED
    return [_told(card, house, names, decided) for card in roundbook.wish_cards(session, found.id, group_id=group.id)]


def _wish(session: Session, uid: str, wish: str, group: Group) -> dict[str, Any]:
    session.flush()
    return next(one for one in _wishes(session, uid, group) if one["uid"] == wish)


def _names(session: Session, round_id: int, group: Group) -> dict[str, str]:
    """Return the groups of the round that *group* may know of."""
    groups = roundbook.groups_of(session, roundbook.wishes_of(session, round_id)).values()
    return {one.slug: one.name for one in groups if one.listing is Listing.PUBLIC or one.id == group.id}


def _told(card: WishCard, house: HouseFacts, names: dict[str, str], decided: bool) -> dict[str, Any]:
    return {
        "uid": card.uid,
        "title": card.title,
        "minutes": card.minutes,
        "usage": card.usage,
        "persons": card.persons,
        "layout": card.layout,
        "open": card.open_to_all,
        "rank": card.rank,
        "choices": [_choice_told(one, card, house) for one in card.choices],
        # What is proposed is the desk's own until it is decided.
        **({"outcome": _outcome_told(card, card.outcome, house, names)} if decided and card.outcome else {}),
    }


def _outcome_told(card: WishCard, outcome: Outcome, house: HouseFacts, names: dict[str, str]) -> dict[str, Any]:
    return {
        "given": _choice_told(outcome.choice, card, house) if outcome.choice else None,
        "series": card.series_uid,
        "dates": outcome.dates,
        "skipped": [{"day": one.day.isoformat(), "why": one.why} for one in outcome.skipped],
        "skipped_text": skipped_words(outcome.skipped),
        "reasons": [
            {"choice": one.number, "code": one.code, **({"because": one.because} if one.because else {})}
            for one in outcome.passed
        ],
        "reasons_text": reason_words(outcome, card.choices, card.minutes, names, house),
        "free_times": [_choice_told(one, card, house) for one in outcome.near],
    }


def _choice_told(choice: Choice, card: WishCard, house: HouseFacts) -> dict[str, Any]:
    return {**choice.as_facts(), "text": choice_words(choice, card.minutes, house)}
