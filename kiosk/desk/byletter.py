"""`/d/{token}`: one wish and its decision, for whoever of the desk got the link in a letter; without a log-in.

Plain forms that work without JavaScript. Looking decides nothing, whoever looks: scanners of mail do it first.
"""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from booking import byletter, halftokens, occupancy, refusals
from booking.byletter import Wish
from booking.clock import now
from booking.facts import HouseFacts
from booking.i18n import N_, _, ngettext
from booking.refusals import Refused
from booking.settings import Settings
from booking.titles import LONGEST_TEXT
from kiosk import guard, theme, wishwords
from kiosk.desk import linkpages, wording
from kiosk.letters.of_desk import DECIDE
from kiosk.reasonwords import REASONS
from kiosk.work import reading, writing
from models.bookings import State
from models.database import Database, Session

PATH = f"{DECIDE}{{token}}"
# What the page says above all else when somebody decided, or it was too late.
_ENDED = {
    State.CONFIRMED: N_("Diese Anfrage ist schon entschieden: zugesagt."),
    State.DECLINED: N_("Diese Anfrage ist schon entschieden: abgesagt."),
    State.CANCELLED: N_("Diese Anfrage ist erledigt: Sie wurde zurückgenommen."),
    State.EXPIRED: N_("Diese Anfrage ist abgelaufen."),
}
_STAYS = N_("Die gewünschte Änderung ist abgesagt. Der alte Termin bleibt zugesagt.")
_DONE = {
    "yes": N_("Zugesagt. Danke!"),
    "no": N_("Abgesagt. Danke!"),
    "ask": N_("Die Frage ist unterwegs. Die Anfrage wartet so lange."),
}


def register(app: FastAPI, db: Database, settings: Settings) -> None:
    """Declare the page."""
    limiter = guard.Limiter(linkpages.TRIES, linkpages.WINDOW)

    @app.get(PATH, include_in_schema=False)
    async def look(request: Request, token: str, done: str = "") -> Response:
        show = partial(_shown, db, settings, token, done=done)
        return await linkpages.looked(limiter, request, settings, show, over=linkpages.DESK)

    @app.post(PATH, include_in_schema=False)
    async def decide(request: Request, token: str) -> Response:
        if not guard.same_origin(request, settings.public_url):
            message = _("Die Anfrage kam von einer fremden Seite. Bitte öffnen Sie den Link aus Ihrem Brief.")
            return linkpages.alone(message, 403, over=linkpages.DESK)
        fields: dict[str, str] = {}
        try:
            limiter.pass_or_refuse(guard.caller(request, settings.trust_proxy))
            fields = await guard.small_form(request)
            act = fields.get("act", "")
            await writing(db, lambda session: _decide(session, settings, token, act, fields))
        except Refused as refused:
            show = partial(_shown, db, settings, token, refused=refused, typed=fields)
            return await linkpages.shown_again(refused, show, over=linkpages.DESK)
        return RedirectResponse(f"{DECIDE}{token}?done={act}", 303, headers=linkpages.HEADERS)


def _decide(session: Session, settings: Settings, token: str, act: str, fields: dict[str, str]) -> None:
    if act not in byletter.ACTS:
        raise Refused(refusals.Malformed("act", " | ".join(byletter.ACTS)))
    about = {name: fields.get(name, "") for name in ("stamp", "reason", "text")}
    chance = halftokens.half_of(token, settings.secret)
    byletter.decide(session, occupancy.house_facts(session), chance, act, **about, now=now())


