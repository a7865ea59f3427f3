"""What the law wants a town to tell about its house: who answers for it, for data, and for what not all can use."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from booking.facts import HouseFacts
from booking.i18n import N_, _


@dataclass(frozen=True, kw_only=True, slots=True)
class Legal:
    """The section `legal` of the house's file, in the town's own words; what is empty the town has not told yet."""

    operator: str
    represented_by: str
    contact: str
    privacy_contact: str
    privacy_authority: str
    accessibility_contact: str
    accessibility_checked: date | None  # when the statement was written or looked through
    accessibility_gaps: tuple[str, ...]  # what of the house's own not everybody can use
    arbitration: str  # who settles it if nobody answers


_WANTED = {
    "operator": N_("wer das Haus betreibt (site: operator)"),
    "represented_by": N_("wer den Betreiber vertritt (legal: represented_by)"),
    "contact": N_("wie man den Betreiber erreicht (legal: contact)"),
    "privacy_contact": N_("die Datenschutzbeauftragte Stelle (legal: privacy_contact)"),
    "privacy_authority": N_("die Aufsicht über den Datenschutz (legal: privacy_authority)"),
    "accessibility_contact": N_("wohin Barrieren gemeldet werden (legal: accessibility_contact)"),
    "accessibility_checked": N_("von wann die Erklärung zur Barrierefreiheit ist (legal: accessibility_checked)"),
    "arbitration": N_("die Schlichtungsstelle (legal: arbitration)"),
}


def legal(house: HouseFacts) -> Legal:
    """Return what *house* tells of itself; its file was checked when it was loaded."""
    told: dict[str, Any] = house.sections.get("legal") or {}
    day = told.get("accessibility_checked")
    return Legal(
        operator=house.about.get("operator") or "",
        represented_by=told.get("represented_by", ""),
        contact=told.get("contact", ""),
        privacy_contact=told.get("privacy_contact", ""),
        privacy_authority=told.get("privacy_authority", ""),
        accessibility_contact=told.get("accessibility_contact", ""),
        accessibility_checked=date.fromisoformat(str(day)) if day else None,
        accessibility_gaps=tuple(told.get("accessibility_gaps") or ()),
        arbitration=told.get("arbitration", ""),
    )


def untold(house: HouseFacts) -> str:
    """Return in one sentence what the pages about the house still lack; empty if they lack nothing."""
    known = legal(house)
    lacks = [_(words) for name, words in _WANTED.items() if not getattr(known, name)]
    return (
        _("Impressum, Datenschutz und Barrierefreiheit sagen noch nicht: {lacks}.", lacks="; ".join(lacks))
        if lacks
        else ""
    )
