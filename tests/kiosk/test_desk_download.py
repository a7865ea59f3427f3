"""What the desk takes along is sent while it is written, whole or visibly broken off."""

import asyncio
import threading

import pytest

from kiosk.desk.download import Growing, Unwanted
from tests.support.waiting import until


def test_the_first_bytes_come_before_the_last_are_written():
    may_go_on = threading.Event()
    over: list[str] = []

    def write(out: Growing) -> None:
        out.write(b"PK first ")
        assert may_go_on.wait(10)
        out.write(b"last")

    async def receive() -> list[bytes]:
        growing = Growing(write, lambda: over.append("over"))
        pieces = []
        async for piece in growing.pieces():
            pieces.append(piece)
            may_go_on.set()
        return pieces

    assert asyncio.run(receive()) == [b"PK first ", b"last"]
    assert over == ["over"]


def test_what_breaks_the_writing_breaks_the_sending():
    def write(out: Growing) -> None:
        out.write(b"PK")
        raise OSError("no space left")

    async def receive() -> None:
        growing = Growing(write, lambda: None)
        async for piece in growing.pieces():
            assert piece == b"PK"

    with pytest.raises(OSError, match="no space left"):
        asyncio.run(receive())


def test_whoever_goes_away_ends_the_writing():
    gone = threading.Event()
    ended: list[type[Exception]] = []

    def write(out: Growing) -> None:
        try:
            out.write(b"PK")
            assert gone.wait(10)
            out.write(b"more")
        except Unwanted as error:
            ended.append(type(error))
            raise

    async def receive() -> None:
        pieces = Growing(write, lambda: None).pieces()
        await anext(pieces)
        await pieces.aclose()
        gone.set()

    asyncio.run(receive())
    until(lambda: ended == [Unwanted], what="the end of the writing")
