"""Refusals: what other people's calendars bring."""

from dataclasses import dataclass

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class NotFetched(Refusal):
    """A foreign calendar did not come from its address; *kind* says why.

    off (the house does not fetch), address (it is none), not_https, port (not one of calendars), not_public (it leads
    into a network that is not everybody's), unknown_host, no_connection, no_trust (TLS), too_slow, too_large,
    redirects (too many of them, or to nowhere), status (the server answered with *status*, which is no calendar),
    cut_off (the answer broke off), garbled (no HTTP), no_calendar (a page, a picture), lost (it
    was sealed with another secret).
    """

    code = "not_fetched"
    kind: str
    status: int = 0


@dataclass(frozen=True)
class CalendarUnread(Refusal):
    """What came is no calendar that could be read; *text* says why, in German."""

    code = "calendar_unread"
    text: str


@dataclass(frozen=True)
class ManyDates(Refusal):
    """A foreign calendar has more dates in the next 400 days than the house takes."""

    code = "many_dates"
    at_most: int


@dataclass(frozen=True)
class MostLost(Refusal):
    """A foreign calendar suddenly lost *lost* of the *known* dates ahead: the desk has to say that this is meant."""

    code = "most_lost"
    lost: int
    known: int


@dataclass(frozen=True)
class NothingHeld(Refusal):
    """Nothing of this calendar waits for a yes of the desk; somebody said it already."""

    code = "nothing_held"


@dataclass(frozen=True)
class CalendarKnown(Refusal):
    """The house has a foreign calendar of this *name* already."""

    code = "calendar_known"
    name: str


@dataclass(frozen=True)
class CalendarIncomplete(Refusal):
    """It is not said what the dates of a foreign calendar are to the house.

    *kind* says what is missing: name, place, room, content; or what the house does not have: that topic, that district.
    """

    code = "calendar_incomplete"
    kind: str


@dataclass(frozen=True)
class UnknownCalendar(Refusal):
    """The house has no such foreign calendar, or not any more."""

    code = "unknown_calendar"
