"""What must hold between the sections of a house's file, times left aside."""

from collections.abc import Iterable, Iterator

from booking.floors import NoSuchFloor, floor_plan
from booking.housefile.faults import Fault
from booking.housefile.house import Group, Room
from booking.housefile.programme import Meeting, Occasion, Request, Series
from booking.housefile.reading import HouseFile
from booking.i18n import _
from models.community import Listing
from models.meetings import COUNTED

# From most to least told.
_OPENNESS = (Listing.PUBLIC, Listing.NEUTRAL, Listing.INTERNAL)


def disagreements(file: HouseFile) -> list[Fault]:
    """Return every mistake that shows only when two sections are compared.

    Names that stand for nothing were told when the file was read; they are passed over here.
    """
    return [
        *_floor(file),
        *(fault for entry in occasions(file) for fault in _occasion(file, entry)),
        *(fault for meeting in file.meetings for fault in _meeting(file, meeting)),
        *(fault for request in file.requests for fault in _request(file, request)),
        *_ideas(file),
        *_keys(file),
    ]


def remarks(file: HouseFile) -> list[Fault]:
    """Return what is no mistake, but worth a second look."""
    rooms = {room.slug: room for room in file.rooms}
    return [
        Fault(entry.line_of("expected"), _("„{title}“ erwartet mehr Menschen, als der Raum fasst.", title=entry.title))
        for entry in occasions(file)
        if entry.expected and entry.room in rooms and entry.expected > rooms[entry.room].capacity.most
    ]


def occasions(file: HouseFile) -> list[Series | Meeting]:
    """Return everything that takes place: series and single meetings."""
    return [*file.series, *file.meetings]


def listing_of(file: HouseFile, entry: Occasion | Request) -> Listing:
    """Return how much the public sees of *entry*; without a group it sees nothing."""
    group = _by_slug(file.groups, entry.group)
    default = group.listing if group else Listing.INTERNAL
    return entry.visibility or default if isinstance(entry, Occasion) else default


def extras_of(file: HouseFile) -> dict[str, list[str]]:
    """Return for every room, in the file's order, the rooms that can be joined to it."""
    return {
        room.slug: [other.slug for other in file.rooms if room.slug in other.bookable_as_extra_of]
        for room in file.rooms
    }


def _by_slug(entries: Iterable[Group], slug: str | None) -> Group | None:
    return next((entry for entry in entries if entry.slug == slug), None)


def rooms_without_hours(file: HouseFile) -> list[Fault]:
    """Return the rooms whose hours are missing; to be asked when the hours themselves could be read."""
    return [
        Fault(file.line_of("opening_hours"), _("Für „{room}“ fehlen die Öffnungszeiten.", room=room.slug))
        for room in file.rooms
        if room.slug not in file.opening_hours
    ]


def _floor(file: HouseFile) -> Iterator[Fault]:
    known = {room.slug for room in file.rooms}
    if any(not known >= {*room.bookable_as_extra_of} for room in file.rooms):
        return
    try:
        floor_plan(extras_of(file))
    except NoSuchFloor as impossible:
        text = _(
            "Diese Räume können nicht so zusammengelegt werden, weil jeder höchstens zwei Nachbarn hat: {rooms}.",
            rooms=", ".join(impossible.rooms),
        )
        yield Fault(file.line_of("rooms"), text)


def _occasion(file: HouseFile, entry: Series | Meeting) -> Iterator[Fault]:
    yield from _place(file, entry)
    yield from _listing(file, entry)
    usage = next((usage for usage in file.usage_types if usage.slug == entry.type_), None)
    if usage is not None and not usage.allowed:
        yield Fault(entry.line_of("type"), usage.why)
    room = next((room for room in file.rooms if room.slug == entry.room), None)
    if room is None:
        return
    holds = room.capacity.of(entry.layout or room.default_layout)
    if holds is None:
        yield Fault(entry.line_of("layout"), _("Diese Bestuhlung gibt es im Raum „{room}“ nicht.", room=room.name))
    elif entry.capacity is not None and entry.capacity > holds:
        text = _("So bestuhlt fasst „{room}“ nur {holds} Personen.", room=room.name, holds=holds)
        yield Fault(entry.line_of("capacity"), text)


