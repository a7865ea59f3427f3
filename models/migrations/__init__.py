"""One history of the tables for both databases. Looked at on every start, run when there is something to do.

Alembic is imported only then: a server keeps 10 MB less for the years in which its tables are as they should be.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from models import guards

if TYPE_CHECKING:
    from alembic.config import Config

HISTORY = Path(__file__).parent


def config(history: Path = HISTORY) -> "Config":
    """Return Alembic's configuration for the revisions in *history*; there is no ini file."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(history).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def head(history: Path = HISTORY) -> str | None:
    """Return the newest revision that this program knows; files are named after theirs: `0002_what_it_does.py`."""
    return max((file.stem.partition("_")[0] for file in (history / "versions").glob("[0-9]*.py")), default=None)


def current(connection: Connection) -> str | None:
    """Return the revision that the database is at; none if it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def upgrade(engine: Engine, history: Path = HISTORY) -> None:
    """Bring the tables to the newest form in one transaction, then put the guards in place.

    *engine* must take the writer's place when it begins. On SQLite foreign keys are off meanwhile:
    a batch migration rebuilds tables, and with keys on that would delete their children.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _outside_transaction(connection, "PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                _upgrade(connection, history)
        finally:
            if sqlite:
                _outside_transaction(connection, "PRAGMA foreign_keys=ON")


def _upgrade(connection: Connection, history: Path) -> None:
    if current(connection) != head(history):
        from alembic import command

        settings = config(history)
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        if broken:
            raise RuntimeError(f"rows that point to nothing after the migration: {broken[:5]}")
    guards.install(connection)


def _outside_transaction(connection: Connection, pragma: str) -> None:
    # SQLite ignores this pragma inside a transaction, so it goes past SQLAlchemy's begin.
    driver: Any = connection.connection.driver_connection
    driver.execute(pragma)
