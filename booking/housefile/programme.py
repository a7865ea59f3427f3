"""What the house's file says about the programme: series, single meetings, requests."""

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Literal

from booking.housefile import words
from booking.housefile.house import Layout
from booking.housefile.schema import Check, Defines, Entry, Objections
from booking.housefile.words import Clock, Count, Day, Minutes, Positive, Slug, Text, Title
from booking.i18n import N_, _
from booking.refusals import Refused, RuleRefused
from booking.rrule import parse
from models.community import Listing
from models.meetings import COUNTED, Signup

Reason = Literal["private", "commercial", "no_room", "not_fitting", "other"]  # the desk's words for no

# Why a rule is refused; the words of booking.refusals.RuleRefused.
_RULE_WORDS = {
    "malformed": N_("Die Regel ist keine RRULE wie FREQ=WEEKLY;BYDAY=MO."),
    "unknown_part": N_("Die Regel enthält Teile, die das Haus nicht kennt."),
    "frequency": N_("Öfter als täglich kann sich ein Termin nicht wiederholen."),
    "number": N_("Eine Zahl der Regel ergibt keinen Sinn."),
    "weekday": N_("Ein Wochentag der Regel ergibt keinen Sinn."),
    "until": N_("Das UNTIL der Regel ist kein Tag."),
    "combination": N_("Teile der Regel passen nicht zusammen."),
    "start": N_("Der erste Tag ist selbst kein Tag der Regel."),
    "endless": N_("Die Regel hat kein Ende: es fehlt „until“ oder COUNT."),
    "too_many": N_("Die Regel ergibt mehr als {at_most} Termine."),
}


def rule_words(refused: Refused) -> str:
    """Return why a rule was refused, as a sentence."""
    reasons = [reason for reason in refused.reasons if isinstance(reason, RuleRefused)]
    return " ".join(_(_RULE_WORDS[reason.kind], at_most=reason.at_most) for reason in reasons)


def _rule(text: str) -> str | None:
    try:
        parse(text)
    except Refused as refused:
        return rule_words(refused)
    return None


Rule = Annotated[str, Check(_rule)]


@dataclass(frozen=True, kw_only=True)
class SignupEntry(Entry):
    """How one joins; a bare word is the mode."""

    shorthand: ClassVar[str] = "mode"

    mode: Signup
    closes_hours: Annotated[int, words.between(0, 24 * 60)] = 0
    asks_name: bool = False  # on the phone page; nobody has to answer

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.asks_name and self.mode not in COUNTED:
            yield "asks_name", _("Wo das Haus keine Plätze zählt, kann es nicht nach Namen fragen.")


@dataclass(frozen=True, kw_only=True)
class Occasion(Entry):
    """What series and single meetings have in common."""

    group: words.Group
    cohosts: words.Groups = ()
    room: words.Room
    extras: words.Rooms = ()
    title: Title
    title_simple: Title | None = None
    text_simple: Text = ""
    i18n: dict[words.Language, Title] = field(default_factory=dict)
    start: Clock
    end: Clock
    setup: Minutes | None = None  # none: the room's
    teardown: Minutes | None = None
    layout: Layout | None = None
    expected: Positive | None = None  # people over the whole time; they come and go
    capacity: Positive | None = None  # people at one time
    signup: SignupEntry | None = None
    visibility: Listing | None = None  # none: the group's
    topic: words.Topic | None = None
    access: words.AccessWords = ()
    type_: words.Usage
    district: words.District | None = None
    project: words.Project | None = None
    price_note: Text = ""
    online: words.Link | None = None  # where one may join by video
    noise: Literal["music", "loud"] | None = None
    invite: bool = False

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.end <= self.start:
            yield "end", _("Das Ende liegt nicht nach dem Anfang.")
        if self.room in self.extras:
            yield "extras", _("Der Raum kann nicht zugleich sein eigener Zusatz sein.")
        if self.signup and self.signup.mode in COUNTED and self.capacity is None:
            yield "capacity", _("Für eine Anmeldung fehlt die Zahl der Plätze: „capacity“.")


