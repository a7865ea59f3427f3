"""Serves feeds, and beside them a ping, their bytes and a route as barely as can be: what benchmarks compare with.

`python tests/bench/feed_server.py DATABASE PORT`
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from booking.feeds import EVERYTHING, FeedStore  # noqa: E402 - the repository need not be installed
from kiosk.routes.feeds import FeedLayer  # noqa: E402
from models.database import Database  # noqa: E402
from tests.support.feed_rows import BASE_URL, MONDAY  # noqa: E402
from tests.support.waiting import free_port, listens, until  # noqa: E402

NOW = MONDAY + timedelta(hours=1)


class BareServer:
    """Answers a ping and one body as barely as ASGI can; everything else goes to the feeds."""

    def __init__(self, layer: FeedLayer, body: bytes) -> None:
        self.layer = layer
        self.answers = {"/ping": self._messages(b"ok"), "/body": self._messages(body)}

    def _messages(self, body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
        headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
        start = {"type": "http.response.start", "status": 200, "headers": headers}
        return start, {"type": "http.response.body", "body": body}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer."""
        bare = self.answers.get(scope.get("path", ""))
        if bare is None:
            await self.layer(scope, receive, send)
        else:
            await send(bare[0])
            await send(bare[1])


def bare_route(body: bytes, etag: str) -> Any:
    """Return an application as one would write it: a route that answers with the same bytes, or 304."""
    from fastapi import FastAPI, Request, Response

    app = FastAPI()

    @app.get("/route")
    async def route(request: Request) -> Response:
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return Response(body, media_type="text/calendar", headers={"etag": etag})

    return app


def serve(url: str, port: int) -> None:
    """Serve the feeds and the bare answers until the process is ended."""
    import uvicorn

    store = FeedStore(Database(url), BASE_URL)
    feed = store.bring(EVERYTHING, now=NOW)
    assert feed is not None
    layer = FeedLayer(bare_route(feed.body, feed.etag), store, now=lambda: NOW)
    uvicorn.run(BareServer(layer, feed.body), port=port, log_level="warning", access_log=False)


@contextmanager
def served(url: str) -> Iterator[tuple[int, int]]:
    """Start a server of its own; give its port and the number of its process."""
    port = free_port()
    command = [sys.executable, __file__, url, str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: listens(port), seconds=30, what="the server")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(timeout=10)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
