"""What all visits of this house share."""

from dataclasses import dataclass

from kiosk.pages.board import Boards
from kiosk.pages.device import Devices
from kiosk.pages.scene import IdleTimes
from models.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """The database, the picture of the house, and how long a screen waits."""

    db: Database
    boards: Boards
    devices: Devices
    secret: str  # seals PINs
    idle: IdleTimes
    terminal: str = "kiosk"  # which kiosk holds a time: "kiosk:3" on a machine that the desk has paired
