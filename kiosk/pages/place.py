"""What all visits of this house share."""

from dataclasses import dataclass, field

from booking.signups import CODE_TRIES, CODE_WINDOW
from kiosk.guard import Limiter
from kiosk.pages.board import Boards
from kiosk.pages.device import Devices
from kiosk.pages.scene import IdleTimes
from kiosk.slips import Printing
from models.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The database, the picture of the house, and how long a screen waits."""

    db: Database
    boards: Boards
    devices: Devices
    secret: str  # seals PINs
    idle: IdleTimes
    address: str = ""  # of the house in the web
    printing: Printing = field(default_factory=lambda: Printing(None))  # of slips
    screen_id: int | None = None  # of the machine; none: the desk has not paired it
    wrong_words: Limiter = field(default_factory=lambda: Limiter(CODE_TRIES, CODE_WINDOW))  # code words, by terminal
    terminal: str = "kiosk"  # which kiosk holds a time: "kiosk:3" on a machine that the desk has paired
