"""One date of a group: how it stands, what can be done with it, and what takes one tap."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from booking import keybox, meetings, offers, owndates, owntitles, presence, questions
from booking.book import booking_by_uid
from booking.door import Step
from booking.i18n import N_, _, ngettext
from booking.keybox import BoxCode
from booking.owndates import May, OwnDate, Stand
from booking.refusals import Malformed, Refused
from kiosk import guard
from kiosk.ownwords import SAID, facts_of, notes_of, stand_chip
from kiosk.phone import addresses
from kiosk.phone.answers import go_to
from kiosk.phone.group.place import Caller, GroupPlace, Values, token_of
from models.bookings import Booking, State
from models.community import Listing

_SAID = {
    **SAID,
    "answer": N_("Ihre Antwort ist im Quartiersbüro."),
    "arrive": N_("Willkommen! Wir wissen jetzt, dass Sie da sind."),
    "leave": N_("Danke! Kommen Sie gut heim."),
    "hidden": N_("Der Titel steht jetzt nirgends mehr."),
    "shown": N_("Der Titel steht jetzt im Programm."),
    "damage": N_("Danke. Das Haus weiß jetzt Bescheid."),
    "booked": N_("Gebucht! Der Raum gehört Ihnen."),
}


@dataclass(frozen=True, slots=True)
class Way:
    """Something that can be done; *path* asks about it first, *do* is done by one tap."""

    pictogram: str
    words: str
    path: str = ""
    do: str = ""
    kind: str = "quiet"


class DatePage:
    """The page of one date, and its one-tap acts."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET `/g/{token}/termin/{uid}`."""
        said = _SAID.get(request.query_params.get("gesagt", ""), "")
        return await self._page(request, said=_(said) if said else "")

    async def act(self, request: Request) -> Response:
        """Answer POST: one of the acts that nobody is asked about again."""
        sent: Mapping[str, str] = {}
        try:
            sent = await guard.small_form(request)
            said = await self._place.do(request, lambda caller: _done(caller, uid_of(request), sent))
        except Refused as refused:
            return await self._page(request, refused=refused, sent=sent)
        if isinstance(said, BoxCode):  # on no page that could be gone back to
            return await self._page(request, code=said.code)
        return go_to(f"{addresses.group(token_of(request), 'termin', uid_of(request))}?gesagt={said}")

    async def _page(
        self,
        request: Request,
        *,
        said: str = "",
        code: str = "",
        refused: Refused | None = None,
        sent: Mapping[str, str] | None = None,
    ) -> Response:
        uid = uid_of(request)
        return await self._place.page(
            request,
            "date.html",
            lambda caller: {**look(caller, uid), "said": said, "code": code},
            refused=refused,
            sent=sent,
        )


def uid_of(request: Request) -> str:
    """Return which date the address names."""
    uid: str = request.path_params["uid"]
    return uid[:40]


def look(caller: Caller, uid: str) -> Values:
    """Return what the page of one date shows. Raises Refused: UnknownBooking, NotYours."""
    one = owndates.own_date(caller.session, caller.house, caller.group.slug, uid, private=True, now=caller.now)
    booking = booking_by_uid(caller.session, uid, group_id=caller.group.id)
    asked = questions.question_about(caller.session, booking) if one.stand is Stand.QUESTION else None
    return {
        "one": one,
        "facts": facts_of(one),
        "chip": stand_chip(one),
        "notes": notes_of(one) if one.stand is not Stand.QUESTION else [],
        "question": asked.text if asked else "",
        "acts": [*_ways(caller, one), *_whole(one, booking)],
        "title_ways": _title_ways(caller, booking),
        "public_page": addresses.meeting(booking.code) if _is_public(booking) else "",
        "seats": _seats(caller, booking),
    }


def _ways(caller: Caller, one: OwnDate) -> list[Way]:
    found = {
        May.ACCEPT: Way("check", _("Annehmen"), do="annehmen", kind=""),
        May.DECLINE: Way("cross", _("Nicht annehmen"), path="ablehnen"),
        May.KEY: Way("key", _("Code für den Schlüssel"), do="schluessel"),
        May.LONGER: Way("later", _("Später enden"), path="laenger"),
        May.END: Way("leave", _("Jetzt beenden"), path="beenden"),
        May.MOVE: Way("calendar", _("Anderer Tag"), path="verlegen"),
        May.CANCEL: Way("cross", _("Absagen"), path="absagen", kind="stop"),
    }
    may = [may for may in one.may if may is not May.LONGER or _can_last(caller, one)]
    return [*_door(one), *(found[one] for one in may)]


