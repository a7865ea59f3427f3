"""The series of a group's date: cancelled or asked for in another room, one date, that and all after it, or all."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from booking import edits, series, wishes
from booking.book import booking_by_uid
from booking.changes import Change, Scope
from booking.facts import HouseFacts, RoomFacts
from booking.i18n import N_, _
from booking.preview import Choice, PlannedDate, Preview
from booking.refusals import Malformed, Refused, UnknownBooking
from booking.span import local
from kiosk import guard
from kiosk.calendar_words import from_to, long_day, short_day
from kiosk.phone import addresses
from kiosk.phone.answers import go_to
from kiosk.phone.group.date import uid_of
from kiosk.phone.group.place import Caller, GroupPlace, Values, alerts_of, token_of
from kiosk.words import sentences
from models.bookings import LIVE, Booking, Series, State

Sent = Mapping[str, str]
CANCEL, ROOM = "absagen", "raum "
_SCOPES = {"danach": "following", "alle": "all", "nur": "this"}
_WHICH = {
    "nur": N_("Nur dieser Termin"),
    "danach": N_("Dieser und alle danach"),
    "alle": N_("Alle kommenden Termine"),
}
_FEW = 6  # dates that are shown without unfolding
_STAY, _DROP = "bleiben", "ausfallen"  # what becomes of dates for which the other room is not free


@dataclass(frozen=True, slots=True)
class Line:
    """A date of the series; *why* not, if it cannot be as it should."""

    when: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form or an address asks for."""

    change: Change
    scope: Scope
    rest: str

    @classmethod
    def read(cls, house: HouseFacts, uid: str, sent: Sent) -> "Asked":
        """Return what was sent. Raises Refused(Malformed), Refused(UnknownRoom)."""
        kind, what = _SCOPES.get(sent.get("welche", "")), sent.get("was", "")
        if kind is None or not (what == CANCEL or what.startswith(ROOM)):
            raise Refused(Malformed("was", "one of our choices"))
        scope = (
            Scope(kind="all") if kind == "all" else Scope(kind="this" if kind == "this" else "following", booking=uid)
        )
        if what == CANCEL:
            return cls(Change(cancel=True), scope, "")
        room = house.room(what.removeprefix(ROOM))
        change = Change(room=house.main_room(room).slug, extras=room.extras)
        return cls(change, scope, sent.get("sonst", ""))


class SeriesPage:
    """`/g/{token}/termin/{uid}/reihe`: GET shows what would change, POST changes it."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET: the choice, or what would become of every date; nothing changes."""
        return await self._page(request, dict(request.query_params))

    async def act(self, request: Request) -> Response:
        """Answer POST: change the series; shown anew with every reason why not."""
        sent: Sent = {}
        try:
            sent = await guard.small_form(request)
            said = await self._place.do(request, partial(_done, uid=uid_of(request), sent=sent))
        except Refused as refused:
            return await self._page(request, sent, refused)
        return go_to(f"{addresses.group(token_of(request))}?gesagt={said}")

    async def _page(self, request: Request, sent: Sent, refused: Refused | None = None) -> Response:
        view = partial(look, uid=uid_of(request), sent=sent)
        return await self._place.page(request, "series.html", view, refused=refused, sent=sent)


def look(caller: Caller, uid: str, sent: Sent) -> Values:
    """Return what the page shows. Raises Refused: UnknownBooking, NotYours."""
    date = booking_by_uid(caller.session, uid, group_id=caller.group.id)
    whole = _series_of(caller, date)
    shown = {
        "uid": uid,
        "title": date.title,
        "day": long_day(local(date.starts_at, caller.zone).date()),
        "which": [(value, _(words)) for value, words in _WHICH.items()],
        "rooms": _other_rooms(caller.house, date),
        "plan": False,
        "against": [],
    }
    if "was" not in sent:
        return shown
    try:
        asked = Asked.read(caller.house, uid, sent)
        seen = edits.preview_edit(
            caller.session, caller.house, whole.uid, asked.change, asked.scope, now=caller.now, group_id=caller.group.id
        )
    except Refused as refused:  # the choice again, with why not
        return {**shown, "against": alerts_of(refused.reasons, caller.zone)}
    return {**shown, **_planned(caller, date, whole, asked, seen)}


