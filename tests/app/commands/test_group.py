"""What holds for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from oceanhil.app.commands import main
from tests.user import Command

COMMANDS = ["run", "list", "replay", "compare", "schema"]


def test_an_unknown_command_is_refused_with_the_nearest(oceanhil: Command) -> None:
    done = oceanhil("runn")
    assert done.code == 2
    assert "unknown command 'runn'; did you mean 'run'?" in done.err


def test_an_unknown_subcommand_is_refused_with_the_nearest_or_all_there_are(oceanhil: Command) -> None:
    assert "unknown command 'prob'; did you mean 'probe'?" in oceanhil("boards", "prob").err
    done = oceanhil("boards", "xyz")
    assert done.code == 2
    assert "unknown command 'xyz'; known: " in done.err
    assert "monitor" in done.err


def test_every_group_of_commands_names_the_nearest(oceanhil: Command) -> None:
    context = click.Context(main)
    commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    for name in (name for name, command in commands.items() if isinstance(command, click.Group)):
        assert "unknown command 'xyz'; known: " in oceanhil(name, "xyz").err


@pytest.mark.parametrize("words", [("--driver", "x"), ("--foo",), ("--html", "a", "--junit", "a")])
def test_what_is_wrong_with_a_run_is_told_as_with_every_command(words: tuple[str, ...], oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", *words)
    assert done.code == 4
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text(command: str, oceanhil: Command) -> None:
    done = oceanhil(command, "--help")
    assert done.code == 0
    assert f"Usage: oceanhil {command}" in done.out


def test_the_overview_names_commands_that_exist(oceanhil: Command) -> None:
    context = click.Context(main)
    for command in main.list_commands(context):
        assert isinstance(main.get_command(context, command), click.Command)
        assert f"  {command} " in oceanhil("--help").out


def _groups(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield words
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _groups(command, (*words, name))


def test_no_command_is_told_in_a_sentence_that_is_cut(oceanhil: Command) -> None:
    groups = list(_groups(main))
    assert ("server",) in groups
    cut = [line for words in groups for line in oceanhil(*words, "--help").out.splitlines() if line.endswith("...")]
    assert [line for line in cut if "COMMAND [ARGS]" not in line] == []


def test_the_help_documents_the_exit_codes_of_pytest(oceanhil: Command) -> None:
    words = " ".join(oceanhil("run", "--help").out.split())
    assert "Exit codes are pytest's: 0 all passed, 1 something failed or a report could not be written" in words
    assert "4 a wrong name or option, 5 nothing to run" in words


@pytest.mark.parametrize("command", ["run", "replay"])
def test_a_wrong_option_has_pytests_exit_code_where_a_command_has_pytests(command: str, oceanhil: Command) -> None:
    assert oceanhil(command, "--seed", "x").code == 4


def test_a_wrong_option_of_another_command_is_refused_with_the_nearest(oceanhil: Command) -> None:
    done = oceanhil("list", "--jsn")
    assert done.code == 2
    assert "--json" in done.err


def test_interruption_ends_any_command_with_2(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("oceanhil.scenarios.schema.scenario_schema", interrupt)
    done = oceanhil("schema")
    assert (done.code, done.err) == (2, "interrupted\n")


def test_output_on_a_full_disk_is_one_message(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("oceanhil.app.commands.schema.echo", fill)
    monkeypatch.setattr("oceanhil.scenarios.schema.scenario_schema", dict)
    done = oceanhil("schema")
    assert done.code == 1
    assert "the output cannot be written: no space left on device" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("words", [["--help"], ["run", "--help"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\nfrom oceanhil.app.commands import main\n"
        f"main({words!r}, standalone_mode=False)\n"
        "heavy = {'pytest', 'rich', 'aiohttp', 'yaml', 'oceanhil.simulator', 'oceanhil.scenarios'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    out = subprocess.check_output([sys.executable, "-c", program], env=environment, text=True)
    assert out.splitlines()[-1] == "[]"
