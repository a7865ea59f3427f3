"""Kiosks as people speak of them: when one was heard, how it hangs, what became of it."""

from datetime import datetime, timedelta

from booking import reach
from booking.i18n import N_, _, ngettext
from booking.reach import Fault, Mounting
from booking.screens import ScreenFacts, Sign

SIGNS = {
    Sign.FRESH: N_("meldet sich"),
    Sign.QUIET: N_("meldet sich nicht"),
    Sign.NEVER: N_("hat sich noch nicht gemeldet"),
}
ACTS = {
    "screen.offered": N_("Code gemacht"),
    "screen.paired": N_("angemeldet"),
    "screen.revoked": N_("abgemeldet"),
    "screen.renamed": N_("umbenannt"),
    "screen.measured": N_("Maße oder Tasten geändert"),
    "screen.staff_offered": N_("Code für das Personal gemacht"),
    "screen.staff_came": N_("vor Ort geöffnet"),
    "screen.notice_up": N_("Hinweis aufgehängt"),
    "screen.notice_down": N_("Hinweis abgenommen"),
    "screen.loaded": N_("neu geladen"),
}
_FAULTS = {
    Fault.TOO_HIGH: N_("Tasten liegen bis zu {highest} mm hoch. Im Rollstuhl reicht man bis {limit} mm."),
    Fault.RATHER_HIGH: N_("Tasten liegen bis zu {highest} mm hoch. Empfohlen sind höchstens {recommended} mm."),
    Fault.TOO_LOW: N_("Tasten beginnen in {lowest} mm Höhe. Unter {floor} mm erreicht sie kaum jemand."),
    Fault.SMALL: N_("Die kleinsten Tasten messen {target} mm. Gut zu treffen sind {smallest} mm."),
}


def ago(at: datetime, now: datetime) -> str:
    """Return `vor 2 Minuten`, in whole minutes, hours or days."""
    passed = max(now - at, timedelta())
    if passed < timedelta(minutes=1):
        return _("gerade eben")
    if passed < timedelta(hours=1):
        return ngettext("vor {number} Minute", "vor {number} Minuten", int(passed.total_seconds() // 60))
    if passed < timedelta(days=1):
        return ngettext("vor {number} Stunde", "vor {number} Stunden", int(passed.total_seconds() // 3600))
    return ngettext("vor {number} Tag", "vor {number} Tagen", passed.days)


def heard(screen: ScreenFacts, now: datetime) -> str:
    """Return how one kiosk is in a line: `Eingang: zuletzt gesehen vor 2 Minuten`."""
    if screen.last_seen_at is None:
        return _("{name}: noch nie gesehen", name=screen.name)
    return _("{name}: zuletzt gesehen {ago}", name=screen.name, ago=ago(screen.last_seen_at, now))


def for_desk(screens: list[ScreenFacts], now: datetime) -> str:
    """Return which kiosks fell silent; empty where all of them tell that they live."""
    quiet = [screen.name for screen in screens if screen.sign(now) is Sign.QUIET]
    if not quiet:
        return ""
    return ngettext(
        "Ein Bildschirm meldet sich nicht: {names}",
        "{number} Bildschirme melden sich nicht: {names}",
        len(quiet),
        names=", ".join(quiet),
    )


def size(screen: ScreenFacts) -> str:
    """Return `1080 × 1920, hochkant`; empty until its page has told it."""
    if screen.width is None or screen.height is None:
        return ""
    if screen.width >= screen.height:
        return _("{width} × {height}, quer", width=screen.width, height=screen.height)
    return _("{width} × {height}, hochkant", width=screen.width, height=screen.height)


def hangs(mounting: Mounting) -> str:
    """Return between which heights the controls lie."""
    return _(
        "Tasten von {lowest} bis {highest} mm über dem Boden",
        lowest=round(mounting.lowest_mm),
        highest=round(mounting.highest_mm),
    )


def out_of_reach(mounting: Mounting) -> list[str]:
    """Return in sentences what people cannot reach or hit; nothing if all is well."""
    return [
        _(
            _FAULTS[fault],
            lowest=round(mounting.lowest_mm),
            highest=round(mounting.highest_mm),
            target=round(mounting.target_mm),
            limit=reach.HIGHEST,
            recommended=reach.RECOMMENDED,
            floor=reach.LOWEST,
            smallest=round(reach.SMALLEST_TARGET),
        )
        for fault in reach.faults(mounting)
    ]
