"""`/desk/meetings`: the coming meetings with their seats, and the way to a seat by its code word."""

from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import doorlist, signups
from booking.i18n import _, ngettext
from booking.meetings import Occurrence
from booking.refusals import Refused
from kiosk.calendar_words import from_to, long_day
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import MEETINGS, Link, Part, StatusLine, Words, frame
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.words import sentences


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(MEETINGS, title=_("Treffen und Plätze – Büro – Treffpunkt"), language="de")
    async def page(visit: Annotated[Visit, Depends(office.visits.current)]) -> None:
        with frame(visit, MEETINGS) as status:
            await Meetings(office, visit, status).open()


class Meetings:
    """The page of one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        with ui.element("div"):
            Words("h1", _("Treffen und Plätze"))
            with ui.element("section"):
                Words("h2", _("Jemand nennt ein Merkwort"))
                word = Field(name="word", label=_("Merkwort"), hint=_("zwei Wörter und eine Zahl"))
                self.form = Form([word], send=_("Suchen"), act=self.window.safely(self.find))
            self.list = Part()

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the meetings and show what changed."""
        found = await self.window.look(lambda session, house, at: doorlist.coming(session, house, now=at))
        self.list.show(found or "none", lambda: _build(found))

    async def find(self, filled: Filled) -> None:
        """Open the meeting of a code word. Whoever is logged in may try as often as people misspeak."""
        word = filled.get("word", "")
        try:
            seats = await self.window.look(
                lambda session, house, at: signups.by_code_word(session, house, word, now=at)
            )
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        ui.navigate.to(f"{MEETINGS}/{seats[0].occurrence.code}#seat-{seats[0].id}")


def _build(found: list[Occurrence]) -> None:
    Words("h2", _("Die nächsten Treffen"))
    if not found:
        Words("p", _("Kein Treffen mit Plätzen in den nächsten Monaten.")).classes("nothing")
        return
    with ui.element("ul").classes("meetings"):
        for one in found:
            with ui.element("li"):
                Link(one.title, f"{MEETINGS}/{one.code}")
                Words("span", when(one))
                Words("span", seats_words(one))


def when(one: Occurrence) -> str:
    """Return day, time and room."""
    return _(
        "{day}, {times}, {room}",
        day=long_day(one.starts.date()),
        times=from_to(one.starts, one.ends),
        room=one.room_name,
    )


def seats_words(one: Occurrence) -> str:
    """Return how many places are taken, offered, waited for: `19 von 28 Plätzen vergeben, 4 Personen warten`."""
    if one.status == "cancelled":
        return _("abgesagt")
    if one.capacity is None:
        words = [ngettext("{number} Person", "{number} Personen", one.taken)]
    else:
        words = [_("{taken} von {all} Plätzen vergeben", taken=one.taken, all=one.capacity)]
    if one.over:
        words.append(ngettext("{number} zu viel", "{number} zu viel", one.over))
    if one.offered:
        words.append(ngettext("{number} Platz angeboten", "{number} Plätze angeboten", one.offered))
    if one.waiting:
        words.append(ngettext("{number} Person wartet", "{number} Personen warten", one.waiting))
    return ", ".join(words)
