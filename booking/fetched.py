"""What a look at the address of a foreign calendar brings back. Whoever fetches it is handed in."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Fetched:
    """The whole answer, and the two marks by which the server knows it again; empty: it gave none."""

    content: bytes
    etag: str = ""
    modified: str = ""  # Last-Modified, as the server wrote it


@dataclass(frozen=True, slots=True)
class NotModified:
    """Nothing has changed since the last look."""


class Fetch(Protocol):
    """Looks at one address, by rules that keep the house's own network out of reach (UX §10, 14)."""

    def __call__(self, address: str, *, etag: str, modified: str) -> Fetched | NotModified:
        """Return what *address* has; *etag* and *modified* are those of the last look, or empty.

        Raises Refused(NotFetched) for everything that can go wrong on the way, and for nothing else.
        """
        ...
