"""The command `treffpunkt`: reads what was asked and says in German what is wrong."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from booking.i18n import LANGUAGES, _
from booking.refusals import Refused
from booking.settings import SettingRefused, Settings, read_settings
from kiosk import commands, copycommands, forgetting, reportcommands
from kiosk.refusing import CommandRefused
from kiosk.words import sentences
from models.database import Unreachable
from models.staff import Role

_DEFAULT_PORT = 8080
_MOST_PORTS = 65535
_SHEETS = ("poster", "slips", "door", "letter", "day")  # kiosk.printcommands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 with sentences on stderr."""
    asked = parser().parse_args(arguments)
    zone = ZoneInfo("Europe/Berlin")
    try:
        settings = read_settings(file=asked.config)
        zone = ZoneInfo(settings.timezone)
        asked.run(settings, asked)
    except (SettingRefused, CommandRefused) as error:
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

    export = _command(known, "export", commands.export, _("alles im Haus für andere Programme herausgeben"))
    export.add_argument("target", type=Path, metavar=_("ZIEL"), help=_("Ordner, DATEI.zip oder DATEI.json; neu"))
    export.add_argument("--as-house", action="store_true", help=_("nur eine Hausdatei (YAML), die `load` wieder nimmt"))
    export.add_argument("--with-contacts", action="store_true", help=_("auch, womit man Menschen erreicht"))

    backup = _command(
        known, "backup", copycommands.backup, _("das ganze Haus in eine Datei sichern, auch während es offen ist")
    )
    backup.add_argument("file", type=Path, metavar=_("DATEI"))
    restore = _command(known, "restore", copycommands.restore, _("das Haus aus einer Sicherung wiederherstellen"))
    restore.add_argument("file", type=Path, metavar=_("DATEI"))

    foreign = _command(known, "import", commands.import_calendar, _("einen fremden Kalender lesen oder ins Haus holen"))
    foreign.add_argument("file", type=Path, metavar=_("DATEI"))
    foreign.add_argument("--from", dest="since", type=_day, metavar="YYYY-MM-DD", help=_("erster Tag"))
    foreign.add_argument("--to", dest="until", type=_day, metavar="YYYY-MM-DD", help=_("Tag danach"))
    foreign.add_argument(
        "--dry-run", action="store_true", help=_("nur zeigen, was darin steht; gespeichert wird nichts")
    )
    foreign.add_argument("--name", help=_("wie der Kalender im Haus heißt"))
    foreign.add_argument("--place", metavar=_("ORT"), help=_("seine Termine sind Treffen an diesem Ort"))
    foreign.add_argument("--room", metavar=_("RAUM"), help=_("seine Termine belegen diesen Raum"))
    foreign.add_argument(
        "--hints", action="store_true", help=_("seine Termine sind nur Hinweise (zum Beispiel Ferien)")
    )
    _from_mrbs(foreign)

    _report(known)

    _print(known)

    key = _command(known, "group-key", commands.group_key, _("einer Gruppe einen neuen Schlüssel geben"))
    key.add_argument("slug", metavar=_("GRUPPE"))

    _names(known)

    _user(known)

    _forget(known)

    kiosk = known.add_parser("kiosk", help=_("Bildschirme des Hauses"))
    acts = kiosk.add_subparsers(required=True, metavar=_("BEFEHL"))
    pair = _command(acts, "pair", commands.kiosk_pair, _("ein Gerät als Bildschirm des Hauses anmelden"))
    pair.add_argument("--name", default=_("Eingang"), help=_("wo es steht"))

    _command(known, "check", commands.check, _("prüfen, ob alles in Ordnung ist"))
    return reader


