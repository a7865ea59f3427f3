"""An invitation to the desk: whoever opens its link chooses a passphrase, in a plain form."""

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import seals, staffing
from booking.clock import now
from booking.i18n import _
from booking.passphrases import SHORTEST
from booking.refusals import InvitationOver, NotTwice, Refused
from booking.settings import Settings
from kiosk import guard, theme
from kiosk.desk import login, loginpage
from kiosk.desk.people import INVITED
from kiosk.desk.visits import LOGIN
from kiosk.words import sentences
from kiosk.work import aside, reading, writing
from models.database import Database

PATH = f"{INVITED}/{{token}}"


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare `/desk/login/invited/{token}`. Looking at it uses nothing up."""
    limiter = guard.Limiter(login.TRIES, login.WINDOW)

    @app.get(PATH, include_in_schema=False)
    async def form(token: str) -> Response:
        try:
            name = await reading(db, lambda session: staffing.invited(session, token, now=now()).login)
        except Refused as refused:
            return _page(settings, "", "", refused)
        return _page(settings, token, name)

    @app.post(PATH, include_in_schema=False)
    async def choose(request: Request, token: str) -> Response:
        if not guard.same_origin(request, settings.public_url):
            return HTMLResponse("", 403, headers=loginpage.HEADERS)
        name = ""
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            fields = await guard.small_form(request)
            chosen = fields.get("new", "")
            name = await reading(db, lambda session: staffing.invited(session, token, now=now()).login)
            if chosen != fields.get("again", ""):
                raise Refused(NotTwice())
            await reading(db, lambda session: staffing.check_passphrase(session, token, chosen, now=now()))
            seal = await aside(lambda: seals.password_seal(chosen))
            await writing(db, lambda session: staffing.choose_passphrase(session, token, seal, now=now()))
        except Refused as refused:
            return _page(settings, token if name else "", name, refused)
        return RedirectResponse(f"{LOGIN}?chosen=1", 303, headers=loginpage.HEADERS)


def _page(settings: Settings, token: str, name: str, refused: Refused | None = None) -> HTMLResponse:
    reasons = refused.reasons if refused else ()
    html = theme.render(
        "desk/invited.html",
        action=INVITED + "/" + token if token else "",
        login=name,
        invitation=token,
        town=loginpage.town_name(settings),
        message=" ".join(sentences(reasons, loginpage.NO_ZONE)),
        hint=_(
            "Mindestens {number} Zeichen. Gut sind vier Wörter, die nichts miteinander zu tun haben.", number=SHORTEST
        ),
    )
    over = any(isinstance(reason, InvitationOver) for reason in reasons)
    return HTMLResponse(html, 404 if over else 422 if reasons else 200, headers=loginpage.HEADERS)
