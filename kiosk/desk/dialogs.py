"""Dialogs of the desk: a question before something is done, a secret shown once, the story of a booking."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from booking.i18n import _
from booking.titles import LONGEST
from kiosk.desk.forms import Field, Form
from kiosk.desk.frame import Link, Words

Act = tuple[str, Callable[[], Awaitable[None]]]  # a name and what to do

# Quasar gives the focus back to the control that opened the dialog; where that is gone, the page's list takes it.
_FOCUS_BACK = """() => {
    emit();
    if (document.activeElement === document.body) document.querySelector('.desk [tabindex="-1"]')?.focus();
}"""
# Without a connection socket.io would keep the answer and send it later, when nobody means it any more.
_SEND = """(event) => {
    event.preventDefault();
    if (window.socket?.connected) emit(Object.fromEntries(new FormData(event.target)));
}"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was chosen and written in a dialog; both may be empty."""

    reason: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What is asked before it is done."""

    title: str
    lines: tuple[str, ...]  # what it is about
    confirm: str
    reasons: Mapping[str, str] = field(default_factory=dict)  # none: no reason is asked
    text: str = ""  # label of the line to write in; empty: nothing is written
    hint: str = ""  # what happens with the text


def ask(parent: ui.element, question: Question, attempt: Callable[[Filled], Awaitable[list[str]]]) -> None:
    """Open *question*; on yes, do *attempt*, and close if it tells no problem."""
    busy = False

    async def send(event: GenericEventArguments) -> None:
        nonlocal busy
        if busy or not isinstance(event.args, dict):
            return
        busy = True
        told = await attempt(Filled(reason=_text(event.args, "reason"), text=_text(event.args, "text")))
        busy = False
        problems.text = " ".join(told)
        if not told:
            dialog.close()

    with opened(parent, question.title) as dialog, ui.element("form").props("novalidate") as form:
        form.on("submit", send, js_handler=_SEND)
        with ui.element("div").classes("about"):
            for line in question.lines:
                Words("p", line)
        if question.reasons:
            _reasons(question.reasons)
        if question.text:
            _line_to_write(question)
        problems = Words("p").classes("problem").props("role=alert")
        with ui.element("div").classes("actions"):
            Words("button", question.confirm).props("type=submit").classes("button primary")
            Words("button", _("Zurück")).props("type=button").classes("button").on("click", dialog.close)


def fill_in(
    parent: ui.element,
    *,
    title: str,
    lines: tuple[str, ...],
    fields: Sequence[Field],
    confirm: str,
    attempt: Callable[[Mapping[str, str]], Awaitable[list[str]]],
) -> None:
    """Open a form; when it is sent, do *attempt* with what was filled in, and close if it tells no problem."""

    async def send(filled: Mapping[str, str]) -> None:
        told = await attempt(filled)
        form.say(told)
        if not told:
            dialog.close()

    with opened(parent, title) as dialog:
        with ui.element("div").classes("about"):
            for line in lines:
                Words("p", line)
        form = Form(fields, send=confirm, act=send)
        Words("button", _("Zurück")).props("type=button").classes("button").on("click", dialog.close)


def show_once(parent: ui.element, *, title: str, secret: str, lines: tuple[str, ...]) -> None:
    """Show *secret* large; it is not kept anywhere, so only the button closes it."""
    with shown_once(parent, title=title, done=_("Ich habe es aufgeschrieben")):
        Words("p", secret).classes("secret").props("translate=no")
        for line in lines:
            Words("p", line)


@contextmanager
def shown_once(parent: ui.element, *, title: str, done: str) -> Iterator[ui.element]:
    """Open what is not kept anywhere, so that only the button *done* closes it; give the place for further buttons."""
    with opened(parent, title) as dialog:
        dialog.props("persistent")
        actions = ui.element("div").classes("actions")
        with actions:
            close = Words("button", done).props("type=button autofocus").classes("button primary")
            close.on("click", dialog.close)
        yield actions
        actions.move(target_index=-1)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one booking."""

    title: str
    facts: list[tuple[str, str]]
    journal: list[tuple[str, str, str]]  # when, who, what


def tell_story(parent: ui.element, story: Story, *acts: Act, ways: Sequence[tuple[str, str]] = ()) -> None:
    """Open the facts and the journal of one booking; *acts* are further things to do, *ways* names and addresses."""
    with opened(parent, story.title) as dialog:
        build_facts(story.facts)
        Words("h3", _("Verlauf"))
        build_journal(story.journal)
        with ui.element("div").classes("actions"):
            close = Words("button", _("Schließen")).props("type=button autofocus").classes("button primary")
            close.on("click", dialog.close)
            for name, address in ways:
                Link(name, address, kind="button")
            for name, act in acts:
                _act(name, act, dialog)


def build_facts(facts: Iterable[tuple[str, str]]) -> None:
    """Put names and values on the page; the address of a public page is a link."""
    with ui.element("dl"):
        for name, value in facts:
            with ui.element("div"):
                Words("dt", name)
                with Words("dd", "" if value.startswith("/m/") else value):
                    if value.startswith("/m/"):
                        Link(value, value)


def build_journal(lines: list[tuple[str, str, str]]) -> None:
    """Put what became of a booking on the page: when, who, what."""
    if not lines:
        Words("p", _("Noch nichts geändert."))
    with ui.element("ol").classes("journal"):
        for when, who, what in lines:
            with ui.element("li"):
                Words("span", when).classes("at")
                Words("span", what)
                Words("span", who).classes("by")


def _act(name: str, act: Callable[[], Awaitable[None]], dialog: ui.dialog) -> None:
    async def do() -> None:
        await act()
        dialog.close()

    Words("button", name).props("type=button").classes("button").on("click", do)


@contextmanager
def opened(parent: ui.element, title: str) -> Iterator[ui.dialog]:
    """Open a dialog named by its heading, to be filled; it is removed when it is closed."""

    def remove() -> None:
        dialog.delete()
        holder.delete()

    # The holder takes what NiceGUI leaves beside a dialog along with it.
    with parent, ui.element("div") as holder, ui.dialog(value=True) as dialog:
        dialog.on("hide", remove, js_handler=_FOCUS_BACK)
        with ui.element("div").classes("dialog"):
            heading = Words("h2", title)
            dialog.props["aria-labelledby"] = heading.html_id
            yield dialog


def _reasons(reasons: Mapping[str, str]) -> None:
    with ui.element("fieldset"):
        Words("legend", _("Grund"))
        for number, (word, name) in enumerate(reasons.items()):
            with ui.element("label").classes("choice"):
                ui.element("input").props(f"type=radio name=reason value={word}{'' if number else ' autofocus'}")
                Words("span", name)


def _line_to_write(question: Question) -> None:
    with ui.element("div").classes("field"):
        label = Words("label", question.text)
        line = ui.element("input").props(f"name=text maxlength={LONGEST} autocomplete=off")
        label.props["for"] = line.html_id
        if not question.reasons:
            line.props("autofocus")
        if question.hint:
            line.props["aria-describedby"] = Words("small", question.hint).html_id


def _text(args: dict[str, Any], name: str) -> str:
    value = args.get(name, "")
    return value if isinstance(value, str) else ""
