"""Who acts for a group: functions without names, each with its own addresses `/g/{token}` (UX §3, 1)."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlmodel import Session, col

from booking import journal, post, refusals, seals
from booking.refusals import Refused
from models.community import Group
from models.members import Duty, Member, MemberLink, SignIn

SIGN_IN = "group-sign-in"  # the letter with a way in
MOST_MEMBERS = 12
MOST_LINKS = 5  # of one function: a phone, a tablet, a computer; whoever signs in once more ends what rests longest
_TOKEN_BYTES = 16  # 128 bits
_LONGEST_TOKEN = 64
_LONGEST_ADDRESS = 120
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}", re.ASCII)
_ORDER = tuple(Duty)


@dataclass(frozen=True, slots=True)
class Opened:
    """Whose page an address opens, and as whom."""

    group: Group
    member: Member

    @property
    def leads(self) -> bool:
        """Whether it is somebody who answers for the group."""
        return self.member.duty is Duty.RESPONSIBLE


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberCard:
    """One function of a group; times in UTC."""

    uid: str
    duty: Duty
    email: str  # empty: none was told
    links: int  # addresses that count
    given_at: datetime | None  # the newest of them; none: there is none
    used_at: datetime | None  # when something was last done with one of them; none: nothing yet


def members_of(session: Session, group_id: int) -> list[MemberCard]:
    """Return who acts for the group, whoever answers for it first."""
    look = (
        select(
            Member,
            func.count(col(MemberLink.id)),
            func.max(col(MemberLink.created_at)),
            func.max(col(MemberLink.used_at)),
        )
        .outerjoin(MemberLink, col(MemberLink.member_id) == col(Member.id))
        .where(col(Member.group_id) == group_id)
        .group_by(col(Member.id))
    )
    rows = sorted(session.execute(look), key=lambda row: (_ORDER.index(row[0].duty), row[0].id))
    return [
        MemberCard(uid=row.uid, duty=row.duty, email=row.email, links=links, given_at=given, used_at=used)
        for row, links, given, used in rows
    ]


def opened_by(session: Session, token: str) -> Opened:
    """Return whose page *token* opens; nothing changes. Raises Refused(UnknownAccess), also once it was taken back."""
    found = session.execute(_by_token(select(Group, Member), token)).one_or_none()
    if found is None:
        raise Refused(refusals.UnknownAccess())
    return Opened(*found)


def acting(session: Session, token: str, *, now: datetime) -> Opened:
    """Return whose page *token* opens, and note that something is done with it. Raises Refused(UnknownAccess)."""
    opened = opened_by(session, token)
    link: MemberLink = session.execute(_by_token(select(MemberLink), token)).scalar_one()
    link.used_at = now
    session.add(link)
    return opened


def add_member(
    session: Session, group_id: int, duty: Duty, *, email: str = "", who: str, now: datetime
) -> tuple[Member, str]:
    """Let somebody act for the group; return the function and the token of its first address.

    Raises Refused: ManyMembers, NoMailAddress.
    """
    address = mail_address(email)
    known = session.execute(select(func.count()).where(col(Member.group_id) == group_id)).scalar_one()
    if known >= MOST_MEMBERS:
        raise Refused(refusals.ManyMembers(MOST_MEMBERS))
    member = Member(group_id=group_id, duty=duty, email=address, created_at=now)
    session.add(member)
    session.flush()
    _note(session, "member.added", member, who=who, now=now)
    return member, give_link(session, member, now=now)


def new_link(session: Session, group_id: int, uid: str, *, who: str, now: datetime) -> str:
    """Give the function a fresh address and return its token; those of before end. Raises Refused(UnknownMember)."""
    member = _member(session, group_id, uid)
    _end_links(session, member)
    _note(session, "member.link_given", member, who=who, now=now)
    return give_link(session, member, now=now)


def take_links(session: Session, group_id: int, uid: str, *, who: str, now: datetime) -> None:
    """End every address of the function. Doing it twice changes nothing. Raises Refused(UnknownMember)."""
    member = _member(session, group_id, uid)
    if _end_links(session, member):
        _note(session, "member.link_taken", member, who=who, now=now)


def set_address(session: Session, group_id: int, uid: str, email: str, *, who: str, now: datetime) -> None:
    """Note the function's mail address, or forget it (an empty one). Raises Refused: UnknownMember, NoMailAddress."""
    member, address = _member(session, group_id, uid), mail_address(email)
    if member.email == address:
        return
    member.email = address
    session.add(member)
    _end_sign_ins(session, member)
    _note(session, "member.address_changed", member, who=who, now=now)


