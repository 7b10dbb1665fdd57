"""A sketch is found where the tests have their configuration, wherever one stands who runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.fixtures.test_fixtures import run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def elsewhere(pytester: pytest.Pytester, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a sketch and a test, and a working directory that is another one."""
    project = tmp_path / "project"
    (project / "lamp").mkdir(parents=True)
    (project / "lamp" / "lamp.ino").write_text("void setup() {}\nvoid loop() {}\n", "utf-8")
    (project / "oceanhil.toml").write_text('[sketch.lamp]\npath = "lamp"\n', "utf-8")
    (project / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (project / "test_it.py").write_text("def test_it(board): pass\n", "utf-8")
    monkeypatch.chdir(pytester.path)
    return project


@pytest.mark.parametrize("name", ["lamp", "lamp/lamp.ino"])
def test_a_sketch_that_is_not_here_is_looked_for_there(pytester: pytest.Pytester, elsewhere: Path, name: str) -> None:
    result = run(pytester, str(elsewhere), "--oceanhil-world", f"sketch:{name}", "--oceanhil-board", "esp32")
    result.assert_outcomes(passed=1, deselected=2)


def test_what_is_not_there_is_told_by_that_place(pytester: pytest.Pytester, elsewhere: Path) -> None:
    result = run(pytester, str(elsewhere), "--oceanhil-world", "sketch:lump")
    told = f"*sketch 'lump': no [[]sketch.lump[]] in '{elsewhere / 'oceanhil.toml'}' (it has 'lamp')*"
    (result.stderr if result.ret == pytest.ExitCode.USAGE_ERROR else result.stdout).fnmatch_lines([told])


def test_settings_that_are_here_win(pytester: pytest.Pytester, elsewhere: Path) -> None:
    (pytester.path / "oceanhil.toml").write_text('[sketch.other]\npath = "other"\n', "utf-8")
    result = run(pytester, str(elsewhere), "--oceanhil-world", "sketch:lamp")
    told = f"*no [[]sketch.lamp[]] in '{pytester.path / 'oceanhil.toml'}' (it has 'other')*"
    (result.stderr if result.ret == pytest.ExitCode.USAGE_ERROR else result.stdout).fnmatch_lines([told])
