"""What an answer contains, unpacked as far as it may be large and no further."""

import zlib
from collections.abc import Iterable, Iterator

from booking.refusals import NotFetched, Refused

LARGEST = 2_000_000  # bytes, packed or not; UX §10, 14

_GZIP = 16 + zlib.MAX_WBITS
_PACKED = {"gzip": _GZIP, "x-gzip": _GZIP, "deflate": zlib.MAX_WBITS}


def unpacked(pieces: Iterable[bytes], encoding: str) -> bytes:
    """Return what *pieces* contain together. Raises Refused(NotFetched): too large, cut off, or packed as nobody asked.

    A bomb, a few bytes that would become gigabytes, is never unpacked further than to its LARGEST byte.
    """
    limited = _limited(pieces)
    if encoding in ("", "identity"):
        return b"".join(limited)
    if encoding not in _PACKED:  # br and zstd are not offered to the server
        raise Refused(NotFetched("garbled"))
    return _inflated(limited, _PACKED[encoding])


def _limited(pieces: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > LARGEST:
            raise Refused(NotFetched("too_large"))
        yield piece


def _inflated(pieces: Iterable[bytes], window: int) -> bytes:
    packed, told = zlib.decompressobj(window), bytearray()
    try:
        for piece in pieces:
            told += packed.decompress(piece, LARGEST + 1 - len(told))
            if len(told) > LARGEST:
                raise Refused(NotFetched("too_large"))
    except zlib.error:
        raise Refused(NotFetched("garbled")) from None
    if not packed.eof:
        raise Refused(NotFetched("cut_off"))
    if packed.unused_data:  # what comes after the end would be lost in silence
        raise Refused(NotFetched("garbled"))
    return bytes(told)
