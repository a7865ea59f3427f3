"""The report of a period on paper: the same figures as on the screen, each with what was counted."""

from datetime import datetime
from typing import Any

from booking.i18n import FIRST_LANGUAGE, _
from booking.report import LEAST, Report, Table, longest
from booking.span import local
from kiosk import reportwords
from kiosk.calendar_words import long_day_with_year
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.saying import in_german


def report_sheet(house: House, report: Report, *, now: datetime) -> Sheet:
    """Return *report*, in German, ready to be set."""
    heading = _("Bericht {period}", period=reportwords.period_words(report))
    content = {
        **house.frame([FIRST_LANGUAGE], f"{heading} – {house.sign.name}"),
        "heading": in_german(_("Bericht")),
        "period": in_german(reportwords.period_words(report)),
        "made": in_german(_("Gedruckt am {day}", day=long_day_with_year(local(now, house.facts.zone).date()))),
        "small": in_german(reportwords.small_words()),
        "funding": house.funding,
        "columns": [in_german(_("Was gezählt wurde")), in_german(_("Zahl"))],
        "figures": [_figure(figure) for figure in report.figures],
        "tables": [_table(table) for table in report.tables if table.rows],
    }
    name = f"bericht-{report.since.isoformat()}"
    return Sheet(kind="report", name=name, content=content, made=day_made(house.facts, now))


def _figure(figure: Any) -> dict[str, Any]:
    name, meaning = reportwords.FIGURES[figure.key]
    return {
        "name": in_german(_(name)),
        "meaning": in_german(_(meaning)),
        "number": in_german(reportwords.figure_words(figure)),
    }


def _table(table: Table) -> dict[str, Any]:
    most = [max(LEAST, end) for end in longest(table)]
    return {
        "heading": in_german(_(reportwords.TABLES[table.key])),
        "meaning": in_german(_(reportwords.MEANINGS[table.key])),
        "columns": [
            in_german(_(reportwords.KIND)),
            *(in_german(reportwords.column_words(one)) for one in table.columns),
        ],
        "rows": [
            {
                "name": in_german(reportwords.kind_words(table, name)),
                "cells": [
                    {"said": in_german(reportwords.number_words(one)), "share": _share(one, end)}
                    for one, end in zip(numbers, most, strict=True)
                ],
            }
            for name, numbers in table.rows
        ],
    }


def _share(number: int | None, most: int) -> float | None:
    return None if number is None else number / most
