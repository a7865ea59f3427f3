"""What was erased at somebody's wish, so that a copy of the house which is put back can be told."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Erasure(SQLModel, table=True):
    """One address, name or code word that the house forgot; kept sealed, from which nobody learns it."""

    __tablename__ = "erasures"

    id: int = Field(default=None, primary_key=True)
    seal: str = Field(unique=True)  # HMAC with the house's secret
    words: int  # how many words it had; 0: how a row of theirs is told from others
    erased_at: datetime = Field(index=True)
