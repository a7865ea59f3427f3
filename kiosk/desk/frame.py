"""What stands around every page of the desk: where one is, the way to the others, what came of the last act."""

from collections.abc import Iterator
from contextlib import contextmanager

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from booking.i18n import N_, _
from kiosk import theme
from kiosk.desk import wording
from kiosk.desk.visits import Visit
from models.staff import Role

# In the order of how often they are needed in a day.
_PAGES = (
    ("/desk", N_("Anfragen und Woche")),
    ("/desk/book", N_("Eintragen")),
    ("/desk/closures", N_("Schließtage")),
    ("/desk/groups", N_("Gruppen")),
    ("/desk/rounds", N_("Belegungsrunden")),
)
_STYLES = ("css/fonts.css", "css/tokens.css", "css/desk.css")


class Words(TextElement):
    """An HTML element that holds text and nothing else."""

    def __init__(self, tag: str, text: str = "") -> None:
        super().__init__(tag=tag, text=text)


class StatusLine(Words):
    """Says to everybody, also to a screen reader, what came of the last act; empty at first."""

    def __init__(self) -> None:
        super().__init__("p")
        self.classes("status").props("role=status")

    def say(self, sentence: str, wrong: bool) -> None:
        """Show *sentence*; it stays until the next one."""
        self.text = sentence
        self.classes(replace=f"status {'wrong' if wrong else 'done'}")


@contextmanager
def frame(visit: Visit, here: str) -> Iterator[StatusLine]:
    """Build the head of a page; *here* is its address. What is built inside is its content."""
    ui.add_head_html("".join(f'<link rel="stylesheet" href="{theme.asset(path)}">' for path in _STYLES))
    with ui.element("div").classes("desk-head"):
        Words("p", _("Treffpunkt · Büro")).classes("where")
        _navigation(here)
        Words("p", _(wording.ROLES[Role(visit.role)])).classes("role")
        with ui.element("form").props("method=post action=/desk/logout"):
            Words("button", _("Abmelden")).props("type=submit").classes("button quiet")
    with ui.element("div").classes("desk") as content:
        status = StatusLine()
        yield status
    ui.skip_link(_("Zum Inhalt"), target=content)


def _navigation(here: str) -> None:
    with ui.element("nav") as navigation:
        navigation.props["aria-label"] = _("Seiten des Büros")
        for path, name in _PAGES:
            link = Words("a", _(name)).props(f"href={path}")
            if path == here:
                link.props("aria-current=page")
