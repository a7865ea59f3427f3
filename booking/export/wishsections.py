"""What is asked for and not decided, and what groups wish for in rounds, as sections of a house's file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, get_args

from sqlmodel import Session, col, select

from booking.export.housesections import clock, clock_of, without_nothing
from booking.export.rows import Plain
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.housefile.programme import Reason, Request
from models.bookings import Booking, Hold, Series, State
from models.community import Group
from models.rooms import House
from models.rounds import Round, RoundWish

ASKED = (State.REQUESTED, State.HELD, State.CONFLICT, State.DECLINED)
_SOURCES = get_args(Request.__dataclass_fields__["source"].type)
_REASONS = get_args(Reason)


def end_of(row: Booking) -> int:
    """Return the minute of its first day at which *row* ends; more than 1440 if that is another day."""
    minutes = (row.wall_to - row.wall_from) // timedelta(minutes=1)
    return row.wall_from.hour * 60 + row.wall_from.minute + minutes


def request(house: HouseFacts, groups: dict[int, Group], row: Booking) -> Plain | None:
    """Return *row* as a wish; none if it is none, or passed."""
    if row.state not in ASKED or row.held_for in (Hold.TAP, Hold.OFFER) or end_of(row) > 1440:
        return None
    if row.state is State.DECLINED and row.reason not in _REASONS:
        return None
    facts = {"note": row.facts.get("desk_note"), "conflict_with": row.facts.get("conflict_with")}
    return _wish(house, groups, row, row) | without_nothing(
        {**facts, "suggest": [*map(_suggestion, row.facts.get("suggest", ()))]}
    )


def _suggestion(one: dict[str, Any]) -> Plain:
    start, end = (datetime.fromisoformat(one[name]) for name in ("start", "end"))
    return {"room": one["room"], "date": start.date(), "start": clock_of(start), "end": clock_of(end)}


def series_request(house: HouseFacts, groups: dict[int, Group], series: Series, first: Booking) -> Plain:
    """Return *series*, which nobody has decided yet, as a wish; *first* is its first date."""
    until = series.last or series.horizon or series.first
    return _wish(house, groups, series, first) | {"rrule": f"{series.rrule};UNTIL={until:%Y%m%d}"}


def _wish(house: HouseFacts, groups: dict[int, Group], row: Series | Booking, first: Booking) -> Plain:
    room = house.rooms_by_id[row.room_id]
    starts = row.first if isinstance(row, Series) else row.wall_from
    minutes = row.minutes if isinstance(row, Series) else (row.wall_to - row.wall_from) // timedelta(minutes=1)
    group = groups.get(row.group_id or 0)
    start = starts.hour * 60 + starts.minute
    declined = {"reason_code": first.reason} if row.state is State.DECLINED else {}
    return {
        "id": str(first.facts.get("request") or f"A-{first.uid}"),
        "group": group.slug if group else None,
        "room": house.main_room(room).slug,
        **without_nothing({"extras": list(room.extras)}),
        "title": row.title,
        "date": starts.date(),
        "start": clock(start),
        "end": clock(start + minutes),
        **without_nothing({"headcount": row.persons, "type": row.usage}),
        "state": row.state.value,
        "source": row.source if row.source in _SOURCES else "desk",
        **declined,
    }


def round_wishes(session: Session, groups: dict[int, Group]) -> list[Plain]:
    """Return what groups wish for in the rounds that the file names."""
    said = {one.get("name") for one in _rounds_of_file(session)}
    rounds = {row.id: row.name for row in session.exec(select(Round)) if row.name in said}
    look = select(RoundWish).order_by(col(RoundWish.group_id), col(RoundWish.rank), col(RoundWish.id))
    return [
        {
            "round": rounds[row.round_id],
            "group": groups[row.group_id].slug,
            "title": row.title,
            "type": row.usage,
            **without_nothing({"headcount": row.persons, "layout": row.layout}),
            "minutes": row.minutes,
            "open": row.open_to_all,
            "choices": [_choice(Choice.from_facts(one)) for one in row.choices],
        }
        for row in session.exec(look)
        if row.round_id in rounds
    ]


def _rounds_of_file(session: Session) -> Iterable[dict[str, Any]]:
    rounds: list[dict[str, Any]] = session.get_one(House, 1).rules.get("allocation_rounds") or []
    return rounds


def _choice(choice: Choice) -> Plain:
    facts = choice.as_facts()
    pause = {"pause": "school"} if facts.pop("pause_school", False) else {}
    return {"room": facts.pop("room"), "day": facts.pop("weekday"), **facts, **pause}
