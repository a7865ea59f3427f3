"""Somebody at the desk says where letters go to, and which; proven by a link that is opened there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from booking import access, desknews, desksessions, halftokens, journal, mailaddress, post, rights, seals
from booking.refusals import AddressLinkOver, BadAddress, Refused, UnknownLogin
from booking.rights import Area
from models.staff import News, Staff

PROOF, GONE = "desk-address", "desk-address-gone"
LASTS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where letters to somebody of the desk go, and which."""

    address: str  # empty: nowhere
    wished: str  # typed and not proven yet
    until: datetime | None  # how long its link counts
    news: News
    answers: bool
    decides: bool  # letters bear a link with which a wish is decided


def standing(session: Session, token: str, *, now: datetime) -> Standing | None:
    """Return how it stands with whoever is logged in with *token*; none if nothing is ever written to that role.

    Raises Refused(UnknownLogin).
    """
    staff = own(session, token, now=now)
    if not rights.may_see(staff.role, Area.REQUESTS):
        return None
    pending = staff.address_until is not None and now < staff.address_until
    wished, until = (staff.address_wish, staff.address_until) if pending else ("", None)
    return Standing(staff.address, wished, until, staff.news, staff.answers, desknews.may_decide(staff.role))


def own(session: Session, token: str, *, now: datetime) -> Staff:
    """Return whoever is logged in with *token*. Raises Refused(UnknownLogin)."""
    staff = desksessions.staff_by_token(session, token, now=now)
    if staff is None:
        raise Refused(UnknownLogin())
    return staff


def choose(session: Session, token: str, typed: str, *, now: datetime) -> str:
    """Let letters to whoever is logged in with *token* go to the address *typed*, as soon as its link was opened.

    Returns the address that is to be proven, empty if it was before. What was proven goes on until then.
    Raises Refused: UnknownLogin, BadAddress.
    """
    staff, address = own(session, token, now=now), mailaddress.read(typed)
    if not address:
        raise Refused(BadAddress())
    if address == staff.address:
        _nothing_to_prove(staff)
        return ""
    chance = halftokens.new_half()
    until = now + LASTS
    staff.address_wish, staff.address_hash, staff.address_until = address, seals.token_seal(chance), until
    journal.record(session, "desk.address_typed", who=access.desk_name(staff), now=now)
    facts = {"staff": staff.id, "token": chance}
    post.queue_for(session, PROOF, address, f"{PROOF}:{staff.address_hash}", facts, now=now)
    return address


def forget(session: Session, token: str, *, now: datetime) -> None:
    """Let no letter go to whoever is logged in with *token*, and let links in those that went open nothing.

    Raises Refused(UnknownLogin).
    """
    staff = own(session, token, now=now)
    if staff.address:
        journal.record(session, "desk.address_forgotten", who=access.desk_name(staff), now=now)
        desknews.let_go(session, [staff.id])
    staff.address = ""
    _nothing_to_prove(staff)


def choose_news(session: Session, token: str, news: News, *, answers: bool, now: datetime) -> None:
    """Say when and of what whoever is logged in with *token* is written. Raises Refused(UnknownLogin)."""
    staff = own(session, token, now=now)
    if news is News.DAILY and staff.news is not news:
        staff.digest_on = desknews.morning_of(session, now)  # what waits today is seen while choosing
    staff.news, staff.answers = news, answers
    journal.record(session, "desk.news_chosen", who=access.desk_name(staff), now=now)


# The link


def to_prove(session: Session, chance: str, *, now: datetime) -> Staff:
    """Return whose address the link with *chance* proves; nothing changes. Raises Refused(AddressLinkOver)."""
    seal = seals.token_seal(chance)
    staff = session.exec(select(Staff).where(Staff.address_hash == seal)).one_or_none() if chance else None
    over = staff is None or staff.address_until is None or now >= staff.address_until
    if staff is None or over or not desknews.is_in_office(staff):
        raise Refused(AddressLinkOver())
    return staff


def prove(session: Session, chance: str, *, now: datetime) -> str:
    """Let letters go to the address in which the link with *chance* was opened, and return that address.

    The address before is told so, and links in its letters open nothing any more. Raises Refused(AddressLinkOver).
    """
    staff = to_prove(session, chance, now=now)
    before, staff.address = staff.address, staff.address_wish
    desknews.let_go(session, [staff.id])
    post.queue_for(session, GONE, before, f"{GONE}:{staff.address_hash}", {}, now=now)
    _nothing_to_prove(staff)
    journal.record(session, "desk.address_proven", who=access.desk_name(staff), now=now)
    return staff.address


def _nothing_to_prove(staff: Staff) -> None:
    staff.address_wish, staff.address_hash, staff.address_until = "", None, None
