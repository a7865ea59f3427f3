"""Rows of meetings, series, dates and seats, made from a house's file."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from booking import seals, titles
from booking.facts import HouseFacts, RoomFacts
from booking.housefile.agreement import listing_of
from booking.housefile.dates import Planned, at
from booking.housefile.programme import Meeting as MeetingEntry
from booking.housefile.programme import Request, SignupEntry
from booking.housefile.programme import Series as SeriesEntry
from booking.housefile.reading import HouseFile
from booking.meetings import ASKS_NAME, ONLINE
from booking.recurrence import without_end
from models.bookings import Booking, Hold, Series, State
from models.meetings import Meeting, Seat, Signup, Standing

SOURCE = "file"  # of what the house's file says itself; requests name their own


@dataclass(frozen=True)
class Ids:
    """Numbers in the database: by name, or by the identity of an entry of the file."""

    rooms: dict[str, int]
    groups: dict[str, int]
    districts: dict[str, int]
    meetings: dict[int, int] = field(default_factory=dict)
    series: dict[int, int] = field(default_factory=dict)


def meeting(file: HouseFile, entry: SeriesEntry | MeetingEntry, ids: Ids, now: datetime) -> Meeting:
    """Return what all dates of *entry* say about themselves."""
    group = next(group for group in file.groups if group.slug == entry.group)
    facts = {"project": entry.project, "noise": entry.noise, "invite": entry.invite or None, ONLINE: entry.online}
    if entry.signup and entry.signup.asks_name:
        facts[ASKS_NAME] = True
    return Meeting(
        slug=entry.slug,
        group_id=ids.groups[entry.group],
        title=titles.clean(entry.title),
        title_simple=titles.clean(entry.title_simple or ""),
        text_simple=entry.text_simple,
        topic=entry.topic or "",
        access=list(entry.access),
        audience=list(group.audience),
        cohosts=list(entry.cohosts),
        district_id=ids.districts[entry.district] if entry.district else None,
        price_note=entry.price_note,
        titles={language: titles.clean(title) for language, title in entry.i18n.items()},
        facts={key: value for key, value in facts.items() if value is not None},
        updated_at=now,
    )


def series(
    file: HouseFile, entry: SeriesEntry | Request, facts: HouseFacts, dates: list[Planned], ids: Ids, now: datetime
) -> Series:
    """Return the rule of *entry*, whose *dates* were planned."""
    day = entry.dtstart if isinstance(entry, SeriesEntry) else entry.date
    until = entry.until if isinstance(entry, SeriesEntry) else None
    first = at(day, entry.start)
    rule, last = without_end(entry.rrule or "", first, at(until, 1439) if until else None, zone=facts.zone)
    usual = next((date for date in dates if not date.moved), dates[0])
    return Series(
        slug=entry.slug if isinstance(entry, SeriesEntry) else None,
        group_id=ids.groups[entry.group or ""],  # a request without a group has no rule
        meeting_id=ids.meetings.get(id(entry)),
        room_id=ids.rooms[facts.room(entry.room, entry.extras).slug],
        rrule=rule,
        first=first,
        last=last,
        minutes=entry.end - entry.start,
        setup_min=usual.room.setup_min,
        teardown_min=usual.room.teardown_min,
        pause_school=isinstance(entry, SeriesEntry) and entry.pause == "school",
        **_template(file, entry, facts, usual.room),
        state=State.CONFIRMED if isinstance(entry, SeriesEntry) else State(entry.state),
        created_at=now,
        updated_at=now,
    )


def _template(file: HouseFile, entry: SeriesEntry | Request, facts: HouseFacts, room: RoomFacts) -> dict[str, Any]:
    """Return what all dates of a series have alike, for those that its horizon brings later."""
    room = facts.rooms_by_slug[room.slug]
    alike = _asked(facts, entry, room) if isinstance(entry, Request) else _offered(entry, room)
    alike.pop("facts", None)
    return {"title": titles.clean(entry.title), "listing": listing_of(file, entry), **alike}


def booking(file: HouseFile, facts: HouseFacts, date: Planned, ids: Ids, now: datetime) -> Booking:
    """Return the row of one date."""
    room = facts.rooms_by_slug[date.room.slug]
    block = date.block
    held = timedelta(hours=facts.rules.request_hold_hours) if date.state is State.HELD else None
    return Booking(
        room_id=ids.rooms[room.slug],
        group_id=ids.groups[date.entry.group] if date.entry.group else None,
        meeting_id=ids.meetings.get(id(date.entry)),
        series_id=ids.series.get(id(date.entry)),
        lo=room.lo,
        hi=room.hi,
        busy_from=block.start,
        busy_until=block.end,
        starts_at=date.span.start,
        ends_at=date.span.end,
        wall_from=date.starts,
        wall_to=date.ends,
        rule_start=date.rule_start,
        title=titles.clean(date.entry.title),
        listing=listing_of(file, date.entry),
        state=date.state,
        reason=date.reason,
        note=date.note,
        moved=date.moved,
        released_at=None if date.is_live else now,
        held_until=now + held if held else None,
        held_for=Hold.DESK if held else None,
        override=list(date.override),
        created_at=now,
        updated_at=now,
        **(_asked(facts, date.entry, room) if isinstance(date.entry, Request) else _offered(date.entry, room)),
    )


def _offered(entry: SeriesEntry | MeetingEntry, room: RoomFacts) -> dict[str, Any]:
    signup = entry.signup or SignupEntry(line=entry.line, mode=Signup.NONE)
    return {
        "usage": entry.type_,
        "persons": entry.expected,
        "layout": entry.layout or room.default_layout,
        "signup": signup.mode,
        "capacity": entry.capacity,
        "signup_closes_min": signup.closes_hours * 60,
        "source": SOURCE,
        "facts": {"noise": entry.noise} if entry.noise else {},
    }


def _asked(facts: HouseFacts, entry: Request, room: RoomFacts) -> dict[str, Any]:
    about = {
        "request": entry.id,
        "code_word": entry.code_word,
        "desk_note": entry.note or None,
        "conflict_with": list(entry.conflict_with) or None,
        "suggest": [
            {
                "room": other.room,
                "start": at(other.date, other.start).isoformat(timespec="minutes"),
                "end": at(other.date, other.end).isoformat(timespec="minutes"),
            }
            for other in entry.suggest
        ]
        or None,
    }
    return {
        "usage": entry.type_ or _usual(facts, entry),
        "persons": entry.headcount,
        "layout": room.layout_for(entry.headcount),
        "source": entry.source,
        "facts": {key: value for key, value in about.items() if value is not None},
    }


def _usual(facts: HouseFacts, entry: Request) -> str:
    """Return the usage that a request names by why it was declined, or what groups usually do."""
    if entry.reason_code and facts.usage(entry.reason_code):
        return entry.reason_code
    allowed = [usage.slug for usage in facts.usages if usage.allowed]
    return "group" if "group" in allowed else next(iter(allowed), "group")


def seats(entry: MeetingEntry, booking_id: int, phrases: Iterator[str], now: datetime) -> Iterator[Seat]:
    """Yield a seat for one person each, first those taken, then those who wait; nobody knows their links."""
    for number in range(entry.seats_taken + entry.waitlist):
        yield Seat(
            booking_id=booking_id,
            persons=1,
            standing=Standing.IN if number < entry.seats_taken else Standing.WAITING,
            code_word=next(phrases),
            token_hash=seals.token_seal(seals.new_token(16)),
            created_at=now,
        )


def code_phrases(words: tuple[str, ...]) -> Iterator[str]:
    """Yield two words and a number, none twice."""
    given: set[str] = set()
    random = secrets.SystemRandom()
    while True:
        phrase = " ".join([*random.sample(words, 2), str(random.randint(1, 99))])
        if phrase not in given:
            given.add(phrase)
            yield phrase
