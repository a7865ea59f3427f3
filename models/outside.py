"""Other people's calendars: where they come from, and what the house knows of their dates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts, new_code, one_of


class SourceKind(StrEnum):
    """How its calendar comes to the house."""

    FILE = "file"  # somebody brought it, once
    ADDRESS = "address"  # looked at again and again


class Means(StrEnum):
    """What the dates of a calendar are to the house."""

    MEETINGS = "meetings"  # of others, somewhere else: told in the programme
    ROOM = "room"  # kept time of a room: each is a booking
    HINTS = "hints"  # only good to know, such as school holidays


class DateStanding(StrEnum):
    """What its calendar says of a date now."""

    PLANNED = "planned"
    CANCELLED = "cancelled"
    GONE = "gone"  # it does not say anything any more


class OutsideSource(SQLModel, table=True):
    """One calendar, what its dates are, and how the last look went."""

    __tablename__ = "outside_source"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)  # told to the public beside each date
    kind: SourceKind = Field(sa_type=one_of(SourceKind))
    host: str = ""  # of the address, all that is ever shown of it; empty: a file
    address: str = ""  # sealed with the house's secret; empty: a file
    means: Means = Field(sa_type=one_of(Means))
    place: str = ""  # where its meetings are; empty: they are none
    own_places: bool = False  # a meeting that names its place is told there
    topic: str = ""
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)  # none: nobody the house knows
    district_id: int | None = Field(default=None, foreign_key="district.id")
    room_id: int | None = Field(default=None, foreign_key="room.id")  # none: keeps no room
    etag: str = ""  # of the last answer that was read
    modified: str = ""
    read_on: date | None = None  # the local day from which its dates were counted last; none: nothing was read yet
    looked_at: datetime | None = None
    good_at: datetime | None = None  # when it was last known to be as it stands here
    failure: str = ""  # code of the refusal that the last look ended with; empty: it went well
    failure_facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)
    failures: int = 0  # looks since the last good one
    left_out: list[str] = Field(default_factory=list, sa_type=Facts)  # sentences: what in it could not be read
    held_at: datetime | None = None  # it lost most of its dates, and waits for a yes of the desk; none: it does not
    next_at: datetime | None = None  # when it is looked at again; none: a file
    paused_at: datetime | None = None  # since when nobody looks at its address; none: it is looked at
    created_at: datetime
    updated_at: datetime

    __table_args__ = (
        CheckConstraint("(kind = 'address') = (address <> '')", name="outside_source_address"),
        CheckConstraint("(kind = 'address') = (next_at IS NOT NULL)", name="outside_source_next"),
        CheckConstraint("(means = 'room') = (room_id IS NOT NULL)", name="outside_source_room"),
        CheckConstraint("(means = 'meetings') = (place <> '')", name="outside_source_place"),
    )


class OutsideCopy(SQLModel, table=True):
    """What a calendar said last, as far as it is kept; a table of its own, because it is large and seldom read."""

    __tablename__ = "outside_copy"

    source_id: int = Field(primary_key=True, foreign_key="outside_source.id")
    good: bytes = Field(sa_type=LargeBinary)
    held: bytes | None = Field(default=None, sa_type=LargeBinary)  # what waits for a yes of the desk


class OutsideDate(SQLModel, table=True):
    """One date of a calendar. It stays the same row when it is moved, so that its page and its UID stay, too."""

    __tablename__ = "outside_date"

    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="outside_source.id")
    uid: str  # as its calendar names it
    recurrence: str = ""  # its place in what repeats; empty: it does not repeat
    code: str = Field(default_factory=new_code, unique=True)  # of the address /m/{code}
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    title: str
    place: str = ""  # that it names itself; empty: none
    standing: DateStanding = Field(default=DateStanding.PLANNED, sa_type=one_of(DateStanding))
    moved_from: datetime | None = None  # when it was to begin at first; none: it was not moved
    booking_id: int | None = Field(default=None, foreign_key="booking.id", index=True)  # none: keeps no room
    problem: str = ""  # code of the refusal because of which it keeps no room; empty: none
    created_at: datetime
    updated_at: datetime
    revision: int = 0

    __table_args__ = (
        UniqueConstraint("source_id", "uid", "recurrence", name="outside_date_once"),
        CheckConstraint("starts_at < ends_at", name="outside_date_times"),
    )
