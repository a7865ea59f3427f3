"""What each kind of letter says, in the language that is spoken."""

from booking.correspondence import Told
from booking.i18n import _
from booking.settings import Settings
from kiosk.letters import of_bookings, of_desk, of_groups, of_offices, of_seats, of_series
from kiosk.letters.words import Text

_OF = (
    ("booking-", of_bookings.text),
    ("series-", of_series.text),
    ("seat-", of_seats.text),
    ("", of_groups.text),
)
_TEXTS = {
    **of_bookings.TEXTS,
    **of_desk.TEXTS,
    **of_offices.TEXTS,
    **of_series.TEXTS,
    **of_seats.TEXTS,
    **of_groups.TEXTS,
}


def text_of(told: Told, settings: Settings) -> Text:
    """Return the text of one letter. Raises KeyError for a kind that nobody writes."""
    if told.kind.startswith("desk-"):
        return of_desk.text(told, settings)
    if told.kind.startswith("office-"):
        return of_offices.text(told, settings)
    tell = next(tell for start, tell in _OF if told.kind.startswith(start))
    return tell(told, settings.public_url)


def kinds() -> list[str]:
    """Return every kind of letter that has a text."""
    return sorted(_TEXTS)


def heading(kind: str) -> str:
    """Return what the letters of one kind are about; empty for a kind that nobody writes."""
    return _(_TEXTS[kind][0]) if kind in _TEXTS else ""


def signed(told: Told, *, mailbox: bool) -> list[str]:
    """Return the lines under a letter: who writes, whom to call, whether somebody reads an answer."""
    house = told.house
    street = str(house.about.get("street") or "")
    town = f"{house.about.get('postcode') or ''} {house.city}".strip()
    lines = [house.name, ", ".join(filter(None, [street, town]))]
    if told.phone is not None:
        lines.append(_("Fragen? Rufen Sie an: {phone} ({who})", phone=told.phone.phone, who=told.phone.title))
    answers = _("Ihre Antwort liest das Büro.") if mailbox else _("Bitte antworten Sie nicht auf diese Nachricht.")
    lines.append(_("Diese Nachricht schreibt das Haus von selbst.") + " " + answers)
    return [line for line in lines if line]
