"""The sign at a room's door: what is in it today or this week, and how one gets the room oneself."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from booking import meetings
from booking.facts import RoomFacts
from booking.i18n import _, speaking
from booking.span import day_span
from kiosk.calendar_words import long_day, long_day_with_year
from kiosk.components.codes import ON_NOTICE
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.qrcodes import code
from kiosk.paper.saying import day_kept, in_each, in_german
from kiosk.paper.week import FITS, days_of
from kiosk.phone import addresses
from models.database import Session

_LARGER = tuple({"columns": "1", "scale": scale, "more": "1", "pages": "1"} for scale in ("1.8", "1.6"))


def door_sign(
    session: Session,
    house: House,
    room: RoomFacts,
    first: date,
    days: int,
    languages: Sequence[str],
    *,
    now: datetime,
) -> Sheet:
    """Return the sign of *room* for *days* days from *first* on, in one language or two.

    Who stands at the door sees when it is taken: neutral dates are told as such, without title or group.
    """
    span = day_span(first, house.facts.zone, days)
    dates = [one for one in meetings.programme(session, house.facts, span, now=now) if one.room_slug == room.slug]
    heading = [in_german(room.name)]
    shown = days_of(dates, house.facts, first, languages, days=days, room=False)
    with speaking(languages[0]):
        title = f"{room.name}, {_span(first, days)} – {house.sign.name}"
    content = {
        **house.frame(languages, title),
        "paper": "a4",
        "unit": 1,
        "heading": heading,
        "heading-size": 40 if len(room.name) <= 14 else 26,
        "span": in_each(languages, lambda: day_kept(_span(first, days))),
        "ways": house.ways(languages),
        "code": code(f"{house.base}{addresses.book(room.slug)}", ON_NOTICE, languages, lambda: _("Diesen Raum buchen")),
        "days": shown,
        "empty": [] if shown else in_each(languages, lambda: _("Kein Treffen in diesem Raum.")),
        "small": house.funding,
    }
    return Sheet(
        kind="week",
        name=f"tuer-{room.slug}-{first.isoformat()}-{'-'.join(languages)}",
        content=content,
        fits=(*_LARGER, *FITS),
        made=day_made(house.facts, now),
    )


def _span(first: date, days: int) -> str:
    if days == 1:
        return long_day_with_year(first)
    return _("{first} bis {last}", first=long_day(first), last=long_day_with_year(first + timedelta(days=days - 1)))
