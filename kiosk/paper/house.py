"""What stands on every sheet: which house, where it is, whom to call, without a phone at hand too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from booking import contacts
from booking.contacts import Help
from booking.facts import HouseFacts
from booking.i18n import LANGUAGES, N_, _
from booking.span import local
from kiosk.paper.saying import Said, apart, in_each, in_german, readable
from kiosk.phone.answers import HouseSign
from models.database import Session

PAGE = N_("Seite {page} von {pages}")


@dataclass(frozen=True, slots=True)
class House:
    """The house as its paper tells of it; *base* stands before the paths of its addresses."""

    facts: HouseFacts
    sign: HouseSign
    phone: Help | None
    base: str

    @property
    def funding(self) -> list[Said]:
        """Who pays for it, as the town has to say."""
        told = str(self.facts.about.get("funding_notice") or "")
        return [in_german(told)] if told else []

    def frame(self, languages: Sequence[str], title: str) -> dict[str, Any]:
        """Return what every layout needs: direction, language, the document's title, the sign."""
        language = LANGUAGES[languages[0]]
        return {
            "lang": language.tag.partition("-")[0],
            "dir": language.direction,
            "title": readable(title),
            "house": {"name": in_german(self.sign.name), "address": in_german(self.sign.address)},
            "page": in_each(languages[:1], lambda: _(PAGE))[0],
        }

    def ways(self, languages: Sequence[str]) -> list[dict[str, Any]]:
        """Return how one gets there and whom one calls: the telephone largest, for who has no phone with a camera."""
        found = []
        if self.phone:
            phone, hours = apart(self.phone.phone), apart(self.phone.hours) if self.phone.hours else ""
            found.append(_way("phone", 15, 800, in_each(languages, lambda: _("Anrufen: {phone}", phone=phone))))
            if hours:
                told = in_each(languages, lambda: _("Oder vorbeikommen: {hours}", hours=hours))
                found.append(_way("wave", 12, 400, told))
        if self.sign.address:
            found.append(_way("place", 12, 400, [in_german(self.sign.address)]))
        return found


def house_of(session: Session, facts: HouseFacts, base: str) -> House:
    """Return the house for its paper."""
    return House(facts, HouseSign.of(facts), contacts.house_phone(session, facts), base)


def day_made(house: HouseFacts, now: Any) -> int:
    """Return the local midnight before *now*: a sheet is the same all day long."""
    midnight = local(now, house.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(midnight.timestamp())


def _way(pictogram: str, size: int, weight: int, words: list[Said]) -> dict[str, Any]:
    return {"pictogram": pictogram, "size": size, "weight": weight, "words": words}
