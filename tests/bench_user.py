"""The command `oceanhil boards`, in a folder of a user with a state folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands.boards.command import boards
from tests.user import Command, Finished


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("OCEANHIL_BOARDS", raising=False)
    monkeypatch.delenv("OCEANHIL_LEASES", raising=False)
    return tmp_path


@pytest.fixture
def command(folder: Path) -> Command:
    del folder

    def run(*words: str) -> Finished:
        result = CliRunner().invoke(boards, list(words), prog_name="oceanhil boards", catch_exceptions=False)
        return Finished(result.exit_code, result.stdout, result.stderr)

    return run
