"""What a group wishes for in a half-year round, until its list closes; and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from booking import roundbook, roundwishes
from booking.fixedtimes import WEEK, Choice
from booking.i18n import N_, _
from booking.refusals import Malformed, Refused
from booking.roundbook import RoundCard, WishCard
from booking.roundwishes import Asked
from booking.titles import LONGEST
from kiosk import guard
from kiosk.calendar_words import duration, long_day_with_year, weekday
from kiosk.fixedwords import choice_words
from kiosk.freewords import lengths_of
from kiosk.phone import addresses
from kiosk.phone.answers import go_to
from kiosk.phone.group.place import Caller, GroupPlace, Values, token_of
from kiosk.phone.group.wishing import number
from kiosk.roundwords import reason_words
from models.community import Listing
from models.rounds import Stage

Sent = Mapping[str, str]
_A_MONDAY = date(2024, 1, 1)
_CHOICES = (1, 2, 3)  # that the form asks for, best first
_RHYTHMS = {"1": N_("jede Woche"), "2": N_("alle zwei Wochen"), "4": N_("alle vier Wochen")}
_SAID = {"wished": N_("Ihr Wunsch ist notiert."), "withdrawn": N_("Der Wunsch ist gestrichen.")}


@dataclass(frozen=True, kw_only=True, slots=True)
class WishLine:
    """A wish, and once the round is decided what came of it."""

    uid: str
    title: str
    times: list[str]
    outcome: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundPart:
    """A round with the group's wishes; *again* are the fixed times of before that could go on."""

    uid: str
    name: str
    period: str
    until: str
    open: bool
    wishes: list[WishLine]
    again: list[tuple[str, str]]


class RoundsPage:
    """`/g/{token}/feste-zeiten`."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET: the rounds, the wishes, the forms."""
        return await self._page(request, {})

    async def act(self, request: Request) -> Response:
        """Answer POST: one more wish, or one less; the form again with every reason why not."""
        sent: Sent = {}
        try:
            sent = await guard.small_form(request)
            said = await self._place.do(request, lambda caller: _do(caller, sent))
        except Refused as refused:
            return await self._page(request, sent, refused)
        return go_to(f"{addresses.group(token_of(request), 'feste-zeiten')}?gesagt={said}")

    async def _page(self, request: Request, sent: Sent, refused: Refused | None = None) -> Response:
        said = _SAID.get(request.query_params.get("gesagt", ""), "")
        return await self._place.page(
            request,
            "rounds.html",
            lambda caller: {**look(caller), "said": said and _(said)},
            refused=refused,
            sent=sent,
        )


def look(caller: Caller) -> Values:
    """Return what the page shows: rounds that take wishes, and decided ones that the group wished in."""
    parts = [_part(caller, card) for card in roundbook.rounds(caller.session)]
    return {
        "rounds": [part for part in parts if part.open or part.wishes],
        "rooms": [(room.slug, room.name) for room in caller.house.bookable_rooms],
        "days": [(word, weekday(_A_MONDAY + timedelta(days=place))) for place, word in enumerate(WEEK)],
        "rhythms": [(value, _(words)) for value, words in _RHYTHMS.items()],
        "lengths": [(str(minutes), duration(minutes)) for minutes in lengths_of(caller.house)],
        "numbers": _CHOICES,
        "title": caller.group.name,
        "longest": LONGEST,
    }


def _part(caller: Caller, card: RoundCard) -> RoundPart:
    found = roundbook.round_by_uid(caller.session, card.uid)
    wishes = roundbook.wish_cards(caller.session, found.id, group_id=caller.group.id)
    is_open = card.takes_wishes(caller.today)
    again = roundwishes.could_go_on(caller.session, caller.house, found, caller.group.id) if is_open else []
    return RoundPart(
        uid=card.uid,
        name=card.name,
        period=_("{first} bis {last}", first=long_day_with_year(card.starts_on), last=long_day_with_year(card.ends_on)),
        until=long_day_with_year(card.apply_until),
        open=is_open,
        wishes=[_line(caller, one, decided=card.stage is Stage.DECIDED) for one in wishes],
        again=[(one.uid, f"{one.title}: {choice_words(choice, one.minutes, caller.house)}") for one, choice in again],
    )


def _line(caller: Caller, card: WishCard, *, decided: bool) -> WishLine:
    return WishLine(
        uid=card.uid,
        title=card.title,
        times=[choice_words(choice, card.minutes, caller.house) for choice in card.choices],
        outcome=_outcome(caller, card) if decided and card.outcome else [],
    )


def _outcome(caller: Caller, card: WishCard) -> list[str]:
    outcome = card.outcome
    if outcome is None:
        return []
    given = choice_words(outcome.choice, card.minutes, caller.house) if outcome.choice else _("leider keine Zeit")
    wish, _round = roundbook.wish_by_uid(caller.session, card.uid)
    groups = roundbook.groups_of(caller.session, roundbook.wishes_of(caller.session, wish.round_id)).values()
    names = {one.slug: one.name for one in groups if one.listing is Listing.PUBLIC or one.id == caller.group.id}
    return [given, *reason_words(outcome, card.choices, card.minutes, names, caller.house)]


# What is done


def _do(caller: Caller, sent: Sent) -> str:
    session, house = caller.session, caller.house
    if sent.get("streichen"):
        roundwishes.withdraw_wish(session, house, sent["streichen"][:40], **caller.by)
        return "withdrawn"
    asked = _asked(caller, sent)
    roundwishes.wish_for(session, house, sent.get("runde", "")[:40], asked, who=caller.who, now=caller.now)
    return "wished"


def _asked(caller: Caller, sent: Sent) -> Asked:
    if sent.get("wie_bisher"):
        return Asked(group_slug=caller.group.slug, like=sent["wie_bisher"][:40])
    return Asked(
        group_slug=caller.group.slug,
        title=sent.get("titel", ""),
        minutes=number(sent.get("dauer", "")) or None,
        persons=number(sent["personen"]) if sent.get("personen", "").strip() else None,
        choices=tuple(_choice(caller, sent, place) for place in _CHOICES if sent.get(f"zeit{place}")),
    )


def _choice(caller: Caller, sent: Sent, place: int) -> Choice:
    room = caller.house.room(sent.get("raum", ""))
    facts = {
        "room": caller.house.main_room(room).slug,
        "extras": room.extras,
        "weekday": sent.get(f"tag{place}", ""),
        "start": sent[f"zeit{place}"],
        "every_weeks": number(sent.get("wie", "1")) or 1,
        "pause_school": "ferien" in sent,
    }
    try:
        return Choice.from_facts(facts)
    except (ValueError, KeyError) as error:
        raise Refused(Malformed("zeit", "a weekday and a time of day")) from error
