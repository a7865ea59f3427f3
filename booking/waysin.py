"""By which ways somebody of the desk can come in: a passphrase, passkeys, the town's own log-in. One always stays."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, delete, func, select

from booking.refusals import LastWayIn, Refused
from models.staff import Challenge, Passkey, Staff, TownLogin


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways in of one login."""

    passphrase: bool
    passkeys: int
    town: bool

    @property
    def number(self) -> int:
        """How many there are."""
        return self.passphrase + self.passkeys + self.town


def ways(session: Session, staff: Staff) -> Ways:
    """Return by which ways *staff* can come in."""
    passkeys = session.exec(select(func.count()).select_from(Passkey).where(Passkey.staff_id == staff.id)).one()
    town = session.exec(select(TownLogin.id).where(TownLogin.staff_id == staff.id)).first()
    return Ways(bool(staff.password_hash), passkeys, town is not None)


def keep_one(session: Session, staff: Staff) -> None:
    """Raise Refused(LastWayIn) if *staff* could not come in any more once one way is taken away."""
    if ways(session, staff).number <= 1:
        raise Refused(LastWayIn())


def some_way() -> ColumnElement[bool]:
    """Return which rows of staff can come in at all."""
    return or_(
        col(Staff.password_hash) != "",
        select(Passkey.id).where(Passkey.staff_id == Staff.id).exists(),
        select(TownLogin.id).where(TownLogin.staff_id == Staff.id).exists(),
    )


def take_others(session: Session, staff: Staff) -> None:
    """Let *staff* come in by no passkey and not by the town's log-in any more."""
    for table in (Passkey, Challenge, TownLogin):
        session.exec(delete(table).where(col(table.staff_id) == staff.id))
    staff.handle = None
