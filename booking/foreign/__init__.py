"""Other people's calendars: read as far as they make sense, each refusal named. Nothing here asks a database."""

from booking.foreign.keeping import kept
from booking.foreign.occurrences import Occurrence, occurrences
from booking.foreign.reading import CalendarRefused, Foreign, read_calendar

__all__ = ["CalendarRefused", "Foreign", "Occurrence", "kept", "occurrences", "read_calendar"]
