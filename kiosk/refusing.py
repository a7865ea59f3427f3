"""How a command says that it cannot be done."""


class CommandRefused(Exception):
    """A command cannot be done; the text says why, in German."""
