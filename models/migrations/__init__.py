"""One history of the tables for both databases. Run at every start."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from models import guards

HISTORY = Path(__file__).parent


def config(history: Path = HISTORY) -> Config:
    """Return Alembic's configuration for the revisions in *history*; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(history).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def head(history: Path = HISTORY) -> str | None:
    """Return the newest revision that this program knows."""
    return ScriptDirectory.from_config(config(history)).get_current_head()


def current(connection: Connection) -> str | None:
    """Return the revision that the database is at; none if it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


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
