"""What an entry says to people, in German.

A neutral group and a title that the desk switched off show "Geschlossene Gruppe" and where, nothing
else; what is internal shows as "Belegt" and is told in the feed of its room only.
"""

from collections.abc import Iterator

from booking.facts import HouseFacts, named_key
from booking.feeds.rows import Content, Date, Elsewhere, MeetingRow
from booking.feeds.topics import topic_name
from booking.feeds.wire import Words, one_line
from booking.i18n import _
from booking.meetings import ONLINE
from booking.span import local
from models.bookings import State
from models.community import Listing
from models.meetings import COUNTED, Signup


def page_address(base_url: str, code: str) -> str:
    """Return the address of the page of one date."""
    return f"{base_url}/m/{code}"


def words_of(content: Content, date: Date, address: str) -> Words:
    """Return what is told about *date*; *address* is the page that is linked."""
    cancelled = date.state is State.CANCELLED
    if date.listing is Listing.INTERNAL:
        taken = _("Belegt")
        summary = _("ABGESAGT: {title}", title=taken) if cancelled else taken
        return Words(summary=summary, private=True, cancelled=cancelled)
    if date.elsewhere is not None:
        return _words_elsewhere(content, date, date.elsewhere, address)
    hidden = date.listing is Listing.NEUTRAL or date.title_hidden
    title = _("Geschlossene Gruppe") if hidden else date.title
    meeting = content.meetings.get(date.meeting_id or 0)
    return Words(
        summary=_("ABGESAGT: {title}", title=one_line(title)) if cancelled else title,
        description="" if hidden else _description(content, date, meeting, address),
        location=_location(content.house, date),
        place=_place(content.house),
        url=address,
        online="" if hidden or cancelled or meeting is None else _online(meeting),
        categories=() if hidden or meeting is None else _categories(meeting),
        cancelled=cancelled,
    )


def _words_elsewhere(content: Content, date: Date, there: Elsewhere, address: str) -> Words:
    """Return what is told about a date that is not in this house, marked by whose calendar tells of it."""
    cancelled = date.state is State.CANCELLED
    group = content.groups.get(date.group_id or 0)
    invites = group.name if group is not None and group.listing is Listing.PUBLIC else ""
    lines = [
        _("Es lädt ein: {group}", group=invites) if invites else "",
        _("Aus dem Kalender: {source}", source=there.source),
        _("Mehr dazu: {address}", address=address),
    ]
    return Words(
        summary=_("ABGESAGT: {title}", title=one_line(date.title)) if cancelled else date.title,
        description="\n".join(filter(None, lines)),
        location=there.place,
        url=address,
        categories=(topic_name(there.topic),) if there.topic else (),
        cancelled=cancelled,
    )


def names_told(content: Content, date: Date) -> Iterator[str]:
    """Yield the keys of the names (booking.facts.named_key) that calendars tell with *date*."""
    if date.elsewhere is None:
        yield named_key("house")
        yield named_key("room", content.house.main_room(content.house.rooms_by_id[date.room_id]).slug)
    group = content.groups.get(date.group_id or 0)
    if group is not None and date.listing is Listing.PUBLIC and not date.title_hidden:
        yield named_key("group", group.slug)


def own_words_of(content: Content, date: Date, address: str) -> Words:
    """Return what the group of *date* is told about it: its title, whatever the public reads, and the whole block."""
    cancelled = date.state is State.CANCELLED
    public = date.listing is Listing.PUBLIC and not date.title_hidden
    return Words(
        summary=_("ABGESAGT: {title}", title=one_line(date.title)) if cancelled else date.title,
        description="\n".join(filter(None, [date.note, _block(content.house, date)])),
        location=_location(content.house, date),
        place=_place(content.house),
        url=address if public else "",
        private=True,
        cancelled=cancelled,
    )


def _block(house: HouseFacts, date: Date) -> str:
    if (date.busy_from, date.busy_until) == (date.starts_at, date.ends_at):
        return ""
    start, end = local(date.busy_from, house.zone), local(date.busy_until, house.zone)
    return _("Mit Aufbau und Abbau: {start} – {end} Uhr", start=f"{start:%H:%M}", end=f"{end:%H:%M}")


def _description(content: Content, date: Date, meeting: MeetingRow | None, address: str) -> str:
    group = content.groups.get(date.group_id or 0)
    about = (meeting.text_simple or meeting.title_simple, meeting.price_note) if meeting else ()
    invites = _("Es lädt ein: {group}", group=group.name) if group else ""
    more = _("Mehr dazu: {address}", address=address)
    joins = [_how_to_join(date, meeting), _how_to_join_from_home(date, meeting)]
    return "\n".join(filter(None, [date.note, *about, *joins, invites, more]))


def _how_to_join(date: Date, meeting: MeetingRow | None) -> str:
    if date.state is State.CANCELLED:
        return ""
    if date.signup in COUNTED:
        return _("Bitte anmelden: auf dieser Seite oder am Bildschirm im Haus.")
    if date.signup is Signup.EXTERNAL:
        return _("Anmeldung bei der Gruppe.")
    return _("Ohne Anmeldung.") if meeting and "ohne-anmeldung" in meeting.access else ""


def _how_to_join_from_home(date: Date, meeting: MeetingRow | None) -> str:
    address = _online(meeting) if meeting and date.state is not State.CANCELLED else ""
    return _("Auch online: {address}", address=address) if address else ""


def _online(meeting: MeetingRow) -> str:
    address: str = meeting.facts.get(ONLINE, "")
    return address


def _place(house: HouseFacts) -> tuple[float, float] | None:
    geo = house.about.get("geo")
    return (geo["lat"], geo["lon"]) if geo else None


def _location(house: HouseFacts, date: Date) -> str:
    room = house.main_room(house.rooms_by_id[date.room_id])
    town = f"{house.about.get('postcode') or ''} {house.city}".strip()
    names = dict.fromkeys([room.name, house.name, house.about.get("street") or "", town])
    return ", ".join(name for name in names if name)


def _categories(meeting: MeetingRow) -> tuple[str, ...]:
    words = dict.fromkeys([meeting.topic, *meeting.audience])
    return tuple(topic_name(word) for word in words if word)
