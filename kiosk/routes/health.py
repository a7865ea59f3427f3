"""Whether the house works: asked by whatever watches over it."""

import time

from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response

from booking import health
from kiosk import work
from models.database import Database

_FRESH_SECONDS = 1.0


def register(app: FastAPI, db: Database) -> None:
    """Declare `/healthz`: 200 only if the database writes."""
    last_good = [float("-inf")]

    @app.get("/healthz", include_in_schema=False)
    async def healthz() -> Response:
        if time.monotonic() - last_good[0] > _FRESH_SECONDS:
            try:
                await work.writing(db, health.write)
            except Exception as error:  # whatever it is, the house cannot take bookings now
                return JSONResponse({"status": "down", "database": type(error).__name__}, 503)
            last_good[0] = time.monotonic()
        return JSONResponse({"status": "ok"})
