"""Letters to who works at the desk: what waits for a decision, and where letters go. In German, as the desk is."""

from booking import halftokens
from booking.byletter import Wish
from booking.correspondence import Told
from booking.i18n import N_, _, ngettext
from booking.settings import Settings
from kiosk import wishwords
from kiosk.letters.words import Button, Item, Sentences, Text, opened

DECIDE = "/d/"  # what stands before the token of a decision
PROVE = "/desk/login/address/"  # … of the proof of an address
DESK = "/desk"

TEXTS: Sentences = {
    "desk-address": (
        N_("Hierher sollen Briefe vom Büro"),
        N_("Jemand hat diese Adresse am Büro eingetragen. Sind Sie das? Dann bestätigen Sie es bitte."),
    ),
    "desk-address-gone": (
        N_("Briefe vom Büro gehen jetzt woandershin"),
        N_("Unter „Mein Zugang“ steht eine andere Adresse. Links in alten Briefen öffnen nichts mehr."),
    ),
    "desk-answer": (
        N_("Eine Gruppe hat geantwortet"),
        N_("Die Antwort steht auf der Seite. Die Anfrage wartet weiter auf Ihre Entscheidung."),
    ),
    "desk-digest": (N_("Tagesbrief: Das wartet auf das Büro"), ""),
    "desk-request": (N_("Eine Anfrage wartet"), N_("Bitte entscheiden Sie.")),
}


def text(told: Told, settings: Settings) -> Text:
    """Return the text of one of these letters."""
    heading, first = opened(told, TEXTS)
    if told.kind == "desk-address":
        return _proof(told, settings, heading, first)
    if told.kind == "desk-address-gone":
        closing = (_("Waren Sie das nicht? Dann sagen Sie es bitte gleich der Leitung des Büros."),)
        return Text(heading=heading, sentences=(first,), closing=closing)
    if told.kind == "desk-digest":
        return _digest(told, settings, heading)
    return _one(told, settings, heading, first)


def _proof(told: Told, settings: Settings, heading: str, first: str) -> Text:
    token = halftokens.whole(str(told.facts["token"]), settings.secret)
    return Text(
        heading=heading,
        sentences=(first, _("Der Link gilt zwei Tage. Vorher kommt hier nichts an.")),
        closing=(_("Waren Sie das nicht? Dann müssen Sie nichts tun."),),
        button=Button(name=_("Adresse bestätigen"), address=f"{settings.public_url}{PROVE}{token}"),
    )


def _one(told: Told, settings: Settings, heading: str, first: str) -> Text:
    (wish, chance) = told.wishes[0]
    return Text(
        heading=heading,
        subject=(wishwords.title(wish), wishwords.short_when(wish)),
        sentences=(first if chance else _("Entscheiden kann das Quartiersmanagement."),),
        rows=(*wishwords.facts(wish, told.house), *_against(wish, told)),
        dates=tuple(wishwords.dates(wish)),
        more=wishwords.more_dates(wish),
        closing=_closing(chance),
        button=_button(chance, settings),
        because=_because(),
    )


def _digest(told: Told, settings: Settings, heading: str) -> Text:
    number = len(told.wishes)
    items = [
        Item(
            heading=wishwords.title(wish),
            rows=tuple(_short(wish, told)),
            button=_button(chance, settings),
        )
        for wish, chance in told.wishes
    ]
    return Text(
        heading=heading,
        subject=(ngettext("{number} Anfrage", "{number} Anfragen", number),),
        sentences=(ngettext("{number} Anfrage wartet.", "{number} Anfragen warten.", number),),
        items=tuple(items),
        closing=_closing(any(chance for _wish, chance in told.wishes)),
        because=_because(),
    )


def _short(wish: Wish, told: Told) -> list[tuple[str, str]]:
    """Return what is enough to know it again, and what is in its way."""
    rows = [row for row in wishwords.facts(wish, told.house) if row[0] not in (_("Termin"), _("Nutzung"))]
    return [*rows, *_against(wish, told)]


def _against(wish: Wish, told: Told) -> list[tuple[str, str]]:
    reasons = wishwords.against(wish, told.house)
    return [(_("Dagegen spricht"), " ".join(reasons) if reasons else _("nichts, der Raum ist frei"))]


def _button(chance: str, settings: Settings) -> Button:
    if not chance:
        return Button(name=_("Zum Büro"), address=f"{settings.public_url}{DESK}")
    token = halftokens.whole(chance, settings.secret)
    return Button(name=_("Ansehen und entscheiden"), address=f"{settings.public_url}{DECIDE}{token}")


def _closing(decides: object) -> tuple[str, ...]:
    if not decides:
        return ()
    return (
        _("Der Link öffnet nur diese Entscheidung und gilt 14 Tage. Geben Sie diesen Brief nicht weiter."),
        _("Entschieden wird erst, wenn Sie auf der Seite einen Knopf drücken."),
    )


def _because() -> str:
    return _("Sie bekommen diesen Brief, weil Sie ihn unter „Mein Zugang“ bestellt haben. Dort bestellen Sie ihn ab.")
