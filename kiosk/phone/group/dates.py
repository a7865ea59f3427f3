"""The dates of a group: what must be answered first, what runs, what comes."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from booking import owndates, waits
from booking.door import Step
from booking.i18n import N_, _
from booking.owndates import OwnDate, Stand
from booking.span import local
from kiosk.calendar_words import from_to, long_day
from kiosk.components.meeting_words import Chip
from kiosk.ownwords import SAID, stand_chip
from kiosk.phone.group.place import Caller, GroupPlace, Values
from kiosk.phone.wording import day_heading
from models.requests import Wait, Waiting

_SAID = {
    **SAID,
    "series": N_("Gebucht! Alle Termine stehen hier."),
    "series_cancelled": N_("Abgesagt. Die Zeiten sind wieder frei."),
    "series_room": N_("Die Termine sind jetzt im anderen Raum."),
    "waiting": N_("Gemerkt. Wird die Zeit frei, bieten wir sie Ihnen an."),
    "withdrawn": N_("Gut. Sie warten nicht mehr darauf."),
}
_TO_ANSWER = (Stand.QUESTION, Stand.OFFERED, Stand.INSTEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class DateLine:
    """One date in the list."""

    uid: str
    title: str
    times: str
    room: str
    chip: Chip
    step: str  # what can be said at the door now; empty: nothing


@dataclass(frozen=True, slots=True)
class Day:
    """A day with its dates."""

    heading: str
    lines: list[DateLine]


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitLine:
    """A time that the group waits for."""

    uid: str
    day: str
    times: str
    room: str
    place: int


class DatesPage:
    """The first page of a group."""

    def __init__(self, place: GroupPlace) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """Answer GET `/g/{token}`."""
        said = _SAID.get(request.query_params.get("gesagt", ""), "")
        return await self._place.page(request, "dates.html", lambda caller: {**look(caller), "said": said and _(said)})


def look(caller: Caller) -> Values:
    """Return what the list shows."""
    dates = owndates.dates_ahead(caller.session, caller.house, caller.group.slug, private=True, now=caller.now)
    return {
        "to_answer": [(long_day(one.starts.date()), _line(one)) for one in dates if one.stand in _TO_ANSWER],
        "days": _days(caller, [one for one in dates if one.stand not in _TO_ANSWER]),
        "waits": [
            _wait(caller, one)
            for one in waits.waits_of(caller.session, caller.group.id)
            if one.state is Waiting.WAITING
        ],
    }


def _days(caller: Caller, dates: list[OwnDate]) -> list[Day]:
    days: dict[str, Day] = {}
    for one in dates:
        heading = day_heading(one.starts.date(), caller.today)
        days.setdefault(heading, Day(heading, [])).lines.append(_line(one))
    return list(days.values())


def _line(one: OwnDate) -> DateLine:
    steps = {Step.ARRIVE: _("Wir sind da"), Step.LEAVE: _("Wir gehen")}
    return DateLine(
        uid=one.uid,
        title=one.title,
        times=from_to(one.starts, one.ends),
        room=one.room_name,
        chip=stand_chip(one),
        step=steps.get(one.step, "") if one.step else "",
    )


def _wait(caller: Caller, one: Wait) -> WaitLine:
    starts, ends = local(one.starts_at, caller.zone), local(one.ends_at, caller.zone)
    return WaitLine(
        uid=one.uid,
        day=long_day(starts.date()),
        times=from_to(starts, ends),
        room=caller.house.rooms_by_id[one.room_id].name,
        place=waits.place_of(caller.session, caller.house, one),
    )