@dataclass(frozen=True, kw_only=True)
class Series(Occasion):
    """A meeting that repeats."""

    slug: Annotated[Slug, Defines("series")]
    dtstart: Day
    rrule: Rule
    until: Day | None = None  # the last possible day
    pause: Literal["school"] | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        yield from super().objections()
        if self.until is not None and self.until < self.dtstart:
            yield "until", _("Das Ende liegt vor dem Anfang.")


@dataclass(frozen=True, kw_only=True)
class SeriesException(Entry):
    """A date of a series that differs from its rule."""

    series: words.Series
    date: Day
    kind: Literal["moved", "cancelled", "moved_room"]
    start: Clock | None = None
    end: Clock | None = None
    room: words.Room | None = None
    note: Text = ""

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        needed = {"moved": ("start", "end"), "moved_room": ("room",), "cancelled": ()}[self.kind]
        given = [key for key in ("start", "end", "room") if getattr(self, key) is not None]
        yield from (("kind", _("Es fehlt „{key}“.", key=key)) for key in needed if key not in given)
        if self.kind == "cancelled":
            yield from ((key, _("Was ausfällt, hat kein „{key}“.", key=key)) for key in given)
        if self.start is not None and self.end is not None and self.end <= self.start:
            yield "end", _("Das Ende liegt nicht nach dem Anfang.")


@dataclass(frozen=True, kw_only=True)
class Meeting(Occasion):
    """A meeting on one day."""

    slug: Annotated[Slug, Defines("meeting")]
    date: Day
    seats_taken: Count = 0
    waitlist: Count = 0
    override_closure: words.Closure | None = None
    replaces_series_on_date: words.Series | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        yield from super().objections()
        mode = self.signup.mode if self.signup else Signup.NONE
        if self.seats_taken and mode not in COUNTED:
            yield "seats_taken", _("Ohne Anmeldung sind keine Plätze belegt.")
        if self.capacity is not None and self.seats_taken > self.capacity:
            yield "seats_taken", _("Es sind mehr Plätze belegt als vorhanden.")
        if self.waitlist and (mode is not Signup.WAITLIST or self.seats_taken != self.capacity):
            yield "waitlist", _("Eine Warteliste gibt es erst, wenn alle Plätze belegt sind.")


@dataclass(frozen=True, kw_only=True)
class Suggestion(Entry):
    """Another time that the desk offers."""

    room: words.Room
    date: Day
    start: Clock
    end: Clock

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.end <= self.start:
            yield "end", _("Das Ende liegt nicht nach dem Anfang.")


@dataclass(frozen=True, kw_only=True)
class Request(Entry):
    """What waits on the desk, or was declined there."""

    id: Annotated[Text, Defines("request")]
    group: words.Group | None
    room: words.Room
    extras: words.Rooms = ()
    title: Title
    date: Day
    start: Clock
    end: Clock
    rrule: Rule | None = None
    headcount: Positive | None = None
    state: Literal["requested", "held", "conflict", "declined"]
    source: Literal["kiosk", "kiosk_slip", "phone_qr", "desk", "card", "api"] = "desk"
    type_: words.Usage | None = None
    code_word: words.CodePhrase | None = None
    note: Text = ""
    conflict_with: tuple[words.Obstacle, ...] = ()
    expect_conflict: words.Closure | None = None
    suggest: tuple[Suggestion, ...] = ()
    reason_code: Reason | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.end <= self.start:
            yield "end", _("Das Ende liegt nicht nach dem Anfang.")
        if (self.state == "declined") != (self.reason_code is not None):
            yield "reason_code", _("Eine Absage, und nur sie, braucht „reason_code“.")
        if self.rrule is not None and self.group is None:
            yield "group", _("Eine Terminreihe braucht eine Gruppe.")
        if self.expect_conflict is not None and self.rrule is None:
            yield "expect_conflict", _("Nur eine Terminreihe kann einzelne Tage auslassen.")
