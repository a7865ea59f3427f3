"""The group's own calendar: an address for each phone, shown once; all of them end together."""

from starlette.requests import Request
from starlette.responses import Response

from booking import feedkeys
from booking.i18n import N_, _
from booking.refusals import Malformed, Refused
from kiosk import guard
from kiosk.phone import addresses, feeds
from kiosk.phone.answers import PRIVATE, go_to, page
from kiosk.phone.group.place import HEADERS, Caller, GroupPlace, Values, frame_of, token_of

_SAID = {"ended": N_("Alle Adressen des Kalenders gelten nicht mehr.")}


class CalendarPage:
    """`/g/{token}/kalender`."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET: how many addresses there are; none of them is shown."""
        return await self._page(request)

    async def act(self, request: Request) -> Response:
        """Answer POST: one more address, shown once with a link for each calendar program; or none any more."""
        try:
            sent = await guard.small_form(request)
            token, frame = await self._place.do(
                request, lambda caller: (_do(caller, sent.get("do", "")), frame_of(caller))
            )
        except Refused as refused:
            return await self._page(request, refused)
        if not token:
            return go_to(f"{addresses.group(token_of(request), 'kalender')}?gesagt=ended")
        feed = feeds.Feed(f"private/{token}", frame["group"])
        links = feeds.links(addresses.base(request, self._place.settings), feed, frame["house"].name)
        return page("group/calendar_given.html", cache=PRIVATE, headers=HEADERS, alerts_here=[], links=links, **frame)

    async def _page(self, request: Request, refused: Refused | None = None) -> Response:
        said = _SAID.get(request.query_params.get("gesagt", ""), "")
        return await self._place.page(
            request, "calendar.html", lambda caller: {**_look(caller), "said": said and _(said)}, refused=refused
        )


def _look(caller: Caller) -> Values:
    return {"number": feedkeys.number_of(caller.session, caller.group.id)}


def _do(caller: Caller, what: str) -> str:
    """Do *what* was pressed; return the token of a fresh address, empty if there is none now."""
    if what == "neu":
        return feedkeys.new_key(caller.session, caller.group.id, who=caller.who, now=caller.now)
    if what != "sperren":
        raise Refused(Malformed("do", "one of our buttons"))
    feedkeys.take_keys(caller.session, caller.group.id, who=caller.who, now=caller.now)
    return ""