def remove_member(session: Session, group_id: int, uid: str, *, by_desk: bool = False, who: str, now: datetime) -> None:
    """Let nobody have the function any more: its addresses end, its mail address is forgotten.

    Only *by_desk* a group may be left without anybody who answers for it.
    Raises Refused: UnknownMember, NobodyResponsible.
    """
    member = _member(session, group_id, uid)
    if not by_desk and member.duty is Duty.RESPONSIBLE and _responsible(session, group_id) < 2:
        raise Refused(refusals.NobodyResponsible())
    replace_holder(session, member)
    session.delete(member)
    _note(session, "member.removed", member, who=who, now=now)
    session.flush()


def replace_holder(session: Session, member: Member) -> None:
    """Forget whoever had the function: every address, every way to sign in, the mail address, letters on their way."""
    _end_links(session, member)
    forget_address(session, member)


def forget_address(session: Session, member: Member) -> None:
    """Forget the mail address of *member*, with what waits to be sent there about the group."""
    _end_sign_ins(session, member)
    told, member.email = member.email, ""
    session.add(member)
    session.flush()
    same = select(col(Member.id)).where(col(Member.group_id) == member.group_id, col(Member.email) == told)
    if told and session.execute(same.limit(1)).first() is None:
        post.withdraw(session, told, member.group_id)


def give_link(session: Session, member: Member, *, now: datetime) -> str:
    """Return the token of one more address of *member*; it is stored sealed. Of too many the one at rest ends."""
    token = seals.new_token(_TOKEN_BYTES)
    links = sorted(
        session.execute(select(MemberLink).where(col(MemberLink.member_id) == member.id)).scalars(),
        key=lambda link: (link.used_at or link.created_at, link.id),
    )
    for link in links[: max(0, len(links) + 1 - MOST_LINKS)]:
        session.delete(link)
    session.add(MemberLink(member_id=member.id, token_hash=seals.token_seal(token), created_at=now))
    session.flush()
    return token


def responsible(session: Session, group_id: int) -> Member | None:
    """Return whoever has answered for the group longest; none if nobody has an address of a page."""
    look = select(Member).where(col(Member.group_id) == group_id, col(Member.duty) == Duty.RESPONSIBLE)
    found: Member | None = session.execute(look.order_by(col(Member.id)).limit(1)).scalar_one_or_none()
    return found


def mail_address(typed: str) -> str:
    """Return the mail address that was *typed*, empty if none was. Raises Refused(NoMailAddress)."""
    address = typed.strip().lower()
    if address and (len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address)):
        raise Refused(refusals.NoMailAddress())
    return address


def member_by_uid(session: Session, group_id: int, uid: str) -> Member:
    """Return the function *uid* of the group. Raises Refused(UnknownMember)."""
    return _member(session, group_id, uid)


def _member(session: Session, group_id: int, uid: str) -> Member:
    look = select(Member).where(col(Member.uid) == uid, col(Member.group_id) == group_id)
    found: Member | None = session.execute(look).scalar_one_or_none()
    if found is None:
        raise Refused(refusals.UnknownMember())
    return found


def _by_token(look: Select[*tuple[Any, ...]], token: str) -> Select[*tuple[Any, ...]]:
    seal = seals.token_seal(token[:_LONGEST_TOKEN])
    joined = look.select_from(MemberLink).join(Member, col(Member.id) == col(MemberLink.member_id))
    return joined.join(Group, col(Group.id) == col(Member.group_id)).where(col(MemberLink.token_hash) == seal)


def _responsible(session: Session, group_id: int) -> int:
    look = select(func.count()).where(col(Member.group_id) == group_id, col(Member.duty) == Duty.RESPONSIBLE)
    number: int = session.execute(look).scalar_one()
    return number


def _end_links(session: Session, member: Member) -> int:
    ended: int = session.execute(  # type: ignore[attr-defined]
        delete(MemberLink).where(col(MemberLink.member_id) == member.id)
    ).rowcount
    return ended


def _end_sign_ins(session: Session, member: Member) -> None:
    ways = list(session.execute(select(SignIn).where(col(SignIn.member_id) == member.id)).scalars())
    post.withdraw_told_once(session, [f"{SIGN_IN}:{way.id}" for way in ways])
    for way in ways:
        session.delete(way)
    session.flush()


def _note(session: Session, what: str, member: Member, *, who: str, now: datetime) -> None:
    journal.record(session, what, who=who, now=now, group_id=member.group_id, duty=member.duty.value)
