"""What pages behind a letter's link have in common: no log-in, no trace, few wrong tokens, why one opens nothing."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from booking import refusals
from booking.refusals import Refusal, Refused
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk.loginpage import HEADERS as _LOGIN_HEADERS
from kiosk.desk.loginpage import NO_ZONE
from kiosk.words import sentence

TRIES, WINDOW = 60, timedelta(minutes=5)
HEADERS = {**_LOGIN_HEADERS, "X-Robots-Tag": "noindex, nofollow"}
# The page of a link that opens nothing: who reads it has a desk to go to, or not.
DESK, OFFICE = "desk/linkover.html", "desk/officeover.html"
_OVER, _TOO_OFTEN = 404, 429
_STATUS: dict[type[Refusal], int] = {
    refusals.AddressLinkOver: _OVER,
    refusals.DecisionLinkOver: _OVER,
    refusals.OfficeLinkOver: _OVER,
    refusals.TooManyTries: _TOO_OFTEN,
    refusals.Malformed: 400,
    refusals.AlreadyDecided: 409,
    refusals.ChangedMeanwhile: 409,
    refusals.QuestionOpen: 409,
}


def status_of(refused: Refused) -> int:
    """Return the status with which the page says so."""
    return next((code for kind, code in _STATUS.items() if isinstance(refused.reasons[0], kind)), 422)


async def looked(
    limiter: guard.Limiter,
    request: Request,
    settings: Settings,
    show: Callable[[], Awaitable[Response]],
    *,
    over: str,
) -> Response:
    """Return what *show* returns, or on the page *over* why it shows nothing; who tries tokens is slowed down."""
    place = guard.caller(request, settings.trust_proxy)
    try:
        limiter.look(place)
        return await show()
    except Refused as refused:
        limiter.count(place)
        return refused_page(refused, over=over)


async def shown_again(refused: Refused, show: Callable[[], Awaitable[Response]], *, over: str) -> Response:
    """Return the page anew with why nothing was done, or only why where it shows nothing."""
    if status_of(refused) not in (_OVER, _TOO_OFTEN):
        try:
            return await show()
        except Refused as later:
            refused = later
    return refused_page(refused, over=over)


def refused_page(refused: Refused, *, over: str) -> HTMLResponse:
    """Return the page *over* with why the link opens nothing."""
    reason = refused.reasons[0]
    answer = alone(sentence(reason, NO_ZONE), status_of(refused), over=over)
    if isinstance(reason, refusals.TooManyTries):
        answer.headers["Retry-After"] = guard.retry_after(reason.wait)
    return answer


def alone(message: str, status: int, *, over: str) -> HTMLResponse:
    """Return the page *over* with one message."""
    return HTMLResponse(theme.render(over, message=message), status, headers=HEADERS)
