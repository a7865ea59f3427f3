"""What the database itself does: two live bookings never share floor and time, and who listens hears of changes.

PostgreSQL keeps it by the exclusion constraint in models.bookings. SQLite has no such thing, so two
triggers look, in each room that shares floor, at the one live booking that starts last before the
new one ends. Live bookings of one room never overlap, so no other can be in the way.

On PostgreSQL each statement that writes into the journal also notifies the CHANNEL; who listens hears it
when the transaction is committed (models.ears).
"""

from sqlalchemy import Connection, text

from models.bookings import NO_OVERLAP

_IN_THE_WAY = """
    SELECT RAISE(ABORT, '{name}') WHERE EXISTS (
        SELECT 1 FROM room
        WHERE room.lo < NEW.hi AND NEW.lo < room.hi AND NEW.busy_from < (
            SELECT busy_until FROM booking AS other
            WHERE other.room_id = room.id AND other.released_at IS NULL
                AND other.busy_from < NEW.busy_until {but_itself}
            ORDER BY other.busy_from DESC LIMIT 1));
"""
_ON_INSERT = """
CREATE TRIGGER {name}_insert BEFORE INSERT ON booking WHEN NEW.released_at IS NULL
BEGIN {in_the_way} END
"""
_ON_UPDATE = """
CREATE TRIGGER {name}_update
BEFORE UPDATE OF room_id, lo, hi, busy_from, busy_until, released_at ON booking WHEN NEW.released_at IS NULL
BEGIN {in_the_way} END
"""
CHANNEL = "treffpunkt_journal"
_ANNOUNCE = "journal_announce"
_ANNOUNCEMENT = f"BEGIN NOTIFY {CHANNEL}; RETURN NULL; END"
_ANNOUNCE_PARTS = (
    f"CREATE OR REPLACE FUNCTION {_ANNOUNCE}() RETURNS trigger LANGUAGE plpgsql AS '{_ANNOUNCEMENT}'",
    f"DROP TRIGGER IF EXISTS {_ANNOUNCE} ON journal",
    f"CREATE TRIGGER {_ANNOUNCE} AFTER INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION {_ANNOUNCE}()",
)


def install(connection: Connection) -> None:
    """Put the triggers in place. Needed after every migration, because on SQLite a batch migration
    rebuilds the table and loses them."""
    if connection.dialect.name == "sqlite":
        _install_no_overlap(connection)
    elif not announces(connection):  # a new trigger waits until nobody looks into the journal
        for part in _ANNOUNCE_PARTS:
            connection.execute(text(part))


def _install_no_overlap(connection: Connection) -> None:
    for event, template, but_itself in (("insert", _ON_INSERT, ""), ("update", _ON_UPDATE, "AND other.id <> NEW.id")):
        in_the_way = _IN_THE_WAY.format(name=NO_OVERLAP, but_itself=but_itself)
        connection.execute(text(f"DROP TRIGGER IF EXISTS {NO_OVERLAP}_{event}"))
        connection.execute(text(template.format(name=NO_OVERLAP, in_the_way=in_the_way)))


def is_installed(connection: Connection) -> bool:
    """Whether this database refuses an overlap by itself."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE :name"),
            {"name": f"{NO_OVERLAP}%"},
        )
        return bool(found.scalar_one() == 2)
    found = connection.execute(
        text("SELECT count(*) FROM pg_constraint WHERE conname = :name AND contype = 'x'"), {"name": NO_OVERLAP}
    )
    return bool(found.scalar_one() == 1)


def announces(connection: Connection) -> bool:
    """Whether who listens hears of every change; always so on SQLite, whose file is looked at instead."""
    if connection.dialect.name == "sqlite":
        return True
    found = connection.execute(
        text(
            "SELECT count(*) FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid"
            " WHERE tgrelid = to_regclass('journal') AND tgname = :name AND tgenabled = 'O' AND prosrc = :source"
        ),
        {"name": _ANNOUNCE, "source": _ANNOUNCEMENT},
    )
    return bool(found.scalar_one() == 1)
