"""Answers for phones: whole pages, complete without a script, also when something went wrong."""

import html
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from starlette.responses import HTMLResponse, RedirectResponse, Response

from booking.facts import HouseFacts
from booking.i18n import N_, _, spoken
from booking.refusals import Malformed, Refusal
from kiosk import answers, guard, theme
from kiosk.phone import languages, styles
from kiosk.words import sentences

_NO_ZONE = ZoneInfo("UTC")
LIVE = "no-cache"  # ask again each time: seats and changes
PRIVATE = "no-store"  # holds somebody's seat, or a mark that only one form may have

_TITLES = {
    404: N_("Das gibt es hier nicht"),
    405: N_("So geht das nicht"),
    422: N_("Das hat nicht geklappt"),
    429: N_("Bitte kurz warten"),
    500: N_("Da ist etwas schiefgegangen"),
    503: N_("Gleich wieder da"),
    507: N_("Gerade geht das nicht"),
}
_TEXTS = {
    404: N_("Vielleicht fehlt ein Stück der Adresse, oder die Seite ist zu alt."),
    405: N_("Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
    422: N_("Ein Teil der Adresse oder des Formulars ist nicht lesbar."),
    429: N_("Das waren zu viele Versuche auf einmal."),
    500: N_("Das liegt an uns, nicht an Ihnen. Bitte versuchen Sie es in ein paar Minuten noch einmal."),
    503: N_("Im Moment antwortet das Haus nicht. Bitte versuchen Sie es in ein paar Minuten noch einmal."),
    507: N_("Der Speicher des Hauses ist voll. Bitte sagen Sie im Büro Bescheid."),
}


@dataclass(frozen=True, slots=True)
class HouseSign:
    """What stands at the door: name, claim, address."""

    name: str
    short: str
    claim: str
    street: str
    place: str

    @classmethod
    def of(cls, house: HouseFacts) -> "HouseSign":
        """Return the sign of *house*."""
        about = {name: str(value) for name, value in house.about.items() if value is not None}
        return cls(
            name=house.name,
            short=house.short,
            claim=about.get("claim", ""),
            street=about.get("street", ""),
            place=" ".join(filter(None, [about.get("postcode", ""), house.city])),
        )

    @property
    def address(self) -> str:
        """Street and town in one line."""
        return ", ".join(filter(None, [self.street, self.place]))


def page(
    template: str,
    /,
    *,
    status: int = 200,
    cache: str = LIVE,
    headers: dict[str, str] | None = None,
    shared: str = "",
    **values: object,
) -> HTMLResponse:
    """Return the page *template* (beside this file) filled with *values*; it needs `house`, a HouseSign or none.

    It speaks the language that is spoken here and its links keep a chosen one (kiosk.phone.languages). *shared* is
    the path under which search engines and friends may know it; without one it is nobody's business.
    """
    rendered = theme.render(
        f"phone/{template}",
        language=spoken(),
        ways=languages.ways(),
        locale=languages.locale(),
        site=languages.asked().site,
        canonical=languages.canonical(shared) if shared else "",
        alternates=languages.alternates(shared) if shared else [],
        style=styles.inside,
        **values,
    )
    said = {**_headers(), **languages.headers(), "Cache-Control": cache, **(headers or {})}
    return HTMLResponse(languages.kept_in(rendered), status, said)


def go_to(path: str) -> Response:
    """Send the browser to *path* with GET after a form was taken; it goes on in the same language."""
    return RedirectResponse(languages.kept(path), 303, {**guard.PLAIN_HEADERS, "Cache-Control": PRIVATE})


def told(reasons: tuple[Refusal, ...], zone: ZoneInfo) -> list[str]:
    """Return *reasons* as sentences above a form that was sent in vain."""
    # What was malformed here was not written by a person, so its details would help nobody.
    if any(isinstance(reason, Malformed) for reason in reasons):
        return [_("Das Formular kam nicht richtig an. Bitte versuchen Sie es noch einmal.")]
    return sentences(reasons, zone)


def trouble_page(reasons: tuple[Refusal, ...], zone: ZoneInfo = _NO_ZONE) -> HTMLResponse:
    """Return the page for something that cannot be shown at all, with every reason as a sentence.

    *zone* is needed only for reasons that tell a time of day; what is not there tells none.
    """
    return status_page(answers.status(reasons), sentences(reasons, zone), headers=answers.headers(reasons))


def not_found_page() -> HTMLResponse:
    """Return the page for an address that leads nowhere."""
    return status_page(404)


def error_page(show: Callable[[int], Response] | None = None) -> Response:
    """Return the page for our own fault. It says nothing of the fault and asks no database."""
    try:
        return (show or status_page)(500)
    except Exception:
        # The fault may be in the look itself; a bare page is better than none.
        return HTMLResponse(
            _bare(_(_TITLES[500]), _(_TEXTS[500])), 500, {**guard.PLAIN_HEADERS, "Cache-Control": PRIVATE}
        )


def status_page(code: int, texts: list[str] | None = None, *, headers: dict[str, str] | None = None) -> HTMLResponse:
    """Return the page for the HTTP status *code*: what happened, what now. *texts* replace the usual sentence."""
    known = code if code in _TITLES else (500 if code >= 500 else 422)
    return page(
        "trouble.html",
        status=code,
        cache=PRIVATE,
        headers={"X-Robots-Tag": "noindex", **(headers or {})},
        house=None,
        heading=_(_TITLES[known]),
        texts=texts or [_(_TEXTS[known])],
    )


@cache
def _headers() -> dict[str, str]:
    policy = guard.PLAIN_HEADERS["Content-Security-Policy"]
    return {
        **guard.PLAIN_HEADERS,
        "Content-Security-Policy": policy.replace("style-src 'self'", f"style-src {styles.sources()}"),
    }


def _bare(title: str, text: str) -> str:
    return (
        f'<!doctype html><html lang="{spoken().tag}" dir="{spoken().direction}">'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><h1>{html.escape(title)}</h1><p>{html.escape(text)}</p>"
    )
