"""The letter that invites a quarter to its next meeting: A5, for every letter box, a page in each language."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking import meetings
from booking.community import Quarter
from booking.i18n import LANGUAGES, _, speaking
from booking.meetings import Occurrence
from kiosk.calendar_words import from_to, long_day_with_year
from kiosk.components.codes import IN_HAND
from kiosk.paper.house import House, day_made
from kiosk.paper.press import Sheet
from kiosk.paper.qrcodes import code
from kiosk.paper.rows import state_chips, titles
from kiosk.paper.saying import Said, day_kept, in_german, said
from kiosk.phone import addresses
from models.database import Session

_SIMPLE = ("de", "de_simple")  # in these somebody wrote what it is about
_SCALES = ("1.1", "1", "0.93", "0.86", "0.8")


def next_of(session: Session, house: House, quarter: str, *, now: datetime) -> Occurrence | None:
    """Return the next meeting of *quarter* (slug); none: nothing is planned there."""
    found = meetings.coming_in(session, house.facts, quarter, now=now, number=1)
    return found[0] if found else None


def invitation(house: House, quarter: Quarter, one: Occurrence, languages: Sequence[str], *, now: datetime) -> Sheet:
    """Return the letter that invites to *one*, the next meeting of *quarter*."""
    with speaking(languages[0]):
        title = f"{_('Sie sind eingeladen')} – {quarter.name}, {long_day_with_year(one.starts.date())}"
    letters = [_letter(house, quarter, one, language, level) for level, language in enumerate(languages, 1)]
    pages = str(len(letters))
    return Sheet(
        kind="letter",
        name=f"einladung-{quarter.slug}-{'-'.join(languages)}",
        content={**house.frame(languages, title), "letters": letters},
        fits=tuple({"scale": scale, "pages": pages} for scale in _SCALES),
        made=day_made(house.facts, now),
    )


def _letter(house: House, quarter: Quarter, one: Occurrence, language: str, level: int) -> dict[str, Any]:
    with speaking(language):
        simple = one.text_simple if language in _SIMPLE else ""
        return {
            "lang": said("")["lang"],
            "dir": LANGUAGES[language].direction,
            "level": level,
            "heading": said(_("Sie sind eingeladen")),
            "quarter": in_german(quarter.name),
            "greeting": said(_("Liebe Nachbarinnen und Nachbarn,")),
            "opening": said(_("in Ihrem Viertel gibt es bald ein Treffen. Kommen Sie, und bringen Sie jemanden mit!")),
            "title": titles(one, [language])[0],
            "day": said(day_kept(long_day_with_year(one.starts.date()))),
            "time": said(from_to(one.starts, one.ends)),
            "place": in_german(", ".join(filter(None, [one.room_name, house.sign.address]))),
            "chips": state_chips(one, [language]),
            "text": [in_german(simple)] if simple else [],
            "without-phone": said(_("Sie brauchen kein Handy. Rufen Sie an, oder kommen Sie vorbei:")),
            "ways": [{**way, "words": way["words"][0]} for way in house.ways([language])[:2]],
            "closing": said(_("Wir freuen uns auf Sie.")),
            "signed": in_german(str(house.facts.about.get("operator") or house.sign.name)),
            "code": code(f"{house.base}{addresses.meeting(one.code)}", IN_HAND, [language], lambda: ""),
            "elsewhere": _in_other_languages(language),
            "small": house.funding,
        }


def _in_other_languages(language: str) -> list[Said]:
    """Return the heading in every other language: who reads it scans the code, and the page speaks it."""
    found = []
    for other, known in LANGUAGES.items():
        if LANGUAGES[language].cldr != known.cldr and other != "de_simple":
            with speaking(other):
                found.append(said(f"{known.name.partition(' / ')[0]}: {_('Sie sind eingeladen')}"))
    return found
