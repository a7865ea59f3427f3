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

from booking import access, clock, health, imports, newhouse, occupancy, screens
from booking.i18n import N_, _
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import screenwords, secret
from kiosk.words import sentences
from models.database import Database
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


class CommandRefused(Exception):
    """A command cannot be done; the text says why, in German."""


def demo(settings: Settings, asked: Namespace) -> None:
    """Serve a fresh house from the demo data."""
    from kiosk import demo as demo_house
    from kiosk import serve as server

    with _refusing(demo_house.DemoRefused, server.NotOpened):
        demo_house.run(settings, asked.port, asked.data, as_json=asked.json)


def serve(settings: Settings, asked: Namespace) -> None:
    """Bring the database to its newest form and open the house."""
    from kiosk import serve as server  # all screens: the other commands need none and start in half the time

    complete = replace(settings, secret=settings.secret or secret.kept_secret(settings.data))
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
    with _database(settings) as db, db.writing() as session:
        newhouse.create(session, name, zone, now=clock.now())
        access.add_staff(session, admin, password, Role.MANAGER, now=clock.now())
    _say_password(made)
    print(_("{house} ist angelegt. Zugang zum Büro: {login}", house=name, login=admin))


def load(settings: Settings, asked: Namespace) -> None:
    """Load a house from a file, all or nothing; every mistake and every clash is told at once."""
    with _refusing(imports.FileRefused), _database(settings) as db, db.writing() as session:
        report = imports.load(session, asked.file, now=clock.now())
    print(_("{file} ist geladen.", file=asked.file))
    for kind, number in report.counts.items():
        print(f"  {_(_KINDS.get(kind, kind))}: {number}")
    for warning in report.warnings:
        print(_("Hinweis: {text}", text=warning))


def group_key(settings: Settings, asked: Namespace) -> None:
    """Print a fresh API key of a group; the old one stops working."""
    with _database(settings) as db, db.writing() as session:
        key = access.new_group_key(session, asked.slug, now=clock.now())
    print(key)


def user(settings: Settings, asked: Namespace) -> None:
    """Add a login of the desk."""
    password, made = _new_password()
    with _database(settings) as db, db.writing() as session:
        access.add_staff(session, asked.login, password, Role.MANAGER, now=clock.now())
    _say_password(made)
    print(_("{login} kann sich jetzt im Büro anmelden.", login=asked.login))


def kiosk_pair(settings: Settings, asked: Namespace) -> None:
    """Print a code with which one machine becomes a kiosk of the house, and where it is typed."""
    house_secret = settings.secret or secret.kept_secret(settings.data)
    with _database(settings) as db, db.writing() as session:
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
        troubles = _troubles(db)
        print(_("Programm {version}, Datenbank {database}", version=version("treffpunkt"), database=db.describe()))
    finally:
        db.close()
    if troubles:
        raise CommandRefused("\n".join(troubles))
    print(_("Alles in Ordnung."))


def _troubles(db: Database) -> list[str]:
    with db.reading() as session:
        troubles = health.troubles(session)
        try:
            house = occupancy.house_facts(session)
            print(_("Haus: {name}, Zeitzone {zone}", name=house.name, zone=house.zone.key))
        except Refused:
            troubles.append(_("Das Haus ist noch leer: mit `treffpunkt init` oder `load` beginnen."))
        for screen in screens.screens(session):
            print(_("Bildschirm {screen}", screen=screenwords.heard(screen, clock.now())))
    with db.writing() as session:
        health.write(session)
    return troubles


@contextmanager
def _refusing(*kinds: type[Exception]) -> Iterator[None]:
    """Tell errors of *kinds*, whose texts are for people, as what the command refuses."""
    try:
        yield
    except kinds as error:
        raise CommandRefused(str(error)) from error


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
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
