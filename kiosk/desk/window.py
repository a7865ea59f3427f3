"""One open page of the desk: it asks and acts for whoever is logged in, and says what came of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from nicegui import background_tasks, ui

from booking import desksessions, occupancy
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import _
from booking.refusals import Refusal, Refused
from booking.rights import Right
from booking.settings import Settings
from kiosk.desk.visits import LOGIN_AGAIN, Ended, Visit, Visits
from kiosk.live import Live
from kiosk.slips import Printing
from kiosk.subscriptions import Subscriptions
from kiosk.words import sentence
from kiosk.work import reading, writing
from models.database import Database, Session

Answer = TypeVar("Answer")
Act = Callable[..., Awaitable[None]]
Question = Callable[[Session, HouseFacts, datetime], Answer]
Command = Callable[[Session, HouseFacts, str, datetime], Answer]  # with the name of whoever acts
Wording = Callable[[Refusal, ZoneInfo], str]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """What every page of the desk needs."""

    db: Database
    live: Live
    visits: Visits
    settings: Settings
    printing: Printing
    calendars: Subscriptions


class Closed(Exception):
    """The window was closed while it was being drawn."""


class Window:
    """One open page. Build it inside a page; *say* shows a sentence in its status line."""

    def __init__(self, office: Office, visit: Visit, say: Callable[[str, str], None]) -> None:
        self.office = office
        self.zone = ZoneInfo(office.settings.timezone)
        self.visit = visit
        self._say = say
        self._client = ui.context.client
        office.visits.opened(visit, self._client)

    def safely(self, act: Act) -> Act:
        """Return *act* with a sentence, or the login, for whatever keeps it from being done."""

        async def do(*given: Any) -> None:
            try:
                await act(*given)
            except Closed:
                return  # nobody looks any more
            except Ended:
                self._client.open(LOGIN_AGAIN)
            except Refused as refused:
                self.tell("", [sentence(reason, self.zone) for reason in refused.reasons])
            except Exception:
                _log.exception("a page of the desk could not be drawn")
                self.tell("", [_("Das hat nicht geklappt. Bitte laden Sie die Seite neu.")])

        return do

    def drawing(self, draw: Act) -> Act:
        """Return *draw*, done `safely` and in its turn, so that an older look never covers a newer one."""
        turns = asyncio.Lock()

        async def in_turn(*given: Any) -> None:
            async with turns:
                await draw(*given)

        return self.safely(in_turn)

    async def keep_up(self, redraw: Act) -> None:
        """Call *redraw* now, and after every change of the house and every minute, when logins end and days begin."""

        def changed() -> None:
            if not self._client.is_deleted:
                background_tasks.create_lazy(redraw(), name=f"desk {self._client.id}")

        # First: what changes during the first look counts too.
        self._client.on_delete(self.office.live.subscribe(changed))
        await redraw()

    async def look(self, question: Question[Answer]) -> Answer:
        """Return the answer to *question*. Raises Ended, Closed, and Refused if there is no house."""

        def ask(session: Session) -> tuple[Answer, ZoneInfo]:
            self.visit.who(session, Right.SEE)
            house = occupancy.house_facts(session)
            return question(session, house, now()), house.zone

        answer, self.zone = await reading(self.office.db, ask)
        if self._client.is_deleted:
            raise Closed
        return answer

    async def do(self, command: Command[Answer], *, area: str = "") -> Answer:
        """Do *command*, all of it or nothing, and return its answer. Raises Refused and Ended.

        It needs the right to act in *area*; empty: that of the page.
        """

        def work(session: Session) -> Answer:
            who = self.visit.who(session, Right.ACT, area)
            desksessions.note_use(session, self.visit.token, now=now())
            return command(session, occupancy.house_facts(session), who, now())

        return await writing(self.office.db, work)

    async def attempt(self, command: Command[object], wording: Wording = sentence, *, area: str = "") -> list[str]:
        """Do *command*, all of it or nothing, see `do`; return why not in sentences, none if it was done."""
        try:
            await self.do(command, area=area)
        except Refused as refused:
            return [wording(reason, self.zone) for reason in refused.reasons]
        except Ended:
            self._client.open(LOGIN_AGAIN)
            return [_("Ihre Anmeldung ist zu Ende. Bitte melden Sie sich neu an.")]
        except Exception:
            _log.exception("the desk could not do it")
            return [_("Das hat nicht geklappt. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.")]
        return []

    def tell(self, done: str, problems: list[str]) -> None:
        """Say *done*, or the *problems* if there were any."""
        self._say(" ".join(problems) or done, "wrong" if problems else "done")

    def ask(self, said: str) -> None:
        """Say that nothing is done yet, and what to do."""
        self._say(said, "open")
