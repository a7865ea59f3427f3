"""The frame of the shop window: whose house it is, the day, the time, and who is there."""

from datetime import datetime
from typing import TYPE_CHECKING

from booking.i18n import _
from booking.offices import Staffed
from kiosk.calendar_words import clock_time
from kiosk.theme import render

if TYPE_CHECKING:
    from kiosk.pages.scene import Scene


def draw(scene: "Scene", template: str, **values: object) -> str:
    """Return the shop window made of *template* for one visit; it says nothing about who visits."""
    board = scene.board
    return render(
        f"pages/{template}",
        name=board.house.name,
        at=board.at,
        here=here_words(board.staffed, board.at),
        **values,
    )


def here_words(staffed: tuple[Staffed, ...], at: datetime) -> str:
    """Return who is there now and until when, or who comes today; empty if nobody does."""
    for one in staffed:
        if not one.function or one.starts.date() != at.date():
            continue
        if one.starts <= at < one.ends:
            return _("Jetzt da: {function}, bis {time} Uhr", function=one.function, time=clock_time(one.ends))
        if one.starts > at:
            return _(
                "Heute da: {function}, {start} – {end} Uhr",
                function=one.function,
                start=clock_time(one.starts),
                end=clock_time(one.ends),
            )
    return ""
