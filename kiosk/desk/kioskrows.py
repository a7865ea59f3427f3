"""Kiosks as the desk's list shows them: plain words for every place."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from booking import reach
from booking.i18n import _
from booking.screens import Line, ScreenFacts, Sign
from kiosk import screenwords
from kiosk.calendar_words import number_words, short_day
from kiosk.desk import wording
from kiosk.desk.rows import Plain

_ICONS = {Sign.FRESH: ("check", "good"), Sign.QUIET: ("warning", "stop"), Sign.NEVER: ("hourglass", "wait")}


def kiosk_card(screen: ScreenFacts, now: datetime, version: str) -> Plain:
    """Return one kiosk; *version* is that of the program now."""
    sign = screen.sign(now)
    icon, kind = _ICONS[sign]
    hung, problems, advice = _how_it_hangs(screen)
    return {
        "id": str(screen.id),
        "name": screen.name,
        "state": kind,
        "icon": icon,
        "state_word": _(screenwords.SIGNS[sign]),
        "facts": [[name, value] for name, value in _facts(screen, now, version, hung) if value],
        "problems": problems,
        "advice": advice,
        "low": screen.controls_low,
        "can_lower": bool(problems) and _lowered(screen) is not None and not screen.controls_low,
        "rename_label": _("Umbenennen: {name}", name=screen.name),
        "measure_label": _("Maße eintragen: {name}", name=screen.name),
        "lower_label": _("Tasten nach unten: {name}", name=screen.name),
        "raise_label": _("Tasten wieder wie üblich: {name}", name=screen.name),
        "noticed": bool(_noticed(screen)),
        "notice_label": _("Hinweis schreiben: {name}", name=screen.name),
        "quiet_label": _("Hinweis abnehmen: {name}", name=screen.name),
        "enter_label": _("Vor Ort öffnen: {name}", name=screen.name),
        "load_label": _("Neu laden: {name}", name=screen.name),
        "revoke_label": _("Abmelden: {name}", name=screen.name),
    }


def _facts(screen: ScreenFacts, now: datetime, version: str, hung: str) -> list[tuple[str, str]]:
    return [
        (_("Zuletzt gesehen"), screenwords.ago(screen.last_seen_at, now) if screen.last_seen_at else _("noch nie")),
        (
            _("Zuletzt berührt"),
            screenwords.ago(screen.last_touch_at, now) if screen.last_touch_at else _("noch nie"),
        ),
        (_("Version"), _version(screen, version)),
        (_("Bild"), screenwords.size(screen)),
        (_("Maße"), _measures(screen)),
        (_("Reichweite"), hung),
        (_("Hinweis"), _noticed(screen)),
    ]


def _noticed(screen: ScreenFacts) -> str:
    if not screen.notice or screen.notice_until is None:
        return ""
    return _("{notice} (bis {day})", notice=screen.notice, day=short_day(screen.notice_until))


def _version(screen: ScreenFacts, version: str) -> str:
    if not screen.version or screen.version == version:
        return screen.version
    return _("{version}, der Server hat {newer}", version=screen.version, newer=version)


def _measures(screen: ScreenFacts) -> str:
    if screen.diagonal_inch is None:
        return _("noch nicht eingetragen")
    inches = number_words(screen.diagonal_inch)
    return _("{inches} Zoll, Bild ab {edge} mm über dem Boden", inches=inches, edge=screen.lower_edge_mm)


def _how_it_hangs(screen: ScreenFacts) -> tuple[str, list[str], str]:
    """Return where its controls lie, what is wrong with that, and what helps."""
    mounting = screen.mounting()
    if mounting is None:
        return "", [], ""
    drawn = replace(mounting, scale=screen.scale())
    problems = screenwords.out_of_reach(drawn)
    return screenwords.hangs(drawn), problems, _advice(screen, mounting) if problems else ""


def _advice(screen: ScreenFacts, mounting: reach.Mounting) -> str:
    found = set(reach.faults(mounting))
    if found & {reach.Fault.TOO_HIGH, reach.Fault.RATHER_HIGH}:
        if _lowered(screen) is not None:
            return _("„Tasten nach unten“ zeichnet das Bild kleiner, am unteren Rand des Bildschirms.")
        return _("Hängen Sie den Bildschirm tiefer.")
    if reach.Fault.TOO_LOW in found:
        return _("Hängen Sie den Bildschirm höher.")
    return _("Nehmen Sie einen größeren Bildschirm.")


def _lowered(screen: ScreenFacts) -> float | None:
    mounting = screen.mounting()
    return reach.lowering(mounting) if mounting else None


def lines(history: Iterable[Line], zone: ZoneInfo) -> list[list[str]]:
    """Return when, who and what of the latest acts."""
    return [
        [
            wording.moment(line.at, zone),
            wording.actor(line.who, ""),
            _("{name}: {what}", name=line.name, what=_(screenwords.ACTS[line.what]))
            if line.name
            else _(screenwords.ACTS[line.what]),
        ]
        for line in history
    ]
