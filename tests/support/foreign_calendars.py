"""Calendars of a club as its program writes them."""


def event(uid: str, starts: str, *more: str, title: str = "Chorprobe", minutes: int = 90) -> str:
    """Return a VEVENT: *starts* is UTC (`20261202T180000Z`), local (`20261202T190000`) or a day (`20261202`)."""
    is_day = "T" not in starts
    start = f"DTSTART;VALUE=DATE:{starts}" if is_day else f"DTSTART{_zone(starts)}:{starts}"
    length = "" if is_day else f"DURATION:PT{minutes}M"
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", start, length, *more, "END:VEVENT"]
    return "\r\n".join(filter(None, lines)) + "\r\n"


def calendar(*events: str) -> bytes:
    """Return a whole calendar."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Verein//DE\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


def weekly(
    uid: str = "probe", starts: str = "20261125T190000", count: int = 6, *more: str, title: str = "Chorprobe"
) -> str:
    """Return a VEVENT of *count* weeks."""
    return event(uid, starts, f"RRULE:FREQ=WEEKLY;COUNT={count}", *more, title=title)


def _zone(starts: str) -> str:
    return "" if starts.endswith("Z") else ";TZID=Europe/Berlin"
