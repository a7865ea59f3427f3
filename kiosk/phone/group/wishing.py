"""What a group sent with the form of a booking, read and done: booked, a series of it, or waited for."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from booking import lifecycle, preview, series, waits
from booking.preview import Choice
from booking.refusals import Malformed, Refused
from booking.repeats import Repeat, rule_for
from booking.span import local, minute_of
from booking.wishes import Wish
from kiosk.phone.group import times
from kiosk.phone.group.place import Caller
from models.bookings import State

Sent = Mapping[str, str]
SOURCE = "phone"
_LONGEST_ONCE = 40
_MOST_DIGITS = 4


def done(caller: Caller, sent: Sent) -> str:
    """Do what was sent; return where that leads, below the group's page.

    Raises Refused with every reason, and then stores nothing.
    """
    wish = wish_of(caller, sent)
    if sent.get("do") == "warten":
        waits.wait_for(caller.session, caller.house, wish, who=caller.who, now=caller.now)
        return "?gesagt=waiting"
    if wish.rrule is None:
        made = lifecycle.request_booking(
            caller.session, caller.house, wish, who=caller.who, now=caller.now, group=caller.group
        )
        return f"/termin/{made.uid}?gesagt={'asked' if made.state is State.REQUESTED else 'booked'}"
    choices = _without_clashes(caller, wish) if sent.get("do") == "ohne" else []
    many = series.request_series(caller.session, caller.house, wish, choices=choices, who=caller.who, now=caller.now)
    return f"?gesagt={'asked' if many.state is State.REQUESTED else 'series'}"


def wish_of(caller: Caller, sent: Sent) -> Wish:
    """Return what was sent as a wish. Raises Refused(Malformed), Refused(UnknownRoom)."""
    start = start_of(caller, sent)
    room = caller.house.room(sent.get("raum", ""))
    often = sent.get("wie", "") if sent.get("do") != "warten" else ""
    return Wish(
        room=caller.house.main_room(room).slug,
        extras=room.extras,
        start=start,
        end=start.astimezone(UTC) + timedelta(minutes=number(sent.get("dauer", ""))),
        title=sent.get("titel", ""),
        group_slug=caller.group.slug,
        persons=number(sent["personen"]) if sent.get("personen", "").strip() else None,
        open_to_all="offen" in sent,
        source=SOURCE,
        once=f"{caller.group.slug}:{sent['once'][:_LONGEST_ONCE]}" if sent.get("once") else None,
        rrule=_rule(often, start, sent.get("bis", "")) if often else None,
        pause_school="ferien" in sent,
    )


def start_of(caller: Caller, sent: Sent) -> datetime:
    """Return when it shall begin, in the zone of the house: one of our times, or a time of day of a chosen day.

    Raises Refused(Malformed).
    """
    moment, day = times.moment_of(sent.get("zeit", "")), times.day_of(sent.get("tag", ""))
    if moment is not None:
        return local(moment, caller.zone)
    try:
        clock = time.fromisoformat(sent.get("zeit", ""))
    except ValueError:
        clock = None
    if clock is None or clock.tzinfo is not None or day is None:
        raise Refused(Malformed("zeit", "one of our times"))
    return local(minute_of(day, clock.hour * 60 + clock.minute, caller.zone), caller.zone)


def number(text: str) -> int:
    """Return the number that was sent; 0, which fits nothing, if it is none."""
    tidy = text.strip()
    return int(tidy) if tidy.isascii() and tidy.isdigit() and len(tidy) <= _MOST_DIGITS else 0


def _rule(often: str, start: datetime, until: str) -> str:
    if often not in [one.value for one in Repeat]:
        raise Refused(Malformed("wie", "one of our rhythms"))
    return rule_for(Repeat(often), start.date(), times.day_of(until))


def _without_clashes(caller: Caller, wish: Wish) -> list[Choice]:
    """Return the choice to leave out every date that somebody else has, or that the rules do not allow."""
    seen = preview.preview(caller.session, caller.house, wish, now=caller.now)
    return [Choice(one.rule_start, "skip") for one in seen.dates if one.state in ("clash", "refused")]
