"""What the server writes while the house is open: one record, one entry, whatever words are in it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

# Libraries that tell each of their steps.
_NOISY = ("httpx", "engineio", "socketio", "alembic")
# What they say of frames that somebody made up: nobody's fault but theirs, and as long as they like.
_MADE_UP = {"message async handler error", "Unknown receive error", "post request handler error"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"


def open_log(kind: str) -> None:
    """Write records of the whole program to the error stream: as *kind* `text`, or `json`, an object a line.

    Nothing is written of who asked, nor of what addresses and bodies held: that is left to whoever logs.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Objects() if kind == "json" else Entries(_FORM))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("engineio.server", "socketio.server"):
        library = logging.getLogger(name)
        library.handlers.clear()  # they write everything a second time
        library.addFilter(is_our_matter)


def is_our_matter(record: logging.LogRecord) -> bool:
    """Whether a record tells more than that somebody sent frames that cannot be read."""
    return record.getMessage() not in _MADE_UP


class Entries(logging.Formatter):
    """A record is a line, and more of it stands indented: no text can pretend to be the next record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as it is written."""
        told = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", super().format(record))
        return told.replace("\n", "\n    ")


class Objects(logging.Formatter):
    """A record is a line of JSON with `at` (UTC), `level`, `from`, `message` and, after a fault, `fault`."""

    def format(self, record: logging.LogRecord) -> str:
        """Return *record* as it is written."""
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["fault"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True)
