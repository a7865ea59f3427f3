"""How MRBS says that something repeats, as RRULEs (RFC 5545). Nothing is taken on trust: the dates decide later."""

from datetime import datetime

_DAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")  # as MRBS counts them
_DAILY, _WEEKLY, _MONTHLY, _YEARLY, _SAME_WEEKDAY, _N_WEEKLY = range(1, 7)  # the last two until 1.4


def rules_of(
    *, kind: int, start: datetime, days: str, interval: int, month_day: int, month_week: str
) -> tuple[str, ...]:
    """Return what a row of `repeat` may mean, likeliest first; nothing if MRBS alone knows.

    *kind* is its `rep_type`, *start* its first date, *days* its `rep_opt`, a sign for each day from Sunday on.
    """
    every = f";INTERVAL={interval}" if interval > 1 else ""
    if kind == _DAILY:
        return (f"FREQ=DAILY{every}",)
    if kind in (_WEEKLY, _N_WEEKLY):
        return _weekly(days, every, start)
    if kind == _MONTHLY:
        return _monthly(every, start, month_day, month_week)
    if kind == _SAME_WEEKDAY:
        return _same_weekday(start)
    return (f"FREQ=YEARLY{every}",) if kind == _YEARLY else ()


def _weekly(days: str, every: str, start: datetime) -> tuple[str, ...]:
    chosen = [day for day, sign in zip(_DAYS, days, strict=False) if sign == "1"] if len(days) >= len(_DAYS) else []
    names = f";BYDAY={','.join(chosen)}" if chosen else ""
    if not every:
        return (f"FREQ=WEEKLY{names}",)
    # MRBS lets a series' weeks begin on the weekday of its first date.
    begins = dict.fromkeys([_DAYS[start.isoweekday() % 7], "MO", "SU"])
    return tuple(f"FREQ=WEEKLY{every}{names};WKST={day}" for day in begins)


def _monthly(every: str, start: datetime, month_day: int, month_week: str) -> tuple[str, ...]:
    if month_week:
        return (f"FREQ=MONTHLY{every};BYDAY={month_week}",)
    return tuple(f"FREQ=MONTHLY{every};BYMONTHDAY={day}" for day in dict.fromkeys([month_day or start.day, start.day]))


def _same_weekday(start: datetime) -> tuple[str, ...]:
    nth, day = (start.day - 1) // 7 + 1, _DAYS[start.isoweekday() % 7]
    return (
        (f"FREQ=MONTHLY;BYDAY={nth}{day}", f"FREQ=MONTHLY;BYDAY=-1{day}")
        if nth > 3
        else (f"FREQ=MONTHLY;BYDAY={nth}{day}",)
    )
