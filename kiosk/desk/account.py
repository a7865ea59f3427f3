"""`/desk/account`: one's own log-ins, letters, second step and passphrase."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from nicegui import ui

from booking import deskaddress, desksessions, passkeys, secondstep
from booking.deskaddress import Standing as Letters
from booking.desksessions import LoggedIn
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.passkeychecks import Party
from booking.passkeys import Own
from booking.secondstep import Standing
from kiosk.desk import loginpage, wording
from kiosk.desk.devices import device_of, device_words
from kiosk.desk.frame import Part, Press, StatusLine, Words, frame
from kiosk.desk.newpassphrase import NewPassphrase
from kiosk.desk.ownletters import OwnLetters
from kiosk.desk.ownpasskeys import OwnPasskeys
from kiosk.desk.ownstep import OwnStep
from kiosk.desk.owntown import OwnTown
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from models.database import Session
from models.staff import Way

PATH = "/desk/account"
_WAYS = {
    Way.PASSPHRASE: N_("mit Passwort"),
    Way.PASSKEY: N_("mit Passkey"),
    Way.TOWN: N_("mit dem Zugang der Stadt"),
}


@dataclass(frozen=True, slots=True)
class _Look:
    logins: list[LoggedIn]
    standing: Standing
    passkeys: list[Own]
    letters: Letters | None
    house: HouseFacts


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(PATH, title=_("Mein Zugang – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, PATH) as status:
            party = loginpage.party(request, office.settings)
            device = device_words(device_of(request.headers.get("user-agent", "")))
            await Account(office, visit, status, party, device).open()


class Account:
    """The page of one window, in a browser of that *device*, where passkeys sign for *party*; none: nowhere."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, party: Party | None, device: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div").classes("account"):
            Words("h1", _("Mein Zugang"))
            self.logins = Part()
            self.letters = OwnLetters(self.window, self.redraw)
            self.step = OwnStep(self.window, self.redraw)
            self.passkeys = OwnPasskeys(self.window, self.redraw, party, device)
            self.town = OwnTown(self.window, self.redraw) if office.settings.town_door else None
            NewPassphrase(self.window, self.redraw)

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read where one is logged in and show what changed."""
        token = self.window.visit.token

        def read(session: Session, house: HouseFacts, at: datetime) -> _Look:
            logins = desksessions.logged_in(session, token, now=at)
            standing = secondstep.standing(session, token, now=at)
            letters = deskaddress.standing(session, token, now=at)
            return _Look(logins, standing, passkeys.own(session, token, now=at), letters, house)

        found = await self.window.look(read)
        zone = found.house.zone
        self.letters.show(found.letters)
        self.step.show(found.standing, found.house.name)
        self.passkeys.show(found.passkeys, zone, has_passphrase=found.standing.ways.passphrase)
        if self.town:
            self.town.show(joined=found.standing.ways.town)
        self.logins.show((tuple(found.logins), zone.key), lambda: self._build(found.logins, zone))

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
        way = _(_WAYS[one.way])
        if one.here:
            Words("span", _("dieses Gerät, {way} angemeldet seit {since}", way=way, since=since))
            return
        last = wording.moment(one.last, zone)
        Words("span", _("{way} angemeldet seit {since}, zuletzt genutzt {last}", way=way, since=since, last=last))
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
