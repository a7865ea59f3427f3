"""What was planned for the dates of a series, done: rows made, moved, let go of, each written down."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, journal, places
from booking.facts import HouseFacts
from booking.meetings import WITHDRAWN
from booking.overdue import ASKED_FROM
from booking.pattern import CLASH
from booking.refusals import Taken
from booking.steps import Act, Step, lifted
from models import quick
from models.bookings import LIVE, Booking, Series, State
from models.columns import new_code

# What all dates of a series have alike, for those that come later.
TEMPLATE = ("title", "listing", "usage", "persons", "layout", "signup", "capacity", "signup_closes_min", "source")


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who does something to a series, and how its dates stand afterwards."""

    who: str
    now: datetime
    state: State = State.CONFIRMED  # of dates that are new or come back
    held_until: datetime | None = None  # of those, where the desk is asked
    asks_again: bool = False  # also dates that only move wait for the desk
    override: tuple[str, ...] = ()  # closures that the desk lifts where they are in the way
    note: str = ""  # told to the public of what is cancelled
    quiet: bool = False  # whoever does it writes down each date itself


def carry_out(
    session: Session,
    house: HouseFacts,
    series: Series,
    steps: Sequence[Step],
    doing: Doing,
    *,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> list[Step]:
    """Do *steps*, whose rows belong to *series* now, and write down each date that changed; return those that did.

    Rows that move let go of their place first, all of them: neighbours of one series may be back to back, and
    both databases look at each row as it comes. *facts* stand on new dates.
    """
    changed = [step for step in steps if step.act is not Act.KEEP]
    old = {step.start: step.row.state for step in changed if step.row is not None}
    make_way(session, [step.row for step in changed if step.row is not None], doing.now)
    for step in changed:
        if step.row is not None:
            _put(session, house, step, step.row, old[step.start], doing)
    session.flush()
    _make(session, house, series, [step for step in changed if step.row is None], doing, facts)
    return changed


def make_way(session: Session, rows: Iterable[Booking], now: datetime) -> None:
    """Let *rows* step out of the way of each other; each is put somewhere by whoever calls this."""
    stepping = [row for row in rows if row.released_at is None]
    for row in stepping:
        book.note_freed(session, row)
        row.state, row.released_at = State.SKIPPED, now
        session.add(row)
    if stepping:
        session.flush()


def _put(session: Session, house: HouseFacts, step: Step, row: Booking, was: State, doing: Doing) -> None:
    before, stood = (row.room_id, row.starts_at, row.ends_at), places.standing(house, row)
    if step.act is not Act.CANCEL:
        _place(house, row, step, promised=was is State.CONFIRMED)
    if step.act is Act.HOLD:
        stays = before == (step.place.room.id, step.place.span.start, step.place.span.end)
        row.override = list(lifted(house, step.place, (*(row.override if stays else ()), *doing.override)))
        _hold(row, was, doing)
        if row.state is State.REQUESTED and was is State.CONFIRMED:
            row.facts = {**row.facts, ASKED_FROM: stood}
    else:
        _let_go(row, step, was, doing)
    book.touch(session, row, doing.now)
    moved = (row.room_id, row.starts_at, row.ends_at) != before
    if not doing.quiet:
        _note(session, step, row, was, moved, doing)


def _place(house: HouseFacts, row: Booking, step: Step, *, promised: bool) -> None:
    was = places.words(house, row) if promised else None
    for name, value in {**places.fitted_to(house, row, step.place.room), **places.columns(step.place)}.items():
        setattr(row, name, value)
    row.moved = step.moved
    row.facts = places.facts_of(row, was, moved=step.moved)


def _hold(row: Booking, was: State, doing: Doing) -> None:
    back = was not in LIVE
    row.state = doing.state if back or doing.asks_again else was
    row.released_at, row.reason = None, ""
    if row.state is State.REQUESTED and was is not State.REQUESTED:
        row.held_until = doing.held_until


def _let_go(row: Booking, step: Step, was: State, doing: Doing) -> None:
    row.released_at, row.held_until, row.held_for = row.released_at or doing.now, None, None
    row.state = State.SKIPPED if step.act is Act.SKIP else State.CANCELLED
    row.reason = step.why
    if step.why == CLASH:
        row.facts = {**row.facts, **_in_the_way(step)}
    if step.act is Act.CANCEL:
        # What nobody was promised is not told as cancelled.
        row.reason = step.why or ("" if was is State.CONFIRMED else WITHDRAWN)
        row.note = doing.note or row.note
        row.state = State.CANCELLED if was is State.CONFIRMED or not step.why else State.SKIPPED


def _in_the_way(step: Step) -> dict[str, Any]:
    uids = [reason.uid for reason in step.reasons if isinstance(reason, Taken)]
    return {"in_the_way": uids} if uids and step.act is Act.SKIP else {}


def _note(session: Session, step: Step, row: Booking, was: State, moved: bool, doing: Doing) -> None:
    held = was in LIVE
    if step.act is Act.HOLD and held:
        what = "booking.moved"
    elif step.act is Act.HOLD:
        what = "booking.revived"
    elif held:
        what = "booking.skipped" if row.state is State.SKIPPED else "booking.cancelled"
    elif moved:
        what = "booking.moved"
    else:
        what = "booking.skipped"
    about = {"state": str(row.state)} if row.state is not was and step.act is Act.HOLD else {}
    why = {"reason": row.reason} if row.reason else {}
    book.note_down(session, what, row, who=doing.who, now=doing.now, **about, **why)


# New dates


def _make(
    session: Session, house: HouseFacts, series: Series, steps: list[Step], doing: Doing, facts: Mapping[str, Any]
) -> None:
    if not steps:
        return
    hidden = _title_hidden(session, series)
    rows = new_rows(house, series, steps, doing, facts=facts)
    quick.note_all(session, Booking, [{**row, "title_hidden": hidden} for row in rows])
    new = {step.start for step in steps}
    look = select(col(Booking.id), col(Booking.state), col(Booking.rule_start)).where(
        col(Booking.series_id) == series.id, col(Booking.rule_start) >= min(new)
    )
    for number, state, start in session.execute(look.order_by(col(Booking.rule_start))):
        if start in new and not doing.quiet:
            what = f"booking.{state}"
            journal.record(session, what, who=doing.who, now=doing.now, booking_id=number, group_id=series.group_id)
    series.revision += 1
    series.updated_at = doing.now
    session.add(series)


def _title_hidden(session: Session, series: Series) -> bool:
    """Whether the desk switched the title off on the newest date of *series*: those to come have it too."""
    look = select(col(Booking.title_hidden)).where(col(Booking.series_id) == series.id, ~col(Booking.retitled))
    return bool(session.execute(look.order_by(col(Booking.starts_at).desc()).limit(1)).scalar())


def new_rows(
    house: HouseFacts,
    series: Series,
    steps: Sequence[Step],
    doing: Doing,
    *,
    facts: Mapping[str, Any] = MappingProxyType({}),
) -> list[dict[str, Any]]:
    """Return the rows of *steps* as plain values, so that fifty take little longer than one."""
    alike = {name: getattr(series, name) for name in TEMPLATE}
    alike |= {"group_id": series.group_id, "meeting_id": series.meeting_id, "series_id": series.id}
    alike |= {"created_at": doing.now, "updated_at": doing.now}
    fitted = {
        room.id: places.fitted(house, series.room_id, room, series.layout, series.capacity, series.persons)
        for room in {step.place.room.id: step.place.room for step in steps}.values()
    }
    return [
        {
            **alike,
            **fitted[step.place.room.id],
            **places.columns(step.place),
            **_standing(step, doing),
            "override": list(lifted(house, step.place, doing.override)) if step.act is Act.HOLD else [],
            "facts": {**facts, **_in_the_way(step)},
        }
        for step in steps
    ]


def _standing(step: Step, doing: Doing) -> dict[str, Any]:
    held = step.act is Act.HOLD
    return {
        "uid": new_code(12),
        "code": new_code(),
        "rule_start": step.start,
        "state": doing.state if held else State.SKIPPED,
        "reason": step.why,
        "released_at": None if held else doing.now,
        "held_until": doing.held_until if held and doing.state is State.REQUESTED else None,
        "moved": step.moved and held,
    }


def rename(session: Session, rows: Mapping[datetime, Booking], dead: Iterable[Booking] = ()) -> None:
    """Give each of *rows* its new place in the rule, and *dead* ones none: their place is somebody else's now."""
    going = [row for start, row in rows.items() if row.rule_start != start]
    for row in [*going, *dead]:
        row.rule_start = None
        session.add(row)
    session.flush()
    for start, row in rows.items():
        row.rule_start = start
        session.add(row)
    session.flush()


def released(session: Session, rows: Iterable[Booking], doing: Doing) -> list[Booking]:
    """Release *rows*, as somebody takes them back, and write down each; return them."""
    done = list(rows)
    for row in done:
        promised = row.state is State.CONFIRMED
        book.release(session, row, State.CANCELLED, reason="" if promised else WITHDRAWN, now=doing.now)
        row.note = doing.note or row.note
        book.note_down(session, "booking.cancelled", row, who=doing.who, now=doing.now)
    return done
