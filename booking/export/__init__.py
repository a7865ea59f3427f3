"""Everything of the house in forms that other programs read, so that nobody is locked in.

The house's own file (`booking.export.housefile`) is asked for by itself: its reader is kept by no server.
"""

from booking.export.calendars import calendars
from booking.export.document import FORMAT, VERSION, document
from booking.export.folder import ExportRefused, send_zip, write_document, write_folder, write_zip

__all__ = [
    "FORMAT",
    "VERSION",
    "ExportRefused",
    "calendars",
    "document",
    "send_zip",
    "write_document",
    "write_folder",
    "write_zip",
]
