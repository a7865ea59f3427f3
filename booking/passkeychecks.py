"""What passkeys are asked to sign, and whether they did (W3C WebAuthn, level 2, sections 7.1 and 7.2).

The work is py_webauthn's; it is loaded here when somebody needs it, because most log-ins do not.
"""

import ipaddress
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from booking.refusals import PasskeyRefused, Refused

_SHOWN_NAME = "Treffpunkt"
_LONGEST = 8192  # signs of an answer; those of today's authenticators are a quarter of it
_PATIENCE = 5 * 60_000  # milliseconds that a browser waits for its user


@dataclass(frozen=True, slots=True)
class Party:
    """For whom passkeys sign: *id* is the host, *origin* what stands in front of every path."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey; all as base64url."""

    credential: str
    public_key: str
    sign_count: int


def party_at(address: str) -> Party | None:
    """Return for whom passkeys sign on pages of *address*; none where no browser lets them: only by https and a name,
    or on this machine itself.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if _is_number(host) or not (host == "localhost" or (parts.scheme == "https" and host)):
        return None
    return Party(host, f"{parts.scheme}://{parts.netloc.lower()}")


def to_make(party: Party, *, handle: bytes, login: str, known: Sequence[str], challenge: bytes) -> str:
    """Return as JSON what a browser is asked to make: a key that finds itself, for *login*, on no device of *known*."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=_SHOWN_NAME,
        user_name=login,
        user_id=handle,
        challenge=challenge,
        timeout=_PATIENCE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(known),
    )
    return webauthn.options_to_json(options)


def made(party: Party, said: str, *, challenge: bytes) -> Made:
    """Return the passkey that the browser *said* it made. Raises Refused(PasskeyRefused) for anything doubtful."""
    import webauthn

    try:
        found = webauthn.verify_registration_response(
            credential=_read(said),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    except Exception as error:  # a stranger wrote it: the parsers raise whatever they meet
        raise Refused(PasskeyRefused()) from error
    name = webauthn.helpers.bytes_to_base64url
    return Made(name(found.credential_id), name(found.credential_public_key), found.sign_count)


def to_show(party: Party, *, challenge: bytes, known: Sequence[str] = ()) -> str:
    """Return as JSON what a browser is asked to sign, with one of *known*; none: with whichever it has."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_PATIENCE,
        allow_credentials=_described(known) or None,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def shown(party: Party, said: str, *, challenge: bytes, public_key: str) -> int:
    """Return the sign count of what the browser *said*, if it is signed with *public_key* by somebody who showed the
    device who they are. Raises Refused(PasskeyRefused). Whether the count went on is for the caller to say.
    """
    import webauthn

    try:
        return webauthn.verify_authentication_response(
            credential=_read(said),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=webauthn.base64url_to_bytes(public_key),
            credential_current_sign_count=0,
            require_user_verification=True,
        ).new_sign_count
    except Exception as error:  # a stranger wrote it: the parsers raise whatever they meet
        raise Refused(PasskeyRefused()) from error


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says about itself; nothing of it is proved yet."""

    credential: str
    challenge: bytes
    handle: str  # empty: none was sent


def claimed(said: str) -> Claim:
    """Read what *said* answers. Raises Refused(PasskeyRefused) if it is no answer."""
    import webauthn

    try:
        answer = _read(said)
        client = json.loads(webauthn.base64url_to_bytes(answer["response"]["clientDataJSON"]))
        credential, challenge = answer["id"], webauthn.base64url_to_bytes(client["challenge"])
        handle = answer["response"].get("userHandle") or ""
    except Exception as error:  # as above
        raise Refused(PasskeyRefused()) from error
    if not (isinstance(credential, str) and isinstance(handle, str)) or "\0" in credential:
        raise Refused(PasskeyRefused())
    return Claim(credential, challenge, handle.rstrip("="))


def _read(said: str) -> dict[str, Any]:
    if len(said) > _LONGEST:
        raise ValueError("too long")
    answer = json.loads(said)
    if not isinstance(answer, dict):
        raise TypeError("no object")
    return answer


def _described(known: Sequence[str]) -> list[Any]:
    import webauthn
    from webauthn.helpers import structs

    return [structs.PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one)) for one in known]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
