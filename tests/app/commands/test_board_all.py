"""`--board all` means all, in every command whose `--board` leaves boards out."""

from __future__ import annotations

import click
import msgspec
import pytest

from oceanhil.app.commands.board_choice import BOARD_CHOICE
from tests.analysis.dumps.dumps import record_dump
from tests.app.commands.test_files_declared import COMMANDS
from tests.user import Command, write

# Where a board has to be chosen there are no others to be meant.
ONE_BOARD = {"eeprom make", "firmware flash", "firmware new", "fleet", "reach", "vboard"}


def test_every_other_command_takes_it() -> None:
    boards = {
        " ".join(path): param
        for path, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, click.Option) and "--board" in param.opts
    }
    assert {name for name, param in boards.items() if param.type is not BOARD_CHOICE} == ONE_BOARD


@pytest.mark.slow
@pytest.mark.parametrize("boards", [("all",), ("esp32", "all")])
def test_run_tries_every_board(oceanhil: Command, boards: tuple[str, ...]) -> None:
    chosen = [word for board in boards for word in ("--board", board)]
    found = msgspec.json.decode(oceanhil("run", "token-expired", "--json", *chosen).out)
    assert {row["board"] for row in found["results"]} == {"esp32", "esp8266", "picow"}


@pytest.mark.long
def test_sweep_does_as_without_the_option(oceanhil: Command) -> None:
    words = ("sweep", "token-save-first", "--store", "legacy", "--seeds", "1", "-q")
    assert oceanhil(*words, "--board", "all").out == oceanhil(*words).out


@pytest.mark.parametrize("command", ["show", "explain"])
def test_a_dump_is_taken_for_what_it_is(oceanhil: Command, folder: object, command: str) -> None:
    assert hasattr(folder, "joinpath")
    folder.joinpath("nvs.bin").write_bytes(record_dump().data)
    done = oceanhil("eeprom", command, "nvs.bin", "--board", "all")
    assert (done.code, done.out) == (0, oceanhil("eeprom", command, "nvs.bin").out)


def test_plain_pytest_tries_every_board(pytester: pytest.Pytester) -> None:
    write(pytester.path / "own.yaml")
    pytester.makepyfile(test_own="def test_own(board): pass")
    words = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "--oceanhil-board", "all")
    pytester.runpytest_inprocess(*words).assert_outcomes(passed=6)
