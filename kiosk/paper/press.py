"""The press: a sheet becomes a PDF beside everything else, one after another; what did not change is not set again."""

import asyncio
import base64
import hashlib
import json
import logging
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TYPESETTING = Path(__file__).with_name("typesetting.py")
_PATIENCE_SECONDS = 180  # it takes one, and gives way to everything else
_KEPT = 12  # sheets; a full week on A3 takes 300 kB with its pictures
_PPI = 80
_log = logging.getLogger(__name__)
# One at a time: each takes 100 MB for a second.
_LINE = ThreadPoolExecutor(1, thread_name_prefix="press")


class NotPrinted(Exception):
    """A sheet could not be set; why stands in the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """What is to be set: plain values for the layout assets/paper/*kind*.typ.

    *fits* are ways to set it, the best first: the first that needs no more than its *pages* is taken, else the last.
    """

    kind: str
    name: str  # of the file, without its ending
    content: dict[str, Any]
    fits: tuple[dict[str, str], ...] = ({"scale": "1", "pages": "99"},)
    made: int = 0  # seconds since 1970; the day is enough, so that a sheet is the same all day long


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as PDF/UA-1, with pictures (PNG) of its first pages."""

    name: str
    pdf: bytes
    pages: int
    previews: tuple[bytes, ...]


class Press:
    """Sets sheets and keeps the last ones."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Printed] = OrderedDict()

    async def printed(self, sheet: Sheet) -> Printed:
        """Return *sheet* set; the event loop goes on meanwhile. Raises NotPrinted."""
        return await asyncio.get_running_loop().run_in_executor(_LINE, self._one, sheet)

    def _one(self, sheet: Sheet) -> Printed:
        job = job_of(sheet)
        key = hashlib.sha256(job).hexdigest()
        found = self._kept.get(key) or typeset(sheet.name, job)
        self._kept[key] = found
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return found


def job_of(sheet: Sheet) -> bytes:
    """Return *sheet* as the typesetting reads it; equal sheets give equal bytes."""
    job = {
        "kind": sheet.kind,
        "sheet": sheet.content,
        "fits": sheet.fits,
        "made": sheet.made,
        "ppi": _PPI,
    }
    return json.dumps(job, sort_keys=True).encode()


def typeset(name: str, job: bytes) -> Printed:
    """Set a sheet in a process of its own, which knows nothing of the house. Raises NotPrinted."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_TYPESETTING)],
            input=job,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
            env={},
        )
    except subprocess.CalledProcessError as error:
        # The last lines name the layout and its line; titles that were written for everybody may be among them.
        _log.error("a sheet could not be set: %s", error.stderr.decode(errors="replace")[-2000:])
        raise NotPrinted from error
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.error("a sheet could not be set: %s", type(error).__name__)
        raise NotPrinted from error
    told = json.loads(done.stdout)
    previews = tuple(base64.b64decode(one) for one in told["previews"])
    return Printed(name, base64.b64decode(told["pdf"]), told["pages"], previews)
