"""Letters as the desk's list shows them: plain words for every place, and nobody's address."""

from zoneinfo import ZoneInfo

from booking.i18n import _, ngettext
from booking.outbox import Shown
from kiosk.desk import wording
from kiosk.desk.lists import PlainList
from kiosk.desk.rows import Plain
from kiosk.letters import texts
from kiosk.postwords import trouble_words


class LetterTable(PlainList, component="desk_letters.js", dependencies=["desk_lists.js"]):
    """Letters that did not arrive, and those that wait."""

    pictograms = ("warning", "hourglass")

    def __init__(self) -> None:
        super().__init__(
            {
                "dead": _("Nicht angekommen"),
                "waiting": _("Unterwegs"),
                "nothing": _("Kein Brief wartet, keiner blieb liegen."),
                "columns": [_("Brief"), _("Geschrieben"), _("Stand"), _("Was tun?")],
                "retry": _("Noch einmal"),
                "away": _("Weglegen …"),
                "retry_all": _("Alle noch einmal"),
                "away_all": _("Alle weglegen …"),
            }
        )
        nobody: list[Plain] = []
        self.show(heading=_("Post"), explain=[], dead=nobody, waiting=nobody)


def name_of(letter: Shown) -> str:
    """Return what a letter is about, as its heading says it."""
    return texts.heading(letter.kind) or letter.kind


def letter_row(letter: Shown, zone: ZoneInfo) -> Plain:
    """Return one line of the list."""
    name, trouble = name_of(letter), trouble_words(letter.trouble)
    stands = (
        _("nicht angekommen") if letter.dead else _("wartet bis {moment}", moment=wording.moment(letter.due_at, zone))
    )
    return {
        "id": str(letter.id),
        "name": name,
        "written": wording.moment(letter.created_at, zone),
        "state": "stop" if letter.dead else "wait",
        "icon": "warning" if letter.dead else "hourglass",
        "stands": stands,
        "trouble": trouble,
        "tries": ngettext("{number} Versuch", "{number} Versuche", letter.tries) if letter.tries else "",
        "retry_label": _("Noch einmal: {letter}", letter=name),
        "away_label": _("Weglegen: {letter}", letter=name),
    }


def explained(counted: tuple[int, int], server: str) -> list[str]:
    """Return how the house's post stands; *server* is where letters go, empty if there is none."""
    dead, waits = counted
    if not server:
        way = _("Es ist keine Post eingerichtet: Briefe warten. Einrichten kann sie die Technik (TREFFPUNKT_MAIL_URL).")
    else:
        way = _("Briefe gehen an den Mailserver {server}.", server=server)
    lost = ngettext("{number} Brief kam nicht an.", "{number} Briefe kamen nicht an.", dead) if dead else ""
    waiting = ngettext("{number} Brief wartet.", "{number} Briefe warten.", waits) if waits else ""
    bounces = _("Kommt ein Brief später zurück, landet er beim Absender; hier steht das nicht.") if server else ""
    return [line for line in (way, " ".join(filter(None, [lost, waiting])), bounces) if line]
