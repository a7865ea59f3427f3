"""A filled form as it is read: what cannot be read is told with the words that stand beside the field."""

from collections.abc import Callable
from datetime import date, time
from typing import TypeVar

from booking import refusals
from booking.i18n import _
from booking.refusals import Refusal, Refused
from kiosk.desk.forms import Filled

Value = TypeVar("Value")


class Reading:
    """Reads one filled form field by field, and keeps what is wrong with it."""

    def __init__(self, filled: Filled) -> None:
        self.filled = filled
        self.wrong: list[Refusal] = []

    @property
    def refused(self) -> Refused:
        """Everything that is wrong with the form."""
        return Refused(*self.wrong)

    def day(self, name: str, label: str, *, perhaps: bool = False) -> date | None:
        """Return a day; none, if it cannot be read or, where it may be, was left empty."""
        return self._read(name, date.fromisoformat, label, _("ein Datum"), perhaps)

    def clock(self, name: str, label: str, *, perhaps: bool = False) -> time | None:
        """Return a time of the day."""
        return self._read(name, time.fromisoformat, label, _("eine Uhrzeit wie 14:30"), perhaps)

    def number(self, name: str, label: str, *, perhaps: bool = False) -> int | None:
        """Return a whole number."""
        return self._read(name, int, label, _("eine Zahl"), perhaps)

    def measure(self, name: str, label: str) -> float | None:
        """Return a number that may have a part behind the comma: `21,5`."""
        return self._read(name, lambda text: float(text.replace(",", ".")), label, _("eine Zahl"), False)

    def room(self, name: str = "room") -> tuple[str, tuple[str, ...]]:
        """Return the slugs of a room and of its extras, as in `quartierraum+kueche`."""
        room, _plus, extras = self.filled.get(name, "").partition("+")
        return room, tuple(extras.split("+")) if extras else ()

    def text(self, name: str) -> str:
        """Return what was written, or nothing."""
        return self.filled.get(name, "")

    def says(self, name: str) -> bool:
        """Whether a box is ticked."""
        return name in self.filled

    def is_wrong(self, label: str, expected: str) -> None:
        """Note that what stands beside *label* is not what was *expected*."""
        self.wrong.append(refusals.Malformed(label, expected))

    def _read(self, name: str, read: Callable[[str], Value], label: str, expected: str, perhaps: bool) -> Value | None:
        text = self.text(name)
        if perhaps and not text:
            return None
        try:
            return read(text)
        except ValueError:
            self.is_wrong(label, expected)
            return None
