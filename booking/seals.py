"""Secrets that are kept only so that they can be recognised, never read."""

import hashlib
import hmac
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# OWASP's smallest argon2id: 19 MiB, 2 rounds. About 30 ms; more would let a few visitors fill the memory.
_SLOW = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

PIN_LENGTH = 6

# The seal of a random word that nobody has seen: whoever has no secret is compared with it and takes as long.
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$4tlHbgv/FyO/c+9TFUNR7g$rN1T/7emh+R3kLGZvWHs2EkgbgNmq1yy1fnhDZUyDbk"


def new_token(size: int = 24) -> str:
    """Return a fresh random text for an address or a cookie; *size* bytes of chance."""
    return secrets.token_urlsafe(size)


def token_seal(token: str) -> str:
    """Return what is stored of *token*. It is long and random, so a quick hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_seal(code: str, secret: str) -> str:
    """Return what is stored of a short *code* that counts for minutes: worthless without the house's *secret*."""
    return hmac.new(secret.encode(), code.encode(), "sha256").hexdigest()


def known_browser(login: str, secret: str) -> str:
    """Return what a browser keeps that *login* logged in with: whoever tries there is no stranger."""
    nonce = new_token(12)
    return f"{nonce}.{code_seal(f'{login} {nonce}', secret)}"


def is_known_browser(kept: str, login: str, secret: str) -> bool:
    """Whether *kept* was given to a browser of *login* by this house."""
    nonce, _dot, seal = kept.partition(".")
    return hmac.compare_digest(seal.encode(), code_seal(f"{login} {nonce}", secret).encode())


def new_pin() -> str:
    """Return six random digits, no two equal ones side by side: 590,490 PINs.

    The keypad ignores a quick second tap on the same key, which a trembling finger makes unmeant.
    """
    digits = [secrets.randbelow(10)]
    while len(digits) < PIN_LENGTH:
        # One of the nine others: a step of 1 to 9 around the dial.
        digits.append((digits[-1] + 1 + secrets.randbelow(9)) % 10)
    return "".join(map(str, digits))


def pin_seal(pin: str, secret: str) -> str:
    """Return what is stored of *pin*: slow, and worthless without the house's *secret*.

    A million PINs are tried in a day even at 30 ms each; who steals the database alone cannot start.
    """
    return _SLOW.hash(_keyed(pin, secret))


def pin_fits(seal: str, pin: str, secret: str) -> bool:
    """Whether *seal* was made of *pin*. Slow."""
    return _fits(seal, _keyed(pin, secret))


def password_seal(password: str) -> str:
    """Return what is stored of a passphrase."""
    return _SLOW.hash(_same_everywhere(password))


def password_fits(seal: str, password: str) -> bool:
    """Whether *seal* was made of *password*. Slow."""
    return _fits(seal, _same_everywhere(password))


def _keyed(pin: str, secret: str) -> bytes:
    return hmac.digest(secret.encode(), pin.encode(), "sha256")


def _same_everywhere(password: str) -> str:
    # One keyboard sends "ü" as one sign, another as "u" with two dots.
    return unicodedata.normalize("NFKC", password)


def _fits(seal: str, given: str | bytes) -> bool:
    try:
        return _SLOW.verify(seal, given)
    except (VerificationError, InvalidHashError):
        return False
