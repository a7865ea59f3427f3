"""The lists of half-year rounds: plain words go to the browser, what somebody pressed comes back."""

from booking.i18n import _
from kiosk.desk.lists import PlainList
from kiosk.desk.rows import Plain


class RoundTable(PlainList, component="desk_rounds.js", dependencies=["desk_lists.js"]):
    """Every round, the latest first."""

    def __init__(self) -> None:
        super().__init__(
            {
                "explain": _(
                    "In einer Belegungsrunde werden die festen Zeiten eines Halbjahrs gemeinsam vergeben. "
                    "Was schon im Buch steht, bleibt."
                ),
                "nothing": _("Noch keine Belegungsrunde."),
                "columns": [_("Name"), _("Zeitraum"), _("Anmeldeschluss"), _("Wünsche"), _("Stand")],
            }
        )
        self.show(heading=_("Belegungsrunden"), rows=[])


class RoundBoard(PlainList, component="desk_round.js", dependencies=["desk_lists.js"]):
    """One round: its week as proposed, and every wish with what came of it."""

    def __init__(self, rule: list[str]) -> None:
        super().__init__(
            {
                "how": _("So wird verteilt"),
                "rule": rule,
                "week": _("Die Woche nach diesem Vorschlag"),
                "nothing": _("Nichts vergeben."),
                "wishes": _("Wünsche"),
                "none": _("Noch hat sich keine Gruppe angemeldet."),
                "fixed": _("Vom Büro festgelegt"),
                "why": _("Warum nicht anders"),
                "near": _("Noch frei in der Nähe"),
                "wished": _("Gewünscht, das Liebste zuerst"),
                "adjust": _("Ändern …"),
                "withdraw": _("Streichen …"),
            }
        )
        empty: list[Plain] = []
        self.show(heading="", summary=[], acts=empty, days=empty, rows=empty)
