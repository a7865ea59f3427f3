"""Two OpenID providers on this machine: a real one (authlib's server), and one that says whatever a test tells it."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import Key, KeySet, RSAKey

from tests.support.waiting import free_port, listens, until


@contextmanager
def real_provider(*people: dict[str, Any], lasts: int = 3600) -> Iterator[str]:
    """Run the provider with *people* whom it knows; yield its address. Its tokens last so many seconds."""
    port = free_port()
    known = [word for person in people for word in ("--user-claims", json.dumps(person))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "-p",
        str(port),
        "-n",
        "true",
        "-e",
        str(lasts),
    ]
    with subprocess.Popen([*command, *known], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: listens(port), seconds=60, what="the provider")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


@dataclass
class Told:
    """A provider that lies where a test wants it to."""

    url: str
    key: RSAKey = field(default_factory=lambda: _key("first"))
    published: list[RSAKey] = field(default_factory=list)  # besides its key; none: that alone
    facts: dict[str, Any] = field(default_factory=dict)  # what it says about itself instead
    token: Any = ""  # what it gives for a code
    asked: list[str] = field(default_factory=list)

    def sign(self, claims: dict[str, Any], key: RSAKey | None = None) -> None:
        """Give *claims* for the next code, signed with its own or another *key*."""
        key = key or self.key
        self.token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)

    def answers(self, path: str) -> Any:
        """Return what it says at *path*."""
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/ask", "token_endpoint": "/token", "jwks_uri": "/keys"}
            return {"issuer": self.url, **{name: self.url + end for name, end in ends.items()}, **self.facts}
        if path == "/keys":
            keys: list[Key] = list(self.published or [self.key])
            return KeySet(keys).as_dict(private=False)
        return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": self.token}


@contextmanager
def told_provider() -> Iterator[Told]:
    """Run one that says what a test tells it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.dumps(told.answers(self.path)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - so the server calls it

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Told(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join(10)


def _key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


def another_key(name: str) -> RSAKey:
    """Return a key that the provider may or may not publish."""
    return _key(name)
