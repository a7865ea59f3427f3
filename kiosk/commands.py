"""What each command of `treffpunkt` does; each opens the database, calls one use case and says what it did."""

import secrets
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from getpass import getpass
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from booking import access, clock, health, legal, naming, newhouse, occupancy, outside, screens, staffing
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import calendarwords, copycommands, postwords, screenwords, secret
from kiosk.refusing import CommandRefused
from kiosk.words import sentences
from models.database import Database, Session
from models.staff import Role

_KINDS = {
    "rooms": N_("Räume"),
    "groups": N_("Gruppen"),
    "series": N_("Terminreihen"),
    "dates": N_("Termine der Reihen, die stattfinden"),
    "skipped": N_("ausgelassene Termine der Reihen"),
    "cancelled": N_("abgesagte Termine der Reihen"),
    "meetings": N_("einzelne Treffen"),
    "requests": N_("Anfragen"),
    "seats": N_("Plätze"),
}

_USUAL_ADDRESS = "http://127.0.0.1:8080"  # where `serve` opens the house if nobody says otherwise

Command = Callable[[Settings, Namespace], None]


def demo(settings: Settings, asked: Namespace) -> None:
    """Serve a fresh house from the demo data."""
    from kiosk import demo as demo_house
    from kiosk import serve as server

    with _refusing(demo_house.DemoRefused, server.NotOpened):
        demo_house.run(settings, asked.port, asked.data, as_json=asked.json)


def serve(settings: Settings, asked: Namespace) -> None:
    """Bring the database to its newest form and open the house."""
    from kiosk import serve as server  # all screens: the other commands need none and start in half the time

    complete = replace(settings, secret=secret.of(settings))
    db = _opened(complete)
    address = server.address(asked.host, asked.port)
    with _refusing(server.NotOpened):
        server.run(db, complete, asked.host, asked.port, ready=lambda: _say_open(address))


def _say_open(address: str) -> None:
    print(_("Der Treffpunkt ist offen: {address}", address=address), flush=True)


def init(settings: Settings, asked: Namespace) -> None:
    """Make an empty house and its first login of the desk."""
    name = asked.name or _ask(_("Wie heißt das Haus? "))
    admin = asked.admin or _ask(_("Wie heißt der erste Zugang im Büro (zum Beispiel quartiersmanagerin)? "))
    zone = asked.timezone or settings.timezone
    password, made = _new_password()
    with opened_database(settings) as db, db.writing() as session:
        newhouse.create(session, name, zone, now=clock.now())
        access.add_staff(session, admin, password, Role.MANAGER, now=clock.now())
    _say_password(made)
    print(_("{house} ist angelegt. Zugang zum Büro: {login}", house=name, login=admin))


def load(settings: Settings, asked: Namespace) -> None:
    """Load a house from a file, all or nothing; every mistake and every clash is told at once."""
    from booking import imports  # reads files; a server never does

    with _refusing(imports.FileRefused), opened_database(settings) as db, db.writing() as session:
        report = imports.load(session, asked.file, now=clock.now())
    print(_("{file} ist geladen.", file=asked.file))
    for kind, number in report.counts.items():
        print(f"  {_(_KINDS.get(kind, kind))}: {number}")
    for warning in report.warnings:
        print(_("Hinweis: {text}", text=warning))


def export(settings: Settings, asked: Namespace) -> None:
    """Write everything of the house for other programs, or the house's file."""
    from kiosk import takeout

    with _refusing(takeout.ExportRefused), opened_database(settings) as db:
        takeout.run(db, asked, settings.public_url or _USUAL_ADDRESS, now=clock.now())


def import_calendar(settings: Settings, asked: Namespace) -> None:
    """Print the dates of a foreign calendar, or take them into the house."""
    from kiosk import bringing, movein  # half a second that no other command needs

    bringing.check_options(asked)
    if asked.from_mrbs:
        with _refusing(movein.NotMoved), opened_database(settings) as db:
            movein.run(db, asked, now=clock.now())
        return
    content = bringing.content(asked.file)
    if asked.dry_run:
        bringing.show(settings, asked, content)
        return
    with opened_database(settings) as db:
        bringing.take_in(db, asked, content)


def group_key(settings: Settings, asked: Namespace) -> None:
    """Print a fresh API key of a group; the old one stops working."""
    with opened_database(settings) as db, db.writing() as session:
        key = access.new_group_key(session, asked.slug, now=clock.now())
    print(key)


def rename(settings: Settings, asked: Namespace) -> None:
    """Give the house, a room or a group another name."""
    with opened_database(settings) as db, db.writing() as session:
        naming.rename(session, asked.kind, asked.slug, asked.name, who="operator", now=clock.now())
    print(_("Heißt jetzt: {name}", name=asked.name))


def user(settings: Settings, asked: Namespace) -> None:
    """Add a login of the desk, or help one in again that lost passphrase, telephone and paper."""
    password, made = _new_password()
    with opened_database(settings) as db, db.writing() as session:
        if asked.again:
            staffing.help_in(session, asked.login, password, now=clock.now())
        else:
            access.add_staff(session, asked.login, password, Role(asked.role), now=clock.now())
    _say_password(made)
    print(_("{login} kann sich jetzt im Büro anmelden.", login=asked.login))


