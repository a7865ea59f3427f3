"""Every page for phones of a running demo, with what is held and taken so that each has something to show."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from tests.support.server import Server

RULER = (Path(__file__).parent / "phone_ruler.js").read_text(encoding="utf-8")
# Days of the programme below the screen are drawn when somebody comes near them; who measures wants them all.
DRAW_ALL = """() => {
  for (const part of document.querySelectorAll("section.day")) part.style.contentVisibility = "visible";
}"""
_DAY = timedelta(days=1)


def every_page(server: Server, now: datetime) -> dict[str, str]:
    """Return the address of every kind of page by its name; takes a seat and holds a time on the way.

    *now* is the time of the server's clock.
    """
    window = {"from": str(now.date()), "to": str((now + 90 * _DAY).date())}
    dates = server.get("/api/v1/meetings", params=window).json()
    seats, waits, comes = (_code(dates, signup) for signup in ("seats", "waitlist", "none"))
    seat = httpx.post(f"{server.url}/api/v1/meetings/{seats}/seats", json={"persons": 2}).json()["token"]
    held = _hold(server, now)
    day = (now + 7 * _DAY).date()
    return {
        "programme": "/",
        "programme for older people": "/?for=older",
        "meeting with seats": f"/m/{seats}",
        "meeting with a waiting list": f"/m/{waits}",
        "meeting where one just comes": f"/m/{comes}",
        "seat": f"/s/{seat}",
        "seat to give back": f"/s/{seat}/absagen",
        "stored of a seat": f"/s/{seat}/daten",
        "seat to erase": f"/s/{seat}/loeschen",
        "erased": "/geloescht",
        "days of a room": "/book",
        "times of a day": f"/book?room=quartierraum&day={day}",
        "held": held,
        "held, with a PIN": f"{held}?als=gruppe",
        "held, by somebody new": f"{held}?als=neu",
        "calendars": "/calendar",
        "calendar": "/calendar?feed=room/stueble",
        "quarter": "/q/holdergraben",
        "quarter without a meeting": "/q/vogelsang",
        "help": "/contact",
        "function": "/contact/stadtseniorenrat",
        "rules": "/about/rules",
        "privacy": "/about/privacy",
        "accessibility": "/about/accessibility",
        "imprint": "/about/imprint",
        "nowhere": "/nix",
    }


def _code(dates: list[dict[str, str]], signup: str) -> str:
    return next(one["code"] for one in dates if one["signup"] == signup and one["status"] == "planned")


def _hold(server: Server, now: datetime) -> str:
    """Hold a free time as a phone does and return the address that goes on with it."""
    for ahead in range(3, 20):
        start = (now.astimezone(UTC) + ahead * _DAY).replace(hour=12, minute=0, second=0, microsecond=0)
        answer = httpx.post(f"{server.url}/book", data={"time": f"stueble 60 {start.isoformat()}"})
        if answer.status_code == 303:
            return answer.headers["location"]
    raise AssertionError("nothing is free in the Stüble")
