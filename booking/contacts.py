"""Who helps: the functions and numbers that everybody may know."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from booking.facts import HouseFacts
from models.community import Contact


@dataclass(frozen=True, slots=True)
class Help:
    """One line of "Wer hilft mir?"; *hours* as the town writes them. What is empty nobody told."""

    title: str
    phone: str
    hours: str = ""
    icon: str = ""  # a word of the house's file
    office: str = ""  # slug of the function's public card


def help_list(session: Session, house: HouseFacts) -> list[Help]:
    """Return who helps, in the order of the house's file; a line whose number nobody knows is left out."""
    contacts = _contacts(session)
    lines = [_line(entry, contacts) for entry in house.sections.get("help_directory") or ()]
    return [line for line in lines if line.phone]


def house_phone(session: Session, house: HouseFacts) -> Help | None:
    """Return whom to call about the house: who is there at staffed hours, else the first who has a card."""
    contacts = _contacts(session)
    staffed = [contacts.get(hours.get("contact") or "") for hours in house.sections.get("staffed_hours") or ()]
    known = [one for one in (*staffed, *contacts.values()) if one is not None and one.card and one.phone]
    return Help(known[0].function, known[0].phone, known[0].hours, office=known[0].slug) if known else None


def _contacts(session: Session) -> dict[str, Contact]:
    return {row.slug: row for row in session.exec(select(Contact).order_by(col(Contact.position)))}


def _line(entry: dict[str, str], contacts: dict[str, Contact]) -> Help:
    contact = contacts.get(entry.get("contact") or "")
    if contact is None:
        return Help(entry["title"], entry.get("phone") or "", icon=entry.get("icon", ""))
    office = contact.slug if contact.card else ""
    return Help(entry["title"], contact.phone, contact.hours, icon=entry.get("icon", ""), office=office)
