"""About the house: its rules, what it keeps of whom, who can use its pages, who runs it."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from booking import contacts, legal, occupancy
from booking.facts import HouseFacts
from booking.i18n import FIRST_LANGUAGE, N_, _, spoken
from booking.legal import Legal
from kiosk.calendar_words import long_day_with_year
from kiosk.phone import addresses
from kiosk.phone.answers import HouseSign, not_found_page, page
from kiosk.phone.declare import declare
from kiosk.phone.meeting import WINDOW
from kiosk.work import reading
from models.database import Database, Session

_MINUTES = int(WINDOW.total_seconds() // 60)  # a caller's mark is known for so long (kiosk.guard.Limiter)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and its language (BCP 47): the town's own words are German."""

    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class Part:
    """Some sentences under a heading; the first part of a page has none."""

    heading: str
    lines: list[Said]


@dataclass(frozen=True, slots=True)
class AboutLook:
    """Everything that one of these pages shows."""

    house: HouseSign
    name: str
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Known:
    """What the pages are made of."""

    house: HouseFacts
    legal: Legal
    phone: str  # whom to call about the house: "Quartiersmanagerin, 030 …"; empty: nobody


NAMES = {
    "rules": N_("Hausregeln"),
    "privacy": N_("Datenschutz"),
    "accessibility": N_("Erklärung zur Barrierefreiheit"),
    "imprint": N_("Impressum"),
}


def register(app: FastAPI, db: Database) -> None:
    """Declare `/about/rules`, `/about/privacy`, `/about/accessibility` and `/about/imprint`."""

    async def show(request: Request) -> Response:
        name = request.path_params["part"]
        if name not in NAMES:
            return not_found_page()
        seen = await reading(db, lambda session: look(session, name))
        return page("about.html", shared=addresses.about(name), house=seen.house, seen=seen)

    declare(app, "/about/{part}", get=show)


def look(session: Session, name: str) -> AboutLook:
    """Return what the page *name* of NAMES shows; parts of which there is nothing to tell are left out."""
    house = occupancy.house_facts(session)
    helper = contacts.house_phone(session, house)
    known = Known(house, legal.legal(house), f"{helper.title}, {helper.phone}" if helper else "")
    parts = {"rules": _rules, "privacy": _privacy, "accessibility": _accessibility, "imprint": _imprint}[name](known)
    return AboutLook(HouseSign.of(house), _(NAMES[name]), [part for part in parts if part.lines])


def _ours(*sentences: str) -> list[Said]:
    return [Said(words, spoken().tag) for words in sentences if words]


def _theirs(*sentences: str) -> list[Said]:
    return [Said(words, FIRST_LANGUAGE) for words in sentences if words]


def _rules(known: Known) -> list[Part]:
    rules = known.house.sections.get("house_rules_simple") or ()
    return [Part("", _theirs(*(rule["text"] for rule in rules)))]


