"""Every sentence of the screens, gathered from code and templates.

`python -m tests.support.catalogue` writes them down.
"""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from booking.i18n import DOMAIN, LOCALE

ROOT = Path(__file__).parents[2]
FILE = LOCALE / f"{DOMAIN}.pot"
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]


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


def stored() -> Catalog:
    """Return the catalogue as it is in assets/locale/."""
    with FILE.open("rb") as file:
        return read_po(file)


def write() -> None:
    """Store what was gathered; without dates, so that only sentences change the file."""
    catalogue = gathered()
    LOCALE.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, omit_header=True, include_lineno=False)


if __name__ == "__main__":
    write()
