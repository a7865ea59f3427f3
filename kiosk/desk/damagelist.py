"""What is broken, as a list of the desk: seen to with one press."""

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from booking import damages
from booking.damages import DamageFacts
from booking.i18n import _, ngettext
from booking.rights import Area
from kiosk.calendar_words import clock_time, short_day
from kiosk.damagewords import KINDS
from kiosk.desk.frame import Part, Press, Words
from kiosk.desk.window import Window


class DamageList(Part):
    """Everything that nobody has seen to yet; without anything it is not there."""

    def __init__(self, window: Window, redraw: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._window = window
        self._redraw = redraw

    def show_damages(self, found: list[DamageFacts]) -> None:
        """Show these."""
        self.show(found, lambda: self._build(found))

    def _build(self, found: list[DamageFacts]) -> None:
        Words("h2", _("Kaputt oder fehlt"))
        with ui.element("ul").classes("damages"):
            for damage in found:
                with ui.element("li"):
                    Words("strong", kind(damage))
                    Words("span", told(damage))
                    if not self._window.visit.may_act(Area.DAMAGES):
                        continue
                    label = _("Erledigt: {what}", what=f"{kind(damage)}, {where(damage)}")
                    Press(_("Erledigt"), partial(self._see_to, damage), label=label)

    async def _see_to(self, damage: DamageFacts) -> None:
        problems = await self._window.attempt(
            lambda session, _house, who, at: damages.see_to(session, damage.id, who=who, now=at), area=Area.DAMAGES
        )
        self._window.tell(_("Erledigt: {what}", what=f"{kind(damage)}, {where(damage)}."), problems)
        await self._redraw()


def kind(damage: DamageFacts) -> str:
    """Return what is broken."""
    return _(KINDS[damage.what][1])


def where(damage: DamageFacts) -> str:
    """Return where it is."""
    return damage.room_name or _("woanders im Haus")


def told(damage: DamageFacts) -> str:
    """Return where it is, since when, and how often it was told."""
    since = _("seit {day}, {time} Uhr", day=short_day(damage.first_at.date()), time=clock_time(damage.first_at))
    times = ngettext("{number} Mal gemeldet", "{number} Mal gemeldet", damage.times)
    return " · ".join([where(damage), since, *([times] if damage.times > 1 else [])])
