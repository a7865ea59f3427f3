"""What `assets/deploy/server` lays on a town's machine; its proxies are run in tests/http/test_behind_proxy.py."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from booking.settings import read_settings

FOLDER = Path(__file__).parents[2] / "assets" / "deploy" / "server"
UNIT = FOLDER / "treffpunkt@.service"
ROOT = Path(__file__).parents[2]


def unit() -> configparser.RawConfigParser:
    """Return the unit as far as each name in it is said once."""
    found = configparser.RawConfigParser(strict=False)
    found.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells capitals apart
    found.read(UNIT, encoding="utf-8")
    return found


def test_the_unit_runs_a_command_of_ours_on_this_machine_only() -> None:
    from kiosk import cli

    program, *command = unit()["Service"]["ExecStart"].replace("%i", "8081").split()

    asked = cli.parser().parse_args(command)
    assert program.endswith("/.venv/bin/treffpunkt")
    assert (asked.host, asked.port) == ("127.0.0.1", 8081)


def test_systemd_reads_the_unit_and_finds_little_to_fear() -> None:
    assert set(unit().sections()) == {"Unit", "Service", "Install"}
    assert unit()["Service"]["NoNewPrivileges"] == "yes"
    program = shutil.which("systemd-analyze")
    if program:  # a container may have none; then the sections must do
        verified = subprocess.run([program, "verify", UNIT], capture_output=True, text=True, check=False)
        told = [line for line in verified.stderr.splitlines() if "treffpunkt@" in line]
        assert [line for line in told if "is not executable" not in line] == []
        judged = subprocess.run(
            [program, "security", "--offline=true", UNIT], capture_output=True, text=True, check=False
        )
        if exposure := re.search(r"exposure level for \S+: (\d+\.\d+)", judged.stdout):
            assert float(exposure[1]) <= 1.5


def test_the_settings_of_the_file_are_settings() -> None:
    lines = (FOLDER / "treffpunkt.env").read_text(encoding="utf-8").replace("#TREFF", "TREFF").splitlines()
    told = dict(line.split("=", 1) for line in lines if line.startswith("TREFFPUNKT_"))
    always = unit()["Service"]["Environment"].split()

    settings = read_settings({**told, **dict(one.split("=", 1) for one in always)})

    assert settings.trust_proxy
    assert settings.public_url.startswith("https://")


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_each_proxy_leads_to_both_processes_of_the_readme(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    started = re.findall(r"treffpunkt@(\d+)", (ROOT / "README.md").read_text(encoding="utf-8"))

    assert set(re.findall(r"127\.0\.0\.1:(\d+)", text)) == set(started)
