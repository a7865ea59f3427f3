"""What is wrong with a house's file, each with its line."""

from dataclasses import dataclass

from booking.i18n import _


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake, or one thing worth a warning, as a sentence for whoever wrote the file."""

    line: int  # of the file, the first is 1; 0: the file as a whole
    text: str

    def __str__(self) -> str:
        return _("Zeile {line}: {text}", line=self.line, text=self.text) if self.line else self.text


class FileRefused(Exception):
    """The file cannot be loaded, for every reason in *faults*; nothing was stored."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))
