"""Kinds of columns: choices stored as their words, lists and facts as JSON, new public ids."""

import secrets
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

# Every constraint has a name, so that a later migration can change it on both databases.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# Letters and digits that nobody mixes up when reading them aloud or typing them from paper.
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

Facts = JSON().with_variant(JSONB(), "postgresql")


def one_of(choices: type[StrEnum]) -> Any:
    """Return a column type that stores a choice as its word and lets the database refuse others."""
    return Enum(
        choices,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=24,
        name=f"{choices.__name__.lower()}_word",
    )


def new_code(length: int = 7) -> str:
    """Return a random public id that can be read aloud; 7 characters are about 34 bits."""
    number, signs = secrets.randbelow(len(READABLE) ** length), []
    for _ in range(length):
        number, sign = divmod(number, len(READABLE))
        signs.append(READABLE[sign])
    return "".join(signs)
