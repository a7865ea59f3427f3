"""A form of the desk with a file in it; the file comes in pieces over the page's own line, and is kept nowhere."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from nicegui.events import GenericEventArguments

from booking.i18n import _
from kiosk.desk.forms import Field, Filled, Form, texts

LARGEST = 2_000_000  # bytes, as booking.foreign reads
_MOST_PARTS = 60
FILE = "file"  # the name of its field

# Each piece is smaller than what a line takes at once. What is too large is not sent at all.
_SEND = """async (event) => {
    event.preventDefault();
    const [form, at] = [event.target, performance.now()];
    if (!window.socket?.connected || at - (form.saidAt ?? -2000) < 1000) return;
    form.saidAt = at;
    const filled = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    const file = form.querySelector("input[type=file]")?.files[0];
    const size = file?.size ?? 0;
    if (size === 0 || size > %d) return emit({ filled, size, part: 0, parts: 1, text: "" });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const piece = 36000;
    const parts = Math.ceil(bytes.length / piece);
    for (let part = 0; part < parts; part += 1) {
        const some = bytes.subarray(part * piece, (part + 1) * piece);
        emit({ filled, size, part, parts, text: btoa(String.fromCharCode(...some)) });
    }
}"""

Send = Callable[[Filled, bytes], Awaitable[None]]


class FileForm(Form):
    """A form whose field FILE is a file: *bring* gets what was filled in, and the content; empty without a file."""

    def __init__(self, fields: Sequence[Field], *, send: str, bring: Send) -> None:
        self._bring = bring
        self._pieces: list[bytes] = []
        super().__init__(fields, send=send, act=self._nothing, script=_SEND % LARGEST)

    async def _nothing(self, _filled: Filled) -> None:
        """Never called: what is sent comes in pieces."""

    async def _sent(self, event: GenericEventArguments) -> None:
        told = event.args if isinstance(event.args, dict) else {}
        filled, size = told.get("filled"), told.get("size")
        if not isinstance(filled, dict) or not isinstance(size, int):
            return
        if size > LARGEST:
            self.say([_("Die Datei ist größer als {most} MB.", most=LARGEST // 1_000_000)])
            return
        content = self._collected(told)
        if content is not None and not self._busy:
            self._busy = True
            try:
                self.say([])
                await self._bring(texts(filled), content)
            finally:
                self._busy = False

    def _collected(self, told: dict[str, Any]) -> bytes | None:
        """Return the whole content once its last piece is here."""
        part, parts = told.get("part"), told.get("parts")
        if not isinstance(part, int) or not isinstance(parts, int) or not 0 < parts <= _MOST_PARTS:
            return None
        if part == 0:
            self._pieces = []
        if part != len(self._pieces):
            return None
        try:
            self._pieces.append(base64.b64decode(str(told.get("text", "")), validate=True))
        except (binascii.Error, ValueError):
            return None
        if part + 1 < parts:
            return None
        content, self._pieces = b"".join(self._pieces), []
        return content if len(content) <= LARGEST else None
