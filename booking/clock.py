"""The one clock. Asked at the edges only; everything else is given `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return this instant, aware, UTC."""
    return datetime.now(UTC)
