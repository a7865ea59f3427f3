"""How often somebody may try a PIN or a passphrase: five times, then a pause."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.refusals import Locked, Refused

AT_MOST = 5
PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tries:
    """How many were made since the last right one, and until when no other is taken (none: at once)."""

    made: int = 0
    locked_until: datetime | None = None

    def one_more(self, now: datetime) -> "Tries":
        """Return how it stands with one more try, which is counted before anybody looks at it.

        The fifth closes the door behind itself, so of many at once exactly five are looked at.
        Raises Refused(Locked) while no try is taken.
        """
        if self.locked_at(now):
            raise Refused(self.lock(now))
        made = 1 if self.locked_until else self.made + 1
        return Tries(made, now + PAUSE if made >= AT_MOST else None)

    def locked_at(self, now: datetime) -> datetime | None:
        """Return when the pause that lasts at *now* ends; none if there is none."""
        return self.locked_until if self.locked_until and now < self.locked_until else None

    @property
    def left(self) -> int:
        """How many more may follow before the pause."""
        return max(0, AT_MOST - self.made)

    def lock(self, now: datetime) -> Locked:
        """Return the refusal while the pause lasts."""
        until = self.locked_until or now
        return Locked(until=until, wait=max(until - now, timedelta()))


class Strangers:
    """Counts tries at names that do not exist, so that they are answered as those that do.

    Kept in memory: nobody shall fill the tables with invented names. The oldest is forgotten after
    *at_most* others; each costs a slow check, so they take longer than the pause.
    Writers take turns, so it needs no lock of its own.
    """

    def __init__(self, at_most: int = 50_000) -> None:
        self._at_most = at_most
        self._tries: OrderedDict[bytes, Tries] = OrderedDict()

    def count(self, name: str, now: datetime) -> Tries:
        """Count one more try at *name*. Raises Refused(Locked) while no try is taken."""
        key = hashlib.blake2b(name.encode(), digest_size=16).digest()
        tries = self._tries[key] = self._tries.get(key, Tries()).one_more(now)
        self._tries.move_to_end(key)
        while len(self._tries) > self._at_most:
            self._tries.popitem(last=False)
        return tries
