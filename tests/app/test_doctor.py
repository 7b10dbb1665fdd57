"""What `oceanhil doctor` finds, and says to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands import main
from oceanhil.app.doctor import Checked, CheckVerdict, check_cache, check_farm, check_ports, check_serial, check_state
from oceanhil.hil.farm.place import FarmKind
from oceanhil.hil.link.spec import PluggedPort


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OCEANHIL_FARM", str(tmp_path / "farm"))
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("owners", "verdict", "said"),
    [
        (["pyserial"], CheckVerdict.OK, "of pyserial alone"),
        (
            ["pyserial", "pyserial-labgrid"],
            CheckVerdict.WRONG,
            "pip uninstall pyserial-labgrid && pip install --force-reinstall pyserial; labgrid belongs into",
        ),
        (["pyserial", "serial"], CheckVerdict.WRONG, "pip uninstall serial && pip install --force-reinstall pyserial"),
        ([], CheckVerdict.WRONG, "parts of it are gone; pip install --force-reinstall pyserial"),
    ],
)
def test_another_package_of_the_name_of_pyserials_is_named_with_what_mends_it(
    owners: list[str], verdict: CheckVerdict, said: str
) -> None:
    checked = check_serial(lambda: {"serial": owners})
    assert checked.verdict is verdict
    assert said in checked.text


def test_ports_that_this_user_may_not_open_are_named() -> None:
    ports = (PluggedPort("/dev/ttyUSB0"), PluggedPort("/dev/ttyUSB1"))
    assert check_ports(tuple).verdict is CheckVerdict.ABSENT
    assert check_ports(lambda: ports, lambda _: True).verdict is CheckVerdict.OK
    checked = check_ports(lambda: ports, lambda device: device.endswith("0"))
    assert (checked.verdict, "you may not open /dev/ttyUSB1; join the group" in checked.text) == (
        CheckVerdict.WRONG,
        True,
    )


@pytest.mark.parametrize(("check", "variable"), [(check_state, "OCEANHIL_STATE"), (check_cache, "OCEANHIL_CACHE")])
def test_a_folder_that_cannot_be_written_is_named_with_its_variable(
    check: Callable[[], Checked], variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert check().verdict is CheckVerdict.OK
    (tmp_path / "file").touch()
    monkeypatch.setenv(variable, str(tmp_path / "file"))
    checked = check()
    assert checked.verdict is CheckVerdict.WRONG
    assert (
        checked.text == f"the folder '{tmp_path}/file' is a file, expected a folder; name another one with ${variable}"
    )


def farm_of(folder: Path, program: str) -> None:
    """Put a program in place of the Python of labgrid's environment."""
    python = folder / "farm" / "labgrid" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{program}\n", "utf-8")
    python.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for a Python is a program of a shell")
@pytest.mark.parametrize(
    ("program", "verdict", "said"),
    [
        ("echo 26.0.1", CheckVerdict.OK, "26.0.1 in "),
        ("echo 25.0", CheckVerdict.WRONG, "labgrid 25.0 is installed in "),
        ("exit 1", CheckVerdict.WRONG, "has no labgrid; python3 -m venv "),
    ],
)
def test_a_farms_client_that_does_not_fit_is_named(
    tmp_path: Path, program: str, verdict: CheckVerdict, said: str
) -> None:
    farm_of(tmp_path, program)
    checked = check_farm(FarmKind.LABGRID)
    assert checked.verdict is verdict
    assert said in checked.text


def test_a_farm_that_nobody_wants_is_not_wrong() -> None:
    assert check_farm(FarmKind.JUMPSTARTER).verdict is CheckVerdict.ABSENT


def called(*words: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *words])


def test_the_command_says_it_all_and_fails_if_something_is_wrong(tmp_path: Path) -> None:
    done = called("--json")
    assert done.exit_code == 0, done.output
    found = {each["what"]: each["verdict"] for each in json.loads(done.stdout)["checks"]}
    assert found["package 'serial'"] == "ok"
    assert found["inventory"] == "not there"
    (tmp_path / "boards.toml").write_text("", "utf-8")
    empty = {each["what"]: each for each in json.loads(called("--json").stdout)["checks"]}["inventory"]
    assert (empty["verdict"], empty["text"]) == ("not there", "there is no board in 'boards.toml'")
    (tmp_path / "boards.toml").write_text("nonsense(", "utf-8")
    wrong = called()
    assert wrong.exit_code == 1
    assert "boards.toml" in wrong.output
    assert "wrong" in wrong.output


def test_what_is_to_be_typed_is_never_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / ("a-folder-with-a-long-name" * 4)
    monkeypatch.setenv("OCEANHIL_FARM", str(home))
    said = called().output
    assert "…" not in said
    assert f"{home}/labgrid/bin/python" in "".join(said.split())
