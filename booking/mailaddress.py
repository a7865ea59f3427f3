"""E-mail addresses as people type them: read once, strictly, so that nothing else ever reaches a letter's head."""

import re
import unicodedata

from booking.refusals import BadAddress, BadName, Refused
from booking.titles import clean, has_piled_marks

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
LONGEST_NAME = 60
_LONGEST_LOCAL = 64  # RFC 5321, 4.5.3.1.1
# RFC 5322 dot-atom. Quoted names before the @ exist on paper; who types one here has mistyped.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NAME_SIGNS = set(" .'’-")


def read(text: str) -> str:
    """Return the address that *text* is, its domain in small letters and ASCII; empty if nothing was typed.

    Raises Refused(BadAddress): two addresses, a line break or a header's signs are none.
    """
    typed = text.strip(" \t")
    if not typed:
        return ""
    local, at, domain = typed.rpartition("@")
    host = _ascii(domain)
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local) or not _is_host(host):
        raise Refused(BadAddress())
    if len(address := f"{local}@{host}") > LONGEST:
        raise Refused(BadAddress())
    return address


def hinted(address: str) -> str:
    """Return enough of *address* for its owner to know it again, `e…@example.org`; of none nothing."""
    return f"{address[:1]}…@{address.rpartition('@')[2]}" if address else ""


def read_name(text: str) -> str:
    """Return the name that *text* is, composed and with single spaces; empty if nothing was typed.

    Raises Refused(BadName): names have letters, spaces, dots, hyphens and apostrophes, and no marks in piles.
    """
    name = clean(text)
    if len(name) > LONGEST_NAME or has_piled_marks(name) or any(not _of_a_name(sign) for sign in name):
        raise Refused(BadName(LONGEST_NAME))
    return name


def _of_a_name(sign: str) -> bool:
    return sign in _NAME_SIGNS or unicodedata.category(sign)[0] in "LM"


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _is_host(host: str) -> bool:
    labels = host.split(".")
    # The last one is no number: an address of a machine is nobody's post box.
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
