"""Sentences: not then."""

from zoneinfo import ZoneInfo

from booking import refusals
from booking.i18n import N_, _
from booking.span import local
from kiosk.calendar_words import clock_time, duration, from_to, long_day
from kiosk.words.base import Table, fixed


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


def _holiday(reason: refusals.PublicHoliday, zone: ZoneInfo) -> str:
    return _("Am {day} ist Feiertag ({name}). Der Raum ist geschlossen.", day=long_day(reason.day), name=reason.name)


def _too_soon(reason: refusals.TooSoon, zone: ZoneInfo) -> str:
    when = local(reason.earliest, zone)
    return _(
        "Das ist zu kurzfristig. Möglich ist es ab {day}, {time} Uhr.", day=long_day(when.date()), time=clock_time(when)
    )


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


SENTENCES: Table = {
    refusals.InThePast: fixed(N_("Diese Zeit ist schon vorbei.")),
    refusals.EndBeforeStart: fixed(N_("Das Ende muss nach dem Anfang liegen.")),
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
}
