"""`/desk/subscribers`: which programs read the calendars, when they came last, which state they show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import subscribers
from booking.facts import HouseFacts
from booking.feeds import FeedStore
from booking.i18n import N_, _
from booking.programs import Program
from booking.subscribers import Reader
from kiosk.desk.frame import SUBSCRIBERS, Link, Part, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.phone import addresses, feeds
from kiosk.subscriberwords import ReaderWords, program_name, reader_words
from models.database import Session

# What the desk can tell people who miss a change. How often programs come: measured by many, and in their settings.
_ADVICE = {
    Program.GOOGLE: N_(
        "Google holt Kalender nach eigener Uhr, alle 8 bis 24 Stunden, und niemand kann das beschleunigen. "
        "Wie viele Menschen dahinter stehen, sagt Google nicht."
    ),
    Program.OUTLOOK_ONLINE: N_(
        "Microsoft 365 und Outlook.com holen etwa alle 3 Stunden, manchmal erst nach einem Tag."
    ),
    Program.OUTLOOK: N_("Outlook auf dem PC holt nur, solange es läuft."),
    Program.APPLE: N_(
        "Apple holt so oft, wie jede Person es eingestellt hat: alle 5 Minuten bis einmal in der Woche. "
        "In der Kalender-App nach unten ziehen holt sofort."
    ),
    Program.THUNDERBIRD: N_("Thunderbird holt alle 30 Minuten, solange es läuft."),
    Program.NEXTCLOUD: N_(
        "Nextcloud holt stündlich, wie unsere Kalender es wünschen; sehr alte nur einmal in der Woche."
    ),
    Program.ANDROID: N_("ICSx⁵ holt so oft, wie es dort eingestellt ist."),
    Program.HOME_ASSISTANT: N_("Home Assistant holt einmal am Tag oder wenn es jemand dort auslöst."),
    Program.BROWSER: N_("Ein Browser lädt die Datei einmal. Wer sie so einträgt, erfährt keine Änderung."),
}
# Whoever came at least so often so far and is away for longer cannot reach the house, or nobody subscribes any more.
_AT_LEAST = {Program.GOOGLE: timedelta(hours=30), Program.OUTLOOK_ONLINE: timedelta(hours=30)}


@dataclass(frozen=True, slots=True)
class FeedReaders:
    """One calendar with whoever reads it."""

    name: str
    page: str  # address of its page for people; empty: it has none
    readers: tuple[ReaderWords, ...]
    missed: tuple[str, ...]  # what is strange about them


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that the page shows."""

    feeds: tuple[FeedReaders, ...]
    nobody: tuple[str, ...]  # names of calendars that nobody reads
    advice: tuple[str, ...]


def register(office: Office, store: FeedStore) -> None:
    """Declare the page; *store* knows what each feed tells now."""

    @ui.page(SUBSCRIBERS, title=_("Wer die Kalender liest – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, SUBSCRIBERS) as status:
            await Subscribers(office, visit, status, store).open()


class Subscribers:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, store: FeedStore) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.store = store
        with ui.element("div"):
            Words("h1", _("Wer die Kalender liest"))
            Words(
                "p",
                _(
                    "Gezählt werden Arten von Programmen, ohne Adressen und ohne Namen; "
                    "wie viele es sind, ist geschätzt. Nach 30 Tagen ist es gelöscht."
                ),
            ).classes("explain")
            self.list = Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read what was counted and show what changed."""
        found = await self.window.look(lambda session, house, at: look(session, house, self.store, now=at))
        self.list.show(found, lambda: _build(found))


def look(session: Session, house: HouseFacts, store: FeedStore, *, now: datetime) -> Look:
    """Return every calendar with its readers; those that nobody read for a week only by name."""
    found = subscribers.readers(session, now=now)
    shown, nobody = [], []
    for key, name, page in _named(session, house):
        if key not in found:
            nobody.append(name)
            continue
        state = store.state(_path(key), now=now) if page else ""
        words = tuple(reader_words(one, state, house.zone, now) for one in found[key])
        shown.append(FeedReaders(name, page, words, tuple(_missed(found[key], now))))
    programs = {one.program for readers in found.values() for one in readers}
    advice = tuple(_(said) for program, said in _ADVICE.items() if program in programs)
    return Look(tuple(shown), tuple(nobody), advice)


def _named(session: Session, house: HouseFacts) -> list[tuple[str, str, str]]:
    """Return key, name and page of each calendar."""
    offered = [(feed.key, feed.name, addresses.calendar(feed.key)) for feed in feeds.offer(session, house).every]
    news = addresses.CALENDAR
    return [
        *offered,
        ("all.atom", _("Neuigkeiten (Atom)"), news),
        ("all.json", _("Neuigkeiten (JSON Feed)"), news),
        ("private", _("Eigene Kalender der Gruppen, zusammen"), ""),
        ("date", _("Einzelne Termine, zusammen"), ""),
    ]


def _path(key: str) -> str:
    return f"{addresses.CALENDAR}/{key}" if key.startswith("all.") else addresses.calendar_file(key)


def _missed(readers: list[Reader], now: datetime) -> list[str]:
    return [
        _("{program} kommt sonst öfter. Ist das Haus von außen erreichbar?", program=program_name(one.program))
        for one in readers
        if one.program in _AT_LEAST and now - one.last_at > _AT_LEAST[one.program]
    ]


def _build(found: Look) -> None:
    if not found.feeds:
        Words("p", _("Noch hat kein Programm einen Kalender geholt. Neue stehen nach einer Minute hier.")).classes(
            "nothing"
        )
    for feed in found.feeds:
        _build_feed(feed)
    if found.advice:
        Words("h2", _("Wenn eine Änderung nicht ankommt"))
        with ui.element("ul").classes("plain"):
            for said in found.advice:
                Words("li", said)
        Words("p", _("Jedes Programm zeigt, was ausfällt, anders: Darum steht „ABGESAGT“ vorn im Titel."))
    if found.nobody:
        Words("h2", _("In der letzten Woche von niemandem geholt"))
        Words("p", ", ".join(found.nobody)).classes("explain")


def _build_feed(feed: FeedReaders) -> None:
    with Words("h2") as heading:
        if feed.page:
            Link(feed.name, feed.page)
        else:
            heading.text = feed.name
    for said in feed.missed:
        Words("p", said).classes("problem")
    with ui.element("table").classes("readers"):
        with ui.element("thead"), ui.element("tr"):
            for name in (_("Programm"), _("Zuletzt geholt"), _("Stand"), _("Wie viele")):
                Words("th", name).props("scope=col")
        with ui.element("tbody"):
            for one in feed.readers:
                with ui.element("tr"):
                    Words("th", one.name).props("scope=row")
                    for label, said in (
                        (_("Zuletzt geholt"), one.came),
                        (_("Stand"), one.shows),
                        (_("Wie viele"), one.number),
                    ):
                        cell = Words("td", said or _("nicht bekannt"))
                        cell.props["data-label"] = label
