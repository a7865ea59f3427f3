"""Refusals as answers of the API: a status, a stable code, a German sentence."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking import refusals
from booking.refusals import Alternative, Refusal, Refused
from booking.span import Span, local
from booking.titles import visible
from kiosk.guard import retry_after
from kiosk.words import sentence

_STATUS: dict[type[Refusal], int] = {
    refusals.NoKey: 401,
    refusals.NotYours: 404,
    refusals.UnknownMeeting: 404,
    refusals.UnknownBooking: 404,
    refusals.UnknownSeat: 404,
    refusals.UnknownCodeWord: 404,
    refusals.UnknownLink: 404,
    refusals.UnknownAccess: 404,
    refusals.SignInOver: 404,
    refusals.UnknownMember: 404,
    refusals.OnlyResponsible: 403,
    refusals.NobodyResponsible: 409,
    refusals.TitleOff: 409,
    refusals.ManyMembers: 409,
    refusals.UnknownFeed: 404,
    refusals.UnknownClosure: 404,
    refusals.UnknownScreen: 404,
    refusals.UnknownDamage: 404,
    refusals.UnknownLetter: 404,
    refusals.UnknownWait: 404,
    refusals.NotTaken: 409,
    refusals.YoursAlready: 409,
    refusals.RunsNow: 409,
    refusals.AlreadyWaiting: 409,
    refusals.OfferOver: 409,
    refusals.Taken: 409,
    refusals.Full: 409,
    refusals.DatesFull: 409,
    refusals.SeatOfferOver: 409,
    refusals.MeetingOver: 409,
    refusals.MeetingCancelled: 409,
    refusals.SignupClosed: 409,
    refusals.SignupElsewhere: 409,
    refusals.NoSignup: 409,
    refusals.ClosedGroup: 409,
    refusals.AlreadyDecided: 409,
    refusals.ChangedMeanwhile: 409,
    refusals.HoldOver: 409,
    refusals.QuestionOpen: 409,
    refusals.NoQuestion: 409,
    refusals.SeatsTaken: 409,
    refusals.NotYet: 409,
    refusals.ManyHolds: 429,
    refusals.ManyRequestsHere: 429,
    refusals.ManyDamages: 429,
    refusals.UndoOver: 409,
    refusals.KeyNotNow: 409,
    refusals.UnknownRound: 404,
    refusals.UnknownWish: 404,
    refusals.RoundClosed: 409,
    refusals.RoundDecided: 409,
    refusals.RoundStillOpen: 409,
    refusals.NoProposal: 409,
    refusals.ProposalOutdated: 409,
    refusals.TimeGiven: 409,
    refusals.TooManyTries: 429,
    refusals.ManySeatsHere: 429,
    refusals.Locked: 429,
    refusals.NotYourDuty: 403,
    refusals.NoHouse: 503,
    refusals.BookAway: 503,
    refusals.BookBusy: 503,
    refusals.BookFull: 507,
}
_NOT_THERE = {"booking": refusals.UnknownBooking(), "wait": refusals.UnknownWait(), "wish": refusals.UnknownWish()}
_ECHOED = ("room", "field", "item", "usage", "layout", "group", "slug")  # facts that are what somebody sent
_OUTAGES = (refusals.BookAway, refusals.BookBusy, refusals.BookFull)
_OUTAGE_SECONDS = timedelta(seconds=10)  # most are over sooner


def status(reasons: tuple[Refusal, ...]) -> int:
    """Return the HTTP status for *reasons*; an objection to what was asked (422) outweighs a clash (409)."""
    found = {_STATUS.get(type(reason), 422) for reason in reasons}
    return next((code for code in (507, 503, 429, 401, 403, 404, 422, 409) if code in found), 422)


def body(refused: Refused, zone: ZoneInfo) -> dict[str, Any]:
    """Return every reason as plain data: `errors`, and `clashes` and `alternatives` where there are any."""
    answer: dict[str, Any] = {"errors": [error(reason, zone) for reason in refused.reasons]}
    clashes = [error(reason, zone) for reason in refused.reasons if isinstance(reason, refusals.Taken)]
    if clashes:
        answer["clashes"] = clashes
    if clashes or refused.alternatives:
        answer["alternatives"] = [alternative(one, zone) for one in refused.alternatives]
    return answer


def headers(reasons: tuple[Refusal, ...]) -> dict[str, str]:
    """Return the headers that go with *reasons* (RFC 9110: WWW-Authenticate, Retry-After)."""
    for reason in reasons:
        if isinstance(reason, refusals.NoKey):
            return {"WWW-Authenticate": "Bearer"}
        if isinstance(reason, refusals.Locked | refusals.TooManyTries | refusals.ManyHolds):
            return {"Retry-After": retry_after(reason.wait)}
        if isinstance(reason, _OUTAGES):
            return {"Retry-After": retry_after(_OUTAGE_SECONDS)}
    return {}


def is_outage(reasons: tuple[Refusal, ...]) -> bool:
    """Whether *reasons* are nothing of what was asked, but a database that cannot be used for a while."""
    return any(isinstance(reason, _OUTAGES) for reason in reasons)


def error(reason: Refusal, zone: ZoneInfo) -> dict[str, Any]:
    """Return one reason: its code, its sentence and its facts; what is another group's is told as what is not there."""
    if isinstance(reason, refusals.NotYours):
        reason = _NOT_THERE[reason.what]
    facts: dict[str, Any] = {"code": reason.code, "message": sentence(reason, zone)}
    for field in fields(reason):
        value = getattr(reason, field.name)
        if isinstance(value, Span):
            facts |= {"start": iso(value.start, zone), "end": iso(value.end, zone)}
        elif value is not None:
            facts[field.name] = visible(value) if field.name in _ECHOED else _plain(value, zone)
    return facts


def alternative(one: Alternative, zone: ZoneInfo) -> dict[str, str]:
    """Return a free time as plain data."""
    return {"room": one.room, "start": iso(one.span.start, zone), "end": iso(one.span.end, zone)}


def iso(moment: datetime, zone: ZoneInfo) -> str:
    """Return *moment* as ISO 8601 with the offset of *zone*."""
    return local(moment, zone).isoformat(timespec="seconds")


def _plain(value: Any, zone: ZoneInfo) -> Any:
    if isinstance(value, datetime):
        # Without a zone it is a place in the rule of a series, as clocks of the house show it.
        return iso(value, zone) if value.tzinfo else value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, tuple):
        return [_plain(one, zone) for one in value]
    return value
