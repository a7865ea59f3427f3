"""What an entry says to people, in German.

A neutral group and a title that the desk switched off show "Geschlossene Gruppe" and where, nothing
else; what is internal shows as "Belegt" and is told in the feed of its room only.
"""

from booking.facts import HouseFacts
from booking.feeds.rows import Content, Date, MeetingRow
from booking.feeds.wire import Words, one_line
from booking.i18n import _
from models.bookings import State
from models.community import Listing
from models.meetings import Signup

_SEATS = (Signup.SEATS, Signup.WAITLIST)


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
    hidden = date.listing is Listing.NEUTRAL or date.title_hidden
    title = _("Geschlossene Gruppe") if hidden else date.title
    meeting = content.meetings.get(date.meeting_id or 0)
    return Words(
        summary=_("ABGESAGT: {title}", title=one_line(title)) if cancelled else title,
        description="" if hidden else _description(content, date, meeting, address),
        location=_location(content.house, date),
        url=address,
        categories=() if hidden or meeting is None else _categories(meeting),
        cancelled=cancelled,
    )


def _description(content: Content, date: Date, meeting: MeetingRow | None, address: str) -> str:
    group = content.groups.get(date.group_id or 0)
    about = (meeting.text_simple or meeting.title_simple, meeting.price_note) if meeting else ()
    invites = _("Es lädt ein: {group}", group=group.name) if group else ""
    more = _("Mehr dazu: {address}", address=address)
    return "\n".join(filter(None, [date.note, *about, _how_to_join(date, meeting), invites, more]))


def _how_to_join(date: Date, meeting: MeetingRow | None) -> str:
    if date.state is State.CANCELLED:
        return ""
    if date.signup in _SEATS:
        return _("Bitte anmelden: auf dieser Seite oder am Bildschirm im Haus.")
    if date.signup is Signup.EXTERNAL:
        return _("Anmeldung bei der Gruppe.")
    return _("Ohne Anmeldung.") if meeting and "ohne-anmeldung" in meeting.access else ""


def _location(house: HouseFacts, date: Date) -> str:
    room = house.main_room(house.rooms_by_id[date.room_id])
    town = f"{house.about.get('postcode') or ''} {house.city}".strip()
    names = dict.fromkeys([room.name, house.name, house.about.get("street") or "", town])
    return ", ".join(name for name in names if name)


def _categories(meeting: MeetingRow) -> tuple[str, ...]:
    words = dict.fromkeys([meeting.topic, *meeting.audience])
    return tuple(word.replace("-", " ").capitalize() for word in words if word)
