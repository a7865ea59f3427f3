"""The house, a room or a group gets another name; calendars are told when, so that every program takes it over."""

from datetime import datetime

from sqlmodel import Session, col, select

from booking import journal, occupancy, refusals, titles
from booking.facts import NAMED, named_key
from booking.housefile.facts import with_extras
from booking.refusals import Refused
from models.community import Group
from models.rooms import House, Room


def rename(session: Session, kind: str, slug: str, name: str, *, who: str, now: datetime) -> None:
    """Give what is of this *kind* (house, room, group) another *name*. Raises Refused(TitleRefused, NoHouse,
    UnknownRoom, UnknownGroup)."""
    if kind == "house":
        name_house(session, name, who=who, now=now)
    else:
        {"room": name_room, "group": name_group}[kind](session, slug, name, who=who, now=now)


def name_house(session: Session, name: str, *, who: str, now: datetime) -> None:
    """Give the house another *name*. Raises Refused(TitleRefused, NoHouse)."""
    house = occupancy.house_facts(session)
    if (told := _checked(name)) == house.name:
        return
    session.get_one(House, 1).name = told
    _note(session, named_key("house"), now)
    journal.record(session, "house.named", who=who, now=now)


def name_room(session: Session, slug: str, name: str, *, who: str, now: datetime) -> None:
    """Give a room another *name*, and the rooms that are joined to it or with it. Raises Refused(TitleRefused,
    UnknownRoom)."""
    house = occupancy.house_facts(session)
    if house.room(slug).main_id is not None:
        raise Refused(refusals.UnknownRoom(slug, tuple(room.slug for room in house.public_rooms)))
    rows = {row.slug: row for row in session.exec(select(Room).order_by(col(Room.id)))}
    if (told := _checked(name)) == rows[slug].name:
        return
    rows[slug].name, rows[slug].name_simple = told, ""
    for row in rows.values():
        if slug in row.slug.split("+") and row.extras:
            row.name_simple = ""
            main, extras = rows[row.slug.partition("+")[0]], [rows[extra].name for extra in row.extras]
            row.name = with_extras(main.name, extras)
    _note(session, named_key("room", slug), now)
    journal.record(session, "room.named", who=who, now=now, room=slug)


def name_group(session: Session, slug: str, name: str, *, who: str, now: datetime) -> None:
    """Give a group another *name*. Raises Refused(TitleRefused, UnknownGroup)."""
    group = session.exec(select(Group).where(Group.slug == slug)).one_or_none()
    if group is None:
        raise Refused(refusals.UnknownGroup(group=slug))
    if (told := _checked(name)) == group.name:
        return
    group.name = told
    _note(session, named_key("group", slug), now)
    journal.record(session, "group.named", who=who, now=now, group_id=group.id)


def _checked(name: str) -> str:
    if objections := titles.objections(name, field="name"):
        raise Refused(*objections)
    return titles.clean(name)


def _note(session: Session, key: str, now: datetime) -> None:
    house = session.get_one(House, 1)
    house.about = {**house.about, NAMED: {**house.about.get(NAMED, {}), key: now.isoformat()}}
    occupancy.house_changed(session)
