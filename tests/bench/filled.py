"""A house with any number of bookings, written by the database itself."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from booking import lifecycle, occupancy
from booking.wishes import Wish
from models import guards
from models.bookings import NO_OVERLAP
from models.database import Database

WHO = "group:probe"
_SLOTS = 12  # half hours of a room and day, each with half an hour free after it
_FIRST_HOUR = 8  # UTC

# What differs from booking to booking; {after} is a moment so many minutes after :first. The wall clock of winter
# is near enough for what is measured.
_DIFFERS = {
    "uid": "'u' || n",
    "code": "'c' || n",
    "room_id": "room.id",
    "lo": "room.lo",
    "hi": "room.hi",
    **dict.fromkeys(("busy_from", "starts_at"), "{after}"),
    **dict.fromkeys(("busy_until", "ends_at"), "{after_30}"),
    "wall_from": "{after_60}",
    "wall_to": "{after_90}",
    "once": "NULL",
}
_NUMBERS = {
    True: "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :number)",
    False: "WITH numbers AS (SELECT n FROM generate_series(0, :number - 1) AS n)",
}
_AFTER = {
    True: "strftime('%Y-%m-%d %H:%M:%S', :first, '+' || ({minutes}) || ' minutes') || '.000000'",
    False: "CAST(:first AS timestamptz) + ({minutes}) * interval '1 minute'",
}


def fill(db: Database, number: int, around: datetime) -> None:
    """Store *number* bookings, as many before as after *around*; each day is as full as any other.

    The guard against overlaps is put aside meanwhile, and PostgreSQL's checks all of them when it comes back.
    """
    with db.writing() as session:
        house = occupancy.house_facts(session)
        far = around + timedelta(days=365 * 60)
        wish = Wish(
            room=house.public_rooms[0].slug,
            start=far,
            end=far + timedelta(minutes=30),
            title="Treffen",
            group_slug="probe",
            source="api",
        )
        example = lifecycle.request_booking(session, house, wish, who=WHO, now=around)
        rooms = len(house.public_rooms)
        first = around - timedelta(days=number // (_SLOTS * rooms) // 2)
        first = first.replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
        values = {"number": number, "first": first.strftime("%Y-%m-%d %H:%M:%S+00:00"), "example": example.id}
        _insert(session.connection(), rooms, values)
        session.delete(example)
    with db.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def _insert(connection: Connection, rooms: int, values: dict[str, Any]) -> None:
    sqlite = connection.dialect.name == "sqlite"
    minutes = f"n / {rooms * _SLOTS} * 1440 + n / {rooms} % {_SLOTS} * 60"
    after = {
        name: _AFTER[sqlite].format(minutes=f"{minutes} + {more}")
        for name, more in (("after", 0), ("after_30", 30), ("after_60", 60), ("after_90", 90))
    }
    columns = [row[0] for row in connection.execute(text(_COLUMNS[sqlite])) if row[0] != "id"]
    chosen = [_DIFFERS.get(name, f"example.{name}").format(**after) for name in columns]
    guard = _put_aside(connection)
    statement = f"""
        INSERT INTO booking ({", ".join(columns)}) {_NUMBERS[sqlite]} SELECT {", ".join(chosen)}
        FROM numbers JOIN booking AS example ON example.id = :example
        JOIN room ON room.position = n % {rooms}
    """
    connection.execute(text(statement), values)
    _put_back(connection, guard)


_COLUMNS = {
    True: "SELECT name FROM pragma_table_info('booking')",
    False: "SELECT column_name FROM information_schema.columns WHERE table_name = 'booking'",
}


def _put_aside(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"DROP TRIGGER {NO_OVERLAP}_insert"))
        return ""
    look = text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    guard: str = connection.execute(look, {"name": NO_OVERLAP}).scalar_one()
    connection.execute(text(f"ALTER TABLE booking DROP CONSTRAINT {NO_OVERLAP}"))
    return guard


def _put_back(connection: Connection, guard: str) -> None:
    if guard:
        connection.execute(text(f"ALTER TABLE booking ADD CONSTRAINT {NO_OVERLAP} {guard}"))
    else:
        guards.install(connection)
