"""What the documents and the build files say must be true."""

import re
import tomllib
from pathlib import Path

from booking.settings import PREFIX, names
from kiosk import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    """Return the set-up commands of a text, without their indent."""
    return [line.strip() for line in text.splitlines() if line.strip().startswith("python3 -m venv")]


def locked(name: str) -> dict[str, str]:
    """Return package → version of a lock file."""
    text = (ROOT / ".ci" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", text, re.MULTILINE))


def test_ci_runs_the_test_command_of_the_readme() -> None:
    test_command = next(command for command in commands(README) if command.endswith("-m pytest"))

    assert commands((ROOT / ".ci" / "run").read_text(encoding="utf-8")) == [test_command]


def test_people_run_the_versions_that_were_tested() -> None:
    runtime, tested = locked("runtime.lock"), locked("test.lock")

    assert runtime
    assert {name: tested.get(name) for name in runtime} == runtime


def test_every_direct_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[><=;]", entry)[0] for entry in project["dependencies"]}
    for_tests = {re.split(r"[\[><=;]", entry)[0] for entry in project["optional-dependencies"]["test"]}

    assert names - set(locked("runtime.lock")) == set()
    assert for_tests - set(locked("test.lock")) == set()


def test_lock_files_name_no_place_to_download_from() -> None:
    text = "".join((ROOT / ".ci" / name).read_text(encoding="utf-8") for name in ("runtime.lock", "test.lock"))

    assert re.findall(r"://|--index|--find-links|--extra", text) == []


def test_the_map_of_the_code_names_every_module() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    on_the_map = set(re.findall(r"[a-z_0-9]+", text.split("## Map")[1].split("## ")[0]))
    modules = {
        path.stem
        for package in ("booking", "kiosk", "models")
        for path in (ROOT / package).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }

    assert modules - on_the_map - {"__init__", "__main__"} == set()


def test_the_changelog_names_the_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_readme_names_every_setting_and_command() -> None:
    settings = {f"`{PREFIX}{name.upper()}`" for name in names()}
    parser = cli.parser()
    known = next(action for action in parser._actions if isinstance(action.choices, dict))

    assert {setting for setting in settings if setting not in README} == set()
    assert {command for command in known.choices or () if f"treffpunkt {command}" not in README} == set()


def test_every_picture_of_the_readme_is_there() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)

    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
