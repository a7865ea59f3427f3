"""Refusals as sentences: what happened and, where there is one, what would be possible."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _, ngettext
from booking.refusals import Refusal
from booking.span import local
from kiosk.calendar_words import clock_time, from_to, long_day, long_day_with_year

Sentence = Callable[[Any, ZoneInfo], str]


def sentence(reason: Refusal, zone: ZoneInfo) -> str:
    """Return *reason* in German, times as clocks in *zone* show them."""
    return _SENTENCES[type(reason)](reason, zone)


def sentences(reasons: tuple[Refusal, ...], zone: ZoneInfo) -> list[str]:
    """Return every reason once, in order."""
    return list(dict.fromkeys(sentence(reason, zone) for reason in reasons))


def _fixed(text: str) -> Sentence:
    return lambda reason, zone: _(text)


def duration(minutes: int) -> str:
    """Return `45 Minuten`, `1 Stunde`, `1½ Stunden`, `5 Stunden`."""
    if minutes < 60 or minutes % 30:
        return ngettext("{number} Minute", "{number} Minuten", minutes)
    if minutes == 60:
        return _("1 Stunde")
    half = "½" if minutes % 60 else ""
    return _("{hours} Stunden", hours=f"{minutes // 60}{half}")


def waiting_time(wait: timedelta) -> str:
    """Return how long *wait* is, in started minutes."""
    return ngettext("{number} Minute", "{number} Minuten", max(1, -(-int(wait.total_seconds()) // 60)))


def _taken(reason: refusals.Taken, zone: ZoneInfo) -> str:
    times = from_to(local(reason.span.start, zone), local(reason.span.end, zone))
    day = long_day(local(reason.span.start, zone).date())
    if reason.title:
        return _("Der Raum ist schon belegt: {day}, {times} ({title}).", day=day, times=times, title=reason.title)
    return _("Der Raum ist schon belegt: {day}, {times}.", day=day, times=times)


def _outside(reason: refusals.OutsideHours, zone: ZoneInfo) -> str:
    day = long_day(reason.day)
    if not reason.open:
        return _("Am {day} ist der Raum nicht geöffnet.", day=day)
    hours = _(" und ").join(_("{start} bis {end} Uhr", start=start, end=end) for start, end in reason.open)
    if reason.setup_min or reason.teardown_min:
        return _(
            "Am {day} ist von {hours} geöffnet. Davor werden {setup} Minuten für den Aufbau gebraucht "
            "und danach {teardown} Minuten für den Abbau.",
            day=day,
            hours=hours,
            setup=reason.setup_min,
            teardown=reason.teardown_min,
        )
    return _("Am {day} ist von {hours} geöffnet.", day=day, hours=hours)


def _closed(reason: refusals.Closed, zone: ZoneInfo) -> str:
    text = reason.text or _("Am {day} ist der Raum geschlossen.", day=long_day(reason.day))
    if (reason.from_clock, reason.to_clock) != ("00:00", "24:00"):
        hours = {"start": reason.from_clock, "end": reason.to_clock}
        return text + " " + _("Geschlossen ist von {start} bis {end} Uhr.", **hours)
    if not reason.text and reason.last_day and reason.last_day > reason.day:
        return text + " " + _("Das gilt bis {day}.", day=long_day(reason.last_day))
    return text


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
_TEXTS = {
    "empty": N_("Bitte schreiben Sie einen Text."),
    "too_long": N_("Der Text ist zu lang. Höchstens {number} Zeichen sind möglich."),
    "sign": N_("Im Text stehen unsichtbare Zeichen. Bitte schreiben Sie ihn neu."),
    "marks": N_("Im Text stehen zu viele Zeichen übereinander."),
}
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


def _full(reason: refusals.Full, zone: ZoneInfo) -> str:
    if reason.free == 0:
        return _("Leider sind alle Plätze vergeben.")
    return ngettext("Es ist nur noch {number} Platz frei.", "Es sind nur noch {number} Plätze frei.", reason.free)


def _wrong_pin(reason: refusals.WrongPin, zone: ZoneInfo) -> str:
    return (
        _("Die PIN stimmt nicht.")
        + " "
        + ngettext("Sie haben noch {number} Versuch.", "Sie haben noch {number} Versuche.", reason.tries_left)
    )


def _holiday(reason: refusals.PublicHoliday, zone: ZoneInfo) -> str:
    return _("Am {day} ist Feiertag ({name}). Der Raum ist geschlossen.", day=long_day(reason.day), name=reason.name)


def _too_soon(reason: refusals.TooSoon, zone: ZoneInfo) -> str:
    when = local(reason.earliest, zone)
    return _(
        "Das ist zu kurzfristig. Möglich ist es ab {day}, {time} Uhr.", day=long_day(when.date()), time=clock_time(when)
    )


def _decided(reason: refusals.AlreadyDecided, zone: ZoneInfo) -> str:
    states = {
        "held": _("vorgemerkt"),
        "requested": _("angefragt"),
        "conflict": _("angefragt, mit Hindernis"),
        "confirmed": _("zugesagt"),
        "declined": _("abgelehnt"),
        "cancelled": _("abgesagt"),
        "expired": _("abgelaufen"),
        "skipped": _("ausgefallen"),
        "taken": _("angenommen"),
        "lapsed": _("abgelaufen"),
        "withdrawn": _("zurückgezogen"),
    }
    return _("Das wurde schon entschieden: {state}.", state=states.get(reason.state, reason.state))


def _not_yet(reason: refusals.NotYet, zone: ZoneInfo) -> str:
    when = local(reason.opens, zone)
    return _(
        "Dafür ist es noch zu früh. Möglich ist es ab {day}, {time} Uhr.", day=long_day(when), time=clock_time(when)
    )


def _seats_taken(reason: refusals.SeatsTaken, zone: ZoneInfo) -> str:
    return _(
        "Es sind schon {taken} Plätze vergeben. Dort passen nur {number} Personen hinein.",
        taken=reason.taken,
        number=reason.at_most,
    )


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


def _unknown_room(reason: refusals.UnknownRoom, zone: ZoneInfo) -> str:
    if not reason.rooms:
        return _("Den Raum „{room}“ gibt es hier nicht.", room=reason.room)
    return _("Den Raum „{room}“ gibt es hier nicht. Es gibt: {rooms}.", room=reason.room, rooms=", ".join(reason.rooms))


def _unknown_usage(reason: refusals.UnknownUsage, zone: ZoneInfo) -> str:
    if not reason.usages:
        return _("Diese Art der Nutzung gibt es hier nicht.")
    return _("Diese Art der Nutzung gibt es hier nicht. Es gibt: {usages}.", usages=", ".join(reason.usages))


def _only_as_extra(reason: refusals.RoomOnlyAsExtra, zone: ZoneInfo) -> str:
    if not reason.together_with:
        return _("„{room}“ gibt es nur zusammen mit einem anderen Raum.", room=reason.room)
    rooms = _(" oder ").join(f"„{room}“" for room in reason.together_with)
    return _("„{room}“ gibt es nur zusammen mit {rooms}.", room=reason.room, rooms=rooms)


def _twice(reason: refusals.TwiceOnTheClock, zone: ZoneInfo) -> str:
    return _(
        "In dieser Nacht werden die Uhren zurückgestellt: {time} Uhr kommt zweimal. "
        "Gebucht werden kann nur das erste Mal.",
        time=clock_time(local(reason.first, zone)),
    )


def _quiet(reason: refusals.QuietHours, zone: ZoneInfo) -> str:
    times = {"day": long_day(reason.day), "start": reason.from_clock, "end": reason.to_clock}
    if reason.kind == "midday":
        return _(
            "Am {day} ist von {start} bis {end} Uhr Mittagsruhe. Laut darf es nur davor oder danach sein.", **times
        )
    return _("Am {day} ist von {start} bis {end} Uhr Nachtruhe. Laut darf es nur davor oder danach sein.", **times)


def _many_hours(reason: refusals.ManyHours, zone: ZoneInfo) -> str:
    week = {"monday": long_day(reason.week), "number": reason.at_most}
    if reason.left_min:
        return _(
            "Ihre Gruppe hätte in der Woche ab {monday} mehr als {number} Stunden. Frei sind noch {left}.",
            left=duration(reason.left_min),
            **week,
        )
    return _("Ihre Gruppe hätte in der Woche ab {monday} mehr als {number} Stunden.", **week)


_PERIODS = {
    "order": N_("Der Zeitraum endet vor seinem Anfang."),
    "too_long": N_("Ein Zeitraum dauert höchstens ein Jahr."),
    "too_late": N_("Der Anmeldeschluss muss vor dem Ende des Zeitraums liegen."),
    "begun": N_("Dieser Tag ist schon vorbei."),
    "overlap": N_("Der Zeitraum überschneidet sich mit „{other}“."),
}


def _period(reason: refusals.PeriodRefused, zone: ZoneInfo) -> str:
    return _(_PERIODS[reason.kind], other=reason.other)


def _runs_on(reason: refusals.RunsOn, zone: ZoneInfo) -> str:
    if reason.until is None:
        return _("Diese Terminreihe läuft ohne Ende weiter. Dafür ist kein Wunsch nötig.")
    day = long_day_with_year(reason.until)
    return _("Diese Terminreihe läuft weiter bis {day}. Dafür ist kein Wunsch nötig.", day=day)


_SENTENCES: dict[type[Refusal], Sentence] = {
    refusals.UnknownRoom: _unknown_room,
    refusals.UnknownGroup: _fixed(N_("Diese Gruppe gibt es hier nicht.")),
    refusals.UnknownUsage: _unknown_usage,
    refusals.UnknownLayout: _unknown_layout,
    refusals.UnknownMeeting: _fixed(N_("Dieses Treffen gibt es nicht.")),
    refusals.UnknownBooking: _fixed(N_("Diesen Termin gibt es nicht.")),
    refusals.UnknownSeat: _fixed(N_("Diesen Platz gibt es nicht. Vielleicht ist der Link nicht vollständig.")),
    refusals.UnknownClosure: _fixed(N_("Diesen Schließtag gibt es nicht mehr.")),
    refusals.UnknownFeed: _fixed(N_("Diesen Kalender gibt es nicht.")),
    refusals.InThePast: _fixed(N_("Diese Zeit ist schon vorbei.")),
    refusals.EndBeforeStart: _fixed(N_("Das Ende muss nach dem Anfang liegen.")),
    refusals.OffGrid: lambda reason, zone: _(
        "Anfang und Ende liegen auf Schritten von {step} Minuten.", step=reason.step_min
    ),
    refusals.TooShort: lambda reason, zone: _(
        "Das ist zu kurz. Der Raum wird für mindestens {length} vergeben.", length=duration(reason.at_least_min)
    ),
    refusals.TooLong: lambda reason, zone: _(
        "Das ist zu lang. Der Raum wird für höchstens {length} vergeben.", length=duration(reason.at_most_min)
    ),
    refusals.TooSoon: _too_soon,
    refusals.TooFarAhead: lambda reason, zone: _(
        "Das ist zu weit im Voraus. Gebucht werden kann bis {day}.", day=long_day(reason.latest)
    ),
    refusals.TwiceOnTheClock: _twice,
    refusals.OutsideHours: _outside,
    refusals.Closed: _closed,
    refusals.PublicHoliday: _holiday,
    refusals.QuietHours: _quiet,
    refusals.Taken: _taken,
    refusals.TooManyPersons: _too_many,
    refusals.BadNumber: lambda reason, zone: _(
        "Bitte wählen Sie eine Zahl von {least} bis {most}.", least=reason.at_least, most=reason.at_most
    ),
    refusals.UsageNotAllowed: lambda reason, zone: reason.why or _("Dafür ist der Raum nicht da."),
    refusals.RoomOnlyAsExtra: _only_as_extra,
    refusals.TitleRefused: lambda reason, zone: _(_TITLES[reason.kind]),
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
    refusals.UnknownWait: _fixed(N_("Diesen Eintrag auf der Warteliste gibt es nicht.")),
    refusals.NotTaken: _fixed(N_("Diese Zeit ist frei. Sie können sie gleich buchen.")),
    refusals.AlreadyWaiting: _fixed(N_("Ihre Gruppe wartet schon auf diese Zeit.")),
    refusals.ManyWaits: lambda reason, zone: _(
        "Ihre Gruppe wartet schon auf {number} Termine. Mehr sind nicht möglich.", number=reason.at_most
    ),
    refusals.OfferOver: _fixed(N_("Die Frist für dieses Angebot ist vorbei.")),
    refusals.UnknownRound: _fixed(N_("Diese Belegungsrunde gibt es nicht.")),
    refusals.UnknownWish: _fixed(N_("Diesen Wunsch gibt es nicht.")),
    refusals.RoundClosed: lambda reason, zone: _(
        "Feste Zeiten konnten bis {day} angemeldet werden.", day=long_day(reason.until)
    ),
    refusals.RoundDecided: _fixed(N_("Diese Belegungsrunde ist schon beschlossen.")),
    refusals.RoundStillOpen: lambda reason, zone: _(
        "Bis {day} können Gruppen sich noch anmelden. Beschlossen wird danach.", day=long_day(reason.until)
    ),
    refusals.PeriodRefused: _period,
    refusals.ManyWishes: lambda reason, zone: ngettext(
        "Eine Gruppe kann nur einen Wunsch anmelden.",
        "Eine Gruppe kann höchstens {number} Wünsche anmelden.",
        reason.at_most,
    ),
    refusals.NumberOfChoices: lambda reason, zone: _(
        "Bitte nennen Sie {least} bis {most} Zeiten, die passen würden.", least=reason.at_least, most=reason.at_most
    ),
    refusals.NoFixedTime: _fixed(N_("Diese Terminreihe hat keine feste Zeit an einem Wochentag.")),
    refusals.RunsOn: _runs_on,
    refusals.NoProposal: _fixed(N_("Noch nicht für alle Wünsche gibt es einen Vorschlag.")),
    refusals.ProposalOutdated: lambda reason, zone: _(
        "Inzwischen haben andere dort gebucht: {titles}. Bitte machen Sie einen neuen Vorschlag.",
        titles=", ".join(reason.titles),
    ),
    refusals.TimeGiven: lambda reason, zone: _("Diese Zeit haben Sie schon vergeben: {title}.", title=reason.title),
    refusals.Full: _full,
    refusals.NoSignup: _fixed(N_("Hier ist keine Anmeldung nötig. Kommen Sie einfach vorbei.")),
    refusals.SignupElsewhere: _fixed(N_("Die Anmeldung läuft über den Veranstalter.")),
    refusals.SignupClosed: lambda reason, zone: _(
        "Die Anmeldung ist seit {day}, {time} Uhr geschlossen.",
        day=long_day(local(reason.since, zone).date()),
        time=clock_time(local(reason.since, zone)),
    ),
    refusals.MeetingOver: _fixed(N_("Das Treffen hat schon begonnen oder ist vorbei.")),
    refusals.MeetingCancelled: _fixed(N_("Dieses Treffen ist abgesagt.")),
    refusals.WrongPin: _wrong_pin,
    refusals.Locked: lambda reason, zone: _(
        "Zu viele falsche Versuche. Bitte warten Sie {wait}.", wait=waiting_time(reason.wait)
    ),
    refusals.WrongLogin: _fixed(N_("Name oder Passwort stimmt nicht.")),
    refusals.WeakPassphrase: lambda reason, zone: _(
        "Das Passwort braucht {least} bis {most} Zeichen.", least=reason.at_least, most=reason.at_most
    ),
    refusals.LoginTaken: lambda reason, zone: _("Den Namen „{login}“ gibt es im Büro schon.", login=reason.login),
    refusals.NoKey: _fixed(N_("Der Schlüssel der Gruppe fehlt oder gilt nicht mehr.")),
    refusals.NotYours: _fixed(N_("Dieser Termin gehört einer anderen Gruppe.")),
    refusals.AlreadyDecided: _decided,
    refusals.ChangedMeanwhile: _fixed(
        N_("Jemand anderes hat das inzwischen geändert. Bitte sehen Sie noch einmal nach. Nichts wurde gespeichert.")
    ),
    refusals.HoldOver: _fixed(
        N_("Die Zeit wurde nicht rechtzeitig gebucht. Sie wird nicht mehr für Sie freigehalten.")
    ),
    refusals.ManyHolds: lambda reason, zone: ngettext(
        "Es wird schon {number} Zeit freigehalten. Bitte buchen Sie zuerst diese.",
        "Es werden schon {number} Zeiten freigehalten. Bitte buchen Sie zuerst diese.",
        reason.at_most,
    ),
    refusals.QuestionOpen: _fixed(N_("Es ist schon eine Frage offen. Bitte warten Sie auf die Antwort.")),
    refusals.NoQuestion: _fixed(N_("Zu diesem Termin ist keine Frage offen.")),
    refusals.TextRefused: lambda reason, zone: _(_TEXTS[reason.kind], number=reason.at_most),
    refusals.SeatsTaken: _seats_taken,
    refusals.NotYet: _not_yet,
    refusals.NotLonger: lambda reason, zone: _(
        "Der Termin geht schon bis {time} Uhr.", time=clock_time(local(reason.ends, zone))
    ),
    refusals.UnknownItem: lambda reason, zone: _("„{item}“ steht nicht auf der Liste des Hauses.", item=reason.item),
    refusals.ReasonMissing: _fixed(N_("Bitte nennen Sie einen Grund.")),
    refusals.TooManyTries: lambda reason, zone: _(
        "Das waren zu viele Versuche auf einmal. Bitte warten Sie {wait}.", wait=waiting_time(reason.wait)
    ),
    refusals.Malformed: lambda reason, zone: _(
        "Die Angabe „{field}“ ist nicht lesbar. Erwartet wird {expected}.",
        field=reason.field,
        expected=reason.expected,
    ),
    refusals.NoHouse: _fixed(N_("Das Haus ist noch nicht eingerichtet.")),
    refusals.BookAway: _fixed(
        N_("Das Raumbuch ist gerade nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal.")
    ),
    refusals.BookBusy: _fixed(
        N_("Im Raumbuch wird gerade viel geschrieben. Es wurde nichts geändert. Bitte versuchen Sie es noch einmal.")
    ),
    refusals.BookFull: _fixed(
        N_("Der Speicher des Raumbuchs ist voll. Es wurde nichts geändert. Bitte sagen Sie im Büro Bescheid.")
    ),
}
