"""What the desk says about a foreign calendar: its name, and what its dates are to the house."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import titles
from booking.facts import HouseFacts
from booking.refusals import CalendarIncomplete, CalendarKnown, Refusal, Refused, UnknownGroup, UnknownRoom
from models.community import District, Group
from models.outside import Means, OutsideSource


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What people choose; words that are empty say nothing."""

    name: str
    means: Means
    place: str = ""  # of meetings
    own_places: bool = False  # a meeting that names its place is told there
    topic: str = ""
    group: str = ""  # slugs
    district: str = ""
    room: str = ""


def checked(session: Session, house: HouseFacts, plan: Plan, *, but: int | None = None) -> dict[str, Any]:
    """Return what is stored for *plan*, by column; of a change, *but* is the source itself.

    Raises Refused with all that is wrong.
    """
    group, district = _group(session, plan), _district(session, plan)
    room = house.rooms_by_slug.get(plan.room) if plan.means is Means.ROOM else None
    wrong = [*_words(plan), *_known(session, plan, but)]
    if plan.means is Means.ROOM and room is None:
        wrong.append(CalendarIncomplete("room") if not plan.room else UnknownRoom(plan.room))
    if plan.group and group is None:
        wrong.append(UnknownGroup(plan.group))
    if plan.district and district is None:
        wrong.append(CalendarIncomplete("district"))
    if plan.topic and plan.topic not in topics(house):
        wrong.append(CalendarIncomplete("topic"))
    if wrong:
        raise Refused(*wrong)
    told = plan.means is Means.MEETINGS
    return {
        "name": titles.clean(plan.name),
        "means": plan.means,
        "place": titles.clean(plan.place) if told else "",
        "own_places": plan.own_places and told,
        "topic": plan.topic if told else "",
        "group_id": group.id if group and told else None,
        "district_id": district.id if district and told else None,
        "room_id": room.id if room else None,
    }


def topics(house: HouseFacts) -> tuple[str, ...]:
    """Return the topics of the house, by slug."""
    return tuple((house.sections.get("tags") or {}).get("topic") or ())


def _words(plan: Plan) -> Iterator[Refusal]:
    if not plan.name.strip():
        yield CalendarIncomplete("name")
    else:
        yield from titles.objections(plan.name, field="note")
    if plan.means is Means.MEETINGS:
        if not plan.place.strip():
            yield CalendarIncomplete("place")
        else:
            yield from titles.objections(plan.place, field="note")


def _known(session: Session, plan: Plan, but: int | None) -> Iterator[Refusal]:
    same = select(col(OutsideSource.id)).where(col(OutsideSource.name) == titles.clean(plan.name))
    found = session.execute(same).scalar_one_or_none()
    if found is not None and found != but:
        yield CalendarKnown(titles.clean(plan.name))


def _group(session: Session, plan: Plan) -> Group | None:
    if not plan.group:
        return None
    return session.execute(select(Group).where(col(Group.slug) == plan.group)).scalar_one_or_none()


def _district(session: Session, plan: Plan) -> District | None:
    if not plan.district:
        return None
    return session.execute(select(District).where(col(District.slug) == plan.district)).scalar_one_or_none()
