"""What every refusal is: one reason, as data."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from booking.span import Span


@dataclass(frozen=True)
class Refusal:
    """One reason. Its fields are the facts that a sentence about it needs."""

    code: ClassVar[str] = "refused"

    def facts(self) -> dict[str, Any]:
        """Return its fields as plain data."""
        return asdict(self)


class Refused(Exception):
    """A command cannot be done, for every reason in *reasons*; nothing was stored.

    *alternatives* are what would be possible instead, nearest first.
    """

    def __init__(self, *reasons: Refusal, alternatives: tuple["Alternative", ...] = ()) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons
        self.alternatives = alternatives


@dataclass(frozen=True)
class Alternative:
    """A time that is free: the public part of it."""

    room: str
    span: Span
