"""What a change of a series would do: to its rule, to each of its dates, and what speaks against it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from sqlmodel import Session

from booking import changes, pattern, recurrence, refusals, rulechange, steps
from booking.changes import Change, Scope
from booking.facts import HouseFacts, RoomFacts
from booking.pattern import Pattern
from booking.preview import Choice, with_choices
from booking.refusals import Refused
from booking.series import dates, series_by_uid
from booking.shifts import Partner
from booking.span import Span
from booking.steps import Act, Plan, Step
from booking.wishes import Order
from models.bookings import LIVE, Booking, Series, State

_LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change before it is stored."""

    series: Series
    order: Order  # who asks, and for what
    plan: Plan
    pattern: Pattern | None = None  # what the series, or the one that follows it, says then; none: no rule changes
    base: Pattern | None = None  # what that says before
    ended: Pattern | None = None  # what is left of the series where another one follows it, or nothing
    names: dict[datetime, Booking] = field(default_factory=dict)  # rows by their new place in the rule
    nameless: tuple[Booking, ...] = ()  # rows that are over, whose place in the rule is another's now
    retitled: tuple[Booking, ...] = ()
    apart: bool = False  # single dates differ from their series from now on


def draft(
    session: Session,
    house: HouseFacts,
    uid: str,
    change: Change,
    scope: Scope,
    *,
    choices: Sequence[Choice] = (),
    override: Sequence[str] = (),
    now: datetime,
    group_id: int | None = None,
    revision: int | None = None,
) -> Draft:
    """Return what *change* would do to the dates *scope* of the series *uid*; stores nothing.

    Raises Refused: UnknownBooking, NotYours, ChangedMeanwhile, AlreadyDecided, MeetingOver, UnknownDate,
    UnknownRoom, TitleRefused, RuleRefused.
    """
    series = series_by_uid(session, uid, group_id=group_id, revision=revision)
    if series is None:
        raise Refused(refusals.UnknownBooking())
    if series.state not in pattern.STANDING:
        raise Refused(refusals.AlreadyDecided(series.state))
    changes.make_sense(change, scope)
    rows = dates(session, series)
    order = changes.order_for(session, house, series, change, tuple(override), by_desk=group_id is None)
    made = _Making(house, series, rows, change, order, now)
    found = made.cancelled(scope) if change.cancel else made.changed(scope)
    chosen = with_choices(session, house, order, found.plan.steps, choices, now)
    shares_count = bool(change.moves or change.changes_rule)
    plan = steps.checked(
        session, house, order, changes.seated(session, house, chosen), shares_count=shares_count, now=now
    )
    return replace(found, plan=replace(plan, reasons=(*changes.of_words(change), *plan.reasons)))


