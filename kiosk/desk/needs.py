"""What of the house needs somebody, told on the first page to whoever can see to it."""

from collections.abc import Callable
from functools import partial

from booking import rights
from booking.clock import now
from booking.i18n import ngettext
from booking.screens import ScreenFacts
from kiosk import calendarwords, screenwords
from kiosk.copycommands import late_copies
from kiosk.desk.frame import CALENDARS, EXPORT, KIOSKS, LETTERS, Link, Part, Words
from kiosk.desk.window import Window
from kiosk.printerwords import printer_words


class Needs:
    """One line for each of post, screens, printer, copies and others' calendars with which something is wrong."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._quiet = Part()  # of the page on which the printer stands, too
        self._parts = {page: Part() for page in (LETTERS, KIOSKS, EXPORT, CALENDARS)}

    def show(self, letters: tuple[int, int], calendars: int, screens: list[ScreenFacts]) -> None:
        """Show what is wrong: how many *letters* are dead and how many wait, of how many *calendars* none came.

        Of *screens*, which fell silent.
        """
        self._tell(KIOSKS, screenwords.for_desk(screens, now()), into=self._quiet)
        office = self._window.office
        self._tell(LETTERS, post_words(letters, mail=bool(office.settings.mail_url)))
        self._tell(KIOSKS, printer_words(office.printing.trouble))
        self._tell(EXPORT, late_copies(office.settings, now()), _say)
        self._tell(CALENDARS, calendarwords.for_desk(calendars))

    def _tell(
        self, page: str, said: str, build: Callable[[str, str], None] | None = None, into: Part | None = None
    ) -> None:
        if self._window.visit.may_see(rights.area_of(page)):
            (into or self._parts[page]).show(said, partial(build or _lead, said, page))


def _say(said: str, _page: str) -> None:
    Words("p", said)


def _lead(said: str, page: str) -> None:
    Link(said, page)


def post_words(letters: tuple[int, int], *, mail: bool) -> str:
    """Return what the desk must know of letters; empty where all of them arrive."""
    dead, waits = letters
    if dead:
        return ngettext("{number} Brief kam nicht an: ansehen", "{number} Briefe kamen nicht an: ansehen", dead)
    if mail or not waits:
        return ""
    return ngettext(
        "{number} Brief wartet, weil keine Post eingerichtet ist.",
        "{number} Briefe warten, weil keine Post eingerichtet ist.",
        waits,
    )
