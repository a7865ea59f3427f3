"""What stands in a cell of a CSV file is text and nothing else."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """Return *cell* so that no table program takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
