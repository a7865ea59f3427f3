"""Kiosks: paired at the desk by a code, known by a token of their own, revoked at once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update

from booking import journal, reach, seals
from booking.i18n import _
from booking.refusals import Malformed, Refused, UnknownScreen, WrongCode
from models.journal import JournalEntry
from models.screens import KioskScreen, PairingCode

CODE_LASTS = timedelta(minutes=10)
WRONG_CODES = 20  # typed by anybody while a code is open; then it is worth nothing: a chance of 1 in 29,000
MOST_CODES = 3  # open at once: more of them would help whoever guesses
QUIET_AFTER = timedelta(minutes=3)  # its page tells every minute that it lives
_SELDOM = timedelta(seconds=50)
_LONGEST_NAME = 40
_LONGEST_VERSION = 32
_LARGEST = 20_000  # pixels of a side
_DIAGONALS, _EDGES = (7.0, 120.0), (0, 2500)


class Sign(StrEnum):
    """Whether a kiosk tells that it lives."""

    NEVER = "never"
    FRESH = "fresh"
    QUIET = "quiet"


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenFacts:
    """One paired kiosk."""

    id: int
    name: str
    created_at: datetime
    last_seen_at: datetime | None
    last_touch_at: datetime | None
    version: str
    width: int | None
    height: int | None
    diagonal_inch: float | None
    lower_edge_mm: int | None
    controls_low: bool
    notice: str | None
    notice_until: date | None
    loaded_at: datetime | None

    def page(self) -> tuple[float, datetime | None]:
        """Return what its page was made for; once that is another, the page is loaded afresh."""
        return self.scale(), self.loaded_at

    def notice_on(self, day: date) -> str:
        """Return what the desk tells in its window on *day*; empty if nothing."""
        return self.notice if self.notice and self.notice_until and day <= self.notice_until else ""

    def sign(self, now: datetime) -> Sign:
        """Return whether its page has told lately that it lives."""
        if self.last_seen_at is None:
            return Sign.NEVER
        return Sign.FRESH if now - self.last_seen_at < QUIET_AFTER else Sign.QUIET

    def mounting(self) -> reach.Mounting | None:
        """Return how it hangs; none until the desk has measured it and its page has told its size."""
        if not (self.diagonal_inch and self.width and self.height) or self.lower_edge_mm is None:
            return None
        return reach.Mounting(
            diagonal_inch=self.diagonal_inch,
            lower_edge_mm=self.lower_edge_mm,
            width=self.width,
            height=self.height,
        )

    def scale(self) -> float:
        """Return how much of its size the picture takes: 1, or less where the controls were put down."""
        mounting = self.mounting()
        return (reach.lowering(mounting) or 1.0) if self.controls_low and mounting else 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Heartbeat:
    """What a kiosk's page tells of itself; *touched* is how long ago somebody touched it, none if nobody did."""

    version: str
    width: int
    height: int
    touched: timedelta | None = None


# Pairing


def offer_pairing(session: Session, secret: str, *, name: str, who: str, now: datetime) -> str:
    """Return six digits with which one machine becomes the kiosk *name* within ten minutes.

    *secret* is the house's; the code is stored sealed with it. Raises Refused(Malformed).
    """
    checked = _name(name)
    session.exec(delete(PairingCode).where(col(PairingCode.ends_at) <= now))
    _drop_oldest(session)
    taken = set(session.exec(select(PairingCode.code_hash)))
    code = next(code for code in iter(seals.new_pin, "") if seals.code_seal(code, secret) not in taken)
    seal = seals.code_seal(code, secret)
    session.add(PairingCode(code_hash=seal, name=checked, created_at=now, ends_at=now + CODE_LASTS))
    journal.record(session, "screen.offered", who=who, now=now)
    return code


def invite(session: Session, secret: str, *, name: str, now: datetime) -> str:
    """Return a long code with which any browser becomes a kiosk, without end. Only for houses to try out."""
    code = seals.new_token()
    session.add(PairingCode(code_hash=seals.code_seal(code, secret), name=_name(name), created_at=now))
    return code


def pair(session: Session, code: str, secret: str, *, now: datetime) -> str | WrongCode:
    """Make whoever shows *code* a kiosk and return its token; needs writing().

    A wrong code and one that is over or used are answered alike: returned, not raised, because a wrong one
    is counted against every code that is open.
    """
    shown = "".join(code.split())
    found = session.exec(select(PairingCode).where(PairingCode.code_hash == seals.code_seal(shown, secret))).first()
    if found is None or not _is_open(found, now):
        session.exec(update(PairingCode).where(*_guessable(now)).values(tries=PairingCode.tries + 1))
        return WrongCode()
    if found.ends_at is not None:
        found.used_at = now
    token = seals.new_token()
    screen = KioskScreen(name=_free_name(session, found.name), token_hash=seals.token_seal(token), created_at=now)
    session.add(screen)
    session.flush()
    journal.record(session, "screen.paired", who=f"kiosk:{screen.id}", now=now, screen=screen.id)
    return token


def _drop_oldest(session: Session) -> None:
    """Leave room for one more code among those that can be guessed."""
    is_short = col(PairingCode.ends_at).is_not(None)
    rows = session.exec(select(PairingCode).where(is_short).order_by(col(PairingCode.id).desc()))
    for row in list(rows)[MOST_CODES - 1 :]:
        session.delete(row)
    session.flush()


def _guessable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return col(PairingCode.ends_at) > now, col(PairingCode.used_at).is_(None)


def _is_open(code: PairingCode, now: datetime) -> bool:
    if code.ends_at is None:
        return True
    return code.used_at is None and now < code.ends_at and code.tries < WRONG_CODES