async def _shown(
    db: Database,
    settings: Settings,
    token: str,
    *,
    done: str = "",
    refused: Refused | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """Return the page as it is now, with what was *done*, or why not and what was *typed*. Raises Refused."""

    def read(session: Session) -> tuple[Wish, HouseFacts]:
        house = occupancy.house_facts(session)
        link = byletter.opened(session, halftokens.half_of(token, settings.secret), now=now())
        return byletter.read(session, house, link.booking, whole=link.whole, now=now()), house

    wish, house = await reading(db, read)
    said = _said(wish, done)
    problem = _problem(refused, house.zone) if refused and wish.waits else ""
    ended = "" if wish.waits or said else _ended(wish, house)
    html = theme.render(
        "desk/byletter.html",
        **_values(wish, house),
        ended=ended,
        said=said,
        problem=problem,
        typed=_typed(typed or {}),
        token=token,
    )
    return HTMLResponse(html, linkpages.status_of(refused) if refused else 200, headers=linkpages.HEADERS)


def _typed(fields: dict[str, str]) -> dict[str, str]:
    return {name: fields.get(name, "") for name in ("act", "reason", "text")}


def _values(wish: Wish, house: HouseFacts) -> dict[str, Any]:
    """Return what the template shows."""
    return {
        "title": wishwords.title(wish),
        "waits": wish.waits,
        "state": wish.row.state.value,
        "facts": wishwords.facts(wish, house)[1:],  # the title stands above
        "dates": wishwords.dates(wish),
        "more_dates": wishwords.more_dates(wish),
        "against": wishwords.against(wish, house),
        "asked": [(one.text, one.answer or _("noch keine Antwort")) for one in wish.asked],
        "may_ask": all(one.answered_at for one in wish.asked),
        "past": wishwords.past(wish.past, house) if wish.past else [],
        "stamp": wish.stamp,
        "does": _does(wish),
        "reasons": {word: _(name) for word, name in REASONS.items()},
        "longest": LONGEST_TEXT,
        "number": len(wish.dates),
        "desk": _desk_page(wish),
    }


def _does(wish: Wish) -> dict[str, str]:
    """Return what each decision would do."""
    told = (
        _("Die Gruppe bekommt gleich einen Brief.")
        if wish.is_written_to
        else _("Niemand bekommt einen Brief: Bitte sagen Sie selbst Bescheid.")
    )
    number = len(wish.dates)
    yes = ngettext("Der Raum ist dann fest vergeben.", "Alle {number} Termine sind dann fest vergeben.", number)
    if wish.row.objections:
        yes += " " + _("Was dagegen spricht, gilt dann nicht mehr, außer der Raum ist belegt.")
    no = _("Die Zeit wird frei. Wer darauf wartet, bekommt sie angeboten.")
    ask = _("Die Anfrage wartet weiter. Kommt eine Antwort, steht sie hier.")
    return {"yes": f"{yes} {told}", "no": f"{no} {told}", "ask": ask}


def _ended(wish: Wish, house: HouseFacts) -> str:
    """Return how it was decided, when and by which function."""
    known = _STAYS if _went_back(wish) else _ENDED.get(wish.row.state, N_("Diese Anfrage ist schon erledigt."))
    if wish.last is None:
        return _(known)
    when, who = wording.moment(wish.last.at, house.zone), wording.actor(wish.last.who, "")
    return _("{said} Das war am {when}: {who}.", said=_(known), when=when, who=who)


def _went_back(wish: Wish) -> bool:
    """Whether a promised date was only not moved: it is where it was."""
    return wish.row.state is State.CONFIRMED and wish.last is not None and wish.last.what == "booking.moved_back"


def _said(wish: Wish, done: str) -> str:
    """Return what whoever just pressed is told, if that is what became of it: anybody can write an address."""
    state = wish.row.state
    is_so = {
        "yes": not wish.waits and state is State.CONFIRMED and not _went_back(wish),
        "no": not wish.waits and state is State.DECLINED,
        "ask": wish.waits and any(one.answered_at is None for one in wish.asked),
    }
    return _(_DONE[done]) if is_so.get(done) else ""


def _desk_page(wish: Wish) -> str:
    return f"/desk/series/{wish.uid}" if wish.row.dates > 1 else f"/desk/bookings/{wish.row.uid}"


def _problem(refused: Refused, zone: ZoneInfo) -> str:
    if any(isinstance(one, refusals.ChangedMeanwhile) for one in refused.reasons):
        return _("Inzwischen hat sich etwas geändert. Es ist nichts entschieden: Bitte sehen Sie noch einmal hin.")
    if any(isinstance(one, refusals.Malformed) for one in refused.reasons):
        return _("Das Formular kam nicht vollständig an. Bitte versuchen Sie es noch einmal.")
    return " ".join(dict.fromkeys(wording.note_sentence(one, zone) for one in refused.reasons))
