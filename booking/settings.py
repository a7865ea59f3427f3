"""What the town decides when it installs the house's computer. Read once, handed down."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from booking import mailserver, slipprinter
from booking.mailserver import MailServer
from booking.slipprinter import SlipPrinter

PREFIX = "TREFFPUNKT_"
SECRET_LENGTH = 16  # characters, at least
FILE_NAME = "treffpunkt.toml"
ENVIRONMENT = "environment"  # where a setting came from that no file names


class SettingRefused(Exception):
    """A setting is unknown or malformed; the text names it and says what was expected."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TownDoor:
    """The town's own log-in, as it is set up: an OpenID provider, and as whom the house asks there."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    name: str = ""  # of the button; empty: the usual one
    trust: bool = False  # true: whoever it knows showed it two things


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Every setting with what it is when nobody sets it."""

    database: str = ""  # SQLAlchemy URL; empty: a SQLite file in the data folder
    data: Path = Path("treffpunkt-data")  # folder for the file, the secret, backups
    public_url: str = ""  # what QR codes and letters point to; empty: the address that is served
    secret: str = ""  # seals PINs; empty: made once and kept in the data folder
    timezone: str = "Europe/Berlin"  # of a house made by `init`; a loaded house brings its own
    mail_url: str = ""  # of the mail server (booking.mailserver); empty: letters wait
    mailbox: str = ""  # of the room, where somebody reads answers; empty: nobody does
    printer: str = ""  # of slips with code words (booking.slipprinter); empty: the kiosks offer none
    backups: str = ""  # folder for the copies that are made each night; empty: none are made
    subscribe: bool = False  # true: foreign calendars are fetched from their addresses
    second_step: str = "off"  # whose log-in by passphrase needs one: "off" nobody's, "manager", "all"
    log: str = "text"  # what is written while the house is open: "json" is an object a line
    trust_proxy: bool = False  # true: the address of a caller is the proxy's X-Forwarded-For
    oidc_issuer: str = ""  # of the town's own log-in (OpenID Connect); empty: there is none
    oidc_client_id: str = ""  # as whom the house asks there
    oidc_client_secret: str = ""  # and by what it shows that; empty: the provider asks for none
    oidc_name: str = ""  # of the button; empty: the usual one
    oidc_trust: bool = False  # true: whoever comes by the town needs no second step here
    # No setting itself: name of a setting → where it was set. What is not named stands as it is when nobody sets it.
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def mail_server(self) -> MailServer | None:
        """Return who takes the letters; none where no mail is set up."""
        return mailserver.read(self.mail_url) if self.mail_url else None

    @property
    def backup_folder(self) -> Path | None:
        """Return where each night's copy of the house goes; none where nobody wants one."""
        return Path(self.backups).expanduser() if self.backups else None

    @property
    def slip_printer(self) -> SlipPrinter | None:
        """Return what prints slips; none where no printer is set up."""
        return slipprinter.read(self.printer) if self.printer else None

    @property
    def town_door(self) -> TownDoor | None:
        """Return the town's own log-in; none where there is none."""
        if not (self.oidc_issuer and self.oidc_client_id):
            return None
        return TownDoor(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret,
            name=self.oidc_name,
            trust=self.oidc_trust,
        )

    @property
    def database_url(self) -> str:
        """Return the database's URL, also when none is set."""
        return self.database or f"sqlite:///{(self.data / 'treffpunkt.db').resolve()}"


def read_settings(environment: Mapping[str, str] = os.environ, file: Path | None = None) -> Settings:
    """Return the settings of *file* (or `treffpunkt.toml` in this folder), overruled by the environment.

    Raises SettingRefused with the name of the first setting that is unknown or malformed.
    """
    in_file, in_environment = _from_file(file), _from_environment(environment)
    values = {**in_file, **in_environment}
    sources = {**dict.fromkeys(in_file, str(file or FILE_NAME)), **dict.fromkeys(in_environment, ENVIRONMENT)}
    known = set(names())
    for name in values:
        if name not in known:
            raise SettingRefused(f"{PREFIX}{name.upper()} is not a setting. Settings are: {', '.join(sorted(known))}.")
    return replace(_checked(values), sources=sources)


def names() -> tuple[str, ...]:
    """Return the names of all settings, as the file writes them."""
    return tuple(one.name for one in fields(Settings) if one.name != "sources")


