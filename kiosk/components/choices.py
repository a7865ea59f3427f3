"""What somebody looks for in the programme: meetings for families, for older people, without sign-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from booking.i18n import N_
from booking.meetings import Occurrence
from models.meetings import Signup


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which meetings somebody looks for."""

    name: str
    pictogram: str
    fits: Callable[[Occurrence], bool]


def _for(*audience: str) -> Callable[[Occurrence], bool]:
    return lambda one: not set(audience).isdisjoint(one.audience)


def _for_families(one: Occurrence) -> bool:
    return _for("familien", "kinder")(one) or "mit-kinderecke" in one.access


def _without_signup(one: Occurrence) -> bool:
    return one.signup is Signup.NONE


CHOICES = {
    "families": Choice(name=N_("Familien"), pictogram="kids", fits=_for_families),
    "older": Choice(name=N_("Ältere"), pictogram="older", fits=_for("senioren")),
    "youth": Choice(name=N_("Jugend"), pictogram="youth", fits=_for("jugend")),
    "walk-in": Choice(name=N_("ohne Anmeldung"), pictogram="walk-in", fits=_without_signup),
}


def chosen(dates: Sequence[Occurrence], choice: str) -> list[Occurrence]:
    """Return those of *dates* that fit *choice*; all of them without one. What is nobody's business fits nobody."""
    wanted = CHOICES.get(choice)
    if wanted is None:
        return list(dates)
    return [one for one in dates if not one.hidden and one.status != "cancelled" and wanted.fits(one)]
