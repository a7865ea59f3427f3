"""A town moves from MRBS: its bookings become bookings of groups in this house, all of them or none.

Nobody's name comes along: a login of MRBS only says whose group it is, descriptions stay behind.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from booking import book, journal, refusals, series, titles, wishes
from booking.facts import HouseFacts
from booking.i18n import _, ngettext
from booking.mrbs.found import Date, Found
from booking.mrbs.plan import Planned, Series, planned
from booking.pattern import LEFT_OUT
from booking.refusals import Refusal, Refused
from booking.span import local
from booking.wishes import Wish
from models import quick
from models.bookings import Booking, State
from models.community import Group

SOURCE = "mrbs"
_STAYS = ""  # where a room of MRBS goes whose bookings stay behind
# How early one must ask is for people who ask now; these were promised long ago.
_NOT_NOW = (refusals.TooSoon, refusals.TooFarAhead)

Say = Callable[[Iterable[Refusal]], list[str]]  # reasons as sentences


class NotMoved(Exception):
    """Nothing was taken; *reasons* are sentences about everything that is in the way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """What the town says of rooms and groups: a name in MRBS, a slug of the house. An empty slug: it stays behind."""

    rooms: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)  # of logins, or of titles
    others: str = ""  # the group of all that nobody else is known for; empty: there is none


@dataclass(slots=True, kw_only=True)
class Moved:
    """What was taken."""

    series: int = 0
    dates: int = 0  # of series
    singles: int = 0
    requests: int = 0  # not approved in MRBS yet
    known: int = 0  # taken before
    past: int = 0
    behind: int = 0  # of rooms that stay behind
    hints: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def move(
    session: Session, house: HouseFacts, found: Found, where: Where, *, leave: bool, say: Say, who: str, now: datetime
) -> Moved:
    """Take every booking of *found* that is to come; with *leave* those stay behind that cannot be, and are told.

    Nobody is written a letter. Taken once more, what was taken before is passed over. Raises NotMoved with everything
    that is in the way, and then the caller stores nothing.
    """
    mover = _Mover(session, house, where, say, who, now)
    plan = planned(found, house.zone, now)
    mover.moved.past, mover.moved.hints = plan.past, list(plan.hints)
    if unclear := [*mover.unclear_rooms(found), *mover.unclear_groups(plan)]:
        raise NotMoved([*unclear, *found.problems])
    mover.moved.problems = list(found.problems)
    for one in plan.series:
        mover.take_series(one, leave=leave)
    for date in plan.singles:
        mover.take_single(date)
    if mover.moved.problems and not leave:
        raise NotMoved(mover.moved.problems)
    counts = {name: getattr(mover.moved, name) for name in ("series", "dates", "singles", "requests")}
    journal.record(session, "house.moved_in", who=who, now=now, **counts)
    return mover.moved


