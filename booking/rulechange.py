"""A series whose rule changes: other days or hours, another rule, another end. What its old places become."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from booking import recurrence, shifts
from booking.facts import HouseFacts, RoomFacts
from booking.pattern import Pattern, horizon_at
from booking.refusals import Refused, RuleRefused
from booking.shifts import Partner, Shift
from booking.span import wall

_LAST_MINUTE = time(23, 59)


def moved(
    pattern: Pattern, *, days: int = 0, clock: time | None = None, minutes: int | None = None, room: RoomFacts
) -> tuple[Pattern, Partner]:
    """Return *pattern* on other days, at another *clock* time or length, in *room*; and what each place becomes.

    Dates beside the rule stay on their days; they take part in another time of day if they began like the others.
    Raises Refused(RuleRefused) of kind `shift`.
    """
    by = timedelta(days=days) + (
        _since_midnight(clock) - _since_midnight(pattern.first.time()) if clock else timedelta()
    )
    starts = recurrence.between(pattern.rrule, pattern.first, pattern.first, pattern.end)
    shift = shifts.shifted(pattern.rrule, pattern.first, starts, by)
    beside = {start: _beside(pattern, start, by - timedelta(days=days)) for start in {*pattern.extra} - {*starts}}

    def partner(start: datetime) -> datetime | None:
        return beside[start] if start in beside else shift.partner(start)

    places = (partner(start) for start in pattern.left_out)
    new = replace(
        pattern,
        rrule=shift.rule,
        first=shift.first,
        last=_last(pattern, starts, shift, by),
        minutes=minutes or pattern.minutes,
        room=room,
        extra=tuple(sorted(beside.values())),
        left_out=frozenset(place for place in places if place is not None),
    )
    return new, partner


def _beside(pattern: Pattern, start: datetime, clock: timedelta) -> datetime:
    return start + clock if start.time() == pattern.first.time() else start


def _last(pattern: Pattern, starts: list[datetime], shift: Shift, by: timedelta) -> datetime | None:
    if pattern.last is None or not starts:
        return pattern.last
    # Where days of the month move, the end moves with the last date.
    place = shift.partner(starts[-1]) or starts[-1]
    if place != starts[-1] + by:
        return place
    # By whole days only: "until the end of Wednesday" is still that, whatever the hour.
    days = place.date() - starts[-1].date()
    return max(pattern.last + days, place)


def with_rule(house: HouseFacts, pattern: Pattern, rule: str | None, until: date | None, now: datetime) -> Pattern:
    """Return *pattern* with another *rule* or another end, from its first date that is still ahead on.

    Without an end of its own *rule* ends as the old one did, and with none it goes on with the horizon.
    Raises Refused(RuleRefused) like `booking.recurrence.expand`, and of kind `no_dates` if nothing is left.
    """
    new = pattern if rule is None else _begun(house, pattern, rule, now)
    if rule is not None and not recurrence.is_endless(rule, zone=house.zone):
        starts = recurrence.expand(rule, new.first, zone=house.zone)
        new = replace(new, last=starts[-1] if starts else new.last, horizon=None)
    if until is not None:
        last, horizon = datetime.combine(until, _LAST_MINUTE), horizon_at(house, now)
        new = replace(new, last=last, horizon=horizon if last > horizon else None)
    ahead = new.starts(max(new.first, wall(now, house.zone)))
    if not ahead:
        raise Refused(RuleRefused("no_dates"))
    if len(ahead) > recurrence.MOST_DATES:
        raise Refused(RuleRefused("too_many", recurrence.MOST_DATES))
    return new


def _begun(house: HouseFacts, pattern: Pattern, rule: str, now: datetime) -> Pattern:
    today = wall(now, house.zone)
    anchor = next((start for start in pattern.starts() if start > today), None)
    if anchor is None:
        raise Refused(RuleRefused("no_dates"))
    first = recurrence.first_from(rule, datetime.combine(anchor, pattern.first.time()), zone=house.zone)
    return replace(pattern, rrule=recurrence.bare(rule), first=first)


def _since_midnight(clock: time) -> timedelta:
    return timedelta(hours=clock.hour, minutes=clock.minute)
