"""Codes that count for half a minute, as telephones show them: TOTP (RFC 6238) over HOTP (RFC 4226)."""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
_DRIFT = 1  # steps that a telephone's clock may be before or after ours


def new_secret() -> str:
    """Return 160 random bits in base 32, as RFC 4226 wants them and programs take them typed."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    """Return the code of *secret* for *step*, the number of half minutes since 1970."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    at = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(now: datetime) -> int:
    """Return the step of the moment *now*."""
    return int(now.timestamp()) // STEP_SECONDS


def fitting_step(secret: str, typed: str, *, after: int, now: datetime) -> int | None:
    """Return the step that *typed* is the code of: this one, the one before or the next, if it lies *after* another.

    None if it is none of them. No code counts twice, because that of a used step never fits again.
    """
    digits, this = "".join(typed.split()), step_at(now)
    fitting = [
        step
        for step in range(this - _DRIFT, this + _DRIFT + 1)
        if hmac.compare_digest(code(secret, step).encode(), digits.encode())
    ]
    return next((step for step in fitting if step > after), None)


def address(secret: str, *, login: str, house: str) -> str:
    """Return what a telephone's program reads from a QR code (otpauth://, as Google Authenticator defined it)."""
    label = f"{quote(house, safe='')}:{quote(login, safe='')}"
    return (
        f"otpauth://totp/{label}?secret={secret}&issuer={quote(house, safe='')}&digits={DIGITS}&period={STEP_SECONDS}"
    )
