"""What the house knows about somebody: found, told and erased wherever it stands (UX §9)."""

from booking.privacy.access import Told, told
from booking.privacy.erasing import Erased, erase, erase_again, erasures, forget_old, something_old
from booking.privacy.retained import Going, going
from booking.privacy.search import Found, Person, is_somebody, recognise, walk

__all__ = [
    "Erased",
    "Found",
    "Going",
    "Person",
    "Told",
    "erase",
    "erase_again",
    "erasures",
    "forget_old",
    "going",
    "is_somebody",
    "recognise",
    "something_old",
    "told",
    "walk",
]
