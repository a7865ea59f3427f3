"""The groups of the house as everybody may know them."""

import unicodedata
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.community import Group, Listing


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group by its public name."""

    slug: str
    name: str


def public_groups(session: Session) -> list[GroupCard]:
    """Return the groups that everybody may know of, by name; neutral and internal ones are left out."""
    rows = session.exec(select(Group.slug, Group.name).where(col(Group.listing) == Listing.PUBLIC))
    return sorted((GroupCard(slug, name) for slug, name in rows), key=lambda group: _in_order(group.name))


def _in_order(name: str) -> str:
    """Return what a dictionary sorts by: Ä stands with A."""
    return unicodedata.normalize("NFD", name.casefold())
