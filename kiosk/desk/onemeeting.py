"""`/desk/meetings/{code}`: who comes to one meeting; a seat for somebody at the counter, and one given back."""

from functools import partial
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import doorlist, seatcount, signups
from booking.doorlist import DoorList, Guest
from booking.i18n import _, ngettext
from booking.refusals import Refused
from booking.signups import MOST_PERSONS, SeatView
from kiosk.calendar_words import clock_time, short_day
from kiosk.desk import dialogs
from kiosk.desk.answers import build_missing
from kiosk.desk.dialogs import Filled as Answered
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Field, Filled, Form
from kiosk.desk.frame import MEETINGS, Link, Part, Press, StatusLine, Words, frame
from kiosk.desk.meetings import seats_words, when
from kiosk.desk.reading import Reading
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.words import sentences
from models.meetings import COUNTED, Standing


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{MEETINGS}/{{code}}", title=_("Türliste – Büro – Treffpunkt"), language="de")
    async def one(visit: Annotated[Visit, Depends(office.visits.current)], code: str) -> None:
        with frame(visit, MEETINGS, below=True) as status:
            page = OneMeeting(office, visit, status, code)
            await page.window.safely(page.open)()


class OneMeeting:
    """The page of one meeting in one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, code: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.code = code
        self.root = ui.element("div")

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        try:
            door = await self._look()
        except Refused as refused:
            with self.root:
                build_missing(refused, self.window)
            return
        with self.root:
            ui.page_title(_("{title} – Büro – Treffpunkt", title=door.occurrence.title))
            Words("h1", door.occurrence.title).props("tabindex=-1")
            self.facts = Part()
            with ui.element("section").classes("take"):
                Words("h2", _("Platz für jemanden am Tresen oder am Telefon"))
                limits = {"min": "1", "max": str(MOST_PERSONS), "required": "required"}
                persons = Field(name="persons", label=_("Personen"), kind="number", value="1", limits=limits)
                self.form = Form([persons], send=_("Platz nehmen"), act=self.window.safely(self.take))
            self.seats = Part()
            self.list = Part()
            with ui.element("div").classes("actions"):
                print_it = Words("button", _("Türliste drucken")).props("type=button").classes("button")
                print_it.on("click", js_handler="() => window.print()")
                Press(_("Kontakte zeigen"), self.window.safely(self.contacts))
                Link(_("Alle Treffen"), MEETINGS)
        await self.window.keep_up(self.redraw)

    async def draw(self) -> None:
        """Read the seats and show what changed; what is typed stays."""
        door = await self._look()
        self.facts.show((when(door.occurrence), seats_words(door.occurrence)), lambda: _build_facts(door))
        shown = (door.most, door.occurrence.capacity, door.asks_name)
        self.seats.show(shown, lambda: self._build_seats(door))
        self.list.show(door.guests or "none", lambda: self._build_list(door))

    async def _look(self) -> DoorList:
        return await self.window.look(lambda session, house, at: doorlist.door_list(session, house, self.code, now=at))

    async def take(self, filled: Filled) -> None:
        """Take a seat for somebody who stands here or calls, and show the code word once, large."""
        form = Reading(filled)
        persons = form.number("persons", _("Personen"))
        if persons is None:
            self.form.say(sentences(form.refused.reasons, self.window.zone))
            return
        taken: list[SeatView] = []
        problems = await self.window.attempt(
            lambda session, house, who, at: taken.append(
                signups.take_seat(session, house, self.code, persons, who=who, now=at)
            )
        )
        self.form.say(problems)
        if not problems:
            self._tell(taken[-1])

    def _tell(self, seat: SeatView) -> None:
        stands = (
            _("Steht auf der Warteliste als Nummer {number}.", number=seat.waiting)
            if seat.waiting
            else ngettext("Platz für {number} Person.", "Platz für {number} Personen.", seat.persons)
        )
        lines = (stands, _("Bitte sagen Sie das Merkwort weiter. Damit gibt man den Platz zurück."))
        dialogs.show_once(self.root, title=_("Merkwort"), secret=seat.code_word, lines=lines)

    async def give_back(self, guest: Guest) -> None:
        """Ask, then give a seat back; who waits moves up."""

        async def attempt(_filled: Answered) -> list[str]:
            problems = await self.window.attempt(
                lambda session, _house, who, at: signups.give_back(session, guest.seat_id, who=who, now=at)
            )
            if not problems:
                self.window.tell(_("Zurückgegeben: {word}.", word=guest.code_word), [])
                await self.redraw()
            return problems

        lines = (guest.code_word, persons_words(guest.persons), _("Wer wartet, rückt nach."))
        dialogs.ask(self.root, Question(title=_("Platz zurückgeben"), lines=lines, confirm=_("Zurückgeben")), attempt)

    async def contacts(self) -> None:
        """Show what people left to be reached; that somebody looked is written down."""
        found = await self.window.do(
            lambda session, house, who, at: doorlist.contacts(session, house, self.code, who=who, now=at)
        )
        facts = [(one.code_word, " · ".join(filter(None, (one.name, one.email)))) for one in found]
        with dialogs.shown_once(self.root, title=_("Kontakte"), done=_("Schließen")):
            Words("p", _("Nur zum Benachrichtigen. Das Ansehen steht im Verlauf."))
            if facts:
                dialogs.build_facts(facts)
            else:
                Words("p", _("Niemand hat etwas hinterlassen."))

    def _build_seats(self, door: DoorList) -> None:
        if door.occurrence.signup not in COUNTED:
            return
        limits = {"min": "1", "max": str(door.most), "required": "required"}
        value = str(door.occurrence.capacity or door.most)
        fields = [Field(name="seats", label=_("Plätze"), kind="number", value=value, limits=limits)]
        if door.occurrence.series_id is not None:
            fields.append(Field(name="all", label=_("Auch alle kommenden Termine der Reihe"), kind="checkbox"))
        with ui.element("section").classes("take"):
            Words("h2", _("Zahl der Plätze"))
            self.seats_form = Form(fields, send=_("Ändern"), act=self.window.safely(self.set_seats))
        if door.asks_name is not None:
            self._build_names(door.asks_name)

    def _build_names(self, asks: bool) -> None:
        with ui.element("section").classes("take"):
            Words("h2", _("Namen"))
            if asks:
                Words("p", _("Wer sich am Handy anmeldet, kann einen Namen nennen. Niemand muss."))
            else:
                Words("p", _("Nach Namen wird nicht gefragt. Für einen Kurs kann das sinnvoll sein."))
            name = _("Nicht mehr nach dem Namen fragen") if asks else _("Nach dem Namen fragen")
            with ui.element("div").classes("actions"):
                Press(name, partial(self.window.safely(self.ask_names), not asks))

    async def ask_names(self, asks: bool) -> None:
        """Let phone pages ask for a name from now on, or not any more; for all dates of the meeting."""
        problems = await self.window.attempt(
            lambda session, house, who, at: doorlist.ask_names(session, house, self.code, asks, who=who, now=at)
        )
        said = _("Am Handy wird jetzt nach dem Namen gefragt.") if asks else _("Nach Namen wird nicht mehr gefragt.")
        self.window.tell(said, problems)
        await self.redraw()

    async def set_seats(self, filled: Filled) -> None:
        """Change how many seats there are; who has one keeps it, who waits moves up."""
        form = Reading(filled)
        seats, whole = form.number("seats", _("Plätze")), form.says("all")
        if seats is None:
            self.seats_form.say(sentences(form.refused.reasons, self.window.zone))
            return
        problems = await self.window.attempt(
            lambda session, house, who, at: seatcount.set_seats(
                session, house, self.code, seats, whole_series=whole, who=who, now=at
            )
        )
        self.seats_form.say(problems)
        if not problems:
            self.window.tell(ngettext("Jetzt {number} Platz.", "Jetzt {number} Plätze.", seats), [])
            await self.redraw()

    def _build_list(self, door: DoorList) -> None:
        Words("h2", _("Türliste"))
        if not door.guests:
            Words("p", _("Noch niemand.")).classes("nothing")
            return
        with ui.element("ul").classes("door"):
            for guest in door.guests:
                with ui.element("li") as line:
                    line.props["id"] = f"seat-{guest.seat_id}"
                    ui.element("span").classes("tick").props("aria-hidden=true")
                    Words("strong", guest.code_word)
                    Words("span", persons_words(guest.persons))
                    Words("span", stands(guest)).classes("stands")
                    label = _("Zurückgeben: {word}", word=guest.code_word)
                    Press(
                        _("Zurückgeben …"),
                        partial(self.window.safely(self.give_back), guest),
                        kind="quiet",
                        label=label,
                    )


def _build_facts(door: DoorList) -> None:
    Words("p", when(door.occurrence))
    Words("p", seats_words(door.occurrence)).classes("seats")
    if door.occurrence.over:
        Words("p", _("Es sind mehr Plätze vergeben, als es gibt. Wer einen Platz hat, behält ihn.")).classes("hint")


def persons_words(number: int) -> str:
    """Return how many persons a seat is for."""
    return ngettext("{number} Person", "{number} Personen", number)


def stands(guest: Guest) -> str:
    """Return how a seat stands."""
    if guest.standing is Standing.WAITING:
        return _("wartet, Platz {number}", number=guest.place)
    if guest.offered_until is not None:
        until = guest.offered_until
        return _("angeboten bis {day}, {time} Uhr", day=short_day(until.date()), time=clock_time(until))
    return _("hat einen Platz")
