"""Who is there and who helps, in words and pictograms."""

from datetime import datetime

from booking.i18n import _
from booking.offices import Staffed
from kiosk.calendar_words import clock_time, near_day

# The words of the house's file for its drawings; others get a plain one.
PICTOGRAMS = {
    "notruf": "phone",
    "polizei": "shield",
    "arzt": "heart",
    "reden": "speech",
    "alter": "older",
    "pflege": "hand",
    "hand": "hand",
    "sprache": "languages",
}


def here_words(staffed: tuple[Staffed, ...], at: datetime) -> str:
    """Return who is there now and until when, or who comes today; empty if nobody does."""
    for one in staffed:
        if not one.function or one.starts.date() != at.date():
            continue
        if one.starts <= at < one.ends:
            return _("Jetzt da: {function}, bis {time} Uhr", function=one.function, time=clock_time(one.ends))
        if one.starts > at:
            return _(
                "Heute da: {function}, {start} – {end} Uhr",
                function=one.function,
                start=clock_time(one.starts),
                end=clock_time(one.ends),
            )
    return ""


def there(staffed: tuple[Staffed, ...], at: datetime) -> str:
    """Return who is there now, today, or when somebody is again; empty if nobody ever is."""
    if today := here_words(staffed, at):
        return today
    ahead = [one for one in staffed if one.starts > at and one.function]
    if not ahead:
        return ""
    return _(
        "Wieder da: {function}, {day}, {start} – {end} Uhr",
        function=ahead[0].function,
        day=near_day(ahead[0].starts.date(), at.date()),
        start=clock_time(ahead[0].starts),
        end=clock_time(ahead[0].ends),
    )
