"""Tests are of the tree that they stand in: a run that would import another one's rooms ends before it begins."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def second_tree(tmp_path: Path) -> Path:
    """A tree with the package but no rooms: these are found in the tree that is installed, as from a second clone."""
    (tmp_path / "oceanhil").mkdir()
    for name in ("conftest.py", "pyproject.toml", "oceanhil/__init__.py"):
        shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / "test_nothing.py").write_text("def test_nothing() -> None:\n    pass\n", "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.usefixtures("interpreter_starts")
@pytest.mark.parametrize("way", [{}, {"PYTHONPATH": "."}], ids=["as-it-is", "with-PYTHONPATH"])
def test_tests_that_would_meet_another_trees_rooms_are_not_run(second_tree: Path, way: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_nothing.py"],
        cwd=second_tree,
        env={**os.environ, **way},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"ERROR: these tests stand in {second_tree}, but oceanhil" in done.stderr
    assert f"would come from {ROOT}; run `make setup` here" in done.stderr
    assert "Traceback" not in done.stderr
