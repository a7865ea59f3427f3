"""Days and times as people say them. Everything here takes aware times of the house's zone."""

from datetime import date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton

from booking.i18n import _, ngettext, spoken

# The weekday in full and the day without its year: CLDR's pattern MMMMEEEEd of each language.
_LONG = {
    "de": "EEEE, d. MMMM",
    "en_GB": "EEEE d MMMM",
    "tr": "d MMMM EEEE",
    "uk": "EEEE, d MMMM",
    "ro": "EEEE, d MMMM",
    "it": "EEEE d MMMM",
    "hr": "EEEE, d. MMMM",
    "ar": "EEEE، d MMMM",
}


def clock_time(moment: datetime) -> str:
    """Return `9:30` as `09:30`; the 24-hour clock everywhere."""
    return moment.strftime("%H:%M")


def from_to(starts: datetime, ends: datetime) -> str:
    """Return `14:00 – 16:30 Uhr`; names the day of the end when it is another."""
    until_midnight = ends.time() == time(0) and ends.date() == starts.date() + timedelta(days=1)
    if ends.date() == starts.date() or until_midnight:
        return _("{start} – {end} Uhr", start=clock_time(starts), end=clock_time(ends))
    return _(
        "{start} Uhr – {day} {end} Uhr", start=clock_time(starts), day=short_day(ends.date()), end=clock_time(ends)
    )


def long_day(day: date) -> str:
    """Return `Freitag, 4. Dezember`, in the spoken language as all here."""
    return format_date(day, _LONG[spoken().cldr], locale=spoken().cldr)


def long_day_with_year(day: date) -> str:
    """Return `Freitag, 4. Dezember 2026`."""
    return format_date(day, "full", locale=spoken().cldr)


def month_and_year(day: date) -> str:
    """Return `Dezember 2026`."""
    return format_skeleton("yMMMM", day, locale=spoken().cldr)


def short_day(day: date) -> str:
    """Return `Fr 4.12.`"""
    if spoken().cldr == "de":
        return format_date(day, "EE d.M.", locale="de").replace(".", "", 1)
    return format_skeleton("MEd", day, locale=spoken().cldr)


def short_date(day: date) -> str:
    """Return `4.12.`"""
    return format_skeleton("Md", day, locale=spoken().cldr)


def weekday(day: date) -> str:
    """Return `Freitag`."""
    return format_date(day, "EEEE", locale=spoken().cldr)


def short_weekday(day: date) -> str:
    """Return `Fr`."""
    return format_date(day, "EE", locale=spoken().cldr).rstrip(".")


def near_day(day: date, today: date) -> str:
    """Return `heute`, `morgen` or the day's name and date."""
    if day == today:
        return _("heute")
    if day == today + timedelta(days=1):
        return _("morgen")
    return long_day(day)


def near_short_day(day: date, today: date) -> str:
    """Return `heute`, `morgen` or `Fr 4.12.`"""
    return near_day(day, today) if day <= today + timedelta(days=1) else short_day(day)


FOR_TEMPLATES = {
    "clock_time": clock_time,
    "from_to": from_to,
    "long_day": long_day,
    "long_day_with_year": long_day_with_year,
    "short_day": short_day,
    "short_date": short_date,
    "weekday": weekday,
    "near_day": near_day,
}


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
