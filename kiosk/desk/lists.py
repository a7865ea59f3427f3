"""The lists of the desk: plain words go to the browser, what somebody pressed comes back."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from nicegui import ui
from nicegui.events import GenericEventArguments

from booking.i18n import _, ngettext
from kiosk import theme
from kiosk.desk.rows import Plain

Pressed = Callable[[str], Awaitable[None]]


class PlainList(ui.element):
    """A list drawn in the browser from plain values; *values* are sent only when they change."""

    pictograms: ClassVar[tuple[str, ...]] = ()

    def __init__(self, words: dict[str, Any]) -> None:
        super().__init__()
        self._shown: dict[str, Any] = {}
        self._props["words"] = words
        self._props["icons"] = {name: str(theme.pictogram(name)) for name in self.pictograms}

    def show(self, **values: Any) -> None:
        """Show *values*; nothing is sent if they are shown already."""
        if values == self._shown:
            return
        self._shown = values
        with self.props.suspend_updates():
            self._props.update(values)
        self.update()

    def on_press(self, what: str, act: Pressed) -> None:
        """Call *act* with the id of the row whose control *what* was pressed."""

        async def pressed(event: GenericEventArguments) -> None:
            if isinstance(event.args, str):  # a browser may send anything
                await act(event.args)

        self.on(what, pressed)


def on_drop(table: PlainList, act: Callable[[object], Awaitable[None]]) -> None:
    """Call *act* with what was dragged to which day in *table*; a browser may send anything."""

    async def dropped(event: GenericEventArguments) -> None:
        await act(event.args)

    table.on("move", dropped)


def _on_turn(table: PlainList, turn: Callable[[int], Awaitable[None]]) -> None:
    async def turned(event: GenericEventArguments) -> None:
        if event.args in (-1, 0, 1):
            await turn(int(event.args))

    table.on("turn", turned)


class RequestList(PlainList, component="desk_requests.js", dependencies=["desk_lists.js"]):
    """The wishes that wait, each with what speaks against it."""

    pictograms = ("check", "warning")

    def __init__(self, *, may_act: bool = True) -> None:
        super().__init__(
            {
                "nothing": _("Keine Anfrage wartet."),
                "fine": _("Der Raum ist frei. Nichts spricht dagegen."),
                "problems": _("Das spricht dagegen:"),
                "approve": _("Zusagen"),
                "decline": _("Absagen …"),
                "see": _("Ansehen"),
                "clash": _("Diesen Termin ansehen"),
            }
        )
        self._props["acts"] = may_act
        self.show_rows([])

    def show_rows(self, rows: list[Plain]) -> None:
        """Show these cards."""
        heading = ngettext("{number} Anfrage wartet", "{number} Anfragen warten", len(rows)) if rows else _("Anfragen")
        self.show(heading=heading, rows=rows)


class WeekTable(PlainList, component="desk_week.js", dependencies=["desk_drag.js", "desk_lists.js"]):
    """Who has which room in a week."""

    pictograms = ("back", "forward", "check", "cross", "hourglass")

    def __init__(self) -> None:
        super().__init__(
            {
                "turn": _("Woche wählen"),
                "previous": _("Vorige Woche"),
                "today": _("Diese Woche"),
                "next": _("Nächste Woche"),
                "days": _("Zum Tag springen"),
                "now": _("heute"),
                "columns": [_("Zeit"), _("Termin"), _("Raum"), _("Stand"), _("Plätze"), _("Was tun?")],
                "nothing": _("Kein Termin."),
                "block": _("belegt"),
                "hidden": _("Titel verborgen"),
                "decide": _("Zur Anfrage"),
                "series": _("Reihe"),
                "hide": _("Titel verbergen"),
                "show": _("Titel zeigen"),
                "cancel": _("Absagen …"),
                "end": _("Jetzt beenden …"),
            }
        )
        self.show_week("", [])

    def show_week(self, heading: str, days: list[Plain]) -> None:
        """Show these seven days."""
        self.show(heading=heading, days=days)

    def on_turn(self, turn: Callable[[int], Awaitable[None]]) -> None:
        """Call *turn* with -1 or 1 for the week before or after, 0 for this week."""
        _on_turn(self, turn)


class MonthTable(PlainList, component="desk_month.js", dependencies=["desk_drag.js", "desk_lists.js"]):
    """Who has which room in a month."""

    pictograms = ("back", "forward")

    def __init__(self) -> None:
        super().__init__(
            {
                "turn": _("Monat wählen"),
                "previous": _("Voriger Monat"),
                "today": _("Dieser Monat"),
                "next": _("Nächster Monat"),
                "week": _("Woche"),
            }
        )
        self.show(heading="", weeks=[])

    def on_turn(self, turn: Callable[[int], Awaitable[None]]) -> None:
        """Call *turn* with -1 or 1 for the month before or after, 0 for this month."""
        _on_turn(self, turn)


class GroupTable(PlainList, component="desk_groups.js", dependencies=["desk_lists.js"]):
    """The groups and what was given out to them."""

    def __init__(self) -> None:
        super().__init__(
            {
                "explain": _(
                    "Mit der Karte oder der PIN bucht eine Gruppe am Bildschirm im Haus. "
                    "Eine neue Karte macht die alte sofort ungültig. "
                    "Den Schlüssel braucht nur, wer mit einem eigenen Programm bucht."
                ),
                "nothing": _("Noch keine Gruppe."),
                "columns": [_("Gruppe"), _("Im Haus"), _("PIN"), _("Karte"), _("Schlüssel"), _("Was tun?")],
                "phone": _("Handy"),
                "pin": _("Neue PIN …"),
                "card": _("Neue Karte"),
                "take": _("Karte sperren"),
                "key": _("Neuer Schlüssel …"),
            }
        )
        self.show(heading=_("Gruppen"), rows=[])


class WaitTable(PlainList, component="desk_waits.js", dependencies=["desk_lists.js"]):
    """Which groups wait for a time, the soonest time first."""

    def __init__(self) -> None:
        super().__init__(
            {
                "explain": _(
                    "Wird eine Zeit frei, wird sie der Gruppe auf Platz 1 angeboten. "
                    "Auf die Liste kommt eine Gruppe mit ihrem Programm oder hier über „Eintragen“."
                ),
                "nothing": _("Niemand wartet."),
                "columns": [_("Wann"), _("Raum"), _("Wer"), _("Stand"), _("Wie lange"), _("Was tun?")],
                "offer": _("Zum Angebot"),
                "withdraw": _("Streichen …"),
            }
        )
        self.show(heading=_("Warteliste"), rows=[])


def _decision_words() -> dict[str, str]:
    return {"open": _("Noch zu entscheiden:"), "keep": _("Findet statt"), "cancel": _("Absagen …")}


class ClosureTable(PlainList, component="desk_closures.js", dependencies=["desk_lists.js", "desk_decisions.js"]):
    """When rooms are closed, with what is still to be decided."""

    pictograms = ("warning",)

    def __init__(self) -> None:
        super().__init__(
            {
                "nothing": _("Kein Schließtag steht bevor."),
                "columns": [_("Wann"), _("Wo"), _("Satz für alle"), _("Was tun?")],
                "change": _("Ändern …"),
                "remove": _("Doch öffnen …"),
                "asked": _decision_words(),
            }
        )
        self.show_rows([])

    def show_rows(self, rows: list[Plain]) -> None:
        """Show these closures."""
        self.show(heading=_("Was bevorsteht"), rows=rows)


class HolidayTable(PlainList, component="desk_holidays.js", dependencies=["desk_lists.js", "desk_decisions.js"]):
    """The public holidays ahead, with what is still to be decided."""

    pictograms = ("warning",)

    def __init__(self) -> None:
        super().__init__(
            {
                "nothing": _("Kein Feiertag steht bevor."),
                "explain": _(
                    "Die gesetzlichen Feiertage kommen jedes Jahr von selbst dazu. "
                    "Schulferien schließen das Haus nicht."
                ),
                "columns": [_("Wann"), _("Feiertag"), _("Haus"), _("Was tun?")],
                "closed": _("geschlossen"),
                "opened": _("geöffnet"),
                "open_day": _("Öffnen …"),
                "close_day": _("Doch schließen"),
                "asked": _decision_words(),
            }
        )
        self.show_rows([])

    def show_rows(self, rows: list[Plain]) -> None:
        """Show these holidays."""
        self.show(heading=_("Feiertage"), rows=rows)
