"""A booking that was dragged to another day: the form for moving it opens, with that day filled in; nothing is done."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from nicegui import ui

from booking import moves
from booking.i18n import _
from booking.refusals import Refused
from kiosk.desk import dialogs, elsewhere, rows
from kiosk.desk.shown import read
from kiosk.desk.visits import Ended
from kiosk.desk.window import Window
from kiosk.words import sentences


async def ask_where(window: Window, parent: ui.element, dropped: object, redraw: Callable[[], Awaitable[None]]) -> None:
    """Open the form for moving the booking that was *dropped* on a day, and move it when it is sent.

    A browser may send anything: what is no booking of somebody ahead, or no day, opens nothing.
    """
    uid, day = _read(dropped)
    if day is None:
        return
    shown = await window.look(lambda *house: read(*house, uid=uid))
    if not shown.ahead:
        return
    fields = [
        replace(field, value=day.isoformat()) if field.name == "day" else field
        for field in elsewhere.move_fields(shown.row, shown.rooms, shown.step_min)
    ]

    async def attempt(filled: Mapping[str, str]) -> list[str]:
        problems, said = await _move(window, uid, filled)
        if not problems:
            window.tell(said, [])
            await redraw()
        return problems

    dialogs.fill_in(
        parent,
        title=_("Verlegen: {title}", title=shown.row.title),
        lines=(_("Bisher: {when}", when=rows.when(shown.row)), rows.who(shown.row)),
        fields=fields,
        confirm=_("Verlegen"),
        attempt=attempt,
    )


async def _move(window: Window, uid: str, filled: Mapping[str, str]) -> tuple[list[str], str]:
    """Move the booking *uid*; return why not, with times that are free, or what was done."""
    try:
        to = elsewhere.target_from(filled, window.zone)
        about: dict[str, Any] = {"start": to.start, "end": to.end, "room": to.room, "extras": to.extras}
        await window.do(
            lambda session, house, who, at: moves.move_booking(session, house, uid, **about, who=who, now=at),
            area="bookings",
        )
    except Refused as refused:
        free = [elsewhere.when_words(one.span.start, one.span.end, window.zone) for one in refused.alternatives]
        ways = [_("Frei wäre: {times}.", times="; ".join(free))] if free else []
        return [*sentences(refused.reasons, window.zone), *ways], ""
    except Ended:
        return [_("Ihre Anmeldung ist zu Ende. Bitte melden Sie sich neu an.")], ""
    return [], _("Verlegt: {when}.", when=elsewhere.when_words(to.start, to.end, window.zone))


def _read(dropped: object) -> tuple[str, date | None]:
    if not (isinstance(dropped, dict) and isinstance(dropped.get("uid"), str)):
        return "", None
    try:
        return dropped["uid"], date.fromisoformat(str(dropped.get("day")))
    except ValueError:
        return "", None
