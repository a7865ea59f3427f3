"""The gzip of a feed: read by anybody, the same from the start and piece by piece, and one change packs little."""

import gzip
import random
import zlib
from hashlib import blake2b

import pytest

from booking.feeds.packing import Packed, Piece, packed

FOOT = b"END"


def piece(text: str) -> Piece:
    told = text.encode() * 8
    return Piece(told, blake2b(told, digest_size=16).digest())


def whole(pieces: list[Piece], between: bytes) -> bytes:
    return pieces[0].told + between.join(one.told for one in pieces[1:]) + FOOT


def pack(pieces: list[Piece], between: bytes, old: Packed | None = None) -> Packed:
    return packed(pieces, between, FOOT, whole(pieces, between), old)


@pytest.mark.parametrize("between", [b"", b",\n"])
@pytest.mark.parametrize("seed", range(3))
def test_piece_by_piece_gives_what_the_start_gives_and_everybody_reads_it(seed: int, between: bytes) -> None:
    chance = random.Random(seed)
    pieces, kept = [piece("Kopf")], None
    for step in range(120):
        fate = chance.choice(["more", "more", "less", "other"])
        place = chance.randrange(1, len(pieces) + 1)
        if fate == "more" or place == len(pieces):
            pieces.insert(place, piece(f"Treffen {step}"))
        elif fate == "less":
            del pieces[place]
        else:
            pieces[place] = piece(f"Anders {step}")
        kept = pack(pieces, between, kept)

        assert kept.told == pack(pieces, between).told
        assert gzip.decompress(kept.told) == whole(pieces, between)
        reader = zlib.decompressobj(31)  # one member, as programs read it that know of no second
        assert reader.decompress(kept.told) == whole(pieces, between)
        assert (reader.eof, reader.unused_data) == (True, b"")


def test_one_change_packs_its_own_stretch_only() -> None:
    pieces = [piece("Kopf"), *(piece(f"Treffen {number}") for number in range(900))]
    before = pack(pieces, b"")
    pieces[450] = piece("Treffen mit Kuchen")

    after = pack(pieces, b"", before)

    assert len(before.stretches) > 10
    assert len({*after.stretches} - {*before.stretches}) <= 2
