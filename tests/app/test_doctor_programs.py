"""Programs that `oceanhil doctor` looks for, with what each is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.app.doctor import CheckVerdict
from oceanhil.app.doctor_programs import GDB, check_compiler, check_esptool, check_gcovr, check_sketches, check_tool


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any program."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    return tmp_path


def test_a_program_that_is_missing_is_told_with_its_purpose_and_what_installs_it(bare: Path) -> None:
    assert bare.is_dir()
    checked = check_tool(GDB, "sketches in a debugger")
    said = "for sketches in a debugger; 'gdb' is not installed; install the package 'gdb'"
    assert (checked.what, checked.verdict, checked.text) == ("gdb", CheckVerdict.ABSENT, said)


def test_a_program_that_is_there_is_told_with_its_path(bare: Path) -> None:
    gdb = bare / "gdb"
    gdb.write_text("#!/bin/sh\n", "utf-8")
    gdb.chmod(0o755)
    assert check_tool(GDB, "looking").text == f"{gdb}; for looking"


def test_without_a_compiler_no_world_of_programs_is_there(bare: Path) -> None:
    assert bare.is_dir()
    for checked, purpose in ((check_compiler(), "worlds native and sketch"), (check_sketches(), "world sketch")):
        assert checked.verdict is CheckVerdict.ABSENT
        assert checked.text.startswith(f"for {purpose}; no C++ compiler")
    assert check_gcovr().verdict is CheckVerdict.ABSENT


def test_an_esptool_that_is_too_old_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.app.doctor_programs.version", lambda _: "4.7")
    assert "esptool '4.7' is too old, expected 5.1 or newer: pip install" in check_esptool().text


def test_the_command_tells_of_programs_and_what_is_missing_is_not_wrong(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, name in (("OCEANHIL_STATE", "state"), ("OCEANHIL_FARM", "farm")):
        monkeypatch.setenv(variable, str(bare / name))
    monkeypatch.chdir(bare)
    done = CliRunner().invoke(main, ["doctor", "--json"])
    found = {each["what"]: each["verdict"] for each in json.loads(done.stdout)["checks"]}
    names = {"C++ compiler", "programs of 32 bits", "gdb", "node", "qemu-system-xtensa"}
    assert (done.exit_code, {found[name] for name in names}) == (0, {"not there"})