def _privacy(known: Known) -> list[Part]:
    return [
        Part("", _ours(_("Das Haus fragt so wenig wie möglich. Hier steht, was es speichert, wozu und wie lange."))),
        Part(
            _("Ein Platz bei einem Treffen"),
            _ours(
                _("Gespeichert werden die Zahl der Personen und ein Merkwort, damit genug Stühle da sind."),
                _("Die Zahl bleibt für die Statistik. Wer gekommen ist, steht nirgends."),
                _("Das Merkwort löscht das Haus einen Tag nach dem Treffen."),
                _(
                    "Eine E-Mail-Adresse, und bei manchen Kursen ein Name, wird nur gespeichert, wenn Sie sie selbst "
                    "angeben. Eine Woche nach dem Treffen sind sie gelöscht."
                ),
            ),
        ),
        Part(
            _("Ein Raum für eine Gruppe"),
            _ours(
                _("Gespeichert werden Gruppe, Raum, Zeit, Zweck und die Zahl der Personen."),
                _("Wer neu ist, bekommt statt eines Namens ein Merkwort."),
                _("Wird aus der Anfrage nichts, löscht das Haus das Merkwort nach 30 Tagen."),
                _(
                    "Wer für eine Gruppe handelt, kann eine E-Mail-Adresse angeben. "
                    "Ein Jahr nach dem letzten Termin der Gruppe ist sie gelöscht."
                ),
                _("PIN, Karte und geheime Adressen speichert das Haus nur so, dass niemand sie lesen kann."),
            ),
        ),
        Part(
            _("Ihr Gerät"),
            _ours(
                _("Diese Seiten setzen keine Cookies und laden nichts von anderen Firmen."),
                _(
                    "Die Adresse Ihres Geräts im Internet wird nicht gespeichert. Gegen zu viele Versuche merkt sich "
                    "das Haus {minutes} Minuten lang ein Kürzel, aus dem niemand sie lesen kann.",
                    minutes=_MINUTES,
                ),
                _("Wer einen Kalender bei Google oder Outlook abonniert, lässt diese Firma ihn hier abholen."),
                _(
                    "Wie oft Kalender geholt werden, zählt das Haus nach Arten von Programmen, ohne Adressen. "
                    "Nach 30 Tagen ist es gelöscht."
                ),
            ),
        ),
        Part(
            _("Ihre Rechte"),
            [
                *_ours(
                    _("Sie können fragen, was gespeichert ist, und es ändern oder löschen lassen."),
                    _("Grundlage ist die öffentliche Aufgabe der Stadt (Art. 6 Abs. 1 Buchst. e DSGVO)."),
                    _call(known, _("Fragen zu Ihren Daten? Rufen Sie an: {phone}")),
                ),
                *_theirs(known.legal.privacy_contact),
                *_ours(
                    _("Sie können sich auch bei der Aufsicht über den Datenschutz beschweren:")
                    if known.legal.privacy_authority
                    else ""
                ),
                *_theirs(known.legal.privacy_authority),
            ],
        ),
        Part(_("Verantwortlich"), _theirs(known.legal.operator, known.legal.represented_by, known.legal.contact)),
    ]


def _accessibility(known: Known) -> list[Part]:
    """Return the statement with the headings of the European model (Decision (EU) 2018/1523)."""
    told, checked = known.legal, known.legal.accessibility_checked
    return [
        Part(
            "",
            _ours(
                _("Alle sollen diese Seiten und den Bildschirm im Haus benutzen können."),
                _("Grundlage sind die BITV 2.0 und das Gleichstellungsgesetz des Landes."),
            ),
        ),
        Part(
            _("Stand der Vereinbarkeit mit den Anforderungen"),
            _ours(
                _("Die Seiten sind größtenteils barrierefrei."),
                _(
                    "Ein Programm prüft jede Seite bei jeder Änderung nach WCAG 2.2, Stufe AA. "
                    "Eine Prüfung durch Menschen steht noch aus."
                ),
            ),
        ),
        Part(
            _("Nicht barrierefreie Inhalte"),
            [
                *_ours(
                    _("Noch nicht da: Gebärdensprache. „Einfach“ hat noch keine Prüfgruppe geprüft."),
                    _("Titel und Texte der Gruppen gibt es oft nur auf Deutsch."),
                ),
                *_theirs(*told.accessibility_gaps),
            ],
        ),
        Part(
            _("Erstellung dieser Erklärung"),
            _ours(_("Diese Erklärung ist vom {day}.", day=long_day_with_year(checked)) if checked else ""),
        ),
        Part(
            _("Rückmeldung und Kontakt"),
            [
                *_ours(_call(known, _("Etwas geht für Sie nicht? Sagen Sie es uns: {phone}"))),
                *_theirs(told.accessibility_contact),
            ],
        ),
        Part(
            _("Durchsetzungsverfahren"),
            [
                *_ours(_("Hilft das nicht, hilft die Schlichtungsstelle für Barrierefreiheit Ihres Landes.")),
                *_theirs(told.arbitration),
            ],
        ),
    ]


def _imprint(known: Known) -> list[Part]:
    house, told = known.house, known.legal
    sign = HouseSign.of(house)
    return [
        Part("", _theirs(told.operator, told.represented_by, told.contact)),
        Part(_("Das Haus"), _theirs(house.name, sign.address) + _ours(_call(known, _("Telefon: {phone}")))),
        Part(_("Förderung"), _theirs(house.about.get("funding_notice") or "")),
        Part(
            _("Das Programm"),
            _ours(_("Treffpunkt ist freie Software unter der Lizenz EUPL-1.2: Jede Stadt darf es nutzen und ändern.")),
        ),
    ]


def _call(known: Known, words: str) -> str:
    return (
        words.format(phone=f"\N{FIRST STRONG ISOLATE}{known.phone}\N{POP DIRECTIONAL ISOLATE}") if known.phone else ""
    )