def _from_environment(environment: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")
    }


def _from_file(file: Path | None) -> dict[str, object]:
    path = file or Path(FILE_NAME)
    if file is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingRefused(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingRefused(f"{path} is not valid TOML: {error}.") from error


def _checked(values: dict[str, object]) -> Settings:
    plain: dict[str, object] = {}
    for name, value in values.items():
        plain[name] = _CHECKS.get(name, _text)(name, value)
    if bool(plain.get("oidc_issuer")) != bool(plain.get("oidc_client_id")):
        missing = "oidc_client_id" if plain.get("oidc_issuer") else "oidc_issuer"
        raise _refuse(missing, "", "a text, because the other of oidc_issuer and oidc_client_id is set")
    return Settings(**plain)  # type: ignore[arg-type]  # each value was checked for its field


def _refuse(name: str, value: object, expected: str) -> SettingRefused:
    # The secret and a database's password must not reach a log.
    shown = "…" if name in ("secret", "database", "mail_url", "oidc_client_secret") else repr(value)
    return SettingRefused(f"{PREFIX}{name.upper()} is {shown}; expected {expected}.")


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(name, value, "a text")
    return value.strip()


def _database(name: str, value: object) -> str:
    text = _text(name, value)
    if text.startswith(("postgres://", "postgresql://")):
        text = "postgresql+psycopg://" + text.split("://", 1)[1]
    if text and not text.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise _refuse(name, value, "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    if text in ("sqlite:///", "sqlite:///:memory:"):
        raise _refuse(name, value, "sqlite:///FILE: the house must survive a restart")
    return text


def _folder(name: str, value: object) -> Path:
    text = str(value)
    if not text.strip():
        raise _refuse(name, value, "a folder")
    return Path(text).expanduser()


def _address(name: str, value: object) -> str:
    text = _text(name, value).rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
        raise _refuse(name, value, "http(s)://HOST without a path")
    return text


def _secret(name: str, value: object) -> str:
    text = _text(name, value)
    if text and len(text) < SECRET_LENGTH:
        raise _refuse(name, value, f"at least {SECRET_LENGTH} characters")
    return text


def _zone(name: str, value: object) -> str:
    text = _text(name, value)
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _refuse(name, value, "a time zone such as Europe/Berlin") from error
    return text


def _mail(name: str, value: object) -> str:
    text = _text(name, value)
    try:
        if text:
            mailserver.read(text)
    except mailserver.Unreadable as error:
        raise _refuse(name, value, mailserver.EXPECTED) from error
    return text


def _mailbox(name: str, value: object) -> str:
    text = _text(name, value)
    if text and not mailserver.is_address(text):
        raise _refuse(name, value, "an address such as raum@example.org")
    return text


def _printer(name: str, value: object) -> str:
    text = _text(name, value)
    try:
        if text:
            slipprinter.read(text)
    except slipprinter.Unreadable as error:
        raise _refuse(name, value, slipprinter.EXPECTED) from error
    return text


def _issuer(name: str, value: object) -> str:
    text = _text(name, value)
    parts = urlsplit(text)
    here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1")
    if text and (not parts.netloc or parts.query or parts.fragment or not (parts.scheme == "https" or here)):
        raise _refuse(name, value, "https://HOST of an OpenID provider, as it writes it itself")
    return text


def _log(name: str, value: object) -> str:
    text = _text(name, value)
    if text not in ("text", "json"):
        raise _refuse(name, value, "text or json")
    return text


def _second_step(name: str, value: object) -> str:
    text = _text(name, value)
    if text not in ("off", "manager", "all"):
        raise _refuse(name, value, "off, manager or all")
    return text


def _yes_or_no(name: str, value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    answer = words.get(str(value).strip().lower())
    if answer is None:
        raise _refuse(name, value, "true or false")
    return answer


_CHECKS = {
    "database": _database,
    "data": _folder,
    "public_url": _address,
    "secret": _secret,
    "timezone": _zone,
    "mail_url": _mail,
    "mailbox": _mailbox,
    "printer": _printer,
    "subscribe": _yes_or_no,
    "log": _log,
    "second_step": _second_step,
    "trust_proxy": _yes_or_no,
    "oidc_issuer": _issuer,
    "oidc_trust": _yes_or_no,
}
