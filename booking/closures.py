"""The house closes, or opens after all: looked at before it is done, and then everybody it meets is told."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlmodel import Session, col

from booking import hits, journal, occupancy, refusals, titles
from booking.facts import ClosureFacts, HouseFacts
from booking.hits import Hit
from booking.housefile.dates import CLOSURE
from booking.i18n import _
from booking.refusals import Refusal, Refused
from booking.settling import Decisions, come_back, settle
from booking.span import wall
from booking.waits import pass_on
from models.bookings import Booking
from models.rooms import Closure

LONGEST_DAYS = 366
LONGEST_SENTENCE = 200


def preview_closure(session: Session, house: HouseFacts, closure: ClosureFacts, *, now: datetime) -> list[Hit]:
    """Return everything that *closure* would meet, or meets, and that is not settled yet; changes nothing.

    Raises Refused like `add_closure`.
    """
    if wrong := _objections(house, closure, now):
        raise Refused(*wrong)
    return hits.hits_of(session, house, closure, now=now)


def add_closure(
    session: Session,
    house: HouseFacts,
    closure: ClosureFacts,
    *,
    reason: str = "",
    decisions: Decisions | None = None,
    who: str,
    now: datetime,
) -> Closure:
    """Close rooms; *closure* has no slug yet, *reason* is the desk's own word.

    Dates of series that it meets are left out, told once for each series. Single dates become what
    *decisions* say, by uid, or `usual_decision`. Requests stay with the desk, offers and holds are let go of.
    Raises Refused with every reason: UnknownRoom, EndBeforeStart, InThePast, Malformed, TitleRefused,
    ChangedMeanwhile for a decision about something that it does not meet.
    """
    named = replace(closure, slug=_free_slug(house, closure), public_text=titles.clean(closure.public_text))
    if wrong := _objections(house, named, now):
        raise Refused(*wrong)
    row = Closure(slug=named.slug, starts_on=named.starts_on, ends_on=named.ends_on)
    _write(row, named, reason)
    session.add(row)
    after = _changed(session)
    journal.record(session, "house.closed", who=who, now=now, closure=named.slug)
    settle(session, after, named, decisions or {}, who=who, now=now)
    pass_on(session, after, now=now)
    return row


def change_closure(
    session: Session,
    house: HouseFacts,
    slug: str,
    closure: ClosureFacts,
    *,
    reason: str = "",
    decisions: Decisions | None = None,
    who: str,
    now: datetime,
) -> Closure:
    """Give the closure *slug* other days, hours, rooms or words; what it met and meets no more comes back.

    Raises Refused like `add_closure`, and Refused(UnknownClosure).
    """
    row, before = _closure(session, house, slug)
    named = replace(closure, slug=slug, public_text=titles.clean(closure.public_text))
    if wrong := _objections(house, named, now):
        raise Refused(*wrong)
    _write(row, named, reason)
    after = _changed(session)
    journal.record(session, "house.closure_changed", who=who, now=now, closure=slug)
    settle(session, after, named, decisions or {}, who=who, now=now)
    come_back(session, after, before, CLOSURE, who=who, now=now)
    pass_on(session, after, now=now)
    return row


def remove_closure(session: Session, house: HouseFacts, slug: str, *, who: str, now: datetime) -> list[Booking]:
    """Open again; return the dates of series that take place after all.

    They come back where nothing else closes the house then and nobody has the room by now.
    Raises Refused(UnknownClosure).
    """
    row, before = _closure(session, house, slug)
    session.delete(row)
    after = _changed(session)
    journal.record(session, "house.closure_removed", who=who, now=now, closure=slug)
    return come_back(session, after, before, CLOSURE, who=who, now=now)


def reasons(session: Session) -> dict[str, str]:
    """Return the desk's own word for each closure, by its slug."""
    return {row.slug: row.reason for row in session.execute(select(Closure)).scalars()}


# The closure itself


def _closure(session: Session, house: HouseFacts, slug: str) -> tuple[Closure, ClosureFacts]:
    row = session.execute(select(Closure).where(col(Closure.slug) == slug)).scalar_one_or_none()
    before = next((closure for closure in house.closures if closure.slug == slug), None)
    if row is None or before is None:
        raise Refused(refusals.UnknownClosure())
    return row, before


def _changed(session: Session) -> HouseFacts:
    occupancy.house_changed(session)
    return occupancy.house_facts(session)


def _write(row: Closure, closure: ClosureFacts, reason: str) -> None:
    row.starts_on, row.ends_on = closure.starts_on, closure.ends_on
    row.from_min, row.to_min = closure.from_min, closure.to_min
    row.rooms, row.reason, row.public_text = list(closure.rooms), titles.clean(reason), closure.public_text


def _free_slug(house: HouseFacts, closure: ClosureFacts) -> str:
    known, wanted = {one.slug for one in house.closures}, f"zu-{closure.starts_on.isoformat()}"
    if wanted not in known:
        return wanted
    return next(slug for number in count(2) if (slug := f"{wanted}-{number}") not in known)


def _objections(house: HouseFacts, closure: ClosureFacts, now: datetime) -> list[Refusal]:
    single = {room.slug for room in house.rooms if room.main_id is None}
    known = tuple(sorted(single))
    wrong: list[Refusal] = [refusals.UnknownRoom(slug, known) for slug in closure.rooms if slug not in single]
    if not closure.rooms:
        wrong.append(refusals.Malformed(_("Räume"), _("mindestens ein Raum")))
    if closure.ends_on < closure.starts_on or closure.to_min <= closure.from_min:
        wrong.append(refusals.EndBeforeStart())
    if closure.ends_on < wall(now, house.zone).date():
        wrong.append(refusals.InThePast())
    if closure.ends_on - closure.starts_on > timedelta(days=LONGEST_DAYS):
        wrong.append(refusals.Malformed(_("Letzter Tag"), _("höchstens ein Jahr nach dem ersten")))
    return [*wrong, *_sentence_objections(closure.public_text)]


def _sentence_objections(sentence: str) -> list[Refusal]:
    if not sentence or len(sentence) > LONGEST_SENTENCE:
        expected = _("ein Satz mit höchstens {most} Zeichen", most=LONGEST_SENTENCE)
        return [refusals.Malformed(_("Satz für alle"), expected)]
    return [one for one in titles.objections(sentence, field="text") if one.kind != "too_long"]
