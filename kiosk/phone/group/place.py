"""Who asks, and for which group: what every page of a group is asked first, and what every one of them shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from booking import clock, members, occupancy
from booking.facts import HouseFacts
from booking.i18n import N_, _
from booking.members import Opened
from booking.refusals import Alternative, Malformed, Refused, UnknownAccess
from booking.settings import Settings
from booking.span import local
from kiosk import answers, guard
from kiosk.calendar_words import from_to, long_day
from kiosk.phone import addresses
from kiosk.phone.answers import PRIVATE, HouseSign, page, trouble_page
from kiosk.phone.meeting import FROM_ONE_ADDRESS, WINDOW
from kiosk.words import sentences
from kiosk.work import reading, writing
from models.community import Group, Listing
from models.database import Database, Session

Answer = TypeVar("Answer")
Values = dict[str, Any]

# Whoever has the link is the group: no search engine and no friend of a friend may keep it.
HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
_WITH_ONE_LINK = 60  # acts in the window
_NO_ZONE = ZoneInfo("UTC")  # what is not there tells no time of day
_GUESSES = 20  # wrong links from one address in the window

_SHOWN_AS = {
    Listing.NEUTRAL: N_("Im Programm und im Kalender steht nur „Geschlossene Gruppe“. Namen und Titel sehen nur Sie."),
    Listing.INTERNAL: N_("Im Programm steht Ihre Gruppe nicht. Andere sehen nur, dass der Raum belegt ist."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A group on its phone, inside one transaction."""

    session: Session
    house: HouseFacts
    opened: Opened
    token: str
    now: datetime

    @property
    def group(self) -> Group:
        """Whose page it is."""
        return self.opened.group

    @property
    def by(self) -> Values:
        """Who acts, when, and whose it must be; as the use cases take it."""
        return {"who": self.who, "now": self.now, "group_id": self.group.id}

    @property
    def who(self) -> str:
        """How the journal calls the group."""
        return f"group:{self.group.slug}"

    @property
    def zone(self) -> ZoneInfo:
        """Where the house is."""
        return self.house.zone

    @property
    def today(self) -> date:
        """The day of the house."""
        return local(self.now, self.zone).date()


class GroupPlace:
    """Opens the pages of groups: whose link it is, how often, from which page. GET changes nothing (UX §10, 10)."""

    def __init__(self, db: Database, settings: Settings) -> None:
        self.db = db
        self.settings = settings
        self._from_one_address = guard.Limiter(FROM_ONE_ADDRESS, WINDOW)
        self._with_one_link = guard.Limiter(_WITH_ONE_LINK, WINDOW)
        self._guesses = guard.Limiter(_GUESSES, WINDOW)

    async def look(self, request: Request, view: Callable[[Caller], Answer]) -> Answer:
        """Return what *view* says of the group whose link it is. Raises Refused."""
        token = token_of(request)

        def look(session: Session) -> Answer:
            return view(_caller(session, token, members.opened_by(session, token)))

        return await self._counted(request, reading(self.db, look))

    async def do(self, request: Request, deed: Callable[[Caller], Answer]) -> Answer:
        """Do *deed* for the group whose link it is, all of it or nothing. Raises Refused."""
        self.check(request)
        token, now = token_of(request), clock.now()

        def change(session: Session) -> Answer:
            return deed(_caller(session, token, members.acting(session, token, now=now)))

        return await self._counted(request, writing(self.db, change))

    def check(self, request: Request) -> None:
        """Raise Refused if this was sent from no page of ours, or too often."""
        if not guard.same_origin(request, self.settings.public_url):
            raise Refused(Malformed("form", "a form of this house"))
        self._from_one_address.pass_or_refuse(guard.caller(request, self.settings.trust_proxy))
        self._with_one_link.pass_or_refuse(token_of(request))

    async def page(
        self,
        request: Request,
        template: str,
        view: Callable[[Caller], Values],
        *,
        refused: Refused | None = None,
        sent: Mapping[str, str] | None = None,
    ) -> Response:
        """Return the page *template* with what *view* says; with *refused* also why not, and what would be possible.

        What was *sent* stands in its form again.
        """
        reasons = refused.reasons if refused else ()
        others = refused.alternatives if refused else ()
        try:
            values = await self.look(request, lambda caller: {**frame_of(caller, others), **view(caller)})
        except Refused as gone:
            return _gone(gone.reasons, by_letter=bool(self.settings.mail_url))
        return page(
            f"group/{template}",
            status=answers.status(reasons) if reasons else 200,
            cache=PRIVATE,
            headers={**HEADERS, **answers.headers(reasons)},
            alerts_here=alerts_of(reasons, values["zone"]),
            sent=Fields(sent or {}),
            **values,
        )

    async def _counted(self, request: Request, work: Awaitable[Answer]) -> Answer:
        """Return what *work* does; a wrong link counts against the address that it comes from."""
        try:
            return await work
        except Refused as refused:
            if any(isinstance(reason, UnknownAccess) for reason in refused.reasons):
                self._guesses.pass_or_refuse(guard.caller(request, self.settings.trust_proxy))
            raise


def token_of(request: Request) -> str:
    """Return the token in the address."""
    token: str = request.path_params["token"]
    return token


class Fields(dict[str, str]):
    """What was sent with a form; what was not is empty, so that a template need not ask."""

    def __missing__(self, name: str) -> str:
        """Return nothing for a field that was not sent."""
        return ""


@dataclass(frozen=True, slots=True)
class Other:
    """A free time that is offered instead; *value* names it in a form."""

    value: str
    day: str
    times: str
    room: str


def _caller(session: Session, token: str, opened: Opened) -> Caller:
    return Caller(session=session, house=occupancy.house_facts(session), opened=opened, token=token, now=clock.now())


def frame_of(caller: Caller, others: tuple[Alternative, ...] = ()) -> Values:
    """Return what every page of the group shows; *others* are free times that are offered instead."""
    listing = caller.group.listing
    return {
        "house": HouseSign.of(caller.house),
        "zone": caller.zone,
        "group": caller.group.name,
        "home": addresses.group(caller.token),
        "shown_as": _(_SHOWN_AS[listing]) if listing in _SHOWN_AS else "",
        "leads": caller.opened.leads,
        "others": [_other(caller.house, one) for one in others],
    }


def _other(house: HouseFacts, one: Alternative) -> Other:
    starts, ends = local(one.span.start, house.zone), local(one.span.end, house.zone)
    return Other(starts.isoformat(), long_day(starts.date()), from_to(starts, ends), house.room(one.room).name)


def _gone(reasons: tuple[Any, ...], *, by_letter: bool) -> Response:
    if not any(isinstance(reason, UnknownAccess) for reason in reasons):
        return trouble_page(reasons)
    texts = sentences(reasons, _NO_ZONE)
    return page(
        "group/gone.html", status=404, cache=PRIVATE, headers=HEADERS, house=None, texts=texts, by_letter=by_letter
    )


def alerts_of(reasons: tuple[Any, ...], zone: ZoneInfo) -> list[str]:
    """Return *reasons* as sentences."""
    # What was malformed here was not written by a person, so its details would help nobody.
    if any(isinstance(reason, Malformed) for reason in reasons):
        return [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")]
    return sentences(reasons, zone)