class _Mover:
    """Takes one booking after the other, and notes what is in the way."""

    def __init__(self, session: Session, house: HouseFacts, where: Where, say: Say, who: str, now: datetime) -> None:
        self._session, self._house, self._say, self._who, self._now = session, house, say, who, now
        self._rooms = {_plain(name): slug for name, slug in where.rooms.items()}
        self._groups = {_plain(name): slug for name, slug in where.groups.items()}
        self._others = where.others
        rows = session.execute(select(Group)).scalars().all()
        self._known = {group.slug: group for group in rows}
        self._by_name = {_plain(word): group.slug for group in rows for word in (group.name, group.slug)}
        taken = select(col(Booking.once)).where(col(Booking.once).like(f"{SOURCE}:%"))
        self._before = set(session.execute(taken).scalars())
        self._lines: dict[str, str] = {}  # of what was taken: where it stood
        self.moved = Moved()

    # What the town has to say first

    def unclear_rooms(self, found: Found) -> list[str]:
        """Return a sentence for each room of MRBS that is none here."""
        said = []
        for area, room in sorted(found.rooms):
            slug = self._room(area, room)
            if slug is None:
                said.append(_which_room(area, room))
            elif slug != _STAYS and self._house_room(slug) is None:
                said.append(_("Einen Raum „{slug}“ gibt es hier nicht.", slug=slug))
        return said

    def unclear_groups(self, plan: Planned) -> list[str]:
        """Return a sentence for each login of MRBS whose group nobody knows."""
        dates = [*plan.singles, *(date for one in plan.series for date in one.dates)]
        coming = [date for date in dates if self._room(date.area, date.room) != _STAYS]
        unknown = Counter(date.creator or date.title for date in coming if not self._slug(date))
        wrong = {slug for slug in (*self._groups.values(), self._others) if slug and slug not in self._known}
        return [
            *(_("Eine Gruppe „{slug}“ gibt es hier nicht.", slug=slug) for slug in sorted(wrong)),
            *(_whose(name, number) for name, number in sorted(unknown.items())),
        ]

    def _room(self, area: str, room: str) -> str | None:
        for name in (f"{area}/{room}", room):
            if (slug := self._rooms.get(_plain(name))) is not None:
                return slug
        mains = (one for one in self._house.rooms if one.main_id is None)
        return next((one.slug for one in mains if _plain(room) in (_plain(one.name), _plain(one.slug))), None)

    def _house_room(self, slug: str) -> tuple[str, tuple[str, ...]] | None:
        main, *extras = slug.split("+")
        try:
            self._house.room(main, extras)
        except Refused:
            return None
        return main, tuple(extras)

    def _group(self, date: Date) -> Group | None:
        return self._known.get(self._slug(date))

    def _slug(self, date: Date) -> str:
        """Return whose *date* is said to be; empty if nobody says it."""
        names = [_plain(name) for name in (date.creator, date.title) if name]
        said = [*(self._groups.get(name) for name in names), *(self._by_name.get(name) for name in names), self._others]
        return next((slug for slug in said if slug), "")

    # Taking

    def take_series(self, one: Series, *, leave: bool) -> None:
        """Book the dates of *one* as a series; with *leave*, date by date where they cannot be together."""
        if self._passes(one.dates[0], one.mark, len(one.dates)):
            return
        wish = self._wish(one.dates[0], one.where, one.mark, rrule=one.rule, extra=one.extra, left_out=one.left_out)
        try:
            row = series.request_series(self._session, self._house, wish, told=False, who=self._who, now=self._now)
        except Refused as refused:
            if not leave:
                self._cannot(one.where, one.dates[0], refused.reasons)
                return
            self.moved.hints.append(
                _("{where}: nicht als Reihe, sondern Termin für Termin übernommen.", where=one.where)
            )
            for date in one.dates:
                self.take_single(date)
            return
        dates = series.dates(self._session, row)
        self._lines.update((date.uid, one.where) for date in dates)
        self.moved.series += 1
        self.moved.dates += sum(date.state is State.CONFIRMED for date in dates)
        closed = [date for date in dates if date.state is State.SKIPPED and date.reason != LEFT_OUT]
        if closed:
            days = ", ".join(f"{date.wall_from:%d.%m.%Y}" for date in closed)
            self.moved.hints.append(
                _("{where}: Diese Termine fallen aus, weil das Haus zu ist: {days}.", where=one.where, days=days)
            )

    def take_single(self, date: Date) -> None:
        """Book one date, or keep it as a wish where MRBS had not approved it yet."""
        if self._passes(date, date.mark, 1):
            return
        wish = self._wish(date, date.where, date.mark)
        try:
            order = wishes.read_wish(self._session, self._house, wish)
        except Refused as refused:
            self._cannot(date.where, date, refused.reasons)
            return
        reasons = wishes.objections_to(self._session, self._house, order, self._now)
        if reasons := [reason for reason in reasons if not isinstance(reason, _NOT_NOW)]:
            self._cannot(date.where, date, reasons)
            return
        values = wishes.values_for(self._house, order, order.span, self._now)
        if date.open:
            values |= {"state": State.REQUESTED, "held_until": None}
        booking = quick.store(self._session, Booking, values)
        book.note_down(self._session, f"booking.{booking.state}", booking, who=self._who, now=self._now)
        self._lines[booking.uid] = date.where
        self.moved.requests += date.open
        self.moved.singles += not date.open

    def _passes(self, date: Date, mark: str, number: int) -> bool:
        """Whether it is passed over: it stays behind, or it was taken before."""
        if self._room(date.area, date.room) == _STAYS:
            self.moved.behind += number
            return True
        if f"{SOURCE}:{mark}" in self._before:
            self.moved.known += number
            return True
        return False

    def _wish(self, date: Date, where: str, mark: str, **rule: Any) -> Wish:
        main, extras = self._house_room(self._room(date.area, date.room) or "") or ("", ())
        group = self._group(date)
        slug, title = (group.slug, date.title) if group else ("", date.title)
        if group is not None and titles.objections(title):
            title = group.name
            self.moved.hints.append(
                _(
                    "{where}: Der Titel kann hier nicht stehen; der Termin heißt jetzt „{title}“.",
                    where=where,
                    title=title,
                )
            )
        return Wish(
            room=main,
            extras=extras,
            start=date.starts,
            end=date.ends,
            title=title,
            group_slug=slug,
            open_to_all=not date.private,
            by_desk=True,
            source=SOURCE,
            once=f"{SOURCE}:{mark}",
            **rule,
        )

    def _cannot(self, where: str, date: Date, reasons: Iterable[Refusal]) -> None:
        start = local(date.starts, self._house.zone)
        others = {
            self._lines[reason.uid]
            for reason in reasons
            if isinstance(reason, refusals.Taken) and reason.uid in self._lines
        }
        same = _(" (in der Datei: {where})", where=", ".join(sorted(others))) if others else ""
        said = " ".join(dict.fromkeys(self._say(reasons)))
        what = _(
            "{where} („{title}“, {when} Uhr): {why}",
            where=where,
            title=date.title,
            when=f"{start:%d.%m.%Y %H:%M}",
            why=said,
        )
        self.moved.problems.append(what + same)


def _which_room(area: str, room: str) -> str:
    asked = _("Welcher Raum ist „{room}“ ({area}) hier?", room=room, area=area)
    answer = _('Mit --mrbs-room "{room}=SLUG" sagen; mit --mrbs-room "{room}=" bleibt er zurück.', room=room)
    return f"{asked} {answer}"


def _whose(name: str, number: int) -> str:
    asked = ngettext(
        "Zu welcher Gruppe gehört {number} Buchung von „{name}“?",
        "Zu welcher Gruppe gehören {number} Buchungen von „{name}“?",
        number,
        name=name,
    )
    answer = _('Mit --group "{name}=SLUG" sagen, für alle übrigen mit --others SLUG.', name=name)
    return f"{asked} {answer}"


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
