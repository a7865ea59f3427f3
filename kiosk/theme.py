"""The look: templates beside the code that fills them, and the addresses of styles and scripts."""

import hashlib
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup

from booking import i18n
from kiosk import calendar_words

ASSETS = Path(__file__).resolve().parent.parent / "assets"
_TURNED = {"back": "forward", "forward": "back"}


@cache
def templates() -> jinja2.Environment:
    """Return the one environment: text nodes are escaped, a missing value is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        _=i18n._,
        ngettext=i18n.ngettext,
        asset=asset,
        inline=inline,
        pictogram=pictogram,
        **calendar_words.FOR_TEMPLATES,
    )
    return environment


def render(template: str, /, **values: object) -> str:
    """Return the page or piece *template* (a path below kiosk/) filled with plain *values*."""
    return templates().get_template(template).render(**values)


@cache
def asset(path: str) -> str:
    """Return the address of a file in assets/, with its content's hash, so that it may be kept for ever."""
    digest = hashlib.blake2b((ASSETS / path).read_bytes(), digest_size=6).hexdigest()
    return f"/assets/{path}?v={digest}"


@cache
def inline(path: str) -> Markup:
    """Return a file of assets/ to stand inside a page. Only for files of ours."""
    return Markup((ASSETS / path).read_text(encoding="utf-8"))  # noqa: S704 - our own file, no one's input


def pictogram(name: str) -> Markup:
    """Return the drawing assets/pictograms/NAME.svg; it is decoration, the word beside it speaks.

    Forward is where the spoken language goes: to the left in Arabic.
    """
    return _drawing(_TURNED.get(name, name) if i18n.spoken().direction == "rtl" else name)


@cache
def _drawing(name: str) -> Markup:
    drawing = (ASSETS / "pictograms" / f"{name}.svg").read_text(encoding="utf-8")
    return Markup(drawing.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - as above
