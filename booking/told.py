"""A date as the public is told of it, in this house or elsewhere."""

from dataclasses import dataclass
from datetime import datetime, time

from booking.i18n import N_
from models.community import Group, Listing
from models.meetings import Signup

# Stands for the title of what is nobody's business. Whoever shows it says it in the language of who reads it.
HIDDEN_TITLE = N_("Geschlossene Gruppe")


def is_closed(listing: Listing, group: Group | None) -> bool:
    """Whether a date of this *listing*, or all of its *group*, is nobody's business: being there tells of health."""
    return Listing.NEUTRAL in (listing, group.listing if group else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Occurrence:
    """One date of a meeting as the public sees it; times are aware, in the house's zone."""

    code: str
    uid: str
    booking_id: int  # 0: not in this house
    title: str
    title_simple: str
    text_simple: str
    group_name: str
    group_slug: str
    room_slug: str  # empty: not in this house
    room_name: str  # or the place, if it is not in this house
    starts: datetime
    ends: datetime
    status: str  # planned, moved, cancelled; asked: the desk has to say where and when, told to who has a seat only
    moved_from: datetime | None = None  # when it was to be at first; none: not moved, or nobody noted from where
    moved_from_room: str = ""  # slug; empty: not moved
    note: str
    listing: Listing
    hidden: bool  # neutral: neither title nor group is told, nobody signs up
    signup: Signup
    capacity: int | None
    taken: int  # persons with a seat
    waiting: int  # persons on the waiting list
    offered: int = 0  # persons who are offered a seat that somebody gave back
    free: int | None  # seats left for the next; none: no limit is kept
    closes_at: datetime
    is_open: bool  # one can sign up now
    access: tuple[str, ...]
    topic: str
    audience: tuple[str, ...]
    titles: dict[str, str]
    price_note: str
    online: str = ""  # address where one may join by video; empty: in the house only
    asks_name: bool = False  # on the phone page, and nobody has to answer
    district: str
    series_id: int | None
    source: str = ""  # whose calendar tells of it, because it is not in this house; empty: it is

    @property
    def all_day(self) -> bool:
        """Whether it is told by whole days, without times."""
        return self.starts.time() == self.ends.time() == time(0)

    @property
    def over(self) -> int:
        """How many more persons have a seat, or are offered one, than there are seats; 0: none too many."""
        return max(0, self.taken + self.offered - self.capacity) if self.capacity is not None else 0