def _series_of(caller: Caller, date: Booking) -> Series:
    found = caller.session.get(Series, date.series_id) if date.series_id is not None else None
    if found is None:
        raise Refused(UnknownBooking())
    return found


def _other_rooms(house: HouseFacts, date: Booking) -> list[RoomFacts]:
    return [room for room in house.bookable_rooms if room.id != date.room_id]


def _planned(caller: Caller, date: Booking, whole: Series, asked: Asked, seen: Preview) -> Values:
    state = "cancelled" if asked.change.cancel else "free"
    changed = [_line(caller, one) for one in seen.dates if one.state == state]
    stuck = [_line(caller, one) for one in seen.dates if one.state in ("clash", "refused")]
    by_desk = not asked.change.cancel and (
        whole.state is not State.CONFIRMED or wishes.needs_desk(caller.house, caller.group, whole.usage)
    )
    return {
        "plan": True,
        "cancels": asked.change.cancel,
        "room": _room_name(caller.house, asked.change),
        "room_now": caller.house.rooms_by_id[date.room_id].name,
        "changed": changed,
        "stuck": stuck,
        "goes_on": whole.horizon is not None and asked.scope.kind != "this",
        "desk_decides": by_desk,
        "against": sentences(seen.reasons, caller.zone),
        "few": _FEW,
        "revision": whole.revision,
        "stay": _STAY,
        "drop": _DROP,
    }


def _room_name(house: HouseFacts, change: Change) -> str:
    return house.room(change.room, change.extras or ()).name if change.room is not None else ""


def _line(caller: Caller, one: PlannedDate) -> Line:
    starts, ends = local(one.span.start, caller.zone), local(one.span.end, caller.zone)
    when = _("{day}, {times}", day=short_day(starts.date()), times=from_to(starts, ends))
    return Line(when, " ".join(sentences(one.reasons, caller.zone)) if one.state != "cancelled" else "")


# What is done


def _done(caller: Caller, uid: str, sent: Sent) -> str:
    date = booking_by_uid(caller.session, uid, group_id=caller.group.id)
    asked, whole = Asked.read(caller.house, uid, sent), _series_of(caller, date)
    revision = sent.get("stand", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise Refused(Malformed("stand", "a number of this page"))
    try:
        whole = _change(caller, whole, asked, int(revision))
    except Refused:
        if not _is_so(caller, date, whole, asked):  # a nervous finger pressed twice: it is done
            raise
    if asked.change.cancel:
        return "series_cancelled"
    waits = State.REQUESTED in (whole.state, booking_by_uid(caller.session, uid).state)
    return "asked" if waits else "series_room"


def _change(caller: Caller, whole: Series, asked: Asked, revision: int) -> Series:
    choices = _rest(caller, whole, asked)
    return edits.edit_series(
        caller.session,
        caller.house,
        whole.uid,
        asked.change,
        asked.scope,
        choices=choices,
        revision=revision,
        **caller.by,
    )


def _is_so(caller: Caller, date: Booking, whole: Series, asked: Asked) -> bool:
    """Whether all dates that were meant are as they were to be."""
    rows = [row for row in series.dates(caller.session, whole) if row.starts_at > caller.now]
    first = {"all": caller.now, "following": date.starts_at}.get(asked.scope.kind)
    meant = [row for row in rows if row is date or (first is not None and row.starts_at >= first)]
    live = [row for row in meant if row.state in LIVE]
    if asked.change.cancel:
        return bool(meant) and not live
    room = caller.house.room(asked.change.room or "", asked.change.extras or ())
    return bool(live) and all(row.room_id == room.id for row in live)


def _rest(caller: Caller, whole: Series, asked: Asked) -> list[Choice]:
    """Return what becomes of the dates for which the other room is not free: as they are, or left out."""
    if asked.rest not in (_STAY, _DROP):
        return []
    rooms = {row.uid: caller.house.rooms_by_id[row.room_id].slug for row in series.dates(caller.session, whole)}
    seen = edits.preview_edit(
        caller.session, caller.house, whole.uid, asked.change, asked.scope, now=caller.now, group_id=caller.group.id
    )
    stuck = [one for one in seen.dates if one.state in ("clash", "refused")]
    if asked.rest == _DROP:
        return [Choice(one.rule_start, "skip") for one in stuck]
    return [Choice(one.rule_start, "room", room=rooms[one.uid]) for one in stuck if one.uid in rooms]
