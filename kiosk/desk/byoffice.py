"""`/o/{token}`: one question of the desk to an office of the town, and its answer; without a log-in.

A plain form that works without JavaScript. Looking changes nothing, whoever looks: scanners of mail do it first.
"""

from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import halftokens, occupancy, officequestions, refusals
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import _
from booking.officequestions import LONGEST_TEXT, Asked
from booking.refusals import Refused
from booking.settings import Settings
from kiosk import guard, officewords, theme
from kiosk.desk import linkpages, wording
from kiosk.desk.loginpage import NO_ZONE
from kiosk.letters.of_offices import ANSWER
from kiosk.words import sentence
from kiosk.work import reading, writing
from models.database import Database, Session

PATH = f"{ANSWER}{{token}}"


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare the page."""
    limiter = guard.Limiter(linkpages.TRIES, linkpages.WINDOW)

    @app.get(PATH, include_in_schema=False)
    async def look(request: Request, token: str, done: str = "") -> Response:
        show = partial(_shown, db, settings, token, done=bool(done))
        return await linkpages.looked(limiter, request, settings, show, over=linkpages.OFFICE)

    @app.post(PATH, include_in_schema=False)
    async def answer(request: Request, token: str) -> Response:
        if not guard.same_origin(request, settings.public_url):
            message = _("Die Antwort kam von einer fremden Seite. Bitte öffnen Sie den Link aus Ihrem Brief.")
            return linkpages.alone(message, 403, over=linkpages.OFFICE)
        fields: dict[str, str] = {}
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            fields = await guard.small_form(request)
            await writing(db, lambda session: _answer(session, settings, token, fields))
        except Refused as refused:
            show = partial(_shown, db, settings, token, refused=refused, typed=fields.get("text"))
            return await linkpages.shown_again(refused, show, over=linkpages.OFFICE)
        return RedirectResponse(f"{ANSWER}{token}?done=1", 303, headers=linkpages.HEADERS)


def _answer(session: Session, settings: Settings, token: str, fields: dict[str, str]) -> None:
    chance = halftokens.half_of(token, settings.secret)
    officequestions.answer(session, chance, fields.get("text", ""), stamp=fields.get("stamp", ""), now=now())


async def _shown(
    db: Database,
    settings: Settings,
    token: str,
    *,
    done: bool = False,
    refused: Refused | None = None,
    typed: str | None = None,
) -> Response:
    """Return the page as it is now, thanking after it was *done*, or with why not and what was *typed*.

    Raises Refused.
    """

    def read(session: Session) -> tuple[Asked, HouseFacts]:
        house = occupancy.house_facts(session)
        chance = halftokens.half_of(token, settings.secret)
        return officequestions.opened(session, house, chance, now=now()), house

    asked, house = await reading(db, read)
    question = asked.question
    answered = wording.moment(question.answered_at, house.zone) if question.answered_at else ""
    html = theme.render(
        "desk/byoffice.html",
        house=house.name,
        office=question.office,
        asked=question.text,
        facts=officewords.facts(asked),
        answer=question.answer,
        answered=answered,
        typed=question.answer if typed is None else typed,
        stamp=officequestions.stamp_of(question),
        until=officewords.last_day(asked),
        said=_("Danke! Ihre Antwort ist im Büro des Hauses.") if done and answered else "",
        problem=_problem(refused) if refused else "",
        longest=LONGEST_TEXT,
        token=token,
    )
    return HTMLResponse(html, linkpages.status_of(refused) if refused else 200, headers=linkpages.HEADERS)


def _problem(refused: Refused) -> str:
    if any(isinstance(one, refusals.ChangedMeanwhile) for one in refused.reasons):
        return _("Inzwischen hat jemand anderes in Ihrem Amt geantwortet. Bitte lesen Sie das und antworten Sie dann.")
    if any(isinstance(one, refusals.Malformed) for one in refused.reasons):
        return _("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.")
    return " ".join(sentence(one, NO_ZONE) for one in refused.reasons)
