"""Who has which room when. Every row is a rectangle of floor and time; live ones never overlap."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import NaiveDatetime
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel

from models.columns import Facts, new_code, one_of
from models.community import Listing
from models.meetings import Signup

NO_OVERLAP = "booking_no_overlap"  # the name that both databases put into their refusal


class State(StrEnum):
    """Where a booking stands. Only the first three hold the room."""

    HELD = "held"  # Vormerkung: somebody is about to decide or to be asked
    REQUESTED = "requested"  # Anfrage: waits for the desk
    CONFIRMED = "confirmed"
    CONFLICT = "conflict"  # asked for, but not possible as asked: waits for the desk and holds nothing
    DECLINED = "declined"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"  # a date of a series that does not take place; `reason` says why
    EXPIRED = "expired"


LONGEST = timedelta(days=31)  # a CHECK of the table, so that a look for what is on may start so much earlier
LIVE = (State.HELD, State.REQUESTED, State.CONFIRMED)
# What somebody still has to decide, written as the database's small index of it has it: with values that come
# apart from the words of a query, it would not be used, and each look for what is due would read the whole book.
UNDECIDED = "booking.state IN ('conflict', 'held', 'requested')"
_UNDECIDED = text(UNDECIDED.removeprefix("booking."))


class Hold(StrEnum):
    """For whom a held booking waits."""

    DESK = "desk"  # a newcomer's wish: lapses if nobody answers it
    TAP = "tap"  # somebody is choosing it right now: minutes
    OFFER = "offer"  # offered to a group that may take it: instead of another booking, or because it waited


class Series(SQLModel, table=True):
    """A rule (RFC 5545 RRULE) in wall-clock time; each of its dates is a booking of its own."""

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)
    slug: str | None = Field(default=None, unique=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    room_id: int = Field(foreign_key="room.id")
    rrule: str  # without DTSTART and UNTIL
    first: NaiveDatetime  # local start of the first date
    last: NaiveDatetime | None = None  # no local start after it; none: open end
    minutes: int  # of the public time
    setup_min: int = 0
    teardown_min: int = 0
    pause_school: bool = False
    extra: list[str] = Field(default_factory=list, sa_type=Facts)  # local starts beside the rule, ISO 8601 (RDATE)
    left_out: list[str] = Field(default_factory=list, sa_type=Facts)  # local starts of the rule that are not wanted
    horizon: NaiveDatetime | None = None  # its rows reach to here and grow with time; none: all are there
    follows_id: int | None = Field(default=None, foreign_key="series.id")  # whose later dates these were
    # What its next dates will be like; what a date is like stands on the date.
    title: str = ""
    listing: Listing = Field(default=Listing.PUBLIC, sa_type=one_of(Listing))
    usage: str = "group"
    persons: int | None = None
    layout: str = "tables"
    signup: Signup = Field(default=Signup.NONE, sa_type=one_of(Signup))
    capacity: int | None = None
    signup_closes_min: int = 0
    source: str = ""
    state: State = Field(default=State.CONFIRMED, sa_type=one_of(State))
    created_at: datetime
    updated_at: datetime
    revision: int = 0  # grows with every change of the rule or of one of its dates


class Booking(SQLModel, table=True):
    """One date in one room: the public time and the block around it with set-up and tear-down.

    Instants are UTC; `wall_from` and `wall_to` are what people meant on the clock, and win when
    the rules of the time zone change.
    """

    id: int = Field(default=None, primary_key=True)
    uid: str = Field(default_factory=lambda: new_code(12), unique=True)  # of the API and the calendar
    code: str = Field(default_factory=new_code, unique=True)  # of the printed address /m/{code}
    room_id: int
    lo: int  # floor, always the room's
    hi: int
    busy_from: datetime  # the block, with set-up and tear-down
    busy_until: datetime
    starts_at: datetime  # what the public is told
    ends_at: datetime
    wall_from: NaiveDatetime
    wall_to: NaiveDatetime
    group_id: int | None = Field(default=None, foreign_key="groups.id")  # none: asked by somebody without a group
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")  # none: nothing more to say than the title
    series_id: int | None = Field(default=None, foreign_key="series.id")
    rule_start: NaiveDatetime | None = None  # the date's place in its series' rule; stays when it is moved
    title: str
    title_hidden: bool = False  # the desk switched the title off on every public face
    listing: Listing = Field(default=Listing.PUBLIC, sa_type=one_of(Listing))
    usage: str = "group"  # slug of a usage type
    persons: int | None = None
    layout: str = "tables"
    signup: Signup = Field(default=Signup.NONE, sa_type=one_of(Signup))
    capacity: int | None = None  # seats for sign-up; none: no limit is kept
    signup_closes_min: int = 0  # minutes before the start
    state: State = Field(default=State.CONFIRMED, sa_type=one_of(State))
    reason: str = ""  # why it is skipped, declined or cancelled: a word of booking.refusals or of the desk's list
    note: str = ""  # told to the public: "Heute früher: Weihnachtsfeier"
    moved: bool = False  # at another time or in another room than its rule says
    retitled: bool = False  # with a title of its own, which a change of its series leaves alone
    override: list[str] = Field(default_factory=list, sa_type=Facts)  # slugs of closures that the desk lifted for it
    released_at: datetime | None = None  # none: holds its floor and time
    held_until: datetime | None = None
    held_for: Hold | None = Field(default=None, sa_type=one_of(Hold))  # stays when it ends; none: not held, or booked
    instead_of_id: int | None = Field(default=None, foreign_key="booking.id")  # what had to give way to the town
    asked_at: datetime | None = None  # nobody had come: when the house asked whether anybody will
    arrived_at: datetime | None = None  # "Wir sind da"
    left_at: datetime | None = None  # "Wir gehen"
    head_count: int | None = None  # told when leaving
    source: str = ""  # kiosk, api, desk, file
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Facts)
    once: str | None = Field(default=None, unique=True)  # of one tap, so that a replayed tap books once
    created_at: datetime
    updated_at: datetime
    revision: int = 0  # the calendar's SEQUENCE

    __table_args__ = (
        ForeignKeyConstraint(
            ["room_id", "lo", "hi"],
            ["room.id", "room.lo", "room.hi"],
            name="booking_floor_is_the_rooms",
            onupdate="CASCADE",
        ),
        UniqueConstraint("series_id", "rule_start", name="booking_once_per_date"),
        CheckConstraint(
            "busy_from <= starts_at AND starts_at < ends_at AND ends_at <= busy_until", name="booking_times"
        ),
        CheckConstraint(
            "(released_at IS NULL) = (state IN ('held', 'requested', 'confirmed'))", name="booking_live_states"
        ),
        CheckConstraint("busy_until <= busy_from + interval '31 days'", name="booking_31_days").ddl_if(
            dialect="postgresql"
        ),
        CheckConstraint("julianday(busy_until) - julianday(busy_from) <= 31", name="booking_31_days").ddl_if(
            dialect="sqlite"
        ),
        Index(
            "booking_live",
            "room_id",
            "busy_from",
            "busy_until",
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
        Index("booking_undecided", "starts_at", sqlite_where=_UNDECIDED, postgresql_where=_UNDECIDED),
        Index("booking_by_start", "starts_at"),
        Index("booking_by_group", "group_id", "starts_at"),
        ExcludeConstraint(
            (text("tstzrange(busy_from, busy_until)"), "&&"),
            (text("int4range(lo, hi)"), "&&"),
            name=NO_OVERLAP,
            using="gist",
            where=text("released_at IS NULL"),
        ).ddl_if(dialect="postgresql"),
    )
