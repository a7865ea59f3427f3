"""A notice and a line of who helps as forms of the desk."""

from collections.abc import Mapping
from datetime import date, timedelta

from booking.i18n import _
from booking.noticeboard import LONGEST_TEXT, LONGEST_TITLE, HelpLine, Notice
from kiosk.desk.forms import Field, Filled
from kiosk.desk.reading import Reading

_PLAIN = "hand"  # the picture of a new line, a word of kiosk.components.help_words
_USUAL = timedelta(days=13)  # that a notice stands


def notice_fields(notice: Notice | None, functions: Mapping[str, str], today: date) -> list[Field]:
    """Return the fields of a new notice, or of the one that is changed."""
    first = notice.starts_on if notice else today
    last = notice.ends_on if notice else today + _USUAL
    return [
        _line("title", _("Überschrift"), notice.title if notice else "", LONGEST_TITLE),
        _line("text", _("Text"), notice.text if notice else "", LONGEST_TEXT),
        Field(name="first", label=_("Erster Tag"), kind="date", value=first.isoformat()),
        Field(name="last", label=_("Letzter Tag"), kind="date", value=last.isoformat()),
        Field(name="from", label=_("Von"), kind="select", options=functions, value=notice.contact if notice else ""),
    ]


def notice_from(filled: Filled, slug: str) -> Notice:
    """Return what a filled form says. Raises Refused(Malformed) with every day that cannot be read."""
    form = Reading(filled)
    first, last = form.day("first", _("Erster Tag")), form.day("last", _("Letzter Tag"))
    if first is None or last is None:
        raise form.refused
    return Notice(
        slug=slug,
        title=form.text("title"),
        text=form.text("text"),
        starts_on=first,
        ends_on=last,
        contact=form.text("from"),
    )


def line_fields(line: HelpLine | None, functions: Mapping[str, str]) -> list[Field]:
    """Return the fields of a new line, or of the one that is changed."""
    return [
        _line("title", _("Überschrift"), line.title if line else "", LONGEST_TITLE),
        Field(
            name="contact",
            label=_("Stelle"),
            kind="select",
            options={"": _("keine Stelle des Hauses, eine Nummer"), **functions},
            value=line.contact if line else "",
        ),
        Field(
            name="phone",
            label=_("Telefon"),
            kind="tel",
            value=line.phone if line else "",
            hint=_("Nur, wenn keine Stelle gewählt ist."),
            limits={"maxlength": "30"},
        ),
    ]


def line_from(filled: Filled, line: HelpLine | None) -> HelpLine:
    """Return what a filled form says; the picture of *line* stays."""
    form = Reading(filled)
    contact = form.text("contact")
    icon = line.icon if line else _PLAIN
    return HelpLine(icon=icon, title=form.text("title"), contact=contact, phone="" if contact else form.text("phone"))


def _line(name: str, label: str, value: str, most: int) -> Field:
    return Field(name=name, label=label, value=value, limits={"maxlength": str(most)}, wide=True)
