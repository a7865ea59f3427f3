"""What is absent on this machine: named in one line here, a failure in CI."""

import os
from typing import NoReturn

import pytest


def in_ci() -> bool:
    """Whether a skipped test counts as a failure."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def absent(what: str, enable: str) -> NoReturn:
    """Skip the test because *what* is absent; *enable* is the one line that would enable it."""
    pytest.skip(f"{what} is absent; to enable: {enable}")
