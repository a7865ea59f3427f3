"""Kinds of single values that the house's file is made of."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from booking import titles
from booking.housefile.schema import Check, Reads, Refers
from booking.i18n import N_, _

# Signs that turn the direction of the text around them: somebody would read something else than what is there.
_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

# What keeps a title from a public screen; the words of booking.refusals.TitleRefused.
_TITLE_WORDS = {
    "empty": N_("er ist leer"),
    "too_long": N_("er ist länger als 80 Zeichen"),
    "line_break": N_("er enthält Zeilenumbrüche oder Steuerzeichen"),
    "bidi": N_("er enthält Zeichen, die die Schreibrichtung ändern"),
    "marks": N_("er enthält gestapelte Akzente"),
    "link": N_("er enthält einen Link"),
    "mail": N_("er enthält eine E-Mail-Adresse"),
    "phone": N_("er enthält eine Telefonnummer"),
    "formula": N_("er beginnt wie eine Formel"),
    "sign": N_("er enthält ein Zeichen, das dort nicht stehen darf"),
}


def _control_sign(text: str) -> str | None:
    if any(unicodedata.category(sign) == "Cc" for sign in text.replace("\n", "")):
        return _("Der Text enthält Steuerzeichen.")
    if any(sign in _TURNING for sign in text):
        return _("Der Text enthält Zeichen, die die Schreibrichtung ändern.")
    return None


def _title(text: str) -> str | None:
    if wrong := titles.objections(text):
        why = ", ".join(_(_TITLE_WORDS[objection.kind]) for objection in wrong)
        return _("So kann der Titel nicht öffentlich gezeigt werden: {why}.", why=why)
    return None


def _form(pattern: str, expected: str) -> Check:
    """Check that a text has one form; *expected* describes it."""
    compiled = re.compile(pattern)

    def objection(text: str) -> str | None:
        if compiled.fullmatch(text):
            return None
        return _("Erwartet wird {expected}, nicht „{found}“.", expected=_(expected), found=text[:40])

    return Check(objection)


def between(least: int, most: int) -> Check:
    """Check that a number lies between two, both included."""

    def objection(number: int) -> str | None:
        if least <= number <= most:
            return None
        return _("Erwartet wird eine Zahl von {least} bis {most}, nicht {found}.", least=least, most=most, found=number)

    return Check(objection)


def _zone(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _("„{name}“ ist keine Zeitzone wie Europe/Berlin.", name=name[:40])
    return None


def _monday(day: date) -> str | None:
    return None if day.weekday() == 0 else _("Der {day} ist kein Montag.", day=day.strftime("%d.%m.%Y"))


def _no_doubles(words: tuple[Any, ...]) -> str | None:
    twice = {word for word in words if words.count(word) > 1}
    return _("Doppelt genannt: {words}.", words=", ".join(sorted(map(str, twice)))) if twice else None


def _clock(value: Any) -> int:
    """Return the minutes after midnight of `"09:30"`; `"24:00"` is the midnight that ends the day."""
    match = re.fullmatch(r"([01][0-9]|2[0-4]):([0-5][0-9])", value) if isinstance(value, str) else None
    minutes = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minutes <= 1440:
        # Without quotation marks YAML takes 12:30 for the number 750.
        raise ValueError(_('Erwartet wird eine Uhrzeit in Anführungszeichen wie "09:30".'))
    return minutes


def _degrees(most: int) -> Reads:
    """Read an angle on the globe, from minus *most* to *most* degrees."""

    def read(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not -most <= value <= most:
            raise ValueError(_("Erwartet wird eine Gradzahl von -{most} bis {most}.", most=most))
        return round(float(value), 6)  # ten centimetres

    return Reads(read)


def _raw(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Erwartet wird ein Text."))
    return value


distinct = Check(_no_doubles)

Day = date  # a field may then be called date
Text = Annotated[str, Check(_control_sign)]
Title = Annotated[str, Check(_title)]
Raw = Annotated[str, Reads(_raw)]  # of samples that are never loaded
Clock = Annotated[int, Reads(_clock)]
Zone = Annotated[str, Check(_zone)]
Monday = Annotated[date, Check(_monday)]
Count = Annotated[int, between(0, 1_000_000)]
Positive = Annotated[int, between(1, 1_000_000)]
Minutes = Annotated[int, between(0, 1440)]
Slug = Annotated[str, _form(r"[a-z0-9]+([-_][a-z0-9]+)*", N_("ein Kurzname aus a-z, 0-9 und -"))]
Latitude = Annotated[float, _degrees(90)]
Longitude = Annotated[float, _degrees(180)]
Link = Annotated[str, _form(r"https://[!-;=?-\[\]_a-z~]{4,300}", N_("eine Adresse wie https://example.org/treffen"))]
Domain = Annotated[str, _form(r"([a-z0-9-]+\.)+[a-z]{2,}", N_("ein Name wie quartier.example.org"))]
Phone = Annotated[str, _form(r"(\+?[0-9][0-9 /()-]*)?", N_("eine Telefonnummer"))]
Email = Annotated[str, _form(r"([^@\s<>,;\"]+@[^@\s<>,;\"]+\.[a-z]{2,})?", N_("eine E-Mail-Adresse"))]
# ISO 3166-2, without DE-.
Land = Literal["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
Locale = Annotated[str, _form(r"[a-z]{2}-[A-Z]{2}", N_("eine Sprache mit Land wie de-DE"))]
CodeWord = Annotated[str, _form(r"[^\W\d_]+", N_("ein einzelnes Wort"))]
CodePhrase = Annotated[str, _form(r"\S+ [0-9]{1,2}", N_("ein Merkwort mit Zahl wie „Tanne 19“"))]
LanguageCode = Annotated[str, _form(r"[a-z]{2,3}(-[a-z]+)?", N_("ein Sprachkürzel wie de oder de-simple"))]

# Names that must stand for something; it may come later in the file.
Room = Annotated[Slug, Refers("room")]
Group = Annotated[Slug, Refers("group")]
Contact = Annotated[Slug, Refers("contact")]
District = Annotated[Slug, Refers("district")]
Usage = Annotated[Slug, Refers("usage")]
Closure = Annotated[Slug, Refers("closure")]
Series = Annotated[Slug, Refers("series")]
Meeting = Annotated[Slug, Refers("meeting")]
Obstacle = Annotated[Slug, Refers("closure", "series", "meeting")]
Project = Annotated[Slug, Refers("project")]
Topic = Annotated[Slug, Refers("topic", if_listed=True)]
Audience = Annotated[Slug, Refers("audience", if_listed=True)]
Access = Annotated[Slug, Refers("access", if_listed=True)]
Language = Annotated[LanguageCode, Refers("language", if_listed=True)]

Rooms = Annotated[tuple[Room, ...], distinct]
Groups = Annotated[tuple[Group, ...], distinct]
Districts = Annotated[tuple[District, ...], distinct]
Audiences = Annotated[tuple[Audience, ...], distinct]
AccessWords = Annotated[tuple[Access, ...], distinct]
Languages = Annotated[tuple[Language, ...], distinct]
Slugs = Annotated[tuple[Slug, ...], distinct]
