"""Refusals: what somebody names is not there."""

from dataclasses import dataclass

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class UnknownRoom(Refusal):
    """No room, or no room with these extras, has this name; *rooms* are those that there are."""

    code = "unknown_room"
    room: str
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownGroup(Refusal):
    """No group has this name."""

    code = "unknown_group"
    group: str


@dataclass(frozen=True)
class UnknownUsage(Refusal):
    """The house knows no such usage; *usages* are allowed."""

    code = "unknown_usage"
    usage: str
    usages: tuple[str, ...] = ()


@dataclass(frozen=True)
class UnknownMeeting(Refusal):
    """No public meeting has this code."""

    code = "unknown_meeting"


@dataclass(frozen=True)
class UnknownBooking(Refusal):
    """No booking of this group has this id."""

    code = "unknown_booking"


@dataclass(frozen=True)
class UnknownSeat(Refusal):
    """The link to a seat is broken or too old."""

    code = "unknown_seat"


@dataclass(frozen=True)
class UnknownLink(Refusal):
    """The way to a booking is broken or too old."""

    code = "unknown_link"


@dataclass(frozen=True)
class UnknownClosure(Refusal):
    """The house has no such closure, or not any more."""

    code = "unknown_closure"


@dataclass(frozen=True)
class UnknownScreen(Refusal):
    """The house has no such kiosk, or not any more."""

    code = "unknown_screen"


@dataclass(frozen=True)
class UnknownDamage(Refusal):
    """Nobody told that anything like this is broken."""

    code = "unknown_damage"


@dataclass(frozen=True)
class UnknownFeed(Refusal):
    """No calendar has this address."""

    code = "unknown_feed"


@dataclass(frozen=True)
class UnknownAccess(Refusal):
    """No group's page has this address, or not any more; said the same of one that never was."""

    code = "unknown_access"


@dataclass(frozen=True)
class SignInOver(Refusal):
    """The way in from a letter counts for minutes and once; said the same of one that never was."""

    code = "sign_in_over"


@dataclass(frozen=True)
class UnknownMember(Refusal):
    """Nobody in the group has this function any more."""

    code = "unknown_member"


@dataclass(frozen=True)
class UnknownLetter(Refusal):
    """One of these letters is on its way, or nobody can be written to any more."""

    code = "unknown_letter"
