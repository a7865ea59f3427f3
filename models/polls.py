"""How often calendars were fetched, by kind of program; nobody's address and no full name of a program."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class FeedPolls(SQLModel, table=True):
    """What one kind of program asked for on one day while a calendar stood as it did."""

    __tablename__ = "feed_polls"

    feed: str = Field(primary_key=True)  # all, room/stueble, …; private and date: all of their kind together
    program: str = Field(primary_key=True)  # a word of booking.programs
    day: date = Field(primary_key=True)  # local
    state: str = Field(primary_key=True)  # of the calendar: its ETag; empty where many are counted together
    state_at: datetime  # when the house had last changed then
    first: int  # came without a copy
    renewed: int  # came with an older copy and took this one
    unchanged: int  # had this one
    last_at: datetime
