"""Sections of the house's file whose screens come later: checked like the others and kept as they are."""

from dataclasses import dataclass
from typing import Annotated, Literal

from booking.housefile import words
from booking.housefile.house import Weekday, in_order
from booking.housefile.schema import AtLeast, Defines, Entry, Objections, Refers
from booking.housefile.words import Clock, Count, Day, Slug, Text, Title
from booking.i18n import _


@dataclass(frozen=True, kw_only=True)
class StaffedHours(Entry):
    """When somebody is there."""

    day: Weekday
    start: Clock
    end: Clock
    contact: words.Contact
    every: Text = ""

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start + 1, self.end)


@dataclass(frozen=True, kw_only=True)
class Times(Entry):
    """From when to when; a night ends on the next day."""

    start: Clock
    end: Clock


@dataclass(frozen=True, kw_only=True)
class Quiet(Entry):
    """When the neighbours sleep; none: not settled."""

    night: Times | None = None
    windows_closed_for_music_after: Clock | None = None
    midday_quiet: Times | None = None


@dataclass(frozen=True, kw_only=True)
class Help(Entry):
    """One line of "Wer hilft mir?"."""

    icon: Slug
    title: Text
    phone: words.Phone | None = None
    contact: words.Contact | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if (self.phone is None) == (self.contact is None):
            yield "title", _("Genau eines ist nötig: „phone“ oder „contact“.")


@dataclass(frozen=True, kw_only=True)
class Exhibition(Entry):
    """Something to see that blocks no room."""

    slug: Annotated[Slug, Defines("exhibition")]
    title: Title
    start: Day
    end: Day
    text_simple: Text = ""

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Project(Entry):
    """Something that people do together over time."""

    slug: Annotated[Slug, Defines("project")]
    title: Title
    stage: Literal["idea", "planning", "running", "done"]
    owner: words.Group
    districts: words.Districts = ()
    start: Day
    end: Day | None = None
    goal_simple: Text
    result_simple: Text = ""
    next: words.Meeting | None = None
    needs: tuple[Text, ...] = ()
    funding: bool = False

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class IdeaTopic(Entry):
    """What an idea may be about."""

    slug: Annotated[Slug, Defines("idea_topic")]
    icon: Slug
    name: Text


IdeaTopicName = Annotated[Slug, Refers("idea_topic")]


@dataclass(frozen=True, kw_only=True)
class Idea(Entry):
    """What somebody wished for, without a name."""

    code: Annotated[words.CodePhrase, Defines("idea")]
    topic: IdeaTopicName
    district: words.District | None
    phrase: Text | None = None
    text: Text | None = None
    place: Text = ""
    state: Literal["received", "read", "forwarded", "answered", "in_progress", "done", "not_possible"]
    me_too: Count = 0
    received: Day
    forwarded_to: words.Contact | None = None
    answer_simple: Text = ""
    project: words.Project | None = None
    series: words.Series | None = None
    moderated: bool = True

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if (self.phrase is None) == (self.text is None):
            yield "code", _("Genau eines ist nötig: „phrase“ oder „text“.")
        if self.state == "forwarded" and self.forwarded_to is None:
            yield "state", _("Es fehlt „{key}“.", key="forwarded_to")
        if self.state in ("answered", "done", "not_possible") and not self.answer_simple:
            yield "state", _("Es fehlt „{key}“.", key="answer_simple")


@dataclass(frozen=True, kw_only=True)
class Announcement(Entry):
    """Something the town says on the board."""

    slug: Annotated[Slug, Defines("announcement")]
    title_simple: Title
    text_simple: Text
    start: Day
    end: Day
    from_: words.Contact

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        return in_order(self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Poll(Entry):
    """A question with a few answers."""

    slug: Annotated[Slug, Defines("poll")]
    question_simple: Text
    options: Annotated[tuple[Text, ...], AtLeast(2), words.distinct]
    votes: tuple[Count, ...] = ()
    start: Day
    end: Day
    one_per_session: bool = True
    binding: bool = False

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        yield from in_order(self.start, self.end)
        if self.votes and len(self.votes) != len(self.options):
            yield "votes", _("Jede Antwort braucht eine Zahl.")


@dataclass(frozen=True, kw_only=True)
class HouseRule(Entry):
    """One line of the house's rules, with a pictogram."""

    icon: Slug
    text: Text


@dataclass(frozen=True, kw_only=True)
class Legal(Entry):
    """What the law wants the town to tell about the house (booking.legal); functions, never a private person."""

    represented_by: Text = ""
    contact: Text = ""
    privacy_contact: Text = ""
    privacy_authority: Text = ""
    accessibility_contact: Text = ""
    accessibility_checked: Day | None = None
    accessibility_gaps: tuple[Text, ...] = ()
    arbitration: Text = ""


@dataclass(frozen=True, kw_only=True)
class CheckItem(Entry):
    """One tile to tick."""

    slug: Slug
    text: Text


@dataclass(frozen=True, kw_only=True)
class Checklists(Entry):
    """What to look at when coming and when leaving."""

    arrive: tuple[CheckItem, ...] = ()
    leave: tuple[CheckItem, ...] = ()

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        for key, items in (("arrive", self.arrive), ("leave", self.leave)):
            slugs = [item.slug for item in items]
            if len(slugs) != len(set(slugs)):
                yield key, _("Ein Kurzname kommt doppelt vor.")


@dataclass(frozen=True, kw_only=True)
class Language(Entry):
    """A language of the kiosk, in its own name."""

    code: Annotated[words.LanguageCode, Defines("language")]
    name: Text
    note: Text = ""
    rtl: bool = False


@dataclass(frozen=True, kw_only=True)
class FeedFilter(Entry):
    """What a calendar holds."""

    audience: words.Audience | None = None
    topic: words.Topic | None = None
    access: words.Access | None = None
    district: words.District | None = None


@dataclass(frozen=True, kw_only=True)
class Feed(Entry):
    """A calendar that people can subscribe to."""

    slug: Annotated[Slug, Defines("feed")]
    name: Text
    filter: FeedFilter | None = None


@dataclass(frozen=True, kw_only=True)
class Attendance(Entry):
    """How many people were there; none: not counted."""

    series: words.Series
    date: Day
    count: Count | None


@dataclass(frozen=True, kw_only=True)
class HostileSamples(Entry):
    """What the tests throw at the house; never loaded."""

    titles: tuple[words.Raw, ...] = ()
    urls: tuple[words.Raw, ...] = ()
