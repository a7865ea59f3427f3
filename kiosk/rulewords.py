"""Rules of series as people say them: `jede Woche dienstags` instead of an RRULE."""

from datetime import date, datetime, timedelta

from booking.i18n import N_, _, ngettext
from booking.refusals import Refused
from booking.rrule import Rule, parse
from kiosk.calendar_words import weekday

_MONDAY = date(2024, 1, 1)
_EACH = {"DAILY": N_("jeden Tag"), "WEEKLY": N_("jede Woche"), "MONTHLY": N_("jeden Monat"), "YEARLY": N_("jedes Jahr")}


def rule_words(rrule: str, first: datetime) -> str:
    """Return what *rrule*, without COUNT and UNTIL, means for a series that began at the local *first*.

    What people have no words for (BYSETPOS and the like) is told as the rule itself.
    """
    try:
        rule = parse(rrule)
    except Refused:
        return rrule
    if rule.by_place or rule.by_month:
        return rrule
    which = _which(rule, first)
    return _("{often}: {which}", often=_often(rule), which=which) if which else _often(rule)


def _often(rule: Rule) -> str:
    if rule.interval == 1:
        return _(_EACH[rule.freq])
    many = rule.interval
    if rule.freq == "DAILY":
        return ngettext("jeden {number}. Tag", "alle {number} Tage", many)
    if rule.freq == "WEEKLY":
        return ngettext("jede {number}. Woche", "alle {number} Wochen", many)
    if rule.freq == "MONTHLY":
        return ngettext("jeden {number}. Monat", "alle {number} Monate", many)
    return ngettext("jedes {number}. Jahr", "alle {number} Jahre", many)


def _which(rule: Rule, first: datetime) -> str:
    if rule.by_month_day:
        return ", ".join(_day_of_month(day) for day in rule.by_month_day)
    days = rule.by_day or (((first.weekday(), 0),) if rule.freq == "WEEKLY" else ())
    if not days and rule.freq == "MONTHLY":
        return _day_of_month(first.day)
    return ", ".join(_day(day, nth) for day, nth in days)


def _day_of_month(day: int) -> str:
    return _("am {number}.", number=day) if day > 0 else _("am {number}. Tag vor dem Ende", number=-day)


def _day(day: int, nth: int) -> str:
    name = weekday(_MONDAY + timedelta(days=day))
    if nth == 0:
        return name
    if nth == -1:
        return _("letzter {weekday}", weekday=name)
    return _("{number}. {weekday}", number=nth, weekday=name)
