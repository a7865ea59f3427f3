"""A series changed: one date, that one and all after it, all, or those between two days."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from booking import book, carry, lapses, pattern, preview, titles, wayback, wishes
from booking.carry import TEMPLATE, Doing
from booking.changes import Change, Scope
from booking.drafts import Draft, draft
from booking.facts import HouseFacts
from booking.offers import pass_on
from booking.preview import Choice, Preview
from booking.series import dates
from booking.steps import Act, Step
from models.bookings import LIVE, Series, State

__all__ = ["Change", "Scope", "edit_series", "preview_edit"]


def preview_edit(
    session: Session,
    house: HouseFacts,
    uid: str,
    change: Change,
    scope: Scope,
    *,
    choices: Sequence[Choice] = (),
    override: Sequence[str] = (),
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Preview:
    """Return what `edit_series` would make of it, without storing anything.

    Raises Refused like it, but for what speaks against dates: that is told with each of them.
    """
    about: dict[str, Any] = {"choices": choices, "override": override, "now": now, "group_id": group_id}
    made = draft(session, house, uid, change, scope, revision=revision, **about)
    return preview.shown(session, house, made.order, made.plan, now)


def edit_series(
    session: Session,
    house: HouseFacts,
    uid: str,
    change: Change,
    scope: Scope,
    *,
    choices: Sequence[Choice] = (),
    override: Sequence[str] = (),
    who: str,
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Series:
    """Do *change* to the dates *scope* of the series *uid*; return the series to which they belong now.

    What is over stays as it was. Dates that were moved apart keep their time, those with a title of their own keep
    it, cancelled ones stay cancelled, and what was left out stays left out; what closes the house counts anew at
    the new times. "This and following" ends the series and begins another one that follows it; its dates go along
    with their seats and addresses. Changes of one date or between two days leave the rule alone.

    *group_id* limits it to that group's own; where the desk had to promise its dates, it has to again when they
    move. Without it the desk acts: share and notice of the group do not count, and *override* names closures that
    it lifts. *choices* say what becomes of dates that cannot be as they should.

    Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile if it is not at *revision*, AlreadyDecided,
    MeetingOver, UnknownDate, or every rule, clash and share with free times; and then stores nothing.
    """
    about: dict[str, Any] = {"choices": choices, "override": override, "now": now, "group_id": group_id}
    made = draft(session, house, uid, change, scope, revision=revision, **about)
    if lapses.made_way(session, house, made.plan.objections, now):
        made = draft(session, house, uid, change, scope, revision=revision, **about)
    if made.plan.objections:
        raise preview.refused(session, house, made.order, made.plan, now)
    doing = _doing(house, made, who, now, change.note)
    if doing.asks_again and made.base is not None and made.pattern != made.base:
        wayback.remember_rule(made.series, made.base, made.names.values())
    series = _settled(session, made, change, who, now)
    pattern.leave_out(series, made.plan.left_out)
    done = carry.carry_out(session, house, series, made.plan.steps, doing)
    _note_rule(session, made, series, done, doing, over=change.cancel and scope.kind == "all")
    _retitle(session, made, change, doing)
    session.flush()
    book.tell_series(session, _what(series), series, who=who, now=now, scope=scope.kind, **_told(done, made))
    pass_on(session, house, now=now)
    return series


def _doing(house: HouseFacts, made: Draft, who: str, now: datetime, note: str) -> Doing:
    group, by_desk = made.order.group, made.order.wish.by_desk
    asks = not by_desk and wishes.needs_desk(house, group, made.order.usage)
    waits = asks or made.series.state is not State.CONFIRMED
    return Doing(
        who=who,
        now=now,
        state=State.REQUESTED if waits else State.CONFIRMED,
        held_until=wishes.answered_by(house, group, now) if waits else None,
        asks_again=asks,
        override=made.order.wish.override,
        note=titles.clean(note),
    )


def _settled(session: Session, made: Draft, change: Change, who: str, now: datetime) -> Series:
    """Let the rule say what it says now; return the series of the dates that change."""
    series = made.series
    if made.ended is not None and made.pattern is None:
        pattern.write(series, made.ended)
    elif made.ended is not None and made.pattern is not None:
        series = _following(session, made, made.ended, made.pattern, who, now)
    elif made.pattern is not None:
        carry.rename(session, made.names, made.nameless)
        pattern.write(series, made.pattern)
    if made.pattern is not None and change.title is not None:
        series.title = titles.clean(change.title)
    session.add(series)
    return series


def _following(
    session: Session, made: Draft, ended: pattern.Pattern, begun: pattern.Pattern, who: str, now: datetime
) -> Series:
    """End the series and begin the one that follows it, to which its later dates go."""
    old = made.series
    new = Series(
        group_id=old.group_id,
        meeting_id=old.meeting_id,
        room_id=begun.room.id,
        rrule=begun.rrule,
        first=begun.first,
        minutes=begun.minutes,
        follows_id=old.id,
        **{name: getattr(old, name) for name in TEMPLATE},
        state=old.state,
        created_at=now,
        updated_at=now,
    )
    pattern.write(new, begun)
    session.add(new)
    session.flush()
    for row in (*made.names.values(), *made.nameless):
        row.series_id, row.rule_start = new.id, None
        session.add(row)
    session.flush()
    carry.rename(session, made.names)
    pattern.write(old, ended)
    old.revision += 1
    old.updated_at = now
    session.add(old)
    # What follows has another UID; only a letter of its own can end the old one in calendars (RFC 5546, 3.2.2).
    say = book.tell_series if old.state is State.CONFIRMED else book.note_series
    say(session, "series.followed", old, who=who, now=now, by=new.uid)
    return new


def _note_rule(session: Session, made: Draft, series: Series, done: list[Step], doing: Doing, *, over: bool) -> None:
    """Note on the series how it stands after a change of its dates."""
    series.revision += 1
    series.updated_at = doing.now
    if doing.asks_again and made.pattern is not None and any(step.act is Act.HOLD for step in done):
        # What is asked about single dates says nothing about the others.
        series.state = State.REQUESTED
    cancelled = any(step.act is Act.CANCEL for step in done)
    if over or (cancelled and not _goes_on(session, series)):
        series.state, series.horizon = State.CANCELLED, None
    session.add(series)


def _goes_on(session: Session, series: Series) -> bool:
    """Whether some date still holds a place, or the clock brings more."""
    return series.horizon is not None or any(row.state in LIVE for row in dates(session, series))


def _retitle(session: Session, made: Draft, change: Change, doing: Doing) -> None:
    title = titles.clean(change.title or "")
    for row in made.retitled:
        if row.title == title and (row.retitled or not made.apart):
            continue
        row.title, row.retitled = title, row.retitled or made.apart
        book.touch(session, row, doing.now)
        if row.state in LIVE:
            book.note_down(session, "booking.retitled", row, who=doing.who, now=doing.now)


def _what(series: Series) -> str:
    return "series.cancelled" if series.state is State.CANCELLED else "series.changed"


def _told(done: list[Step], made: Draft) -> dict[str, Any]:
    """Return in numbers what the letter tells."""
    acts = {act: sum(step.act is act for step in done) for act in (Act.HOLD, Act.SKIP, Act.CANCEL)}
    told: dict[str, Any] = {"held": acts[Act.HOLD], "skipped": acts[Act.SKIP], "cancelled": acts[Act.CANCEL]}
    return told | {"retitled": len(made.retitled)}
