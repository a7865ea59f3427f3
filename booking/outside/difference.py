"""What a calendar says now against what the house knows of it. Nothing here asks a database."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.outside.reading import Told
from booking.span import local
from models.outside import DateStanding, OutsideDate

_FEW = 4  # of so few dates most may well be gone one day


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change, in order of time; what is over by then is left as it is."""

    new: tuple[Told, ...] = ()
    changed: tuple[tuple[OutsideDate, Told], ...] = ()
    gone: tuple[OutsideDate, ...] = ()
    same: tuple[tuple[OutsideDate, Told], ...] = ()

    @property
    def anything(self) -> bool:
        """Whether anything would change."""
        return bool(self.new or self.changed or self.gone)


def difference(known: Sequence[OutsideDate], told: Sequence[Told], *, zone: ZoneInfo, now: datetime) -> Difference:
    """Return how *told* differs from *known*: by UID and RECURRENCE-ID, then by UID and day.

    A series that is shifted by an hour gives each of its dates another RECURRENCE-ID; they are the same dates still.
    """
    ahead = [one for one in told if one.ends > now]
    pairs, old, new = _by_name(known, ahead)
    more, old, new = _by_day([row for row in old if row.standing is not DateStanding.GONE], new, zone)
    met = sorted([*pairs, *more], key=lambda pair: pair[1].starts)
    return Difference(
        new=tuple(new),
        changed=tuple(pair for pair in met if not is_same(*pair)),
        gone=tuple(row for row in old if row.ends_at > now),
        same=tuple(pair for pair in met if is_same(*pair)),
    )


def lost_most(known: Iterable[OutsideDate], change: Difference, now: datetime) -> tuple[int, int] | None:
    """Return how many of how many dates ahead would be gone, if that is more than anybody means; else none."""
    ahead = [row for row in known if row.ends_at > now and row.standing is DateStanding.PLANNED]
    lost = [row for row in change.gone if row.standing is DateStanding.PLANNED]
    is_empty = bool(lost) and len(lost) == len(ahead) and not change.new
    return (len(lost), len(ahead)) if is_empty or (len(ahead) >= _FEW and 2 * len(lost) > len(ahead)) else None


def standing(told: Told) -> DateStanding:
    """Return where a date stands as *told*."""
    return DateStanding.CANCELLED if told.cancelled else DateStanding.PLANNED


def is_same(row: OutsideDate, told: Told) -> bool:
    """Whether *row* says what is *told*."""
    here = (row.recurrence, row.starts_at, row.ends_at, row.all_day, row.title, row.place, row.standing)
    there = (told.recurrence, told.starts, told.ends, told.all_day, told.title, told.place, standing(told))
    return here == there


_Pairs = list[tuple[OutsideDate, Told]]
_Split = tuple[_Pairs, list[OutsideDate], list[Told]]


def _by_name(known: Sequence[OutsideDate], told: Sequence[Told]) -> _Split:
    rows = {(row.uid, row.recurrence): row for row in known}
    pairs = [(rows.pop((one.uid, one.recurrence)), one) for one in told if (one.uid, one.recurrence) in rows]
    met = {(one.uid, one.recurrence) for _row, one in pairs}
    return pairs, list(rows.values()), [one for one in told if (one.uid, one.recurrence) not in met]


def _by_day(known: Sequence[OutsideDate], told: Sequence[Told], zone: ZoneInfo) -> _Split:
    rows: dict[tuple[str, date], list[OutsideDate]] = defaultdict(list)
    for row in known:
        rows[row.uid, local(row.starts_at, zone).date()].append(row)
    pairs: _Pairs = []
    left = []
    for one in told:
        same_day = rows.get((one.uid, local(one.starts, zone).date()))
        if same_day:
            pairs.append((same_day.pop(0), one))
        else:
            left.append(one)
    return pairs, [row for several in rows.values() for row in several], left
