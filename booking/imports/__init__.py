"""Takes a house's file into an empty house, all of it or nothing."""

from booking.housefile.faults import Fault, FileRefused
from booking.imports.loading import LoadReport, load

__all__ = ["Fault", "FileRefused", "LoadReport", "load"]
