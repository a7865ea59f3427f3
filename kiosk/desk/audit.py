"""`/desk/audit`: who did what when to which thing; functions, never people; by day, kind and who, and as a table."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request, Response
from nicegui import ui

from booking import audit, occupancy
from booking.audit import Asked, Line
from booking.i18n import _
from kiosk.calendar_words import clock_time, short_day
from kiosk.cells import safe
from kiosk.desk.auditwords import act_words, kind_words, who_words
from kiosk.desk.forms import Field
from kiosk.desk.frame import BOOKINGS, SERIES, Link, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office
from kiosk.work import reading
from models.database import Session

PATH = "/desk/audit"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class _Look:
    asked: Asked
    lines: list[Line]
    kinds: Sequence[str]
    actors: Sequence[str]


def register(app: FastAPI, office: Office) -> None:
    """Declare the page and its table `/desk/audit/journal.csv`."""

    @ui.page(PATH, title=_("Journal – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        asked = _asked(request.query_params)
        found = await reading(office.db, lambda session: _look(session, asked, audit.PAGE))
        with frame(visit, PATH), ui.element("div").classes("audit"):
            _show(found)

    @app.get(f"{PATH}/journal.csv", include_in_schema=False, dependencies=[Depends(office.visits.current)])
    async def table(request: Request) -> Response:
        asked = replace(_asked(request.query_params), before=None)
        found = await reading(office.db, lambda session: _look(session, asked, audit.MOST))
        name = {"Content-Disposition": 'attachment; filename="journal.csv"'}
        return Response(_csv(found.lines), media_type="text/csv; charset=utf-8", headers={**_HEADERS, **name})


def _asked(asked: Mapping[str, str]) -> Asked:
    """Return what an address asks for; what makes no sense asks for nothing."""
    before = asked.get("before", "")
    try:
        day = date.fromisoformat(asked.get("day") or "")
    except ValueError:
        day = None
    return Asked(
        day=day if day is not None and 2000 <= day.year <= 2200 else None,
        kind=asked.get("kind", "")[:40],
        who=asked.get("who", "")[:80],
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 12 else None,
    )


def _look(session: Session, asked: Asked, most: int) -> _Look:
    lines = audit.lines(session, occupancy.house_facts(session), asked, most=most)
    return _Look(asked, lines, audit.kinds(session), audit.actors(session))


def _show(found: _Look) -> None:
    Words("h1", _("Journal"))
    Words(
        "p", _("Wer hat wann was getan? Hier stehen Aufgaben, keine Namen. Nach einem Jahr wird es gelöscht.")
    ).classes("explain")
    _form(found)
    with ui.element("section"):
        with ui.element("div").classes("actions"):
            Link(_("Als Tabelle (CSV)"), f"{PATH}/journal.csv?{_query(found.asked)}", kind="button").props("download")
        if not found.lines:
            Words("p", _("Dazu steht nichts im Journal.")).classes("nothing")
            return
        _table(found.lines)
    with ui.element("nav").classes("ways") as ways:
        ways.props["aria-label"] = _("Blättern")
        if found.asked.before is not None:
            Link(_("Neueste"), f"{PATH}?{_query(replace(found.asked, before=None))}")
        if len(found.lines) == audit.PAGE:
            Link(_("Ältere"), f"{PATH}?{_query(replace(found.asked, before=found.lines[-1].id))}")


def _query(asked: Asked) -> str:
    told = {"day": asked.day.isoformat() if asked.day else "", "kind": asked.kind, "who": asked.who}
    told["before"] = str(asked.before) if asked.before is not None else ""
    return urlencode({name: value for name, value in told.items() if value})


def _form(found: _Look) -> None:
    asked, every = found.asked, _("alle")
    kinds = {"": every, **{kind: kind_words(kind) for kind in found.kinds}}
    actors = {"": every, **{who: who_words(who) for who in found.actors}}
    with ui.element("form").props(f"method=get action={PATH}").classes("form"):
        day = asked.day.isoformat() if asked.day else ""
        Field(name="day", label=_("Tag"), kind="date", value=day).build()
        Field(name="kind", label=_("Worum es geht"), kind="select", value=asked.kind, options=kinds).build()
        Field(name="who", label=_("Wer"), kind="select", value=asked.who, options=actors).build()
        with ui.element("div").classes("actions wide"):
            Words("button", _("Ansehen")).props("type=submit").classes("button primary")


def _table(lines: Sequence[Line]) -> None:
    with ui.element("table").classes("lines"):
        with ui.element("thead"), ui.element("tr"):
            for name in _columns():
                Words("th", name).props("scope=col")
        with ui.element("tbody"):
            for line in lines:
                when, who, what, _about = _cells(line)
                with ui.element("tr"):
                    Words("td", when)
                    Words("td", who)
                    Words("td", what)
                    with ui.element("td"):
                        _thing(line)


def _thing(line: Line) -> None:
    """Build what it was done to, with the way to its page."""
    said = _about(line)
    if line.uid:
        Link(said or _("Termin"), f"{BOOKINGS}/{line.uid}")
    elif line.series:
        Link(said or _("Reihe"), f"{SERIES}/{line.series}")
    else:
        Words("span", said)


def _columns() -> tuple[str, str, str, str]:
    return _("Wann"), _("Wer"), _("Was"), _("Woran")


def _cells(line: Line) -> tuple[str, str, str, str]:
    when = _("{day}, {time}", day=short_day(line.at.date()), time=clock_time(line.at))
    kind = kind_words(line.what.partition(".")[0])
    what = _("{kind}: {done}", kind=kind, done=act_words(line.what, line.reason))
    return when, who_words(line.who, line.group), what, _about(line)


def _about(line: Line) -> str:
    day = short_day(line.day) if line.day else ""
    return ", ".join(filter(None, (line.title or line.group, day)))


def _csv(lines: Sequence[Line]) -> str:
    written = io.StringIO()
    written.write("\ufeff")  # else table programs of offices take it for another alphabet
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([*_columns(), "what", "who"])
    for line in lines:
        _when, who, what, about = _cells(line)
        cells = [f"{line.at:%Y-%m-%d %H:%M:%S}", who, what, about, line.what, line.who]
        writer.writerow([safe(cell) for cell in cells])
    return written.getvalue()
