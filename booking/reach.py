"""Whether everybody reaches the controls of a kiosk: where its panel hangs, in millimetres above the floor."""

from dataclasses import dataclass
from enum import StrEnum
from math import hypot

HIGHEST, LOWEST = 1220, 380  # EN 301 549 §8.3.2: no control lies above or below
RECOMMENDED = 1100  # and none should lie above this (UX §6.1)
SMALLEST_TARGET = 16.0  # older people hit it best from this size on (UX §6.2)

_INCH = 25.4
_SIDE, _LONG = 1080, 1920  # the picture is drawn for this size and scaled as a whole
_TARGET = 66  # pixels of that size: the smallest control


class Fault(StrEnum):
    """What is wrong with how a screen hangs."""

    TOO_HIGH = "too_high"  # a control lies above what anybody in a wheelchair reaches
    RATHER_HIGH = "rather_high"  # a control lies above what is recommended
    TOO_LOW = "too_low"
    SMALL = "small"  # the smallest control is smaller than a finger that trembles needs


@dataclass(frozen=True, kw_only=True, slots=True)
class Mounting:
    """How a screen hangs and what its page measures; *width* and *height* in CSS pixels, upright if higher than wide.

    *scale* is how much of its size the picture takes where it was made smaller; it then lies at the lower edge.
    """

    diagonal_inch: float
    lower_edge_mm: int
    width: int
    height: int
    scale: float = 1.0

    @property
    def mm_per_pixel(self) -> float:
        """How large a CSS pixel is."""
        return self.diagonal_inch * _INCH / hypot(self.width, self.height)

    @property
    def side(self) -> float:
        """The side of the square panel, in CSS pixels; as assets/css/kiosk.css draws it."""
        shorter, longer = sorted((self.width, self.height))
        return min(shorter, longer * _SIDE / _LONG) * self.scale

    @property
    def lowest_mm(self) -> float:
        """How high the lower edge of the panel lies."""
        return self.lower_edge_mm + self._below * self.mm_per_pixel

    @property
    def highest_mm(self) -> float:
        """How high the upper edge of the panel lies."""
        return self.lowest_mm + self.side * self.mm_per_pixel

    @property
    def target_mm(self) -> float:
        """How large the smallest control is."""
        return _TARGET / _SIDE * self.side * self.mm_per_pixel

    @property
    def _below(self) -> float:
        """What is left free under the panel, in CSS pixels."""
        if self.scale < 1:
            return 0.0
        if self.width >= self.height:
            return (self.height - self.side) / 2
        return self.height - self.side * _LONG / _SIDE


def faults(mounting: Mounting) -> tuple[Fault, ...]:
    """Return everything that is wrong with *mounting*; nothing if everybody reaches and hits every control."""
    # Whole millimetres: nobody measures a wall more finely.
    highest, lowest = round(mounting.highest_mm), round(mounting.lowest_mm)
    found = {
        Fault.TOO_HIGH: highest > HIGHEST,
        Fault.RATHER_HIGH: RECOMMENDED < highest <= HIGHEST,
        Fault.TOO_LOW: lowest < LOWEST,
        Fault.SMALL: round(mounting.target_mm) < SMALLEST_TARGET,
    }
    return tuple(fault for fault, is_so in found.items() if is_so)


def lowering(mounting: Mounting) -> float | None:
    """Return the scale at which every control of a screen that hangs too high can be reached.

    None if it hangs well already, or if the controls would become too small: then the screen itself must move.
    """
    plain = Mounting(
        diagonal_inch=mounting.diagonal_inch,
        lower_edge_mm=mounting.lower_edge_mm,
        width=mounting.width,
        height=mounting.height,
    )
    if round(plain.highest_mm) <= RECOMMENDED:
        return None
    scale = (RECOMMENDED - plain.lower_edge_mm) / (plain.side * plain.mm_per_pixel)
    return scale if scale < 1 and plain.target_mm * scale >= SMALLEST_TARGET else None
