"""The groups of the house as everybody may know them."""

import unicodedata
from dataclasses import dataclass

from sqlmodel import Session, col, select

from models.community import Contact, District, Group, Listing


@dataclass(frozen=True, slots=True)
class GroupCard:
    """A group by its public name."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupAbout:
    """What everybody may know of a public group; it answers by a function, not by a name."""

    slug: str
    name: str
    kind: str  # town, partner, association, initiative, self_help, education
    function: str  # whom to ask; empty: nobody was named
    office: str  # slug of that function, if it has a public card; else empty


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of the town."""

    slug: str
    name: str
    note: str


def quarters(session: Session) -> list[Quarter]:
    """Return the quarters of the town, in the house's order."""
    rows = session.exec(select(District).order_by(col(District.position), col(District.id)))
    return [Quarter(row.slug, row.name, row.note) for row in rows]


def group_about(session: Session, slug: str) -> GroupAbout | None:
    """Return the public group *slug*; none if the public knows no such group."""
    look = (
        select(Group, Contact)
        .outerjoin(Contact, col(Group.contact_id) == col(Contact.id))
        .where(col(Group.slug) == slug, col(Group.listing) == Listing.PUBLIC)
    )
    found = session.exec(look).one_or_none()
    if found is None:
        return None
    group = found[0]
    contact: Contact | None = found[1]  # a group without one is found as well
    return GroupAbout(
        slug=group.slug,
        name=group.name,
        kind=group.kind,
        function=contact.function if contact else "",
        office=contact.slug if contact and contact.card else "",
    )


def public_groups(session: Session) -> list[GroupCard]:
    """Return the groups that everybody may know of, by name; neutral and internal ones are left out."""
    rows = session.exec(select(Group.slug, Group.name).where(col(Group.listing) == Listing.PUBLIC))
    return sorted((GroupCard(slug, name) for slug, name in rows), key=lambda group: _in_order(group.name))


def _in_order(name: str) -> str:
    """Return what a dictionary sorts by: Ä stands with A."""
    return unicodedata.normalize("NFD", name.casefold())
