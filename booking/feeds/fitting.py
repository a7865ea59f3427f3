"""What a feed holds when not everything fits: every date before every word of it."""

from collections.abc import Callable
from dataclasses import replace

from booking.feeds.packing import Piece
from booking.feeds.wire import Entry

KEPT_WHOLE = 60  # the words of the next weeks are worth more than a date in a year
Named = tuple[str, Piece]  # the UID of an entry, and its piece


def shortened(entry: Entry) -> Entry:
    """Return *entry* with what and where it is, without what only its page needs to say."""
    words = replace(entry.words, description="", online="", categories=())
    return replace(entry, words=words) if entry.words.url else entry


def fitting(pieces: list[Named], short: Callable[[int], Named], most: int, between: int) -> list[Named]:
    """Return as many of *pieces* as *most* bytes hold, with *between* bytes after each: the first ones first.

    The last ones lose their words before one of them is left out, but for the first KEPT_WHOLE; *short* gives a piece,
    by its number, without them.
    """
    fit = list(pieces)
    size = sum(len(piece.told) + between for _uid, piece in fit)
    for number in reversed(range(KEPT_WHOLE, len(fit))):
        if size <= most:
            break
        fit[number] = short(number)
        size -= len(pieces[number][1].told) - len(fit[number][1].told)
    while size > most:
        size -= len(fit.pop()[1].told) + between
    return fit
