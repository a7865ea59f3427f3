"""Harm typed into any field of a phone page: it is text on the next page, and nothing in headers or letters."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from booking import clock, handover, holds, occupancy, signups
from models.bookings import Booking
from models.meetings import Signup
from tests.support.cast import wish
from tests.support.group_phone import GroupPhone, group_phone

HARM = '"><script>alert(1)</script><img src=x onerror=alert(2)>\r\nX-Injected: 1\r\n\r\n{{7*7}}'
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_FIELD = re.compile(r'<(?:input|textarea|select|button)\b[^>]*\bname="([^"]+)"(?:[^>]*\bvalue="([^"]*)")?')


@pytest.fixture
def phone(sqlite_db) -> Iterator[GroupPhone]:
    with group_phone(sqlite_db, mail_url="smtp://mail.example.org") as opened:
        yield opened


def _pages(phone: GroupPhone) -> list[str]:
    """Return pages with a form, of every kind."""
    uid, many = phone.booked(), phone.repeated("10:00")
    with phone.db.writing() as session:
        house, now = occupancy.house_facts(session), clock.now()
        meeting = session.exec(select(Booking).where(col(Booking.uid) == uid)).one()
        meeting.signup, meeting.capacity = Signup.WAITLIST, 8
        session.flush()
        seat = signups.take_seat(session, house, meeting.code, 1, now=now).token
        asked = wish("17:00", day=phone.day + timedelta(days=1), minutes=60, group_slug="", title="", source="kiosk")
        held = handover.hand_over(session, holds.hold(session, house, asked, who="kiosk:1", now=now).uid, now=now)
        code = meeting.code
    date, whole, day = f"{phone.home}/termin/{uid}", f"{phone.home}/termin/{many[1]}/reihe", phone.day.isoformat()
    own = (
        "/kalender",
        f"/buchen?raum=stueble&dauer=60&tag={day}&zeit=11:00",
    )
    ways = ("", "/absagen", "/verlegen", "/laenger", "/gehen", "/kaputt")
    return [
        *(f"/m/{code}", f"/s/{seat}", f"/s/{seat}/absagen", f"/b/{held}?als=gruppe", f"/b/{held}?als=neu", "/g"),
        *(f"/book?day={day}", f"{whole}?welche=alle&was=absagen"),
        *(phone.home + path for path in own),
        *(date + way for way in ways),
        *(phone.home + path for path in ("/zugang", "/uebergeben")),  # last: then the address is somebody else's
    ]


def _forms(text: str, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield where each form of a page is sent, and what stands in its fields."""
    for head, body in _FORM.findall(text):
        if 'method="post"' in head:
            to = re.search(r'action="([^"]+)"', head)
            yield (to.group(1) if to else path), dict(_FIELD.findall(body))


def _harmless(answer: Any, path: str) -> None:
    assert answer.status_code < 500, path
    assert "x-injected" not in answer.headers, path
    assert "\n" not in answer.headers.get("location", ""), path
    for raw in ("<script>alert", "<img src=x"):
        assert raw not in answer.text, (path, raw)


@pytest.mark.parametrize("hidden", [False, True], ids=["what people type", "what programs send"])
def test_harm_in_every_field_of_every_form_is_only_text(phone, hidden):
    tried: set[tuple[str, str]] = set()
    for path in _pages(phone):
        page = phone.client.get(path)
        assert page.status_code == 200, path
        for to, fields in _forms(page.text, path):
            sent = {name: HARM if hidden or not value else value for name, value in fields.items()}
            answer = phone.client.post(to, data=sent, headers={"x-forwarded-for": f"203.0.113.{len(tried)}"})
            _harmless(answer, to)
            if answer.status_code == 303:
                _harmless(phone.client.get(answer.headers["location"]), to)
            tried |= {(to, name) for name in fields}

    assert len(tried) > 40
    for path in (phone.home, f"{phone.home}/zugang", "/", "/book"):
        _harmless(phone.client.get(path), path)
