"""The kiosk's screens. `/kiosk` is a shop window to look at and a panel to touch."""

from fastapi import Request
from nicegui import Client, ui

from booking import clock
from booking.i18n import _
from booking.settings import Settings
from kiosk.pages import device
from kiosk.pages.board import Boards
from kiosk.pages.device import Devices
from kiosk.pages.place import Place
from kiosk.pages.scene import IdleTimes
from kiosk.pages.visit import Visit
from kiosk.phone import addresses
from kiosk.slips import Printing
from kiosk.theme import render
from models.database import Database

__all__ = ["IdleTimes", "register"]

# The server keeps a visit that long while the line is cut; its screen goes on where it stood.
_RECONNECT_SECONDS = 300.0


def register(
    db: Database,
    boards: Boards,
    devices: Devices,
    settings: Settings,
    *,
    printing: Printing | None = None,
    idle: IdleTimes | None = None,
) -> None:
    """Declare `/kiosk`. Tests shorten the *idle* times; nobody can do so from outside."""
    times = idle or IdleTimes()
    place = Place(
        db=db,
        boards=boards,
        devices=devices,
        secret=settings.secret,
        idle=times,
        printing=printing or Printing(None),
    )

    @ui.page("/kiosk", title=_("Treffpunkt"), language="de-DE", reconnect_timeout=_RECONNECT_SECONDS)
    async def kiosk(client: Client, request: Request) -> None:
        board = await place.boards.newest()  # without a house the visitor reads why: kiosk.troubles
        ui.add_head_html(render("pages/head.html", now=clock.now().isoformat(), zone=board.house.zone.key))
        ui.add_body_html(render("pages/frame.html", question=f"{times.question:g}"))
        client.title = board.house.name
        screen = await place.devices.of(request)
        visit = Visit(place, board, addresses.base(request, settings), screen)
        if screen is not None:
            device.add_head(screen)
            client.on_delete(place.devices.watch(screen, visit.told_of_device))
        client.on_delete(place.boards.subscribe(visit.show))
        client.on_disconnect(visit.left)
        client.on_delete(visit.gone)
        await visit.open()