def _whole(one: OwnDate, booking: Booking) -> list[Way]:
    """Return the way to the other dates of its series."""
    if booking.series_id is None or not {May.MOVE, May.CANCEL} & set(one.may):
        return []
    return [Way("calendar", _("Die ganze Terminreihe"), path="reihe")]


def _can_last(caller: Caller, one: OwnDate) -> bool:
    return bool(owndates.longer_ends(caller.session, caller.house, caller.group.slug, one.uid, now=caller.now))


def _door(one: OwnDate) -> list[Way]:
    steps = {
        Step.ARRIVE: [Way("wave", _("Wir sind da"), do="da", kind="")],
        Step.THERE: [Way("tools", _("Etwas ist kaputt"), path="kaputt")],
        Step.LEAVE: [
            Way("leave", _("Wir gehen"), path="gehen", kind=""),
            Way("tools", _("Etwas ist kaputt"), path="kaputt"),
        ],
    }
    return steps.get(one.step, []) if one.step else []


def _title_ways(caller: Caller, booking: Booking) -> list[Way]:
    if booking.listing is not Listing.PUBLIC or booking.state is not State.CONFIRMED or booking.ends_at <= caller.now:
        return []
    if not booking.title_hidden:
        return [Way("quiet", _("Titel verbergen"), do="verbergen")]
    return [Way("speech", _("Titel zeigen"), do="zeigen")] if owntitles.is_own_act(caller.session, booking) else []


def _is_public(booking: Booking) -> bool:
    return booking.state is State.CONFIRMED and booking.listing is Listing.PUBLIC and not booking.title_hidden


def _seats(caller: Caller, booking: Booking) -> str:
    """Return how many have a seat: numbers, never who."""
    found = meetings.dates_of(caller.session, caller.house, [booking.id], now=caller.now)
    if not found or found[0].capacity is None:
        return ""
    date = found[0]
    taken = _("{taken} von {capacity} Plätzen vergeben", taken=date.taken, capacity=date.capacity)
    if not date.waiting:
        return taken
    return f"{taken}. " + ngettext("{number} Person wartet.", "{number} Personen warten.", date.waiting)


# One tap


def _done(caller: Caller, uid: str, sent: Mapping[str, str]) -> str | BoxCode:
    deed = _DEEDS.get(sent.get("do", ""))
    if deed is None:
        raise Refused(Malformed("do", "one of our buttons"))
    return deed(caller, uid, sent)


def _accept(caller: Caller, uid: str, _sent: Mapping[str, str]) -> str:
    made = offers.accept_offer(caller.session, caller.house, uid, **caller.by)
    return "asked" if made.state is State.REQUESTED else "accept"


def _arrive(caller: Caller, uid: str, _sent: Mapping[str, str]) -> str:
    presence.check_in(caller.session, caller.house, uid, **caller.by)
    return "arrive"


def _answer(caller: Caller, uid: str, sent: Mapping[str, str]) -> str:
    questions.answer(caller.session, caller.house, uid, sent.get("antwort", ""), **caller.by)
    return "answer"


def _key(caller: Caller, uid: str, _sent: Mapping[str, str]) -> BoxCode:
    return keybox.show_code(caller.session, caller.house, uid, group=caller.group, who=caller.who, now=caller.now)


def _hide(caller: Caller, uid: str, sent: Mapping[str, str]) -> str:
    hidden = sent["do"] == "verbergen"
    owntitles.hide_own_title(caller.session, uid, hidden=hidden, **caller.by)
    return "hidden" if hidden else "shown"


_DEEDS: dict[str, Callable[[Caller, str, Mapping[str, str]], str | BoxCode]] = {
    "annehmen": _accept,
    "antworten": _answer,
    "da": _arrive,
    "schluessel": _key,
    "verbergen": _hide,
    "zeigen": _hide,
}
