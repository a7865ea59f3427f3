"""Logged-in browsers of the desk: each is a row, with nothing but the hash of its cookie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, delete, func, select, update

from booking import journal, seals
from models.staff import DeskSession, Staff, Way

DESK_DAY = timedelta(hours=8)  # no log-in lasts longer
IDLE = timedelta(hours=2)  # … nor when nobody opens a page or does anything
_SEEN_EVERY = timedelta(minutes=5)
_FRESH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """One browser that somebody is logged in with; times in UTC."""

    id: int
    device: str  # `Firefox/Windows`; empty: unknown
    way: Way
    since: datetime
    last: datetime
    here: bool  # it is the one that asks


def begin(session: Session, staff: Staff, device: str, *, now: datetime, way: Way = Way.PASSPHRASE) -> str:
    """Log *staff* in with the browser *device*, shown by this *way*; return the token for its cookie."""
    session.exec(delete(DeskSession).where(over(now)))  # swept out on the way
    token = seals.new_token(32)
    session.add(
        DeskSession(
            staff_id=staff.id,
            token_hash=seals.token_seal(token),
            device=device,
            way=way,
            created_at=now,
            seen_at=now,
            ends_at=now + DESK_DAY,
        )
    )
    return token


def staff_by_token(session: Session, token: str, *, now: datetime) -> Staff | None:
    """Return who is logged in with *token*; none after log-out, two idle hours or eight at all, or while paused."""
    return session.exec(
        select(Staff)
        .join(DeskSession, col(DeskSession.staff_id) == col(Staff.id))
        .where(DeskSession.token_hash == seals.token_seal(token), ~over(now), col(Staff.paused_at).is_(None))
    ).one_or_none()


def way(session: Session, token: str) -> Way | None:
    """Return by which way the log-in of *token* was made; none after log-out."""
    seal = seals.token_seal(token)
    found = session.exec(select(DeskSession).where(DeskSession.token_hash == seal)).one_or_none()
    return found.way if found else None


def is_fresh(session: Session, token: str, *, now: datetime) -> bool:
    """Whether somebody logged in with *token* just now, not before the last ten minutes."""
    seal = seals.token_seal(token)
    since = session.exec(select(DeskSession.created_at).where(DeskSession.token_hash == seal)).one_or_none()
    return since is not None and now < since + _FRESH


def is_unseen(session: Session, token: str, *, now: datetime) -> bool:
    """Whether the use of *token* is to be noted: it was not within the last five minutes."""
    seal = seals.token_seal(token)
    seen = session.exec(select(DeskSession.seen_at).where(DeskSession.token_hash == seal)).one_or_none()
    return seen is not None and seen <= now - _SEEN_EVERY


def note_use(session: Session, token: str, *, now: datetime) -> None:
    """Note that somebody uses *token*, so that its idle time begins anew."""
    session.exec(
        update(DeskSession)
        .where(col(DeskSession.token_hash) == seals.token_seal(token), col(DeskSession.seen_at) <= now - _SEEN_EVERY)
        .values(seen_at=now)
    )


def logged_in(session: Session, token: str, *, now: datetime) -> list[LoggedIn]:
    """Return where whoever has *token* is logged in, this browser first, then what was used last."""
    staff, seal = staff_by_token(session, token, now=now), seals.token_seal(token)
    if staff is None:
        return []
    found = session.exec(select(DeskSession).where(DeskSession.staff_id == staff.id, ~over(now))).all()
    rows = [LoggedIn(one.id, one.device, one.way, one.created_at, one.seen_at, one.token_hash == seal) for one in found]
    return sorted(rows, key=lambda row: (not row.here, now - row.last, row.id))


def counts(session: Session, *, now: datetime) -> dict[int, int]:
    """Return with how many browsers each login is logged in."""
    found = select(DeskSession.staff_id, func.count()).where(~over(now)).group_by(col(DeskSession.staff_id))
    return dict(session.exec(found).all())


def end(session: Session, token: str) -> None:
    """End the log-in of *token* at once; an unknown one is no error."""
    session.exec(delete(DeskSession).where(col(DeskSession.token_hash) == seals.token_seal(token)))


def end_one(session: Session, token: str, session_id: int, *, who: str, now: datetime) -> list[str]:
    """End another log-in of whoever has *token*; return the seals of what ended, none if it had ended already."""
    mine = {row.id for row in logged_in(session, token, now=now)}
    return _end(session, DeskSession.id == session_id, who=who, now=now) if session_id in mine else []


def end_others(session: Session, token: str, *, who: str, now: datetime) -> list[str]:
    """End every other log-in of whoever has *token*; return the seals of what ended."""
    others = [row.id for row in logged_in(session, token, now=now) if not row.here]
    return _end(session, col(DeskSession.id).in_(others), who=who, now=now)


def end_all(session: Session, staff_id: int, *, who: str, now: datetime) -> list[str]:
    """End every log-in of somebody; return the seals of what ended."""
    return _end(session, DeskSession.staff_id == staff_id, who=who, now=now)


def over(now: datetime) -> ColumnElement[bool]:
    """Return which sessions are over at *now*."""
    return or_(col(DeskSession.ends_at) <= now, col(DeskSession.seen_at) <= now - IDLE)


def something_old(session: Session, now: datetime) -> bool:
    """Whether a session is over and still stored."""
    return session.exec(select(DeskSession.id).where(over(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: object, now: datetime) -> int:
    """Forget sessions that are over; return how many."""
    return session.exec(delete(DeskSession).where(over(now))).rowcount


def _end(session: Session, which: ColumnElement[bool] | bool, *, who: str, now: datetime) -> list[str]:
    rows: Sequence[DeskSession] = session.exec(select(DeskSession).where(which)).all()
    for row in rows:
        session.delete(row)
    if rows:
        # Windows in other processes hear the journal, ask who they are, and turn to the log-in.
        journal.record(session, "desk.logins_ended", who=who, now=now, number=len(rows))
    return [row.token_hash for row in rows]
