"""Every sentence of the screens, gathered from code and templates.

`python -m tests.support.catalogue` writes them down, and tells each language what it still has to say.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from booking.i18n import DOMAIN, FIRST_LANGUAGE, LANGUAGES, LOCALE

ROOT = Path(__file__).parents[2]
FILE = LOCALE / f"{DOMAIN}.pot"
OTHERS = tuple(language for language in LANGUAGES if language != FIRST_LANGUAGE)
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]

# What visitors, groups and residents may read. The desk, the commands and the house's file speak German.
_PUBLIC = (
    "kiosk/pages/",
    "kiosk/components/",
    "kiosk/letters/",
    "kiosk/paper/",
    "kiosk/phone/",
    "kiosk/words/",
    "kiosk/calendar_words.py",
    "kiosk/damagewords.py",
    "kiosk/fixedwords.py",
    "kiosk/freewords.py",
    "kiosk/ownwords.py",
    "kiosk/quiet_words.py",
    "kiosk/roundwords.py",
    "kiosk/subscriberwords.py",
    "booking/",
)
_GERMAN_ONLY = (
    "kiosk/letters/of_desk.py",
    "kiosk/letters/of_offices.py",
    "kiosk/pages/staff",
    "kiosk/paper/daysheet.py",
    "kiosk/paper/orders.py",
    "kiosk/paper/report.py",
    "booking/closures.py",
    "booking/export/",
    "booking/foreign/",
    "booking/health.py",
    "booking/hours.py",
    "booking/houserules.py",
    "booking/housefile/",
    "booking/imports/",
    "booking/keybox.py",
    "booking/legal.py",
    "booking/moving.py",
    "booking/mrbs/",
    "booking/newhouse.py",
    "booking/noticeboard.py",
    "booking/onsite.py",
    "booking/screens.py",
    "booking/passkeys.py",
    "booking/settling.py",
    "booking/staffing.py",
    "booking/weekhours.py",
    "kiosk/words/desk.py",
    "kiosk/words/outside.py",
)


def gathered() -> Catalog:
    """Return every sentence that the program says, with the places that say it (files, without lines)."""
    catalogue = Catalog(project="Treffpunkt", charset="utf-8", fuzzy=False)
    keywords = {**DEFAULT_KEYWORDS, "N_": None}
    for package in ("booking", "kiosk"):
        found = extract_from_dir(ROOT / package, _METHODS, keywords=keywords, comment_tags=("i18n:",))
        for file, _line, message, comments, context in sorted(found, key=lambda one: (one[0], one[1])):
            place = (f"{package}/{file}", 0)  # the line is left out when the catalogue is written
            catalogue.add(message, None, [place], auto_comments=comments, context=context)
    return catalogue


def is_public(file: str) -> bool:
    """Whether what *file* says is read by others than the desk, and so is said in every language."""
    return file.startswith(_PUBLIC) and not file.startswith(_GERMAN_ONLY)


def public() -> Catalog:
    """Return the sentences that every language of the house must have."""
    catalogue = Catalog(project="Treffpunkt", charset="utf-8", fuzzy=False)
    for message in gathered():
        places = [place for place in message.locations if is_public(place[0])]
        if message.id and places:
            catalogue.add(message.id, None, places, auto_comments=message.auto_comments, context=message.context)
    return catalogue


def stored() -> Catalog:
    """Return the catalogue as it is in assets/locale/."""
    with FILE.open("rb") as file:
        return read_po(file)


def said(language: str) -> Catalog:
    """Return what *language* says so far."""
    file = LOCALE / f"{language}.po"
    cldr = LANGUAGES[language].cldr
    if not file.is_file():
        return Catalog(locale=cldr, domain=DOMAIN, project="Treffpunkt", charset="utf-8", fuzzy=False)
    with file.open("rb") as source:
        return read_po(source, locale=cldr, domain=DOMAIN)


def write() -> None:
    """Store what was gathered; without dates, so that only sentences change the files."""
    LOCALE.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as file:
        write_po(file, gathered(), width=120, sort_output=True, omit_header=True, include_lineno=False)
    template = public()
    for language in OTHERS:
        catalogue = said(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        with (LOCALE / f"{language}.po").open("wb") as file:
            file.write(_HEADER.format(language=LANGUAGES[language].cldr, plurals=catalogue.plural_forms).encode())
            write_po(file, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)


# Babel's own header holds dates and versions, which would change the file each time.
_HEADER = """msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plurals}\\n"

"""


if __name__ == "__main__":
    write()
