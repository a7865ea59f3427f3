"""What the staff does with one kiosk: opens it on the spot by a code, tells something in its window, reloads it."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, update

from booking import cards, journal, screens, seals, titles
from booking.i18n import _
from booking.refusals import Malformed, Refused, UnreadableCard
from models.screens import KioskScreen

MARK = "TS"  # of the code, in the place of a group card's
CODE_LASTS = timedelta(minutes=10)
LONGEST_NOTICE = 140  # signs: read at two metres in one breath


def offer_code(session: Session, screen_id: int, *, who: str, now: datetime) -> str:
    """Return the code that opens one kiosk for the staff, once and within ten minutes.

    It is stored sealed; one that was made before stops working. Raises Refused(UnknownScreen).
    """
    row, code = screens.row_of(session, screen_id), cards.new_code(MARK)
    row.staff_hash, row.staff_until = seals.token_seal(code), now + CODE_LASTS
    journal.record(session, "screen.staff_offered", who=who, now=now, screen=screen_id)
    return code


def use_code(session: Session, screen_id: int, typed: str, *, now: datetime) -> None:
    """Use up the code that a scanner *typed* at a kiosk; needs writing().

    Raises Refused(UnreadableCard), alike for what is no code, for one of another kiosk, and for one that was used,
    is too old or was replaced.
    """
    seal = seals.token_seal(cards.read_code(typed, MARK))
    used = session.exec(
        update(KioskScreen)
        .where(
            col(KioskScreen.id) == screen_id,
            col(KioskScreen.revoked_at).is_(None),
            col(KioskScreen.staff_hash) == seal,
            col(KioskScreen.staff_until) > now,
        )
        .values(staff_hash=None, staff_until=None)
    )
    if used.rowcount != 1:
        raise Refused(UnreadableCard())
    journal.record(session, "screen.staff_came", who=f"kiosk:{screen_id}", now=now, screen=screen_id)


def put_up_notice(
    session: Session, screen_id: int, text: str, until: date, *, today: date, who: str, now: datetime
) -> None:
    """Tell *text* in the window of one kiosk up to and including the local day *until*; it replaces the one before.

    Raises Refused: UnknownScreen, Malformed for each field.
    """
    row, tidy, wrong = screens.row_of(session, screen_id), titles.clean(" ".join(text.split())), []
    if titles.text_objections(tidy) or len(tidy) > LONGEST_NOTICE:
        wrong.append(
            Malformed(_("Hinweis"), _("ein Satz mit 1 bis 140 Zeichen, zum Beispiel Heute ist der Lift defekt"))
        )
    if not today <= until <= today + timedelta(days=366):
        wrong.append(Malformed(_("Letzter Tag"), _("ein Tag von heute bis in einem Jahr")))
    if wrong:
        raise Refused(*wrong)
    row.notice, row.notice_until = tidy, until
    journal.record(session, "screen.notice_up", who=who, now=now, screen=screen_id)


def take_down_notice(session: Session, screen_id: int, *, who: str, now: datetime) -> None:
    """Tell nothing more in the window of one kiosk. Raises Refused(UnknownScreen)."""
    row = screens.row_of(session, screen_id)
    if row.notice is None:
        return
    row.notice = row.notice_until = None
    journal.record(session, "screen.notice_down", who=who, now=now, screen=screen_id)


def load_afresh(session: Session, screen_id: int, *, who: str, now: datetime) -> None:
    """Let the page of one kiosk be loaded afresh, wherever it is open. Raises Refused(UnknownScreen)."""
    screens.row_of(session, screen_id).loaded_at = now
    journal.record(session, "screen.loaded", who=who, now=now, screen=screen_id)
