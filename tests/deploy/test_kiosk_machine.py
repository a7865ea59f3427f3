"""What makes a bare machine a kiosk: scripts, units, and what the browser is told to allow."""

import configparser
import json
import mmap
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from kiosk.theme import ASSETS
from tests.support.absent import absent
from tests.support.browsers import ENABLE, find_program

FOLDER = ASSETS / "deploy" / "kiosk"
SCRIPTS = ("install", "session", "watch", "is-night", "refresh")
UNITS = ("treffpunkt-kiosk.service", "treffpunkt-kiosk-refresh.service", "treffpunkt-kiosk-refresh.timer")
POLICY = (FOLDER / "policy.json").read_text(encoding="utf-8")

# As `ss -Htien` of Debian 12 tells of two connections, shortened: one page that speaks, one old line that rests.
TALKING = """0 0 192.0.2.7:47712 192.0.2.1:443 timer:(keepalive,31sec,0) uid:997 ino:4711 sk:1a <->
\t ts sack cubic wscale:7,7 rto:204 rtt:0.6/0.3 bytes_sent:91234 segs_out:177 lastsnd:7212 lastrcv:7212 lastack:7164
0 0 192.0.2.7:47714 192.0.2.1:443 uid:997 ino:4712 sk:1b <->
\t ts sack cubic wscale:7,7 rto:204 rtt:0.6/0.3 bytes_sent:1234 segs_out:17 lastsnd:912345 lastrcv:912345 lastack:1
"""


