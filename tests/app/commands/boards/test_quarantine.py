"""`oceanhil boards quarantine`: a board is kept out by hand, and the reason stands where somebody looks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.user import Command, Finished

_INVENTORY = '[board.desk]\nkind = "esp32"\nport = "/dev/no-such-port"\n'


@pytest.fixture(autouse=True)
def inventory(folder: Path) -> None:
    (folder / "boards.toml").write_text(_INVENTORY, "utf-8")


def _keep_out(command: Command, reason: str) -> Finished:
    return command("quarantine", "desk", "--reason", reason)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_that_says_nothing_is_refused(command: Command, reason: str) -> None:
    done = _keep_out(command, reason)
    assert (done.code, "--reason is empty; say why the board is kept out" in done.err) == (2, True)
    assert "quarantine" not in command("list").out


def test_a_reason_of_several_lines_is_listed_in_one(command: Command) -> None:
    assert _keep_out(command, "its cable\nis loose").out.endswith(": its cable is loose\n")
    assert ": its cable is loose; oceanhil boards readmit desk\n" in command("list").out


def test_that_another_reason_stays_is_told(command: Command) -> None:
    _keep_out(command, "its cable is loose")
    first, second = _keep_out(command, "its LED is dark").out.splitlines()
    assert first.startswith("'desk' was in quarantine since ")
    assert first.endswith(": its cable is loose")
    assert second == "that stays; for another reason, first: oceanhil boards readmit desk"
