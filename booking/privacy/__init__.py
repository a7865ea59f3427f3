"""What the house knows about somebody: found, told and erased wherever it stands (UX §9)."""

from booking.privacy.access import Told, told
from booking.privacy.erasing import Erased, erase, erase_again, erasures, forget_old, something_old
from booking.privacy.leaving import Without, erase_member, erase_seat, erase_seat_by_number, erase_wish, without
from booking.privacy.retained import Going, going
from booking.privacy.search import Found, Person, is_somebody, opened_by, recognise, walk

__all__ = [
    "Erased",
    "Found",
    "Going",
    "Person",
    "Told",
    "Without",
    "erase",
    "erase_again",
    "erase_member",
    "erase_seat",
    "erase_seat_by_number",
    "erase_wish",
    "erasures",
    "forget_old",
    "going",
    "is_somebody",
    "opened_by",
    "recognise",
    "something_old",
    "told",
    "walk",
    "without",
]
