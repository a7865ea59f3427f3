"""Sentences: not that, not so many."""

from datetime import datetime
from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _
from kiosk.calendar_words import clock_time, duration, long_day
from kiosk.words.base import Table

_TITLES = {
    "empty": N_("Bitte geben Sie einen Titel an."),
    "too_long": N_("Der Titel ist zu lang. Höchstens 80 Zeichen sind möglich."),
    "line_break": N_("Der Titel muss in einer Zeile stehen."),
    "bidi": N_("Im Titel stehen unsichtbare Zeichen. Bitte schreiben Sie ihn neu."),
    "marks": N_("Im Titel stehen zu viele Zeichen übereinander."),
    "link": N_("Im Titel darf keine Internet-Adresse stehen."),
    "mail": N_("Im Titel darf keine E-Mail-Adresse stehen."),
    "phone": N_("Im Titel darf keine Telefonnummer stehen."),
    "formula": N_("Der Titel darf nicht mit = + - oder @ beginnen."),
    "sign": N_("Im Titel sind nur Buchstaben, Zahlen und einfache Satzzeichen möglich."),
}
_LINES = {
    "empty": N_("Bitte schreiben Sie einen Text."),
    "too_long": N_("Der Text ist zu lang. Höchstens 80 Zeichen sind möglich."),
    "line_break": N_("Der Text muss in einer Zeile stehen."),
    "bidi": N_("Im Text stehen unsichtbare Zeichen. Bitte schreiben Sie ihn neu."),
    "marks": N_("Im Text stehen zu viele Zeichen übereinander."),
    "link": N_("Im Text darf keine Internet-Adresse stehen."),
    "mail": N_("Im Text darf keine E-Mail-Adresse stehen."),
    "phone": N_("Im Text darf keine Telefonnummer stehen."),
    "formula": N_("Der Text darf nicht mit = + - oder @ beginnen."),
    "sign": N_("Im Text sind nur Buchstaben, Zahlen und einfache Satzzeichen möglich."),
}


def _title(reason: refusals.TitleRefused, zone: ZoneInfo) -> str:
    return _((_TITLES if reason.field == "title" else _LINES)[reason.kind])


_RULES = {
    "too_many": N_("Die Terminreihe hat zu viele Termine. Höchstens {at_most} sind möglich."),
    "endless": N_("Die Terminreihe braucht ein Ende."),
    "frequency": N_("Eine Terminreihe gibt es täglich, wöchentlich, monatlich oder jährlich, nicht öfter."),
    "number": N_("Eine Zahl in der Regel der Terminreihe ist zu groß oder keine Zahl."),
    "weekday": N_("Ein Wochentag in der Regel der Terminreihe ist nicht bekannt."),
    "until": N_("Das Ende in der Regel der Terminreihe ist nicht lesbar."),
    "nothing": N_("Es ist nichts genannt, was anders werden soll."),
    "cancel_only": N_("Absagen und Ändern gehen nicht zugleich."),
    "start": N_("Der erste Termin passt nicht zur Regel der Terminreihe."),
    "one_date": N_("Warten können Sie nur auf einen einzelnen Termin."),
    "shift": N_("Diese Regel lässt sich nicht auf andere Tage schieben. Bitte geben Sie eine neue Regel an."),
    "scope": N_("Die Regel ändert sich nur für die ganze Terminreihe oder ab einem Termin."),
    "no_dates": N_("Die Terminreihe hat keinen Termin, der stattfinden kann."),
}


def _rule(reason: refusals.RuleRefused, zone: ZoneInfo) -> str:
    text = _RULES.get(reason.kind, N_("Die Regel der Terminreihe ist so nicht möglich."))
    return _(text, at_most=reason.at_most)


