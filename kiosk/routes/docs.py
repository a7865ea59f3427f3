"""The API explained to people, from its own description; nothing is fetched from elsewhere."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response

from kiosk import guard
from kiosk.theme import render


def register(app: FastAPI) -> None:
    """Declare `/api/docs` and `/api/openapi.json`."""

    @app.get("/api/openapi.json", include_in_schema=False)
    async def description() -> Response:
        return JSONResponse(app.openapi())

    @app.get("/api/docs", include_in_schema=False)
    async def page() -> Response:
        operations = list(_operations(app.openapi()))
        return HTMLResponse(render("routes/docs.html", operations=operations), headers=guard.PLAIN_HEADERS)


def _operations(description: dict[str, Any]) -> list[dict[str, Any]]:
    schemas = description.get("components", {}).get("schemas", {})
    return [
        {
            "method": method.upper(),
            "path": path,
            "text": operation.get("description", ""),
            "parameters": [parameter["name"] for parameter in operation.get("parameters", [])],
            "fields": _fields(operation, schemas),
        }
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> list[tuple[str, bool, str]]:
    """Return name, whether it is needed, and an example of each field that is sent."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    schema = schemas.get(name, {})
    return [
        (field, field in schema.get("required", []), str((facts.get("examples") or [""])[0]))
        for field, facts in schema.get("properties", {}).items()
    ]
