"""A move from MRBS as the command does it: the file read, all of it taken or none, what came of it in words."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime

from booking import moving, mrbs, occupancy
from booking.i18n import _
from booking.moving import Moved, NotMoved, Where
from kiosk.words import sentences
from models.database import Database

__all__ = ["NotMoved", "run"]


class _OnlyLooking(Exception):
    """Nothing is to be stored."""


def run(db: Database, asked: Namespace, *, now: datetime) -> None:
    """Take what the file has and say what came; with `dry_run` nothing is stored, and it says what would come.

    What stays behind and what should be known is told on stderr. Raises NotMoved with everything that is in the way.
    """
    moved = _moved(db, asked, now)
    print("\n".join(_told(moved, only_looking=asked.dry_run)))
    for text in (*moved.hints, *moved.problems):
        print(text, file=sys.stderr)


def _moved(db: Database, asked: Namespace, now: datetime) -> Moved:
    where = Where(rooms=_named(asked.mrbs_room), groups=_named(asked.group), others=asked.others)
    moved = Moved()
    try:
        with db.writing() as session:
            house = occupancy.house_facts(session)
            found = mrbs.read_mrbs(asked.file.read_bytes(), zone=house.zone, now=now)
            moved = moving.move(
                session,
                house,
                found,
                where,
                leave=asked.leave,
                say=lambda reasons: sentences(tuple(reasons), house.zone),
                who="operator",
                now=now,
            )
            if asked.dry_run:
                raise _OnlyLooking
    except _OnlyLooking:
        pass
    except OSError as error:
        raise NotMoved([_("{file} ist nicht lesbar: {error}", file=asked.file, error=error.strerror)]) from error
    except mrbs.MrbsRefused as error:
        raise NotMoved([f"{asked.file}: {error}"]) from error
    return moved


def _named(said: list[str]) -> dict[str, str]:
    """Return the slugs of what people wrote as NAME=SLUG, by the name."""
    found = {}
    for text in said:
        name, equals, slug = text.rpartition("=")
        if not equals or not name.strip():
            raise NotMoved([_("„{text}“ ist nicht NAME=SLUG.", text=text)])
        found[name.strip()] = slug.strip()
    return found


def _told(moved: Moved, *, only_looking: bool) -> Iterator[str]:
    yield _("Übernommen würde:") if only_looking else _("Übernommen ist:")
    yield _("  Terminreihen: {number} ({dates} Termine)", number=moved.series, dates=moved.dates)
    yield _("  einzelne Termine: {number}", number=moved.singles)
    lines = (
        (moved.requests, _("  Anfragen, in MRBS noch nicht zugesagt: {number}", number=moved.requests)),
        (moved.known, _("  Termine, die schon übernommen waren: {number}", number=moved.known)),
        (moved.past, _("  vergangene Termine, die dort bleiben: {number}", number=moved.past)),
        (moved.behind, _("  Termine in Räumen, die zurückbleiben: {number}", number=moved.behind)),
        (len(moved.problems), _("  was nicht geht und zurückbleibt: {number}", number=len(moved.problems))),
    )
    yield from (line for number, line in lines if number)
