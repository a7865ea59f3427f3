"""Signing in by letter: whoever has a function with a mail address gets its page on one more phone, once."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlmodel import Session, col

from booking import journal, members, post, refusals, seals
from booking.facts import HouseFacts
from booking.refusals import Refused
from models.members import Member, SignIn

LASTS = timedelta(minutes=15)
PATH = "/g/anmelden/"
_MOST = 3  # letters of one function within this time; those after it nobody needs
_WITHIN = timedelta(hours=1)
_MOST_GROUPS = 5  # that one address answers for
_TOKEN_BYTES = 16  # 128 bits
_FORGOTTEN_AFTER = timedelta(days=1)


def send_ways_in(session: Session, address: str, *, language: str, now: datetime) -> int:
    """Queue a letter with a way in for each function that has the mail *address*; return how many.

    An address that nobody has gets none, and nobody is told so. Raises Refused(NoMailAddress).
    """
    typed = members.mail_address(address)
    if not typed:
        raise Refused(refusals.NoMailAddress())
    look = select(Member).where(col(Member.email) == typed).order_by(col(Member.id)).limit(_MOST_GROUPS)
    return sum(_send(session, member, language, now) for member in session.execute(look).scalars().all())


def way_in(session: Session, token: str, *, now: datetime) -> SignIn:
    """Return what the *token* of a letter opens; nothing changes. Raises Refused(SignInOver), also once it was used."""
    look = select(SignIn).where(col(SignIn.token_hash) == seals.token_seal(token[:64]))
    found: SignIn | None = session.execute(look).scalar_one_or_none()
    if found is None or found.used_at is not None or found.ends_at <= now:
        raise Refused(refusals.SignInOver())
    return found


def sign_in(session: Session, token: str, *, now: datetime) -> str:
    """Give the phone that has the *token* of a letter an address of its own, and return its token.

    Of two phones with one letter the first gets it. Raises Refused(SignInOver).
    """
    found = way_in(session, token, now=now)
    fresh = (col(SignIn.id) == found.id) & col(SignIn.used_at).is_(None)
    changed = session.execute(update(SignIn).where(fresh).values(used_at=now))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Refused(refusals.SignInOver())
    member = session.get_one(Member, found.member_id)
    journal.record(session, "member.signed_in", who="letter", now=now, group_id=member.group_id, duty=member.duty.value)
    return members.give_link(session, member, now=now)


def something_old(session: Session, now: datetime) -> bool:
    """Whether there are ways in that nobody needs any more."""
    return session.execute(select(col(SignIn.id)).where(old(now)).limit(1)).first() is not None


def forget_old(session: Session, _house: HouseFacts, now: datetime) -> int:
    """Forget the ways in that ended a day ago; return how many there were."""
    gone = list(session.execute(select(SignIn).where(old(now))).scalars())
    for one in gone:
        session.delete(one)
    return len(gone)


def _send(session: Session, member: Member, language: str, now: datetime) -> int:
    lately = select(func.count()).where(col(SignIn.member_id) == member.id, col(SignIn.created_at) > now - _WITHIN)
    if session.execute(lately).scalar_one() >= _MOST:
        return 0
    token, until = seals.new_token(_TOKEN_BYTES), now + LASTS
    way = SignIn(member_id=member.id, token_hash=seals.token_seal(token), created_at=now, ends_at=until)
    session.add(way)
    session.flush()
    # What is written down rings; without it the letter would wait for the next round of the post.
    group, duty = member.group_id, member.duty.value
    journal.record(session, "member.way_in_sent", who="letter", now=now, group_id=group, duty=duty)
    facts = {"path": f"{PATH}{token}", "until": until.isoformat()}
    once = f"{members.SIGN_IN}:{way.id}"
    post.queue_for(session, members.SIGN_IN, member.email, once, facts, language=language, now=now)
    return 1


def old(now: datetime) -> ColumnElement[bool]:
    """Return which ways in ended a day ago, so that nobody needs them."""
    return col(SignIn.ends_at) <= now - _FORGOTTEN_AFTER