def _free_name(session: Session, name: str) -> str:
    """Return *name*, with a number if another kiosk has it."""
    taken = set(session.exec(select(KioskScreen.name).where(_counts())))
    numbered = (f"{name} {number}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)


# What is known


def screen_of(session: Session, token: str) -> ScreenFacts | None:
    """Return the kiosk that has *token*; none for an invented one and after it was revoked."""
    if not token:
        return None
    seal = seals.token_seal(token)
    row = session.exec(select(KioskScreen).where(KioskScreen.token_hash == seal, _counts())).first()
    return _facts(row) if row else None


def screen(session: Session, screen_id: int) -> ScreenFacts:
    """Return one kiosk. Raises Refused(UnknownScreen)."""
    return _facts(row_of(session, screen_id))


def screens(session: Session) -> list[ScreenFacts]:
    """Return every kiosk that counts, by name."""
    rows = session.exec(select(KioskScreen).where(_counts()))
    return sorted((_facts(row) for row in rows), key=lambda one: (one.name.casefold(), one.id))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of what became of the kiosks: *what* is the journal's word, *name* that of the kiosk now."""

    at: datetime
    who: str
    what: str
    name: str


def history(session: Session, most: int = 10) -> list[Line]:
    """Return what was done with kiosks, the newest first; also with those that do not count any more."""
    is_screen = col(JournalEntry.what).startswith("screen.")
    rows = session.exec(select(JournalEntry).where(is_screen).order_by(col(JournalEntry.id).desc()).limit(most))
    names = {row.id: row.name for row in session.exec(select(KioskScreen))}
    return [Line(at=row.at, who=row.who, what=row.what, name=names.get(row.facts.get("screen", 0), "")) for row in rows]


def is_due(screen: ScreenFacts, beat: Heartbeat, now: datetime) -> bool:
    """Whether what *screen* tells is worth writing down: it was not heard, or known to be touched, for a minute."""
    if screen.last_seen_at is None or now - screen.last_seen_at >= _SELDOM:
        return True
    if beat.touched is None:
        return False
    return now - beat.touched - (screen.last_touch_at or screen.created_at) >= _SELDOM


def seen(session: Session, screen_id: int, beat: Heartbeat, *, now: datetime) -> None:
    """Note what the page of a kiosk told; no entry of the journal, so that no screen is drawn anew for it."""
    row = row_of(session, screen_id)
    row.last_seen_at = now
    row.version = beat.version[:_LONGEST_VERSION] if beat.version.isprintable() else ""
    row.width, row.height = _pixels(beat.width), _pixels(beat.height)
    if beat.touched is not None and beat.touched >= timedelta():
        touched = max(row.created_at, now - min(beat.touched, timedelta(days=1)))
        row.last_touch_at = max(touched, row.last_touch_at or touched)


def _pixels(number: int) -> int:
    return max(1, min(number, _LARGEST))


# What the desk does with them


def revoke(session: Session, screen_id: int, *, who: str, now: datetime) -> None:
    """Take the rights of a kiosk back at once. Raises Refused(UnknownScreen)."""
    row_of(session, screen_id).revoked_at = now
    journal.record(session, "screen.revoked", who=who, now=now, screen=screen_id)


def rename(session: Session, screen_id: int, name: str, *, who: str, now: datetime) -> None:
    """Name a kiosk after its place. Raises Refused: UnknownScreen, Malformed."""
    row_of(session, screen_id).name = _name(name)
    journal.record(session, "screen.renamed", who=who, now=now, screen=screen_id)


def measure(
    session: Session, screen_id: int, *, diagonal_inch: float, lower_edge_mm: int, who: str, now: datetime
) -> None:
    """Note how large a kiosk is and how high its picture begins. Raises Refused: UnknownScreen, Malformed for each."""
    wrong = []
    if not _DIAGONALS[0] <= diagonal_inch <= _DIAGONALS[1]:
        wrong.append(Malformed(_("Diagonale in Zoll"), _("eine Zahl von 7 bis 120")))
    if not _EDGES[0] <= lower_edge_mm <= _EDGES[1]:
        wrong.append(Malformed(_("Unterkante des Bildes in mm"), _("eine Zahl von 0 bis 2500")))
    if wrong:
        raise Refused(*wrong)
    row = row_of(session, screen_id)
    row.diagonal_inch, row.lower_edge_mm = diagonal_inch, lower_edge_mm
    mounting = _facts(row).mounting()
    if mounting is None or reach.lowering(mounting) is None:
        row.controls_low = False  # it was for the screen as it hung before
    journal.record(session, "screen.measured", who=who, now=now, screen=screen_id)


def put_controls_low(session: Session, screen_id: int, low: bool, *, who: str, now: datetime) -> None:
    """Draw the picture of a kiosk smaller at its lower edge, or as usual again. Raises Refused(UnknownScreen)."""
    row_of(session, screen_id).controls_low = low
    journal.record(session, "screen.measured", who=who, now=now, screen=screen_id)


def row_of(session: Session, screen_id: int) -> KioskScreen:
    """Return the row of a kiosk that counts. Raises Refused(UnknownScreen)."""
    row = session.exec(select(KioskScreen).where(KioskScreen.id == screen_id, _counts())).first()
    if row is None:
        raise Refused(UnknownScreen())
    return row


# Helpers


def _counts() -> ColumnElement[bool]:
    return col(KioskScreen.revoked_at).is_(None)


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= _LONGEST_NAME or not tidy.isprintable():
        raise Refused(Malformed(_("Wo steht es?"), _("ein Ort mit 1 bis 40 Zeichen, zum Beispiel Eingang")))
    return tidy


def _facts(row: KioskScreen) -> ScreenFacts:
    known: dict[str, Any] = {name: getattr(row, name) for name in ScreenFacts.__dataclass_fields__}
    return ScreenFacts(**known)
