"""Signing in by letter: `/g` asks for the address, `/g/anmelden/{token}` gives this phone the group's page."""

import logging

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from booking import clock, members, occupancy, signins
from booking.i18n import spoken
from booking.refusals import Malformed, NoMailAddress, Refused
from booking.settings import Settings
from kiosk import answers, guard
from kiosk.phone import addresses
from kiosk.phone.answers import PRIVATE, HouseSign, go_to, page, trouble_page
from kiosk.phone.group.place import HEADERS, alerts_of, token_of
from kiosk.phone.meeting import WINDOW
from kiosk.work import reading, writing
from models.database import Database, Session

_FROM_ONE_ADDRESS = 10
_log = logging.getLogger(__name__)


class SignInPages:
    """Asking for a letter, and coming back with it. Nobody learns whether an address is known."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._from_one_address = guard.Limiter(_FROM_ONE_ADDRESS, WINDOW)

    async def ask(self, request: Request) -> Response:
        """Answer GET `/g`: the form."""
        return await self._form(request)

    async def send(self, request: Request) -> Response:
        """Answer POST `/g`: always the same; the letter, if there is one to write, is written afterwards."""
        typed = ""
        try:
            typed = (await guard.small_form(request)).get("email", "")
            self._check(request)
            if not members.mail_address(typed):
                raise Refused(NoMailAddress())
        except Refused as refused:
            return await self._form(request, refused, typed)
        answer = await self._form(request, done=True)
        if answer.status_code < 400 and self._settings.mail_url:
            # After the answer, so that nobody can tell by the time whether there was something to write.
            answer.background = BackgroundTask(self._write, typed, spoken().code)
        return answer

    async def show(self, request: Request) -> Response:
        """Answer GET `/g/anmelden/{token}`: a button. A mail program that looks ahead signs nobody in."""
        try:
            house = await reading(self._db, lambda session: _way_in(session, token_of(request)))
        except Refused as refused:
            return trouble_page(refused.reasons)
        return page(
            "group/sign_in.html", cache=PRIVATE, headers=HEADERS, house=house, path=signins.PATH + token_of(request)
        )

    async def enter(self, request: Request) -> Response:
        """Answer POST: this phone gets an address of its own, and goes there."""
        try:
            self._check(request)
            token = await writing(
                self._db, lambda session: signins.sign_in(session, token_of(request), now=clock.now())
            )
        except Refused as refused:
            return trouble_page(refused.reasons)
        return go_to(addresses.group(token))

    def _check(self, request: Request) -> None:
        if not guard.same_origin(request, self._settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        self._from_one_address.pass_or_refuse(guard.caller(request, self._settings.trust_proxy))

    async def _form(
        self, request: Request, refused: Refused | None = None, typed: str = "", *, done: bool = False
    ) -> Response:
        reasons = refused.reasons if refused else ()
        try:
            facts = await reading(self._db, occupancy.house_facts)
        except Refused as gone:
            return trouble_page(gone.reasons)
        return page(
            "group/ask_in.html",
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers={**HEADERS, **answers.headers(reasons)},
            house=HouseSign.of(facts),
            alerts_here=alerts_of(reasons, facts.zone),
            typed=typed,
            done=done,
            by_letter=bool(self._settings.mail_url),
        )

    async def _write(self, address: str, language: str) -> None:
        try:
            await writing(
                self._db,
                lambda session: signins.send_ways_in(session, address, language=language, now=clock.now()),
            )
        except Refused as refused:
            # Whoever waits for the letter asks again; the log is told no address.
            _log.warning("no way in could be written: %s", refused)


def _way_in(session: Session, token: str) -> HouseSign:
    signins.way_in(session, token, now=clock.now())
    return HouseSign.of(occupancy.house_facts(session))
