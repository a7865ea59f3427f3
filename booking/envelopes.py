"""Secrets that must be read again, unlike those of `booking.seals`: worthless without the house's own secret."""

import base64
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


class NotOpened(ValueError):
    """This was closed with another secret, or somebody changed it."""


def closed(text: str, secret: str) -> str:
    """Return *text* as it may be stored: encrypted and signed (Fernet) with the house's *secret*."""
    return _lock(secret).encrypt(text.encode()).decode()


def opened(envelope: str, secret: str) -> str:
    """Return what was closed. Raises NotOpened."""
    from cryptography.fernet import InvalidToken

    try:
        return _lock(secret).decrypt(envelope.encode()).decode()
    except InvalidToken as error:
        raise NotOpened("another secret") from error


def _lock(secret: str) -> "Fernet":
    # Loaded here, because most houses look at no address.
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    # The same secret seals PINs: each use has a key of its own.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"treffpunkt envelopes").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
