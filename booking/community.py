"""The groups of the house as everybody may know them."""

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
    return sorted((GroupCard(slug, name) for slug, name in rows), key=lambda group: group.name.casefold())
