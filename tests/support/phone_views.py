"""What only its owner sees on a phone: the pages of a group, and letters as they arrive."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import httpx

from booking import members
from booking.owndates import group_by_slug
from booking.settings import Settings
from kiosk import letters
from models.database import Database
from models.members import Duty
from tests.support import samples
from tests.support.cast import TUESDAY, move_in

_SETTINGS = Settings(
    public_url="https://quartier.example.org",
    mail_url="smtp://localhost?from=treffpunkt@example.org",
    mailbox="raum@example.org",
)


def group_pages(url: str, database: str, now: datetime, slug: str = "strickcafe") -> dict[str, str]:
    """Return the path of every kind of page of a group of the running house, by its name; it gets a fresh address."""
    db = Database(database)
    with db.writing() as session:
        group = group_by_slug(session, slug)
        _member, token = members.add_member(session, group.id, Duty.RESPONSIBLE, who="desk:manager", now=now)
    db.close()
    home = f"/g/{token}"
    date = _first(url, home, rf"{home}/termin/[\w-]+")
    soon = (now + timedelta(days=7)).date()
    return {
        "dates": home,
        "date": date,
        "date-cancel": f"{date}/absagen",
        "date-move": f"{date}/verlegen",
        "date-leaving": f"{date}/gehen",
        "date-broken": f"{date}/kaputt",
        "book-day": f"{home}/buchen",
        "book-time": (times := f"{home}/buchen?raum=quartierraum&tag={soon}"),
        "book-check": _first(url, times, rf"{home}/buchen\?[^\"]*zeit=[^\"]*"),
        "rounds": f"{home}/feste-zeiten",
        "calendar": f"{home}/kalender",
        "access": f"{home}/zugang",
        "hand-over": f"{home}/uebergeben",
        "stored": f"{home}/daten",
        "erase": f"{home}/loeschen",
        "sign-in": "/g",
        "gone": "/g/nichts",
    }


def _first(url: str, path: str, pattern: str) -> str:
    found = re.search(pattern, httpx.get(url + path).text)
    assert found is not None, (path, pattern)
    return found[0].replace("&amp;", "&")


def letter_pages(folder: Path, language: str = "de") -> Iterator[tuple[str, str]]:
    """Yield the HTML of one letter of each kind, with its kind; *folder* is empty."""
    db = Database(f"sqlite:///{folder / 'letters.db'}")
    db.migrate()
    with db.writing() as session:
        samples.furnish(session, move_in(session))
        for letter in samples.letters(session, language=language):
            sent = letters.written(session, letter, _SETTINGS, now=TUESDAY).as_bytes()
            body = BytesParser(policy=policy.default).parsebytes(sent).get_body(("html",))
            assert body is not None
            yield letter.kind, str(body.get_content())
    db.close()