def kiosk_pair(settings: Settings, asked: Namespace) -> None:
    """Print a code with which one machine becomes a kiosk of the house, and where it is typed."""
    house_secret = secret.of(settings)
    with opened_database(settings) as db, db.writing() as session:
        code = screens.offer_pairing(session, house_secret, name=asked.name, who="operator", now=clock.now())
    address = f"{settings.public_url or _USUAL_ADDRESS}/kiosk"
    print(_("Code: {code}", code=f"{code[:3]} {code[3:]}"))
    print(_("Am neuen Gerät öffnen: {address}", address=address))
    print(_("Dort auf „Dieses Gerät anmelden“ tippen und den Code eingeben."))
    print(_("Oder gleich: {address}", address=f"{address}/pair?code={code}"))
    print(_("Er gilt 10 Minuten und nur einmal."))


def check(settings: Settings, asked: Namespace) -> None:
    """Say whether all is well; refused with a sentence for everything that is not. Makes and mends nothing."""
    db = Database(settings.database_url)
    try:
        if missing := health.missing(db):
            raise CommandRefused(missing)
        troubles = [
            *_troubles(db, settings),
            *_post_troubles(settings),
            *_printer_troubles(settings),
            *copycommands.troubles(settings, clock.now()),
        ]
        print(_("Programm {version}, Datenbank {database}", version=version("treffpunkt"), database=db.describe()))
    finally:
        db.close()
    if troubles:
        raise CommandRefused("\n".join(troubles))
    print(_("Alles in Ordnung."))


def _troubles(db: Database, settings: Settings) -> list[str]:
    with db.reading() as session:
        troubles = health.troubles(session)
        try:
            house = occupancy.house_facts(session)
            print(_("Haus: {name}, Zeitzone {zone}", name=house.name, zone=house.zone.key))
            if untold := legal.untold(house):
                print(untold)
            troubles.extend(_calendar_troubles(session, house, settings))
        except Refused:
            troubles.append(_("Das Haus ist noch leer: mit `treffpunkt init` oder `load` beginnen."))
        for screen in screens.screens(session):
            print(_("Bildschirm {screen}", screen=screenwords.heard(screen, clock.now())))
    with db.writing() as session:
        health.write(session)
    return troubles


def _calendar_troubles(session: Session, house: HouseFacts, settings: Settings) -> list[str]:
    """Say how foreign calendars are; return what is wrong with them."""
    rows = outside.sources(session, house, now=clock.now())
    for row in rows:
        print(_("Fremder Kalender {state}", state=calendarwords.heard(row, house.zone, fetches=settings.subscribe)))
    return [text for row in rows for text in calendarwords.troubles(row, house.zone, fetches=settings.subscribe)]


def _post_troubles(settings: Settings) -> list[str]:
    """Connect to the mail server and log in, without a letter; return what is in the way."""
    from kiosk.carrier import Carrier, NotCarried

    server = settings.mail_server
    if server is None:
        print(_("Post: keine eingerichtet, Briefe warten"))
        return []
    try:
        Carrier(server).try_out()
    except NotCarried as why:
        return [_("Post über {server}: {trouble}", server=server.shown, trouble=postwords.trouble_words(why.trouble))]
    print(_("Post über {server}", server=server.shown))
    return []


def _printer_troubles(settings: Settings) -> list[str]:
    """Ask the printer of slips how it is, without printing; return what is in the way."""
    address = settings.slip_printer
    if address is None:
        return []
    from kiosk.printerwords import printer_words
    from kiosk.slips.printer import NotPrinted, Waits, try_out

    try:
        try_out(address, Waits())
    except NotPrinted as why:
        return [_("{printer}: {trouble}", printer=address.shown, trouble=printer_words(why.trouble))]
    print(_("Zettel-Drucker: {printer}", printer=address.shown))
    return []


@contextmanager
def _refusing(*kinds: type[Exception]) -> Iterator[None]:
    """Tell errors of *kinds*, whose texts are for people, as what the command refuses."""
    try:
        yield
    except kinds as error:
        raise CommandRefused(str(error)) from error


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """Open the house with its newest tables; what it refuses is told in words."""
    db = _opened(settings)
    try:
        yield db
    except Refused as refused:
        # Said here, where the house can still be asked how its clocks go.
        raise CommandRefused("\n".join(sentences(refused.reasons, _zone(db, settings)))) from refused
    finally:
        db.close()


def _zone(db: Database, settings: Settings) -> ZoneInfo:
    try:
        with db.reading() as session:
            return occupancy.house_facts(session).zone
    except Refused:
        return ZoneInfo(settings.timezone)


def _opened(settings: Settings) -> Database:
    if not settings.database:
        settings.data.mkdir(parents=True, exist_ok=True)
    elif settings.database.startswith("sqlite:///"):
        Path(settings.database.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database_url)
    db.migrate()
    return db


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise CommandRefused(_("Es fehlen Angaben: --name und --admin."))
    return input(question).strip()


def _new_password() -> tuple[str, str]:
    """Ask for a passphrase twice; where nobody can be asked, make one, which is to be told: the second value."""
    if not sys.stdin.isatty():
        made = secrets.token_urlsafe(15)
        return made, made
    first = getpass(_("Passwort (mindestens 12 Zeichen): "))
    if getpass(_("Noch einmal: ")) != first:
        raise CommandRefused(_("Die beiden Passwörter sind nicht gleich."))
    return first, ""


def _say_password(made: str) -> None:
    """Print once what nobody typed, when it is stored and counts."""
    if made:
        print(_("Passwort: {password}", password=made))
