"""How often somebody may try a PIN or a passphrase: some times, then a pause; of passphrases the pauses grow."""

import hashlib
import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from booking.refusals import Locked, Refused

AT_MOST = 5
PAUSE = timedelta(minutes=15)
_FIRST_PAUSE = timedelta(minutes=1)
_FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many tries are *free*, how long the pause after the last of them is, and after each further wrong one.

    Whoever mistypes waits a minute, a program soon a quarter of an hour for each guess. After a day of rest all is
    forgotten. It never closes a door for longer than a quarter of an hour.
    """

    free: int = AT_MOST
    grows: bool = False

    def pause(self, made: int) -> timedelta | None:
        """Return how long nobody may try after so many; none: at once."""
        if made < self.free:
            return None
        return min(_FIRST_PAUSE * 2 ** min(made - self.free, 10), PAUSE) if self.grows else PAUSE

    def made(self, made: int, locked_until: datetime | None, now: datetime) -> int:
        """Return how many still count of those that were made."""
        if locked_until is None or (self.grows and now < locked_until + _FORGOTTEN):
            return made
        return 0


FIVE = Patience()  # PINs
GROWING = Patience(grows=True)  # passphrases of one login
OF_ONE_PLACE = Patience(
    free=20, grows=True
)  # passphrases of all logins, from one address: an office has several people


@dataclass(frozen=True, slots=True)
class Tries:
    """How many were made since the last right one, and until when no other is taken (none: at once)."""

    made: int = 0
    locked_until: datetime | None = None

    def one_more(self, now: datetime, patience: Patience = FIVE) -> "Tries":
        """Return how it stands with one more try, which is counted before anybody looks at it.

        The last free one closes the door behind itself, so of many at once exactly so many are looked at.
        Raises Refused(Locked) while no try is taken.
        """
        if self.locked_at(now):
            raise Refused(self.lock(now))
        made = patience.made(self.made, self.locked_until, now) + 1
        pause = patience.pause(made)
        return Tries(made, now + pause if pause else None)

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
    """Counts tries of whoever has no row: at names that do not exist, so that they are answered as those that do,
    from addresses, from browsers that are known.

    Kept in memory: nobody shall fill the tables with invented names. The oldest is forgotten after
    *at_most* others; each costs a slow check, so they take longer than the pause. No name is kept, but its hash
    under a key of this process. Writers take turns, so it needs no lock of its own.
    """

    def __init__(self, at_most: int = 50_000) -> None:
        self._at_most = at_most
        self._key = secrets.token_bytes(16)
        self._tries: OrderedDict[bytes, tuple[Tries, datetime]] = OrderedDict()  # and when it was the last time

    def count(self, name: str, now: datetime, patience: Patience = FIVE) -> Tries:
        """Count one more try at *name*. Raises Refused(Locked) while no try is taken."""
        self._forget_old(now)
        key = self._sealed(name)
        known, _last = self._tries.get(key, (Tries(), now))
        tries = known.one_more(now, patience)
        self._tries[key] = tries, now
        self._tries.move_to_end(key)
        while len(self._tries) > self._at_most:
            self._tries.popitem(last=False)
        return tries

    def __len__(self) -> int:
        """How many are known."""
        return len(self._tries)

    def forgive(self, name: str) -> None:
        """Forget the tries at *name*: the last one was right."""
        self._tries.pop(self._sealed(name), None)

    def _forget_old(self, now: datetime) -> None:
        """Forget what rested for a day; it stands at the old end."""
        while self._tries and next(iter(self._tries.values()))[1] <= now - _FORGOTTEN:
            self._tries.popitem(last=False)

    def _sealed(self, name: str) -> bytes:
        return hashlib.blake2b(name.encode(), digest_size=16, key=self._key).digest()


_of_houses: WeakKeyDictionary[object, Strangers] = WeakKeyDictionary()


def strangers_of(house: object) -> Strangers:
    """Return those of one *house*: whatever stands for it in this process, like its pool of connections."""
    return _of_houses.setdefault(house, Strangers())
