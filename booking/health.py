"""Whether the book can be written, and whether the database keeps its one rule."""

from sqlalchemy import update
from sqlmodel import Session, col

from booking.i18n import _
from models import guards
from models.rooms import House


def write(session: Session) -> None:
    """Write a row as it is, so that the commit proves that the disk takes it."""
    session.execute(update(House).values(slug=col(House.slug)))


def troubles(session: Session) -> list[str]:
    """Return what is wrong with the database, in words; nothing if all is well."""
    if guards.is_installed(session.connection()):
        return []
    return [_("Die Datenbank verhindert Doppelbelegungen nicht (booking_no_overlap fehlt).")]
