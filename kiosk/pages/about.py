"""About this terminal: the house's rules, privacy in simple words, who runs it, who can use it."""

from dataclasses import dataclass

from booking import contacts
from booking.i18n import FIRST_LANGUAGE, _, spoken
from kiosk.pages.scene import Scene

# The words of the house's file for the drawings of its rules; others get a plain one.
PICTOGRAMS = {
    "herz": "heart",
    "uhr": "clock",
    "stuhl": "chair",
    "spuele": "dishes",
    "rauch": "no-smoke",
    "flucht": "walk-in",
    "schaden": "warning",
    "verbot": "cross",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence with its pictogram, and its language (BCP 47)."""

    pictogram: str
    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what is to be told, under a name of its own."""

    name: str
    pictogram: str
    lines: tuple[Line, ...]


def draw(scene: Scene) -> str:
    """Draw one part; the others are tabs."""
    told = parts(scene)
    number = min(scene.state.page, len(told) - 1)
    return scene.draw("about.html", told=told, number=number)


def parts(scene: Scene) -> list[Part]:
    """Return all parts, those of which there is something to tell."""
    all_parts = [
        Part(_("Hausregeln"), "home", _rules(scene)),
        Part(_("Datenschutz"), "lock", _privacy(scene)),
        Part(_("Für alle"), "wheelchair", _accessibility(scene)),
        Part(_("Impressum"), "info", _imprint(scene)),
    ]
    return [part for part in all_parts if part.lines]


def _said(*lines: tuple[str, str]) -> tuple[Line, ...]:
    return tuple(Line(pictogram, words, spoken().tag) for pictogram, words in lines if words)


def _rules(scene: Scene) -> tuple[Line, ...]:
    return tuple(
        Line(PICTOGRAMS.get(rule.get("icon", ""), "check"), rule["text"], FIRST_LANGUAGE)
        for rule in scene.board.house.sections.get("house_rules_simple") or ()
    )


def _privacy(scene: Scene) -> tuple[Line, ...]:
    operator = scene.board.house.about.get("operator", "")
    return _said(
        ("alone-ok", _("Wir fragen hier nicht nach Ihrem Namen.")),
        ("chair", _("Ein Platz ist nur eine Zahl und ein Merkwort. Niemand sieht, wer kommt.")),
        ("check", _("Nach „Fertig“ weiß dieser Bildschirm nichts mehr von Ihnen.")),
        ("quiet", _("Keine Kamera, kein Mikrofon, keine Werbung. Nichts geht an andere Firmen.")),
        ("home", _("Verantwortlich: {operator}", operator=operator) if operator else ""),
        ("phone", _call(scene, _("Fragen zu Ihren Daten? Rufen Sie an: {phone}"))),
    )


def _accessibility(scene: Scene) -> tuple[Line, ...]:
    return _said(
        ("languages", _("Unten auf jeder Seite: Sprache, mehr Zeit, größere Schrift, mehr Kontrast.")),
        ("keypad", _("Alles geht auch mit Tasten. Wer Zeit braucht, bekommt Zeit.")),
        ("phone-qr", _("Alles geht auch ohne Handy: hier, im Quartiersbüro oder am Telefon.")),
        ("info", _("Noch nicht da: Gebärdensprache. „Einfach“ hat noch keine Prüfgruppe geprüft.")),
        ("warning", _call(scene, _("Etwas geht für Sie nicht? Sagen Sie es uns: {phone}"))),
        ("speech", _("Hilft das nicht, hilft die Schlichtungsstelle für Barrierefreiheit Ihres Landes.")),
    )


def _imprint(scene: Scene) -> tuple[Line, ...]:
    house, about = scene.board.house, scene.board.house.about
    place = " ".join(word for word in (about.get("postcode", ""), house.city) if word)
    address = ", ".join(word for word in (house.name, about.get("street", ""), place) if word)
    lines = [
        ("home", about.get("operator", "")),
        ("place", address),
        ("phone-qr", house.public_domain),
        ("check", about.get("funding_notice", "")),
    ]
    german = tuple(Line(pictogram, words, FIRST_LANGUAGE) for pictogram, words in lines if words)
    return german + _said(("phone", _call(scene, _("Telefon: {phone}"))))


def _call(scene: Scene, words: str) -> str:
    """Fill in whom to call; empty if the house has nobody to call."""
    house = contacts.house_phone(scene.session, scene.board.house)
    return words.format(phone=f"{house.title}, {_whole(house.phone)}") if house else ""


def _whole(phone: str) -> str:
    """Return a number that no line breaks, read from left to right in every language."""
    whole = phone.replace(" ", "\N{NO-BREAK SPACE}").replace("-", "-\N{WORD JOINER}")
    return f"\N{LEFT-TO-RIGHT ISOLATE}{whole}\N{POP DIRECTIONAL ISOLATE}"
