"""The straight way to a booking, past the framework's: all ask here at once when something becomes bookable.

Finding the route and solving what it depends on costs the framework three times what the wish itself costs.
"""

from fastapi import Request
from starlette.datastructures import URLPath
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Message, Receive, Scope, Send

from kiosk.routes.api.bookings import BookingIn, book
from kiosk.routes.api.who import LONGEST_KEY, writing_key
from models.database import Database

_PATH = "/api/v1/bookings"
_TRIED = "treffpunkt.tried"


class Straight(BaseRoute):
    """Stands before all routes and books what is understood at once.

    All else goes the framework's way to the same function, and is told there what is wrong with it.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match a wish that was not tried yet."""
        here = scope["type"] == "http" and scope["path"] == _PATH and scope["method"] == "POST"
        return Match.FULL if here and _TRIED not in scope else Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Book, or let the framework read it again."""
        request = Request(scope, receive)
        wanted = await _understood(request)
        if wanted is None:
            answer, receive = request.app.router, _heard_again(await request.body(), receive)
        else:
            db: Database = request.app.state.db
            who = await writing_key(request, db, request.headers.get("authorization", ""))
            answer = await book(db, who, wanted)
        await answer({**scope, _TRIED: True}, receive, send)

    def url_path_for(self, name: str, /, **path_params: object) -> URLPath:
        """Raise NoMatchFound: nothing is called so."""
        raise NoMatchFound(name, path_params)


async def _understood(request: Request) -> BookingIn | None:
    headers = request.headers
    if headers.get("content-type") != "application/json" or len(headers.get("authorization", "")) > LONGEST_KEY:
        return None
    try:
        return BookingIn.model_validate(await request.json())
    except (ValueError, RecursionError):  # JSON's and the model's
        return None


def _heard_again(body: bytes, receive: Receive) -> Receive:
    """Return *receive* with *body*, which was read from it, in front."""
    heard: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return heard.pop() if heard else await receive()

    return again