def _user(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    user = _command(known, "user", commands.user, _("jemandem einen Zugang zum Büro geben"))
    user.add_argument("login", metavar=_("NAME"))
    roles = [role.value for role in Role]
    user.add_argument("--role", choices=roles, default=Role.MANAGER.value, help=", ".join(roles))
    user.add_argument("--again", action="store_true", help=_("neues Passwort für einen Zugang, der nicht hereinkommt"))


def _print(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    paper = _command(known, "print", _print_sheet, _("ein Plakat oder anderes Blatt als PDF schreiben"))
    paper.add_argument("kind", choices=_SHEETS, metavar=_("BLATT"), help=", ".join(_SHEETS))
    paper.add_argument("file", type=Path, metavar=_("DATEI"))
    paper.add_argument("--week", type=_day, metavar="YYYY-MM-DD", help=_("ein Tag dieser Woche (sonst heute)"))
    paper.add_argument("--day", type=_day, metavar="YYYY-MM-DD", help=_("nur dieser Tag"))
    paper.add_argument("--format", type=str.upper, choices=["A4", "A3"], help=_("Papier des Plakats (sonst A4)"))
    spoken = _("Sprache (sonst de); zweimal: zwei nebeneinander")
    paper.add_argument("--language", action="append", default=[], choices=LANGUAGES, metavar=_("SPRACHE"), help=spoken)
    paper.add_argument("--room", metavar=_("RAUM"), help=_("an dessen Tür das Schild hängt"))
    paper.add_argument("--quarter", metavar=_("VIERTEL"), help=_("dessen Haushalte eingeladen werden"))


def _forget(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    gone = _command(known, "forget", forgetting.forget, _("sagen, was das Haus über jemanden weiß, und es löschen"))
    who = _("E-Mail-Adresse, Name, Merkwort oder Link; ohne Angabe wird danach gefragt")
    gone.add_argument("who", nargs="?", metavar=_("WER"), help=who)
    gone.add_argument("--show", action="store_true", help=_("nur zeigen, als JSON"))
    gone.add_argument("--yes", action="store_true", help=_("nicht noch einmal fragen"))


def _report(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    report = _command(known, "report", reportcommands.report, _("was in einem Zeitraum im Haus los war, ohne Namen"))
    report.add_argument("--from", dest="since", type=_day, required=True, metavar="YYYY-MM-DD", help=_("erster Tag"))
    report.add_argument("--to", dest="until", type=_day, required=True, metavar="YYYY-MM-DD", help=_("letzter Tag"))
    report.add_argument("--quarter", default="", metavar="SLUG", help=_("nur Treffen dieses Viertels"))
    form = report.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help=_("als Tabelle (CSV mit Semikolon)"))
    form.add_argument("--pdf", action="store_true", help=_("als PDF; bitte in eine Datei lenken: > bericht.pdf"))


def _names(known: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rename = known.add_parser("rename", help=_("Haus, Raum oder Gruppe anders nennen"))
    kinds = rename.add_subparsers(required=True, metavar=_("WAS"))
    for kind, text in (("house", _("das Haus")), ("room", _("einen Raum")), ("group", _("eine Gruppe"))):
        named = _command(kinds, kind, commands.rename, text)
        named.set_defaults(kind=kind, slug="")
        if kind != "house":
            named.add_argument("slug", metavar="SLUG")
        named.add_argument("name", metavar=_("NAME"), help=_("wie es von jetzt an heißt"))


def _print_sheet(settings: Settings, asked: argparse.Namespace) -> None:
    from kiosk import printcommands  # all that paper needs, which no other command does

    printcommands.print_sheet(settings, asked)


def _from_mrbs(foreign: argparse.ArgumentParser) -> None:
    moving = foreign.add_argument_group(_("Umzug von MRBS"))
    moving.add_argument(
        "--from-mrbs", action="store_true", help=_("Buchungen aus dem MySQL-Dump oder dem Kalender von MRBS übernehmen")
    )
    rooms = _("welcher Raum von MRBS hier welcher ist; ohne SLUG bleibt zurück, was dort gebucht ist")
    moving.add_argument("--mrbs-room", action="append", default=[], metavar="NAME=SLUG", help=rooms)
    groups = _("zu welcher Gruppe gehört, was jemand in MRBS gebucht hat")
    moving.add_argument("--group", action="append", default=[], metavar="NAME=SLUG", help=groups)
    moving.add_argument("--others", default="", metavar="SLUG", help=_("die Gruppe für alles übrige"))
    moving.add_argument("--leave", action="store_true", help=_("zurücklassen, was nicht geht, und es nennen"))


def _port(text: str) -> int:
    # A number that is too large would open another one than it says.
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_PORTS:
        raise argparse.ArgumentTypeError(_("{text} ist kein Anschluss von 1 bis {most}", text=text, most=_MOST_PORTS))
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(_("{text} ist kein Tag wie 2026-11-29", text=text)) from error


def _command(
    known: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, run: commands.Command, text: str
) -> argparse.ArgumentParser:
    parser = known.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser
