"""Every kind of kiosk screen of the demo in every look; an open kiosk shows each drawing as it shows its own."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

import pytest
from playwright.sync_api import Page
from sqlmodel import Session, col, select

from booking import cards, clock
from booking.seals import token_seal
from booking.settings import Settings
from kiosk.demo import furnish
from kiosk.pages.state import Aids
from models.bookings import Booking, State
from models.database import Database
from models.meetings import Seat, Signup, Standing
from tests.support import crawl
from tests.support.crawl import Drawn
from tests.support.desk import AT_REST
from tests.support.fixtures_web import DEMO_DAY
from tests.support.kiosk import RULER

_SHOW = (Path(__file__).parent / "show.js").read_text(encoding="utf-8")
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_WCAG = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
_TOGETHER = 57  # views that go to the browser with one message

_MEASURE_OVER = """([view, night]) => {
  window.showView(view, night);
  return Object.fromEntries(Object.entries(window.overlays).map(([name, { where, show, hide }]) => {
    show();
    const found = window.ruler(where);
    hide();
    return [name, found];
  }));
}"""

Faults = dict[str, list[str]]  # by screen and look


def drawn(folder: Path) -> list[Drawn]:
    """Return every kind of screen of a demo in *folder*, in each language, usual and large."""
    settings = Settings(secret="a secret of sixteen", data=folder, database=f"sqlite:///{folder}/house.db")
    db = Database(settings.database_url)
    db.migrate()
    with pytest.MonkeyPatch.context() as patch:
        # One group of the demo is about to begin: it stands at the door.
        patch.setattr(clock, "now", lambda: DEMO_DAY + timedelta(hours=4, minutes=10))
        demo = furnish(db, settings, "https://quartier.example.org")
        with db.writing() as session:
            card = cards.give_card(session, demo.group, now=clock.now(), who="desk:manager")
        known = crawl.Known(demo.group, demo.group_pin, card, **_seats(db))
        with ThreadPoolExecutor(1) as aside:  # a browser's own loop runs in this thread
            found = aside.submit(lambda: asyncio.run(crawl.every_view(db, known))).result()
    db.close()
    return found


class _Seats(TypedDict):
    numbers: tuple[str, ...]
    likes: tuple[str, ...]


def _seats(db: Database) -> _Seats:
    """Let neighbours have code words that the crawler knows: one waits, one is offered a seat, one has two."""
    with db.writing() as session:
        full, *later = _coming(session, Signup.WAITLIST, 3)
        sociable = next(
            one for one in _coming(session, Signup.SEATS, 9) if one.starts_at > DEMO_DAY + timedelta(days=2)
        )
        session.add(_seat(full, 7, standing=Standing.WAITING))
        session.add(_seat(full, 8, standing=Standing.OFFERED, offered_until=full.starts_at - timedelta(hours=8)))
        session.add_all(_seat(one, 9) for one in later)
        return {
            "numbers": ("7", "8", "9"),
            "likes": (sociable.starts_at.date().isoformat(), sociable.code, "Ahorn", "Amsel"),
        }


def _coming(session: Session, signup: Signup, number: int) -> list[Booking]:
    tomorrow = DEMO_DAY + timedelta(days=1)
    ahead = select(Booking).where(col(Booking.starts_at) > tomorrow, col(Booking.state) == State.CONFIRMED)
    return list(session.exec(ahead.where(col(Booking.signup) == signup).order_by(col(Booking.starts_at)).limit(number)))


def _seat(booking: Booking, number: int, **where: Any) -> Seat:
    seal = token_seal(f"{booking.code} {number}")
    word = f"Ahorn Amsel {number}"
    return Seat(booking_id=booking.id, persons=2, code_word=word, token_hash=seal, created_at=DEMO_DAY, **where)


def usual(views: Sequence[Drawn], *languages: str) -> list[Drawn]:
    """Return the *views* in *languages* of whoever reads as most do."""
    return [view for view in views if view.aids in [Aids(language=language) for language in languages]]


def name_of(view: Drawn) -> str:
    """Return the screen and how it is read."""
    looks = [view.aids.language, *["large"] * view.aids.large, *["contrast"] * view.aids.contrast]
    return f"{view.name} [{', '.join(looks)}]"


def ready(page: Page) -> Page:
    """Let *page*, an open kiosk, show drawings from now on."""
    # A letter that is drawn in another typeface until its own one has come would be measured wrong.
    page.evaluate("() => Promise.all([...document.fonts].map((font) => font.load())).then(() => true)")
    page.evaluate(_SHOW)
    return page


def show(page: Page, view: Drawn, *, night: bool = False) -> None:
    """Show *view* on a page that is `ready`."""
    page.evaluate("([view, night]) => window.showView(view, night)", [_plain(view), night])


def measured(page: Page, views: Sequence[Drawn], *, night: bool = False) -> Faults:
    """Measure each view; return the faults by screen and look."""
    ready(page)
    page.evaluate(f"() => {{ window.ruler = {RULER}; }}")
    faults: Faults = {}
    # Those of one look and one window together: little of the page is drawn anew between them.
    in_turn = sorted(views, key=lambda view: (repr(view.aids), view.window))
    for first in range(0, len(in_turn), _TOGETHER):
        some = in_turn[first : first + _TOGETHER]
        found = page.evaluate(
            "([views, night]) => views.map((view) => { window.showView(view, night); return window.ruler(); })",
            [[_plain(view) for view in some], night],
        )
        faults |= {name_of(view): those for view, those in zip(some, found, strict=True) if those}
    return faults


def measured_over(page: Page, views: Sequence[Drawn], *, night: bool = False) -> Faults:
    """Measure what the page lays over each view for a while; return the faults by screen and look."""
    ready(page)
    page.evaluate(f"() => {{ window.ruler = {RULER}; }}")
    faults: Faults = {}
    for view in views:
        found = page.evaluate(_MEASURE_OVER, [_plain(view), night])
        faults |= {f"{name} over {name_of(view)}": those for name, those in found.items() if those}
    return faults


def broken_rules_over(page: Page, views: Sequence[Drawn]) -> Faults:
    """Let axe look at what the page lays over each view for a while."""
    ready(page)
    faults: Faults = {}
    for view in views:
        show(page, view)
        for name in page.evaluate("() => Object.keys(window.overlays)"):
            page.evaluate("name => window.overlays[name].show()", name)
            if found := broken_rules_now(page):
                faults[f"{name} over {name_of(view)}"] = found
            page.evaluate("name => window.overlays[name].hide()", name)
    return faults


def broken_rules(page: Page, views: Sequence[Drawn]) -> Faults:
    """Let axe look at each view; return what breaks WCAG 2.2 AA, by screen and look."""
    ready(page)
    faults: Faults = {}
    for view in views:
        show(page, view)
        if found := broken_rules_now(page):
            faults[name_of(view)] = found
    return faults


def broken_rules_now(page: Page, *, strong: bool = False) -> list[str]:
    """Let axe look at what *page* shows; return what breaks WCAG 2.2 AA; *strong*: or has less than 7:1 of contrast."""
    page.wait_for_function(AT_REST)  # what fades in or out has no colour of its own yet
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(_AXE)
    rules = _WCAG | {"rules": {"color-contrast-enhanced": {"enabled": True}}} if strong else _WCAG
    answer = page.evaluate("rules => axe.run(document, rules)", rules)
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in answer["violations"]]


def _plain(view: Drawn) -> list[str]:
    return [view.panel, view.window]


def told(faults: Faults) -> str:
    """Return a table: how often each fault was seen, and where first."""
    counted = Counter(fault for found in faults.values() for fault in found)
    first = {fault: where for where in reversed(faults) for fault in faults[where]}
    return "\n".join(f"{number:4} x {fault}   first: {first[fault]}" for fault, number in counted.most_common(60))
