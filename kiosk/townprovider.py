"""The town's OpenID provider: where it is, where to send whoever logs in, what it says of them.

OpenID Connect Core 1.0, the authorization code flow with PKCE (RFC 7636). What it publishes is kept for an hour; keys
are read again when one is signed with that is not known, at most once a minute.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from booking.refusals import Refused, TownAway, TownWrong
from booking.settings import TownDoor
from booking.townlogin import Subject

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

_SECONDS = 10.0  # how long the provider may take for one answer
_KEPT, _KEYS_AGAIN = 3600.0, 60.0
_LARGEST = 256 * 1024
# Only what somebody signs with a key that nobody else has: no "none", no secret that both share.
_ALGORITHMS = ("RS256", "PS256", "ES256")
_LEEWAY = 60  # seconds by which two clocks may differ
_LONGEST = 255  # of a subject (Core 1.0, section 2)


@dataclass(frozen=True, slots=True)
class Started:
    """What is asked of the provider, and what must come back from it."""

    state: str
    nonce: str
    verifier: str


@dataclass
class _Published:
    """What the provider says about itself, and since when it is known; seconds of a clock that never jumps."""

    facts: Mapping[str, Any]
    since: float
    keys: "KeySet | None" = None
    keys_since: float = field(default=float("-inf"))


class Provider:
    """The provider of one *door*; *seconds* is a clock that never jumps.

    Everything it does raises Refused(TownAway) if it cannot be reached or understood.
    """

    def __init__(self, door: TownDoor, seconds: Callable[[], float] = time.monotonic) -> None:
        self.door, self._seconds = door, seconds
        self._known: _Published | None = None

    async def address(self, started: Started, back: str) -> str:
        """Return where to send a browser that comes *back* to this address of ours."""
        endpoint = _endpoint(await self._published(), "authorization_endpoint")
        client = self._client(back)
        try:
            address, _state = client.create_authorization_url(
                endpoint, state=started.state, nonce=started.nonce, code_verifier=started.verifier
            )
        finally:
            await client.aclose()
        return str(address)

    async def subject(self, started: Started, code: str, back: str, *, now: datetime) -> Subject:
        """Return who it was that the provider gave *code* for. Raises Refused(TownWrong) for anything doubtful."""
        endpoint = _endpoint(await self._published(), "token_endpoint")
        token = await self._redeemed(endpoint, started, code, back)
        claims = await self._claims(token, now)
        if not _fit(claims, self.door, started.nonce, now.timestamp()):
            raise Refused(TownWrong())
        both = self.door.trust or "mfa" in _listed(claims.get("amr"))
        return Subject(self.door.issuer, claims["sub"], both)

    async def _redeemed(self, endpoint: str, started: Started, code: str, back: str) -> str:
        """Exchange *code* for the signed token."""
        import httpx
        from authlib.common.errors import AuthlibBaseError

        client = self._client(back)
        try:
            answer = await client.fetch_token(endpoint, code=code, code_verifier=started.verifier)
        except AuthlibBaseError as error:
            raise Refused(TownWrong()) from error  # the code is old, was used, or belongs to somebody else
        except (httpx.HTTPError, ValueError) as error:
            raise Refused(TownAway()) from error
        finally:
            await client.aclose()
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Refused(TownWrong())
        return token

    async def _claims(self, token: str, now: datetime) -> Mapping[str, Any]:
        """Return what *token* says, if it is signed with a key of the provider."""
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError, JoseError

        known = await self._published()
        for _try in range(2):
            keys = await self._keys(known)
            try:
                return jwt.decode(token, keys, algorithms=list(_ALGORITHMS)).claims
            except InvalidKeyIdError as error:  # a new key: look once
                if self._seconds() - known.keys_since < _KEYS_AGAIN:
                    raise Refused(TownWrong()) from error
                known.keys = None
            except (JoseError, ValueError) as error:
                raise Refused(TownWrong()) from error
        raise Refused(TownWrong())

    async def _keys(self, known: _Published) -> "KeySet":
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        if known.keys is None:
            found = await _read(_endpoint(known, "jwks_uri"))
            try:
                known.keys = KeySet.import_key_set(found)  # type: ignore[arg-type]  # checked by what reads it
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise Refused(TownAway()) from error
            known.keys_since = self._seconds()
        return known.keys

    async def _published(self) -> _Published:
        known = self._known
        if known is None or self._seconds() - known.since > _KEPT:
            facts = await _read(f"{self.door.issuer.rstrip('/')}/.well-known/openid-configuration")
            if facts.get("issuer") != self.door.issuer:  # somebody else's (Discovery 1.0, section 4.3)
                raise Refused(TownAway())
            known = self._known = _Published(facts, self._seconds())
        return known

    def _client(self, back: str) -> Any:
        from authlib.integrations.httpx_client import AsyncOAuth2Client

        return AsyncOAuth2Client(
            client_id=self.door.client_id,
            client_secret=self.door.client_secret or None,
            token_endpoint_auth_method="client_secret_basic" if self.door.client_secret else "none",
            scope="openid",
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=_SECONDS,
            follow_redirects=False,
        )


async def _read(address: str) -> Mapping[str, Any]:
    """Return the JSON object at *address*."""
    import httpx

    try:
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as client:
            answer = await client.get(address)
        found = answer.json() if answer.status_code == 200 and len(answer.content) <= _LARGEST else None
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Refused(TownAway()) from error
    if not isinstance(found, dict):
        raise Refused(TownAway())
    return found


def _endpoint(known: _Published, name: str) -> str:
    """Return an address that the provider published: by https, or on this machine."""
    address = known.facts.get(name)
    parts = urlsplit(address if isinstance(address, str) else "")
    if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))):
        raise Refused(TownAway())
    return str(address)


def _fit(claims: Mapping[str, Any], door: TownDoor, nonce: str, now: float) -> bool:
    """Whether *claims* are of this provider, for this house, for this press, and still count (Core 1.0, 3.1.3.7)."""
    audience, subject = _listed(claims.get("aud")), claims.get("sub")
    for_us = door.client_id in audience and (len(audience) == 1 or claims.get("azp") == door.client_id)
    somebody = isinstance(subject, str) and 0 < len(subject) <= _LONGEST and subject.isprintable()
    return (
        claims.get("iss") == door.issuer
        and for_us
        and claims.get("azp", door.client_id) == door.client_id
        and claims.get("nonce") == nonce
        and somebody
        and _is_now(claims.get("iat"), claims.get("exp"), now)
    )


def _is_now(issued: object, ends: object, now: float) -> bool:
    numbers = isinstance(issued, int | float) and isinstance(ends, int | float)
    return numbers and issued - _LEEWAY <= now < ends + _LEEWAY  # type: ignore[operator]  # both are


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]
