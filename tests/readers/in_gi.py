"""Shows calendars as GNOME reads them: `in_gi.py libical|evolution SINCE UNTIL FILE…`, by the machine's own Python.

Prints one date a line: number of the file, start in seconds, title, with tabs between.
"""

# mypy: ignore-errors
import sys

import gi

gi.require_version("ICalGLib", "3.0")
gi.require_version("ECal", "2.0")
from gi.repository import ECal, ICalGLib  # noqa: E402 - after the versions

_DAYS = 2 * 86400


def seconds(time):
    """Return when *time* is, by the rules of its own zone."""
    zone = time.get_timezone() or ICalGLib.Timezone.get_utc_timezone()
    return time.as_timet_with_zone(zone)


def by_libical(event, _calendar, since, until):
    """Yield the starts of *event* as libical counts them."""
    found = []
    event.foreach_recurrence(since, until, lambda _event, span, _data: found.append(span.get_start()), None)
    return found


def by_evolution(event, calendar, since, until):
    """Yield the starts of *event* as Evolution counts them."""
    found = []

    def zone(name, *_data):
        return calendar.get_timezone(name) or ICalGLib.Timezone.get_builtin_timezone(name)

    def note(_event, start, _end, *_data):
        found.append(seconds(start))
        return True

    berlin = ICalGLib.Timezone.get_builtin_timezone("Europe/Berlin")
    ECal.recur_generate_instances_sync(event, since, until, note, None, zone, None, berlin, None)
    return found


def main(library, since, until, *files):
    """Print what *library* shows of each of *files*."""
    starts = {"libical": by_libical, "evolution": by_evolution}[library]
    utc = ICalGLib.Timezone.get_utc_timezone()
    first = ICalGLib.Time.new_from_timet_with_zone(int(since) - _DAYS, 0, utc)
    last = ICalGLib.Time.new_from_timet_with_zone(int(until) + _DAYS, 0, utc)
    for number, file in enumerate(files):
        with open(file, encoding="utf-8", newline="") as text:
            calendar = ICalGLib.Component.new_from_string(text.read())
        event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
        while event is not None:
            for start in starts(event, calendar, first, last):
                print(number, start, event.get_summary(), sep="\t")
            event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


if __name__ == "__main__":
    main(*sys.argv[1:])
