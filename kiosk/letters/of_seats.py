"""Letters to whoever has a seat, waits for one, or had one, and left an address."""

from booking.correspondence import Told
from booking.i18n import N_, _
from kiosk.letters.words import Button, Sentences, Text, dates_of, moment_words, opened, rows_of, subject_of
from kiosk.phone import addresses

_GIVE_BACK = N_("Können Sie nicht kommen? Geben Sie den Platz bitte zurück, dann kann jemand anderes kommen.")
TEXTS: Sentences = {
    "seat-cancelled": (N_("Das Treffen fällt aus"), N_("Das tut uns leid. Sie müssen nichts tun.")),
    "seat-given-back": (N_("Ihr Platz ist zurückgegeben"), N_("Jetzt kann jemand anderes kommen.")),
    "seat-moved": (N_("Das Treffen ist verlegt"), N_("Ihr Platz bleibt Ihnen.")),
    "seat-offered": (N_("Ein Platz ist für Sie frei"), N_("Sie haben darauf gewartet. Möchten Sie ihn haben?")),
    "seat-reminder": (N_("Erinnerung an das Treffen"), _GIVE_BACK),
    "seat-taken": (N_("Sie haben einen Platz"), _GIVE_BACK),
    "seat-waiting": (N_("Sie stehen auf der Warteliste"), N_("Wird ein Platz frei, schreiben wir Ihnen.")),
}
# Why a seat is not the receiver's any more (models.meetings.Ended).
_ENDED = {
    "declined": (N_("Sie haben den Platz nicht angenommen"), N_("Jetzt kann jemand anderes kommen.")),
    "lapsed": (
        N_("Das Angebot gilt nicht mehr"),
        N_("Sie haben nicht rechtzeitig geantwortet. Sie stehen nicht mehr auf der Warteliste."),
    ),
}


def text(told: Told, base_url: str) -> Text:
    """Return the text of a letter about a seat."""
    heading, first = _opened(told)
    rows = rows_of(told)
    if persons := told.facts.get("persons"):
        rows.append((_("Personen"), str(persons)))
    if told.kind not in ("seat-given-back", "seat-cancelled") and told.facts.get("code_word"):
        rows.append((_("Merkwort"), str(told.facts["code_word"])))
    closing: tuple[str, ...] = ()
    if _is_offered(told) and told.until is not None:
        closing = (_("Bitte antworten Sie bis {until}. Danach bekommt ihn jemand anderes.", until=moment_words(told)),)
    return Text(
        heading=heading,
        subject=subject_of(told),
        sentences=(first,),
        quote=told.note,
        rows=tuple(rows),
        dates=dates_of(told),
        closing=closing,
        button=_button(told, base_url),
        because=_(
            "Sie bekommen diese Nachricht, weil Sie diese Adresse bei Ihrem Platz angegeben haben. "
            "Eine Woche nach dem Treffen wird sie gelöscht."
        ),
    )


def _opened(told: Told) -> tuple[str, str]:
    if told.kind == "seat-given-back" and told.facts.get("why") in _ENDED:
        heading, first = _ENDED[told.facts["why"]]
        return _(heading), _(first)
    heading, first = opened(told, TEXTS)
    if told.kind == "seat-moved":
        was = told.facts.get("was") or {}
        heading = heading if was.get("on", True) else _("Das Treffen findet doch statt")
        if told.facts.get("waits"):
            first = _("Sie stehen weiter auf der Warteliste.")
        elif told.until is not None:
            first = _("Der Platz ist weiter für Sie frei. Möchten Sie ihn haben?")
    return heading, first


def _is_offered(told: Told) -> bool:
    """Whether an answer is due: a place is offered, or still is after the meeting moved."""
    return told.kind == "seat-offered" or (told.kind == "seat-moved" and told.until is not None)


def _button(told: Told, base_url: str) -> Button | None:
    if told.kind in ("seat-given-back", "seat-cancelled"):
        page = addresses.meeting(told.code) if told.code else ""
        return Button(name=_("Zur Seite des Treffens"), address=f"{base_url}{page}") if page else None
    if not told.facts.get("token"):
        return None
    name = _("Annehmen oder ablehnen") if _is_offered(told) else _("Meinen Platz ansehen")
    return Button(name=name, address=f"{base_url}{addresses.seat(str(told.facts['token']))}")