def _place(file: HouseFile, entry: Occasion | Request) -> Iterator[Fault]:
    rooms = {room.slug: room for room in file.rooms}
    room = rooms.get(entry.room)
    if room is not None and not room.public:
        text = _("„{room}“ wird nur zusammen mit einem anderen Raum vergeben.", room=room.name)
        yield Fault(entry.line_of("room"), text)
    for extra in entry.extras:
        if room is not None and extra in rooms and not _joins(rooms[extra], room):
            text = _("„{extra}“ gehört nicht zu „{room}“.", extra=rooms[extra].name, room=room.name)
            yield Fault(entry.line_of("extras"), text)


def _joins(extra: Room, room: Room) -> bool:
    return room.slug in extra.bookable_as_extra_of


def _listing(file: HouseFile, entry: Series | Meeting) -> Iterator[Fault]:
    group = _by_slug(file.groups, entry.group)
    shown = listing_of(file, entry)
    if group is not None and _OPENNESS.index(shown) < _OPENNESS.index(group.listing):
        # Who comes to a self-help group must not be seen (UX §9).
        text = _("Die Gruppe ist „{listing}“; ihr Treffen darf nicht öffentlicher sein.", listing=group.listing)
        yield Fault(entry.line_of("visibility"), text)
    elif shown is not Listing.PUBLIC and entry.signup and entry.signup.mode in COUNTED:
        yield Fault(entry.line_of("signup"), _("Nur zu öffentlichen Treffen kann man sich anmelden."))


def _meeting(file: HouseFile, meeting: Meeting) -> Iterator[Fault]:
    if meeting.slug in {series.slug for series in file.series}:
        yield Fault(meeting.line_of("slug"), _("So heißt schon eine Terminreihe: „{slug}“.", slug=meeting.slug))
    if meeting.seats_taken and not file.code_words:
        yield Fault(meeting.line_of("seats_taken"), _("Belegte Plätze brauchen Merkwörter: „code_words“."))


def _request(file: HouseFile, request: Request) -> Iterator[Fault]:
    yield from _place(file, request)
    if request.code_word is not None:
        yield from _phrase(file, request.code_word, request.line_of("code_word"))
    room = next((room for room in file.rooms if room.slug == request.room), None)
    waits = request.state in ("requested", "held")
    if room is not None and waits and (request.headcount or 0) > room.capacity.most:
        text = _("„{room}“ fasst nur {holds} Personen.", room=room.name, holds=room.capacity.most)
        yield Fault(request.line_of("headcount"), text)


def _ideas(file: HouseFile) -> Iterator[Fault]:
    for idea in file.ideas:
        yield from _phrase(file, idea.code, idea.line_of("code"))
        if idea.phrase is not None and idea.phrase not in file.idea_phrases.get(idea.topic, ()):
            yield Fault(idea.line_of("phrase"), _("Dieser Satz steht nicht in „idea_phrases“."))


def _phrase(file: HouseFile, phrase: str, line: int) -> Iterator[Fault]:
    if phrase.split(maxsplit=1)[0] not in file.code_words:
        yield Fault(line, _("„{phrase}“ ist aus keinem der Merkwörter gemacht.", phrase=phrase))


def _keys(file: HouseFile) -> Iterator[Fault]:
    kinds = file.booking_rules.key.kinds if file.booking_rules.key else ()
    for group in file.groups:
        if kinds and group.key and group.key not in kinds:
            yield Fault(group.line_of("key"), _("Diese Art von Schlüssel gibt das Haus nicht aus."))
