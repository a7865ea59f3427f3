"""Every table of the house in one place, so that whoever needs the whole picture imports this."""

from sqlalchemy import MetaData
from sqlmodel import SQLModel

from models import (
    bookings,
    community,
    handovers,
    journal,
    letters,
    links,
    meetings,
    members,
    outside,
    polls,
    privacy,
    requests,
    rooms,
    rounds,
    screens,
    staff,
)

METADATA: MetaData = SQLModel.metadata
__all__ = [
    "METADATA",
    "bookings",
    "community",
    "handovers",
    "journal",
    "letters",
    "links",
    "meetings",
    "members",
    "outside",
    "polls",
    "privacy",
    "requests",
    "rooms",
    "rounds",
    "screens",
    "staff",
]
