"""A group goes on with somebody new: one act, and whoever had it before is out at once (UX §3, 1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from booking import access, cards, feedkeys, journal, members
from models.community import Group
from models.members import Duty


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """What of the group shall end with the old access; all else stays valid."""

    card: bool = False
    pin: bool = False
    key: bool = False  # of its own program
    feed: bool = False  # every address of its own calendar


def hand_over(
    session: Session, group: Group, uid: str = "", *, ended: Ended | None = None, who: str, now: datetime
) -> str:
    """Give the function *uid* of the group (empty: whoever answers for it) to somebody new; return the new token.

    Every address that counted for it ends, and so does its mail address. Dates, wishes and what *ended* does not
    name stay as they are. Raises Refused: UnknownMember, ManyMembers.
    """
    if not uid and members.responsible(session, group.id) is None:
        _end(session, group, ended or Ended(), who, now)
        return members.add_member(session, group.id, Duty.RESPONSIBLE, who=who, now=now)[1]
    known = members.responsible(session, group.id) if not uid else None
    member = known or members.member_by_uid(session, group.id, uid)
    members.replace_holder(session, member)
    _end(session, group, ended or Ended(), who, now)
    journal.record(session, "member.handed_over", who=who, now=now, group_id=group.id, duty=member.duty.value)
    return members.give_link(session, member, now=now)


def _end(session: Session, group: Group, ended: Ended, who: str, now: datetime) -> None:
    if ended.card and group.card_hash is not None:
        cards.take_card(session, group.slug, now=now, who=who)
    if ended.pin:
        access.take_pin(session, group.slug, now=now, who=who)
    if ended.key:
        access.take_group_key(session, group.slug, now=now, who=who)
    if ended.feed:
        feedkeys.take_keys(session, group.id, who=who, now=now)
