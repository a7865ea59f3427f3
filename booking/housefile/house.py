"""What the house's file says about the house itself: rooms, hours, rules, and who uses it."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from booking.housefile import words
from booking.housefile.schema import AtLeast, Defines, Entry, Objections
from booking.housefile.words import Clock, Count, Day, Minutes, Positive, Slug, Text
from booking.i18n import _
from models.community import Listing, Trust

Layout = Literal["standing", "rows", "tables"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
GroupKind = Literal["town", "partner", "association", "initiative", "self_help", "education"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def in_order(first: Day | int, last: Day | int | None, key: str = "end") -> Objections:
    """Yield an objection if *last* comes before *first*; both may be the same day."""
    if last is not None and last < first:  # type: ignore[operator]  # both are days, or both are minutes
        yield key, _("Das Ende liegt vor dem Anfang.")


@dataclass(frozen=True, kw_only=True)
class Season(Entry):
    """The part of the year that the file is about."""

    start: Day
    end: Day
    label: Text = ""

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Meta(Entry):
    """About the file."""

    version: Literal[1]
    timezone: words.Zone
    locale: words.Locale = "de-DE"
    anchor_monday: words.Monday | None = None  # the week that a demo moves to today
    season: Season | None = None
    sources: dict[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place(Entry):
    """Where the door of the house is on the globe."""

    lat: words.Latitude
    lon: words.Longitude


@dataclass(frozen=True, kw_only=True)
class Site(Entry):
    """What the house is called and where it is."""

    slug: Slug
    name: Text
    short: Text
    city: Text
    public_domain: words.Domain
    short_domain: words.Domain | None = None
    claim: Text = ""
    claim_simple: Text = ""
    street: Text = ""
    postcode: Text = ""
    geo: Place | None = None  # none: maps must find the street by its name
    operator: Text = ""
    state: words.Land | None = None  # whose public holidays close the house; none: see booking.publicholidays
    residents: Count | None = None
    funding_notice: Text = ""


@dataclass(frozen=True, kw_only=True)
class District(Entry):
    """A quarter of the town."""

    slug: Annotated[Slug, Defines("district")]
    name: Text
    note: Text = ""


@dataclass(frozen=True, kw_only=True)
class Capacity(Entry):
    """How many people a room holds, by layout; none: that layout is not possible."""

    standing: Positive | None = None
    rows: Positive | None = None
    tables: Positive | None = None

    def of(self, layout: str) -> int | None:
        """Return how many people fit in with *layout*."""
        return {"standing": self.standing, "rows": self.rows, "tables": self.tables}[layout]

    @property
    def most(self) -> int:
        """How many people fit in at most."""
        return max((number or 0 for number in (self.standing, self.rows, self.tables)), default=0)


@dataclass(frozen=True, kw_only=True)
class Room(Entry):
    """A room, and which others it can be joined to."""

    slug: Annotated[Slug, Defines("room")]
    name: Text
    name_simple: Text = ""
    area_m2: Positive | None = None
    capacity: Capacity
    default_layout: Layout
    step_free: bool = False
    accessible_toilet: bool = False
    induction_loop: bool = False
    equipment: words.Slugs = ()
    default_setup_min: Minutes = 0
    default_teardown_min: Minutes = 0
    public: bool = True
    bookable_as_extra_of: words.Rooms = ()

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.capacity.of(self.default_layout) is None:
            yield "default_layout", _("Für diese Bestuhlung fehlt die Zahl der Plätze.")
        if self.slug in self.bookable_as_extra_of:
            yield "bookable_as_extra_of", _("Ein Raum kann nicht zu sich selbst gehören.")


@dataclass(frozen=True, kw_only=True)
class Hours(Entry):
    """Between which times of each weekday a block may lie; a day that is not named is closed."""

    mon: tuple[tuple[Clock, Clock], ...] = ()
    tue: tuple[tuple[Clock, Clock], ...] = ()
    wed: tuple[tuple[Clock, Clock], ...] = ()
    thu: tuple[tuple[Clock, Clock], ...] = ()
    fri: tuple[tuple[Clock, Clock], ...] = ()
    sat: tuple[tuple[Clock, Clock], ...] = ()
    sun: tuple[tuple[Clock, Clock], ...] = ()

    def of(self, day: Weekday) -> tuple[tuple[int, int], ...]:
        """Return the minutes after midnight between which *day* is open."""
        windows: tuple[tuple[int, int], ...] = getattr(self, day)
        return windows

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        for day in WEEK:
            ends = [minute for window in self.of(day) for minute in window]
            if ends != sorted(set(ends)):
                yield day, _("Die Zeiten eines Tages müssen nacheinander kommen, jede mit Ende nach dem Anfang.")


@dataclass(frozen=True, kw_only=True)
class PublicHoliday(Entry):
    """A day on which the house is closed by law."""

    date: Day
    name: Text


@dataclass(frozen=True, kw_only=True)
class SchoolHolidays(Entry):
    """Days in which series may pause."""

    name: Text
    start: Day
    end: Day

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Closure(Entry):
    """Days, or a part of each, on which rooms are closed."""

    slug: Annotated[Slug, Defines("closure")]
    start: Day
    end: Day
    from_: Clock = 0
    to: Clock = 1440
    rooms: Annotated[words.Rooms, AtLeast(1)]
    reason: Text
    public_text: Text

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        yield from in_order(self.start, self.end)
        yield from in_order(self.from_ + 1, self.to, "to")


@dataclass(frozen=True, kw_only=True)
class UsageType(Entry):
    """What a room may be used for, or may not."""

    slug: Annotated[Slug, Defines("usage")]
    name: Text
    allowed: bool
    approval: Literal["auto_if_trusted", "manual"] | None = None
    fee: Count = 0  # euro
    priority: Count = 0
    why: Text = ""

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.allowed and self.approval is None:
            yield "approval", _("Es fehlt „{key}“.", key="approval")
        if not self.allowed and not self.why:
            yield "why", _("Was nicht erlaubt ist, braucht einen Satz, warum: „why“.")


@dataclass(frozen=True, kw_only=True)
class Contact(Entry):
    """A function that people can turn to."""

    slug: Annotated[Slug, Defines("contact")]
    function: Text
    unit: Text = ""
    phone: words.Phone = ""
    email: words.Email = ""
    hours: Text = ""
    card: bool = False
    text_simple: Text = ""


@dataclass(frozen=True, kw_only=True)
class Tags(Entry):
    """The words by which meetings can be found."""

    audience: tuple[Annotated[Slug, Defines("audience")], ...] = ()
    topic: tuple[Annotated[Slug, Defines("topic")], ...] = ()
    access: tuple[Annotated[Slug, Defines("access")], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group(Entry):
    """People who use the room together."""

    slug: Annotated[Slug, Defines("group")]
    name: Text
    kind: GroupKind
    trust: Trust
    listing: Listing
    contact: words.Contact | None = None
    audience: words.Audiences = ()
    languages: words.Languages = ()
    key: Literal["tresorcode", "dauerschluessel", "vor_ort"] | None = None
    noise: Literal["music", "loud"] | None = None  # how loud its meetings usually are
    check_in: bool = True  # false: nobody is missed who does not say "Wir sind da"
