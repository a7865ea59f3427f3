"""A page of a group that asks by GET and does by POST; what cannot be done is asked again, with every reason why."""

from abc import ABC, abstractmethod
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from booking.refusals import Refused
from kiosk import guard
from kiosk.phone import addresses
from kiosk.phone.answers import go_to
from kiosk.phone.group.place import Caller, GroupPlace, Values, token_of

Sent = Mapping[str, str]


class FormPage(ABC):
    """One address with its question and its answer."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET: the question that what was chosen so far leads to; nothing changes."""
        # A language that was chosen is no part of the form: what stands in it says that it was sent before.
        chosen = {name: value for name, value in request.query_params.items() if name != addresses.LANGUAGE}
        return await self._page(request, chosen)

    async def act(self, request: Request) -> Response:
        """Answer POST: do it; asked again with every reason why not, and what would be possible."""
        sent: Sent = {}
        try:
            sent = await guard.small_form(request)
            leads = await self._place.do(request, lambda caller: self.done(request, caller, sent))
        except Refused as refused:
            return await self._page(request, sent, refused)
        return go_to(addresses.group(token_of(request)) + leads)

    async def _page(self, request: Request, sent: Sent, refused: Refused | None = None) -> Response:
        template = self.template(request, sent)
        return await self._place.page(
            request,
            template,
            lambda caller: self.values(request, caller, sent, refused),
            refused=refused,
            sent=sent,
        )

    @abstractmethod
    def template(self, request: Request, sent: Sent) -> str:
        """Return which page asks."""

    @abstractmethod
    def values(self, request: Request, caller: Caller, sent: Sent, refused: Refused | None) -> Values:
        """Return what that page shows. Raises Refused."""

    @abstractmethod
    def done(self, request: Request, caller: Caller, sent: Sent) -> str:
        """Do it and return where it leads, below the group's own address. Raises Refused."""
