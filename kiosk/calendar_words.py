"""Days and times as people say them. Everything here takes aware times of the house's zone."""

from copy import deepcopy
from datetime import date, datetime, time, timedelta
from functools import cache

from babel import Locale, localedata
from babel.core import get_global
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from booking.elsewhere import Hint
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

# Of what CLDR knows the house says days and parts of numbers: all else would take 9 MB in nine languages.
_SAID = (
    *("days", "months", "quarters", "eras", "date_formats", "datetime_skeletons", "week_data", "locale_id"),
    *("decimal_formats", "number_symbols", "minimum_grouping_digits", "numbering_systems", "default_numbering_system"),
)
_BEFORE = {"en_GB": ("en_001", "en", "root")}  # what a language builds upon; others on "root" alone
_WHERE_PEOPLE_LIVE = (
    *("likely_subtags", "territory_languages", "territory_currencies", "territory_aliases", "territory_zones"),
    *("meta_zones", "zone_territories", "all_currencies", "windows_zone_mapping"),
)


@cache
def _cldr(name: str) -> Locale:
    locale = Locale.parse(name)
    for known in (name, *_BEFORE.get(name, ("root",))):
        data = localedata.load(known)
        # A copy, so that nothing of it lies between what is given back: those gaps would never be filled.
        said = {part: deepcopy(data[part]) for part in _SAID if part in data}
        data.clear()
        data.update(said)
    for known in _WHERE_PEOPLE_LIVE:
        facts = get_global(known)  # type: ignore[arg-type]  # the names are Babel's own
        if isinstance(facts, dict):
            facts.clear()
    return locale


def clock_time(moment: datetime) -> str:
    """Return `9:30` as `09:30`; the 24-hour clock everywhere."""
    return moment.strftime("%H:%M")


def from_to(starts: datetime, ends: datetime) -> str:
    """Return `14:00 – 16:30 Uhr`; names the day of the end when it is another. Whole days are told without times."""
    if starts.time() == ends.time() == time(0):
        return whole_days(starts, ends)
    until_midnight = ends.time() == time(0) and ends.date() == starts.date() + timedelta(days=1)
    if ends.date() == starts.date() or until_midnight:
        return _("{start} – {end} Uhr", start=clock_time(starts), end=clock_time(ends))
    return _(
        "{start} Uhr – {day} {end} Uhr", start=clock_time(starts), day=short_day(ends.date()), end=clock_time(ends)
    )


def whole_days(starts: datetime, ends: datetime) -> str:
    """Return `ganztägig`, or `ganztägig bis Fr 4.12.`; both are midnights, and the last does not count."""
    last = ends.date() - timedelta(days=1)
    return _("ganztägig") if last <= starts.date() else _("ganztägig bis {day}", day=short_day(last))


def hint_words(one: Hint) -> str:
    """Return `Weihnachtsferien, 23.12. – 8.1.`; one day and a time of it stand by themselves."""
    last = (one.ends - timedelta(microseconds=1)).date()
    days = (
        short_date(one.starts.date())
        if last <= one.starts.date()
        else f"{short_date(one.starts.date())} – {short_date(last)}"
    )
    return f"{one.title}, {days}"


def long_day(day: date) -> str:
    """Return `Freitag, 4. Dezember`, in the spoken language as all here."""
    return format_date(day, _LONG[spoken().cldr], locale=_cldr(spoken().cldr))


def long_day_with_year(day: date) -> str:
    """Return `Freitag, 4. Dezember 2026`."""
    return format_date(day, "full", locale=_cldr(spoken().cldr))


def month_and_year(day: date) -> str:
    """Return `Dezember 2026`."""
    return format_skeleton("yMMMM", day, locale=_cldr(spoken().cldr))


def short_day(day: date) -> str:
    """Return `Fr 4.12.`"""
    if spoken().cldr == "de":
        return format_date(day, "EE d.M.", locale=_cldr("de")).replace(".", "", 1)
    return format_skeleton("MEd", day, locale=_cldr(spoken().cldr))


def short_date(day: date) -> str:
    """Return `4.12.`"""
    return format_skeleton("Md", day, locale=_cldr(spoken().cldr))


def weekday(day: date) -> str:
    """Return `Freitag`."""
    return format_date(day, "EEEE", locale=_cldr(spoken().cldr))


def short_weekday(day: date) -> str:
    """Return `Fr`."""
    return format_date(day, "EE", locale=_cldr(spoken().cldr)).rstrip(".")


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


def number_words(number: float) -> str:
    """Return `1,5` or `2`: two digits after the comma at most, and the comma that the spoken language has (CLDR)."""
    return format_decimal(number, "0.##", locale=_cldr(spoken().cldr))


def waiting_time(wait: timedelta) -> str:
    """Return how long *wait* is, in started minutes."""
    return ngettext("{number} Minute", "{number} Minuten", max(1, -(-int(wait.total_seconds()) // 60)))
