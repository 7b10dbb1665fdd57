"""One name for one thing in every command; what it was called before is understood, and in no help."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from tests.together import together
from tests.user import Command


def test_traces_of_a_run_go_into_a_folder_under_either_name(oceanhil: Command, folder: Path) -> None:
    for option in ("--traces", "--trace"):
        assert oceanhil("run", "first-boot", "--board", "esp32", option, option[2:], "-q").code == 0
        assert {path.suffix for path in (folder / option[2:]).iterdir()} == {".jsonl", ".log"}


@together
@pytest.mark.parametrize(
    ("command", "shown", "former"),
    [("run", "--traces", "--trace "), ("explore", "-j, --jobs", "-n"), ("firmware flash", "--name", "--board")],
)
def test_help_has_the_name_alone(command: str, shown: str, former: str) -> None:
    told = CliRunner().invoke(main, [*command.split(), "--help"], terminal_width=200).output
    options = [line.strip() for line in told.splitlines() if line.startswith("  -")]
    assert any(line.startswith(shown) for line in options)
    assert not any(line.startswith(former) for line in options)


@together
@pytest.mark.parametrize("option", ["-j", "--jobs", "-n"])
def test_processes_have_the_same_names_in_run_and_explore(option: str) -> None:
    for command in ("run", "explore"):
        done = CliRunner().invoke(main, [command, option, "many"])
        assert (done.exit_code > 1, "'many'" in done.output) == (True, True)
        assert "No such option" not in done.output


def test_a_board_of_the_inventory_is_flashed_under_either_name(tmp_path: Path) -> None:
    image = tmp_path / "image.bin"
    image.write_bytes(bytes(64))
    inventory = tmp_path / "boards.toml"
    inventory.touch()
    for option in ("--name", "--board"):
        words = ("firmware", "flash", str(image), option, "desk", "--inventory", str(inventory))
        done = CliRunner().invoke(main, words)
        assert "unknown board 'desk'" in done.output
