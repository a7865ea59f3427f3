"""Group cards: a random code on plastic that shows at the kiosk whose hands hold it, and nothing else.

A scanner types it like a keyboard. Scanner and computer may speak of different keyboards, so it is made of
digits and of letters that lie at the same place on a German and an American one, large ones only.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from booking import journal, seals
from booking.i18n import _
from booking.refusals import Refused, UnknownCard, UnknownGroup, UnreadableCard
from models.community import Group, Listing

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWX"  # without Y and Z, which change places, and what looks like a digit
GROUP = "TP"  # marks a group's card, so that no ticket or parcel is taken for one
_RANDOM = 27  # of 30 signs each: 132 bits
LENGTH = len(GROUP) + _RANDOM + 1  # the last sign tells whether all others were read right


@dataclass(frozen=True, slots=True)
class CardHolder:
    """The group that a card belongs to; *name* is what may stand on a screen and be its title."""

    slug: str
    name: str


def new_code(mark: str = GROUP) -> str:
    """Return the code of a fresh card; *mark* is two signs that say what it is for."""
    body = mark + "".join(secrets.choice(_SIGNS) for _number in range(_RANDOM))
    return body + _check_sign(body)


def read_code(typed: str, mark: str = GROUP) -> str:
    """Return the code that a scanner *typed*. Raises Refused(UnreadableCard): partial, too long, without *mark*."""
    code = typed.strip().upper() if len(typed) <= 2 * LENGTH else ""
    known = len(code) == LENGTH and code.startswith(mark) and set(code) <= set(_SIGNS)
    if not known or _check_sign(code[:-1]) != code[-1]:
        raise Refused(UnreadableCard())
    return code


def _check_sign(body: str) -> str:
    """Return the sign that the ISO/IEC 7812-1 sum asks for, in our signs: one misread sign is always noticed."""
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = _SIGNS.index(sign) * (1 if place % 2 else 2)
        total += value // len(_SIGNS) + value % len(_SIGNS)
    return _SIGNS[-total % len(_SIGNS)]


def give_card(session: Session, slug: str, *, now: datetime, who: str) -> str:
    """Give the group a fresh card and return its code; it is stored sealed, and the old card stops working.

    Raises Refused(UnknownGroup).
    """
    group, code = _group(session, slug), new_code()
    group.card_hash, group.card_given_at = seals.token_seal(code), now
    journal.record(session, "group.card_given", who=who, now=now, group_id=group.id)
    return code


def take_card(session: Session, slug: str, *, now: datetime, who: str) -> None:
    """Let the group's card stop working. Raises Refused(UnknownGroup)."""
    group = _group(session, slug)
    group.card_hash = group.card_given_at = None
    journal.record(session, "group.card_taken", who=who, now=now, group_id=group.id)


def holder_of(session: Session, typed: str) -> CardHolder:
    """Return whose card was read. Raises Refused: UnreadableCard, UnknownCard (of another house, or not any more)."""
    seal = seals.token_seal(read_code(typed))
    group = session.exec(select(Group).where(Group.card_hash == seal)).one_or_none()
    if group is None:
        raise Refused(UnknownCard())
    return CardHolder(group.slug, spoken_name(group))


def spoken_name(group: Group) -> str:
    """Return how a screen in the house may call *group*: who stands behind its visitor reads it too."""
    return group.name if group.listing is Listing.PUBLIC else _("Geschlossene Gruppe")


def holder(session: Session, slug: str) -> CardHolder | None:
    """Return how a screen may call the group *slug*; none if there is no such group."""
    group = session.exec(select(Group).where(col(Group.slug) == slug)).one_or_none()
    return CardHolder(group.slug, spoken_name(group)) if group else None


def _group(session: Session, slug: str) -> Group:
    group = session.exec(select(Group).where(Group.slug == slug)).one_or_none()
    if group is None:
        raise Refused(UnknownGroup(group=slug))
    return group
