"""`/desk/account`: one's own log-ins, second step and passphrase."""

from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends
from nicegui import ui

from booking import desksessions, secondstep
from booking.desksessions import LoggedIn
from booking.facts import HouseFacts
from booking.i18n import _
from booking.secondstep import Standing
from kiosk.desk import wording
from kiosk.desk.devices import device_words
from kiosk.desk.frame import Part, Press, StatusLine, Words, frame
from kiosk.desk.newpassphrase import NewPassphrase
from kiosk.desk.ownstep import OwnStep
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session

PATH = "/desk/account"


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Mein Zugang – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            await Account(office, visit, status).open()


class Account:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div").classes("account"):
            Words("h1", _("Mein Zugang"))
            self.logins = Part()
            self.step = OwnStep(self.window, self.redraw)
            NewPassphrase(self.window, self.redraw)

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read where one is logged in and show what changed."""
        token = self.window.visit.token

        def read(session: Session, house: HouseFacts, at: datetime) -> tuple[list[LoggedIn], Standing, HouseFacts]:
            found = desksessions.logged_in(session, token, now=at)
            return found, secondstep.standing(session, token, now=at), house

        found, standing, house = await self.window.look(read)
        zone = house.zone
        self.step.show(standing, house.name)
        self.logins.show((tuple(found), zone.key), lambda: self._build(found, zone))

    def _build(self, found: list[LoggedIn], zone: ZoneInfo) -> None:
        Words("h2", _("Wo Sie angemeldet sind"))
        Words(
            "p",
            _(
                "Eine Anmeldung endet nach zwei Stunden ohne Nutzung, spätestens nach acht Stunden. "
                "Kennen Sie ein Gerät nicht, beenden Sie die Anmeldung."
            ),
        ).classes("explain")
        with ui.element("ul").classes("damages"):
            for one in found:
                with ui.element("li"):
                    self._one(one, zone)
        if len(found) > 2:
            Press(_("Alle anderen Anmeldungen beenden"), self.window.safely(self.end_others))

    def _one(self, one: LoggedIn, zone: ZoneInfo) -> None:
        device, since = device_words(one.device), wording.moment(one.since, zone)
        Words("strong", device)
        if one.here:
            Words("span", _("dieses Gerät, angemeldet seit {since}", since=since))
            return
        last = wording.moment(one.last, zone)
        Words("span", _("angemeldet seit {since}, zuletzt genutzt {last}", since=since, last=last))
        label = _("Beenden: {device}, angemeldet seit {since}", device=device, since=since)
        Press(_("Beenden"), self.window.safely(partial(self.end, one)), label=label)

    async def end(self, one: LoggedIn) -> None:
        """End the log-in of one other browser."""
        token = self.window.visit.token
        ended = await self.window.do(
            lambda session, _house, who, at: desksessions.end_one(session, token, one.id, who=who, now=at)
        )
        await self._ended(ended, _("Beendet: {device}.", device=device_words(one.device)))

    async def end_others(self) -> None:
        """End the log-ins of all other browsers."""
        token = self.window.visit.token
        ended = await self.window.do(
            lambda session, _house, who, at: desksessions.end_others(session, token, who=who, now=at)
        )
        await self._ended(ended, _("Alle anderen Anmeldungen sind beendet."))

    async def _ended(self, ended: list[str], said: str) -> None:
        self.window.office.visits.ended(ended)
        self.window.tell(said, [])
        await self.redraw()
