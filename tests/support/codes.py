"""Reads QR codes from pictures, as a phone does."""

import io
from urllib.parse import urlsplit, urlunsplit

import zxingcpp
from PIL import Image


def read_codes(png: bytes) -> list[str]:
    """Return what the decoder finds in a picture; of an address, scheme and host in small letters, as browsers do."""
    return [_as_opened(text) for text in raw_codes(png)]


def raw_codes(png: bytes) -> list[str]:
    """Return what the decoder finds in a picture, letter by letter."""
    return [code.text for code in _found(png)]


def levels_in(png: bytes) -> list[str]:
    """Return the error level of each code in a picture."""
    return [code.ec_level for code in _found(png)]


def _found(png: bytes) -> list[zxingcpp.Barcode]:
    return zxingcpp.read_barcodes(
        Image.open(io.BytesIO(png)).convert("L"), formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    )


def _as_opened(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme.casefold() not in ("http", "https"):
        return text
    return urlunsplit(parts._replace(scheme=parts.scheme.casefold(), netloc=parts.netloc.casefold()))
