"""`/desk/rounds/{uid}`: one half-year round, from its first wish to the decision."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends
from nicegui import ui

from booking import roundbook, roundend, rounds, roundwishes
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.outcomes import Weights, skipped_of
from booking.refusals import Refused
from booking.roundend import Settled
from kiosk.desk import dialogs, roundforms, roundrows
from kiosk.desk.answers import build_missing
from kiosk.desk.dialogs import Filled as Answered
from kiosk.desk.dialogs import Question
from kiosk.desk.forms import Filled, Form
from kiosk.desk.frame import StatusLine, Words, frame
from kiosk.desk.roundlists import RoundBoard
from kiosk.desk.roundrows import RoundSeen
from kiosk.desk.rounds import PATH, style
from kiosk.desk.rows import Plain
from kiosk.desk.visits import Visit
from kiosk.desk.window import Office, Window
from kiosk.roundwords import choice_words, skipped_words
from kiosk.words import sentences
from models.database import Session


def register(office: Office) -> None:
    """Declare the page."""

    @ui.page(f"{PATH}/{{uid}}", title=_("Belegungsrunde – Büro – Treffpunkt"), language="de")
    async def one(visit: Annotated[Visit, Depends(office.visits.current)], uid: str) -> None:
        style()
        with frame(visit, PATH, below=True) as status:
            page = OneRound(office, visit, status, uid)
            await page.window.safely(page.open)()


class OneRound:
    """The page of one round in one window."""

    def __init__(self, office: Office, visit: Visit, status: StatusLine, uid: str) -> None:
        self.window = Window(office, visit, status.say)
        self.redraw = self.window.drawing(self.draw)
        self.uid = uid
        self.seen: RoundSeen | None = None
        self.root = ui.element("div")

    async def open(self) -> None:
        """Draw it and keep it up to date."""
        try:
            (seen, rows), fields = await self.window.look(
                lambda *house: (_read(*house, uid=self.uid), roundforms.wish_fields(*house))
            )
        except Refused as refused:
            with self.root:
                build_missing(refused, self.window)
            return
        with self.root:
            ui.page_title(_("{title} – Büro – Treffpunkt", title=seen.card.name))
            self.board = RoundBoard(rows["rule"])
            if rows["acts"]:
                with ui.element("section"):
                    Words("h2", _("Wunsch eintragen"))
                    Words("p", _("Für eine Gruppe, die am Schalter steht oder anruft.")).classes("explain")
                    self.form = Form(fields, send=_("Wunsch eintragen"), act=self.window.safely(self.enter))
        self._show(seen, rows)
        self.board.on_press("propose", self.window.safely(self.propose))
        self.board.on_press("decide", self.window.safely(self.decide))
        self.board.on_press("deadline", self.window.safely(self.deadline))
        self.board.on_press("adjust", self.window.safely(self.adjust))
        self.board.on_press("withdraw", self.window.safely(self.withdraw))
        await self.window.keep_up(self.redraw)  # also with what changed since the first look

    async def draw(self) -> None:
        """Read the round and show what changed; open dialogs and half-written wishes stay as they are."""
        self._show(*await self.window.look(lambda *house: _read(*house, uid=self.uid)))

    def _show(self, seen: RoundSeen, rows: Plain) -> None:
        self.seen = seen
        self.board.show(**{name: rows[name] for name in ("heading", "summary", "acts", "days", "rows")})

    # What the desk does

    async def enter(self, filled: Filled) -> None:
        """Note a wish of a group."""
        try:
            asked = roundforms.wish_from(filled)
        except Refused as refused:
            self.form.say(sentences(refused.reasons, self.window.zone))
            return
        problems = await self.window.attempt(
            lambda session, house, who, at: roundwishes.wish_for(
                session, house, self.uid, asked, who=who, now=at, late=True
            )
        )
        self.form.say(problems)
        await self._done(problems, _("Eingetragen: {title}.", title=asked.title))

    async def propose(self, _what: str) -> None:
        """Let the house propose who gets what."""
        problems = await self.window.attempt(
            lambda session, house, who, at: rounds.propose(session, house, self.uid, who=who, now=at)
        )
        self.window.tell(_("Der Vorschlag ist da."), problems)
        await self.redraw()

    async def adjust(self, uid: str) -> None:
        """Ask what a group gets instead."""
        wish = self.seen.wish(uid) if self.seen else None
        if self.seen is None or wish is None:
            return
        revision = self.seen.card.revision

        async def attempt(filled: Filled) -> list[str]:
            try:
                choice, fixed = roundforms.result_from(filled, wish)
            except Refused as refused:
                return sentences(refused.reasons, self.window.zone)
            problems = await self.window.attempt(
                lambda session, house, who, at: rounds.adjust(
                    session, house, uid, choice, fixed=fixed, who=who, now=at, revision=revision
                )
            )
            return await self._done(problems, _("Geändert: {title}.", title=wish.title))

        fields = await self.window.look(lambda _session, house, _at: roundforms.result_fields(wish, house))
        dialogs.fill_in(
            self.root,
            title=_("Ergebnis ändern"),
            lines=(_("{title} ({group})", title=wish.title, group=wish.group_name),),
            fields=fields,
            confirm=_("So festlegen"),
            attempt=attempt,
        )

    async def withdraw(self, uid: str) -> None:
        """Ask, then strike a wish off the list."""
        wish = self.seen.wish(uid) if self.seen else None
        if wish is None:
            return

        async def attempt(_filled: Answered) -> list[str]:
            problems = await self.window.attempt(
                lambda session, house, who, at: roundwishes.withdraw_wish(
                    session, house, uid, who=who, now=at, late=True
                )
            )
            return await self._done(problems, _("Gestrichen: {title}.", title=wish.title))

        question = Question(
            title=_("Wunsch streichen"), lines=(wish.title, wish.group_name), confirm=_("Wunsch streichen")
        )
        dialogs.ask(self.root, question, attempt)

    async def deadline(self, _what: str) -> None:
        """Ask for another deadline."""
        if self.seen is None:
            return
        card = self.seen.card

        async def attempt(filled: Filled) -> list[str]:
            try:
                day = roundforms.deadline_from(filled)
            except Refused as refused:
                return sentences(refused.reasons, self.window.zone)
            problems = await self.window.attempt(
                lambda session, house, who, at: rounds.set_deadline(
                    session, house, self.uid, day, who=who, now=at, revision=card.revision
                )
            )
            return await self._done(problems, _("Der Anmeldeschluss ist geändert."))

        dialogs.fill_in(
            self.root,
            title=_("Anmeldeschluss ändern"),
            lines=(card.name,),
            fields=roundforms.deadline_fields(card, self.seen.today),
            confirm=_("Ändern"),
            attempt=attempt,
        )

    async def decide(self, _what: str) -> None:
        """Show what would stand in the book, ask, then decide."""
        revision, lines = await self.window.look(lambda *house: _preview(*house, uid=self.uid))

        async def attempt(_filled: Answered) -> list[str]:
            problems = await self.window.attempt(
                lambda session, house, who, at: roundend.decide(
                    session, house, self.uid, who=who, now=at, revision=revision
                )
            )
            return await self._done(problems, _("Beschlossen. Alle Gruppen bekommen Post."))

        question = Question(title=_("Belegungsrunde beschließen"), lines=lines, confirm=_("Beschließen"))
        dialogs.ask(self.root, question, attempt)

    async def _done(self, problems: list[str], said: str) -> list[str]:
        if not problems:
            self.window.tell(said, [])
            await self.redraw()
        return problems


def _read(session: Session, house: HouseFacts, at: datetime, *, uid: str) -> tuple[RoundSeen, Plain]:
    found = roundbook.round_by_uid(session, uid)
    seen = RoundSeen(
        card=next(card for card in roundbook.rounds(session) if card.uid == uid),
        wishes=tuple(roundbook.wish_cards(session, found.id)),
        weights=Weights.from_facts(found.weights),
        today=roundforms.today_of(house, at),
    )
    return seen, {
        "heading": found.name,
        "summary": roundrows.summary(seen),
        "acts": roundrows.acts(seen),
        "days": roundrows.week(seen, house),
        "rows": roundrows.wish_rows(seen, house),
        "rule": roundrows.rule(seen.weights, house),
    }


def _preview(session: Session, house: HouseFacts, _at: datetime, *, uid: str) -> tuple[int, tuple[str, ...]]:
    """Return the revision that was looked at, and what deciding would put into the book."""
    found = roundbook.round_by_uid(session, uid)
    plan = roundend.settled(session, house, found)
    nothing = len(roundbook.wishes_of(session, found.id)) - len(plan)
    lines = [_settled_words(one, house) for one in plan]
    if nothing:
        lines.append(ngettext("{number} Wunsch bekommt nichts.", "{number} Wünsche bekommen nichts.", nothing))
    lines.append(_("Danach stehen die Terminreihen im Buch, und alle Gruppen bekommen Post."))
    return found.revision, tuple(lines)


def _settled_words(one: Settled, house: HouseFacts) -> str:
    taking_place = sum(date.is_free for date in one.dates)
    said = _(
        "{title}: {time}, {dates}.",
        title=one.wish.title,
        time=choice_words(one.choice, one.wish.minutes, house),
        dates=ngettext("{number} Termin", "{number} Termine", taking_place),
    )
    return " ".join(filter(None, (said, skipped_words(skipped_of(one.dates)))))
