"""A letter before it is drawn, and the words that all of them share."""

from collections.abc import Mapping
from dataclasses import dataclass

from booking.correspondence import Told, When
from booking.i18n import N_, _, ngettext
from kiosk.calendar_words import clock_time, from_to, long_day, short_day

Sentences = Mapping[str, tuple[str, str]]  # kind -> heading and first sentence, to be said through `_`

# Why the desk says no (booking.decisions.REASONS).
REASONS = {
    "private": N_("Private Feiern sind im Haus nicht möglich."),
    "commercial": N_("Verkauf und Werbung sind im Haus nicht möglich."),
    "no_room": N_("Zu dieser Zeit ist kein Platz."),
    "not_fitting": N_("Das passt leider nicht zum Haus."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A link; whatever it leads to acts only when somebody presses something there."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One of several things of the same kind, with a link of its own."""

    heading: str
    rows: tuple[tuple[str, str], ...]
    button: Button


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a letter says, in order. What is empty is left out."""

    heading: str
    subject: tuple[str, ...] = ()  # after the heading
    sentences: tuple[str, ...] = ()
    quote: str = ""  # in the words of the desk
    rows: tuple[tuple[str, str], ...] = ()
    dates: tuple[str, ...] = ()
    more: str = ""  # about dates that are not named
    closing: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    button: Button | None = None
    because: str = ""  # why the receiver gets it


def opened(told: Told, sentences: Sentences) -> tuple[str, str]:
    """Return the heading and the first sentence of a letter."""
    heading, sentence = sentences[told.kind]
    return _(heading), _(sentence) if sentence else ""


def when_words(when: When) -> str:
    """Return `Dienstag, 1. Dezember, 14:00 – 16:00 Uhr`."""
    return _("{day}, {times}", day=long_day(when.starts.date()), times=from_to(when.starts, when.ends))


def moment_words(told: Told) -> str:
    """Return until when an answer is due: `Dienstag, 1. Dezember, 14:00 Uhr`."""
    if told.until is None:
        return ""
    return _("{day}, {time} Uhr", day=long_day(told.until.date()), time=clock_time(told.until))


def place_words(when: When) -> str:
    """Return a time with its room."""
    return _("{when}, {room}", when=when_words(when), room=when.room) if when.room else when_words(when)


def rows_of(told: Told) -> list[tuple[str, str]]:
    """Return what, when and where."""
    rows = [(_("Termin"), told.title)]
    if not told.kind.startswith("seat-"):
        rows.append((_("Gruppe"), told.group))  # whoever answers for several must know which
    if told.when is not None:
        rows += [(_("Wann"), when_words(told.when)), (_("Wo"), told.when.room)]
    if told.was is not None and told.was != told.when:
        rows.append((_("Bisher"), place_words(told.was)))
    return [(name, value) for name, value in rows if value]


def subject_of(told: Told) -> tuple[str, ...]:
    """Return what stands in the subject after the heading: the title and the day."""
    if told.when is None:
        return (told.title,)
    when = _("{day}, {time}", day=short_day(told.when.starts.date()), time=clock_time(told.when.starts))
    return told.title, when


def dates_of(told: Told) -> tuple[str, ...]:
    """Return each date that a letter names."""
    return tuple(place_words(when) for when in told.dates)


def more_words(told: Told) -> str:
    """Return how many dates it does not name."""
    return ngettext("und {number} weiterer Termin", "und {number} weitere Termine", told.more) if told.more else ""


def declined_because(told: Told) -> tuple[list[str], str]:
    """Return why the desk said no: sentences of the house, and its own words."""
    word = str(told.facts.get("reason"))
    sentences = [_(REASONS[word])] if word in REASONS else []
    if told.facts.get("lost"):
        sentences.append(_("Auch zum alten Termin ist der Raum nicht mehr frei."))
    return sentences, str(told.facts.get("text") or "")
