"""Half-year rounds as the desk's lists show them: plain words for every place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from booking.facts import HouseFacts
from booking.i18n import N_, _, ngettext
from booking.outcomes import Outcome, Weights
from booking.roundbook import RoundCard, WishCard
from kiosk.calendar_words import duration, long_day_with_year, weekday
from kiosk.desk.rows import Plain
from kiosk.roundwords import (
    choice_words,
    hours_words,
    reason_words,
    rhythm_words,
    room_words,
    skipped_words,
    time_words,
)
from models.rounds import Stage

_STAGES = {
    Stage.OPEN: N_("Gruppen melden sich an"),
    Stage.PROPOSED: N_("Vorschlag liegt vor"),
    Stage.DECIDED: N_("beschlossen"),
}
_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundSeen:
    """A round as one look at the book shows it."""

    card: RoundCard
    wishes: tuple[WishCard, ...]
    weights: Weights
    today: date

    def wish(self, uid: str) -> WishCard | None:
        """Return one of its wishes; none if it is gone."""
        return next((wish for wish in self.wishes if wish.uid == uid), None)


def round_line(card: RoundCard) -> Plain:
    """Return one line of the list of rounds."""
    return {
        "uid": card.uid,
        "name": card.name,
        "period": _period(card),
        "until": long_day_with_year(card.apply_until),
        "stage": _(_STAGES[card.stage]),
        "wishes": _wishes(card),
    }


def _period(card: RoundCard) -> str:
    return _(
        "{first} bis {last}",
        first=long_day_with_year(card.starts_on).partition(", ")[2],
        last=long_day_with_year(card.ends_on).partition(", ")[2],
    )


def _wishes(card: RoundCard) -> str:
    if not card.wishes:
        return _("noch keine")
    wishes = ngettext("{number} Wunsch", "{number} Wünsche", card.wishes)
    groups = ngettext("{number} Gruppe", "{number} Gruppen", card.groups)
    return _("{wishes} von {groups}", wishes=wishes, groups=groups)


def summary(seen: RoundSeen) -> list[str]:
    """Return what is to be known of a round before its wishes."""
    card = seen.card
    until = long_day_with_year(card.apply_until)
    open_now = _("Anmelden können sich Gruppen bis {day}.", day=until)
    over = _("Anmeldeschluss war {day}.", day=until)
    return [
        _("Zeitraum: {period}. Stand: {stage}.", period=_period(card), stage=_(_STAGES[card.stage])),
        open_now if card.takes_wishes(seen.today) else over,
    ]


def acts(seen: RoundSeen) -> list[Plain]:
    """Return what the desk can do with the round now."""
    if seen.card.stage is Stage.DECIDED:
        return []
    proposed = bool(seen.wishes) and all(wish.outcome for wish in seen.wishes)
    again = _("Neuer Vorschlag") if proposed else _("Vorschlag machen")
    decide: list[Plain] = [{"what": "decide", "name": _("Beschließen …"), "primary": True}] if proposed else []
    return [
        {"what": "propose", "name": again, "primary": not proposed},
        *decide,
        {"what": "deadline", "name": _("Anmeldeschluss ändern …"), "primary": False},
    ]


def week(seen: RoundSeen, house: HouseFacts) -> list[Plain]:
    """Return the week as it would be: for each weekday what is given, by time; nothing before the first proposal."""
    given = [(wish, wish.outcome.choice) for wish in seen.wishes if wish.outcome and wish.outcome.choice]
    if not given:
        return []
    given.sort(key=lambda one: (one[1].start, one[1].room, one[0].uid))
    return [
        {
            "name": weekday(_A_MONDAY.replace(day=1 + day)),
            "rows": [
                {
                    "uid": wish.uid,
                    "times": time_words(choice, wish.minutes),
                    "title": wish.title,
                    "group": wish.group_name,
                    "place": _("{room}, {rhythm}", room=room_words(choice, house), rhythm=rhythm_words(choice)),
                }
                for wish, choice in given
                if choice.weekday == day
            ],
        }
        for day in range(7)
    ]


def wish_rows(seen: RoundSeen, house: HouseFacts) -> list[Plain]:
    """Return every wish with what came of it and why."""
    names = {wish.group_slug: wish.group_name for wish in seen.wishes}
    by_uid = {wish.uid: wish for wish in seen.wishes}
    return [_wish_row(wish, seen, names, by_uid, house) for wish in seen.wishes]


def _wish_row(
    wish: WishCard, seen: RoundSeen, names: Mapping[str, str], by_uid: Mapping[str, WishCard], house: HouseFacts
) -> Plain:
    outcome = wish.outcome
    named = _("{title} ({group})", title=wish.title, group=wish.group_name)
    shown: Plain = {
        "uid": wish.uid,
        "title": wish.title,
        "group": wish.group_name,
        "about": _about(wish, house),
        "choices": [choice_words(choice, wish.minutes, house) for choice in wish.choices],
        "open": seen.card.stage is not Stage.DECIDED,
        "adjust_label": _("Ergebnis ändern: {wish}", wish=named),
        "withdraw_label": _("Wunsch streichen: {wish}", wish=named),
        **dict.fromkeys(("result", "tone", "turn", "skipped", "swap"), ""),
        "fixed": False,
        "reasons": [],
        "near": [],
    }
    return shown | (_came_of_it(wish, outcome, names, by_uid, house) if outcome else {})


def _about(wish: WishCard, house: HouseFacts) -> str:
    usage = house.usage(wish.usage)
    told = [
        usage.name if usage else wish.usage,
        duration(wish.minutes),
        ngettext("{number} Person", "{number} Personen", wish.persons) if wish.persons else "",
    ]
    return " · ".join(filter(None, told))


def _came_of_it(
    wish: WishCard, outcome: Outcome, names: Mapping[str, str], by_uid: Mapping[str, WishCard], house: HouseFacts
) -> Plain:
    return {
        "result": _result(wish, outcome, house),
        "tone": "good" if outcome.choice else "stop",
        "turn": _turn(outcome),
        "fixed": outcome.fixed,
        "skipped": skipped_words(outcome.skipped),
        "reasons": reason_words(outcome, wish.choices, wish.minutes, names, house),
        "near": [choice_words(choice, wish.minutes, house) for choice in outcome.near],
        "swap": _swap(wish, outcome, by_uid, house),
    }


def _result(wish: WishCard, outcome: Outcome, house: HouseFacts) -> str:
    if outcome.choice is None:
        return _("Keine feste Zeit")
    dates = ngettext("{number} Termin", "{number} Termine", outcome.dates)
    return _("{time}: {dates}", time=choice_words(outcome.choice, wish.minutes, house), dates=dates)


def _turn(outcome: Outcome) -> str:
    if not outcome.turn or outcome.fixed:
        return ""
    return _(
        "Als {turn}. an der Reihe, bis dahin mit {hours} in der Woche.",
        turn=outcome.turn,
        hours=hours_words(outcome.minutes),
    )


def _swap(wish: WishCard, outcome: Outcome, by_uid: Mapping[str, WishCard], house: HouseFacts) -> str:
    other = by_uid.get(outcome.swap.wish) if outcome.swap else None
    if outcome.swap is None or other is None:
        return ""
    return _(
        "Vielleicht geht es doch: „{other}“ ({group}) nennt auch {elsewhere}. Dann wäre hier frei: {here}.",
        other=other.title,
        group=other.group_name,
        elsewhere=choice_words(other.choices[outcome.swap.other], other.minutes, house),
        here=choice_words(wish.choices[outcome.swap.number], wish.minutes, house),
    )


def rule(weights: Weights, house: HouseFacts) -> list[str]:
    """Return how the round is shared out, in sentences that can be printed."""
    lines = [
        _("Immer ist die Gruppe an der Reihe, die bis dahin die wenigsten Stunden in der Woche hat."),
        _("Sie bekommt die beste ihrer Zeiten, die noch zu haben ist. Mehr Zeiten zu nennen schadet nie."),
        _(
            "Eine Gruppe, die diese Zeit schon im Halbjahr davor hatte, zählt, als hätte sie {hours} weniger.",
            hours=hours_words(weights.continuity),
        ),
        _(
            "Gruppen, denen das Haus besonders Platz macht, zählen, als hätten sie {hours} weniger.",
            hours=hours_words(weights.quiet),
        ),
        *_usage_lines(weights, house),
        _("Sonst entscheidet das Los. Wer sich früher anmeldet, hat davon nichts."),
        _(
            "Eine Zeit ist zu haben, wenn mindestens {percent} % ihrer Termine frei sind. "
            "Feiertage, Schließtage und Schulferien zählen dabei nicht.",
            percent=weights.free_percent,
        ),
    ]
    return [line for line in lines if line]


def _usage_lines(weights: Weights, house: HouseFacts) -> Iterable[str]:
    for slug, minutes in sorted(weights.usage.items()):
        usage = house.usage(slug)
        if usage is not None and minutes:
            yield _("{usage}: zählt, als wären es {hours} weniger.", usage=usage.name, hours=hours_words(minutes))
    order = [usage.name for slug in weights.order if (usage := house.usage(slug))]
    if order:
        yield _("Bei gleich vielen Stunden zählt diese Reihenfolge: {usages}.", usages=", ".join(order))
