"""Refusals: about times that a group waits for, and offers."""

from dataclasses import dataclass

from booking.refusals.base import Refusal


@dataclass(frozen=True)
class UnknownWait(Refusal):
    """Nobody waits under this id."""

    code = "unknown_wait"


@dataclass(frozen=True)
class NotTaken(Refusal):
    """Nobody needs to wait for this time: it can be booked at once."""

    code = "not_taken"


@dataclass(frozen=True)
class YoursAlready(Refusal):
    """The group has this time, or a part of it, itself."""

    code = "yours_already"


@dataclass(frozen=True)
class AlreadyWaiting(Refusal):
    """The group waits for this time, or a part of it, already."""

    code = "already_waiting"


@dataclass(frozen=True)
class ManyWaits(Refusal):
    """The group waits for as many times as it may."""

    code = "many_waits"
    at_most: int


@dataclass(frozen=True)
class OfferOver(Refusal):
    """The offer was not taken in time."""

    code = "offer_over"
