"""Which tables and columns an export tells, under which names, and what it leaves out and why.

Everything that is not named here is told: a new column comes along by itself. A new table must be named, or a test
fails; what could open something (a hash, a seal, a token) stays behind wherever it stands.
"""

import re
from dataclasses import dataclass, field

from booking.i18n import N_

_KEYS = N_("Zugänge gelten nur in diesem Haus und öffnen etwas.")
_CONTACT = N_("Womit man Menschen erreicht, kommt nur auf Verlangen mit.")
_PASSING = N_("Das gilt nur für Minuten oder gehört zu einem Gerät.")

OPENS = re.compile(r"_hash$|^once$|token|password|^pin_|^address$|^etag$")  # columns that never leave the house


@dataclass(frozen=True, slots=True)
class Told:
    """One table: its name in the export, what of it stays behind, what comes only with contacts."""

    name: str
    without: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    facts_without: frozenset[str] = field(default=frozenset())  # keys of its column `facts`


def _told(name: str, without: str = "", contacts: str = "", facts_without: str = "") -> Told:
    return Told(name, *(frozenset(names.split()) for names in (without, contacts, facts_without)))


# In an order in which each names only what came before it, as far as the house's tables allow.
TOLD: dict[str, Told] = {
    "house": _told("house", "id"),
    "section": _told("sections"),
    "district": _told("districts"),
    "contact": _told("contacts", "", "phone email"),
    "room": _told("rooms"),
    "opening": _told("opening_hours", "id"),
    "closure": _told("closures"),
    "holiday": _told("holidays", "id"),
    "usagetype": _told("usage_types"),
    "groups": _told("groups", "card_given_at"),
    "members": _told("members", "", "email"),
    "meeting": _told("meetings"),
    "series": _told("series"),
    "booking": _told("bookings", "lo hi", "", "code_word by"),
    "handover": _told("handovers", "id"),
    "damages": _told("damages"),
    "question": _told("questions", "id"),
    "office_questions": _told("office_questions", "id"),
    "wait": _told("waits"),
    "round": _told("rounds"),
    "roundwish": _told("round_wishes"),
    "outside_source": _told("outside_sources", "modified"),
    "outside_date": _told("outside_dates"),
    "feed_polls": _told("feed_polls", "state"),
    "screens": _told("screens", "staff_until"),
    "staff": _told(
        "staff", "tries locked_until invite_until factor factor_step handle address_wish address_until digest_on"
    ),
    "journal": _told("journal"),
}

# Names of tables, and why they stay behind.
LEFT_OUT: dict[str, str] = {
    "alembic_version": _PASSING,
    "seat": N_("Plätze kommen als Zahlen mit: wie viele Personen bei welchem Termin."),
    "seat_contact": _CONTACT,
    "seat_link": _KEYS,
    "letter": N_("Briefe sind unterwegs oder angekommen; was sie sagen, steht in Terminen und Journal."),
    "booking_links": _KEYS,
    "member_links": _KEYS,
    "sign_ins": _KEYS,
    "decision_links": _KEYS,
    "feed_keys": _KEYS,
    "pairing_codes": _KEYS,
    "desksession": _KEYS,
    "erasures": _KEYS,
    "recovery_codes": _KEYS,
    "passkeys": _KEYS,
    "passkey_challenges": _PASSING,
    "town_logins": _KEYS,
    "outside_copy": N_("Kalender anderer holt man dort, wo sie herkommen."),
}
