"""Slips for stairwells: the next meetings of a week, whom to call, a code; four on a sheet, to cut out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from booking import meetings
from booking.i18n import LANGUAGES, _, ngettext, speaking
from booking.meetings import Occurrence
from booking.span import Span, day_span
from kiosk.calendar_words import clock_time, long_day, long_day_with_year
from kiosk.components.codes import IN_HAND
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.qrcodes import code
from kiosk.paper.rows import state_words, titles
from kiosk.paper.saying import day_kept, in_german, said
from models.database import Session

_MOST = 6
# As many dates as a slip holds in large type, then smaller.
_FITS = (
    *({"scale": scale, "most": str(most), "pages": "1"} for scale in ("1", "0.9") for most in range(_MOST, 1, -1)),
    {"scale": "0.85", "most": "1", "pages": "99"},
)


def stairwell_slips(session: Session, house: House, monday: date, languages: Sequence[str], *, now: datetime) -> Sheet:
    """Return four slips of the week of *monday*; with two languages, two in each. What is over by *now* is left out.

    Neutral and cancelled dates are left out, too.
    """
    week = day_span(monday, house.facts.zone, 7)
    coming = Span(max(week.start, now), week.end) if now < week.end else week
    dates = meetings.programme(session, house.facts, coming, now=now)
    shown = [one for one in dates if not one.hidden and one.status != "cancelled"]
    cards = [_card(house, shown, monday, language, level) for level, language in enumerate(languages, 1)]
    copies = [{**cards[place % len(cards)], "read": place < len(cards)} for place in range(4)]
    with speaking(languages[0]):
        title = f"{_('Kommen Sie vorbei!')} {_span(monday)} – {house.sign.name}"
    return Sheet(
        kind="slip",
        name=f"zettel-{monday.isocalendar()[0]}-W{monday.isocalendar()[1]:02}-{'-'.join(languages)}",
        content={**house.frame(languages, title), "cards": copies},
        fits=_FITS,
        made=day_made(house.facts, now),
    )


def _card(house: House, dates: Sequence[Occurrence], monday: date, language: str, level: int) -> dict[str, Any]:
    with speaking(language):
        return {
            "lang": said("").get("lang"),
            "dir": LANGUAGES[language].direction,
            "level": level,  # the second language stands below the first
            "heading": said(_("Kommen Sie vorbei!")),
            "span": said(day_kept(_span(monday))),
            "rows": [_row(one, language) for one in dates],
            "others": [said(_others(number)) for number in range(1, len(dates) + 1)],
            "empty": said(_("In dieser Woche ist kein Treffen geplant.")),
            "ways": [{**way, "words": way["words"][0]} for way in house.ways([language])],
            "code": code(f"{house.base}/", IN_HAND, [language], lambda: ""),
        }


def _row(one: Occurrence, language: str) -> dict[str, Any]:
    when = _(
        "{day}, {time}", day=long_day(one.starts.date()), time=f"{clock_time(one.starts)} – {clock_time(one.ends)}"
    )
    how = [in_german(one.room_name), *state_words(one)]
    return {"when": said(day_kept(when)), "title": titles(one, [language])[0], "how": how}


def _others(number: int) -> str:
    return ngettext("und noch {number} Treffen", "und noch {number} Treffen", number)


def _span(monday: date) -> str:
    return _("{first} bis {last}", first=long_day(monday), last=long_day_with_year(monday + timedelta(days=6)))
