"""How a group shows at the kiosk who it is, and somebody at the desk once more."""

from booking import access, cards, clock
from booking.cards import CardHolder
from booking.refusals import Refusal, Refused
from kiosk import work
from models.database import Database


async def pin_objection(db: Database, secret: str, slug: str, pin: str) -> Refusal | None:
    """Return why *pin* does not count as that of the group *slug*; none if it is right. Each call is a counted try.

    It is compared outside of any transaction, because that takes long on purpose.
    """
    try:
        claimed = await work.writing(db, lambda session: access.claim_pin_try(session, slug, now=clock.now()))
    except Refused as refused:
        return refused.reasons[0]
    right = await work.aside(lambda: access.check_pin(claimed, pin, secret))
    return await work.writing(db, lambda session: access.settle_pin_try(session, claimed, right, now=clock.now()))


async def passphrase_objection(db: Database, login: str, password: str) -> Refusal | None:
    """Return why *password* does not count as that of the desk's *login*; none if it is right. Each call counts."""
    try:
        claimed = await work.writing(db, lambda session: access.claim_login(session, login, now=clock.now()))
    except Refused as refused:
        return refused.reasons[0]
    right = await work.aside(lambda: access.check_password(claimed, password))
    return await work.writing(db, lambda session: access.settle_login(session, claimed, right, now=clock.now()))


async def card_holder(db: Database, typed: str) -> CardHolder:
    """Return whose card a scanner typed. Raises Refused: UnreadableCard, UnknownCard."""
    return await work.reading(db, lambda session: cards.holder_of(session, typed))
