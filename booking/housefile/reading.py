"""The whole of a house's file: every section, read from its text."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from booking.housefile import house, lending, neighbourhood, programme, wishing, words
from booking.housefile.faults import Fault
from booking.housefile.lines import Keyed, plain, read_lines
from booking.housefile.readers import read_record
from booking.housefile.schema import AtLeast, Defines, Entry, Notes


@dataclass(frozen=True, kw_only=True)
class HouseFile(Entry):
    """A house's file, read; its names stand for something."""

    meta: house.Meta
    site: house.Site
    districts: tuple[house.District, ...] = ()
    rooms: Annotated[tuple[house.Room, ...], AtLeast(1)]
    opening_hours: dict[words.Room, house.Hours]
    staffed_hours: tuple[neighbourhood.StaffedHours, ...] = ()
    quiet: neighbourhood.Quiet | None = None
    public_holidays_bw: tuple[house.PublicHoliday, ...] = ()
    school_holidays_bw: tuple[house.SchoolHolidays, ...] = ()
    closures: tuple[house.Closure, ...] = ()
    usage_types: Annotated[tuple[house.UsageType, ...], AtLeast(1)]
    booking_rules: lending.BookingRules
    contacts: tuple[house.Contact, ...] = ()
    help_directory: tuple[neighbourhood.Help, ...] = ()
    tags: house.Tags | None = None
    groups: tuple[house.Group, ...] = ()
    series: tuple[programme.Series, ...] = ()
    series_exceptions: tuple[programme.SeriesException, ...] = ()
    meetings: tuple[programme.Meeting, ...] = ()
    exhibitions: tuple[neighbourhood.Exhibition, ...] = ()
    requests: tuple[programme.Request, ...] = ()
    round_wishes: tuple[wishing.RoundWish, ...] = ()
    projects: tuple[neighbourhood.Project, ...] = ()
    idea_topics: tuple[neighbourhood.IdeaTopic, ...] = ()
    idea_phrases: dict[neighbourhood.IdeaTopicName, tuple[words.Text, ...]] = field(default_factory=dict)
    ideas: tuple[neighbourhood.Idea, ...] = ()
    announcements: tuple[neighbourhood.Announcement, ...] = ()
    polls: tuple[neighbourhood.Poll, ...] = ()
    house_rules_simple: tuple[neighbourhood.HouseRule, ...] = ()
    legal: neighbourhood.Legal | None = None
    checklists: neighbourhood.Checklists | None = None
    headcount_buttons: Annotated[tuple[words.Positive, ...], words.distinct] = ()
    code_words: Annotated[tuple[Annotated[words.CodeWord, Defines("code_word")], ...], AtLeast(10)] = ()
    languages: tuple[neighbourhood.Language, ...] = ()
    feeds: tuple[neighbourhood.Feed, ...] = ()
    attendance_sample: tuple[neighbourhood.Attendance, ...] = ()
    hostile_samples: neighbourhood.HostileSamples | None = None


# Sections that are kept under their names for the screens that will read them.
KEPT = (
    "staffed_hours",
    "quiet",
    "help_directory",
    "tags",
    "exhibitions",
    "projects",
    "idea_topics",
    "idea_phrases",
    "ideas",
    "announcements",
    "polls",
    "house_rules_simple",
    "legal",
    "checklists",
    "headcount_buttons",
    "code_words",
    "languages",
    "feeds",
    "attendance_sample",
)

# A mistake in one of these would make others appear where dates are compared.
_TIMES_REST_ON = {
    "meta",
    "rooms",
    "opening_hours",
    "public_holidays_bw",
    "school_holidays_bw",
    "closures",
    "groups",
    "series_exceptions",
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read of a file, and every mistake that its text shows by itself."""

    file: HouseFile | None  # none: so much is missing that nothing more can be said
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    sections: dict[str, Any]  # those of KEPT and the booking rules, as plain values for JSON
    times_are_sound: bool  # whether it makes sense to compare dates


def read_house_file(text: str) -> Reading:
    """Read *text* and note every mistake in form, and every name that stands for nothing.

    Raises FileRefused if it is no YAML at all.
    """
    document, notes = read_lines(text), Notes()
    file = read_record(HouseFile, document.root, notes)
    faults = [*notes.faults, *notes.loose_ends()]
    entries = document.root.entries if isinstance(document.root, Keyed) else {}
    return Reading(
        file=file,
        faults=tuple(faults),
        warnings=document.warnings,
        sections={name: plain(node) for name, node in entries.items() if name in (*KEPT, "booking_rules")},
        times_are_sound=file is not None and not _touches(faults, file.key_lines),
    )


def _touches(faults: list[Fault], section_lines: dict[str, int]) -> bool:
    """Whether a fault lies in a section on which times rest."""
    starts = sorted((line, name) for name, line in section_lines.items())
    for fault in faults:
        section = [name for line, name in starts if line <= fault.line][-1:]
        if _TIMES_REST_ON & {*section}:
            return True
    return False
