"""What each calendar of a house should show, asked from its tables: nothing here knows how feeds are made."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.bookings import Booking, State
from models.community import District, Group, Listing
from models.meetings import Meeting
from models.rooms import Room, Section
from tests.support.calendar_programs import Shown


@dataclass(frozen=True)
class Row:
    """One date with everything that it hangs on."""

    date: Booking
    room: Room
    group: Group | None
    meeting: Meeting | None
    district: District | None

    @property
    def is_named(self) -> bool:
        """Whether the public may know its title."""
        return self.date.listing is Listing.PUBLIC and not self.date.title_hidden

    def fits(self, words: dict[str, str]) -> bool:
        """Whether the public finds it by all of *words*, as the section `feeds` of the house's file has them."""
        about = self.meeting
        if about is None or not self.is_named:
            return False
        has = {
            "topic": [about.topic],
            "audience": about.audience,
            "access": about.access,
            "district": [self.district.slug] if self.district else [],
        }
        return all(word in has[kind] for kind, word in words.items())

    def title(self, own: bool = False) -> str:
        """Return what it is called, for the public or for its *own* group."""
        title = self.date.title
        if not own and self.date.listing is Listing.INTERNAL:
            title = "Belegt"
        elif not own and not self.is_named:
            title = "Geschlossene Gruppe"
        return " ".join((f"ABGESAGT: {title}" if self.date.state is State.CANCELLED else title).split())


def own_list(session: Session, path: str, since: int, until: int, own_group: str) -> Shown:
    """Return what the calendar at *path* should show; a private one is that of *own_group*."""
    kind, _, slug = path.removeprefix("/calendar/").removesuffix(".ics").partition("/")
    belongs = _belongs(session, kind, slug, own_group)
    rows = [row for row in _rows(session) if belongs(row)]
    seconds = [(int(row.date.starts_at.timestamp()), row.title(own=kind == "private")) for row in rows]
    return Counter((second, title) for second, title in seconds if since <= second < until)


def _belongs(session: Session, kind: str, slug: str, own_group: str) -> Callable[[Row], bool]:
    if kind == "room":
        floor = session.exec(select(Room).where(col(Room.slug) == slug)).one()
        return lambda row: row.room.lo < floor.hi and floor.lo < row.room.hi
    if kind == "group":
        return lambda row: (
            row.is_named
            and slug
            in (
                row.group.slug if row.group else "",
                *(row.meeting.cohosts if row.meeting else ()),
            )
        )
    if kind == "private":
        return lambda row: row.group is not None and row.group.slug == own_group
    if kind in ("topic", "district"):
        words = _named(session).get(slug) if kind == "topic" else None
        return lambda row: row.fits(words or {kind: slug})
    assert kind == "all"
    return lambda row: row.date.listing is not Listing.INTERNAL


def _named(session: Session) -> dict[str, dict[str, str]]:
    section = session.get(Section, "feeds")
    return {entry["slug"]: entry["filter"] for entry in (section.content if section else ()) if entry.get("filter")}


def _rows(session: Session) -> list[Row]:
    rooms = {room.id: room for room in session.exec(select(Room)).all()}
    groups: dict[int | None, Group] = {group.id: group for group in session.exec(select(Group)).all()}
    meetings: dict[int | None, Meeting] = {meeting.id: meeting for meeting in session.exec(select(Meeting)).all()}
    districts: dict[int | None, District] = {one.id: one for one in session.exec(select(District)).all()}
    promised = (col(Booking.state) == State.CONFIRMED) | (
        (col(Booking.state) == State.CANCELLED) & (col(Booking.reason) != "withdrawn")
    )
    rows = []
    for date in session.exec(select(Booking).where(promised)).all():
        about = meetings.get(date.meeting_id)
        place = districts.get(about.district_id) if about else None
        rows.append(Row(date, rooms[date.room_id], groups.get(date.group_id), about, place))
    return rows
