"""Tokens of links in letters: one half waits in the outbox, the other is a seal of it with the house's secret.

Of the first half tables keep a seal, the second stands nowhere: whoever reads the outbox or a copy of the house opens
nothing.
"""

import hmac

from booking import seals

_BYTES = 16  # 128 bits
_HALF_SIGNS, _SEAL_SIGNS = 22, 32


def new_half() -> str:
    """Return the half of a new token that a letter keeps, and a table as `seals.token_seal`."""
    return seals.new_token(_BYTES)


def whole(half: str, secret: str) -> str:
    """Return the token of a link, of its stored *half* and the house's *secret*."""
    return half + _sealed(half, secret)


def half_of(token: str, secret: str) -> str:
    """Return the stored half of *token*; empty if this house did not make the token."""
    half, seal = token[:_HALF_SIGNS], token[_HALF_SIGNS:]
    return half if hmac.compare_digest(seal.encode(), _sealed(half, secret).encode()) else ""


def _sealed(half: str, secret: str) -> str:
    return seals.code_seal(f"letter to the desk {half}", secret)[:_SEAL_SIGNS]
