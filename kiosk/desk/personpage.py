"""What somebody is told about themselves: as a file of JSON, and as a page to read and to print."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from booking.i18n import _
from booking.privacy import Told
from kiosk import guard, privacywords, theme

_STYLES = ("css/fonts.css", "css/tokens.css", "css/desk.css")
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def file(told: Sequence[Told], *, now: datetime) -> Response:
    """Return *told* to be saved."""
    name = {"Content-Disposition": f'attachment; filename="auskunft-{now:%Y-%m-%d}.json"'}
    return Response(privacywords.answer(told, now=now), media_type="application/json", headers={**_HEADERS, **name})


def page(told: Sequence[Told], *, now: datetime) -> Response:
    """Return *told* as a page without any script."""
    title = _("Auskunft über gespeicherte Daten")
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(_('Stand: {day}', day=f'{now:%d.%m.%Y}'))}</p>"]
    if not told:
        parts.append(f"<p>{escape(_('Darüber steht nichts im Haus.'))}</p>")
    parts += [_row(one) for one in told]
    styles = "".join(f'<link rel="stylesheet" href="{theme.asset(path)}">' for path in _STYLES)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = f'<main class="desk person">{"".join(parts)}</main>'
    html = f'<!doctype html><html lang="de"><head>{head}{styles}</head><body>{body}</body></html>'
    return HTMLResponse(html, headers={**guard.PLAIN_HEADERS, **_HEADERS})


def refused(said: str, status: int) -> Response:
    """Return why nothing is told."""
    return PlainTextResponse(said, status, headers=_HEADERS)


def _row(one: Told) -> str:
    kind = privacywords.kind_words(one.table)
    heading = _("{kind}: {about}", kind=kind, about=one.about) if one.about else kind
    lines = "".join(
        f"<div><dt>{escape(_(privacywords.COLUMNS[name]))}</dt><dd>{escape(_said(value))}</dd></div>"
        for name, value in one.row.items()
        if name in privacywords.COLUMNS  # numbers of rows and the like say nothing to people; the file has them
    )
    return f"<section><h2>{escape(heading)}</h2><dl>{lines}</dl></section>"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    return ", ".join(map(_said, value)) if isinstance(value, list) else str(value)
