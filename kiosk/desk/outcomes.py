"""What came of what the desk did, where that is not for the desk to choose: in sentences."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from booking import decisions
from booking.displacement import Displaced
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.ledger import DeskRow
from booking.overdue import ASKED_FROM
from kiosk.desk.dialogs import Filled
from kiosk.desk.elsewhere import when_words
from kiosk.desk.rows import when
from kiosk.desk.window import Window
from kiosk.desk.wording import moment, note_sentence
from models.bookings import Booking, State
from models.database import Session


class No:
    """Says no to the wish *row*, and then what came of it."""

    def __init__(self, window: Window, row: DeskRow) -> None:
        self._window, self._about = window, f"{row.title}, {when(row)}"
        self.said = ""

    async def __call__(self, uid: str, filled: Filled) -> list[str]:
        """Say no to *uid*, a booking or a series; return why that cannot be, in sentences."""

        def decline(session: Session, house: HouseFacts, who: str, at: datetime) -> None:
            why = {"reason": filled.reason, "text": filled.text}
            done = decisions.decline_booking(session, house, uid, **why, who=who, now=at)
            self.said = turned_down(done, self._about, house.zone)

        return await self._window.attempt(decline, note_sentence)


def turned_down(bookings: Sequence[Booking], about: str, zone: ZoneInfo) -> str:
    """Return what became of *bookings* after a no: *about* is cancelled, or stays where it was promised before."""
    back = [booking for booking in bookings if booking.state is State.CONFIRMED]
    lost = sum(ASKED_FROM in booking.facts for booking in bookings if booking not in back)
    said = [_stays(back, zone)] if back else []
    if lost:
        said.append(
            ngettext(
                "Abgesagt: {number} Termin. Der alte ist vergeben, geschlossen oder vorbei.",
                "Abgesagt: {number} Termine. Die alten sind vergeben, geschlossen oder vorbei.",
                lost,
            )
        )
    elif len(back) < len(bookings):
        said.append(_("Abgesagt: {about}.", about=about))
    return " ".join(said)


def _stays(back: Sequence[Booking], zone: ZoneInfo) -> str:
    if len(back) == 1:
        return _("Nicht geändert. Der alte Termin bleibt zugesagt: {when}.", when=moment(back[0].starts_at, zone))
    return ngettext(
        "Nicht geändert. {number} Termin bleibt zugesagt, wie er war.",
        "Nicht geändert. {number} Termine bleiben zugesagt, wie sie waren.",
        len(back),
    )


def accepted(booking: Booking) -> str:
    """Return what an offer is once it was taken: promised, or a wish that the desk decides."""
    if booking.state is State.REQUESTED:
        return _("Angenommen. Jetzt ist es eine Anfrage: Bitte entscheiden Sie.")
    return _("Angenommen. Der Termin ist zugesagt.")


def displaced(done: Displaced, zone: ZoneInfo) -> str:
    """Return whether whoever had to give way is offered something else, and until when it may be taken."""
    if done.booking.group_id is None:
        return _("Abgesagt. Niemandem ist etwas angeboten: Der Termin gehörte keiner Gruppe.")
    if done.offer is None or done.offer.held_until is None:
        return _("Abgesagt. In den nächsten vier Wochen war nichts frei: Der Gruppe ist nichts angeboten.")
    offered = when_words(done.offer.starts_at, done.offer.ends_at, zone)
    said = _("Abgesagt. Der Gruppe ist angeboten: {when}. Sie kann bis {until} zusagen.")
    return said.format(when=offered, until=moment(done.offer.held_until, zone))
