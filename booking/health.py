"""Whether the book can be written, and whether the database keeps its one rule."""

from sqlalchemy import text
from sqlmodel import Session

from booking.i18n import _
from models import guards, migrations
from models.database import Database


def write(session: Session) -> None:
    """Write a row as it is, so that the commit proves that the disk takes it."""
    # This row is there also while nobody has furnished the house.
    session.execute(text("UPDATE alembic_version SET version_num = version_num"))


def missing(db: Database) -> str:
    """Return in words why this program cannot look at the tables of *db*, empty if it can. Changes nothing."""
    found, known = db.revision() if db.exists() else None, migrations.head()
    if found is None:
        return _("Es gibt noch keine Datenbank: mit `treffpunkt init` oder `load` beginnen.")
    if found != known:
        return _(
            "Die Datenbank hat den Stand {found}, das Programm kennt {known}. "
            "`treffpunkt serve` bringt eine ältere Datenbank auf den neuen Stand.",
            found=found,
            known=known,
        )
    return ""


def troubles(session: Session) -> list[str]:
    """Return what is wrong with the database, in words; nothing if all is well."""
    found = []
    if not guards.is_installed(session.connection()):
        found.append(_("Die Datenbank verhindert Doppelbelegungen nicht (booking_no_overlap fehlt)."))
    if not guards.announces(session.connection()):
        found.append(_("Die Datenbank meldet Änderungen nicht an andere Prozesse (journal_announce fehlt)."))
    return found
