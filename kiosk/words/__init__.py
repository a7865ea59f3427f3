"""Refusals as sentences: what happened and, where there is one, what would be possible.

The sentences stand in the modules beside this one, by subject as the refusals themselves (booking.refusals).
"""

from zoneinfo import ZoneInfo

from booking.refusals import Refusal
from kiosk.words import demands, desk, life, missing, outside, rounds, seats, times, waiting, who
from kiosk.words.base import Table

_SENTENCES: Table = {
    **demands.SENTENCES,
    **desk.SENTENCES,
    **life.SENTENCES,
    **missing.SENTENCES,
    **outside.SENTENCES,
    **rounds.SENTENCES,
    **seats.SENTENCES,
    **times.SENTENCES,
    **waiting.SENTENCES,
    **who.SENTENCES,
}


def sentence(reason: Refusal, zone: ZoneInfo) -> str:
    """Return *reason* in German, times as clocks in *zone* show them."""
    return _SENTENCES[type(reason)](reason, zone)


def sentences(reasons: tuple[Refusal, ...], zone: ZoneInfo) -> list[str]:
    """Return every reason once, in order."""
    return list(dict.fromkeys(sentence(reason, zone) for reason in reasons))
