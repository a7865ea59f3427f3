"""What the house's file says about wishes for fixed times of a half-year."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from booking import fixedtimes, refusals
from booking.facts import HouseFacts
from booking.fixedtimes import Choice
from booking.housefile import words
from booking.housefile.faults import Fault
from booking.housefile.house import Layout, Weekday
from booking.housefile.schema import AtLeast, Check, Entry, Objections, Refers
from booking.housefile.words import Clock, Minutes, Positive, Text, Title
from booking.i18n import _, ngettext
from booking.outcomes import Weights
from booking.refusals import Refusal
from booking.rules import Ask
from booking.span import Span, minute_of

_MOST_CHOICES = 5


def _not_too_many(choices: tuple["FixedTime", ...]) -> str | None:
    return _("Höchstens {most} Zeiten sind möglich.", most=_MOST_CHOICES) if len(choices) > _MOST_CHOICES else None


@dataclass(frozen=True, kw_only=True)
class FixedTime(Entry):
    """A time of the week or of the month that would do."""

    room: words.Room
    extras: words.Rooms = ()
    day: Weekday
    start: Clock
    every_weeks: Literal[1, 2, 4] = 1
    monthly: Annotated[tuple[Literal[1, 2, 3, 4, 5, -1], ...], words.distinct] = ()
    pause: Literal["school"] | None = None

    def objections(self) -> Objections:
        """Yield what is wrong between its keys."""
        if self.monthly and self.every_weeks != 1:
            yield "monthly", _("Entweder „every_weeks“ oder „monthly“, nicht beides.")

    @property
    def choice(self) -> Choice:
        """Itself as the house shares it out."""
        return Choice(
            room=self.room,
            extras=self.extras,
            weekday=fixedtimes.WEEK.index(self.day),
            start=self.start,
            every_weeks=self.every_weeks,
            nth=self.monthly,
            pause_school=self.pause == "school",
        )


@dataclass(frozen=True, kw_only=True)
class RoundWish(Entry):
    """What a group wishes for in a round; the dearest of each group comes first."""

    round: Annotated[Text, Refers("round")]
    group: words.Group
    title: Title
    type_: words.Usage
    headcount: Positive | None = None
    layout: Layout | None = None
    minutes: Minutes
    open: bool = True
    choices: Annotated[tuple[FixedTime, ...], AtLeast(1), Check(_not_too_many)]  # best first


def too_many(wishes: tuple[RoundWish, ...], weights: Weights) -> Iterator[Fault]:
    """Yield the wishes that a group has too many of in a round."""
    had: Counter[tuple[str, str]] = Counter()
    for wish in wishes:
        had[wish.round, wish.group] += 1
        if had[wish.round, wish.group] > weights.wishes_per_group:
            text = ngettext(
                "Eine Gruppe kann nur einen Wunsch anmelden.",
                "Eine Gruppe kann höchstens {number} Wünsche anmelden.",
                weights.wishes_per_group,
            )
            yield Fault(wish.line, text)


def impossible(
    house: HouseFacts, wishes: tuple[RoundWish, ...], periods: dict[str, tuple[date, date]]
) -> Iterator[Fault]:
    """Yield the fixed times that the house does not lend on any day of their round."""
    for wish in wishes:
        begin = minute_of(date(2000, 1, 1), 0, house.zone)
        ask = Ask(
            span=Span(begin, begin + timedelta(minutes=max(wish.minutes, 1))),
            title=wish.title,
            usage=wish.type_,
            trusted=True,
            persons=wish.headcount,
            layout=wish.layout,
            series=True,
        )
        for one in wish.choices if wish.round in periods else ():
            for reason in fixedtimes.objections(house, one.choice, ask, *periods[wish.round]):
                if not _was_told(house, one, reason):
                    yield Fault(one.line, _why(reason))


def _was_told(house: HouseFacts, one: FixedTime, reason: Refusal) -> bool:
    """Whether a name that stands for nothing is behind it; those were told when the file was read."""
    if isinstance(reason, refusals.UnknownRoom):
        return any(slug not in house.rooms_by_slug for slug in (one.room, *one.extras))
    return isinstance(reason, refusals.UnknownUsage)


def _why(reason: Refusal) -> str:
    if isinstance(reason, refusals.OutsideHours):
        return _("Diese Zeit liegt mit Auf- und Abbau außerhalb der Öffnungszeiten.")
    if isinstance(reason, refusals.OffGrid):
        return _("Anfang und Ende liegen auf Schritten von {step} Minuten.", step=reason.step_min)
    if isinstance(reason, refusals.TooShort | refusals.TooLong):
        return _("So lange oder so kurz wird kein Raum vergeben.")
    if isinstance(reason, refusals.TooManyPersons | refusals.UnknownLayout):
        return _("So viele Menschen passen nicht hinein.")
    if isinstance(reason, refusals.UsageNotAllowed) and reason.why:
        return reason.why
    return _("So verleiht das Haus seine Räume nicht.")
