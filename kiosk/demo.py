"""A house to try out: the demo data in a fresh database, with fresh logins, served at once."""

import json
import secrets
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from booking import access, clock, imports, occupancy, screens
from booking.i18n import _
from booking.settings import Settings
from booking.span import local
from kiosk import secret, serve
from kiosk.routes import pairing
from kiosk.theme import ASSETS
from models.database import Database, Session
from models.staff import Role

HOUSE = ASSETS / "demo" / "demo.yaml"
_GROUP = "strickcafe"
_DESK_USER = "manager"
_PASSWORD_WORDS = 5
_FILE = "treffpunkt.db"


class DemoRefused(Exception):
    """The demo cannot start as asked; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The addresses and logins of a demo; the fields are the contract of `demo --json`."""

    url: str
    kiosk: str
    desk: str
    desk_user: str
    desk_password: str
    group: str
    group_pin: str
    group_key: str
    database: str


def run(settings: Settings, port: int, folder: Path | None, *, as_json: bool) -> None:
    """Make the demo house in *folder* and serve it on *port*; without a folder, in one that goes with the demo.

    Raises DemoRefused if *folder* holds a house already.
    """
    if folder is not None:
        _serve(settings, port, folder, as_json=as_json)
        return
    with tempfile.TemporaryDirectory(prefix="treffpunkt-demo-", ignore_cleanup_errors=True) as passing:
        _serve(settings, port, Path(passing), as_json=as_json)


def _serve(settings: Settings, port: int, place: Path, *, as_json: bool) -> None:
    if (place / _FILE).exists():
        raise DemoRefused(_("In {folder} gibt es schon ein Haus. Die Demo überschreibt nichts.", folder=place))
    place.mkdir(parents=True, exist_ok=True)
    own = replace(settings, data=place, database="", secret=settings.secret or secret.kept_secret(place))
    db = Database(own.database_url)
    db.migrate()
    demo = furnish(db, own, serve.address("127.0.0.1", port))
    serve.run(db, own, "127.0.0.1", port, ready=lambda: print(told(demo, as_json=as_json), flush=True))


def furnish(db: Database, settings: Settings, url: str) -> Demo:
    """Load the demo data, single meetings shifted to the current week, and give out fresh logins."""
    now = clock.now()
    with db.writing() as session:
        stock(session, settings)
        words = [word for word in occupancy.house_facts(session).sections["code_words"] if word.isascii()]
        password = "-".join(secrets.choice(words) for _number in range(_PASSWORD_WORDS))
        access.add_staff(session, _DESK_USER, password, Role.MANAGER, now=now)
        pin = access.new_group_pin(session, _GROUP, settings.secret, now=now)
        key = access.new_group_key(session, _GROUP, now=now)
        code = screens.invite(session, settings.secret, name=_("Probe"), now=now)
    return Demo(
        url=url,
        kiosk=f"{url}{pairing.PATH}?code={code}",
        desk=f"{url}/desk",
        desk_user=_DESK_USER,
        desk_password=password,
        group=_GROUP,
        group_pin=pin,
        group_key=key,
        database=settings.database_url,
    )


def stock(session: Session, settings: Settings) -> None:
    """Load the demo data, single meetings shifted to the current week."""
    now = clock.now()
    imports.load(session, HOUSE, now=now, shift_to=local(now, ZoneInfo(settings.timezone)).date())


def told(demo: Demo, *, as_json: bool) -> str:
    """Return what is printed once the server answers."""
    if as_json:
        return json.dumps(asdict(demo))
    return "\n".join(
        [
            _("Der Treffpunkt ist offen:"),
            _("  Kiosk       {address}", address=demo.kiosk),
            _("  Handy       {address}", address=demo.url),
            _("  Kalender    {address}", address=f"{demo.url}/calendar"),
            _(
                "  Büro        {address}   (Name {user}, Passwort {password})",
                address=demo.desk,
                user=demo.desk_user,
                password=demo.desk_password,
            ),
            _("  Gruppe      {group}, PIN {pin}", group=demo.group, pin=demo.group_pin),
            _("  Schlüssel   {key}", key=demo.group_key),
            _("  Datenbank   {database}", database=demo.database),
            _("Beenden mit Strg+C."),
        ]
    )
