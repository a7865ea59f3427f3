"""`/desk/settings`: what is set and from where, how to change it, how what depends on it is; no secret is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import outbox, outside
from booking.clock import now
from booking.i18n import N_, _, ngettext
from booking.settings import ENVIRONMENT, PREFIX, Settings, names
from kiosk import calendarwords
from kiosk.copycommands import late_copies
from kiosk.desk.frame import CALENDARS, LETTERS, Link, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office
from kiosk.printerwords import printer_words
from kiosk.work import aside, reading

PATH = "/desk/settings"

# What each setting decides; one without words here is shown by its name.
_MEANINGS = {
    "database": N_("Wo das Buch des Hauses liegt"),
    "data": N_("Ordner für Datenbank und Geheimnis"),
    "public_url": N_("Adresse, unter der Menschen das Haus im Netz finden"),
    "secret": N_("Versiegelt die PINs der Gruppen"),
    "timezone": N_("Zeitzone eines neuen Hauses"),
    "mail_url": N_("Mailserver, der Briefe annimmt"),
    "mailbox": N_("Postfach, in dem jemand Antworten liest"),
    "printer": N_("Drucker für Zettel mit Merkwörtern"),
    "backups": N_("Ordner für die nächtlichen Sicherungen"),
    "subscribe": N_("Fremde Kalender werden abgerufen"),
    "second_step": N_("Wer einen zweiten Schritt bei der Anmeldung braucht"),
    "log": N_("Wie das Protokoll des Dienstes geschrieben wird"),
    "oidc_issuer": N_("Anmeldung der Stadt (OpenID Connect)"),
    "oidc_client_id": N_("Als wer das Haus dort fragt"),
    "oidc_client_secret": N_("Womit das Haus sich dort ausweist"),
    "oidc_name": N_("Wie der Knopf dafür heißt"),
    "oidc_trust": N_("Wer so kommt, braucht keinen zweiten Schritt"),
    "trust_proxy": N_("Ein Proxy davor sagt, woher jemand kommt"),
}
_PLAIN = (
    "public_url",
    "timezone",
    "mailbox",
    "second_step",
    "log",
    "oidc_issuer",
    "oidc_client_id",
    "oidc_name",
)  # nothing in them opens anything


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as it may be seen."""

    name: str  # TREFFPUNKT_MAIL_URL
    meaning: str
    value: str
    source: str


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Einstellungen – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        database = await aside(office.db.describe)
        counts = await reading(office.db, lambda session: (outbox.counts(session), outside.troubled(session)))
        (dead, waiting), troubled = counts
        with frame(visit, PATH), ui.element("div").classes("settings"):
            Words("h1", _("Einstellungen"))
            with ui.element("section"):
                Words("h2", _("Wie es steht"))
                with ui.element("ul").classes("plain"):
                    for said, way in states(office, dead=dead, waiting=waiting, troubled=troubled):
                        with ui.element("li"):
                            Words("span", said)
                            if way:
                                Link(_("Ansehen"), way)
            with ui.element("section"):
                Words("h2", _("Was eingestellt ist"))
                Words("p", _how()).classes("explain")
                _table(list(rows(office.settings, database)))


def rows(settings: Settings, database: str) -> Iterator[Row]:
    """Yield every setting; of what could open something only whether it is set."""
    for name in names():
        meaning = _(_MEANINGS[name]) if name in _MEANINGS else name
        yield Row(f"{PREFIX}{name.upper()}", meaning, _value(settings, name, database), _source(settings, name))


def states(office: Office, *, dead: int, waiting: int, troubled: int) -> Iterator[tuple[str, str]]:
    """Yield how post, printer, copies and foreign calendars are, each with the page that tells more."""
    settings = office.settings
    yield _post(settings, dead, waiting), LETTERS
    trouble = printer_words(office.printing.trouble)
    if settings.slip_printer is None:
        yield _("Zettel-Drucker: keiner eingerichtet"), ""
    else:
        yield _("Zettel-Drucker: {state}", state=trouble or _("in Ordnung")), ""
    if settings.backup_folder is None:
        yield _("Sicherungen: keine eingerichtet"), ""
    else:
        yield late_copies(settings, now()) or _("Sicherungen: in Ordnung"), ""
    fetches = _("werden abgerufen") if settings.subscribe else _("werden nicht abgerufen")
    said = calendarwords.for_desk(troubled)
    yield said or _("Fremde Kalender: {state}", state=fetches), CALENDARS


def _post(settings: Settings, dead: int, waiting: int) -> str:
    if settings.mail_server is None:
        return _("Post: keine eingerichtet, Briefe warten")
    wait = ngettext("{number} Brief wartet", "{number} Briefe warten", waiting)
    lost = ngettext("{number} kam nicht an", "{number} kamen nicht an", dead)
    return _("Post über {server}: {wait}, {lost}", server=settings.mail_server.shown, wait=wait, lost=lost)


def _value(settings: Settings, name: str, database: str) -> str:
    value = getattr(settings, name)
    if name == "database":
        return database
    if name == "mail_url" and settings.mail_server is not None:
        return settings.mail_server.shown
    if name == "printer" and settings.slip_printer is not None:
        return settings.slip_printer.shown
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    if not value:
        return _("nicht gesetzt")
    return str(value) if name in _PLAIN or isinstance(value, Path) or name == "backups" else _("gesetzt, geheim")


def _source(settings: Settings, name: str) -> str:
    source = settings.sources.get(name)
    if source is None:
        return _("im Datenordner, selbst gemacht") if name == "secret" else _("Vorgabe")
    return _("Umgebung") if source == ENVIRONMENT else _("Datei {file}", file=Path(source).name)


def _how() -> str:
    return _(
        "Ändern kann das, wer den Rechner betreut: als Umgebungsvariable mit diesem Namen oder in treffpunkt.toml, "
        "klein und ohne TREFFPUNKT_. Danach startet der Dienst neu. Geheimes wird hier nie gezeigt."
    )


def _table(every: list[Row]) -> None:
    with ui.element("table").classes("set"):
        with ui.element("thead"), ui.element("tr"):
            for name in (_("Einstellung"), _("Wert"), _("Woher")):
                Words("th", name).props("scope=col")
        with ui.element("tbody"):
            for row in every:
                with ui.element("tr"):
                    with ui.element("th").props("scope=row"):
                        Words("span", row.meaning)
                        Words("small", row.name)
                    Words("td", row.value)
                    Words("td", row.source)
