"""What the page of a seat says: how it stands, what comes next, and what one can do."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from booking import refusals
from booking.i18n import _
from booking.refusals import Refused
from booking.signups import SeatView
from kiosk.calendar_words import clock_time, from_to, long_day
from kiosk.components.meeting_words import Chip
from models.meetings import Ended


@dataclass(frozen=True, slots=True)
class DateRow:
    """One of several dates that a link opens."""

    code: str
    day: str
    time: str
    chip: Chip | None  # none: as it was to be
    can_give_back: bool


def shown(views: Sequence[SeatView], date: str, now: datetime) -> SeatView:
    """Return the seat at *date* (a code), or the next that is still wanted. Raises Refused(UnknownSeat)."""
    if date:
        views = [view for view in views if view.occurrence.code == date]
    if not views:
        raise Refused(refusals.UnknownSeat())
    wanted = [view for view in views if not view.released]
    ahead = [view for view in wanted if view.occurrence.ends > now]
    return (ahead or wanted or list(views))[0]


def says(views: Sequence[SeatView], seat: SeatView, now: datetime) -> tuple[str, str]:
    """Return heading and first sentence of the page that shows *seat*, one of *views*."""
    date = seat.occurrence
    if seat.released:
        return _ended(seat)
    if date.status == "cancelled":
        return _("Das Treffen fällt leider aus"), _("Sie müssen nichts tun.")
    if date.status == "asked":
        keeps = (
            _("Sie stehen weiter auf der Warteliste. Bitte schauen Sie später wieder auf diese Seite.")
            if seat.waiting
            else _("Ihr Platz bleibt Ihnen. Bitte schauen Sie später wieder auf diese Seite.")
        )
        return _("Der Termin wird gerade neu geplant"), keeps
    if date.ends <= now:
        return _("Das Treffen ist vorbei"), ""
    if seat.offered_until is not None:
        text = _("Danach bekommt ihn jemand anderes, und Sie stehen nicht mehr auf der Warteliste.")
        return _("Ein Platz ist für Sie frei"), text
    if seat.standing == "offered":
        return _ended(replace(seat, ended=Ended.LAPSED))  # its time is over; the clock's own work only comes after
    if seat.waiting:
        return _("Sie stehen auf der Warteliste"), _waits(seat)
    keep = _("Das Merkwort ist Ihr Nachweis. Schreiben Sie es auf, oder behalten Sie diese Seite.")
    several = sum(can_give_back(view, now) for view in views) > 1
    return _("Ihre Plätze sind sicher") if several else _("Ihr Platz ist sicher"), keep


def _ended(seat: SeatView) -> tuple[str, str]:
    if seat.ended is Ended.LAPSED:
        return (
            _("Das Angebot gilt nicht mehr"),
            _("Sie haben nicht rechtzeitig geantwortet. Sie stehen nicht mehr auf der Warteliste."),
        )
    if seat.ended is Ended.DECLINED:
        return _("Sie haben den Platz nicht angenommen"), _("So kann jemand anderes kommen.")
    return _("Ihr Platz ist freigegeben. Danke."), _("So kann jemand anderes kommen.")


def _waits(seat: SeatView) -> str:
    if seat.reachable:
        return _("Wird ein Platz frei, schreiben wir Ihnen. Sie haben dann bis zu einem Tag Zeit für die Antwort.")
    return _("Wird etwas frei, rücken Sie von selbst nach. Auf dieser Seite sehen Sie, ob Sie dabei sind.")


def answer_by(seat: SeatView, now: datetime) -> str:
    """Return until when an answer to the offer is due, `Dienstag, 24. November, 14:00 Uhr`; empty: no offer."""
    until = seat.offered_until
    if until is None or seat.released or seat.occurrence.status not in ("planned", "moved"):
        return ""
    return _("{day}, {time} Uhr", day=long_day(until.date()), time=clock_time(until))


def can_give_back(seat: SeatView, now: datetime) -> bool:
    """Whether somebody else can have *seat* instead."""
    return not seat.released and seat.occurrence.status != "cancelled" and now < seat.occurrence.starts


def sure(views: Sequence[SeatView], now: datetime) -> list[SeatView]:
    """Return those of *views* that are somebody's seats and still to come."""
    return [view for view in views if view.standing == "in" and not view.released and view.occurrence.ends > now]


def has_file(views: Sequence[SeatView], now: datetime) -> bool:
    """Whether there is something to enter into a calendar from several dates at once."""
    stands = [view for view in sure(views, now) if view.occurrence.status in ("planned", "moved")]
    return len(views) > 1 and bool(stands)


def date_row(seat: SeatView, now: datetime) -> DateRow:
    """Return one line of the list of dates."""
    date = seat.occurrence
    return DateRow(
        code=date.code,
        day=long_day(date.starts.date()),
        time=from_to(date.starts, date.ends),
        chip=_chip(seat, now),
        can_give_back=can_give_back(seat, now),
    )


def _chip(seat: SeatView, now: datetime) -> Chip | None:
    date = seat.occurrence
    if seat.released:
        return Chip("back", _("freigegeben"))
    if date.status == "cancelled":
        return Chip("cross", _("fällt aus"), "stop")
    if date.ends <= now:
        return Chip("check", _("vorbei"))
    if date.status == "moved":
        return Chip("warning", _("verlegt"), "wait")
    if date.status == "asked":
        return Chip("warning", _("wird neu geplant"), "wait")
    if seat.waiting:
        return Chip("hourglass", _("auf der Warteliste"), "wait")
    return None
