"""The server says that it is open when it is, and only then."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server import ROOT
from tests.support.waiting import free_port

OPEN = "Der Treffpunkt ist offen: "


def started(data: Path, *command: str) -> "subprocess.Popen[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TREFFPUNKT_")}
    # A proxy that answers nothing: whoever asks it hears that nobody is there.
    proxy = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
    return subprocess.Popen(
        [sys.executable, "-m", "kiosk", *command],
        cwd=ROOT,
        env={**environment, **proxy, "TREFFPUNKT_DATA": str(data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.mark.parametrize("command", [("demo", "--json"), ("serve",)], ids=["demo", "serve"])
def test_a_used_port_is_told_and_nothing_is_said_to_be_open(tmp_path, command):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = started(tmp_path, *command, "--port", str(port))
        out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert err.endswith(f"Der Anschluss {port} ist schon belegt. Mit --port geht es an einem anderen.\n")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("host", "address"), [("127.0.0.1", "127.0.0.1"), ("localhost", "localhost"), ("::1", "[::1]")]
)
def test_it_is_said_to_be_open_where_it_is_open(tmp_path, host, address):
    port = free_port()

    process = started(tmp_path, "serve", "--host", host, "--port", str(port))
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{OPEN}http://{address}:{port}\n"
        with socket.create_connection((host, port), timeout=5):
            pass
    finally:
        process.terminate()
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, "Traceback" in err) == (0, "", False)


def test_an_address_of_another_machine_is_told(tmp_path):
    process = started(tmp_path, "serve", "--host", "192.0.2.1")
    out, err = process.communicate(timeout=60)

    assert (process.returncode, out) == (1, "")
    assert "An http://192.0.2.1:8080 lässt sich nichts öffnen: " in err
    assert "Traceback" not in err


# What a server only needs when something is to be migrated, delivered or printed, or never.
_LATER = {"aiohttp", "PIL", "watchfiles", "alembic", "escpos", "smtplib", "numpy", "pandas", "matplotlib", "plotly"} | {
    "yaml",
    "booking.imports",
}

_LOADED = f"""
import gc
import sys
import kiosk.serve
print(*sorted({_LATER} & sys.modules.keys()))
from PIL.Image import Image
print(Image.__name__, gc.isenabled())
"""


def test_serving_loads_nothing_that_it_does_not_need_and_keeps_nothing_from_others():
    told = subprocess.run([sys.executable, "-c", _LOADED], cwd=ROOT, capture_output=True, text=True, check=True)

    assert told.stdout == "\nImage True\n"
