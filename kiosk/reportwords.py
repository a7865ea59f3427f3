"""A report in words: what each figure is called and means, and its numbers as people write them."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TextIO

from booking.i18n import N_, _
from booking.report import LEAST, Figure, Report, Table
from kiosk.calendar_words import month_and_year
from kiosk.cells import safe
from kiosk.reasonwords import REASONS

# Key of a figure: its name, and what exactly was counted.
FIGURES = {
    "dates": (N_("Termine"), N_("Termine, die stattgefunden haben, öffentliche und andere")),
    "hours": (N_("Stunden"), N_("Dauer dieser Termine ohne Aufbau und Abbau")),
    "public_dates": (N_("öffentliche Termine"), N_("Termine, deren Titel im Programm steht")),
    "cancelled": (N_("ausgefallen"), N_("Termine, die zugesagt waren und nicht stattfanden; warum, steht unten")),
    "no_shows": (N_("niemand gekommen"), N_("Termine, deren Raum frei wurde, weil niemand kam")),
    "declined": (N_("abgelehnte Wünsche"), N_("Wünsche aus dem Zeitraum, die das Büro abgelehnt hat")),
    "groups": (N_("aktive Gruppen"), N_("Gruppen mit mindestens einem Termin, der stattgefunden hat")),
    "new_groups": (N_("neue Gruppen"), N_("Gruppen, die im Zeitraum dazugekommen sind")),
    "counted_dates": (N_("gezählte Termine"), N_("öffentliche Termine, bei denen jemand die Menschen gezählt hat")),
    "visits": (N_("Besuche"), N_("Summe dieser Zählungen; wer zweimal kommt, zählt zweimal")),
    "median_visits": (
        N_("Besuche je Termin (Median)"),
        N_("die Hälfte der gezählten Termine hatte mehr, die Hälfte weniger"),
    ),
    "seats": (N_("Plätze"), N_("Plätze bei öffentlichen Terminen mit Anmeldung")),
    "seats_taken": (N_("vergebene Plätze"), N_("Menschen, die einen dieser Plätze hatten")),
    "seats_waiting": (N_("vergeblich gewartet"), N_("Menschen, die auf der Warteliste blieben")),
}
TABLES = {
    "shares": N_("Öffentliche Termine mit Merkmal"),
    "months": N_("Nach Monat"),
    "rooms": N_("Nach Raum"),
    "room_hours": N_("Stunden je Raum"),
    "kinds": N_("Nach Art der Gruppe"),
    "topics": N_("Öffentliche Termine nach Thema"),
    "districts": N_("Öffentliche Termine nach Viertel"),
    "weekdays": N_("Nach Wochentag und Tageszeit"),
    "ways": N_("Wie gebucht wurde (einzelne Termine)"),
    "called_off": N_("Warum Termine ausfielen"),
    "declined": N_("Warum abgelehnt wurde"),
}
_COLUMNS = {
    "dates": N_("Termine"),
    "visits": N_("Besuche"),
    "hours": N_("genutzt"),
    "free": N_("frei"),
    "morning": N_("bis 12 Uhr"),
    "afternoon": N_("12 bis 17 Uhr"),
    "evening": N_("ab 17 Uhr"),
}
_WEEKDAYS = (
    N_("Montag"), N_("Dienstag"), N_("Mittwoch"), N_("Donnerstag"), N_("Freitag"), N_("Samstag"), N_("Sonntag"),
)  # fmt: skip
_WORDS = {
    "ohne-anmeldung": N_("ohne Anmeldung"),
    "kostenlos": N_("kostenlos"),
    "rollstuhl": N_("ohne Stufen"),
    "einfache-sprache": N_("in einfacher Sprache"),
    "jung-und-alt": N_("für Jung und Alt"),
    "kiosk": N_("am Bildschirm mit PIN"),
    "kiosk_slip": N_("am Bildschirm, ohne Gruppe"),
    "card": N_("am Bildschirm mit Karte"),
    "phone_qr": N_("auf dem Handy, ohne Gruppe"),
    "phone": N_("auf dem Handy"),
    "desk": N_("im Büro"),
    "api": N_("durch ein Programm"),
    "wait": N_("von der Warteliste"),
}
# Of a table: what exactly was counted.
MEANINGS = {
    "shares": N_("Termine, deren Titel im Programm steht; einer kann mehrere Merkmale haben"),
    "months": N_("Termine, die stattgefunden haben, nach dem Tag, an dem sie begannen"),
    "rooms": N_("Termine, die stattgefunden haben; ein Raum mit Küche zählt für sich"),
    "room_hours": N_(
        "genutzt: Dauer aller Termine in diesem Raum, auch zusammen mit anderen; frei: geöffnete Stunden ohne diese"
    ),
    "kinds": N_("Termine, die stattgefunden haben; Gruppen, die nicht im Programm stehen, zusammen"),
    "topics": N_("Termine, deren Titel im Programm steht"),
    "districts": N_("Termine, deren Treffen zu einem Viertel gehört"),
    "weekdays": N_("Termine, die stattgefunden haben, nach ihrem Beginn"),
    "ways": N_("einzelne Termine, die im Zeitraum gebucht oder angefragt wurden"),
    "called_off": N_("zugesagte Termine des Zeitraums, die nicht stattfanden"),
    "declined": N_("Wünsche aus dem Zeitraum, die das Büro abgelehnt hat"),
}
_KINDS = {
    "town": N_("Stadt"),
    "partner": N_("Partner"),
    "association": N_("Verein"),
    "initiative": N_("Initiative"),
    "self_help": N_("Selbsthilfe"),
    "education": N_("Bildung"),
    "closed": N_("nicht im Programm"),
    "": N_("ohne Gruppe"),
}
_CALLED_OFF = {
    "": N_("von der Gruppe oder vom Büro abgesagt"),
    "displaced": N_("die Stadt brauchte den Raum"),
    "holiday": N_("Feiertag"),
    "closure": N_("Haus geschlossen"),
    "school_holiday": N_("Schulferien"),
    "hours": N_("Öffnungszeiten geändert"),
    "clash": N_("Raum schon vergeben"),
    "left_out": N_("aus der Reihe genommen"),
    "rule": N_("Reihe geändert"),
}
_NO_MEDIAN = "–"
KIND = N_("Wovon")  # heads the column with the kinds of a table


def period_words(report: Report) -> str:
    """Return the period, its last day included, with the quarter if it is about one."""
    last = report.until - timedelta(days=1)
    days = _("{first} bis {last}", first=_day(report.since), last=_day(last))
    return f"{days}, {report.quarter}" if report.quarter else days


def lines(report: Report) -> Iterator[str]:
    """Return the whole report as text, a figure each line."""
    yield _("Bericht {period}", period=period_words(report))
    for figure in report.figures:
        name, meaning = FIGURES[figure.key]
        yield f"{_(name)}: {figure_words(figure)} ({_(meaning)})"
    for table in report.tables:
        yield ""
        yield _("{name} ({meaning})", name=_(TABLES[table.key]), meaning=_(MEANINGS[table.key]))
        for cells in rows(table):
            yield "  " + " · ".join(cells)
    yield ""
    yield small_words()


def small_words() -> str:
    """Return why some numbers are not told."""
    return _("Zahlen unter {least} stehen hier nicht, damit niemand zu erkennen ist.", least=LEAST)


def write_csv(report: Report, file: TextIO) -> None:
    """Write the report for table programs (RFC 4180, with semicolons): what, kind, number, meaning."""
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Bericht"), safe(period_words(report)), "", ""])
    for figure in report.figures:
        name, meaning = FIGURES[figure.key]
        writer.writerow([_(name), "", figure_words(figure), _(meaning)])
    for table in report.tables:
        for name, numbers in table.rows:
            for column, number in zip(table.columns, numbers, strict=True):
                meaning = _("{name}: {meaning}", name=_(_COLUMNS[column]), meaning=_(MEANINGS[table.key]))
                said = [_(TABLES[table.key]), kind_words(table, name), number_words(number), meaning]
                writer.writerow([safe(cell) for cell in said])
    writer.writerow([small_words(), "", "", ""])


def rows(table: Table) -> Iterator[list[str]]:
    """Return the cells of *table*: a heading, then a row for each kind."""
    yield ["", *(_(_COLUMNS[column]) for column in table.columns)]
    for name, numbers in table.rows:
        yield [kind_words(table, name), *map(number_words, numbers)]


def kind_words(table: Table, name: str) -> str:
    """Return how the kind *name* of *table* is called."""
    if table.key == "weekdays":
        return _(_WEEKDAYS[int(name)])
    own = {"kinds": _KINDS, "called_off": _CALLED_OFF}.get(table.key, {})
    if name in own:
        return _(own[name])
    if not name:
        return _("ohne Angabe")
    if table.key == "months":
        return month_and_year(date.fromisoformat(f"{name}-01"))
    words = REASONS if table.key == "declined" else _WORDS
    if name in words:
        return _(words[name])
    return name.capitalize() if table.key == "topics" else name  # a word of the house's file


def figure_words(figure: Figure) -> str:
    """Return the number of *figure*; a dash where too few dates were counted for a median."""
    return _NO_MEDIAN if figure.key == "median_visits" and figure.number is None else number_words(figure.number)


def column_words(column: str) -> str:
    """Return the heading of the column *column* of a table."""
    return _(_COLUMNS[column])


def number_words(number: float | None) -> str:
    """Return *number* as it is written here; what is not told as a bound."""
    if number is None:
        return f"<{LEAST}"
    return f"{number:.1f}".replace(".", ",") if number % 1 else f"{number:.0f}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
