"""Forms of the desk: plain HTML fields with their labels; what was filled in comes back as text, by name."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from kiosk.desk.frame import Words

Filled = Mapping[str, str]
Send = Callable[[Filled], Awaitable[None]]

# Without a connection socket.io would keep the form and send it later, when nobody means it any more. The same once
# more within a second is the second half of a double click.
SEND = """(event) => {
    event.preventDefault();
    const [form, at] = [event.target, performance.now()];
    const filled = Object.fromEntries(new FormData(form));
    const said = JSON.stringify(filled);
    if (!window.socket?.connected || (said === form.said && at - form.saidAt < 1000)) return;
    [form.said, form.saidAt] = [said, at];
    emit(filled);
}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One thing to fill in; *kind* is an HTML input type, "lines" (empty at first), "select", or
    "heading" for words above what follows."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""  # a checkbox is ticked if there is one
    hint: str = ""
    options: Mapping[str, str] = field(default_factory=dict)  # of a select: value → words
    limits: Mapping[str, str] = field(default_factory=dict)  # further attributes: min, max, step, maxlength
    wide: bool = False  # takes the whole line

    def build(self) -> ui.element:
        """Put it into the form that is being built; return what is filled in."""
        if self.kind == "heading":
            return Words("h3", self.label).classes("wide")
        if self.kind == "checkbox":
            return self._tick()
        with ui.element("div").classes("field wide" if self.wide else "field"):
            label = Words("label", self.label)
            control = self._select() if self.kind == "select" else self._written()
            label.props["for"] = control.html_id
            if self.hint:
                control.props["aria-describedby"] = Words("small", self.hint).html_id
        return control

    def _written(self) -> ui.element:
        if self.kind == "lines":
            control = ui.element("textarea")
            control.props.update({"name": self.name, "rows": "4", "autocomplete": "off", **self.limits})
            return control
        control = ui.element("input")
        # As an attribute: Vue would write a value again at every redraw, over what somebody typed.
        control.props.update({"name": self.name, "type": self.kind, "^value": self.value, "autocomplete": "off"})
        control.props.update(self.limits)
        return control

    def _select(self) -> ui.element:
        control = Options(self.name)
        control.show(self.options, self.value)
        return control

    def _tick(self) -> ui.element:
        with ui.element("label").classes("choice wide"):
            box = ui.element("input")
            box.props.update({"type": "checkbox", "name": self.name, "value": "yes"})
            if self.value:
                box.props["checked"] = True
            Words("span", self.label)
        return box


class Options(ui.element):
    """What can be chosen; what somebody chose stays chosen as long as it is there."""

    def __init__(self, name: str) -> None:
        super().__init__("select")
        self.props["name"] = name
        self._options: dict[str, Words] = {}

    def show(self, options: Mapping[str, str], value: str) -> None:
        """Offer *options*, value → words, in this order; *value* is chosen if nobody has chosen yet."""
        for gone in [known for known in self._options if known not in options]:
            self._options.pop(gone).delete()
        for place, (word, words) in enumerate(options.items()):
            option = self._options.get(word) or self._new(word)
            option.text = words
            if self.default_slot.children[place] is not option:
                option.move(self, target_index=place)
            # As an attribute, like the value of a field.
            if word == value:
                option.props["^selected"] = ""
            elif "^selected" in option.props:
                del option.props["^selected"]

    def _new(self, word: str) -> Words:
        with self:
            option = self._options[word] = Words("option")
        option.props["value"] = word
        return option


class Form(ui.element):
    """Fields and the button that sends them; what is wrong with them is said beside the button.

    What was typed stays in the browser, so that nothing is lost when something is wrong.
    """

    def __init__(self, fields: Sequence[Field], *, send: str, act: Send, script: str = SEND) -> None:
        super().__init__("form")
        self.classes("form").props("novalidate")
        self._act = act
        self._busy = False
        self._secret = frozenset(one.name for one in fields if one.kind == "password")
        self.on("submit", self._sent, js_handler=script)
        with self:
            self._controls = {one.name: one.build() for one in fields}
            self._problems = Words("p").classes("problem wide").props("role=alert")
            with ui.element("div").classes("actions wide"):
                Words("button", send).props("type=submit").classes("button primary")

    def follow(self, fields: Sequence[Field]) -> None:
        """Show what *fields* say now wherever nobody has filled in anything; what was typed or chosen stays."""
        for one in fields:
            control = self._controls.get(one.name)
            if isinstance(control, Options):
                control.show(one.options, one.value)
            elif control is not None and one.kind not in ("checkbox", "heading"):
                control.props["^value"] = one.value

    def say(self, problems: Sequence[str]) -> None:
        """Say what is wrong; nothing if it is fine."""
        self._problems.text = " ".join(problems)

    async def _sent(self, event: GenericEventArguments) -> None:
        if self._busy or not isinstance(event.args, dict):
            return
        self._busy = True
        try:
            await self._act(texts(event.args, as_typed=self._secret))
        finally:
            self._busy = False


def texts(args: dict[str, Any], *, as_typed: Collection[str] = ()) -> dict[str, str]:
    """Return what a form sent as text, by name; a browser may send anything. A space may belong to a passphrase."""
    return {
        str(name): value if name in as_typed else value.strip()
        for name, value in args.items()
        if isinstance(value, str)
    }
