"""Who has come and who has gone: the group says so, what it found and left; and what happens if nobody comes."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from booking import damages, refusals, titles
from booking.book import note_down, release, tell
from booking.door import most_heads, opens, promised
from booking.facts import HouseFacts
from booking.housefile.house import WEEK
from booking.moves import shorten
from booking.occupancy import house_facts
from booking.refusals import Refusal, Refused
from booking.span import local
from booking.waits import pass_on
from models.bookings import LONGEST, Booking, State
from models.community import Group
from models.handovers import Handover, Moment

NO_SHOW = "no_show"  # the reason of what was released because nobody came
_AFTER = timedelta(hours=24)  # that late somebody remembers to say how many they were
_LEAST_WAIT = timedelta(minutes=10)  # between the question and the release
UNDO = timedelta(minutes=1)  # that long a tap can be taken back by whoever stands there


def check_in(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    damage: Sequence[str] = (),
    note: str = "",
    who: str,
    now: datetime,
    group_id: int | None = None,
) -> Booking:
    """Note that the group is there, and in which state it found the room: *damage* names words of damages.KINDS.

    Possible from half an hour before the start, or as soon as it may set the room up, until the end. Doing it
    twice changes nothing.
    Raises Refused: UnknownBooking, NotYours, AlreadyDecided, NotYet, MeetingOver, UnknownItem, TextRefused.
    """
    booking = promised(session, uid, group_id=group_id)
    if booking.arrived_at is not None:
        return booking
    if now < opens(booking):
        raise Refused(refusals.NotYet(local(opens(booking), house.zone)))
    if booking.ends_at <= now or booking.left_at is not None:
        raise Refused(refusals.MeetingOver())
    if wrong := [*_unknown(damage, damages.KINDS), *_text(note)]:
        raise Refused(*wrong)
    booking.arrived_at = now
    _hand_over(session, booking, Moment.ARRIVED, now, damage=damage, note=note)
    _tell_damage(session, house, booking, damage, who, now)
    note_down(session, "booking.arrived", booking, who=who, now=now, damage=list(damage))
    return booking


def check_out(
    session: Session,
    house: HouseFacts,
    uid: str,
    *,
    head_count: int,
    undone: Sequence[str] = (),
    damage: Sequence[str] = (),
    note: str = "",
    frees: bool = True,
    who: str,
    now: datetime,
    group_id: int | None = None,
) -> Booking:
    """Note that the group goes: how many came, what of the house's list is not done, what is broken.

    What is left of its time is free at once if it *frees* it: not where anybody may have said so. Possible from
    the start until a day after the end. The room may have held more people than it should: up to twice as many
    can be told. Doing it twice changes nothing.
    Raises Refused: UnknownBooking, NotYours, AlreadyDecided, NotYet, MeetingOver, BadNumber, UnknownItem,
    TextRefused.
    """
    booking = promised(session, uid, group_id=group_id)
    if booking.left_at is not None:
        return booking
    if now < booking.starts_at:
        raise Refused(refusals.NotYet(local(booking.starts_at, house.zone)))
    if now >= booking.ends_at + _AFTER:
        raise Refused(refusals.MeetingOver())
    most = most_heads(house, booking)
    wrong: list[Refusal] = [] if 0 <= head_count <= most else [refusals.BadNumber(0, most)]
    wrong += [*_unknown(undone, list(checklist(house, Moment.LEFT))), *_unknown(damage, damages.KINDS), *_text(note)]
    if wrong:
        raise Refused(*wrong)
    booking.left_at, booking.head_count = now, head_count
    _hand_over(session, booking, Moment.LEFT, now, undone=undone, damage=damage, note=note)
    _tell_damage(session, house, booking, damage, who, now)
    note_down(session, "booking.left", booking, who=who, now=now, undone=list(undone), damage=list(damage))
    if frees and booking.ends_at > now and shorten(session, house, booking, now):
        pass_on(session, house, now=now)
    return booking


def take_back(session: Session, uid: str, *, who: str, now: datetime) -> Booking:
    """Undo the last tap of a group that comes or goes, as far as it freed nothing.

    Possible for a minute; that it has gone also as long as its time runs, because whoever is still there knows
    better. Raises Refused: UnknownBooking, AlreadyDecided, UndoOver.
    """
    booking = promised(session, uid)
    if booking.left_at is not None and (now - booking.left_at <= UNDO or now < booking.ends_at):
        moment, booking.left_at, booking.head_count = Moment.LEFT, None, None
    elif booking.left_at is None and booking.arrived_at is not None and now - booking.arrived_at <= UNDO:
        moment, booking.arrived_at = Moment.ARRIVED, None
    else:
        raise Refused(refusals.UndoOver())
    session.add(booking)
    mine = (col(Handover.booking_id) == booking.id) & (col(Handover.moment) == moment)
    session.execute(delete(Handover).where(mine))
    what = {Moment.ARRIVED: "booking.not_arrived", Moment.LEFT: "booking.not_left"}[moment]
    note_down(session, what, booking, who=who, now=now)
    return booking


def checklist(house: HouseFacts, moment: Moment) -> dict[str, str]:
    """Return what the house wants to be looked at when a group comes or goes, as texts by slug."""
    lists = house.sections.get("checklists") or {}
    items = lists.get({Moment.ARRIVED: "arrive", Moment.LEFT: "leave"}[moment], ())
    return {item["slug"]: item["text"] for item in items}


def is_staffed(house: HouseFacts, moment: datetime) -> bool:
    """Whether somebody of the house may be there at *moment*; hours of some weeks only count in every week."""
    when = local(moment, house.zone)
    return any(
        WEEK[when.weekday()] == hours["day"]
        and time.fromisoformat(hours["start"]) <= when.time() < time.fromisoformat(hours["end"])
        for hours in house.sections.get("staffed_hours") or ()
    )


def somebody_is_missing(session: Session, now: datetime) -> bool:
    """Whether nobody came to some booking and it is time to ask, or to release its room."""
    try:
        return any(True for _ in _missing(session, house_facts(session), now))
    except Refused:
        return False


def ask_or_release(session: Session, house: HouseFacts, now: datetime) -> int:
    """Ask the groups that nobody came of; release what was asked about and is still empty. Return how many.

    Only in a house where groups check in (`booking_rules.check_in`), `release_if_not_checked_in_min` after the
    start, and released after as long again, ten minutes at least. Never while somebody of the house is there
    or was when it began, and never from a group that does not check in (its fact `check_in`).
    """
    missing = list(_missing(session, house, now))
    for booking in missing:
        if booking.asked_at is None:
            booking.asked_at = now
            session.add(booking)
            tell(session, "booking.missed", booking, who="clock", now=now)
        else:
            release(session, booking, State.CANCELLED, reason=NO_SHOW, now=now)
            tell(session, "booking.no_show", booking, who="clock", now=now)
    pass_on(session, house, now=now)
    return len(missing)


def _missing(session: Session, house: HouseFacts, now: datetime) -> Iterator[Booking]:
    minutes = timedelta(minutes=house.rules.release_after_min)
    if not house.rules.check_in or not minutes or is_staffed(house, now):
        return
    begun = (col(Booking.starts_at) <= now - minutes) & (col(Booking.starts_at) > now - LONGEST)
    look = (
        select(Booking, col(Group.facts))
        .join(Group, col(Booking.group_id) == col(Group.id))
        .where(begun, col(Booking.ends_at) > now, col(Booking.state) == State.CONFIRMED)
        .where(col(Booking.arrived_at).is_(None), col(Booking.left_at).is_(None))
        .order_by(col(Booking.starts_at), col(Booking.id))
    )
    for booking, facts in session.execute(look):
        is_time = booking.asked_at is None or booking.asked_at + max(minutes, _LEAST_WAIT) <= now
        if is_time and facts.get("check_in", True) and not is_staffed(house, booking.starts_at):
            yield booking


def _tell_damage(
    session: Session, house: HouseFacts, booking: Booking, damage: Sequence[str], who: str, now: datetime
) -> None:
    room = house.main_room(house.rooms_by_id[booking.room_id]).slug
    for what in dict.fromkeys(damage):
        damages.report(session, house, what, room=room, booking_id=booking.id, who=who, now=now)


def _unknown(items: Sequence[str], known: Sequence[str]) -> list[Refusal]:
    return [refusals.UnknownItem(item) for item in dict.fromkeys(items) if item not in known]


def _text(note: str) -> Sequence[Refusal]:
    return titles.text_objections(note) if note.strip() else ()


def _hand_over(
    session: Session,
    booking: Booking,
    moment: Moment,
    now: datetime,
    *,
    undone: Sequence[str] = (),
    damage: Sequence[str] = (),
    note: str = "",
) -> None:
    found = Handover(booking_id=booking.id, moment=moment, at=now, note=titles.clean_text(note))
    found.undone, found.damage = list(dict.fromkeys(undone)), list(dict.fromkeys(damage))
    session.add_all([booking, found])
