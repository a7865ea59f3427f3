"""A time that a group waits for: its place in the line, and how to leave it."""

from starlette.requests import Request
from starlette.responses import Response

from booking import waits
from booking.refusals import Refused
from booking.span import local
from kiosk.calendar_words import from_to, long_day
from kiosk.phone import addresses
from kiosk.phone.answers import go_to
from kiosk.phone.group.date import uid_of
from kiosk.phone.group.place import Caller, GroupPlace, Values, token_of
from models.requests import Waiting


class WaitPage:
    """`/g/{token}/warten/{uid}`."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET: the question; nothing changes."""
        return await self._page(request)

    async def act(self, request: Request) -> Response:
        """Answer POST: wait no longer; a second time it changes nothing."""
        try:
            await self._place.do(request, lambda caller: _withdraw(caller, uid_of(request)))
        except Refused as refused:
            return await self._page(request, refused)
        return go_to(f"{addresses.group(token_of(request))}?gesagt=withdrawn")

    async def _page(self, request: Request, refused: Refused | None = None) -> Response:
        uid = uid_of(request)
        return await self._place.page(request, "wait.html", lambda caller: _look(caller, uid), refused=refused)


def _withdraw(caller: Caller, uid: str) -> None:
    waits.withdraw(caller.session, caller.house, uid, **caller.by)


def _look(caller: Caller, uid: str) -> Values:
    one = waits.wait_by_uid(caller.session, uid, group_id=caller.group.id)
    starts, ends = local(one.starts_at, caller.zone), local(one.ends_at, caller.zone)
    return {
        "uid": one.uid,
        "title": one.title,
        "day": long_day(starts.date()),
        "times": from_to(starts, ends),
        "room": caller.house.rooms_by_id[one.room_id].name,
        "place": waits.place_of(caller.session, caller.house, one),
        "waits": one.state is Waiting.WAITING,
    }