class _Making:
    """Makes drafts of one change of one series."""

    def __init__(
        self, house: HouseFacts, series: Series, rows: list[Booking], change: Change, order: Order, now: datetime
    ) -> None:
        self.house, self.series, self.rows, self.change, self.order, self.now = house, series, rows, change, order, now
        self.old = pattern.pattern_of(house, series)
        self.says = steps.rules_say(house, order, now)

    # Which dates

    def _ahead(self, scope: Scope) -> list[Booking]:
        """Return the dates of *scope* that can still be changed; those that run can be cancelled."""
        held = (*LIVE, State.CONFLICT)
        over = [row.ends_at if self.change.cancel else row.starts_at for row in self.rows]
        ahead = [row for row, end in zip(self.rows, over, strict=True) if end > self.now and row.state in held]
        if scope.kind == "all":
            return ahead
        if scope.kind == "between" and scope.first is not None and scope.last is not None:
            return [row for row in ahead if scope.first <= row.wall_from.date() <= scope.last]
        named = self._named(scope)
        place = _place_in_rule(named)
        return [row for row in ahead if row is named or (scope.kind == "following" and _place_in_rule(row) >= place)]

    def _named(self, scope: Scope) -> Booking:
        """Return the date that *scope* names, if it can still be changed."""
        row = next((row for row in self.rows if row.uid == scope.booking), None)
        if row is None:
            raise Refused(refusals.UnknownBooking())
        if (row.ends_at if self.change.cancel else row.starts_at) <= self.now:
            raise Refused(refusals.MeetingOver())
        if scope.kind == "this" and row.state not in (*LIVE, State.CONFLICT):
            raise Refused(refusals.AlreadyDecided(row.state))
        return row

    # What becomes of them

    def cancelled(self, scope: Scope) -> Draft:
        """Return the draft that takes the dates of *scope* back."""
        ahead = self._ahead(scope)
        plan = Plan(steps=tuple(replace(self._kept(row), act=Act.CANCEL, why="") for row in ahead))
        ended = self._without(scope)
        if not ahead and ended is None:
            raise Refused(refusals.RuleRefused("no_dates"))
        return Draft(series=self.series, order=self.order, plan=plan, ended=ended)

    def _without(self, scope: Scope) -> Pattern | None:
        """Return what the series says without the dates of *scope* that have no row yet; none: what it says now."""
        if scope.kind == "all":
            return replace(self.old, horizon=None, last=self.old.last or self.old.horizon)
        if scope.kind == "following":
            return self._cut(_place_in_rule(self._named(scope)))[0]
        if (
            scope.kind == "between"
            and self.old.horizon is not None
            and scope.first is not None
            and scope.last is not None
        ):
            if scope.last > (self.now + timedelta(days=recurrence.LONGEST_DAYS)).date():
                raise Refused(refusals.RuleRefused("endless"))
            far = replace(self.old, horizon=datetime.combine(scope.last, _LAST_MOMENT))
            known = {row.rule_start for row in self.rows}
            later = {start for start in far.starts(datetime.combine(scope.first, time())) if start not in known}
            return replace(self.old, left_out=self.old.left_out | later) if later else None
        return None

    def changed(self, scope: Scope) -> Draft:
        """Return the draft that changes the dates of *scope*."""
        if scope.kind in ("this", "between"):
            return self._apart(self._ahead(scope))
        if scope.kind == "all":
            return self._by_rule(self.old, self.rows, None)
        place = _place_in_rule(self._named(scope))
        before, after = self._cut(place)
        rows = [row for row in self.rows if _place_in_rule(row) >= place]
        if len(rows) == len(self.rows):
            return self._by_rule(self.old, self.rows, None)
        return self._by_rule(after, rows, before)

    def _apart(self, rows: list[Booking]) -> Draft:
        if not rows:
            raise Refused(refusals.RuleRefused("no_dates"))
        each = [self._moved(row) for row in rows] if self.change.moves else [self._kept(row) for row in rows]
        retitled = tuple(rows) if self.change.title is not None else ()
        return Draft(series=self.series, order=self.order, plan=Plan(steps=tuple(each)), retitled=retitled, apart=True)

    def _moved(self, row: Booking) -> Step:
        """Return the step that moves one date apart from its series, or back to where its rule has it."""
        change, kept = self.change, self._kept(row)
        start = row.wall_from + timedelta(days=change.days)
        start = datetime.combine(start, change.start) if change.start is not None else start
        minutes = change.minutes or int((row.wall_to - row.wall_from).total_seconds() // 60)
        where = pattern.place(self.house, self._room(kept.place.room), start, minutes)
        by_rule = self.old.place(self.house, _place_in_rule(row))
        same = (where.span, where.room.id) == (kept.place.span, kept.place.room.id)
        if same and row.state in LIVE:
            return kept
        moved = (where.span, where.room.id) != (by_rule.span, by_rule.room.id)
        return replace(kept, place=where, act=Act.HOLD, why="", moved=moved, reasons=tuple(self.says(where)))

    def _room(self, current: RoomFacts) -> RoomFacts:
        """Return the room with its set-up; the series' own set-up stays in the room that it was given for."""
        return self.order.room if self.change.room is not None or self.change.extras is not None else current

    def _kept(self, row: Booking) -> Step:
        return steps.kept(self.house, _place_in_rule(row), row)

    # A rule that changes

    def _by_rule(self, base: Pattern, rows: list[Booking], ended: Pattern | None) -> Draft:
        change = self.change
        new, partner = rulechange.moved(
            base, days=change.days, clock=change.start, minutes=change.minutes, room=self._room(base.room)
        )
        if change.changes_rule:
            new = rulechange.with_rule(self.house, new, change.rrule, change.until, self.now)
        names, nameless = self._named_anew(rows, partner)
        if change.moves or change.changes_rule:
            each = steps.agreed(self.house, new, names, self.says, now=self.now)
        else:
            each = [steps.kept(self.house, start, row) for start, row in names.items()]
        titled = tuple(row for row in rows if self._takes_title(row)) if change.title is not None else ()
        if not titled and all(step.act is Act.KEEP for step in each) and new == base:
            raise Refused(refusals.RuleRefused("no_dates"))
        return Draft(
            series=self.series,
            order=self.order,
            plan=Plan(steps=tuple(each)),
            pattern=new,
            base=base,
            ended=ended,
            names=names,
            nameless=nameless,
            retitled=titled,
        )

    def _takes_title(self, row: Booking) -> bool:
        return not row.retitled and row.starts_at > self.now and row.state in (*LIVE, State.SKIPPED)

    def _named_anew(self, rows: list[Booking], partner: Partner) -> tuple[dict[datetime, Booking], tuple[Booking, ...]]:
        """Return *rows* by their new place in the rule, and those whose place another one has now.

        Two dates that are both ahead cannot have one place: then a date beside the rule is in the way.
        """
        names: dict[datetime, Booking] = {}
        nameless: list[Booking] = []
        for row in sorted(rows, key=self._is_over):
            place = partner(_place_in_rule(row)) or _place_in_rule(row)
            if place not in names:
                names[place] = row
            elif self._is_over(row):
                nameless.append(row)
            else:
                other = names[place]
                raise Refused(refusals.Taken(Span(other.busy_from, other.busy_until), other.uid, other.title))
        return names, tuple(nameless)

    def _is_over(self, row: Booking) -> bool:
        return row.state not in LIVE or row.starts_at <= self.now

    def _cut(self, place: datetime) -> tuple[Pattern, Pattern]:
        """Return what the series says before *place*, and from there on."""
        before = replace(
            self.old,
            last=place - timedelta(minutes=1),
            horizon=None,
            extra=tuple(start for start in self.old.extra if start < place),
            left_out=frozenset(start for start in self.old.left_out if start < place),
        )
        by_rule = recurrence.between(self.old.rrule, self.old.first, place, self.old.end)
        after = replace(
            self.old,
            # Where only dates beside the rule are left, one of them has to stand for it.
            rrule=self.old.rrule if by_rule else "FREQ=DAILY",
            first=by_rule[0] if by_rule else place,
            last=self.old.last if by_rule else place,
            extra=tuple(start for start in self.old.extra if start >= place),
            left_out=frozenset(start for start in self.old.left_out if start >= place),
        )
        return before, after


def _place_in_rule(row: Booking) -> datetime:
    # What lost its place to another date is over.
    return row.rule_start or row.wall_from
