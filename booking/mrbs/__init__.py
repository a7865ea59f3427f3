"""Bookings of an MRBS (Meeting Room Booking System), read from its database dump or its calendar, for a town that
moves. Nothing here asks a database, and nothing of a dump is ever run."""

from booking.mrbs.found import Date, Found, MrbsRefused, Run
from booking.mrbs.reading import read_mrbs

__all__ = ["Date", "Found", "MrbsRefused", "Run", "read_mrbs"]
