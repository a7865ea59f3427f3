"""The command `treffpunkt`: reads what was asked and says in German what is wrong."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from booking.i18n import _
from booking.refusals import Refused
from booking.settings import SettingRefused, read_settings
from kiosk import commands
from kiosk.words import sentences
from models.database import Unreachable

_DEFAULT_PORT = 8080
_MOST_PORTS = 65535


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 with sentences on stderr."""
    asked = parser().parse_args(arguments)
    zone = ZoneInfo("Europe/Berlin")
    try:
        settings = read_settings(file=asked.config)
        zone = ZoneInfo(settings.timezone)
        asked.run(settings, asked)
    except (SettingRefused, commands.CommandRefused) as error:
        return _fail(str(error))
    except Refused as refused:
        return _fail("\n".join(sentences(refused.reasons, zone)))
    except Unreachable as error:
        return _fail(_("Die Datenbank ist nicht zu erreichen: {error}", error=str(error.orig).strip()))
    except KeyboardInterrupt:
        return 0
    return 0


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 1


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    reader = argparse.ArgumentParser(prog="treffpunkt", description=_("Kiosk und Raumbuch für einen Raum für alle."))
    reader.add_argument("--config", type=Path, help=_("Datei mit Einstellungen (sonst treffpunkt.toml)"))
    known = reader.add_subparsers(required=True, metavar=_("BEFEHL"))

    demo = _command(known, "demo", commands.demo, _("ein Haus zum Ausprobieren, sofort offen"))
    demo.add_argument("--port", type=_port, default=_DEFAULT_PORT)
    demo.add_argument("--data", type=Path, help=_("Ordner für die Daten (sonst ein neuer, vorübergehender)"))
    demo.add_argument("--json", action="store_true", help=_("Adressen und Zugänge als eine Zeile JSON"))

    serve = _command(known, "serve", commands.serve, _("das Haus öffnen"))
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=_DEFAULT_PORT)

    init = _command(known, "init", commands.init, _("ein leeres Haus anlegen"))
    init.add_argument("--name", help=_("Name des Hauses"))
    init.add_argument("--timezone", help=_("Zeitzone, zum Beispiel Europe/Berlin"))
    init.add_argument("--admin", help=_("Anmeldename der ersten Person im Büro"))

    load = _command(known, "load", commands.load, _("Räume, Zeiten, Gruppen und Termine aus einer Datei laden"))
    load.add_argument("file", type=Path, metavar=_("DATEI"))

    key = _command(known, "group-key", commands.group_key, _("einer Gruppe einen neuen Schlüssel geben"))
    key.add_argument("slug", metavar=_("GRUPPE"))

    user = _command(known, "user", commands.user, _("jemandem einen Zugang zum Büro geben"))
    user.add_argument("login", metavar=_("NAME"))

    kiosk = known.add_parser("kiosk", help=_("Bildschirme des Hauses"))
    acts = kiosk.add_subparsers(required=True, metavar=_("BEFEHL"))
    pair = _command(acts, "pair", commands.kiosk_pair, _("ein Gerät als Bildschirm des Hauses anmelden"))
    pair.add_argument("--name", default=_("Eingang"), help=_("wo es steht"))

    _command(known, "check", commands.check, _("prüfen, ob alles in Ordnung ist"))
    return reader


def _port(text: str) -> int:
    # A number that is too large would open another one than it says.
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_PORTS:
        raise argparse.ArgumentTypeError(_("{text} ist kein Anschluss von 1 bis {most}", text=text, most=_MOST_PORTS))
    return int(text)


def _command(
    known: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: commands.Command, text: str
) -> argparse.ArgumentParser:
    parser = known.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser
