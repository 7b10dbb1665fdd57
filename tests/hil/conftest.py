"""A folder with scenarios of a user, and the command line run in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

# Runs inside a test take the modules away again that they are the first to import.
import hil.cli.pytest_run
import hil.collection
import hil.report.html
import hil.ui
import hil.workers
import hil.worlds.sim  # noqa: F401
from hil.cli import main
from tests.hil.user import Command, Finished, start


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a user, who stands in it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def oceanhil(folder: Path) -> Command:
    """The command line, run in this process."""
    del folder

    def run(*words: str) -> Finished:
        result = CliRunner().invoke(main, list(words), prog_name="oceanhil", catch_exceptions=False)
        return Finished(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def oceanhil_process(folder: Path) -> Command:
    """The command line as a process of its own."""

    def run(*words: str) -> Finished:
        process = start(folder, *words)
        out, err = process.communicate()
        return Finished(process.returncode, out, err)

    return run
