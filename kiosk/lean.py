"""Keeps the server small and quick: a machine of a hundred euros serves the house."""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# Used by what we use, only where they are there: a client of socket.io, pictures from Pillow, a watch over files.
# The server needs none of them; they would take 15 MB for ever.
UNUSED = ("aiohttp", "PIL", "watchfiles")

_M_ARENA_MAX = -8  # of glibc's malloc.h


@contextmanager
def without(*names: str) -> Iterator[None]:
    """Inside the block libraries are imported as if those of *names* were not installed.

    What is loaded already stays; afterwards each can be imported by whoever needs it, slips for their pictures.
    """
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # the import system's way to say: not here
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


@contextmanager
def loading() -> Iterator[None]:
    """Inside the block nothing looks for garbage: what is loaded stays, and to look at it took a sixth of the start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Look for garbage once, then never again among what is there now: it stays until the end.

    Else the looks of a running server would stop everything for as long as they take to pass all libraries.
    """
    gc.collect()
    gc.freeze()


def share_one_heap() -> None:
    """Let all threads take memory from one place: Python runs one at a time, and each place of its own keeps what
    was once needed there. Only glibc has several."""
    with_arenas = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if with_arenas is not None:
        with_arenas(_M_ARENA_MAX, 1)
