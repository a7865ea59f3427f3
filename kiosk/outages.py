"""A database that cannot be used for a while: a reason like any other for whoever asks, one line for the log."""

import logging

from booking import refusals
from booking.refusals import Refused
from models.outages import Outage, outage_of

_REASONS = {
    Outage.AWAY: refusals.BookAway(),
    Outage.BUSY: refusals.BookBusy(),
    Outage.FULL: refusals.BookFull(),
}
_log = logging.getLogger(__name__)
_told: set[Outage] = set()  # outages that the log knows of


def in_words(error: BaseException) -> BaseException:
    """Return *error* as a refusal if the database cannot be used for a while, else as it is."""
    outage = outage_of(error)
    if outage is None:
        return error
    if outage not in _told:  # once for each outage, not for each who asks meanwhile
        _told.add(outage)
        _log.warning("the database cannot be used (%s): %s", outage, str(error).partition("\n")[0])
    refused = Refused(_REASONS[outage])
    refused.__cause__ = error
    return refused


def is_outage(error: BaseException | None) -> bool:
    """Whether *error* says, in words, that the database cannot be used."""
    return isinstance(error, Refused) and any(reason in _REASONS.values() for reason in error.reasons)


def answered(*, wrote: bool) -> None:
    """Note that the database answered; only one that *wrote* has room and a place for writers."""
    for outage in _told.intersection(Outage if wrote else {Outage.AWAY}):
        _told.discard(outage)
        _log.warning("the database can be used again (it was %s)", outage)
