"""What people and machines are told when something is not there or goes wrong; never a framework's words."""

import logging
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from booking import occupancy, refusals
from booking.i18n import N_, _
from booking.refusals import Refused
from kiosk import answers, phone
from kiosk.phone.languages import answering

_log = logging.getLogger(__name__)
_FALLBACK_ZONE = ZoneInfo("Europe/Berlin")
_SOON = "10"  # seconds until a browser with a page of ours about a trouble asks again

_EXPECTED = {
    "missing": N_("eine Angabe"),
    "extra_forbidden": N_("keine weitere Angabe"),
    "json_invalid": N_("gültiges JSON"),
    "string_type": N_("ein Text"),
    "string_pattern_mismatch": N_("ein Text ohne Steuerzeichen"),
    "string_too_long": N_("ein kürzerer Text"),
    "int_type": N_("eine ganze Zahl"),
    "int_parsing": N_("eine ganze Zahl"),
    "bool_type": N_("true oder false"),
    "bool_parsing": N_("true oder false"),
    "list_type": N_("eine Liste"),
    "too_long": N_("eine kürzere Liste"),
    "greater_than_equal": N_("eine größere Zahl"),
    "less_than_equal": N_("eine kleinere Zahl"),
    "model_attributes_type": N_("ein JSON-Objekt"),
    "iso": N_("ein Tag wie 2026-12-02 oder eine Uhrzeit wie 17:30"),
    "date_parsing": N_("ein Tag wie 2026-12-02"),
    "date_from_datetime_parsing": N_("ein Tag wie 2026-12-02"),
    "time_parsing": N_("eine Uhrzeit wie 17:30"),
    "clock": N_("eine Uhrzeit wie 17:30"),
}
_A_TIME = N_("Datum, Uhrzeit und Zeitzone, zum Beispiel 2026-12-02T12:30:00+01:00")


def register(app: FastAPI) -> None:
    """Let *app* answer every trouble in our words."""
    app.add_middleware(ReadablePaths)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(404, _http)
    app.add_exception_handler(Exception, _bug)


class ReadablePaths:
    """ASGI in front of the pages: an address with a NUL in it is none, and PostgreSQL would choke on it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer such an address as one that leads nowhere; pass everything else on."""
        app = self.app
        if scope["type"] == "http" and "\0" in scope["path"]:
            app = await _http(Request(scope), HTTPException(404))
        await app(scope, receive, send)


class OwnWords:
    """ASGI around the pages: where NiceGUI would tell a trouble in its own words, as of a page that took too
    long to build, ours stand instead, and the browser asks again soon.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; replace what is marked as a page of NiceGUI and has the status of a trouble."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trouble = 0

        async def ours(message: Message) -> None:
            nonlocal trouble
            if message["type"] == "http.response.start" and message["status"] >= 400:
                trouble = message["status"] if (b"x-nicegui-content", b"page") in message["headers"] else 0
            if not trouble:
                await send(message)

        await self.app(scope, receive, ours)
        if trouble:
            page = await _http(Request(scope), HTTPException(trouble))
            if trouble >= 500:
                page.headers["Refresh"] = _SOON
            await page(scope, receive, send)


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _zone(request: Request) -> ZoneInfo:
    state = request.app.state
    db, settings = getattr(state, "db", None), getattr(state, "settings", None)
    house = occupancy.remembered(db) if db is not None else None
    if house is not None:
        return house.zone
    return ZoneInfo(settings.timezone) if settings else _FALLBACK_ZONE


async def _refused(request: Request, refused: Exception) -> Response:
    if not isinstance(refused, Refused):
        raise refused
    if _is_api(request):
        code = answers.status(refused.reasons)
        body = answers.body(refused, _zone(request))
        return JSONResponse(body, code, headers=answers.headers(refused.reasons))
    with answering(request):
        page = phone.trouble_page(refused.reasons, _zone(request))
    if request.method == "GET" and answers.is_outage(refused.reasons):
        page.headers["Refresh"] = page.headers["Retry-After"]  # a kiosk that nobody touches heals as well
    return page


async def _unreadable(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    reasons = [_malformed(one) for one in error.errors()]
    # What speaks against all that can be read is told at once; the endpoint knows.
    rest = getattr(request.scope.get("endpoint"), "tells_rest", None)
    further = await rest(request, error) if rest is not None else ()
    return await _refused(request, Refused(*reasons, *further))


def _malformed(error: dict[str, Any]) -> refusals.Malformed:
    place = [str(part) for part in error["loc"] if not isinstance(part, int)]
    kind = str(error["type"])
    field = "body" if kind == "json_invalid" else ".".join(place[1:]) or "body"
    if kind == "literal_error":
        return refusals.Malformed(field, _("eines von: {words}", words=_words(error["ctx"]["expected"])))
    expected = _A_TIME if kind.startswith(("datetime", "timezone")) else _EXPECTED.get(kind, N_("etwas anderes"))
    return refusals.Malformed(field, _(expected))


def _words(listed: str) -> str:
    # The framework lists what it would take in English: 'this', 'all' or 'between'.
    return ", ".join(word.strip(" '") for word in listed.replace(" or ", ", ").split(","))


async def _http(request: Request, error: Exception) -> Response:
    code = getattr(error, "status_code", 404)
    headers = getattr(error, "headers", None)
    if _is_api(request):
        return JSONResponse({"errors": [{"code": f"http_{code}", "message": _spoken(code)}]}, code, headers=headers)
    with answering(request):
        page = phone.not_found_page() if code == 404 else phone.status_page(code)
    page.headers.update(headers or {})
    return page


async def too_large(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that sends more than anybody needs."""
    answer = await _http(Request(scope), HTTPException(413))
    answer.headers["Connection"] = "close"  # the rest of what is sent is not read
    await answer(scope, receive, send)


def _spoken(code: int) -> str:
    spoken = {
        400: _("Die Anfrage ist nicht lesbar. Erwartet wird gültiges JSON."),
        404: _("Diese Adresse gibt es nicht."),
        405: _("Das geht an dieser Adresse nicht."),
        413: _("Das ist zu viel auf einmal."),
    }
    return spoken.get(code, _("Das hat nicht geklappt."))


def _place(request: Request) -> str:
    """Return which address was asked, as it was declared: what stood in its places may be somebody's seat."""
    asked: str = request.scope["path"]
    # Not every kind of route leaves itself in the scope; what stood in its places always is there.
    for name, value in request.path_params.items():
        asked = asked.replace(str(value) or "\0", f"{{{name}}}")
    return asked if request.path_params else f"/{asked.split('/')[1]}"


async def _bug(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, _place(request), exc_info=error)
    if _is_api(request):
        message = _("Das hat nicht geklappt. Bitte versuchen Sie es später noch einmal.")
        return JSONResponse({"errors": [{"code": "trouble", "message": message}]}, 500)
    with answering(request):
        return phone.error_page()
