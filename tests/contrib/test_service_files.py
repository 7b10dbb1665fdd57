"""contrib/: the unit and the container file name only options that exist, and say what their page says."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import pytest

from oceanhil.app.commands import main

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "contrib/systemd/oceanhil.service"
CONTAINER = ROOT / "contrib/container/Containerfile"


def _instructions() -> list[tuple[str, str]]:
    lines = [line for line in CONTAINER.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


def _last(instruction: str) -> list[str]:
    found: list[str] = json.loads([rest for word, rest in _instructions() if word == instruction][-1])
    return found


def _unit() -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign] # configparser's documented way to keep case
    parser.read(UNIT, "utf-8")
    return parser


def _parses(words: list[str]) -> dict[str, object]:
    command = main.get_command(click.Context(main), words[0])
    assert command is not None
    return dict(command.make_context("serve", words[1:]).params)


def test_the_unit_starts_the_server_with_options_there_are() -> None:
    program, *words = shlex.split(_unit()["Service"]["ExecStart"])
    options = _parses(words)
    assert program == "/opt/oceanhil/bin/oceanhil"
    assert options["log_format"] == "json"
    assert options["admin_key_file"] == Path("%d/admin-key")


def test_the_container_starts_the_server_with_options_there_are() -> None:
    program, *words = [*_last("ENTRYPOINT"), *_last("CMD")]
    options = _parses(words)
    assert program == "/opt/oceanhil/bin/oceanhil"
    assert options["hosts"] == ("0.0.0.0",)
    assert str(options["database"]).startswith("/data/")


def test_the_unit_runs_as_nobody_and_may_write_its_own_data_only() -> None:
    service = _unit()["Service"]
    assert service["DynamicUser"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert (service["ProtectSystem"], service["NoNewPrivileges"], service["ProtectHome"]) == ("strict", "yes", "yes")


def test_the_unit_waits_longer_for_a_stop_than_the_server_takes() -> None:
    assert int(_unit()["Service"]["TimeoutStopSec"]) >= 15


def test_systemd_accepts_the_unit_where_there_is_one(tmp_path: Path) -> None:
    judge = shutil.which("systemd-analyze")
    copy = tmp_path / UNIT.name
    copy.write_text(UNIT.read_text("utf-8").replace("/opt/oceanhil/bin/oceanhil", shutil.which("true") or "/bin/true"))
    command = ["true"] if judge is None else [judge, "verify", "--man=no", str(copy)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_container_does_not_run_as_root() -> None:
    [user] = [rest for word, rest in _instructions() if word == "USER"]
    assert re.fullmatch(r"[1-9][0-9]+:[1-9][0-9]+", user)


def test_the_container_gets_every_package_there_is() -> None:
    copied = {rest.split()[0] for word, rest in _instructions() if word == "COPY"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert set(project["tool"]["setuptools"]["package-dir"].values()) <= copied


@pytest.mark.parametrize("file", [UNIT, CONTAINER], ids=["unit", "container"])
def test_no_secret_is_in_the_files(file: Path) -> None:
    assert not re.search(r"--admin-key[ =\"]|OCEANHIL_ADMIN_KEY", file.read_text("utf-8"))
