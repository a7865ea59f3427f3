"""Addresses that open one booking for whoever has them; kept as seals."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class BookingLink(SQLModel, table=True):
    """The address `/b/{token}` of one booking, for minutes: the way from the kiosk to somebody's own phone."""

    __tablename__ = "booking_links"

    id: int = Field(default=None, primary_key=True)
    booking_id: int = Field(foreign_key="booking.id", index=True)
    token_hash: str = Field(unique=True)  # sha256 of the token in the address
    on_screen: bool = True  # as a QR code, which others may have photographed; false: only one phone knows it
    created_at: datetime
    ends_at: datetime = Field(index=True)
    taken_at: datetime | None = None  # none: nobody has gone on with it on a phone
    used_at: datetime | None = None  # none: the booking was not finished with it
