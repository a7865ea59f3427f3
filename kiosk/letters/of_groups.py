"""Letters to a group about what is no booking yet, and about its way in."""

from collections.abc import Mapping
from typing import Any

from booking.correspondence import Told
from booking.fixedtimes import Choice
from booking.i18n import N_, _
from booking.outcomes import Outcome
from kiosk.letters.words import Button, Sentences, Text, opened, rows_of, subject_of
from kiosk.roundwords import choice_words, reason_words

TEXTS: Sentences = {
    "group-sign-in": (
        N_("Ihr Zugang zur Seite Ihrer Gruppe"),
        N_("Der Knopf öffnet die Seite Ihrer Gruppe. Er gilt 15 Minuten und nur einmal."),
    ),
    "round-told": (N_("Ihre festen Zeiten"), N_("Die Belegungsrunde ist entschieden.")),
    "wait-lapsed": (N_("Die Zeit ist nicht frei geworden"), N_("Sie stehen nicht mehr auf der Warteliste.")),
    "wait-waiting": (
        N_("Sie stehen auf der Warteliste"),
        N_("Wird die Zeit frei, halten wir sie Ihnen frei und schreiben Ihnen."),
    ),
    "wait-withdrawn": (N_("Sie stehen nicht mehr auf der Warteliste"), ""),
}


def text(told: Told, base_url: str) -> Text:
    """Return the text of one of these letters."""
    heading, first = opened(told, TEXTS)
    if told.kind == "group-sign-in":
        return _sign_in(told, base_url, heading, first)
    if told.kind == "round-told":
        name = str(told.facts.get("name", ""))
        lines = tuple(line for result in told.facts.get("results") or () for line in _result(told, result))
        return Text(heading=heading, subject=(name,), sentences=(first,), dates=lines)
    return Text(
        heading=heading, subject=subject_of(told), sentences=(first,) if first else (), rows=tuple(rows_of(told))
    )


def _sign_in(told: Told, base_url: str, heading: str, first: str) -> Text:
    return Text(
        heading=heading,
        sentences=(first,),
        closing=(_("Haben Sie das nicht gewünscht? Dann müssen Sie nichts tun."),),
        button=Button(name=_("Seite der Gruppe öffnen"), address=f"{base_url}{told.facts['path']}"),
    )


def _result(told: Told, result: Mapping[str, Any]) -> list[str]:
    """Return what came of one wish of a half-year round, and why not of a better one."""
    outcome = Outcome.from_facts(result["outcome"])
    choices = tuple(Choice.from_facts(choice) for choice in result["choices"])
    minutes, title = result["minutes"], result["title"]
    # The groups in it are told by their names already, as far as this one may know them.
    names = {one.group: one.group for one in outcome.passed if one.group}
    got = choice_words(outcome.choice, minutes, told.house) if outcome.choice else _("leider keine Zeit")
    return [
        _("{title}: {what}", title=title, what=got),
        *reason_words(outcome, choices, minutes, names, told.house),
    ]
