"""What stands around every page of the desk: where one is, the way to the others, what came of the last act."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from booking import rights
from booking.i18n import N_, _
from booking.refusals import Refusal, Taken
from kiosk import theme
from kiosk.desk import wording
from kiosk.desk.visits import Visit
from models.staff import Role

Page = tuple[str, str]  # its address, and what it is called
# What is needed all day stands in the bar, in the order of how often.
_BAR = (
    ("/desk", N_("Anfragen und Woche")),
    ("/desk/book", N_("Eintragen")),
    ("/desk/meetings", N_("Treffen")),
    ("/desk/groups", N_("Gruppen")),
    ("/desk/print", N_("Drucken")),
    ("/desk/report", N_("Bericht")),
)
# All else folds out of it.
_FOLDED = (
    (
        N_("Planen"),
        (
            ("/desk/waits", N_("Warteliste")),
            ("/desk/rounds", N_("Belegungsrunden")),
            ("/desk/closures", N_("Schließtage")),
            ("/desk/hours", N_("Öffnungszeiten")),
            ("/desk/rules", N_("Regeln")),
        ),
    ),
    (
        N_("Haus"),
        (
            ("/desk/kiosks", N_("Bildschirme")),
            ("/desk/notices", N_("Aushang")),
            ("/desk/subscribers", N_("Kalender")),
            ("/desk/calendars", N_("Fremde Kalender")),
        ),
    ),
    (
        N_("Verwaltung"),
        (
            ("/desk/letters", N_("Post")),
            ("/desk/people", N_("Zugänge")),
            ("/desk/privacy", N_("Datenschutz")),
            ("/desk/audit", N_("Journal")),
            ("/desk/export", N_("Daten")),
            ("/desk/settings", N_("Einstellungen")),
            ("/desk/account", N_("Mein Zugang")),
        ),
    ),
)
HOME, WAITS, MEETINGS, LETTERS = "/desk", "/desk/waits", "/desk/meetings", "/desk/letters"
SUBSCRIBERS = "/desk/subscribers"
CALENDARS, KIOSKS, EXPORT = "/desk/calendars", "/desk/kiosks", "/desk/export"
HOURS, NOTICES, RULES = "/desk/hours", "/desk/notices", "/desk/rules"
BOOKINGS, SERIES = "/desk/bookings", "/desk/series"  # whose pages lie below it
_STYLES = ("css/fonts.css", "css/fonts-more.css", "css/tokens.css", "css/desk.css")


# Without a connection socket.io would keep the press and send it later, when nobody means it any more. And the second
# half of a double click is no second wish, also where the first half has drawn another button.
_PRESS = """() => {
    const at = performance.now();
    if (!window.socket?.connected || at - (window.deskPressedAt ?? -1000) < 400) return;
    window.deskPressedAt = at;
    emit();
}"""


class Words(TextElement):
    """An HTML element that holds text and nothing else."""

    def __init__(self, tag: str, text: str = "") -> None:
        super().__init__(tag=tag, text=text)


class Press(Words):
    """A button that does *act*; *label* is for who does not see what it stands beside."""

    def __init__(self, name: str, act: Callable[..., Awaitable[None]], *, kind: str = "", label: str = "") -> None:
        super().__init__("button", name)
        self.props("type=button").classes(f"button {kind}")
        if label:
            self.props["aria-label"] = label
        self.on("click", act, js_handler=_PRESS)


class Link(Words):
    """A link to the page *address* of the desk."""

    def __init__(self, name: str, address: str, *, kind: str = "way") -> None:
        super().__init__("a", name)
        self.props["href"] = address
        self.classes(kind)


class Part(ui.element):
    """A piece of a page that is drawn anew only when it shows something else: what is typed elsewhere stays."""

    def __init__(self) -> None:
        super().__init__("section")
        self._shown: object = None

    def show(self, what: object, build: Callable[[], None]) -> None:
        """Call *build* inside it, unless *what* is shown already; what is nothing shows nothing."""
        if what == self._shown:
            return
        self._shown = what
        self.clear()
        if what:
            with self:
                build()


class StatusLine(Words):
    """Says to everybody, also to a screen reader, what came of the last act; empty at first."""

    def __init__(self) -> None:
        super().__init__("p")
        self.classes("status").props("role=status")

    def say(self, sentence: str, kind: str) -> None:
        """Show *sentence* of what is "done", "wrong", or "open" until somebody goes on; it stays until the next one."""
        self.text = sentence
        self.classes(replace=f"status {kind}")


@contextmanager
def frame(visit: Visit, here: str, *, below: bool = False) -> Iterator[StatusLine]:
    """Build the head of a page; *here* is its address, or that of the page it lies *below*.

    What is built inside is its content.
    """
    ui.add_head_html("".join(f'<link rel="stylesheet" href="{theme.asset(path)}">' for path in _STYLES))
    ui.add_head_html(f'<script src="{theme.asset("scripts/desk.js")}" defer></script>')
    with ui.element("div").classes("desk-head"):
        with ui.element("div"):
            Words("p", _("Treffpunkt · Büro")).classes("where")
            Words("p", _(wording.ROLES[Role(visit.role)])).classes("role")
        _navigation(visit, here, "true" if below else "page")
        with ui.element("form").props("method=post action=/desk/logout"):
            Words("button", _("Abmelden")).props("type=submit").classes("button quiet")
    with ui.element("div").classes("desk") as content:
        status = StatusLine()
        yield status
    ui.skip_link(_("Zum Inhalt"), target=content)


def page_of(reason: Refusal) -> str:
    """Return the page of the booking that is in the way; empty where none is."""
    return f"{BOOKINGS}/{reason.uid}" if isinstance(reason, Taken) and reason.uid else ""


def _navigation(visit: Visit, here: str, current: str) -> None:
    with ui.element("nav") as navigation:
        navigation.props["aria-label"] = _("Seiten des Büros")
        for path, name in _seen(visit, _BAR):
            _link(path, name, here, current)
        for group, pages in _FOLDED:
            seen = _seen(visit, pages)
            if len(seen) == 1:  # nothing to fold
                _link(*seen[0], here, current)
            elif seen:
                _fold(group, seen, here, current)


def _seen(visit: Visit, pages: Sequence[Page]) -> list[Page]:
    return [(path, name) for path, name in pages if visit.may_see(rights.area_of(path))]


def _fold(group: str, pages: Sequence[Page], here: str, current: str) -> None:
    """Show *pages* when somebody opens *group*; the browser opens it by click and key, scripts/desk.js closes it."""
    within = any(path == here for path, _name in pages)
    with ui.element("details").classes("fold here" if within else "fold"):
        Words("summary", _(group))
        with ui.element("ul"):
            for path, name in pages:
                with ui.element("li"):
                    _link(path, name, here, current)


def _link(path: str, name: str, here: str, current: str) -> None:
    link = Words("a", _(name)).props(f"href={path}")
    if path == here:
        link.props["aria-current"] = current
