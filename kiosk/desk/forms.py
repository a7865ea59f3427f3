"""Forms of the desk: plain HTML fields with their labels; what was filled in comes back as text, by name."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from kiosk.desk.frame import Words

Filled = Mapping[str, str]
Send = Callable[[Filled], Awaitable[None]]

# Without a connection socket.io would keep the form and send it later, when nobody means it any more.
SEND = """(event) => {
    event.preventDefault();
    if (window.socket?.connected) emit(Object.fromEntries(new FormData(event.target)));
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in; *kind* is an HTML input type, "select" or "area"."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""  # a checkbox is ticked if there is one
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)  # of a select: value → words
    limits: Mapping[str, str] = field(default_factory=dict)  # further attributes: min, max, step, maxlength
    wide: bool = False  # takes the whole line

    def build(self) -> None:
        """Put it into the form that is being built."""
        if self.kind == "checkbox":
            self._tick()
            return
        with ui.element("div").classes("field wide" if self.wide else "field"):
            label = Words("label", self.label)
            control = self._select() if self.kind == "select" else self._input()
            label.props["for"] = control.html_id
            if self.hint:
                control.props["aria-describedby"] = Words("small", self.hint).html_id

    def _input(self) -> ui.element:
        control = ui.element("input")
        # As an attribute: Vue would write a value again at every redraw, over what somebody typed.
        control.props.update({"name": self.name, "type": self.kind, "^value": self.value, "autocomplete": "off"})
        control.props.update(self.limits)
        return control

    def _select(self) -> ui.element:
        with ui.element("select") as control:
            control.props["name"] = self.name
            for value, words in self.options.items():
                option = Words("option", words)
                option.props["value"] = value
                if value == self.value:
                    option.props["selected"] = True
        return control

    def _tick(self) -> None:
        with ui.element("label").classes("choice wide"):
            box = ui.element("input")
            box.props.update({"type": "checkbox", "name": self.name, "value": "yes"})
            if self.value:
                box.props["checked"] = True
            Words("span", self.label)


class Form(ui.element):
    """Fields and the button that sends them; what is wrong with them is said beside the button.

    What was typed stays in the browser, so that nothing is lost when something is wrong.
    """

    def __init__(self, fields: Sequence[Field], *, send: str, act: Send) -> None:
        super().__init__("form")
        self.classes("form").props("novalidate")
        self._act = act
        self._busy = False
        self.on("submit", self._sent, js_handler=SEND)
        with self:
            for one in fields:
                one.build()
            self._problems = Words("p").classes("problem wide").props("role=alert")
            with ui.element("div").classes("actions wide"):
                Words("button", send).props("type=submit").classes("button primary")

    def say(self, problems: Sequence[str]) -> None:
        """Say what is wrong; nothing if it is fine."""
        self._problems.text = " ".join(problems)

    async def _sent(self, event: GenericEventArguments) -> None:
        if self._busy or not isinstance(event.args, dict):
            return
        self._busy = True
        try:
            await self._act(texts(event.args))
        finally:
            self._busy = False


def texts(args: dict[str, Any]) -> dict[str, str]:
    """Return what a form sent as text, by name; a browser may send anything."""
    return {str(name): value.strip() for name, value in args.items() if isinstance(value, str)}