def run(script: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run one of the scripts to its end."""
    command = ["bash", str(FOLDER / script), *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_scripts_can_be_run_and_hold_no_trap() -> None:
    linter = Path(sys.executable).with_name("shellcheck")
    checked = subprocess.run(
        [linter, *(FOLDER / name for name in SCRIPTS)], capture_output=True, text=True, encoding="utf-8", check=False
    )

    assert checked.stdout == ""
    assert [name for name in SCRIPTS if not (FOLDER / name).stat().st_mode & 0o100] == []


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_can_be_read_by_systemd(name: str) -> None:
    unit = configparser.RawConfigParser(strict=False, allow_no_value=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells capitals apart
    unit.read(FOLDER / name, encoding="utf-8")
    assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}

    program = shutil.which("systemd-analyze")
    if program:  # a container has none; then the sections must do
        verified = subprocess.run(
            [program, "verify", str(FOLDER / name)], capture_output=True, text=True, encoding="utf-8", check=False
        )
        # What it starts is on the kiosk's machine, not on this one.
        told = [line for line in verified.stderr.splitlines() if name in line]
        assert [line for line in told if "is not executable" not in line] == []


def test_whatever_the_units_and_scripts_name_is_installed() -> None:
    installed = (FOLDER / "install").read_text(encoding="utf-8")
    named = {path for unit in UNITS for path in re.findall(r"/usr/local/lib/treffpunkt-kiosk/([a-z-]+)", _text(unit))}
    helpers = set(re.findall(r'"\$here/([a-z-]+)"', _text("session")))

    assert named | helpers == {"session", "refresh", "watch", "is-night"}
    for name in (*UNITS, "session", "refresh", "watch", "is-night", "policy.json", "treffpunkt-kiosk.conf"):
        assert name in installed


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the root of a machine on which everything is laid where it belongs."""
    root = tmp_path_factory.mktemp("root")
    done = run("install", "--root", str(root), "https://quartier.example.org", "left")
    assert (done.returncode, done.stderr) == (0, "")
    return root


def test_everything_is_laid_where_debian_reads_it(laid: Path) -> None:
    policy = json.loads((laid / "etc/chromium/policies/managed/treffpunkt-kiosk.json").read_text(encoding="utf-8"))
    settings = (laid / "etc/treffpunkt-kiosk.conf").read_text(encoding="utf-8").splitlines()

    assert policy["URLAllowlist"] == ["https://quartier.example.org"]
    assert {"ORIGIN=https://quartier.example.org", "ROTATE=left"} <= set(settings)
    assert not [file for file in laid.rglob("*") if file.is_file() and "@ORIGIN@" in file.read_text(encoding="utf-8")]
    voice = (laid / "etc/speech-dispatcher/clients/treffpunkt-kiosk.conf").read_text(encoding="utf-8")
    assert voice == 'AudioOutputMethod "pulse,alsa"\n', "a kiosk has no PulseAudio, through which alone it would speak"
    scripts = laid / "usr/local/lib/treffpunkt-kiosk"
    assert {file.name for file in scripts.iterdir() if file.stat().st_mode & 0o001} == set(SCRIPTS) - {"install"}


def test_the_units_are_enabled_as_they_say_and_three_keys_start_nothing_afresh(laid: Path) -> None:
    units = laid / "etc/systemd/system"
    for name in UNITS:
        wanted = re.findall(r"^WantedBy=(.+)$", _text(name), re.MULTILINE)
        links = [link.parent.name for link in units.glob("*.wants/*") if link.name == name]
        assert links == [f"{target}.wants" for target in wanted]

    assert (units / "ctrl-alt-del.target").readlink() == Path("/dev/null")


def test_the_watchdog_is_the_sessions_own() -> None:
    """By PAM the session belongs to logind: of what it tells systemd, its unit hears nothing and would be ended."""
    unit = _text("treffpunkt-kiosk.service")

    assert "PAMName=" in unit
    assert "WatchdogSec=" not in unit
    assert "ProtectHome=" not in unit, "it closes /run/user, where speech-dispatcher listens"


def test_no_key_of_a_kiosk_is_one_that_leads_away(laid: Path) -> None:
    symbols = (laid / "usr/share/X11/xkb/symbols/treffpunkt-kiosk").read_text(encoding="utf-8")
    gone = set(re.findall(r"replace key <(\w+)> \{ type = \"ONE_LEVEL\", \[ Scroll_Lock \] \};", symbols))

    assert {"LCTL", "RCTL", "LALT", "RALT", "LWIN", "RWIN", "COMP", "CAPS"} <= gone
    assert {f"FK{number:02}" for number in range(1, 13)} <= gone
    assert "I180" in gone, "the key of the home page"
    assert 'Option "XkbRules" "treffpunkt-kiosk"' in (laid / "etc/X11/xorg.conf.d/10-treffpunkt-kiosk.conf").read_text()


def _text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def test_the_browser_may_open_the_house_and_nothing_else() -> None:
    pairs: list[tuple[str, object]] = json.loads(POLICY, object_pairs_hook=list)
    policy = dict(pairs)

    assert [name for name, times in Counter(name for name, _value in pairs).items() if times > 1] == []
    assert {"*", "chrome://*", "file://*", "view-source:*"} <= set(json.loads(POLICY)["URLBlocklist"])
    assert policy["URLAllowlist"] == ["@ORIGIN@"]
    assert policy["NewTabPageLocation"] == policy["HomepageLocation"] == "@ORIGIN@/kiosk"
    wanted = {
        "DownloadRestrictions": 3,
        "AllowFileSelectionDialogs": False,
        "DeveloperToolsAvailability": 2,
        "PrintingEnabled": False,
        "ExtensionInstallBlocklist": ["*"],
        "IncognitoModeAvailability": 1,
        "TranslateEnabled": False,
        "PasswordManagerEnabled": False,
        "AutofillAddressEnabled": False,
        "AutofillCreditCardEnabled": False,
        "SyncDisabled": True,
        "QuicAllowed": False,  # the watcher reads the kernel's tables of TCP
    }
    assert {name: policy.get(name) for name in wanted} == wanted


def test_every_policy_is_one_that_the_browser_knows() -> None:
    with _browser().open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as program:
        unknown = [name for name in json.loads(POLICY) if program.find(b"\0" + name.encode() + b"\0") < 0]
        assert program.find(b"\0NoSuchPolicyInAnyBrowser\0") < 0

    assert unknown == []


def _browser() -> Path:
    """Return the browser's program itself, which holds the names of its policies; not the script before it."""
    with sync_playwright() as playwright:
        found = find_program(playwright)
    if found is None:
        absent("Chromium", ENABLE)
    first = Path(found).resolve()
    places = (first, first.parent / "chrome", Path("/usr/lib/chromium/chromium"))
    return next(place for place in places if place.is_file() and _is_program(place))


def _is_program(place: Path) -> bool:
    with place.open("rb") as file:
        return file.read(4) == b"\x7fELF"


@pytest.mark.parametrize(
    ("given", "seconds"), [(TALKING, "7"), ("", "-1"), (TALKING.partition("0 0 192.0.2.7:47714")[2], "912")]
)
def test_the_watcher_reads_for_how_long_a_page_has_said_nothing(given: str, seconds: str) -> None:
    assert run("watch", "--silence", given=given).stdout.strip() == seconds


@pytest.mark.parametrize(
    ("hours", "night"),
    [("22 6 22", True), ("22 6 5", True), ("22 6 6", False), ("22 6 12", False), ("1 5 03", True), ("0 0 0", False)],
)
def test_night_may_reach_over_midnight(hours: str, night: bool) -> None:
    assert (run("is-night", *hours.split()).returncode == 0) is night


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("ftp://quartier.example.org",),
        ("https://quartier.example.org/kiosk",),
        ("http://quartier.example.org",),
        ("https://a|b",),
        ("https://quartier.example.org", "sideways"),
        ("--root", "/no/such/folder", "https://quartier.example.org"),
    ],
    ids=["nothing", "another scheme", "with a path", "without https", "no host", "no such turn", "no such folder"],
)
def test_a_wrong_address_is_told_before_anything_is_changed(arguments: tuple[str, ...]) -> None:
    refused = run("install", *arguments)

    assert (refused.returncode, refused.stdout) == (1, "")
    assert len(refused.stderr.splitlines()) == 1
