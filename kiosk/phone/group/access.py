"""Who acts for the group: functions and their addresses; the group goes on with somebody new; a key for a program."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from booking import access, feedkeys, members, succession
from booking.i18n import N_, _
from booking.members import MemberCard
from booking.refusals import Malformed, OnlyResponsible, Refused
from booking.span import local
from booking.succession import Ended
from kiosk import guard
from kiosk.calendar_words import clock_time, long_day
from kiosk.components.qr import qr_svg
from kiosk.ownwords import DUTIES
from kiosk.phone import addresses
from kiosk.phone.answers import PRIVATE, go_to, page
from kiosk.phone.group.date import uid_of
from kiosk.phone.group.place import HEADERS, Caller, GroupPlace, Values, frame_of, token_of
from models.members import Duty

Sent = Mapping[str, str]
_SAID = {
    "address": N_("Gemerkt."),
    "removed": N_("Gestrichen. Die Adresse gilt nicht mehr."),
    "taken": N_("Gesperrt. Kein Handy dieser Aufgabe öffnet diese Seite mehr."),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberLine:
    """One function in the list."""

    uid: str
    duty: str
    me: bool
    email: str
    used: str  # when something was last done; empty: nothing yet
    has_link: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A secret that is shown once: the token of an address, or a key."""

    title: str
    token: str = ""
    key: str = ""
    over: bool = False  # whoever made it is out now


class AccessPages:
    """`/g/{token}/zugang` and what lies below it; only whoever answers for the group changes something there."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET `/g/{token}/zugang`."""
        return await self._page(request, "access.html", look)

    async def act(self, request: Request) -> Response:
        """Answer POST: somebody new acts for the group, or a fresh key for its program; shown once."""
        return await self._act(request, "access.html", look, _make)

    async def show_one(self, request: Request) -> Response:
        """Answer GET `/g/{token}/zugang/{uid}`: one function."""
        return await self._page(request, "member.html", _one(uid_of(request)))

    async def act_one(self, request: Request) -> Response:
        """Answer POST: a fresh address, none any more, another mail address, or nobody has the function any more."""
        uid = uid_of(request)
        return await self._act(request, "member.html", _one(uid), lambda caller, sent: _change(caller, uid, sent))

    async def ask_over(self, request: Request) -> Response:
        """Answer GET `/g/{token}/uebergeben`: the question; nothing changes."""
        return await self._page(request, "hand_over.html", _leading)

    async def hand_over(self, request: Request) -> Response:
        """Answer POST: the group goes on with somebody new; the new address is shown once, and only here."""
        return await self._act(request, "hand_over.html", _leading, _hand_over)

    async def _page(
        self,
        request: Request,
        template: str,
        view: Callable[[Caller], Values],
        sent: Sent | None = None,
        refused: Refused | None = None,
    ) -> Response:
        said = _SAID.get(request.query_params.get("gesagt", ""), "")
        return await self._place.page(
            request,
            template,
            lambda caller: {**view(caller), "said": said and _(said)},
            refused=refused,
            sent=sent,
        )

    async def _act(
        self,
        request: Request,
        template: str,
        view: Callable[[Caller], Values],
        deed: Callable[[Caller, Sent], Given | str],
    ) -> Response:
        sent: Sent = {}
        try:
            sent = await guard.small_form(request)
            given, frame = await self._place.do(request, lambda caller: (deed(_leader(caller), sent), frame_of(caller)))
        except Refused as refused:
            return await self._page(request, template, view, sent, refused)
        if isinstance(given, str):
            return go_to(f"{addresses.group(token_of(request), 'zugang')}?gesagt={given}")
        return self._once(request, given, frame)

    def _once(self, request: Request, given: Given, frame: Values) -> Response:
        """Return the page that shows a secret; its address shows nothing when it is opened again."""
        address = addresses.base(request, self._place.settings) + addresses.group(given.token) if given.token else ""
        return page(
            "group/given.html",
            cache=PRIVATE,
            headers=HEADERS,
            alerts_here=[],
            given=given,
            heading=_(given.title),
            address=address,
            code=qr_svg(address, label=_("Code mit der Adresse der Gruppe")) if address else Markup(),
            **frame,
        )


def look(caller: Caller) -> Values:
    """Return what the list of functions shows."""
    cards = members.members_of(caller.session, caller.group.id)
    group = access.group_accesses(caller.session, now=caller.now)
    mine = next(one for one in group if one.slug == caller.group.slug)
    return {
        "members": [_line(caller, card) for card in cards],
        "duties": [(duty.value, _(words)) for duty, words in DUTIES.items()],
        "has_card": mine.card_given_at is not None,
        "has_pin": mine.has_pin,
        "has_key": mine.has_key,
        "feeds": feedkeys.number_of(caller.session, caller.group.id),
    }


def _one(uid: str) -> Callable[[Caller], Values]:
    def view(caller: Caller) -> Values:
        member = members.member_by_uid(caller.session, _leader(caller).group.id, uid)
        cards = members.members_of(caller.session, caller.group.id)
        return {"one": _line(caller, next(card for card in cards if card.uid == member.uid))}

    return view


def _leading(caller: Caller) -> Values:
    return look(_leader(caller))


def _leader(caller: Caller) -> Caller:
    """Return *caller* if it answers for the group. Raises Refused(OnlyResponsible)."""
    if not caller.opened.leads:
        raise Refused(OnlyResponsible())
    return caller


def _line(caller: Caller, card: MemberCard) -> MemberLine:
    used = local(card.used_at, caller.zone) if card.used_at else None
    return MemberLine(
        uid=card.uid,
        duty=_(DUTIES[card.duty]),
        me=card.uid == caller.opened.member.uid,
        email=card.email if caller.opened.leads else "",
        used=_("{day}, {time} Uhr", day=long_day(used.date()), time=clock_time(used)) if used else "",
        has_link=card.links > 0,
    )


# What is done


def _make(caller: Caller, sent: Sent) -> Given | str:
    if sent.get("do") == "schluessel":
        key = access.new_group_key(caller.session, caller.group.slug, now=caller.now, who=caller.who)
        return Given(N_("Neuer Schlüssel für Ihr Programm"), key=key)
    if sent.get("aufgabe") not in list(Duty):
        raise Refused(Malformed("aufgabe", "one of our functions"))
    _member, token = members.add_member(
        caller.session,
        caller.group.id,
        Duty(sent["aufgabe"]),
        email=sent.get("email", ""),
        who=caller.who,
        now=caller.now,
    )
    return Given(N_("Neue Adresse"), token=token)


def _change(caller: Caller, uid: str, sent: Sent) -> Given | str:
    about: Values = {"who": caller.who, "now": caller.now}
    session, group = caller.session, caller.group.id
    match sent.get("do", ""):
        case "neu":
            return Given(N_("Neue Adresse"), token=members.new_link(session, group, uid, **about))
        case "sperren":
            members.take_links(session, group, uid, **about)
            return "taken"
        case "streichen":
            members.remove_member(session, group, uid, **about)
            return "removed"
        case "email":
            members.set_address(session, group, uid, sent.get("email", ""), **about)
            return "address"
    raise Refused(Malformed("do", "one of our buttons"))


def _hand_over(caller: Caller, sent: Sent) -> Given:
    ended = Ended(card="karte" in sent, pin="pin" in sent, key="schluessel" in sent, feed="kalender" in sent)
    token = succession.hand_over(
        caller.session, caller.group, caller.opened.member.uid, ended=ended, who=caller.who, now=caller.now
    )
    return Given(N_("Die Gruppe ist übergeben"), token=token, over=True)
