"""What a closure or a holiday meets is left out, decided or let go of; what it met comes back when it goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, hits, lifecycle, refusals, rules, titles
from booking.facts import ClosureFacts, HouseFacts
from booking.hits import Hit, Kind
from booking.housefile.dates import CLOSURE, HOLIDAY
from booking.i18n import _
from booking.reconcile import reconcile
from booking.refusals import Refused
from models.bookings import LIVE, Booking, Series, State


class Do(StrEnum):
    """What becomes of a single date that was promised."""

    KEEP = "keep"  # it takes place although the house is closed
    CANCEL = "cancel"
    LATER = "later"  # it stays until the desk moves it, offers another time or decides after all


@dataclass(frozen=True, slots=True)
class Decision:
    """What the desk decided for one date; *note* is told to the public when it is cancelled."""

    do: Do
    note: str = ""


Decisions = Mapping[str, Decision]  # by uid of the booking


def usual_decision(house: HouseFacts, hit: Hit) -> Do:
    """Return what is done with a single date if nobody says otherwise: what the town set a priority for stays.

    Anything else stays too, until the desk has found another time for it: nothing is lost by saying nothing.
    """
    usage = house.usage(hit.usage)
    return Do.KEEP if usage is not None and usage.priority > 0 else Do.LATER


def settle(
    session: Session, house: HouseFacts, closure: ClosureFacts, decisions: Decisions, *, who: str, now: datetime
) -> None:
    """Leave out, decide or let go of everything that *closure*, which counts by now, meets; all of it is told.

    Raises Refused(ChangedMeanwhile) if *decisions* name something that it does not meet, and as cancelling does.
    """
    met = hits.bookings_met(session, house, closure, now=now)
    by_kind: dict[Kind, list[Booking]] = {kind: [] for kind in Kind}
    for booking in met:
        by_kind[hits.kind_of(booking)].append(booking)
    if decisions.keys() - {booking.uid for booking in by_kind[Kind.SINGLE]}:
        raise Refused(refusals.ChangedMeanwhile())
    _leave_out(session, by_kind[Kind.DATE], closure, who=who, now=now)
    let_go(session, [*by_kind[Kind.OFFER], *by_kind[Kind.HOLD]], why=CLOSURE, who=who, now=now)
    usual = {hit.uid: usual_decision(house, hit) for hit in hits.hits_of(session, house, closure, now=now)}
    for booking in by_kind[Kind.SINGLE]:
        decision = decisions.get(booking.uid) or Decision(usual[booking.uid])
        _decided(session, house, booking, decision, closure.slug, closure.public_text, who=who, now=now)


def _leave_out(session: Session, dates: Sequence[Booking], closure: ClosureFacts, *, who: str, now: datetime) -> None:
    why = HOLIDAY if closure.slug == rules.HOLIDAY else CLOSURE
    for date in dates:
        book.release(session, date, State.SKIPPED, reason=why, now=now)
        book.note_down(session, "booking.skipped", date, who=who, now=now, reason=why, closure=closure.slug)
    tell_each_series(session, "series.skipped", dates, who=who, now=now, reason=why, closure=closure.slug)


def let_go(session: Session, held: Iterable[Booking], *, why: str, who: str, now: datetime) -> None:
    """Let go of what is only *held*, an offer or somebody's choice of the moment; *why* is a reason of a booking."""
    for booking in held:
        say = book.tell if hits.kind_of(booking) is Kind.OFFER else book.note_down
        book.release(session, booking, State.EXPIRED, reason=why, now=now)
        say(session, "booking.offer_over" if say is book.tell else "booking.expired", booking, who=who, now=now)


def _decided(
    session: Session,
    house: HouseFacts,
    booking: Booking,
    decision: Decision,
    slug: str,
    sentence: str,
    *,
    who: str,
    now: datetime,
) -> None:
    if decision.do is Do.CANCEL:
        note = decision.note or _as_note(sentence)
        lifecycle.cancel_booking(session, house, booking.uid, who=who, now=now, note=note)
    elif decision.do is Do.KEEP and slug not in booking.override:
        booking.override = [*booking.override, slug]
        book.touch(session, booking, now)
        book.tell(session, "booking.kept", booking, who=who, now=now, closure=slug)


def _as_note(sentence: str) -> str:
    """Return the closure's public sentence if it is short enough to stand beside a title."""
    return sentence if sentence and not titles.objections(sentence) else _("Das Haus ist an diesem Tag geschlossen.")


def decide(
    session: Session, house: HouseFacts, uid: str, decision: Decision, *, slug: str, who: str, now: datetime
) -> Booking:
    """Decide about one single date that the closure *slug* meets, after the house closed.

    Raises Refused: UnknownBooking, UnknownClosure, and as cancelling does.
    """
    booking = book.booking_by_uid(session, uid)
    sentences = {rules.HOLIDAY: "", **{closure.slug: closure.public_text for closure in house.closures}}
    if slug not in sentences:
        raise Refused(refusals.UnknownClosure())
    _decided(session, house, booking, decision, slug, sentences[slug], who=who, now=now)
    return booking


# What comes back


def come_back(
    session: Session, house: HouseFacts, closure: ClosureFacts, why: str, *, who: str, now: datetime
) -> list[Booking]:
    """Let the dates ahead that were left out because of *closure*, which counts no more, take place again.

    Their series are brought into line with the house: a date stays out where something else closes it, its series
    pauses, or somebody has the room.
    """
    span = hits.whole(house, closure)
    look = (
        select(Booking)
        .where(
            col(Booking.state) == State.SKIPPED,
            col(Booking.reason) == why,
            col(Booking.starts_at) > now,
            col(Booking.busy_from) < span.end,
            col(Booking.busy_until) > span.start,
        )
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    left_out = list(session.execute(look).scalars())
    for number in dict.fromkeys(date.series_id for date in left_out):
        reconcile(session, house, session.get_one(Series, number), who=who, now=now)
    back = [date for date in left_out if date.state in LIVE]
    tell_each_series(session, "series.revived", back, who=who, now=now)
    return back


def tell_each_series(
    session: Session, what: str, dates: Iterable[Booking], *, who: str, now: datetime, **facts: str
) -> None:
    """Write one letter for each series, with its dates as clocks of the house show them."""
    of: dict[int, list[str]] = {}
    for date in dates:
        if date.series_id is not None:
            of.setdefault(date.series_id, []).append(date.wall_from.isoformat(timespec="minutes"))
    for number, starts in of.items():
        book.tell_series(session, what, session.get_one(Series, number), who=who, now=now, dates=starts, **facts)