def _unknown_date(reason: refusals.UnknownDate, zone: ZoneInfo) -> str:
    if isinstance(reason.start, datetime):
        day, time = long_day(reason.start.date()), clock_time(reason.start)
        return _("Am {day} um {time} Uhr hat die Terminreihe keinen Termin, der sich ändern lässt.", day=day, time=time)
    return _("Am {day} hat die Terminreihe keinen Termin.", day=long_day(reason.start))


LAYOUTS = {"standing": N_("im Stehen"), "rows": N_("mit Stuhlreihen"), "tables": N_("an Tischen")}


def _layouts(words: tuple[str, ...]) -> str:
    return _(" oder ").join(_(LAYOUTS[word]) for word in words)


def _too_many(reason: refusals.TooManyPersons, zone: ZoneInfo) -> str:
    if reason.layouts:
        return _(
            "So viele Personen passen so nicht hinein. Höchstens {number} sind möglich, mehr nur {layouts}.",
            number=reason.at_most,
            layouts=_layouts(reason.layouts),
        )
    return _("So viele Personen passen nicht hinein. Höchstens {number} sind möglich.", number=reason.at_most)


def _unknown_layout(reason: refusals.UnknownLayout, zone: ZoneInfo) -> str:
    if not reason.layouts:
        return _("So lässt sich der Raum nicht bestuhlen.")
    return _("So lässt sich der Raum nicht bestuhlen. Möglich ist: {layouts}.", layouts=_layouts(reason.layouts))


def _only_as_extra(reason: refusals.RoomOnlyAsExtra, zone: ZoneInfo) -> str:
    if not reason.together_with:
        return _("„{room}“ gibt es nur zusammen mit einem anderen Raum.", room=reason.room)
    rooms = _(" oder ").join(f"„{room}“" for room in reason.together_with)
    return _("„{room}“ gibt es nur zusammen mit {rooms}.", room=reason.room, rooms=rooms)


def _many_hours(reason: refusals.ManyHours, zone: ZoneInfo) -> str:
    week = {"monday": long_day(reason.week), "number": reason.at_most}
    if reason.left_min:
        return _(
            "Ihre Gruppe hätte in der Woche ab {monday} mehr als {number} Stunden. Frei sind noch {left}.",
            left=duration(reason.left_min),
            **week,
        )
    return _("Ihre Gruppe hätte in der Woche ab {monday} mehr als {number} Stunden.", **week)


def _many_here(reason: refusals.ManyRequestsHere, zone: ZoneInfo) -> str:
    if reason.hours >= 24:
        return _("Heute wurde hier schon oft angefragt. Bitte kommen Sie ins Quartiersbüro, oder rufen Sie an.")
    return _("Hier wurde gerade schon angefragt. Bitte warten Sie eine Stunde, oder rufen Sie an.")


SENTENCES: Table = {
    refusals.UnknownLayout: _unknown_layout,
    refusals.TooManyPersons: _too_many,
    refusals.BadNumber: lambda reason, zone: _(
        "Bitte wählen Sie eine Zahl von {least} bis {most}.", least=reason.at_least, most=reason.at_most
    ),
    refusals.UsageNotAllowed: lambda reason, zone: reason.why or _("Dafür ist der Raum nicht da."),
    refusals.RoomOnlyAsExtra: _only_as_extra,
    refusals.TitleRefused: _title,
    refusals.RuleRefused: _rule,
    refusals.UnknownDate: _unknown_date,
    refusals.SchoolHolidays: lambda reason, zone: _(
        "Am {day} sind Schulferien ({name}). Die Terminreihe macht Pause.", day=long_day(reason.day), name=reason.name
    ),
    refusals.ManySingles: lambda reason, zone: _(
        "Ihre Gruppe hat schon {number} einzelne Termine. Mehr sind nicht möglich.", number=reason.at_most
    ),
    refusals.ManyHours: _many_hours,
    refusals.ManyRequests: lambda reason, zone: _(
        "Es warten schon {number} Anfragen Ihrer Gruppe auf Antwort.", number=reason.at_most
    ),
    refusals.ManyRequestsHere: _many_here,
}
