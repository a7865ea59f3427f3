"""The house as one JSON document, written piece by piece: 100,000 bookings are never in memory together.

The shape (`treffpunkt-export`, version 1): an object with `format`, `version`, `made_at`, `program`, `with_contacts`,
`left_out` (names of tables with the reason), and one list of objects for each name of booking.export.plan, `seats`
among them. Instants are ISO 8601 in UTC with offset; `wall_…`, `first`, `last` and other local times have none. What
points to another row names its `slug` or `uid`, else its `id`. A later version may add names, never change one.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import version
from typing import Any

from sqlmodel import Session

from booking.export.plan import LEFT_OUT, TOLD
from booking.export.rows import Plain, plain, rows
from booking.export.seats import seat_contacts, seat_counts
from booking.i18n import _
from models.tables import METADATA

FORMAT, VERSION = "treffpunkt-export", 1


def document(session: Session, *, contacts: bool, now: datetime) -> Iterator[str]:
    """Yield the document as text; with *contacts*, also how people are reached."""
    left_out = {name: _(why) for name, why in LEFT_OUT.items() if not (contacts and name == "seat_contact")}
    heading = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": plain(now),
        "program": version("treffpunkt"),
        "with_contacts": contacts,
        "left_out": left_out,
    }
    yield "{" + ",\n".join(f"{_json(name)}: {_json(value)}" for name, value in heading.items())
    for name, table in TOLD.items():
        if name in METADATA.tables:
            yield from _list(table.name, rows(session, METADATA.tables[name], table, contacts=contacts))
    yield from _list("seats", seat_counts(session))
    if contacts:
        yield from _list("seat_contacts", seat_contacts(session))
    yield "\n}\n"


def _list(name: str, entries: Iterable[Plain]) -> Iterator[str]:
    yield f",\n{_json(name)}: ["
    for number, entry in enumerate(entries):
        yield f"{',' if number else ''}\n{_json(entry)}"
    yield "]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
