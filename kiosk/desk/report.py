"""`/desk/report`: what happened in a period, for council and funder; on the screen, as PDF and as a table."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from nicegui import ui

from booking import clock, community, occupancy
from booking.community import Quarter
from booking.i18n import _
from booking.report import Report, Table, longest
from booking.report import report as told
from booking.span import local
from kiosk import reportwords
from kiosk.desk import charts, periods
from kiosk.desk.forms import Field
from kiosk.desk.frame import Link, Words, frame
from kiosk.desk.periods import NoPeriod, Period
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office
from kiosk.paper.house import house_of
from kiosk.paper.press import NotPrinted, Press, Sheet
from kiosk.paper.report import report_sheet
from kiosk.work import reading
from models.database import Session

PATH = "/desk/report"
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class _Look:
    """What the page shows, and what stands in its files; without a *report* the *problem* says why."""

    today: date
    quarters: list[Quarter]
    period: Period
    report: Report | None = None
    sheet: Sheet | None = None
    problem: str = ""


def register(app: FastAPI, office: Office) -> None:
    """Declare the page and its files `/desk/report/bericht.pdf` and `/desk/report/bericht.csv`."""
    press = Press()

    @ui.page(PATH, title=_("Bericht – Büro – Treffpunkt"), language="de")
    async def page(request: Request, visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        found = await looked(request)
        with frame(visit, PATH), ui.element("div").classes("report"):
            _show(found)

    @app.get(f"{PATH}/bericht.csv", include_in_schema=False, dependencies=[Depends(office.visits.current)])
    async def table(request: Request) -> Response:
        found = await looked(request)
        if found.report is None:
            return PlainTextResponse(found.problem, 400, headers=_HEADERS)
        written = io.StringIO()
        written.write("\ufeff")  # else table programs of offices take it for another alphabet
        reportwords.write_csv(found.report, written)
        return Response(written.getvalue(), media_type="text/csv; charset=utf-8", headers=_file(found, "csv"))

    @app.get(f"{PATH}/bericht.pdf", include_in_schema=False, dependencies=[Depends(office.visits.current)])
    async def paper(request: Request) -> Response:
        found = await looked(request)
        if found.sheet is None:
            return PlainTextResponse(found.problem, 400, headers=_HEADERS)
        try:
            done = await press.printed(found.sheet)
        except NotPrinted:
            said = _("Das Blatt konnte nicht gesetzt werden. Bitte versuchen Sie es noch einmal.")
            return PlainTextResponse(said, 503, headers=_HEADERS)
        return Response(done.pdf, media_type="application/pdf", headers=_file(found, "pdf"))

    async def looked(request: Request) -> _Look:
        asked = dict(request.query_params)
        return await reading(office.db, lambda session: _look(session, asked))


def _look(session: Session, asked: Mapping[str, str]) -> _Look:
    now, house, quarters = clock.now(), occupancy.house_facts(session), community.quarters(session)
    today = local(now, house.zone).date()
    try:
        period = periods.read(asked, quarters, today)
    except NoPeriod as error:
        return _Look(today, quarters, periods.usual_period(today), problem=str(error))
    quarter = next((one for one in quarters if one.slug == period.quarter), None)
    found = told(session, house, period.since, period.until, quarter=quarter, now=now)
    sheet = report_sheet(house_of(session, house, ""), found, now=now)
    return _Look(today, quarters, period, found, sheet)


def _file(found: _Look, ending: str) -> dict[str, str]:
    period = found.period
    name = f"bericht-{period.since.isoformat()}-{period.last.isoformat()}"
    name += f"-{period.quarter}" if period.quarter else ""
    return {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}.{ending}"'}


def _show(found: _Look) -> None:
    Words("h1", _("Bericht"))
    _periods(found)
    _form(found)
    if found.report is None:
        Words("p", found.problem).classes("problem").props("role=alert")
        return
    with ui.element("section"):
        with ui.element("div").classes("section-head"):
            Words("h2", reportwords.period_words(found.report))
            with ui.element("div").classes("actions"):
                for name, ending in ((_("Herunterladen (PDF)"), "pdf"), (_("Als Tabelle (CSV)"), "csv")):
                    Link(name, f"{PATH}/bericht.{ending}?{found.period.query}", kind="button").props("download")
        Words("p", reportwords.small_words()).classes("explain")
        _figures(found.report)
    for one in found.report.tables:
        if one.rows:
            _table(one)


def _periods(found: _Look) -> None:
    with ui.element("nav").classes("kinds") as navigation:
        navigation.props["aria-label"] = _("Zeitraum")
        for name, period in periods.offered(found.today, found.period.quarter):
            link = Link(name, f"{PATH}?{period.query}", kind="button")
            if period == found.period and found.report is not None:
                link.props["aria-current"] = "true"


def _form(found: _Look) -> None:
    quarters = {"": _("ganze Stadt"), **{one.slug: one.name for one in found.quarters}}
    with ui.element("form").props(f"method=get action={PATH}").classes("form"):
        Field(name="from", label=_("Erster Tag"), kind="date", value=found.period.since.isoformat()).build()
        Field(name="to", label=_("Letzter Tag"), kind="date", value=found.period.last.isoformat()).build()
        Field(name="quarter", label=_("Viertel"), kind="select", value=found.period.quarter, options=quarters).build()
        with ui.element("div").classes("actions wide"):
            Words("button", _("Ansehen")).props("type=submit").classes("button primary")


def _figures(report: Report) -> None:
    with ui.element("table").classes("figures"):
        with ui.element("thead"), ui.element("tr"):
            Words("th", _("Was gezählt wurde")).props("scope=col")
            Words("th", _("Zahl")).props("scope=col")
        with ui.element("tbody"):
            for figure in report.figures:
                name, meaning = reportwords.FIGURES[figure.key]
                with ui.element("tr"):
                    with ui.element("th").props("scope=row"):
                        Words("span", _(name))
                        Words("small", _(meaning))
                    Words("td", reportwords.figure_words(figure))


def _table(table: Table) -> None:
    names = [reportwords.kind_words(table, name) for name, _numbers in table.rows]
    most = longest(table)
    with ui.element("section"):
        Words("h2", _(reportwords.TABLES[table.key]))
        Words("p", _(reportwords.MEANINGS[table.key])).classes("explain")
        if table.key == "months":
            charts.line(_("Termine nach Monat"), names, [numbers[0] for _name, numbers in table.rows])
        with ui.element("table").classes("shares-of"):
            with ui.element("thead"), ui.element("tr"):
                Words("th", _(reportwords.KIND)).props("scope=col")
                for column in table.columns:
                    Words("th", reportwords.column_words(column)).props("scope=col")
            with ui.element("tbody"):
                for name, (_key, numbers) in zip(names, table.rows, strict=True):
                    with ui.element("tr"):
                        Words("th", name).props("scope=row")
                        for number, end in zip(numbers, most, strict=True):
                            _cell(number, end)


def _cell(number: int | None, most: int) -> None:
    with ui.element("td"):
        Words("span", reportwords.number_words(number))
        charts.bar(number, most)
