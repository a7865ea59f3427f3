"""Other people's calendars in the house: taken in after a look, followed from then on, dropped as a whole."""

from booking.outside.changing import change_source, copy_of, preview_change
from booking.outside.looks import (
    Address,
    Due,
    address_of,
    anything_due,
    claim,
    claim_due,
    held_reading,
    note_answer,
    note_failure,
    note_unchanged,
    opened,
    roll_on,
    trust_held,
)
from booking.outside.plans import Plan, checked, topics
from booking.outside.reading import Reading, read
from booking.outside.sources import SourceRow, add_source, bring_file, drop_source, sources, troubled
from booking.outside.taking import Line, Preview, preview, source

__all__ = [
    "Address",
    "Due",
    "Line",
    "Plan",
    "Preview",
    "Reading",
    "SourceRow",
    "add_source",
    "address_of",
    "anything_due",
    "bring_file",
    "change_source",
    "checked",
    "claim",
    "claim_due",
    "copy_of",
    "drop_source",
    "held_reading",
    "note_answer",
    "note_failure",
    "note_unchanged",
    "opened",
    "preview",
    "preview_change",
    "read",
    "roll_on",
    "source",
    "sources",
    "topics",
    "troubled",
    "trust_held",
]
